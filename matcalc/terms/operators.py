"""How far a derivative that is written as an operator reaches: d/dx x^2 + 3x leaves 3x as it is."""

from __future__ import annotations

from matcalc.terms.nodes import Apply, Derivative, Term


def left_over(term: Term) -> tuple[Derivative, tuple[Term, ...]] | None:
    """The first derivative of a sum that is written as an operator, and the terms behind it that are none;
    None where there is no such term."""
    if not (isinstance(term, Apply) and term.op == "add"):
        return None
    operators = [_operator(summand) for summand in term.args]
    first = next((n for n, found in enumerate(operators) if found is not None), len(operators))
    behind = tuple(term.args[n] for n in range(first, len(operators)) if operators[n] is None)
    found = operators[first] if behind else None
    return None if found is None else (found, behind)


def _operator(term: Term) -> Derivative | None:
    """The derivative that a term of a sum ends in, if it was written as an operator before it."""
    while isinstance(term, Apply) and term.op in ("neg", "product", "dot", "hadamard") and term.args:
        term = term.args[-1]
    if isinstance(term, Derivative) and term.by:
        by, of = term.by[0].span, term.of.span
        if by is not None and of is not None and by.start < of.start:
            return term
    return None
