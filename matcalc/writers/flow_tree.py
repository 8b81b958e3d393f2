"""A data-flow as a tree of text, the result at its root and the inputs its leaves."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from matcalc.derivation import Flow
from matcalc.kinds.kind import Reading
from matcalc.records import Value
from matcalc.terms import Term
from matcalc.writers import ascii, text
from matcalc.writers.picture import Picture, labels, picture
from matcalc.writers.style import Style

if TYPE_CHECKING:
    from rich.text import Text

DEEPEST = 10  # levels; what is deeper has a tree of its own below
# Before a branch, before the last one, and below each of them.
GUIDES = {False: ("├── ", "└── ", "│   ", "    "), True: ("|-- ", "`-- ", "|   ", "    ")}
ARROW = {False: " ← ", True: " <- "}


class Row(Value):
    """One line of the tree: the guide before it, the one before what it is continued by, the label, and
    behind the label what marks it."""

    guide: str
    below: str
    label: str
    mark: str = ""


def tree(flow: Flow, reading: Reading, style: Style, by: Sequence[Term] = ()) -> str:
    """The tree as plain text. What is used twice is drawn once and then stands by its name alone.

    by: what is differentiated by, to be marked.
    """
    rows = _rows(flow, reading, style, by, DEEPEST)
    return "".join(f"{row.guide}{row.label}{row.mark}".rstrip() + "\n" for row in rows)


def lines(
    flow: Flow, reading: Reading, style: Style, by: Sequence[Term] = (), width: int = 80
) -> list[Text]:
    """The tree for a terminal, line by line; labels are broken where they are too long for ``width``."""
    from rich.text import Text

    from matcalc.writers.cells import size, wrapped

    shown: list[Text] = []
    for row in _rows(flow, reading, style, by, max(min(DEEPEST, width // 8), 1)):
        room = max(width - size(row.guide) - size(row.mark), width // 3)
        first, *rest = wrapped(row.label, room)
        shown.append(Text.assemble((row.guide, "dim"), first))
        shown += [Text.assemble((row.below, "dim"), "  ", more) for more in rest]
        shown[-1].append(row.mark, style="bold")
    return shown


def _rows(flow: Flow, reading: Reading, style: Style, by: Sequence[Term], deepest: int) -> Iterator[Row]:
    drawn = picture(flow, reading, by)
    in_ascii = style is ascii.STYLE
    written = labels(drawn, reading, style)
    write = text.writing(reading, style)
    marks = {
        name: ARROW[in_ascii] + text.operator((box.term,), reading, style)
        for name, box in drawn.boxes.items()
        if box.marked
    }
    branch, last, side, gap = GUIDES[in_ascii]
    parts = _parts(drawn)
    seen: set[str] = set()
    roots = deque([flow.variables[-1].name])
    while roots:
        root = roots.popleft()
        if root in seen:
            continue
        if seen:
            yield Row("", "", "")
        stack = [(root, "", "", 0)]
        while stack:
            name, guide, below, depth = stack.pop()
            mark = marks.get(name, "")
            if name in seen or (depth == deepest and parts[name]):
                box = drawn.boxes[name]
                yield Row(guide, below, write(box.term), mark)
                if name not in seen:
                    roots.append(name)
                continue
            yield Row(guide, below, written[name], mark)
            if not parts[name]:
                continue
            seen.add(name)
            *before, final = parts[name]
            stack.append((final, below + last, below + gap, depth + 1))
            stack += [(part, below + branch, below + side, depth + 1) for part in reversed(before)]


def _parts(drawn: Picture) -> dict[str, list[str]]:
    """What the body of each is made of, in reading order."""
    found: dict[str, list[str]] = {name: [] for name in drawn.boxes}
    for start, end in drawn.arrows:
        found[end].append(start)
    return found
