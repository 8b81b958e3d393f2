"""Sums of parts that stand side by side, as one array put together of them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from matcalc.code import stable
from matcalc.code.arrays import ONE, Array, make, number, scaled
from matcalc.kinds.dimensions import Dimension

Terms = Sequence[tuple[Fraction, Array]]
PLACED = ("pad", "entry")


def summed(terms: Terms) -> Array:
    """Σ coefficient · array; what lies side by side is joined, and zeros fill the gaps."""
    axes = {axis for _, array in terms if (axis := axis_of(array)) is not None}
    if len(terms) == 1 or len(axes) != 1 or any(axis_of(array) is None for _, array in terms):
        return stable.linear(terms)
    (axis,) = axes
    groups: dict[tuple[str, Dimension, Dimension], list[tuple[Fraction, Array]]] = {}
    whole = terms[0][1].shape[axis]
    for coefficient, array in terms:
        coefficient, placed = coefficient_of(coefficient, array)
        op, offset, part = placed.op, placed.info[1], placed.args[0]
        size = Dimension.of(1) if op == "entry" else part.shape[axis]
        groups.setdefault((op, offset, size), []).append((coefficient, part))
    parts = in_order(groups, whole)
    if parts is None:
        return stable.linear(terms)
    made = []
    for (op, _, size), inner in parts:
        array = summed(inner) if inner else number(0)
        if op == "pad" and not array.rank:
            shape = [*terms[0][1].shape]
            shape[axis] = size
            array = make("broadcast", (array,), shape=tuple(shape))
        made.append(array)
    ops = tuple(op == "entry" for (op, _, _), _ in parts)
    return make("join", made, (axis, ops), terms[0][1].shape)


Part = tuple[tuple[str, Dimension, Dimension], list[tuple[Fraction, Array]]]


def in_order(
    groups: dict[tuple[str, Dimension, Dimension], list[tuple[Fraction, Array]]], whole: Dimension
) -> list[Part] | None:
    """The parts one after the other, from the first place to the last; None where that is not known."""
    left = dict(groups)
    place = Dimension.of(0)
    parts: list[Part] = []
    while left:
        key = next((key for key in left if key[1] == place), None)
        if key is None:
            gaps = [(gap, key) for key in left if (gap := (key[1] - place).value) is not None and gap > 0]
            if len(gaps) != len(left):
                return None
            gap, _ = min(gaps, key=lambda pair: pair[0])
            parts.append((("pad", place, Dimension.of(gap)), []))
            place = place + gap
            continue
        parts.append((key, left.pop(key)))
        place = place + key[2]
    rest = whole - place
    if rest.value is not None and rest.value < 0:
        return None
    if rest.value != 0:
        parts.append((("pad", place, rest), []))
    return parts


def axis_of(array: Array) -> int | None:
    """The axis along which an array, or a multiple of one, is a part among zeros."""
    _, placed = coefficient_of(ONE, array)
    return int(placed.info[0]) if placed.op in PLACED else None


def coefficient_of(coefficient: Fraction, array: Array) -> tuple[Fraction, Array]:
    if array.op == "monomial" and array.info[0] != 1 and len(array.args) == 1:
        return coefficient * array.info[0], scaled(1 / array.info[0], array)
    return coefficient, array
