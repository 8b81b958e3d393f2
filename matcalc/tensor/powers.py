"""Exponents and rational coefficients of factors."""

from __future__ import annotations

from math import gcd, lcm

from matcalc.rationals import Fraction
from matcalc.tensor.make import add, as_number, number, product
from matcalc.tensor.node import UNIT, Node, Product, Sum, Variable
from matcalc.tensor.settling import settled

Power = Fraction | Node
HUGE = 4096  # bits beyond which a numeric power is left as a power


def content(node: Sum) -> Fraction:
    """The rational taken out of a sum so that its coefficients are coprime integers and the
    earliest node (constants aside) has a positive one."""
    known = node.memo.get("content")
    if known is not None:
        return known  # type: ignore[no-any-return]
    numerators = [abs(c.numerator) for c, _ in node.terms]
    denominators = [c.denominator for c, _ in node.terms]
    varying = [t for t in node.terms if not (isinstance(t[1], Product) and not t[1].factors)]
    leading = min(varying or node.terms, key=lambda term: (first_leaf(term[1]), term[1].serial))[0]
    found = Fraction(gcd(*numerators) * (1 if leading > 0 else -1), lcm(*denominators))
    node.memo["content"] = found
    return found


def total(left: Power, right: Power) -> Power:
    """The sum of two exponents."""
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return left + right
    summed = settled(add([number(p) if isinstance(p, Fraction) else p for p in (left, right)]))
    known = as_number(summed)
    return summed if known is None else known


def times(left: Power, right: Power) -> Power:
    """The product of two exponents."""
    if right is UNIT:
        return left
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return left * right
    nodes = [number(p) if isinstance(p, Fraction) else p for p in (left, right)]
    return settled(product([(node, ()) for node in nodes]))


def rational_power(base: Fraction, exponent: Power) -> Fraction | None:
    """base to the exponent where that is a rational of reasonable size, else None."""
    if base == 1:
        return UNIT
    if not isinstance(exponent, Fraction):
        return None
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if exponent.denominator == 1:
        return None if abs(exponent) * bits > HUGE else base**exponent.numerator
    if base < 0:
        return None
    root = exponent.denominator
    parts = []
    for part in (base.numerator, base.denominator):
        guess = round(part ** (1 / root)) if part.bit_length() < 1000 and root < 64 else 0
        if guess**root != part:
            return None
        parts.append(guess)
    return rational_power(Fraction(*parts), Fraction(exponent.numerator))


def first_leaf(root: Node) -> float:
    """The serial of the earliest variable in a node: which of two was typed first."""
    stack = [root]
    while stack:
        node = stack[-1]
        waiting = [child for child in node.children if "leaf" not in child.memo]
        if waiting:
            stack.extend(waiting)
            continue
        stack.pop()
        below = [child.memo["leaf"] for child in node.children]
        node.memo["leaf"] = node.serial if isinstance(node, Variable) else min(below, default=float("inf"))
    return float(root.memo["leaf"])
