"""Sums of products of elements, xⱼIᵢₖ + xᵢIⱼₖ, taken apart for ``np.einsum``."""

from __future__ import annotations

from collections.abc import Collection

from matcalc.records import Value
from matcalc.terms import Apply, Element, Name, Summation, Term, ids_in


class Contraction(Value):
    """A product: numbers, and arrays with a letter for each axis. ``negative``: it is subtracted."""

    negative: bool
    numbers: tuple[Term, ...]
    arrays: tuple[tuple[Term, str], ...]


def contractions(term: Term, indices: Collection[str]) -> list[Contraction] | None:
    """The products whose sum ``term`` is, each with an axis for every one of ``indices``; None where
    it is no such sum."""
    found = []
    for part in term.args if isinstance(term, Apply) and term.op == "add" else (term,):
        made = _contraction(part, indices)
        if made is None:
            return None
        found.append(made)
    return found


def _contraction(term: Term, indices: Collection[str]) -> Contraction | None:
    negative = isinstance(term, Apply) and term.op == "neg"
    if isinstance(term, Apply) and negative:
        (term,) = term.args
    bound = set(indices)
    while isinstance(term, Summation) and term.lower is term.upper is None:
        bound.add(term.index.id)
        term = term.body
    numbers: list[Term] = []
    arrays: list[tuple[Term, str]] = []
    for factor in term.args if isinstance(term, Apply) and term.op == "product" else (term,):
        if bound.isdisjoint(ids_in(factor)):
            numbers.append(factor)
            continue
        if not isinstance(factor, Element) or not bound.isdisjoint(ids_in(factor.base)):
            return None
        letters = [index.id for index in factor.indices if isinstance(index, Name)]
        if len(letters) < len(factor.indices) or not all(i in bound and len(i) == 1 for i in letters):
            return None
        arrays.append((factor.base, "".join(letters)))
    used = {letter for _, letters in arrays for letter in letters}
    return Contraction(negative, tuple(numbers), tuple(arrays)) if used == bound else None
