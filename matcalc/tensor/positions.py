"""Positions meeting on one label: unit vectors, placements and stacks.

A unit vector picks an entry, a placement picks a part, and parts at different positions do not meet.
Positions are compared as dimensions, whose names are at least 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcalc.kinds.dimensions import Dimension
from matcalc.tensor.make import add, basis, delta, is_zero, mapped, product, scale, select
from matcalc.tensor.node import Basis, Factor, Labels, Map, Node, Product, Select, Sum
from matcalc.tensor.settling import Vanishes, settled

if TYPE_CHECKING:
    from matcalc.tensor.contraction import Contraction


def at_least(dimension: Dimension, bound: int) -> bool:
    """Whether a dimension is provably at least ``bound``, its names being at least 1."""
    shifted = dimension.substitute({name: Dimension.of(name) + 1 for name in dimension.names})
    constant = dict(shifted.terms).get((), 0)
    return constant >= bound and all(c >= 0 for m, c in shifted.terms if m)


def distinct(left: Dimension, right: Dimension) -> bool:
    """Whether two positions are provably different."""
    return at_least(left - right, 1) or at_least(right - left, 1)


def apart_by_name(left: Dimension, right: Dimension, dimension: Dimension) -> bool:
    """Whether one is the last position, n, of an axis and the other 1 or 2, as in x₁, x₂, …, xₙ."""
    ends = {left, right}
    return dimension.value is None and dimension in ends and any((d.value or 9) <= 2 for d in ends)


def stacked(node: Node, axis: int) -> bool:
    """Whether a node is a sum of parts placed along an axis."""

    def is_part(term: Node) -> bool:
        factors = term.factors if isinstance(term, Product) else (Factor(term, tuple(range(term.rank))),)
        return any(isinstance(f.node, (Basis, Select)) and f.labels[0] == axis for f in factors)

    return isinstance(node, Sum) and any(is_part(term) for _, term in node.terms)


def place(c: Contraction, label: int, keys: list[tuple[Node, Labels]]) -> bool:
    """Positions meeting on one label: unit vectors and placements."""
    units = [key for key in keys if isinstance(key[0], Basis)]
    placed = [key for key in keys if isinstance(key[0], Select) and key[1][0] == label]
    inside = [key for key in keys if isinstance(key[0], Select) and key[1][1] == label]
    bound = label >= c.rank
    if units:
        unit = units[0][0]
        assert isinstance(unit, Basis)
        for other in units[1:]:
            assert isinstance(other[0], Basis)
            if distinct(unit.index, other[0].index) or apart_by_name(
                unit.index, other[0].index, unit.shape[0]
            ):
                raise Vanishes
        for key in placed:
            node = key[0]
            assert isinstance(node, Select)
            inner = unit.index - node.offset
            if at_least(inner, 1) and at_least(node.shape[1] - inner, 0):
                c.drop(key)
                c.todo.append(Factor(basis(node.shape[1], inner), (key[1][1],)))
                return True
            if at_least(inner * -1, 0) or at_least(inner - node.shape[1], 1):
                raise Vanishes
        for key in inside:
            node, labels = key
            assert isinstance(node, Select)
            c.drop(key)
            c.todo.append(Factor(basis(node.shape[0], node.offset + unit.index), labels[:1]))
            return True
        if bound and len(keys) == 1:
            c.parent[label] = -1
            c.drop(units[0])
            return True
        if bound and len(units) == 1 and len(keys) == 2:
            other = next(key for key in keys if key is not units[0])
            return pick(c, label, unit, units[0], other)
        varying = [key for key in keys if not isinstance(key[0], (Basis, Select))]
        if not bound and varying:  # 𝐩 ⊗ 𝐞ₖ is pₖ 𝐞ₖ
            for node, labels in varying:
                entry = c.fresh(unit.shape[0])
                at = tuple(entry if l == label else l for l in labels)
                c.todo += [Factor(node, at, c.groups.pop((node, labels))), Factor(unit, (entry,))]
            return True
    if len(placed) > 1:
        first, second = placed[0], placed[1]
        assert isinstance(first[0], Select)
        assert isinstance(second[0], Select)
        if (first[0].offset, first[0].shape) == (second[0].offset, second[0].shape):
            c.drop(second)
            c.todo.append(Factor(delta(first[0].shape[1]), (first[1][1], second[1][1])))
            return True
        ends = [k[0].offset + k[0].shape[1] for k in (first, second) if isinstance(k[0], Select)]
        if at_least(second[0].offset - ends[0], 0) or at_least(first[0].offset - ends[1], 0):
            raise Vanishes
    if placed and bound and len(keys) == 1:
        c.parent[label] = -1
        c.drop(placed[0])
        c.todo.append(Factor(product([], [0], {0: placed[0][0].shape[1]}), (placed[0][1][1],)))
        return True
    if bound and placed and inside and len(keys) == 2:  # a part of a part
        (part, place_of), (within, end_of) = inside[0], placed[0]
        assert isinstance(part, Select)
        assert isinstance(within, Select)
        joint = select(part.shape[0], part.offset + within.offset, within.shape[1])
        c.drop(inside[0], placed[0])
        c.parent[label] = -1
        c.todo.append(Factor(joint, (place_of[0], end_of[1])))
        return True
    if bound and placed and len(keys) == 2:
        other = next(key for key in keys if key is not placed[0])
        return split_blocks(c, label, placed[0], other)
    if bound and len(keys) == 2 and not units and not placed:
        return split_stacks(c, label, keys)
    return False


def split_stacks(c: Contraction, label: int, keys: list[tuple[Node, Labels]]) -> bool:
    """Two stacks multiplied: the first is distributed, so that part meets part."""
    if any(not stacked(node, labels.index(label)) or c.groups[node, labels] != 1 for node, labels in keys):
        return False
    (node, labels), (other, places) = keys
    assert isinstance(node, Sum)
    inner = dict(enumerate(labels))
    union = sorted(set(labels) | set(places))
    out = [l for l in union if l != label]
    parts = [
        scale(c, product([(part, [inner[k] for k in range(part.rank)]), (other, places)], out))
        for c, part in node.terms
    ]
    c.drop(*keys)
    c.parent[label] = -1
    c.todo.append(Factor(settled(add(parts)), tuple(out)))
    return True


def pick(
    c: Contraction, label: int, unit: Basis, at: tuple[Node, Labels], other: tuple[Node, Labels]
) -> bool:
    """An entry of a sum or of an element-wise function is the sum or function of the entries."""
    node, labels = other
    if not isinstance(node, (Sum, Map)) or labels.count(label) != 1:
        return False
    axis = labels.index(label)
    rest = tuple(l for l in range(node.rank) if l != axis)

    def entry(part: Node) -> Node:
        return product([(part, range(part.rank)), (unit, (axis,))], rest)

    if isinstance(node, Sum):
        picked = add([scale(c, entry(part)) for c, part in node.terms])
    else:
        picked = mapped(node.function, *(entry(arg) for arg in node.args))
    power = c.groups[other]
    c.drop(at, other)
    c.parent[label] = -1
    c.todo.append(Factor(settled(picked), tuple(l for l in labels if l != label), power))
    return True


def split_blocks(c: Contraction, label: int, at: tuple[Node, Labels], other: tuple[Node, Labels]) -> bool:
    """A part taken out of a stack: the sum is distributed, since all but one term vanishes."""
    node, labels = other
    if not isinstance(node, Sum) or labels.count(label) != 1 or c.groups[other] != 1:
        return False
    axis = labels.index(label)
    new = node.rank
    out = tuple(new if l == axis else l for l in range(node.rank))
    taken = [
        settled(product([(part, range(part.rank)), (at[0], (axis, new))], out)) for _, part in node.terms
    ]
    if not stacked(node, axis) and not any(is_zero(part) for part in taken):
        return False
    picked = add([scale(c, part) for (c, _), part in zip(node.terms, taken, strict=True)])
    inner = at[1][1]
    c.drop(at, other)
    c.parent[label] = -1
    c.todo.append(Factor(settled(picked), tuple(inner if l == label else l for l in labels)))
    return True


def used_axes(node: Node) -> set[int]:
    """The axes along which a node may vary."""
    if isinstance(node, Product):
        return {label for f in node.factors for label in f.labels if label < node.rank}
    if isinstance(node, Sum):
        return {axis for _, term in node.terms for axis in used_axes(term)}
    return set(range(node.rank))
