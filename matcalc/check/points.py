"""Numbers for the names of a program, drawn at random, with the structure that was declared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from math import prod
from typing import Any

import numpy as np

from matcalc.kinds.dimensions import Dimension
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

    def of(
        self, reading: Reading
    ) -> tuple[dict[str, Array], dict[str, int], dict[str, Callable[..., Array]]]:
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

    def function(
        self, name: str, kind: Kind, domain: tuple[Kind, ...], sizes: Mapping[str, int]
    ) -> Callable[..., Array]:
        """A smooth function of the right shape."""

        def length(axis: Dimension | None) -> int:
            return 1 if axis is None else axis.substitute(sizes).value or 0

        rows, cols = length(kind.rows), length(kind.cols)
        random = self.random(f"{name}()")
        weights = [random.uniform(-1, 1, (rows * cols, prod(map(length, k.axes)))) for k in domain]

        def function(*args: Array) -> Array:
            total = sum(w @ np.reshape(a, -1) for w, a in zip(weights, args, strict=True))
            result = np.sin(total) + total * total / 3
            return result.reshape(rows, cols) if kind.axes else result[0]

        return function


def structured(array: Array, flags: frozenset[str]) -> Array:
    """An array with the properties that its declaration promises."""
    if "diagonal" in flags:
        return np.diag(np.diag(array))
    if "orthogonal" in flags:
        return np.linalg.qr(array + 2 * np.eye(len(array)))[0]
    if "posdef" in flags:
        return array @ array.T + np.eye(len(array))
    return array + array.T if "symmetric" in flags else array
