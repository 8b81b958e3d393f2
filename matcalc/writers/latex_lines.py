"""Long formulas in LaTeX in lines that fit a page: about how wide one is typeset, and where it is broken.
amsmath and KaTeX both take what comes of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from matcalc.records import Record


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


TEXT_WIDTH = 64.0  # the line of an article in ten points, in widths of a digit
TOKEN = re.compile(r"\\(?:begin|end)\{\w+\}|\\text\{[^{}]*\}|\\[A-Za-z]+|\\.|.", re.DOTALL)
OPERATORS = re.compile(r" (?=(?:([+-])|\\(?:times|cdot|otimes|odot|oslash|circ)) )")
BINARY = _set(r"+ - = < > \times \cdot \otimes \odot \oslash \circ \leq \geq \neq \in")
FONTS = _set(r"\mathbf \boldsymbol \bm \mathrm \operatorname \vec \bar \hat \tilde \left \right")
WIDTHS = {r"\sum": 0.8, r"\quad": 2.0, r"\cdots": 2.4, r"\,": 0.3, r"\{": 1.0, r"\|": 1.0}
WORDS = _set(r"\log \ln \exp \sin \cos \tan \sinh \cosh \tanh \arcsin \arccos \arctan \max \min \det")
NARROW = frozenset("()[]|,;.'/")
LEFT, RIGHT = r"\left", r"\right"


class _Group:
    """What stands between braces, or in the rows of an environment. role: 'above' or 'below' the line of a
    fraction, a 'script', or ''."""

    def __init__(self, role: str) -> None:
        self.role = role
        self.width = self.above = 0.0
        self.columns: list[float] = []
        self.column = 0

    def take(self, width: float, role: str) -> None:
        if role == "above":
            self.above = width
        elif role == "below":
            self.width += max(self.above, width) + 0.8
        else:
            self.width += 0.7 * width if role == "script" else width

    def end_cell(self, next_column: int) -> None:
        self.columns += [0.0] * (self.column + 1 - len(self.columns))
        self.columns[self.column] = max(self.columns[self.column], self.width)
        self.width, self.column = 0.0, next_column

    def total(self) -> float:
        if not self.columns:
            return self.width
        self.end_cell(0)
        return sum(self.columns) + 2.0 * len(self.columns)


def breadth(formula: str) -> float:
    """About how wide a formula is typeset, in widths of a digit."""
    stack = [_Group("")]
    role = ""  # of what comes next
    for token in TOKEN.findall(formula):
        group = stack[-1]
        if token == "{" or token.startswith(r"\begin"):
            stack.append(_Group(role))
            role = ""
        elif (token == "}" or token.startswith(r"\end")) and len(stack) > 1:
            stack.pop()
            stack[-1].take(group.total(), group.role)
            role = "below" if group.role == "above" else ""
        elif token == r"\frac":
            role = "above"
        elif token in ("_", "^"):
            role = "script"
        elif token == "&":
            group.end_cell(group.column + 1)
        elif token == r"\\":
            group.end_cell(0)
        elif not token.isspace() and token not in FONTS:
            group.take(_glyph(token), role)
            role = ""
    return sum(group.total() for group in stack)


def _glyph(token: str) -> float:
    if token.startswith(r"\text"):
        return 0.87 * (len(token) - len(r"\text{}"))
    if token in WIDTHS:
        return WIDTHS[token]
    if token in BINARY:
        return 2.5
    if token in WORDS:
        return len(token) - 0.7
    return 0.8 if token in NARROW else 1.4 if token.isupper() else 1.1


class _Place(Record):
    """Where a formula can be broken: before an operator. inside: the brackets around it, from the outermost,
    by where they open; product: whether the operator binds as tightly as one."""

    at: int
    inside: tuple[int, ...]
    product: bool


def lines(formula: str, first: float, room: float) -> list[str]:
    """A formula in lines, the first ``first`` and the others ``room`` wide where it can be broken so: before
    operators, the outermost first, a sum rather than a product."""
    if breadth(formula) <= first:
        return [formula]
    places, pairs = _places(formula)
    bounds = [0, *(place.at for place in places), len(formula)]
    ends = [0.0]
    for start, end in pairwise(bounds):
        ends.append(ends[-1] + breadth(formula[start:end]))
    cuts: list[_Place] = []
    begin, done = 0.0, 0
    width = first
    while ends[-1] - begin > width:
        fitting = [k for k in range(done + 1, len(bounds) - 1) if ends[k] - begin <= width]
        fair = [k for k in fitting if (ends[k] - begin) * 3 > width] or fitting
        if not fair:
            if done + 1 >= len(bounds) - 1:
                break
            fair = [done + 1]  # this much cannot be broken
        done = min(fair, key=lambda k: (len(places[k - 1].inside), places[k - 1].product, -k))
        cuts.append(places[done - 1])
        begin, width = ends[done], room
    return _cut(formula, cuts, pairs)


def _cut(formula: str, cuts: Sequence[_Place], pairs: dict[int, int]) -> list[str]:
    """The formula in pieces; brackets that are broken have a size of their own."""
    sizes = {place: r"\biggl" for cut in cuts for place in cut.inside}
    sizes |= {pairs[place]: r"\biggr" for place in sizes}
    bounds = [0, *(cut.at for cut in cuts), len(formula)]
    pieces = []
    for start, end in pairwise(bounds):
        text, at = [], start
        for place in sorted(place for place in sizes if start <= place < end):
            side = LEFT if formula.startswith(LEFT, place) else RIGHT
            if not formula.startswith(side, place):
                continue  # brackets of one line need none
            text += [formula[at:place], sizes[place]]
            at = place + len(side)
        pieces.append("".join((*text, formula[at:end])).strip())
    return pieces


def _places(formula: str) -> tuple[list[_Place], dict[int, int]]:
    """Where it can be broken, and the brackets that close others by where these open."""
    places: list[_Place] = []
    pairs: dict[int, int] = {}
    inside: list[int] = []
    closed = 0  # braces and environments around
    at = 0
    side = -1  # where \left or \right stands
    for token in TOKEN.findall(formula):
        if token == "{" or token.startswith(r"\begin"):
            closed += 1
        elif token == "}" or token.startswith(r"\end"):
            closed -= 1
        elif token in (LEFT, RIGHT):
            side = at
        elif token in "([" and not closed:
            inside.append(at if side < 0 else side)
        elif token in ")]" and not closed and inside:
            pairs[inside.pop()] = at if side < 0 else side
        elif token == " " and not closed and at and (operator := OPERATORS.match(formula, at)):
            places.append(_Place(at, tuple(inside), operator[1] is None))
        if token not in (LEFT, RIGHT) and not token.isspace():
            side = -1
        at += len(token)
    return places, pairs
