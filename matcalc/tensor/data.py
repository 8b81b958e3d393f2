"""Axes that run over data: those written with Σ, 𝐱₁ … 𝐱_N."""

from __future__ import annotations

from matcalc.tensor.node import Kept, Map, Node, Operation, Product, Sum, Variable


def family_axes(root: Node) -> tuple[int, ...]:
    """The axes of a node that run over data."""
    if "family" in root.memo:
        return root.memo["family"]  # type: ignore[no-any-return]
    stack = [root]
    while stack:
        node = stack[-1]
        waiting = [child for child in node.children if "family" not in child.memo]
        if waiting:
            stack.extend(waiting)
            continue
        stack.pop()
        node.memo["family"] = own_family_axes(node)
    return root.memo["family"]  # type: ignore[no-any-return]


def own_family_axes(node: Node) -> tuple[int, ...]:
    if isinstance(node, Variable):
        return (0,) if node.family else ()
    if isinstance(node, Product):
        labels = {f.labels[axis] for f in node.factors for axis in f.node.memo["family"]}
        return tuple(sorted(label for label in labels if label < node.rank))
    if isinstance(node, Operation) and node.name == "matrix_power":
        return tuple(range(node.args[1].rank))  # a stack of powers, Aʲ⁻¹ for j = 1 … k
    if isinstance(node, (Sum, Map, Kept)):
        return tuple(sorted({axis for child in node.children for axis in child.memo["family"]}))
    return ()
