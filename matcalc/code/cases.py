"""Sums of which one term holds where a condition does and another where it does not, as one choice.

Where a branch overflows beyond its condition, 0 times it is no number: exp(x) [x ≤ 0] at 1000.
"""

from __future__ import annotations

from matcalc.code.arithmetic import factors, scaled, terms
from matcalc.code.graph import ONE, Array, is_indicator, joint, make, mapped, number
from matcalc.code.stable import linear
from matcalc.rationals import Fraction

Terms = list[tuple[Fraction, Array]]
OPPOSITE = {"positive": "nonnegative", "nonnegative": "positive"}


def decided(given: Terms) -> Terms:
    """The terms, those joined to one that stand under a condition and its opposite."""
    under: dict[Array, Terms] = {}
    for term in given:
        found = branch(*term)
        if found is not None:
            under.setdefault(found[0], []).append(found[1])
    for condition, inside in under.items():
        other = next((c for c in under if opposite(condition, c)), None)
        if other is None:
            continue
        one, two = linear(inside), linear(under[other])
        if one.op == two.op == "number":
            continue
        whole = make("where", (condition, one, two), None, joint((condition, one, two)))
        left = [t for t in given if (found := branch(*t)) is None or found[0] not in (condition, other)]
        return decided([*left, (ONE, whole)])
    return given


def branch(coefficient: Fraction, array: Array) -> tuple[Array, tuple[Fraction, Array]] | None:
    """The condition of a term, and what it is where that holds; None for one that always holds."""
    if array.op != "monomial":
        found = condition(array)
        return None if found is None else (found[0], (coefficient, found[1]))
    powers = factors(array)
    for factor, exponent in powers.items():
        found = condition(factor)
        if found is not None and exponent > 0:
            rest = [(f, e) for f, e in powers.items() if f is not factor]
            value = scaled(ONE, number(1), [*rest, (found[1], exponent)])
            return found[0], (coefficient * array.info[0], value)
    return None


def condition(array: Array) -> tuple[Array, Array] | None:
    """The condition without which an array is 0, and what it is with it."""
    if is_indicator(array):
        return array, number(1)
    if array.op == "map" and array.info == "relu":
        return mapped("positive", array.args[0]), array.args[0]
    if array.op == "where" and len(array.args) == 2:
        return array.args[0], array.args[1]
    return None


def opposite(one: Array, two: Array) -> bool:
    """Whether exactly one of two conditions holds, whatever the numbers are."""
    return OPPOSITE.get(one.info) == two.info and cancel(one.args[0], two.args[0])


def cancel(one: Array, two: Array) -> bool:
    """Whether two arrays are seen to be x and -x."""
    if linear([(c, a) for array in (one, two) for c, a in terms(array)]) is number(0):
        return True
    if one.op == two.op == "monomial" and one.info == two.info:
        differing = [(a, b) for a, b in zip(one.args, two.args, strict=True) if a is not b]
        return len(differing) == 1 and differing[0][0].op == "linear" and cancel(*differing[0])
    return False
