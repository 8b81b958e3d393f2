"""Lines in index notation tried with numbers: every member of a line is worth the same, derivatives of
intermediate variables being differences of what those are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np

from matcalc.derivation import Derivation, Intermediate, Line, Part
from matcalc.kinds import Reading, kinds_of
from matcalc.numeric.oracle import STENCIL, WIDTH, NoValue, Oracle
from matcalc.numeric.points import Point
from matcalc.terms import Derivative, Element, Name, Summation, Term, postorder

Array = Any


class Numbers(Oracle):
    """An oracle that knows the intermediate variables of a part."""

    def __init__(
        self, reading: Reading, definitions: Mapping[str, Term], values: Mapping[str, Array],
        sizes: Mapping[str, int], known: tuple[Intermediate, ...],
    ) -> None:  # fmt: skip
        super().__init__(reading, definitions, values, sizes)
        self.known = {v.name: v for v in known}

    def at(self, values: Mapping[str, Array]) -> Numbers:
        return Numbers(self.reading, self.definitions, values, self.sizes, tuple(self.known.values()))

    def run(self) -> Numbers:
        """With the values of the intermediate variables, each from those before it."""
        values = dict(self.values)
        for v in self.known.values():
            shape = tuple(self.length(axis) for axis in self.kind(v.name).axes)
            here = self.at(values)
            places = (dict(zip(v.indices, (k + 1 for k in at), strict=True)) for at in product(*map(range, shape)))
            values[v.name] = np.reshape([np.real(here.value(v.body, at)) for at in places], shape)
        return self.at(values)

    def visit(self, term: Term, args: Any, scope: Mapping[str, int]) -> Array:
        if not isinstance(term, Derivative):
            return super().visit(term, args, scope)
        name, at = self.spot(term.of, scope)
        by, entry = self.spot(term.by[0], scope)
        v = self.known[name]
        held = any(isinstance(part, Name) and part.id == by for part in postorder(v.body))
        total = term.operator == "total" or not held
        slope = 0.0
        for step, weight in STENCIL:
            moved = np.array(self.values[by], dtype=float)
            moved[entry] += step * WIDTH
            here = self.at({**self.values, by: moved})
            here = here.run() if total else here
            slope += weight * np.real(here.value(v.body, dict(zip(v.indices, (k + 1 for k in at), strict=True))))
        return np.array(slope / WIDTH)

    def of(self, term: Term, places: Mapping[str, int]) -> float:
        """The value of a term made by the engine."""
        self.reading.kinds.update(kinds_of(term, self.reading))
        return float(np.real(self.value(term, places)))

    def spot(self, term: Term, scope: Mapping[str, int]) -> tuple[str, tuple[int, ...]]:
        """A name and the entry of it that is meant."""
        if isinstance(term, Name):
            return term.id, ()
        assert isinstance(term, Element)
        assert isinstance(term.base, Name)
        return term.base.id, tuple(self.place(index, scope) for index in term.indices if index is not None)


def same_worth(members: Sequence[float]) -> bool:
    """Whether they agree; also where they are so large that differences say nothing."""
    return np.allclose(members, members[0], rtol=1e-5, atol=1e-6) or not np.max(np.abs(members)) < 1e6


def tried(derivation: Derivation, seed: int, sizes: Mapping[str, int]) -> Iterator[tuple[Line, list[float]]]:
    """The lines about entries, with what each of their members is worth in some places."""
    point = Point(seed, dict(sizes))
    for part in derivation.parts:
        if part.flow is None:
            continue
        given, more, functions = point.of(derivation.reading)
        if functions:
            return
        numbers = Numbers(derivation.reading, {}, given, more, part.flow.variables).run()
        for line in entry_lines(part, derivation.reading):
            for places in settings(line, numbers):
                try:
                    yield line, [numbers.of(member, places) for member in line.members]
                except NoValue:
                    break


def entry_lines(part: Part, reading: Reading) -> Iterator[Line]:
    """The lines of a part that are about entries of its variables, and so scalar."""
    known = {v.name: v for v in part.flow.variables} if part.flow else {}
    for line in (line for move in part.moves for line in move.lines):
        symbols = [p for member in line.members for p in postorder(member) if isinstance(p, Derivative)]
        whole = [s for s in symbols if not is_entry(s.of, known) or is_whole(s.by[0], reading)]
        if not whole and (symbols or is_entry(line.members[0], known)):
            yield line


def is_entry(term: Term, known: Mapping[str, Intermediate]) -> bool:
    if isinstance(term, Element):
        return isinstance(term.base, Name) and term.base.id in known
    return isinstance(term, Name) and term.id in known and not known[term.id].indices


def is_whole(term: Term, reading: Reading) -> bool:
    return not isinstance(term, Name | Element) or (
        isinstance(term, Name) and bool(reading.names[term.id].kind.axes)
    )


def settings(line: Line, numbers: Numbers) -> list[dict[str, int]]:
    """Values of the indices that nothing binds: the first of each, the last, and some between."""
    bound = {p.index.id for m in line.members for p in postorder(m) if isinstance(p, Summation)}
    known = bound | numbers.reading.names.keys() | numbers.sizes.keys()
    lengths: dict[str, int] = {}
    for part in (p for member in line.members for p in postorder(member)):
        if isinstance(part, Element) and isinstance(part.base, Name):
            axes = numbers.kind(part.base.id).axes
            for axis, index in zip(axes, part.indices, strict=False):
                if isinstance(index, Name) and index.id not in known:
                    lengths[index.id] = numbers.length(axis)
    ends = [dict.fromkeys(lengths, 1), lengths]
    turned = {name: 1 + k % length for k, (name, length) in enumerate(lengths.items())}
    return [*ends, turned]
