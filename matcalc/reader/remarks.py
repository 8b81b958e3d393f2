"""Remarks on how a program was read, where another reading was possible."""

from __future__ import annotations

from matcalc.errors import Span
from matcalc.terms import Apply, Derivative, Query, Statement, Term


def remark(statements: tuple[Statement, ...]) -> tuple[tuple[str, Span | None], ...]:
    """d/dx x^2 + 3x leaves 3x undifferentiated, as in the paper; say so."""
    notes: list[tuple[str, Span | None]] = []
    for statement in statements:
        if not isinstance(statement, Query):
            continue
        term = statement.term
        if not (isinstance(term, Apply) and term.op == "add"):
            continue
        operators = [d for d in map(_operator, term.args) if d is not None]
        if operators and len(operators) < len(term.args):
            notes.append(
                (
                    "the derivative operator takes the product that follows it, not the sum; "
                    "to differentiate all of it, put the sum in brackets: d/dx (a + b)",
                    operators[0].span,
                )
            )
    return tuple(notes)


def _operator(term: Term) -> Derivative | None:
    """The derivative that a term of a sum ends in, if it was written as an operator before it."""
    while isinstance(term, Apply) and term.op in ("neg", "product", "dot", "hadamard") and term.args:
        term = term.args[-1]
    if isinstance(term, Derivative) and term.operator == "d" and term.by:
        by, of = term.by[0].span, term.of.span
        if by is not None and of is not None and by.start < of.start:
            return term
    return None
