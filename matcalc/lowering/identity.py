"""Which terms are the same: a number for each structure, so that equal parts share one."""

from __future__ import annotations

from collections.abc import Mapping

from matcalc.kinds.kind import Kind
from matcalc.terms import (
    Apply,
    Derivative,
    Element,
    Matrix,
    Name,
    Number,
    Summation,
    Term,
    children,
    postorder,
)


def own(term: Term) -> object:
    """What distinguishes a node besides its type and children."""
    match term:
        case Number():
            return term.value
        case Name():
            return term.id
        case Apply():
            return term.op
        case Element():
            return tuple(index is None for index in term.indices)
        case Summation():
            return (term.lower is None, term.upper is None)
        case Matrix():
            return tuple(map(len, term.rows))
        case Derivative():
            return term.operator
    return None


def identities(root: Term, kinds: Mapping[int, Kind] | None = None) -> dict[int, int]:
    """A number for every subterm, by its ``id``; equal structures have equal numbers. With ``kinds``, I and
    1⃗ of different sizes have different ones."""
    table: dict[object, int] = {}
    numbers: dict[int, int] = {}
    for term in postorder(root):
        parts = tuple(numbers[id(child)] for child in children(term))
        size = kinds.get(id(term)) if kinds and isinstance(term, Apply) and not parts else None
        numbers[id(term)] = table.setdefault((type(term), own(term), size, parts), len(table))
    return numbers
