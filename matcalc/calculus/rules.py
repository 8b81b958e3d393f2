"""Derivatives of operations on whole tensors, one row each, by their differentials.

A rule gets the operation y = f(a) and answers the linear map from da to dy as a node with the axes of
y, then those of a; the sweep contracts it with da.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from matcalc.tensor.node import Node, Operation, contract, delta, operation, product, scale, subtract

Rule = Callable[[Operation], Node]


def inverse(y: Operation) -> Node:
    """d A⁻¹ = -A⁻¹ dA A⁻¹ (Matrix Cookbook, eq. 40)."""
    return scale(Fraction(-1), contract("ia,bj->ijab", y, y))


def det(y: Operation) -> Node:
    """d det A = det A tr(A⁻¹ dA) (Matrix Cookbook, eq. 41)."""
    (a,) = y.args
    return contract(",ba->ab", y, operation("inverse", a.shape, a))


def logdet(y: Operation) -> Node:
    """d log det A = tr(A⁻¹ dA) (Matrix Cookbook, eq. 43)."""
    (a,) = y.args
    return contract("ba->ab", operation("inverse", a.shape, a))


def softmax(p: Operation) -> Node:
    """dp = (diag(p) - p pᵀ) dz."""
    return subtract(product([(p, "i"), (delta(p.shape[0]), "ia")], "ia"), contract("i,a->ia", p, p))


def logsumexp(y: Operation) -> Node:
    """d log Σ exp(z) = softmax(z)ᵀ dz."""
    (z,) = y.args
    return operation("softmax", z.shape, z)


RULES: dict[str, Rule] = {rule.__name__: rule for rule in (inverse, det, logdet, softmax, logsumexp)}
