"""What each index runs over: Σ_{i=1}^N x_i says that x has N entries, Σ_i x_i y_i that x and y have
as many. An index that is out of range is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matcalc.errors import KindError
from matcalc.kinds.constraints import Constraints
from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.lengths import Conflict, Lengths
from matcalc.kinds.names import length_of
from matcalc.kinds.scope import Scope
from matcalc.terms import Apply, Element, Name, Number, Summation, Term, children, postorder

Free = Mapping[str, tuple[Dimension, ...]]
NOTHING: Free = {}


def link(
    definitions: Mapping[str, Term], roots: Sequence[Term], constraints: Constraints, scope: Scope
) -> None:
    """Unify lengths through indices. Raises ``KindError``."""
    linker = _Linker(constraints, scope)
    for id_, body in definitions.items():
        linker.definitions[id_] = linker.free(body)
    for root in roots:
        linker.free(root)
    linker.check()


class _Linker:
    def __init__(self, constraints: Constraints, scope: Scope) -> None:
        self.constraints = constraints
        self.scope = scope
        self.lengths: Lengths = constraints.solver.lengths
        self.definitions: dict[str, Free] = {}
        self._maps: dict[int, Free] = {}
        self._fixed: list[tuple[Element, Term, Dimension, Dimension]] = []

    def free(self, root: Term) -> Free:
        """The free indices of a term, each with the lengths it runs over."""
        for term in postorder(root):
            if id(term) not in self._maps:
                self._maps[id(term)] = self._free(term)
        return self._maps[id(root)]

    def _free(self, term: Term) -> Free:
        match term:
            case Name():
                return self.definitions.get(term.id, NOTHING)
            case Element():
                return self._element(term)
            case Summation():
                return self._summation(term)
            case _:
                return self._joined([self._maps[id(c)] for c in children(term)])

    def _joined(self, maps: Sequence[Free]) -> Free:
        joined = NOTHING
        own: dict[str, tuple[Dimension, ...]] | None = None
        for other in maps:
            if other is joined or not other:
                continue
            if not joined:
                joined = other
                continue
            if own is None:
                joined = own = dict(joined)
            for index, lengths in other.items():
                own[index] = self._together(own.get(index, ()), lengths)
        return joined

    def _together(self, one: tuple[Dimension, ...], other: tuple[Dimension, ...]) -> tuple[Dimension, ...]:
        if one == other:
            return one
        merged = list(one)
        for length in other:
            if not any(self._equate(length, m) for m in merged):
                merged.append(length)
        return tuple(merged)

    def _equate(self, one: Dimension, other: Dimension) -> bool:
        try:
            self.lengths.equate(one, other)
        except Conflict:
            return False
        return True

    def _element(self, term: Element) -> Free:
        axes = self._axes(term)
        found = dict(self._joined([self._maps[id(c)] for c in children(term)]))
        for index, length in zip(term.indices, axes, strict=False):
            name, shift = shifted(index)
            if name is not None and self.scope.role(name) == "index":
                found[name] = self._together(found.get(name, ()), (length - shift,))
            elif index is not None and (place := length_of(index, self.scope.counts)) is not None:
                self._fixed.append((term, index, place, length))
        return found

    def _axes(self, term: Element) -> list[Dimension]:
        solver = self.constraints.solver
        base = term.base
        if isinstance(base, Name) and base.id in self.scope.families:
            family = self.scope.families[base.id]
            shape, first = family.member, [family.length]
        else:
            shape, first = self.constraints.shapes[id(base)], []
        return first + [solver.length(c) for c in (shape.rows, shape.cols) if solver.there(c)]

    def _summation(self, term: Summation) -> Free:
        free = dict(self._maps[id(term.body)])
        lengths = free.pop(term.index.id, ())
        if term.upper is None:
            if len(lengths) > 1:
                one, other = (self.lengths.resolve(d) for d in lengths[:2])
                raise KindError(
                    f"{term.index.id} would run over both {one} and {other}",
                    term.index.span or term.span,
                    f"write the bounds: Σ_{{{term.index.id}=1}}^{one}",
                )
            if not lengths:
                raise KindError(
                    f"nothing here says how far {term.index.id} runs",
                    term.index.span or term.span,
                    f"write the bounds: Σ_{{{term.index.id}=1}}^n",
                )
        else:
            upper = length_of(term.upper, self.scope.counts)
            for length in self._reached(lengths) if upper is not None else ():
                assert upper is not None
                self._bounded(term, length, upper)
        return free

    def _reached(self, lengths: Sequence[Dimension]) -> list[Dimension]:
        """How far an index may run: of x_i and x_{i+1}, which allow n and n - 1, the lesser counts."""
        resolved = [self.lengths.resolve(length) for length in lengths]
        gaps = [[(one - other).value or 0 for other in resolved] for one in resolved]
        return [length for length, above in zip(lengths, gaps, strict=True) if max(above) <= 0]

    def _bounded(self, term: Summation, length: Dimension, upper: Dimension) -> None:
        if self._equate(length, upper):
            return
        size, end = self.lengths.resolve(length).value, self.lengths.resolve(upper).value
        if size is not None and end is not None and end > size:
            assert term.upper is not None
            raise KindError(
                f"{term.index.id} runs to {end}, and what it indexes has {size} entries",
                term.upper.span or term.span,
                f"sum to {size}",
            )

    def check(self) -> None:
        """Indices that are numbers lie in their range."""
        for term, index, place, length in self._fixed:
            resolved = self.lengths.resolve(length)
            beyond = (place - resolved).value
            if (place.value is not None and place.value < 1) or (beyond is not None and beyond > 0):
                messages = self.constraints.messages
                typed = messages.quote(term.base) or "it"
                known = f"has {resolved} entries" if beyond is not None else "is counted from 1"
                raise KindError(
                    f"index {place} is out of range: {typed} {known}",
                    index.span or term.span,
                    f"use an index from 1 to {resolved}" if beyond is not None else "use an index from 1",
                )


def shifted(index: Term | None) -> tuple[str | None, int]:
    """The name and the shift of an index such as i + 1; (None, 0) for any other."""
    if isinstance(index, Name):
        return index.id, 0
    if not isinstance(index, Apply) or index.op != "add":
        return None, 0
    names = [part for part in index.args if isinstance(part, Name)]
    shift = 0
    for part in index.args:
        sign = -1 if isinstance(part, Apply) and part.op == "neg" else 1
        number = part.args[0] if isinstance(part, Apply) and part.op == "neg" else part
        if isinstance(number, Number) and number.value.denominator == 1:
            shift += sign * number.value.numerator
        elif not isinstance(part, Name):
            return None, 0
    return (names[0].id, shift) if len(names) == 1 else (None, 0)
