"""Equations in columns of text: all of a move aligned at their equals signs, long ones broken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matcalc.records import Record
from matcalc.writers.boxes import Box
from matcalc.writers.cells import size, wrapped

EQUALS = " = "
OPENING, CLOSING = "([{⟨", ")]}⟩"


class Equation(Record):
    """Members of an equation, from left to right, and what stands in the margin beside one of them.

    again: the first is that of the equation before, and is left out.
    """

    members: tuple[Box, ...]
    margin: str = ""
    noted: int = 1
    again: bool = False


class Laid(Record):
    """A line of text, and what stands in the margin beside it."""

    text: str
    margin: str = ""


def aligned(equations: Sequence[Equation], width: int, longest: int | None = None) -> list[Laid]:
    """The equations in lines of at most ``width`` cells where they can be broken: each member after the
    first on a line of its own behind an equals sign.

    longest: how many lines a member may take; of one that takes more the first are shown, and …
    """
    lefts = [e.members[0].width for e in equations if e.members[0].width <= width // 3]
    left = max(lefts, default=0)
    lines: list[Laid] = []
    nothing = Box((" " * left,), 0, "")
    for equation in equations:
        first, *rest = equation.members
        head = nothing if equation.again else first
        if head.width > left or not rest:  # it has lines of its own
            lines += [Laid(line) for line in _broken(first, width)]
            head = nothing
        for place, member in enumerate(rest, 1):
            margin = equation.margin if place == equation.noted else ""
            lines += _member(head, member, left, width, longest, margin)
            head = nothing
        if equation.margin and not rest:
            lines.append(Laid(lines.pop().text, equation.margin))
    return lines


def _member(
    head: Box, member: Box, left: int, width: int, longest: int | None, margin: str
) -> Iterator[Laid]:
    """A member behind its equals sign, and before that what the equation begins with."""
    shown = list(_broken(member, width - left - len(EQUALS)))
    base = member.base if len(shown) == len(member.lines) else 0
    if longest is not None and len(shown) > max(longest, len(member.lines)):
        shown = [*shown[: longest - 1], "…"]
    above = max(base, head.base)
    below = max(len(shown) - base, len(head.lines) - head.base)
    for place in range(-above, below):
        lead = head.lines[head.base + place] if 0 <= head.base + place < len(head.lines) else ""
        body = shown[base + place] if 0 <= base + place < len(shown) else ""
        sign = EQUALS if place == 0 else " " * len(EQUALS)
        text = " " * (left - size(lead)) + lead + sign + body
        yield Laid(text.rstrip(), margin if place == 0 else "")


def _broken(box: Box, width: int) -> Sequence[str]:
    """The lines of a drawing, or where it is too wide what it says on one line, broken."""
    if box.width <= width:
        return box.lines
    return broken(box.inline, width)


def broken(text: str, width: int) -> list[str]:
    """A formula in lines of at most ``width`` cells, broken before operators, the outermost first: a sum
    rather than a product, and neither within brackets where that can be helped."""
    lines: list[str] = []
    while size(text) > width:
        places = [place for place in _places(text) if size(text[: place[2]]) <= width]
        fair = [place for place in places if size(text[: place[2]]) * 3 > width] or places
        if not fair:
            return [*lines, *wrapped(text, width)]
        at = min(fair, key=lambda place: (place[0], place[1], -place[2]))[2]
        lines.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return [*lines, text]


def _places(text: str) -> Iterator[tuple[int, int, int]]:
    """Where a formula can be broken, at its spaces: how deep in brackets, between what, and where."""
    depth = 0
    for place, character in enumerate(text):
        depth += (character in OPENING) - (character in CLOSING)
        if character != " " or place == 0:
            continue
        after, before = text[place + 1 : place + 3], text[place - 1]
        if before in "+-⊗⊘⊙·×*/":
            continue  # behind an operator
        yield depth, 0 if before == ";" else 1 if after in ("+ ", "- ") else 2, place
