"""Matrices that are positive definite, by what was declared and by their form."""

from __future__ import annotations

from matcalc.tensor.node import Delta, Kept, Node, Operation, Product, Sum, Variable
from matcalc.tensor.symmetry import symmetric


def positive_definite(node: Node) -> bool:
    """Whether a matrix surely is: declared so, an inverse of such, or a sum of squares with one that is."""
    while isinstance(node, Kept) or (isinstance(node, Operation) and node.name == "inverse"):
        node = node.children[0]
    match node:
        case Variable():
            return "posdef" in node.flags
        case Delta():
            return True
        case Sum():
            terms = [term for _, term in node.terms]
            positive = all(coefficient > 0 for coefficient, _ in node.terms)
            return positive and any(map(definite_term, terms)) and all(map(semidefinite, terms))
    return False


def definite_term(node: Node) -> bool:
    return isinstance(node, (Delta, Variable)) and positive_definite(node)


def semidefinite(node: Node) -> bool:
    """Whether a term is positive definite, or YᵀY."""
    if definite_term(node):
        return True
    if not isinstance(node, Product) or node.rank != 2 or len(node.factors) not in (1, 2):
        return False
    if len(node.factors) == 1:
        return False
    (a, al, ae), (b, bl, be) = node.factors
    if a is not b or ae != 1 or be != 1:
        return False
    if len(al) == 1:
        return {al, bl} == {(0,), (1,)}
    crossed = len(al) == 2 and sorted((*al, *bl)) == [0, 1, 2, 2]
    return crossed and (al.index(2) == bl.index(2) or symmetric(a))
