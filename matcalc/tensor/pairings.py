"""Pairs of axes laid out along one, as by vec and the Kronecker product, meeting other factors.

Where two pairings meet on their common axis the parts meet instead: vec(A)ᵀ vec(B) = tr(AᵀB), and
(A ⊗ B)(C ⊗ D) = AC ⊗ BD (Magnus & Neudecker, Matrix Differential Calculus, ch. 2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcalc.kinds.dimensions import Dimension
from matcalc.tensor.make import add, basis, delta, mapped, product, scale, select
from matcalc.tensor.node import Basis, Factor, Labels, Map, Node, Pairing, Product, Sum
from matcalc.tensor.settling import settled

if TYPE_CHECKING:
    from matcalc.tensor.contraction import Contraction

Key = tuple[Node, Labels]


def pair(c: Contraction, key: Key, touching: dict[int, list[Key]]) -> bool:
    """One simplification around a pairing; False where there is none."""
    node, (whole, fast, slow) = key
    at = touching[whole]
    for other in at:
        if other != key and other[0] is node and other[1][0] == whole:
            c.drop(other)
            c.todo.append(Factor(delta(node.shape[1]), (fast, other[1][1])))
            c.todo.append(Factor(delta(node.shape[2]), (slow, other[1][2])))
            return True
    for other in touching[fast]:
        if other != key and other[0] is node and other[1][1:] == (fast, slow):
            c.drop(other)
            c.todo.append(Factor(delta(node.shape[0]), (whole, other[1][0])))
            return True
    if picked(c, key, touching):
        return True
    if whole >= c.rank and len(at) == 1:  # Σₖ [k = i + m(j - 1)] = 1
        c.parent[whole] = -1
        c.drop(key)
        return True
    parts = (fast, slow)
    if fast != slow and all(label >= c.rank and len(touching[label]) == 1 for label in parts):
        c.parent[fast] = c.parent[slow] = -1
        c.drop(key)
        return True
    if whole >= c.rank and len(at) == 2:
        return opened(c, key, next(other for other in at if other != key))
    return False


def picked(c: Contraction, key: Key, touching: dict[int, list[Key]]) -> bool:
    """One of the three axes at a known position."""
    node, (whole, fast, slow) = key
    m = node.shape[1]
    units = {label: unit_at(touching[label]) for label in (whole, fast, slow)}
    column = units[slow]
    if column is not None:
        placed = select(node.shape[0], m * (column - 1), m)
        c.drop(key)
        c.todo.append(Factor(placed, (whole, fast)))
        return True
    position = units[whole]
    if position is None or position.value is None or m.value is None:
        return False
    over, rest = divmod(position.value - 1, m.value)
    c.drop(key)
    c.todo.append(Factor(basis(m, Dimension.of(rest + 1)), (fast,)))
    c.todo.append(Factor(basis(node.shape[2], Dimension.of(over + 1)), (slow,)))
    return True


def unit_at(keys: list[Key]) -> Dimension | None:
    """The position of a unit vector among the factors at a label."""
    return next((node.index for node, _ in keys if isinstance(node, Basis)), None)


def opened(c: Contraction, key: Key, other: Key) -> bool:
    """The pairing put into a sum or an element-wise function that has a pairing on this axis: of
    sin(vec(X)) entry (i, j) is sin(Xᵢⱼ)."""
    pairing, (whole, fast, slow) = key
    node, labels = other
    if labels.count(whole) != 1 or not paired(node, labels.index(whole)):
        return False
    axis = labels.index(whole)
    rank = node.rank
    out = [l for k in range(rank) for l in ((rank, rank + 1) if k == axis else (k,))]

    def entry(part: Node) -> Node:
        return product([(part, range(rank)), (pairing, (axis, rank, rank + 1))], out)

    if isinstance(node, Sum):
        inner = add([scale(coefficient, entry(part)) for coefficient, part in node.terms])
    else:
        assert isinstance(node, Map)
        inner = mapped(node.function, *(entry(arg) for arg in node.args))
    power = c.groups[other]
    c.drop(key, other)
    c.parent[whole] = -1
    places = [l for label in labels for l in ((fast, slow) if label == whole else (label,))]
    c.todo.append(Factor(settled(inner), tuple(places), power))
    return True


def paired(root: Node, axis: int) -> bool:
    """Whether an axis of a sum or of an element-wise function is a pairing further in."""
    if not isinstance(root, (Sum, Map)):
        return False
    pending = list(root.children)
    while pending:
        node = pending.pop()
        if isinstance(node, (Sum, Map)):
            pending += node.children
        elif isinstance(node, Product):
            if any(isinstance(f.node, Pairing) and f.labels[0] == axis for f in node.factors):
                return True
        elif isinstance(node, Pairing) and axis == 0:
            return True
    return False


def kronecker_factors(node: Node) -> tuple[Node, Node] | None:
    """A and B of a matrix in normal form that is A ⊗ B of square matrices, else None."""
    if not isinstance(node, Product) or node.rank != 2:
        return None
    pairs = sorted(f.labels for f in node.factors if isinstance(f.node, Pairing))
    if [labels[0] for labels in pairs] != [0, 1]:
        return None
    (_, *left), (_, *right) = pairs
    if any(node.dims[one] != node.dims[other] for one, other in zip(left, right, strict=True)):
        return None
    rest = [f for f in node.factors if not isinstance(f.node, Pairing)]
    fast, slow = (component(rest, ends) for ends in zip(left, right, strict=True))
    if {l for f in fast for l in f.labels} & {l for f in slow for l in f.labels} or left == right:
        return None
    scalars = [f for f in rest if not f.labels]
    made = []
    for ends, own in zip(zip(left, right, strict=True), (fast, [*slow, *scalars]), strict=True):
        made.append(settled(product(own, ends, {label: node.dims[label] for label in ends})))
    return made[1], made[0]


def component(factors: list[Factor], ends: tuple[int, ...]) -> list[Factor]:
    """The factors that hang together with the labels ``ends``."""
    reached = set(ends)
    while True:
        own = [f for f in factors if reached & set(f.labels)]
        more = {label for f in own for label in f.labels} - reached
        if not more:
            return own
        reached |= more
