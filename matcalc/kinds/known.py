"""Kinds of terms made by the engine, all of whose names are known already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matcalc.kinds.constraints import Constraints
from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import Kind, NameKind, Reading
from matcalc.kinds.messages import Messages
from matcalc.kinds.scope import Signature
from matcalc.kinds.solver import Shape, Solver
from matcalc.terms import Apply, Call, Element, Name, Term, postorder


def kinds_of(term: Term, reading: Reading, expected: Kind | None = None) -> dict[int, Kind]:
    """The kind of each subterm by identity; names are as in ``reading.names``, any other is an
    index. ``expected``, the kind of the whole where it is known, gives 1⃗ and I their lengths.
    Raises ``KindError`` if the shapes do not fit."""
    return kinds_in([term], reading, expected)


def kinds_in(terms: Sequence[Term], reading: Reading, expected: Kind | None = None) -> dict[int, Kind]:
    """``kinds_of`` several terms at once; ``expected`` is the kind of each."""
    solver = Solver()
    messages = Messages("", lambda t: constraints.kind(t), lambda kinds: kinds)
    constraints = Constraints(solver, _Known(solver, reading), "", messages)
    constraints.layout = reading.layout
    nodes = postorder(*terms)
    constraints.state(nodes)
    if expected is not None:
        for term in terms:
            constraints.expect(term, expected)
    solver.run()
    kinds: dict[int, Kind] = {}
    for node in nodes:
        named = reading.names.get(node.id) if isinstance(node, Name) else None
        kinds[id(node)] = constraints.kind(node) if named is None else named.kind
    return kinds


def kinds_laid_out(term: Term, reading: Reading, shape: Sequence[Dimension]) -> dict[int, Kind]:
    """``kinds_of`` a term that is worth an answer of this shape, as it is laid out."""
    kinds = kinds_of(term, reading)
    word = kinds[id(term)].word
    if len(shape) != 2 or word not in ("vector", "row", "matrix"):
        return kinds
    rows, cols = shape
    long = cols if rows.value == 1 else rows
    expected = {"vector": Kind(long), "row": Kind(None, long), "matrix": Kind(rows, cols)}[word]
    return kinds_of(term, reading, expected)


def unsized(term: Term, kinds: Mapping[int, Kind]) -> bool:
    """Whether nothing says how large some 1⃗, 0⃗ or I is, and an entry of it is not all that is asked."""
    parts = list(postorder(term))
    entries = {id(part.base) for part in parts if isinstance(part, Element) and None not in part.indices}
    return any(
        name.startswith("?")
        for part in parts
        if isinstance(part, Apply) and not part.args and id(part) not in entries
        for axis in kinds[id(part)].axes
        for name in axis.names
    )


class _Known:
    """The shapes of names as a reading states them."""

    def __init__(self, solver: Solver, reading: Reading) -> None:
        self._solver = solver
        self._names = reading.names
        self._shapes: dict[str, Shape] = {}
        self._signatures: dict[str, Signature] = {}

    def shape(self, id_: str) -> Shape:
        if id_ not in self._shapes:
            named = self._names.get(id_)
            kind = Kind() if named is None else named.kind
            if kind.family is not None:
                kind = Kind(kind.family, kind.rows or kind.cols)
            self._shapes[id_] = self._solver.fixed(kind)
        return self._shapes[id_]

    def member(self, term: Element) -> Shape | None:
        named = self._names.get(term.base.id) if isinstance(term.base, Name) else None
        if named is None or named.kind.family is None:
            return None
        return self._solver.fixed(Kind(named.kind.rows, named.kind.cols))

    def signature(self, call: Call) -> Signature:
        id_ = call.function.id
        if id_ not in self._signatures:
            named = self._names.get(id_, NameKind(Kind(), "inferred"))
            domain = named.domain if named.domain and len(named.domain) == len(call.args) else None
            shapes = (
                [self._solver.fixed(k) for k in domain]
                if domain
                else [self._solver.shape() for _ in call.args]
            )
            self._signatures[id_] = Signature(self._solver.fixed(named.kind), shapes)
        return self._signatures[id_]

    def marked(self, id_: str) -> bool:
        return True
