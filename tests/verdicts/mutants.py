"""Slips of the pen: terms with one thing in them changed, as people get it wrong."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.kinds.kind import NameKind, Reading
from matcalc.rationals import Fraction
from matcalc.records import replace
from matcalc.terms import (
    Apply,
    Cases,
    Element,
    Name,
    Number,
    Summation,
    Term,
    children,
    fold,
    postorder,
    rebuild,
)

NEIGHBOURS = (
    ("sin", "cos"),
    ("log", "exp"),
    ("tanh", "sigmoid"),
    ("sinh", "cosh"),
    ("tan", "cot"),
    ("arcsin", "arccos"),
    ("max", "min"),
    ("sum", "mean"),
    ("tr", "sum"),
    ("relu", "abs"),
    ("softmax", "sigmoid"),
    ("softplus", "sigmoid"),
    ("norm", "norm1"),
    ("sqrt", "exp"),
    ("det", "tr"),
    ("tril", "triu"),
    ("lt", "gt"),
    ("le", "ge"),
    ("lt", "le"),
    ("gt", "ge"),
    ("and", "or"),
    ("add", "product"),
    ("hadamard", "product"),
)
TWO = Number(Fraction(2))


def mutants(term: Term, reading: Reading) -> Iterator[Term]:
    """Every term that differs from this one by one slip."""
    for part in postorder(term):
        for changed in slips(part, reading):
            yield with_changed(term, part, changed)
    yield Apply("product", (TWO, term))
    yield Apply("neg", (term,))


def with_changed(term: Term, old: Term, new: Term) -> Term:
    return fold(term, lambda part, parts: new if part is old else rebuild(part, parts))


def slips(term: Term, reading: Reading) -> Iterator[Term]:
    match term:
        case Number():
            yield Number(term.value + 1)
            yield Number(term.value - 1)
            yield Number(term.value * 2)
            yield Number(-term.value)
        case Name():
            yield from others(term, reading)
            if word(term, reading) == "matrix":
                yield Apply("transpose", (term,))
        case Element():
            yield from wrong_entries(term)
        case Summation(lower=None):
            yield replace(term, lower=Number(Fraction(2)))
        case Summation():
            yield term.body
        case Cases():
            yield from wrong_cases(term)
        case Apply():
            yield from wrongly_applied(term, reading)


def word(term: Term, reading: Reading) -> str:
    try:
        return reading.of(term).word
    except KeyError:
        return ""


def others(name: Name, reading: Reading) -> Iterator[Name]:
    """The names of the same kind."""
    known = reading.names.get(name.id)
    for other, named in reading.names.items():
        alike = known is not None and named.domain is None and kind_of(named) == kind_of(known)
        if alike and other != name.id and "dimension" not in named.flags:
            yield Name(other)


def kind_of(named: NameKind) -> tuple[object, ...]:
    return named.kind.rows, named.kind.cols, named.kind.family


def wrong_entries(term: Element) -> Iterator[Element]:
    if len(term.indices) == 2:
        yield replace(term, indices=term.indices[::-1])
    for k, index in enumerate(term.indices):
        if isinstance(index, Number):
            other: Term = Number(Fraction(2 if index.value == 1 else 1))
        elif isinstance(index, Name):
            other = Number(Fraction(1))
        else:
            continue
        yield replace(term, indices=(*term.indices[:k], other, *term.indices[k + 1 :]))


def wrong_cases(term: Cases) -> Iterator[Term]:
    """Values in the wrong places, a case forgotten, and a condition that is another's."""
    values, conditions = zip(*term.branches, strict=True)
    for k in range(len(values) - 1):
        swapped = (*values[:k], values[k + 1], values[k], *values[k + 2 :])
        yield replace(term, branches=tuple(zip(swapped, conditions, strict=True)))
        yield values[k]


def wrongly_applied(term: Apply, reading: Reading) -> Iterator[Term]:
    args = term.args
    for one, other in NEIGHBOURS:
        if term.op in (one, other):
            yield replace(term, op=other if term.op == one else one)
    match term.op:
        case "add":
            for k, arg in enumerate(args):
                turned = arg.args[0] if isinstance(arg, Apply) and arg.op == "neg" else Apply("neg", (arg,))
                yield replace(term, args=(*args[:k], turned, *args[k + 1 :]))
                yield from without(term, k)
        case "product" | "hadamard":
            for k in range(len(args)):
                yield from without(term, k)
            for k in range(len(args) - 1):
                yield replace(term, args=(*args[:k], args[k + 1], args[k], *args[k + 2 :]))
            if not isinstance(args[0], Number):
                yield replace(term, args=(TWO, *args)) if term.op == "product" else Apply("product", (TWO, term))
        case "divide" | "hadamard_divide":
            yield args[0]
            yield replace(term, args=args[::-1])
        case "power" | "hadamard_power":
            yield args[0]
            for by in (-1, 1):
                if not isinstance(args[1], Number):
                    yield replace(term, args=(args[0], Apply("add", (args[1], Number(Fraction(by))))))
        case _ if len(args) == 1:
            yield args[0]
    if children(term) and word(term, reading) == "matrix" and term.op != "transpose":
        yield Apply("transpose", (term,))


def without(term: Apply, k: int) -> Iterator[Term]:
    rest = (*term.args[:k], *term.args[k + 1 :])
    if rest:
        yield replace(term, args=rest) if len(rest) > 1 else rest[0]
