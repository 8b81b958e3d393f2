"""What each rule of the grammar builds: one function a rule, children in, term out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from matcalc.errors import ReadError, Span
from matcalc.notation.functions import BY_NAME
from matcalc.rationals import Fraction
from matcalc.reader.dots import DOTS, holds_dots
from matcalc.reader.kinds import FLAGS
from matcalc.reader.tokens import Token
from matcalc.records import replace
from matcalc.terms import (
    Apply,
    Call,
    Cases,
    Declaration,
    Derivative,
    Element,
    KindSpec,
    Matrix,
    Name,
    Number,
    Summation,
    Term,
)

Action = Callable[[list[Any], Span], Any]

UNKNOWN_DIMENSION = "_"
"""The id of a dimension that was not written, as in ``x : vector``: each stands for its own number."""

class Members(NamedTuple):
    """A statement that is not a declaration: the sides of its equals signs, one for a query; and when it
    holds, None for always."""

    members: tuple[Term, ...]
    span: Span
    condition: Term | None = None


def name_of(token: Token) -> Name:
    return Name(token.value, token.bold, span=token.span)


def _apply(op: str) -> Action:
    return lambda children, span: Apply(op, tuple(children), span=span)


def _added(children: list[Any], span: Span) -> Term:
    parts: list[Term] = [children[0]]
    for sign, term in zip(children[1::2], children[2::2], strict=True):
        parts.append(
            Apply("neg", (term,), span=Span(sign.start, term.span.end)) if sign.value == "neg" else term
        )
    return Apply("add", tuple(parts), span=span)


def _signed(children: list[Any], span: Span) -> Term:
    sign, term = children
    return Apply("neg", (term,), span=span) if sign.value == "neg" else term


def _compared(children: list[Any], span: Span) -> Term:
    links = []
    for left, sign, right in zip(children[0::2], children[1::2], children[2::2], strict=False):
        links.append(Apply(sign.value, (left, right), span=Span(left.span.start, right.span.end)))
    return links[0] if len(links) == 1 else Apply("and", tuple(links), span=span)


def _pointwise(children: list[Any], span: Span) -> Term:
    left, sign, right = children
    if sign.value == "hadamard" and isinstance(left, Apply) and left.op == "hadamard":
        return Apply("hadamard", (*left.args, right), span=span)
    return Apply(sign.value, (left, right), span=span)


def _divided(children: list[Any], span: Span) -> Term:
    above, below = children
    if isinstance(below, Number) and not below.value:
        raise ReadError("division by zero", below.span, "divide by something else")
    return Apply("divide", (above, below), span=span)


def _bracketed(children: list[Any], span: Span) -> Term:
    """Brackets are no part of a term, but \\frac{a}{b} begins with its command."""
    term: Term = children[0]
    return replace(term, span=span) if isinstance(term, Apply) and term.op == "divide" else term


def _power(children: list[Any], span: Span) -> Term:
    base, sign, exponent = children
    return Apply(sign.value, (base, exponent), span=span)


def _function(token: Token, arguments: list[Any], span: Span) -> Term:
    """A row of the table of functions, applied; calculus rows become derivatives."""
    name: str = token.value
    row = BY_NAME.get(name)
    least, most = row.arity if row is not None else (2, 2) if name in ("dot", "hadamard") else (1, 1)
    count = len(arguments)
    if any(map(holds_dots, arguments)):  # how many there are, is known when the dots are
        return Apply(name, tuple(arguments), span=span)
    if name == "prod" and count > 1 and all(isinstance(one, Derivative) for one in arguments):
        return Call(Name(name, span=token.span), tuple(arguments), span=span)  # of the chain rule
    if count < least or (most is not None and count > most):
        expected = _counted(least) if most == least else f"at least {_counted(least)}"
        if count > least and most is not None:
            expected = f"at most {_counted(most)}" if most != least else expected
        hint = (
            f"write {name}({', '.join('xyzuvw'[: max(least, 1)])})" if least else f"write {name} or {name}(n)"
        )
        if name == "log" and count == 2:
            hint = "write log_2(x) or log_10(x); to another base log(x)/log(b)"
        raise ReadError(f"{token.text or name} takes {expected}, not {count}", token.span, hint)
    if name == "norm" and count == 2 and isinstance(arguments[1], Number):
        return _ordered_norm(arguments[0], arguments[1], span)
    if row is not None and row.role == "calculus":
        operator: Any = "d" if name == "D" else name
        return Derivative(arguments[0], tuple(arguments[1:]), operator, span=span)
    return Apply(name, tuple(arguments), span=span)


def _ordered_norm(term: Term, order: Number, span: Span) -> Term:
    if order.value <= 0:
        raise ReadError(
            f"a norm of order {order.value} has no derivative", order.span or span, "its order is positive"
        )
    if order.value in (1, 2):
        return Apply("norm1" if order.value == 1 else "norm", (term,), span=span)
    return Apply("norm", (term, order), span=span)


def _counted(count: int) -> str:
    return {0: "no argument", 1: "one argument", 2: "two arguments"}.get(count, f"{count} arguments")


def _applied(children: list[Any], span: Span) -> Term:
    if children[0].value.endswith("'"):
        return _primed(children[0], children[1], span)
    return _function(children[0], children[1] if len(children) > 1 else [], span)


def _called(children: list[Any], span: Span) -> Term:
    if children[0].value.endswith("'"):
        return _primed(children[0], children[1], span)
    return Call(name_of(children[0]), tuple(children[1]), span=span)


def _primed(token: Token, arguments: list[Any], span: Span) -> Term:
    """f'(x): the derivative of a function of one number, at x."""
    name = token.value.rstrip("'")
    row = BY_NAME.get(name) if token.type == "APPLIED" else None
    if len(arguments) != 1 or (row is not None and (row.role, row.arity) != ("elementwise", (1, 1))):
        raise ReadError(
            f"a prime is the derivative of a function of one number, and {token.text} is none",
            token.span,
            "write d/dx, or give the derivative as D(e, x)",
        )
    (argument,) = arguments
    place = replace(token, value=name)
    of = Call(name_of(place), (argument,), span=span) if row is None else Apply(name, (argument,), span=span)
    return Apply("prime", (of, argument, Number(Fraction(len(token.value) - len(name)))), span=span)


