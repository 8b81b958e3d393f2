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
    whole = build.side_by_side([Number(over / under), *rest])
    return build.divide(whole, build.side_by_side(divisors))


def coefficient(term: Term) -> tuple[Fraction, list[Term]]:
    """The number that a product begins with, and its other factors."""
    factors = list(term.args) if isinstance(term, Apply) and term.op == "product" else [term]
    if isinstance(factors[0], Number):
        return factors[0].value, factors[1:]
    return Fraction(1), factors
