"""What the declared structure of matrices says of products: identities as in ``identities``.

Q'Q = I for an orthogonal Q stands there with A⁻¹A = I.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from matcalc.tensor.make import product
from matcalc.tensor.node import Factor, Labels, Node, Operation, Product
from matcalc.tensor.symmetry import diagonal, orthogonal

if TYPE_CHECKING:
    from matcalc.tensor.contraction import Contraction

Touching = dict[int, list[tuple[Node, Labels]]]  # the factors at each label


def commuting_diagonals(c: Contraction, touching: Touching) -> bool:
    """D E = E D for diagonal matrices: in a chain they stand in the order they were typed in."""
    for label in touching:
        if not links_diagonals(c, touching, label):
            continue
        path, keys = diagonals_through(c, touching, label)
        if end(c, touching, path[0]) > end(c, touching, path[-1]):
            path, keys = path[::-1], keys[::-1]
        nodes = [node for node, _ in keys]
        ordered = sorted(nodes, key=rank_of)
        if nodes == ordered or len(set(path)) < len(path):  # a trace turns as it likes
            continue
        c.drop(*keys)
        c.todo += [Factor(node, pair) for node, pair in zip(ordered, pairwise(path), strict=True)]
        return True
    return False


def end(c: Contraction, touching: Touching, label: int) -> tuple[int, list[tuple[int, int]]]:
    """What tells one end of a chain from the other, whatever the labels that are summed over are called."""
    if label < c.rank:
        return label, []
    others = [(node.serial, labels.index(label)) for node, labels in touching[label] if not diagonal(node)]
    return c.rank, sorted(others)


def links_diagonals(c: Contraction, touching: Touching, label: int) -> bool:
    """Whether two diagonal matrices and nothing else meet at a label that is summed over."""
    keys = touching[label]
    return (
        label >= c.rank
        and len(keys) == 2
        and all(diagonal(node) and a != b and c.groups[node, (a, b)] == 1 for node, (a, b) in matrices(keys))
        and len(matrices(keys)) == 2
    )


def matrices(keys: list[tuple[Node, Labels]]) -> list[tuple[Node, Labels]]:
    return [key for key in keys if len(key[1]) == 2]


def diagonals_through(
    c: Contraction, touching: Touching, label: int
) -> tuple[list[int], list[tuple[Node, Labels]]]:
    """The chain of diagonal matrices that goes through a label: the labels along it, and the matrices."""
    path = [label]
    keys: list[tuple[Node, Labels]] = []
    for first in touching[label]:
        path, keys = path[::-1], keys[::-1]
        key = first
        while True:
            keys.append(key)
            path.append(key[1][1 - key[1].index(path[-1])])
            if path[-1] in path[:-1] or not links_diagonals(c, touching, path[-1]):
                break
            key = next(other for other in touching[path[-1]] if other != key)
        if path[-1] in path[:-1]:
            break  # a trace
    return path, keys


def rank_of(node: Node) -> tuple[int, int]:
    """Where a diagonal matrix stands among others: its inverse beside it, to cancel."""
    base = node
    while isinstance(base, Operation):
        base = base.args[0]
    return base.serial, node.serial


def diagonal_of_diagonal(c: Contraction, touching: Touching) -> bool:
    """diag(diag(D)) = D, and diag(diag(D) ⊙ diag(E)) = D E."""
    for a, b in sorted(c.bridges):
        keys = [key for key in touching.get(a, ()) if key[1] == (a, a) and diagonal(key[0])]
        keys = [key for key in keys if c.groups[key] == 1]
        if not keys:
            continue
        c.drop(*keys)
        c.bridges.remove((a, b))
        ends = [a, *(c.fresh(c.dims[a]) for _ in keys[1:]), b]
        nodes = sorted((node for node, _ in keys), key=rank_of)
        c.todo += [Factor(node, pair) for node, pair in zip(nodes, pairwise(ends), strict=True)]
        return True
    return False


def orthogonal_norm(c: Contraction, touching: Touching) -> bool:
    """‖Q x‖² = ‖x‖²."""
    for (node, labels), power in c.groups.items():
        if power != 2 or not isinstance(node, Product):
            continue
        for position, (inner, ends, exponent) in enumerate(node.factors):
            rest = node.factors[:position] + node.factors[position + 1 :]
            if not orthogonal(inner) or exponent != 1:
                continue
            for outer, bound in (ends, ends[::-1]):
                used = any(outer in f.labels for f in rest)
                if used or outer >= node.rank or bound < node.rank:
                    continue
                label = labels[outer]
                if label < c.rank or len(touching[label]) > 1 or labels.count(label) > 1:
                    continue
                out = [bound if axis == outer else axis for axis in range(node.rank)]
                c.drop((node, labels))
                turned = product(rest, out, {axis: node.dims[axis] for axis in out})
                c.todo.append(Factor(turned, labels, power))
                return True
    return False