def _prefixed_power(children: list[Any], span: Span) -> Term:
    function, sign, exponent, argument = children
    applied = _function(function, [argument], span)
    return Apply(sign.value, (applied, exponent), span=span)


def _element(children: list[Any], span: Span) -> Term:
    return Element(children[0], tuple(children[1:]), span=span)


def _norm(children: list[Any], span: Span) -> Term:
    _, term, close = children
    return Apply(close.value, (term,), span=span)


def _matrix(children: list[Any], span: Span) -> Term:
    opener, rows = children[0], children[1:]
    if len(rows) == 1 and len(rows[0]) == 1:
        only: Term = rows[0][0]
        return only
    for row in rows:
        if len(row) != len(rows[0]):
            raise ReadError(
                f"the first row has {len(rows[0])} entries and this one {len(row)}",
                Span(row[0].span.start, row[-1].span.end),
                "give every row the same number of entries",
            )
    matrix = Matrix(tuple(tuple(row) for row in rows), opener.value == "list" and len(rows) == 1, span=span)
    return Apply("det", (matrix,), span=span) if opener.value == "det" else matrix


def _cases(children: list[Any], span: Span) -> Term:
    branches: list[tuple[Term, Term | None]] = children[1:]
    for value, condition in branches[:-1]:
        if condition is None:
            raise ReadError(
                "only the last case may be without a condition",
                value.span,
                "write: {a if z > 0; b otherwise}",
            )
    return Cases(tuple(branches), span=span)


def _derivative(children: list[Any], span: Span) -> Term:
    operator, *variables, of = children
    return _by(operator, variables, of, span)


def _derivative_quotient(children: list[Any], span: Span) -> Term:
    operator, of, *variables = children
    return _by(operator, variables, of, span)


def _by(operator: Token, variables: list[Term], of: Term, span: Span) -> Term:
    if operator.value not in (None, len(variables)):
        raise ReadError(
            f"a derivative of order {operator.value} by {len(variables)} variable"
            f"{'s' if len(variables) != 1 else ''}",
            Span(operator.start, max(variables[-1].span.end if variables[-1].span else 0, operator.end)),
            "the orders above and below must agree: ∂²/∂x², ∂²/∂x∂y",
        )
    return Derivative(of, tuple(variables), "d", span=span)


def _gradient(children: list[Any], span: Span) -> Term:
    operator, *by, of = children
    variables: tuple[Any, ...] = tuple(by[0]) if by else ()
    if len(variables) > 1:  # ∇_{x,y} is one gradient, by all of them
        place = Span(variables[0].span.start, variables[-1].span.end)
        variables = (Matrix((variables,), True, span=place),)
    return Derivative(of, variables, operator.value, span=span)


