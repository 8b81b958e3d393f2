"""Sums of parts that stand side by side, as one array put together of them."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.code.collecting import collected
from matcalc.code.graph import PLACED, Array, make, number
from matcalc.kinds.dimensions import Dimension
from matcalc.rationals import Fraction
from matcalc.tensor.node import Shape

FEW = 4  # entries that stand one by one where there are no more

Terms = Sequence[tuple[Fraction, Array]]
Part = tuple[tuple[str, Dimension, Dimension], list[tuple[Fraction, Array]]]


def summed(terms: Terms) -> Array:
    """Σ coefficient · array; what lies side by side is joined, and zeros fill the gaps."""
    shape = terms[0][1].shape
    for axis in range(len(shape)):
        placed = [(coefficient, along(array, axis)) for coefficient, array in terms]
        known = [(coefficient, found) for coefficient, found in placed if found is not None]
        parts = in_order(known, axis, shape[axis]) if len(known) == len(terms) > 1 else None
        if parts is not None:
            return joined(parts, axis, shape)
    return collected(list(terms))


def joined(parts: list[Part], axis: int, shape: Shape) -> Array:
    """Parts one after the other along an axis."""
    made = []
    if len(shape) == 1:
        parts = [one for part in parts for one in apart(part)]
    for (op, _, size), inner in parts:
        array = summed(inner) if inner else number(0)
        full = (*shape[:axis], *([] if op == "entry" else [size]), *shape[axis + 1 :])
        made.append(array if array.shape == full else make("broadcast", (array,), shape=full))
    return make("join", made, (axis, tuple(op == "entry" for (op, _, _), _ in parts)), shape)


def apart(part: Part) -> list[Part]:
    """A few zeros as so many entries."""
    (_, place, size), inner = part
    if inner or size.value is None or size.value > FEW:
        return [part]
    return [(("entry", place + k, Dimension.of(1)), []) for k in range(size.value)]


def along(array: Array, axis: int) -> tuple[str, Dimension, Array] | None:
    """What an array is along an axis, if it is a part among zeros: how it is placed, where, and the part."""
    if array.op == "unit":
        return "entry", array.info - 1, number(1)
    if array.op not in PLACED:
        return None
    (inner,) = array.args
    outer, offset = array.info
    if outer == axis:
        return array.op, offset, inner
    entry = array.op == "entry"
    found = along(inner, axis - (entry and axis > outer))
    if found is None:
        return None
    op, place, part = found
    outer -= op == "entry" and outer > axis
    own = part.shape[axis - (entry and axis > outer)] if op == "pad" else None
    shape = (*array.shape[:axis], *([own] if own is not None else []), *array.shape[axis + 1 :])
    return op, place, make(array.op, (part,), (outer, offset), shape)


def in_order(
    placed: Sequence[tuple[Fraction, tuple[str, Dimension, Array]]], axis: int, whole: Dimension
) -> list[Part] | None:
    """The parts one after the other, from the first place to the last; None where that is not known."""
    left: dict[tuple[str, Dimension, Dimension], list[tuple[Fraction, Array]]] = {}
    for coefficient, (op, offset, part) in placed:
        size = Dimension.of(1) if op == "entry" else part.shape[axis]
        left.setdefault((op, offset, size), []).append((coefficient, part))
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
