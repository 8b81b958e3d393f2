"""The derivatives in the table of functions, read once and only when used.

They are written in matcalc's own notation; here they become scalar templates over the placeholders.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from matcalc.lowering.functions import ENTRYWISE
from matcalc.notation.functions import BY_NAME
from matcalc.rationals import Fraction
from matcalc.reader import read
from matcalc.tensor.elementwise import compare
from matcalc.tensor.make import PLACEHOLDERS, add, multiply, negative, number, power, variable
from matcalc.tensor.node import Node
from matcalc.tensor.normal import normal
from matcalc.terms import Apply, Name, Number, Query, Term, fold


@cache
def partials(name: str) -> Sequence[Node]:
    """The derivatives of an element-wise function by each argument, as templates."""
    return tuple(template(text) for text in BY_NAME[name].derivatives)


def template(text: str) -> Node:
    """A scalar expression in x and y as a node over the placeholders."""
    return normal(fold(_read(text), scalar))


@cache
def _read(text: str) -> Term:
    """The term of a row of the table: it outlives the nodes, which are made anew for each program."""
    (statement,) = read(text, known=("x", "y")).statements
    assert isinstance(statement, Query)
    return statement.term


def scalar(term: Term, args: tuple[Node, ...]) -> Node:
    """One step of a scalar expression."""
    match term:
        case Number():
            return number(term.value)
        case Name():
            if term.id in ("x", "y"):
                return PLACEHOLDERS["xy".index(term.id)]
            return variable(term.id, (), {"constant"})
        case Apply(op="add"):
            return add(args)
        case Apply(op="neg"):
            return negative(args[0])
        case Apply(op="product"):
            return multiply(*args)
        case Apply(op="divide"):
            return multiply(args[0], power(args[1], Fraction(-1)))
        case Apply(op="power"):
            return power(args[0], normal(args[1]))
        case Apply(op="lt" | "gt" | "le" | "ge" | "eq" | "ne"):
            return compare(term.op, *args)
        case Apply():
            return ENTRYWISE[term.op](args)
    raise AssertionError(f"a derivative in the table of functions holds {term!r}")
