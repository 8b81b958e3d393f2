"""Both sides of a claim at random points: twice, by the algebra and by the terms as they stand.

A point is where both sides are defined: they are drawn from several ranges until enough are found. Named
dimensions have several lengths, all different, so that a transpose or a sum that was dropped shows.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from matcalc.errors import MatcalcError
from matcalc.numeric.oracle import NoValue, Oracle
from matcalc.numeric.points import Point, Wave
from matcalc.numeric.verify import RANGES
from matcalc.records import Value
from matcalc.tensor.evaluate import evaluate
from matcalc.tensor.node import Node, Operation, postorder
from matcalc.terms import Element, Name
from matcalc.terms import postorder as subterms
from matcalc.verdicts.pair import Pair

Array = Any

ENOUGH = 8  # points that agree
TWICE = 2  # points that differ
ATTEMPTS = 60
ALIKE = 1e-8  # relative to the largest entry
APART = 1e-5
DIFFERENCES = 1e-4  # of what finite differences say
LARGEST = 1e8
SINGULAR = 1e8  # a matrix of this condition has no inverse that numbers tell
LENGTHS = ((2, 3, 4, 5), (3, 2, 5, 4), (4, 3, 2, 5))


class Undecided(Exception):
    """Numbers do not tell; the message says why."""


class Sides(Value):
    """A point, and what the sides are worth there."""

    values: Mapping[str, Array]
    sizes: Mapping[str, int]
    functions: Mapping[str, Wave]
    left: Array
    right: Array


class Outcome(Value):
    """points: so many agree. apart: one at which they differ, None where they agree at all."""

    points: int
    apart: Sides | None


def tried(
    pair: Pair, left: Node, right: Node, seed: int, terms: bool = True, normalised: str = ""
) -> Outcome:
    """Both sides at random points; where they differ the ``terms`` are asked, too. normalised: the name of a
    vector whose entries add up to 1.

    Raises Undecided.
    """
    agreed = 0
    differing: list[Sides] = []
    reason = "no point was found at which both sides are defined"
    for attempt in range(ATTEMPTS):
        try:
            values, sizes, functions = drawn(pair, seed * ATTEMPTS + attempt)
            if normalised in values:
                values[normalised] = values[normalised] / np.sum(values[normalised])
            point = worth(left, right, values, sizes, functions)
        except (MatcalcError, NoValue) as error:
            reason = str(error)
            continue
        if point is None:
            continue
        apart = distance(point.left, point.right)
        if apart < ALIKE:
            agreed += 1
        elif apart > APART:
            differing.append(point)
        if len(differing) == TWICE:
            return Outcome(agreed, _confirmed(pair, differing) if terms else differing[0])
        if agreed == ENOUGH and not differing:
            return Outcome(agreed, None)
    if agreed >= 3 and not differing:
        return Outcome(agreed, None)
    if differing:
        raise Undecided("the points tried do not agree with each other")
    raise Undecided(reason)


def distance(left: Array, right: Array) -> float:
    """How far two arrays are apart, relative to their entries; 0 stands for zeros of any shape."""
    if left.shape != right.shape and left.size != 1 and right.size != 1:
        return float("inf")
    scale = max(1e-3, float(np.max(np.abs(left), initial=0)), float(np.max(np.abs(right), initial=0)))
    return float(np.max(np.abs(left - right), initial=0)) / scale


def worth(
    left: Node,
    right: Node,
    values: Mapping[str, Array],
    sizes: Mapping[str, int],
    functions: Mapping[str, Wave],
) -> Sides | None:
    """The sides at a point, None where they are not both defined there."""
    with np.errstate(all="ignore"):
        try:
            for node in postorder(left, right):
                if isinstance(node, Operation) and node.name == "inverse":
                    matrix = evaluate(node.args[0], values, sizes, functions)
                    if not np.all(np.linalg.cond(matrix) < SINGULAR):
                        return None
            found = [np.asarray(evaluate(node, values, sizes, functions)) for node in (left, right)]
        except (ArithmeticError, ValueError, IndexError, np.linalg.LinAlgError):
            return None
    if not all(np.all(np.isfinite(a)) and np.max(np.abs(a), initial=0) < LARGEST for a in found):
        return None
    return Sides(values, sizes, functions, *found)


def drawn(
    pair: Pair, seed: int, lengths: Sequence[int] | None = None
) -> tuple[dict[str, Array], dict[str, int], dict[str, Wave]]:
    """Values for names, sizes for dimensions and for indices that nothing binds, unknown functions."""
    reading = pair.typed.reading
    chosen = random.Random(seed)
    lengths = LENGTHS[seed % len(LENGTHS)] if lengths is None else lengths
    sizes = {name: lengths[k % len(lengths)] for k, name in enumerate(_dimensions(pair))}
    domain = RANGES[seed % len(RANGES)]
    domains = {name: domain if seed % 3 else chosen.choice(RANGES) for name in reading.names}
    values, sizes, functions = Point(seed, sizes, domains).of(reading)
    for name in pair.typed.definitions:
        values.pop(name, None)
    for index in _free(pair):
        sizes.setdefault(index, chosen.randint(1, 2))
    return values, sizes, functions


def _dimensions(pair: Pair) -> list[str]:
    names: dict[str, None] = {}
    for name, known in pair.typed.reading.names.items():
        if "dimension" in known.flags:
            names[name] = None
        kinds = (known.kind, *(known.domain or ()))
        names.update(dict.fromkeys(n for kind in kinds for axis in kind.axes for n in sorted(axis.names)))
    for part in subterms(pair.left, pair.right):  # as of diag(1) = I, where no name has it
        axes = pair.typed.reading.of(part).axes
        names.update(dict.fromkeys(n for axis in axes for n in sorted(axis.names)))
    return list(names)


def _free(pair: Pair) -> list[str]:
    """The indices that nothing binds."""
    found: dict[str, None] = {}
    for part in subterms(pair.left, pair.right, *pair.typed.definitions.values()):
        if isinstance(part, Element):
            for index in part.indices:
                for name in subterms(index) if index is not None else ():
                    if isinstance(name, Name) and name.id not in pair.typed.reading.names:
                        found[name.id] = None
    return list(found)


def _confirmed(pair: Pair, points: list[Sides]) -> Sides:
    """One of the points, if the terms themselves say that the sides differ there.

    Raises Undecided where the terms and the algebra do not agree.
    """
    for point in points:
        oracle = Oracle(
            pair.typed.reading, pair.typed.definitions, point.values, point.sizes, point.functions
        )
        with np.errstate(all="ignore"):
            try:
                sides = [np.real(oracle.value(side)) for side in (pair.left, pair.right)]
            except (NoValue, ArithmeticError, np.linalg.LinAlgError, ValueError):
                continue
        for own, found in zip(sides, (point.left, point.right), strict=True):
            if distance(np.reshape(own, -1), np.reshape(found, -1)) > DIFFERENCES:
                raise Undecided("two ways of giving it values do not agree")
    return points[0]
