"""The rules of ``notation.rules`` as terms."""

from __future__ import annotations

from functools import cache

from matcalc.kinds import Typed, infer
from matcalc.notation.rules import Formula
from matcalc.reader import read
from matcalc.records import Record, replace
from matcalc.terms import Apply, Derivative, Equation, Name, Query, Term, fold, rebuild

MARK = "d"  # dA is the differential of A


class Stated(Record):
    """A formula as terms: ``value`` and ``result`` as in the formula, dA a name; and both sides of the
    equation that it is, as derivations have them."""

    typed: Typed
    value: Term
    result: Term
    left: Term
    right: Term


@cache
def stated(formula: Formula) -> Stated:
    """The formula, read."""
    lines = (formula.names, formula.by or "", formula.value, formula.result)
    program = read("\n".join(line for line in lines if line))
    *given, value, result = program.statements
    assert isinstance(value, Query)
    assert isinstance(result, Query)
    one = value.term
    if formula.by:
        by = given.pop()
        assert isinstance(by, Query)
        one = Derivative(one, (by.term,))
    typed = infer(replace(program, statements=(*given, Equation((one, result.term)))))
    (query,) = typed.queries
    left, right = query.members
    if formula.by is not None:
        return Stated(typed, left, right, left, right)
    moving = {MARK + name: name for name in typed.reading.names if MARK + name in typed.reading.names}

    def visit(part: Term, parts: tuple[Term, ...]) -> Term:
        if isinstance(part, Name) and part.id in moving:
            return Apply("differential", (Name(moving[part.id]),))
        return rebuild(part, parts)

    return Stated(typed, left, right, Apply("differential", (left,)), fold(right, visit))
