"""A data-flow as a Mermaid flowchart, which Markdown pages draw."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.derivation import Flow
from matcalc.kinds.kind import Reading
from matcalc.terms import Term
from matcalc.writers.picture import Box, labels, picture
from matcalc.writers.style import Style

# What Mermaid, Markdown, which it reads labels as, or HTML could take for their own.
SPECIAL = frozenset('"#&<>`*\\\n')


def mermaid(flow: Flow, reading: Reading, style: Style, by: Sequence[Term] = ()) -> str:
    """A flowchart with the result on top. by: what is differentiated by, drawn with a thick border.

    https://mermaid.js.org/syntax/flowchart.html
    """
    drawn = picture(flow, reading, by)
    written = labels(drawn, reading, style)
    numbers = {name: f"n{number}" for number, name in enumerate(drawn.boxes, 1)}
    lines = ["flowchart BT"]
    lines += [f"  {numbers[name]}{_box(box, quoted(written[name]))}" for name, box in drawn.boxes.items()]
    lines += [f"  {numbers[start]} --> {numbers[end]}" for start, end in drawn.arrows]
    marked = [numbers[name] for name, box in drawn.boxes.items() if box.marked]
    if marked:
        lines += ["  classDef by stroke-width:3px", f"  class {','.join(marked)} by"]
    return "\n".join(lines) + "\n"


def _box(box: Box, label: str) -> str:
    if box.body is None:
        return f"([{label}])"
    return f"[{label}]" if box.result else f"({label})"


def quoted(text: str) -> str:
    """A label, special characters as entities by their numbers."""
    return '"' + "".join(f"#{ord(c)};" if c in SPECIAL else c for c in text) + '"'
