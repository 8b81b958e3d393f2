"""Names for what is worked out on the way, as a person would choose them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import count

from matcalc.code.graph import Array

LONGEST = 4  # letters of a name that is made of those of two factors, as in Xw
USUAL = {
    "cholesky": "L",
    "softmax": "p",
    "inverse": "inverse",
    "logsumexp": "lse",
}
FUNCTIONS = {"sigmoid": "s", "tanh": "h", "exp": "e", "relu": "h", "positive": "mask", "nonnegative": "mask"}


class Names:
    """given: what arrays are called by those who asked. taken: what means something else."""

    def __init__(self, taken: Iterable[str], given: Mapping[Array, str] | None = None) -> None:
        self.taken = set(taken)
        self.given = dict(given or {})
        self.made: dict[Array, str] = {}
        self.numbers: dict[str, Iterator[int]] = {}

    def fresh(self, array: Array) -> str:
        """A name that nothing else has."""
        wanted = self.given.get(array) or self.usual(array)
        name, stem = wanted or "t1", wanted or "t"
        while name in self.taken:
            name = f"{stem}{next(self.numbers.setdefault(stem, count(2)))}"
        self.taken.add(name)
        self.made[array] = name
        return name

    def usual(self, array: Array) -> str | None:
        if array.op in USUAL:
            return USUAL[array.op]
        if array.op == "map":
            return FUNCTIONS.get(array.info)
        if array.op == "matmul":
            parts = [self.called(arg) for arg in array.args]
            if None not in parts and sum(len(part or "") for part in parts) <= LONGEST:
                return "".join(part or "" for part in parts)
        return None

    def called(self, array: Array) -> str | None:
        """The letters of an input, or of what has a name."""
        if array.op == "transpose":
            inner = self.called(array.args[0])
            return None if inner is None else f"{inner}T"
        if array.op == "input":
            return str(array.info)
        return self.made.get(array)
