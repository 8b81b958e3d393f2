"""A data-flow as a picture in SVG, complete in itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from matcalc.derivation import Flow
from matcalc.kinds.kind import Reading
from matcalc.records import Value
from matcalc.terms import Term
from matcalc.writers.cells import size, wrapped
from matcalc.writers.layered import Point, corners, layered
from matcalc.writers.picture import Box, labels, picture
from matcalc.writers.style import Style

MARGIN = 10.0
CELL, LINE = 9.0, 22.0  # of a character and a line, with room for any font
PADDING = (12.0, 7.0)
LONGEST = 60  # cells of a label, which beyond them is broken
HEAD = """\
<defs><marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" \
orient="auto"><path d="M0 0L8 4L0 8z" fill="#333"/></marker></defs>
<style>
.flow rect {fill: #fff; stroke: #333}
.flow .leaf {fill: #eee} .flow .result {fill: #dbeafe} .flow .marked {fill: #fff3b0; stroke-width: 2.5}
.flow path {fill: none; stroke: #333; marker-end: url(#head)}
.flow text {font: 16px "STIX Two Math", "Cambria Math", "DejaVu Sans", serif; text-anchor: middle; fill: #000}
</style>
"""


class Drawing(Value):
    """The elements of one picture, with the size they take."""

    title: str
    body: str
    size: Point


def svg(flow: Flow, reading: Reading, style: Style, by: Sequence[Term] = ()) -> str:
    """The picture with the result on top. by: what is differentiated by, drawn in another colour.

    https://www.w3.org/TR/SVG2/
    """
    return document([drawing(flow, reading, style, by)])


def document(drawings: Sequence[Drawing]) -> str:
    """One file with several pictures, one below the other."""
    width = max(drawn.size[0] for drawn in drawings) + 2 * MARGIN
    y = MARGIN
    groups = []
    for drawn in drawings:
        groups.append(f'<g class="flow" transform="translate({_n(MARGIN)} {_n(y)})">\n{drawn.body}</g>\n')
        y += drawn.size[1] + 2 * MARGIN
    title = escaped("; ".join(drawn.title for drawn in drawings))
    area = f'width="{_n(width)}" height="{_n(y - MARGIN)}" viewBox="0 0 {_n(width)} {_n(y - MARGIN)}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {area} role="img">\n'
        f"<title>{title}</title>\n{HEAD}{''.join(groups)}</svg>\n"
    )


def drawing(flow: Flow, reading: Reading, style: Style, by: Sequence[Term] = ()) -> Drawing:
    """The elements of one picture, the origin at its upper left corner."""
    drawn = picture(flow, reading, by)
    written = labels(drawn, reading, style)
    lines = {name: wrapped(label, LONGEST) for name, label in written.items()}
    sizes = {name: _size(text) for name, text in lines.items()}
    layout = layered(sizes, drawn.arrows)
    height = layout.size[1]
    elements = [f'<path d="{_curve(_flipped(route, height))}"/>' for route in layout.routes.values()]
    for name, box in drawn.boxes.items():
        (centre,) = _flipped([layout.centres[name]], height)
        elements += _box(box, lines[name], centre, sizes[name])
    title = f"Data-flow of {written[flow.variables[-1].name]}"
    return Drawing(title, "".join(f"{element}\n" for element in elements), layout.size)


def _size(lines: Sequence[str]) -> Point:
    return max(map(size, lines)) * CELL + 2 * PADDING[0], len(lines) * LINE + 2 * PADDING[1]


def _flipped(points: Iterable[Point], height: float) -> list[Point]:
    """With y downwards."""
    return [(x, height - y) for x, y in points]


def _box(box: Box, lines: Sequence[str], centre: Point, area: Point) -> Iterable[str]:
    (x, y), (width, height) = centre, area
    look = " ".join(
        name
        for name, on in (("leaf", box.body is None), ("result", box.result), ("marked", box.marked))
        if on
    )
    named = f' class="{look}"' if look else ""
    round_ = height / 2 if box.body is None else 5.0
    place = f'x="{_n(x - width / 2)}" y="{_n(y - height / 2)}"'
    yield f'<rect{named} {place} width="{_n(width)}" height="{_n(height)}" rx="{_n(round_)}"/>'
    first = y - (len(lines) - 1) * LINE / 2 + LINE / 4
    for number, line in enumerate(lines):
        yield f'<text x="{_n(x)}" y="{_n(first + number * LINE)}">{escaped(line)}</text>'


def _curve(route: Sequence[Point]) -> str:
    """Straight up past boxes, and in a bend from one layer to the next."""
    (x, y), *rest = corners(route)
    path = [f"M{_n(x)} {_n(y)}"]
    for to_x, to_y in rest:
        if to_x == x:
            path.append(f"V{_n(to_y)}" if to_y != y else "")
        else:
            middle = (y + to_y) / 2
            path.append(f"C{_n(x)} {_n(middle)} {_n(to_x)} {_n(middle)} {_n(to_x)} {_n(to_y)}")
        x, y = to_x, to_y
    return "".join(path)


def _n(value: float) -> str:
    return f"{round(value, 1):g}"


def escaped(text: str) -> str:
    """Text for XML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
