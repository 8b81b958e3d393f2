"""Numbers for the names of a program, drawn at random, with the structure that was declared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from math import perm, prod
from typing import Any

import numpy as np

from matcalc.kinds.kind import Kind, Reading
from matcalc.notation.symbols import CONSTANTS
from matcalc.records import Record

Array = Any


class Point(Record, frozen=False):
    """Numbers for the names of a program, drawn when first asked for and kept."""

    seed: int
    sizes: dict[str, int] = field(default_factory=dict)
    domains: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    values: dict[str, Array] = field(default_factory=dict)

    def of(self, reading: Reading) -> tuple[dict[str, Array], dict[str, int], dict[str, Wave]]:
        """Values, sizes and abstract functions for every name of a reading."""
        functions = {}
        for named in reading.names.values():
            kinds = (named.kind, *(named.domain or ()))
            for dimension in (axis for kind in kinds for axis in kind.axes):
                for name in sorted(dimension.names):
                    self.sizes.setdefault(name, int(self.random(name).integers(2, 5)))
        sizes = dict(self.sizes)
        values = {}
        for name, known in reading.names.items():
            if "dimension" in known.flags:
                self.sizes.setdefault(name, int(self.random(name).integers(2, 5)))
                sizes.setdefault(name, self.sizes[name])
            elif known.domain is not None:
                functions[name] = self.function(name, known.kind, known.domain, sizes)
            elif not (name in CONSTANTS and "constant" in known.flags):
                values[name] = self.value(name, known.kind, known.flags, sizes)
        return values, sizes, functions

    def random(self, name: str) -> np.random.Generator:
        return np.random.default_rng([self.seed, *name.encode()])

    def value(self, name: str, kind: Kind, flags: frozenset[str], sizes: Mapping[str, int]) -> Array:
        shape = tuple(axis.substitute(sizes).value or 0 for axis in kind.axes)
        if name not in self.values or self.values[name].shape != shape:
            low, high = self.domains.get(name, (-1.5, 1.5))
            array = self.random(name).uniform(low, high, shape)
            self.values[name] = structured(array, flags)
        return self.values[name]

    def function(self, name: str, kind: Kind, domain: tuple[Kind, ...], sizes: Mapping[str, int]) -> Wave:
        """A smooth function of the right shape."""

        def lengths(kind: Kind) -> tuple[int, ...]:
            return tuple(axis.substitute(sizes).value or 0 for axis in kind.axes)

        random = self.random(f"{name}()")
        shape = lengths(kind)
        weights = [random.uniform(-1, 1, (*shape, *lengths(k))) for k in domain]
        frame = (
            ()
            if not kind.axes
            else tuple(
                1 if axis is None else axis.substitute(sizes).value or 0 for axis in (kind.rows, kind.cols)
            )
        )
        return Wave(shape, frame, weights)


class Wave(Record):
    """sin t + t²/3 entry by entry, where t is a linear function of the arguments.

    shape: of the value. frame: the same with two axes, unless it is a number. weights: for each argument,
    with the axes of the value and then those of the argument.
    """

    shape: tuple[int, ...]
    frame: tuple[int, ...]
    weights: list[Array]

    def __call__(self, *args: Array) -> Array:
        """The value, for arguments of any frame."""
        return np.reshape(self.profile(self.total(args), 0), self.frame)

    def partial(self, args: Sequence[Array], orders: Sequence[int]) -> Array:
        """Its derivative, ``orders[k]`` times by argument k: the axes of the value, then those of each
        argument differentiated by."""
        slope = np.asarray(self.profile(self.total(args), sum(orders)))
        own = len(self.shape)
        for weight, times in zip(self.weights, orders, strict=True):
            for _ in range(times):
                extra = slope.ndim - own
                spread = weight.reshape(self.shape + (1,) * extra + weight.shape[own:])
                slope = np.asarray(slope.reshape(slope.shape + (1,) * (weight.ndim - own)) * spread)
        return slope

    def profile(self, total: Array, order: int) -> Array:
        """What is made of each entry, or a derivative of that."""
        parabola = (total * total / 3, 2 * total / 3, (2 + 0 * total) / 3)
        return sine(total, order) + (parabola[order] if order < len(parabola) else 0)

    def total(self, args: Sequence[Array]) -> Array:
        size = prod(self.shape)
        parts = [w.reshape(size, -1) @ np.reshape(a, -1) for w, a in zip(self.weights, args, strict=True)]
        return np.reshape(sum(parts), self.shape)


class Power(Wave):
    """A power of each entry in the place of its wave, for people to check."""

    exponent: int

    def profile(self, total: Array, order: int) -> Array:
        left = self.exponent - order
        return perm(self.exponent, order) * total ** max(left, 0)


def sine(array: Array, order: int = 0) -> Array:
    """sin or one of its derivatives, of doubles or of mpmath's numbers."""
    sign = (1, 1, -1, -1)[order % 4]
    if array.dtype != object:
        return sign * (np.cos if order % 2 else np.sin)(array)
    function = np.frompyfunc(lambda x: x.context.cos(x) if order % 2 else x.context.sin(x), 1, 1)
    return np.asarray(sign * function(array), dtype=object)


def structured(array: Array, flags: frozenset[str]) -> Array:
    """An array with the properties that its declaration promises."""
    if "diagonal" in flags:
        return np.diag(np.diag(array))
    if "orthogonal" in flags:
        return np.linalg.qr(array + 2 * np.eye(len(array)))[0]
    if "posdef" in flags:
        return array @ array.T + np.eye(len(array))
    return array + array.T if "symmetric" in flags else array
