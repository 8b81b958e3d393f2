"""Matrices that equal their transpose, are diagonal or orthogonal."""

from __future__ import annotations

from matcalc.tensor.make import transposed
from matcalc.tensor.node import Delta, Factor, Kept, Map, Node, Operation, Product, Sum, Variable
from matcalc.tensor.settling import settled


def symmetric(node: Node) -> bool:
    """Whether a matrix (in normal form) equals its transpose: declared so, or seen from its form."""
    known = node.memo.get("symmetric")
    if known is not None:
        return bool(known)
    stack = [node]
    while stack:
        top = stack[-1]
        waiting = [child for child in by_entries(top) if "symmetric" not in child.memo]
        if waiting:
            stack += waiting
            continue
        top.memo["symmetric"] = find_symmetry(top)
        stack.pop()
    return bool(node.memo["symmetric"])


def by_entries(node: Node) -> tuple[Node, ...]:
    """The matrices that make a matrix symmetric if they all are."""
    if isinstance(node, Operation):  # a function of a symmetric matrix
        return node.args[:1]
    return node.children if isinstance(node, (Map, Kept)) else ()


def find_symmetry(node: Node) -> bool:
    if node.rank != 2 or node.shape[0] != node.shape[1]:
        return False
    if isinstance(node, Variable):
        return not node.flags.isdisjoint({"symmetric", "diagonal", "posdef"})
    parts = by_entries(node)
    if parts:
        return all(part.memo["symmetric"] for part in parts)
    if isinstance(node, (Sum, Product)) and lopsided(node):
        return False
    if isinstance(node, Sum):
        terms = {term: coefficient for coefficient, term in node.terms}
        return all(terms.get(settled(transposed(term, (1, 0)))) == c for c, term in node.terms)
    if isinstance(node, Product):
        return settled(transposed(node, (1, 0))) is node
    return isinstance(node, Delta)


def lopsided(node: Node) -> bool:
    """Whether what stands on the two axes says already that a matrix is not symmetric."""
    sides = [ends(term) for _, term in node.terms] if isinstance(node, Sum) else [ends(node)]
    return any(pair is not None and pair[::-1] not in sides for pair in sides)


def ends(term: Node) -> tuple[frozenset[object], ...] | None:
    """The factors on each axis of a matrix; None where they may as well stand on the other."""
    factors = term.factors if isinstance(term, Product) else (Factor(term, (0, 1)),)
    if any(isinstance(f.node, Delta) or diagonal(f.node) for f in factors):
        return None
    return tuple(
        frozenset(
            (f.node, 0 if symmetric(f.node) else axis, f.exponent)
            for f in factors
            for axis, label in enumerate(f.labels)
            if label == end
        )
        for end in (0, 1)
    )


def diagonal(node: Node) -> bool:
    """Whether a matrix is declared diagonal, or a function of such a one: its inverse, its exponential."""
    while isinstance(node, Operation) and node.rank == 2:
        node = node.args[0]
    return isinstance(node, Variable) and "diagonal" in node.flags


def orthogonal(node: Node) -> bool:
    return isinstance(node, Variable) and "orthogonal" in node.flags


def is_sign(node: Node) -> bool:
    """Whether a scalar is 1 or -1."""
    return isinstance(node, Operation) and node.name == "det" and orthogonal(node.args[0])
