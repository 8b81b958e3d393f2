"""A point at which the sides of an equation differ, with numbers that can be checked by hand."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import numpy as np

from matcalc.errors import MatcalcError
from matcalc.tensor.node import Node
from matcalc.terms import reached
from matcalc.verdicts.pair import Pair
from matcalc.verdicts.trial import APART, Sides, distance, drawn, worth
from matcalc.verdicts.verdict import Counterexample

DRAWS = 40
DIGITS = (1, 2, 3, -1, 4, -2, 5)


def smallest(pair: Pair, left: Node, right: Node, found: Sides) -> Counterexample:
    """Small whole numbers at which the sides differ, or else ``found``, where they are known to."""
    for sides in _tried(pair, left, right):
        if distance(sides.left, sides.right) > APART:
            return shown(pair, sides)
    return shown(pair, found)


def _tried(pair: Pair, left: Node, right: Node) -> Iterator[Sides]:
    chosen = random.Random(0)
    for seed in range(DRAWS):
        values, sizes, functions = drawn(pair, seed, lengths=(2, 3, 4, 5) if seed else (2, 2, 2, 2))
        whole = {name: _whole(array, chosen) for name, array in values.items()}
        try:
            sides = worth(left, right, whole, sizes, functions)
        except MatcalcError:
            continue
        if sides is not None:
            yield sides


def _whole(array: Any, chosen: random.Random) -> Any:
    """Small whole numbers in the shape of an array; symmetric where it is."""
    numbers = np.array([chosen.choice(DIGITS) for _ in range(np.size(array))], dtype=float)
    made = np.reshape(numbers, np.shape(array))
    if made.ndim == 2 and np.array_equal(array, np.transpose(array)):
        return np.triu(made) + np.triu(made, 1).T
    return made


def shown(pair: Pair, sides: Sides) -> Counterexample:
    """A point as it is told: the values of the names that the sides are made of."""
    used = reached((pair.left, pair.right), pair.typed.definitions)
    values = {name: plain(array) for name, array in sides.values.items() if name in used}
    indices = {name: size for name, size in sides.sizes.items() if name in used and name not in values}
    left, right = (np.asarray(side) for side in (sides.left, sides.right))
    place: tuple[int, ...] = ()
    if left.ndim and left.shape == right.shape:
        apart = np.abs(left - right)
        place = tuple(int(k) + 1 for k in np.unravel_index(int(np.argmax(apart)), left.shape))
    return Counterexample((*values.items(), *indices.items()), plain(left), plain(right), place)


def plain(array: Any) -> Any:
    """A number or nested lists, rounded, whole numbers as such."""
    rounded = np.round(np.asarray(array, dtype=float), 6) + 0.0

    def number(value: Any) -> Any:
        if isinstance(value, list):
            return [number(item) for item in value]
        return int(value) if float(value).is_integer() else float(value)

    return number(rounded.tolist())
