"""Both sides of a claim at random points: by the algebra, and where they differ by the terms as they stand.

Doubles find the points; whether the sides differ there, and not in rounding only, more digits decide.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from time import process_time
from typing import Any, TypeVar

import numpy as np

from matcalc.errors import MatcalcError
from matcalc.evaluation import at_point
from matcalc.numeric.oracle import NoValue, Oracle, OutOfRange
from matcalc.records import Value, replace
from matcalc.tensor.node import Node, postorder
from matcalc.terms import Term
from matcalc.verdicts.conditions import Conditions, is_met
from matcalc.verdicts.drawing import LENGTHS, USUAL, Draw, TooLarge, drawn, free
from matcalc.verdicts.meant import Meant
from matcalc.verdicts.pair import Pair

Array = Any
Asked = TypeVar("Asked", bound=Oracle)

ENOUGH = 8  # points that agree
TWICE = 2  # points that differ, and points that agree to many digits
ATTEMPTS = 60
REFUSED = 2 * len(LENGTHS)  # points that cannot be tried: for what is not said, not for their numbers
MOST_ATTEMPTS = 240  # where conditions may be met together in many ways
ALIKE = 1e-8  # relative to the largest entry
APART = 1e-5
DIGITS = (40, 90)
DIFFERENCES = 1e-4  # of what finite differences say
LARGEST = 1e6  # of values that they are taken of
LOST = 1e9  # of values on the way, beside which doubles do not keep what is of the size of 1
BY_TERMS = 0.5  # seconds of computing for them, at a point
MOST_ENTRIES = 1_000_000  # of a tensor on the way


class Undecided(Exception):
    """Numbers do not tell; the message says why."""


class Sides(Value):
    """A point, and what the sides are worth there."""

    draw: Draw
    left: Array
    right: Array


class Outcome(Value):
    """points: so many agree. apart: one at which they differ, None where they agree at all."""

    points: int
    apart: Sides | None


def tried(
    pair: Pair, left: Node, right: Node, seed: int, meant: Meant, until: float, terms: bool = True
) -> Outcome:
    """Both sides at random points, and where they differ by the terms, too, unless these have partial
    derivatives. meant: how the claim was read. until: by what time of ``process_time`` it has to be decided.

    Raises Undecided.
    """
    known = ("apart", right, meant.normalised)  # by which attempt another reading of the same sides found it
    first = seed * ATTEMPTS
    if known in left.memo and (sides := _still(pair, left, right, first, left.memo[known], meant, terms)):
        return Outcome(0, sides)
    conditions = Conditions(left, right)
    agreed = precisely = 0
    differing: list[tuple[Sides, bool]] = []
    indices = free(pair)
    reason, refused = "no point was found at which both sides are defined", 0
    together = conditions.together
    enough = ENOUGH if together < 2 else min(ATTEMPTS // 2 * 2**together, MOST_ATTEMPTS)
    for attempt in range(max(enough, ATTEMPTS)):
        if process_time() > until:
            raise Undecided("it takes too long to be tried")
        sure = precisely >= TWICE and not conditions.unmet
        if attempt >= enough and agreed >= ENOUGH and sure and not differing:
            return Outcome(agreed, None)
        try:
            draw = _drawn(pair, first, attempt, meant)
            sides, found = furthest(left, right, draw, indices)
        except TooLarge as error:
            raise Undecided(str(error)) from None
        except (MatcalcError, NoValue) as error:
            reason, refused = str(error), refused + 1
            if refused == REFUSED and not (agreed or differing):
                raise Undecided(reason) from None
            continue
        if sides is None:
            continue
        draw, apart = sides.draw, distance(sides.left, sides.right)
        same: bool | None = apart < ALIKE
        if apart >= ALIKE or precisely < TWICE or conditions.met(found):
            same = alike(left, right, draw)
            precisely += same is True
        if same:
            agreed += 1
            conditions.meet(found)
        elif same is False:
            shown = confirmed(pair, sides, meant) if terms and not meant.partial else True
            if shown is not None:
                differing.append((sides, shown))
        if len(differing) == TWICE:
            if not any(shown for _, shown in differing):
                raise Undecided("two ways of giving it values do not agree")
            shown_at = next(sides for sides, shown in differing if shown)
            left.memo[known] = shown_at.draw.seed - first
            return Outcome(agreed, shown_at)
    if differing:
        raise Undecided("the points tried do not agree with each other")
    if agreed < 3 or precisely < TWICE:
        raise Undecided(reason)
    if not all(_undefined(pair, key, first) for key in conditions.unmet):
        raise Undecided("at all points that were tried a condition in it was met in the same way")
    return Outcome(agreed, None)


def _drawn(pair: Pair, first: int, attempt: int, meant: Meant) -> Draw:
    return drawn(pair, first + attempt, USUAL <= attempt < ATTEMPTS, normalised=meant.normalised)


def _still(
    pair: Pair, left: Node, right: Node, first: int, attempt: int, meant: Meant, terms: bool
) -> Sides | None:
    """Sides of which more digits have shown that they differ, at the point that showed it, if they differ
    there by these terms, too."""
    try:
        sides, _ = furthest(left, right, _drawn(pair, first, attempt, meant), free(pair))
    except (MatcalcError, NoValue, TooLarge):
        return None
    if sides is None or distance(sides.left, sides.right) < APART:
        return None
    asked = terms and not meant.partial
    return sides if not asked or confirmed(pair, sides, meant) else None


def _undefined(pair: Pair, condition: tuple[Node, int], first: int) -> bool:
    """Whether the points at which a condition is met in a way that was not seen are there, and the sides,
    as was found, not defined at any of them."""
    node, way = condition
    met = 0
    for attempt in range(USUAL):
        draw = drawn(pair, first + attempt)
        found = at_point([node], draw.values, draw.sizes, draw.functions)
        met += found is not None and is_met(node, way, found)
    return met > TWICE


def distance(left: Array, right: Array) -> float:
    """How far two arrays are apart, relative to their entries; 0 stands for zeros of any shape."""
    if left.shape != right.shape and left.size != 1 and right.size != 1:
        return float("inf")
    scale = max(1e-3, float(np.max(np.abs(left), initial=0)), float(np.max(np.abs(right), initial=0)))
    return float(np.max(np.abs(left - right), initial=0)) / scale


def furthest(
    left: Node, right: Node, draw: Draw, indices: Sequence[str]
) -> tuple[Sides | None, dict[Node, Array]]:
    """The sides at a point, at those places of the indices that nothing binds where they are the furthest
    apart, and all that they are made of; None where they are not both defined.

    Raises TooLarge.
    """
    best: Sides | None = None
    made: dict[Node, Array] = {}
    for at in draw.places(indices):
        there = replace(draw, sizes={**draw.sizes, **at})
        found = worth(left, right, there)
        if found is None:
            continue
        sides = Sides(there, found[left], found[right])
        apart = distance(sides.left, sides.right)
        if best is None or apart > max(ALIKE, distance(best.left, best.right)):
            best, made = sides, found
    return best, made


def worth(left: Node, right: Node, draw: Draw) -> dict[Node, Array] | None:
    """The sides at a point and all that they are made of, None where they are not both defined there.

    Raises TooLarge.
    """
    for node in postorder(left, right):
        if prod(axis.substitute(draw.sizes).value or 1 for axis in node.shape) > MOST_ENTRIES:
            raise TooLarge("it has too many entries to be tried")
    return at_point((left, right), draw.values, draw.sizes, draw.functions)


def alike(left: Node, right: Node, draw: Draw) -> bool | None:
    """Whether the sides are equal at a point, for what is due to rounding shrinks as digits are added; None
    where that is not told."""
    from matcalc.tensor.precise import precise

    gaps: list[Any] = []
    for digits in DIGITS:
        arithmetic = precise(digits)
        try:
            exact = draw.exact(arithmetic)
        except ArithmeticError:  # a value that is no number
            return None
        found = at_point((left, right), exact, draw.sizes, draw.functions, arithmetic)
        if found is None:
            return None
        a, b = found[left], found[right]
        if a.shape != b.shape and a.size != 1 and b.size != 1:
            return False
        gaps.append(np.max(np.abs(a - b), initial=0))
        if not gaps[-1]:
            return True
    return bool(gaps[1] < gaps[0] * 1e-20)


def confirmed(pair: Pair, point: Sides, meant: Meant) -> bool | None:
    """Whether the terms say of the sides what the algebra does, which may have simplified √x √x to x; None
    where they have no values."""
    own = _by_terms(pair, point.draw, meant)
    if own is None:
        return True
    if not all(np.all(np.isfinite(side)) for side in own):
        return None
    found = (point.left, point.right)
    apart = [distance(np.reshape(a, -1), np.reshape(b, -1)) for a, b in zip(own, found, strict=True)]
    return max(apart) < DIFFERENCES or _rounded(pair, point.draw, meant)


class _Noting(Oracle):
    """Notes the largest value on the way."""

    largest = 0.0

    def visit(self, term: Term, args: Sequence[Array], scope: Mapping[str, int]) -> Array:
        found = super().visit(term, args, scope)
        self.largest = max(self.largest, float(np.max(np.abs(found), initial=0)))
        return found


def _rounded(pair: Pair, draw: Draw, meant: Meant) -> bool:
    """Whether the terms have such large values on the way that doubles lose what is left of them."""
    oracle = _oracle(_Noting, pair, draw, meant)
    _valued(oracle, pair)
    return oracle.largest > LOST


def _oracle(kind: type[Asked], pair: Pair, draw: Draw, meant: Meant) -> Asked:
    known, given = pair.typed, (draw.values, draw.sizes, draw.functions)
    until = process_time() + BY_TERMS
    return kind(known.reading, known.definitions, *given, constrained=meant.constrained, until=until)


def _by_terms(pair: Pair, draw: Draw, meant: Meant) -> list[Array] | None:
    return _valued(_oracle(Oracle, pair, draw, meant), pair)


def _valued(oracle: Oracle, pair: Pair) -> list[Array] | None:
    """The sides as the terms alone say, with differences for derivatives; None where they cannot, and no
    numbers where an entry is not there."""
    with np.errstate(all="ignore"):
        try:
            sides = [np.real(oracle.value(side)) for side in (pair.left, pair.right)]
        except OutOfRange:
            return [np.array(np.nan)] * 2
        except (NoValue, ArithmeticError, np.linalg.LinAlgError, ValueError):
            return None
    large = any(np.max(np.abs(side), initial=0) > LARGEST for side in sides)
    return None if large else sides


def contradicted(pair: Pair, seed: int, meant: Meant, until: float) -> bool:
    """Whether the terms have different values though the algebra has the sides equal."""
    agreed = differing = 0
    for attempt in range(ENOUGH):
        if process_time() > until:
            break
        try:
            draw = drawn(pair, seed * ATTEMPTS + attempt, normalised=meant.normalised)
            sides = _by_terms(pair, draw, meant)
        except (MatcalcError, TooLarge):
            continue
        if sides is not None and all(np.all(np.isfinite(side)) for side in sides):
            apart = distance(*(np.reshape(side, -1) for side in sides))
            agreed += apart < DIFFERENCES
            differing += apart > 100 * DIFFERENCES and not _rounded(pair, draw, meant)
        if agreed == TWICE:
            return False
    return differing >= TWICE
