"""The derivatives of intermediate variables by those that they are made of, as tensors."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from matcalc.calculus import sweep
from matcalc.explain.cutting import Piece, base_of
from matcalc.lowering.explicit import opened
from matcalc.lowering.templates import partials
from matcalc.rationals import Fraction
from matcalc.tensor.make import add, delta, is_zero, product, raw_product, scale
from matcalc.tensor.node import Factor, Node, Pairing, Product, Sum, Variable, postorder
from matcalc.tensor.normal import normal
from matcalc.tensor.substitute import substitute

MOST_OCCURRENCES = 6  # of a variable in a sum of products, to be differentiated factor by factor


def in_terms(slope: Node, body: Node, leaf: Variable) -> Node:
    """The slope with a variable where its body stands in it, v(1 - v) for v = σ(u), or a power of that of
    which it is a root: 1/(2v) for v = √u."""
    values: dict[Node, Node] = {body: leaf}
    base, root = base_of(body)
    if root.numerator == 1 and root.denominator > 1:
        for node in postorder(slope):
            if isinstance(node, Product) and any(factor.node is base for factor in node.factors):
                factors = [
                    Factor(leaf, f.labels, f.exponent / root)
                    if f.node is base and isinstance(f.exponent, Fraction)
                    else f
                    for f in node.factors
                ]
                values[node] = product(factors, range(node.rank), dict(enumerate(node.dims)))
    return substitute(slope, values)


class Local(NamedTuple):
    """The derivative of one variable by another. ties: for each axis of the argument that of the value with
    which it agrees wherever the derivative is not 0, as in u_i = exp(v_i); the node has the rest."""

    node: Node
    ties: tuple[int | None, ...]


class Slopes:
    """The derivatives in one derivation. structure: that which the entries of ``by`` keep as they vary."""

    def __init__(self, pieces: Sequence[Piece], by: Variable, structure: Collection[str]) -> None:
        self.by, self.structure = by, frozenset(structure)
        self.result = pieces[-1]
        self.done: dict[tuple[Variable, Variable], Local] = {}

    def of(self, piece: Piece, leaf: Variable) -> Local:
        """With those entries alone that are not 0; but a variable of differentiation keeps its indices."""
        key = (piece.leaf, leaf)
        if key not in self.done:
            self.done[key] = tie(self.slope(piece, leaf), piece.leaf.rank, leaf is self.by)
        return self.done[key]

    def slope(self, piece: Piece, leaf: Variable) -> Node:
        body = normal(piece.body)
        slope = sweep.differentiate(body, leaf, partials, self.kept(leaf))
        return slope if piece is self.result else in_terms(slope, body, piece.leaf)

    def kept(self, leaf: Variable) -> frozenset[str]:
        return self.structure if leaf is self.by else frozenset()

    def factor_by_factor(self, piece: Piece, leaf: Variable) -> Node | None:
        """As ``factor_by_factor``; None also where the entries of the variable do not vary by themselves."""
        return None if self.kept(leaf) else factor_by_factor(piece.body, leaf)


def tie(node: Node, own: int, apart: bool) -> Local:
    """``apart``: axes are left apart, whether they agree or not."""
    axes = tuple(range(node.rank))
    ties: list[int | None] = [None] * (node.rank - own)
    for axis in axes[own:] if not (apart or is_zero(node)) else ():
        for other in range(own):
            if node.shape[axis] != node.shape[other] or other in ties:
                continue
            labels = tuple(other if label == axis else label for label in axes)
            rest = tuple(label for label in axes if label != axis)
            agreeing = product([(node, labels)], rest)
            again = product([(agreeing, rest), (delta(node.shape[axis]), (other, axis))], axes)
            if normal(again) is normal(node):
                ties[axis - own] = other
                break
    tied = (other if other is not None else axis for axis, other in enumerate(ties, own))
    labels = (*axes[:own], *tied)
    return Local(normal(product([(node, labels)], tuple(dict.fromkeys(labels)))), tuple(ties))


def factor_by_factor(body: Node, leaf: Variable) -> Node | None:
    """The derivative of a sum of products by a vector or matrix in them, each factor in turn replaced by
    entries of I; None where the variable stands otherwise, in vec, or too often."""
    if not leaf.rank or any(isinstance(node, Pairing) for node in postorder(body)):
        return None
    rank, extra = body.rank, leaf.rank
    terms: list[Node] = []
    count = 0
    for coefficient, term in body.terms if isinstance(body, Sum) else ((Fraction(1), body),):
        whole = term if isinstance(term, Product) else None
        if whole is None:
            factors, dims = [Factor(term, tuple(range(rank)))], list(term.shape)
        else:
            coefficient, factors, dims = opened(coefficient, whole)
        for position, factor in enumerate(factors):
            if factor.node is not leaf or not isinstance(factor.exponent, Fraction):
                if leaf in postorder(factor.node):
                    return None
                continue
            count += 1
            if count > MOST_OCCURRENCES:
                return None
            ends = [
                Factor(delta(dimension), (label if label < rank else label + extra, rank + k))
                for k, (dimension, label) in enumerate(zip(leaf.shape, factor.labels, strict=True))
            ]
            left = [factor._replace(exponent=factor.exponent - 1)] if factor.exponent != 1 else []
            moved = [
                Factor(f.node, tuple(l if l < rank else l + extra for l in f.labels), f.exponent)
                for f in (*factors[:position], *left, *factors[position + 1 :])
            ]
            shape = (*dims[:rank], *leaf.shape, *dims[rank:])
            whole = raw_product((*moved[:position], *ends, *moved[position:]), shape, rank + extra)
            terms.append(scale(coefficient * factor.exponent, whole))
    return add(terms) if terms else None
