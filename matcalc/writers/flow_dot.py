"""A data-flow for Graphviz, in its language DOT."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.derivation import Flow
from matcalc.kinds.kind import Reading
from matcalc.terms import Term
from matcalc.writers.picture import Box, labels, picture
from matcalc.writers.style import Style


def dot(flow: Flow, reading: Reading, style: Style, by: Sequence[Term] = ()) -> str:
    """A graph that ``dot`` draws with the result on top. by: what is differentiated by, drawn bold.

    https://graphviz.org/doc/info/lang.html
    """
    drawn = picture(flow, reading, by)
    written = labels(drawn, reading, style)
    numbers = {name: f"n{number}" for number, name in enumerate(drawn.boxes, 1)}
    lines = ["digraph {", "  rankdir=BT;", "  node [shape=box, style=rounded];"]
    lines += [
        f"  {numbers[name]} [label={quoted(written[name])}{_look(box)}];" for name, box in drawn.boxes.items()
    ]
    lines += [f"  {numbers[start]} -> {numbers[end]};" for start, end in drawn.arrows]
    return "\n".join(lines) + "\n}\n"


def _look(box: Box) -> str:
    shape = ", shape=ellipse" if box.body is None else ""
    if box.marked:
        return shape + ", style=bold"
    return shape + (", style=solid" if box.body is None or box.result else "")


def quoted(text: str) -> str:
    """A string of DOT: the backslash begins an escape there, and the ampersand an entity of HTML."""
    for character, escape in (("\\", "\\\\"), ('"', '\\"'), ("&", "&amp;"), ("\n", "\\n")):
        text = text.replace(character, escape)
    return f'"{text}"'
