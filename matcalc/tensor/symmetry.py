"""Matrices that equal their transpose."""

from __future__ import annotations

from matcalc.tensor.node import Delta, Map, Node, Operation, Product, Sum, Variable, settled, transposed


def symmetric(node: Node) -> bool:
    """Whether a matrix (in normal form) equals its transpose: declared so, or seen from its form."""
    if node.rank != 2 or node.shape[0] != node.shape[1]:
        return False
    known = node.memo.get("symmetric")
    if known is None:
        known = node.memo["symmetric"] = find_symmetry(node)
    return bool(known)


def find_symmetry(node: Node) -> bool:
    if isinstance(node, Variable):
        return not node.flags.isdisjoint({"symmetric", "diagonal", "posdef"})
    if isinstance(node, Map):
        return all(map(symmetric, node.args))
    if isinstance(node, Operation):  # a function of a symmetric matrix
        return symmetric(node.args[0])
    if isinstance(node, (Sum, Product)):
        return settled(transposed(node, (1, 0))) is node
    return isinstance(node, Delta)
