"""What the sides of an equation are worth, by ``matcalc.numeric.oracle`` alone, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice, pairwise
from typing import Any

import numpy as np

from matcalc.errors import MatcalcError
from matcalc.kinds import Typed
from matcalc.kinds.kind import STRUCTURE
from matcalc.numeric.oracle import NoValue, Oracle
from matcalc.numeric.points import Point
from matcalc.numeric.printed import places
from matcalc.terms import Term
from matcalc.verdicts.verdict import Counterexample, Verdict
from tests.truth.productions import DOMAINS
from tests.verdicts.equations import Stated

Array = Any

SIZES = ((3, 2, 4), (2, 3, 5), (4, 3, 2))
POINTS = 6
APART = 1e-3  # of the larger entry: differentiating twice by differences costs half the digits
AGREE = 1e-3
LARGEST = 1e6  # beyond this, differences say little


def valued(typed: Typed, terms: tuple[Term, ...], values: Mapping[str, Array], sizes: Mapping[str, int], functions: Mapping[str, Any], constrained: bool = False) -> list[Array] | None:
    """None where they are not all defined."""
    oracle = Oracle(typed.reading, typed.definitions, values, sizes, functions, constrained=constrained)
    with np.errstate(all="ignore"):
        try:
            found = [np.real(oracle.value(term)) for term in terms]
        except (NoValue, ArithmeticError, np.linalg.LinAlgError, IndexError, ValueError):
            return None
    return found if all(np.all(np.isfinite(a)) for a in found) else None


def apart(left: Array, right: Array) -> float:
    """How far two arrays are apart, the nearer of two ways to lay one out; 0 stands for zeros of any shape."""
    if left.shape != right.shape and left.size > 1 and right.size > 1:
        if left.shape != right.shape[::-1]:
            return float("inf")
        right = right.T
    scale = 1e-2 + max(float(np.max(np.abs(a), initial=0)) for a in (left, right))
    ways = [right, right.T] if left.shape == right.shape[::-1] else [right]
    return min(float(np.max(np.abs(left - way), initial=0)) for way in ways) / scale


def distances(stated: Stated, constrained: bool = False) -> Iterator[float]:
    """How far the sides are apart at points, each where both are defined; members that are furthest apart count.

    Raises MatcalcError where the equation does not fit together.
    """
    typed, members = stated.typed, stated.members
    for seed in range(POINTS):
        n, m, N = SIZES[seed % len(SIZES)]
        point = Point(seed, {"n": n, "m": m, "N": N, **stated.dims}, DOMAINS if seed % 2 else {})
        values, sizes, functions = point.of(typed.reading)
        for name in typed.definitions:
            values.pop(name, None)
        for term in (*members, *typed.definitions.values()):
            places(term, typed.reading, sizes)
        sides = valued(typed, members, values, sizes, functions, constrained)
        if sides is not None and max(np.max(np.abs(a), initial=0) for a in sides) < LARGEST:
            yield max(apart(a, b) for a, b in pairwise(sides))


def is_false(stated: Stated) -> bool:
    """Whether the numbers leave no doubt that an equation is false, in whatever way matrices vary, with either
    side transposed."""
    try:
        structured = any(known.flags & STRUCTURE for known in stated.typed.reading.names.values())
        ways = (False, True) if structured else (False,)
        return all(any(islice((d for d in distances(stated, way) if d > APART), 1, None)) for way in ways)
    except MatcalcError:
        return False


def refuted(stated: Stated, verdict: Verdict) -> str:
    """Why a verdict's counterexample is none; "" where it is one."""
    example = verdict.counterexample
    assert example is not None
    given = dict(example.values)
    typed = stated.typed
    values, sizes = {}, dict(stated.dims)
    for name, value in given.items():
        if name in typed.reading.names and "dimension" not in typed.reading.names[name].flags:
            values[name] = np.asarray(value, dtype=float)
        else:
            sizes[name] = int(value)
    for name, array in values.items():
        for axis, length in zip(typed.reading.names[name].kind.axes, array.shape, strict=True):
            (own,) = axis.names or {""}
            if own:
                sizes.setdefault(own, length)
    sides = valued(typed, stated.members, values, sizes, {}) or valued(typed, stated.members, values, sizes, {}, True)
    if sides is None:
        return "a side has no value there"
    return compared(example, *sides)


def compared(example: Counterexample, left: Array, right: Array) -> str:
    for own, told, side in ((left, example.left, "left"), (right, example.right, "right")):
        told = np.asarray(told, dtype=float)
        if np.size(own) != np.size(told):
            return f"the {side} side is of shape {np.shape(own)}, not {np.shape(told)}"
        scale = 1e-2 + float(np.max(np.abs(own), initial=0))
        if np.max(np.abs(np.reshape(own, -1) - np.reshape(told, -1)), initial=0) > AGREE * scale:
            return f"the {side} side is {np.round(own, 6).tolist()}, not {told.tolist()}"
    if left.shape == right.shape and left.ndim and example.place:
        found, told = np.asarray(example.left, dtype=float), np.asarray(example.right, dtype=float)
        place = tuple(k - 1 for k in example.place)
        if found.shape == told.shape and found[place] == told[place]:
            return f"the sides do not differ at {example.place}"
    return "" if not np.array_equal(np.asarray(example.left), np.asarray(example.right)) else "the sides told are equal"
