"""A point at which the sides of an equation differ, with numbers that can be checked by hand."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Mapping
from itertools import product
from typing import Any

import numpy as np

from matcalc.errors import MatcalcError
from matcalc.numeric.points import Power, Wave, structured
from matcalc.records import replace
from matcalc.tensor.node import Node
from matcalc.terms import Apply, postorder, reached
from matcalc.verdicts.drawing import Draw, TooLarge, drawn, free
from matcalc.verdicts.meant import Meant
from matcalc.verdicts.pair import Pair
from matcalc.verdicts.trial import APART, Sides, alike, confirmed, distance, worth
from matcalc.verdicts.verdict import Counterexample

LENGTHS = ((1, 1, 1, 1), (2, 2, 2, 2), (2, 3, 4, 5))
DIGITS = ((1, 2, 3), (1, 2, 3, -1, -2), (0, 1, 2, -1), (0.5, -0.5, 0.25), (2, 3, -1, 4, -2, 5, 10, -7))
DRAWS = 5  # of each
DIGITS_SHOWN = (6, 9, 12, 17)  # of the sides, so many that they differ
LETTERS = ("x", "y", "z", "u", "v", "w")  # of what unknown functions are applied to
LARGEST = 1e4  # of the values of sides that one can check
WEIGHTS = (1.0, 1.0, 2.0, -1.0)  # in the arguments of unknown functions


def smallest(pair: Pair, left: Node, right: Node, found: Sides, meant: Meant) -> Counterexample:
    """Few and small numbers at which the sides differ, or else ``found``, where they are known to. The terms
    are asked, too, unless they have partial derivatives: whole numbers meet kinks."""
    close = not _differ(found)  # but to many digits
    at = {index: found.draw.sizes[index] for index in free(pair)}
    for lengths, digits in product(LENGTHS, DIGITS):
        tried = _tried(pair, left, right, lengths, digits, at)
        apart = [sides for sides in tried if (close or _differ(sides)) and _handy(sides)]
        for sides in sorted(apart, key=_length):
            if alike(left, right, sides.draw) is False and (meant.partial or confirmed(pair, sides, meant)):
                return shown(pair, sides)
    return shown(pair, found)


def _differ(sides: Sides) -> bool:
    return distance(sides.left, sides.right) > APART


def _handy(sides: Sides) -> bool:
    return all(np.max(np.abs(side), initial=0) < LARGEST for side in (sides.left, sides.right))


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
            functions = {name: _power(wave, chosen) for name, wave in draw.functions.items()}
            draw = replace(draw, values=values, sizes={**draw.sizes, **at}, functions=functions)
            found = worth(left, right, draw)
        except (MatcalcError, TooLarge):
            continue
        if found is not None:
            yield Sides(draw, found[left], found[right])


def _power(wave: Wave, chosen: random.Random) -> Power:
    """A function of the same shape with small whole numbers in it."""
    alone = sum(map(np.size, wave.weights)) == 1
    weights = [
        np.reshape([1.0 if alone else chosen.choice(WEIGHTS) for _ in range(np.size(array))], np.shape(array))
        for array in wave.weights
    ]
    return Power(wave.shape, wave.frame, weights, chosen.choice((2, 3)))


def _whole(array: Any, chosen: random.Random, digits: tuple[float, ...], flags: Collection[str]) -> Any:
    """Small numbers in the shape of an array, with the structure that was declared."""
    if "orthogonal" in flags:
        turned = np.eye(len(array))[chosen.sample(range(len(array)), len(array))]
        return turned * np.array([chosen.choice((1.0, -1.0)) for _ in turned])
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
    told = (*used, *_untold(pair, values))
    indices = {name: size for name, size in draw.sizes.items() if name in told and name not in values}
    functions = ((name, function(name, wave)) for name, wave in draw.functions.items() if name in used)
    left, right = (np.asarray(side) for side in (sides.left, sides.right))
    place: tuple[int, ...] = ()
    if left.ndim and left.shape == right.shape:
        furthest = int(np.argmax(np.abs(left - right)))
        place = tuple(int(k) for k in np.unravel_index(furthest, left.shape))
    both = [[readable(side, digits) for side in (left, right)] for digits in DIGITS_SHOWN]
    apart = (two for two in both if _at(two[0], place) != _at(two[1], place))
    shown_left, shown_right = next(apart, both[-1])
    point = (*values.items(), *indices.items())
    return Counterexample(point, shown_left, shown_right, tuple(k + 1 for k in place), tuple(functions))


def _at(side: Any, place: tuple[int, ...]) -> Any:
    for k in place:
        side = side[k]
    return side


def _untold(pair: Pair, values: Mapping[str, Any]) -> set[str]:
    """The lengths of I and 1⃗ that no value tells."""
    reading = pair.typed.reading
    constants = [
        part
        for part in postorder(pair.left, pair.right)
        if isinstance(part, Apply) and part.op in ("eye", "ones") and not part.args
    ]
    lengths = {name for part in constants for axis in reading.of(part).axes for name in axis.names}
    return lengths - {n for name in values for axis in reading.names[name].kind.axes for n in axis.names}


def readable(array: Any, digits: int = DIGITS_SHOWN[0]) -> Any:
    """A number or nested lists, to so many digits, whole numbers as such."""

    def number(value: Any) -> Any:
        if isinstance(value, list):
            return [number(item) for item in value]
        if value.is_integer() and abs(value) < 1e15:
            return int(value)
        short = float(f"{value:.{digits}g}")
        return int(short) if short.is_integer() and abs(short) < 1e6 and abs(short - value) < 1e-9 else short

    return number(np.asarray(array, dtype=float).tolist())


def function(name: str, wave: Wave) -> str:
    """What an unknown function is, in the notation that is read: "f(x, y) = (x + 2 y)^2"."""
    own = len(wave.shape)
    letters = LETTERS if len(wave.weights) <= len(LETTERS) else [f"x{k}" for k, _ in enumerate(wave.weights)]
    arguments = list(zip(letters, wave.weights, strict=False))

    def entry(place: tuple[int, ...]) -> str:
        terms: list[str] = []
        for letter, weight in arguments:
            for at in np.ndindex(weight.shape[own:]):
                below = f"_{at[0] + 1}" if len(at) == 1 else f"_({','.join(str(k + 1) for k in at)})"
                terms.append(_times(float(weight[place + at]), f"{letter}{below if at else ''}"))
        total = " + ".join(terms).replace("+ -", "- ")
        bracketed = f"({total})" if " " in total or total.startswith("-") else total
        if isinstance(wave, Power):
            return f"{bracketed}^{wave.exponent}"
        return f"sin({total}) + {bracketed}^2/3"

    rows = [entry(place) for place in np.ndindex(wave.shape)]
    separator = "; " if own == 1 else ", "
    body = rows[0] if not own else f"[{separator.join(rows)}]"
    if own == 2:
        across = wave.shape[1]
        lines = [", ".join(rows[k : k + across]) for k in range(0, len(rows), across)]
        body = f"[{'; '.join(lines)}]"
    return f"{name}({', '.join(letter for letter, _ in arguments)}) = {body}"


def _times(factor: float, name: str) -> str:
    if abs(factor) == 1:
        return name if factor > 0 else f"-{name}"
    return f"{factor:.6g} {name}"
