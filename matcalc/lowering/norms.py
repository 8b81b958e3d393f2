"""Norms of any order: ‖x‖_p = (Σ |xᵢ|ᵖ)^(1/p)."""

from __future__ import annotations

from matcalc.kinds.kind import SCALAR
from matcalc.lowering.value import Value
from matcalc.rationals import Fraction
from matcalc.tensor.make import add, as_number, mapped, multiply, number, power, product, scale
from matcalc.tensor.node import Map, Node, Product, Sum
from matcalc.tensor.normal import normal


def ordered_norm(value: Value, order: Node) -> Value:
    """‖x‖_p of a vector."""
    order = normal(order)
    rank, axes = len(value.indices), range(value.node.rank)
    total = product([(mapped("abs", value.node), axes, order)], range(rank))
    known = as_number(order)
    root = power(total, 1 / known if known is not None else power(order, Fraction(-1)))
    return Value(root, value.indices, SCALAR)


def order_of(node: Node) -> tuple[Node, Fraction | Node] | None:
    """x and p, where a node is Σ |xᵢ|ᵖ with no other index; an even power has no need of bars."""
    if not isinstance(node, Product) or node.rank or len(node.factors) != 1 or len(node.dims) != 1:
        return None
    inner, _, order = node.factors[0]
    if isinstance(inner, Map) and inner.function == "abs":
        return inner.args[0], order
    even = isinstance(order, Fraction) and order.denominator == 1 and order.numerator % 2 == 0
    return (inner, order) if even and order != 2 else None


def lifted(order: Fraction | Node, exponent: Fraction | Node) -> Fraction | Node:
    """p · e, multiplied out: the exponent of ‖x‖_p in (Σ |xᵢ|ᵖ)ᵉ."""
    if isinstance(order, Fraction) and isinstance(exponent, Fraction):
        return order * exponent
    p, e = (number(x) if isinstance(x, Fraction) else x for x in (order, exponent))
    terms = e.terms if isinstance(e, Sum) else ((Fraction(1), e),)
    whole = normal(add([scale(c, multiply(p, term)) for c, term in terms]))
    known = as_number(whole)
    return whole if known is None else known
