"""Decimals kept: where a program has 0.1, its answers have 0.3x² and not 3x²/10."""

from __future__ import annotations

from matcalc.lowering import build
from matcalc.notation.numbers import decimal
from matcalc.rationals import Fraction
from matcalc.terms import Apply, Number, Term, fold, rebuild


def in_decimals(value: Term) -> Term:
    """The term with its numeric quotients as decimals, where these are short."""
    return fold(value, step)


def step(term: Term, parts: tuple[Term, ...]) -> Term:
    if not isinstance(term, Apply) or term.op != "divide":
        return rebuild(term, parts)
    above, below = parts
    (over, rest), (under, divisors) = coefficient(above), coefficient(below)
    if under == 1 or decimal(over / under) is None:
        return rebuild(term, parts)
    whole = build.side_by_side(shared_out(over / under, rest))
    return build.divide(whole, build.side_by_side(divisors))


def shared_out(number: Fraction, factors: list[Term]) -> list[Term]:
    """A number times factors, put into the terms of the first sum among them where that takes fewer digits:
    1 + 1.7x is not 0.1(10 + 17x), but 0.1(x + 3) remains."""
    place = next((k for k, f in enumerate(factors) if isinstance(f, Apply) and f.op == "add"), None)
    if place is None:
        return [Number(number), *factors]
    whole = factors[place]
    before = [coefficient(term) for term in whole.args]  # type: ignore[union-attr]
    after = [(number * c, rest) for c, rest in before]
    if digits([(number, [whole]), *before]) <= digits(after):
        return [Number(number), *factors]
    sizes = [build.side_by_side([Number(abs(c)), *rest]) for c, rest in after]
    terms = [build.negative(size) if c < 0 else size for (c, _), size in zip(after, sizes, strict=True)]
    return [*factors[:place], Apply("add", tuple(terms)), *factors[place + 1 :]]


def digits(coefficients: list[tuple[Fraction, list[Term]]]) -> int:
    """How many digits the coefficients of products have: a 1 before something has none."""
    written = [decimal(c) or str(c) for c, rest in coefficients if abs(c) != 1 or not rest]
    return sum(map(len, written))


def coefficient(term: Term) -> tuple[Fraction, list[Term]]:
    """The number that a product begins with, and its other factors."""
    if isinstance(term, Apply) and term.op == "neg":
        number, rest = coefficient(term.args[0])
        return -number, rest
    factors = list(term.args) if isinstance(term, Apply) and term.op == "product" else [term]
    if isinstance(factors[0], Number):
        return factors[0].value, factors[1:]
    return Fraction(1), factors
