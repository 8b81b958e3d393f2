"""Which argument tells each dimension."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from matcalc.code.results import Input
from matcalc.kinds.dimensions import Dimension


class Sizes:
    """found_at: by the argument that tells them, dimensions with the axis that does and what that has more.
    parameters: those that no argument tells, which are arguments themselves."""

    def __init__(self, inputs: Sequence[Input], used: Iterable[str]) -> None:
        self.found_at: dict[str, dict[str, tuple[int, Dimension]]] = {}
        known: set[str] = set()
        for given in inputs:
            for axis, dimension in enumerate(given.shape):
                name = next(iter(dimension.names)) if len(dimension.names) == 1 else None
                if given.function or name is None or name in known:
                    continue
                rest = dimension - name
                if rest.value is not None:
                    self.found_at.setdefault(given.name, {})[name] = (axis, rest)
                    known.add(name)
        lengths = [name for given in inputs for d in given.shape for name in sorted(d.names)]
        self.parameters = [name for name in dict.fromkeys([*lengths, *used]) if name not in known]

    def ordered(self, inputs: Sequence[Input]) -> list[Input]:
        """The arguments, each after those that tell the dimensions of its shape."""
        left, done = list(inputs), list[Input]()
        told = set(self.parameters)
        while left:
            following = next((i for i in left if self.needed(i) <= told), left[0])
            left.remove(following)
            done.append(following)
            told |= self.found_at.get(following.name, {}).keys()
        return done

    def needed(self, given: Input) -> set[str]:
        """The dimensions of an argument's shape that others tell."""
        return {name for d in given.shape for name in d.names} - self.found_at.get(given.name, {}).keys()