def _summation(children: list[Any], span: Span) -> Term:
    operator, *bounds, body = children
    lower = next((b for side, b in bounds if side == "lower"), None)
    upper = next((b for side, b in bounds if side == "upper"), None)
    when = next((b for side, b in bounds if side == "when"), None)
    if when is not None:
        body = Cases(((body, when), (Number(Fraction(0)), None)), span=body.span)
    index: Term = Summation(operator.value[-1], lower, upper, body, span=span)
    for outer in reversed(operator.value[:-1]):
        index = Summation(outer, None, None, index, span=span)
    return index


def _space(children: list[Any], span: Span) -> KindSpec:
    word: Token = children[0]
    dims: list[Term] = children[1:]
    text: str = word.value
    flags = frozenset({text}) & FLAGS

    def need(*counts: int) -> None:
        if len(dims) not in counts:
            wanted = " or ".join(str(c) for c in counts)
            raise ReadError(
                f"{text} takes {wanted} dimension{'s' if wanted != '1' else ''}, not {len(dims)}", span
            )

    if text == "R":
        need(0, 1, 2)
        return KindSpec(tuple(dims), span=span)
    if text == "constant":
        need(0)
        return KindSpec(None, flags, span=span)
    if text == "scalar":
        need(0)
        return KindSpec((), span=span)
    unknown: Term = Name(UNKNOWN_DIMENSION, span=span)
    if text == "vector":
        need(0, 1)
        return KindSpec(tuple(dims) or (unknown,), span=span)
    if text == "matrix":
        need(0, 1, 2)
        return KindSpec(tuple(dims * 2 if len(dims) == 1 else dims) or (unknown, unknown), span=span)
    need(0, 1)
    return KindSpec(tuple(dims * 2) or None, flags, span=span)


def _items(children: list[Any], span: Span) -> KindSpec:
    """One kind out of ``matrix(n, n), symmetric`` or ``scalar constant``."""
    stated = [c for c in children if c.dims is not None]
    if len(stated) > 1:
        raise ReadError("two kinds for one name", stated[1].span, "state one, and any flags after it")
    flags = frozenset().union(*(c.flags for c in children))
    dims: tuple[Term, ...] | None = stated[0].dims if stated else None
    if dims is None and flags - {"constant"}:
        unknown = Name(UNKNOWN_DIMENSION, span=span)
        dims = (unknown, unknown)
    return KindSpec(dims, flags, span=span)


def _mapping(children: list[Any], span: Span) -> KindSpec:
    *domain, value = children
    return KindSpec(value.dims, value.flags, tuple(domain), span=span)


def _declaration(children: list[Any], span: Span) -> Declaration:
    return Declaration(tuple(children[:-1]), children[-1], span=span)


def _name(children: list[Any], span: Span) -> Term:
    return Name(children[0].value, children[0].bold, span=span)


def _number(children: list[Any], span: Span) -> Term:
    return Number(children[0].value, span=span)


ACTIONS: dict[str, Action] = {
    "start": lambda children, span: children,
    "query": lambda children, span: Members((children[0],), span),
    "equation": lambda children, span: Members(tuple(children), span),
    "limited": lambda children, span: Members(children[0].members, span, children[1]),
    "declaration": _declaration,
    "disjunction": _apply("or"),
    "all_of": _apply("and"),
    "compared": _compared,
    "added": _added,
    "pointwise": _pointwise,
    "product": _apply("product"),
    "divide": _divided,
    "signed": _signed,
    "prefixed": lambda children, span: _function(children[0], children[1:], span),
    "prefixed_power": _prefixed_power,
    "derivative": _derivative,
    "derivative_quotient": _derivative_quotient,
    "gradient": _gradient,
    "summation": _summation,
    "lower": lambda children, span: ("lower", children[0]),
    "when": lambda children, span: ("when", children[0]),
    "upper": lambda children, span: ("upper", children[0]),
    "transposed": _apply("transpose"),
    "power": _power,
    "element": _element,
    "element_name": lambda children, span: Element(name_of(children[0]), (children[1],), span=span),
    "index": lambda children, span: children[0] if children else None,
    "bracketed": _bracketed,
    "number": _number,
    "name": _name,
    "dots": lambda children, span: Name(DOTS, span=span),
    "constant": lambda children, span: Apply(children[0].value, (), span=span),
    "applied": _applied,
    "called": _called,
    "bars": lambda children, span: Apply("abs", (children[1],), span=span),
    "norm": _norm,
    "matrix": _matrix,
    "cases": _cases,
    "arguments": lambda children, span: children,
    "row": lambda children, span: children,
    "branch": lambda children, span: (children[0], children[1] if len(children) > 1 else None),
    "branch_value": lambda children, span: children[-1],
    "kind": lambda children, span: children[0],
    "mapping": _mapping,
    "items": _items,
    "space": _space,
}
