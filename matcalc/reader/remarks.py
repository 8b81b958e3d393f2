"""Remarks on how a program was read, where another reading was possible."""

from __future__ import annotations

from matcalc.errors import Span
from matcalc.terms import Apply, Definition, Derivative, Query, Statement, Term


def remark(statements: tuple[Statement, ...]) -> tuple[tuple[str, Span | None], ...]:
    """d/dx x^2 + 3x leaves 3x undifferentiated, as in the paper; say so."""
    notes: list[tuple[str, Span | None]] = []
    for statement in statements:
        match statement:
            case Query(Apply("add", args)) | Definition(_, _, Apply("add", args)):
                operators = [_operator(summand) for summand in args]
                first = next((n for n, found in enumerate(operators) if found is not None), len(args))
                if None in operators[first:]:
                    found = operators[first]
                    assert found is not None
                    notes.append(
                        (
                            "the derivative operator takes the product that follows it, not the sum; "
                            "to differentiate all of it, put the sum in brackets: d/dx (a + b)",
                            found.span,
                        )
                    )
            case _:
                pass
    return tuple(notes)


def _operator(term: Term) -> Derivative | None:
    """The derivative that a term of a sum ends in, if it was written as an operator before it."""
    while isinstance(term, Apply) and term.op in ("neg", "product", "dot", "hadamard") and term.args:
        term = term.args[-1]
    if isinstance(term, Derivative) and term.by:
        by, of = term.by[0].span, term.of.span
        if by is not None and of is not None and by.start < of.start:
            return term
    return None
