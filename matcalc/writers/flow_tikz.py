"""A data-flow as a TikZ picture, whose labels are the formulas of LaTeX; it needs tikz and amsmath alone."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.derivation import Flow
from matcalc.kinds.kind import Reading
from matcalc.terms import Term
from matcalc.writers import latex, unicode
from matcalc.writers.cells import size
from matcalc.writers.layered import Point, corners, layered
from matcalc.writers.picture import Box, labels, picture

# In centimetres, a little more than the letters take: of a character, and of a line of cases.
CELL, LINE = 0.22, 0.55
PADDING = (0.5, 0.3)
GAP = (0.6, 0.9)
LOOKS = (
    "every node/.style={draw, rounded corners=2pt}, leaf/.style={rounded corners=8pt, minimum size=18pt}, "
    "marked/.style={very thick}, result/.style={sharp corners}, rounded corners, >=stealth"
)


def tikz(
    flow: Flow, reading: Reading, by: Sequence[Term] = (), style: latex.LatexStyle = latex.STYLE
) -> str:
    """The picture with the result on top. by: what is differentiated by, drawn with a thick border."""
    drawn = picture(flow, reading, by)
    written = labels(drawn, reading, style)
    plain = labels(drawn, reading, unicode.STYLE)
    sizes = {name: _size(plain[name], written[name]) for name in written}
    layout = layered(sizes, drawn.arrows, GAP)
    numbers = {name: f"n{number}" for number, name in enumerate(drawn.boxes, 1)}
    lines = [f"\\begin{{tikzpicture}}[{LOOKS}]"]
    for name, box in drawn.boxes.items():
        place = _point(layout.centres[name])
        lines.append(f"  \\node{_look(box)} ({numbers[name]}) at {place} {{${written[name]}$}};")
    for (start, end), route in layout.routes.items():
        lines.append(f"  \\draw[->] {_path(numbers[start], numbers[end], route)};")
    return "\n".join(lines) + "\n\\end{tikzpicture}\n"


def standalone(pictures: Sequence[str]) -> str:
    """A document that compiles as it is, the pictures one below the other."""
    body = "\n".join(f"\\begin{{center}}\n{drawn}\\end{{center}}" for drawn in pictures)
    return latex.document(body, latex.DEFAULT, "tikz")


def _size(plain: str, written: str) -> Point:
    lines = 1 + written.count(r"\\")
    tall = 1.8 if r"\frac" in written else 1.0
    return size(plain) * CELL / lines + PADDING[0], lines * LINE * tall + PADDING[1]


def _look(box: Box) -> str:
    on = (("leaf", box.body is None), ("result", box.result), ("marked", box.marked))
    looks = ", ".join(name for name, is_on in on if is_on)
    return f"[{looks}]" if looks else ""


def _path(start: str, end: str, route: Sequence[Point]) -> str:
    """From box to box, past the boxes of the layers between them straight up."""
    _, *passed, _ = corners((route[0], *route[2:-2], route[-1]))
    return " -- ".join([f"({start})", *map(_point, passed), f"({end})"])


def _point(point: Point) -> str:
    return f"({round(point[0], 2):g}, {round(point[1], 2):g})"
