"""Points at which to try an equation: numbers for its names, lengths for its dimensions.

They are drawn from several ranges, small and large, for functions are defined on some of them only and
conditions are met on some of them only. Named dimensions have several lengths, all different, so that a
transpose or a sum that was dropped shows.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product
from math import prod
from typing import Any

import numpy as np

from matcalc.kinds.kind import STRUCTURE
from matcalc.numeric.points import Point, Wave
from matcalc.numeric.verify import RANGES
from matcalc.records import Value
from matcalc.tensor.evaluate import Arithmetic
from matcalc.terms import Element, Summation, Term, fold, ids_in
from matcalc.verdicts.pair import Pair

Array = Any

LENGTHS = ((2, 3, 4, 5), (3, 2, 5, 4), (4, 3, 2, 5))
DOMAINS = (*RANGES, (-0.2, 0.2), (-8.0, 8.0), (2.0, 9.0), (-60.0, 60.0))
EXTREME = ((-1e-2, 1e-2), (-1e3, 1e3), (-1e6, 1e6))
USUAL = 24  # points after which the extreme ones come, and whole numbers, zeros among them
MOST_ENTRIES = 20_000
MOST_PLACES = 16


class TooLarge(Exception):
    """There are too many entries to try."""


class Draw(Value):
    """Values for names, sizes for dimensions and for indices that nothing binds, unknown functions.

    seed: of the places of many indices. normalised: the name of a vector whose entries add up to 1.
    """

    values: Mapping[str, Array]
    sizes: Mapping[str, int]
    functions: Mapping[str, Wave]
    orthogonal: tuple[str, ...] = ()
    normalised: str = ""
    seed: int = 0

    def places(self, indices: Sequence[str]) -> Iterator[dict[str, int]]:
        """The first and the second place for each index that nothing binds, in all ways or, of many, in some.
        Each point begins with another."""
        if 2 ** len(indices) <= MOST_PLACES:
            all_ = [dict(zip(indices, at, strict=True)) for at in product((1, 2), repeat=len(indices))]
            start = self.seed % len(all_)
            yield from (*all_[start:], *all_[:start])
            return
        chosen = random.Random(self.seed)
        yield from ({index: chosen.randint(1, 2) for index in indices} for _ in range(MOST_PLACES))

    def exact(self, arithmetic: Arithmetic) -> dict[str, Array]:
        """The values to as many digits as the arithmetic has, where they are more than numbers."""
        values = {name: arithmetic.array(value) for name, value in self.values.items()}
        for name in self.orthogonal:
            q = values[name]
            for _ in range(4):  # Newton's iteration; each step doubles the digits that are right
                q = q @ (3 * arithmetic.array(np.eye(len(q))) - q.T @ q) / 2
            values[name] = q
        if self.normalised in values:
            values[self.normalised] = values[self.normalised] / np.sum(values[self.normalised])
        return values


def drawn(
    pair: Pair, seed: int, rare: bool = False, lengths: Sequence[int] | None = None, normalised: str = ""
) -> Draw:
    """The point of this number. rare: from the extreme ranges, and whole numbers.

    Raises TooLarge.
    """
    reading = pair.typed.reading
    chosen = random.Random(seed)
    lengths = LENGTHS[seed % len(LENGTHS)] if lengths is None else lengths
    sizes = {name: lengths[k % len(lengths)] for k, name in enumerate(reading.lengths)}
    entries = 0
    for known in reading.names.values():
        for kind in (known.kind, *(known.domain or ())):
            entries += prod(axis.substitute(sizes).value or 1 for axis in kind.axes)
    if entries > MOST_ENTRIES:
        raise TooLarge("it has too many entries to be tried")
    ranges = EXTREME if rare else DOMAINS
    domains = {name: ranges[seed % len(ranges)] for name in reading.names}
    if seed % 5 == 4:
        domains = {name: chosen.choice(ranges) for name in reading.names}
    values, sizes, functions = Point(seed, sizes, domains).of(reading)
    for name in pair.typed.definitions:
        values.pop(name, None)
    if rare and seed % 2:
        values = {
            name: np.trunc(value / domains[name][1] * 2.999) if _plain(pair, name) else value  # -2 … 2
            for name, value in values.items()
        }
    if normalised in values:
        with np.errstate(all="ignore"):  # zeros have no sum to divide by
            values[normalised] = values[normalised] / np.sum(values[normalised])
    for k, index in enumerate(free(pair)):
        sizes.setdefault(index, 1 + (seed >> k) % 2)
    orthogonal = [name for name in values if "orthogonal" in reading.names[name].flags]
    return Draw(values, sizes, functions, tuple(orthogonal), normalised if normalised in values else "", seed)


def _plain(pair: Pair, name: str) -> bool:
    """Whether any numbers will do for the entries of a name, but for symmetry and zeros off the diagonal."""
    return not pair.typed.reading.names[name].flags & (STRUCTURE - {"symmetric", "diagonal"})


@lru_cache(maxsize=16)
def free(pair: Pair) -> tuple[str, ...]:
    """The indices that nothing binds."""
    known = {*pair.typed.reading.names, *pair.typed.reading.lengths}
    roots = (pair.left, pair.right, *pair.typed.definitions.values())
    found = dict.fromkeys(id_ for root in roots for id_ in fold(root, _unbound))
    return tuple(id_ for id_ in found if id_ not in known)


def _unbound(term: Term, parts: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """The indices in a term that no sum in it binds, by those in its parts."""
    found = [id_ for part in parts for id_ in part]
    if isinstance(term, Element):
        found += ids_in(*(index for index in term.indices if index is not None))
    bound = term.index.id if isinstance(term, Summation) else None
    return tuple(dict.fromkeys(id_ for id_ in found if id_ != bound))
