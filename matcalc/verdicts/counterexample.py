"""A point at which the sides of an equation differ, with numbers that can be checked by hand."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Mapping
from itertools import product
from typing import Any

import numpy as np

from matcalc.errors import MatcalcError
from matcalc.numeric.points import structured
from matcalc.records import replace
from matcalc.tensor.node import Node
from matcalc.terms import reached
from matcalc.verdicts.drawing import Draw, TooLarge, drawn, free
from matcalc.verdicts.meant import Meant
from matcalc.verdicts.pair import Pair
from matcalc.verdicts.trial import APART, Sides, alike, confirmed, distance, worth
from matcalc.verdicts.verdict import Counterexample

LENGTHS = ((1, 1, 1, 1), (2, 2, 2, 2), (2, 3, 4, 5))
DIGITS = ((1, 2, 3), (1, 2, 3, -1, -2), (0, 1, 2, -1), (0.5, -0.5, 0.25), (2, 3, -1, 4, -2, 5, 10, -7))
DRAWS = 5  # of each


def smallest(pair: Pair, left: Node, right: Node, found: Sides, meant: Meant) -> Counterexample:
    """Few and small numbers at which the sides differ, or else ``found``, where they are known to. The terms
    are asked, too, unless they have partial derivatives: whole numbers meet kinks."""
    close = not _differ(found)  # but to many digits
    at = {index: found.draw.sizes[index] for index in free(pair)}
    for lengths, digits in product(LENGTHS, DIGITS):
        tried = _tried(pair, left, right, lengths, digits, at)
        apart = [sides for sides in tried if close or _differ(sides)]
        for sides in sorted(apart, key=_length):
            if alike(left, right, sides.draw) is False and (meant.partial or confirmed(pair, sides, meant)):
                return shown(pair, sides)
    return shown(pair, found)


def _differ(sides: Sides) -> bool:
    return distance(sides.left, sides.right) > APART


def _length(sides: Sides) -> tuple[int, float]:
    """How much there is to write, and how large it is."""
    values = [*sides.draw.values.values(), sides.left, sides.right]
    return sum(len(str(readable(value))) for value in values), sum(np.sum(np.abs(value)) for value in values)


def _tried(
    pair: Pair,
    left: Node,
    right: Node,
    lengths: tuple[int, ...],
    digits: tuple[float, ...],
    at: Mapping[str, int],
) -> Iterator[Sides]:
    """Points made of these numbers, at these places of the indices that nothing binds."""
    chosen = random.Random(0)
    known = pair.typed.reading.names
    for seed in range(DRAWS):
        try:
            draw = drawn(pair, seed, lengths=lengths)
            values = {
                name: _whole(array, chosen, digits, known[name].flags) for name, array in draw.values.items()
            }
            draw = replace(draw, values=values, sizes={**draw.sizes, **at})
            found = worth(left, right, draw)
        except (MatcalcError, TooLarge):
            continue
        if found is not None:
            yield Sides(draw, found[left], found[right])


def _whole(array: Any, chosen: random.Random, digits: tuple[float, ...], flags: Collection[str]) -> Any:
    """Small numbers in the shape of an array, with the structure that was declared."""
    if "orthogonal" in flags:
        return array
    numbers = np.array([chosen.choice(digits) for _ in range(np.size(array))], dtype=float)
    made = np.reshape(numbers, np.shape(array))
    if "symmetric" in flags:
        return np.triu(made) + np.triu(made, 1).T
    return structured(made, frozenset(flags))


def shown(pair: Pair, sides: Sides) -> Counterexample:
    """A point as it is told: the values of the names that the sides are made of."""
    used = reached((pair.left, pair.right), pair.typed.definitions)
    draw: Draw = sides.draw
    values = {name: readable(array) for name, array in draw.values.items() if name in used}
    indices = {name: size for name, size in draw.sizes.items() if name in used and name not in values}
    left, right = (np.asarray(side) for side in (sides.left, sides.right))
    place: tuple[int, ...] = ()
    if left.ndim and left.shape == right.shape:
        apart = np.abs(left - right)
        place = tuple(int(k) + 1 for k in np.unravel_index(int(np.argmax(apart)), left.shape))
    digits = 6 if _differ(sides) else 16
    point = (*values.items(), *indices.items())
    return Counterexample(point, readable(left, digits), readable(right, digits), place)


def readable(array: Any, digits: int = 6) -> Any:
    """A number or nested lists, rounded, whole numbers as such."""
    rounded = np.round(np.asarray(array, dtype=float), digits) + 0.0

    def number(value: Any) -> Any:
        if isinstance(value, list):
            return [number(item) for item in value]
        return int(value) if float(value).is_integer() else float(value)

    return number(rounded.tolist())
