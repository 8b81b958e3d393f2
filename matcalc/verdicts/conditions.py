"""The conditions in an equation: an equation that was tried on one side of them only was not tried.

[x > 0], |x|, max(x, y) and the like have ways in which they can be met, and each of them has to have been
met where the sides agree. A sign that squares and exponentials leave no choice is not waited for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from matcalc.rationals import Fraction
from matcalc.tensor.node import (
    Basis,
    Delta,
    Factor,
    Kept,
    Map,
    Node,
    Operation,
    Pairing,
    Product,
    Range,
    Select,
    Size,
    Sum,
    Variable,
    postorder,
)

Signs = frozenset[int]

ANY: Signs = frozenset((-1, 0, 1))
NONNEGATIVE: Signs = frozenset((0, 1))
POSITIVE: Signs = frozenset((1,))
BY_SIGN = frozenset({"positive", "nonnegative", "relu", "abs", "sign"})
# What sign the values of functions have: that given, or that of the argument.
SIGNS_OF = {
    **dict.fromkeys(("exp", "sigmoid", "softplus", "cosh", "sech"), POSITIVE),
    **dict.fromkeys(("abs", "relu", "sqrt", "positive", "nonnegative", "null", "arccosh"), NONNEGATIVE),
}
KEEPING_SIGN = frozenset({"sinh", "tanh", "arctan", "arcsinh", "erf", "sign"})


class Conditions:
    """The conditions of some nodes, and in which ways they were met so far. together: how many there are."""

    def __init__(self, *roots: Node) -> None:
        known = signs(*roots)
        self.unmet: dict[tuple[Node, int], None] = {}  # a node and a sign, or which of its arguments is it
        for node in postorder(*roots):
            if isinstance(node, Map) and node.function in BY_SIGN:
                self._wait(node.args[0], known)
            elif isinstance(node, Map) and node.function == "null":
                self.unmet |= dict.fromkeys((node.args[0], sign) for sign in (0, 1))
            elif isinstance(node, Map) and node.function in ("max", "min"):
                self.unmet |= dict.fromkeys((node, k) for k in range(len(node.args)))
            elif isinstance(node, Product):
                for factor in node.factors:  # √(x²) is |x|
                    for inner in _squared(factor):
                        self._wait(inner, known)
        self.together = len({node for node, _ in self.unmet})

    def _wait(self, node: Node, known: Mapping[Node, Signs]) -> None:
        self.unmet |= dict.fromkeys((node, sign) for sign in (-1, 1) if sign in known[node])

    def met(self, found: Mapping[Node, Any]) -> list[tuple[Node, int]]:
        """In what ways that were not seen they are met where nodes have the values ``found``."""
        return [key for key in self.unmet if is_met(*key, found)]

    def meet(self, found: Mapping[Node, Any]) -> None:
        """Note that they were."""
        for key in self.met(found):
            del self.unmet[key]


def is_met(node: Node, way: int, found: Mapping[Node, Any]) -> bool:
    """Whether a condition is met in a way where nodes have the values ``found``."""
    if isinstance(node, Map) and node.function in ("max", "min"):
        others = [found[arg] != found[node] for k, arg in enumerate(node.args) if k != way]
        return bool(np.any(np.logical_and.reduce(others)))
    signs_here = np.sign(found[node])
    return bool(np.any(signs_here == way))


def _squared(factor: Factor) -> list[Node]:
    """x in (x²)^(1/2), where the root loses its sign."""
    whole = isinstance(factor.exponent, Fraction) and factor.exponent.denominator == 1
    if whole or not isinstance(factor.node, Product):
        return []
    return [inner.node for inner in factor.node.factors if _even(inner.exponent)]


def _even(exponent: Fraction | Node) -> bool:
    return isinstance(exponent, Fraction) and exponent.denominator == 1 and exponent.numerator % 2 == 0


def signs(*roots: Node) -> dict[Node, Signs]:
    """The signs that entries of nodes may have, as far as their form says."""
    known: dict[Node, Signs] = {}
    for node in postorder(*roots):
        known[node] = _signs(node, known)
    return known


def _signs(node: Node, known: Mapping[Node, Signs]) -> Signs:
    match node:
        case Delta() | Basis() | Select() | Pairing():
            return NONNEGATIVE
        case Size() | Range():
            return POSITIVE
        case Kept():
            return known[node.body]
        case Product():
            product = POSITIVE
            for factor in node.factors:
                base = _power(known[factor.node], factor.exponent)
                product = frozenset(a * b for a in product for b in base)
            return product if len(node.dims) == node.rank else _total([product])
        case Sum():
            return _total([frozenset(s * (1 if c > 0 else -1) for s in known[n]) for c, n in node.terms])
        case Map() if node.function in SIGNS_OF:
            return SIGNS_OF[node.function]
        case Map() if node.function in KEEPING_SIGN:
            return known[node.args[0]]
        case Operation() if node.name in ("softmax", "norminf"):
            return POSITIVE if node.name == "softmax" else NONNEGATIVE
        case Operation() if node.name == "det" and isinstance(node.args[0], Variable):
            return POSITIVE if "posdef" in node.args[0].flags else ANY
    return ANY


def _power(base: Signs, exponent: Fraction | Node) -> Signs:
    if isinstance(exponent, Node) or exponent.denominator != 1:
        return base & NONNEGATIVE  # negative numbers have no such power
    return frozenset(abs(s) for s in base) if _even(exponent) else base


def _total(terms: list[Signs]) -> Signs:
    """The signs of a sum."""
    for sign in (1, -1):
        if all(term <= {0, sign} for term in terms):
            certain = any(term == {sign} for term in terms)
            return frozenset((sign,)) if certain else frozenset((0, sign))
    return ANY
