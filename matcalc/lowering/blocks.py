"""Stacked tensors as matrices of expressions: [𝐰; b], [6yx, 3x²; 2, 8y⁷]."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cmp_to_key

from matcalc.kinds.dimensions import Dimension
from matcalc.lowering import build
from matcalc.tensor.elementwise import Part, parts_along
from matcalc.tensor.make import add, basis, product, scale, select, zero
from matcalc.tensor.node import Node, Sum
from matcalc.tensor.normal import normal
from matcalc.tensor.positions import at_least
from matcalc.terms import Apply, Matrix, Term

Need = Callable[..., Term]
Place = tuple[Dimension | None, ...]
MOST = 64  # parts along one axis beyond which a stack is not written out


def grid(node: Node, place: Place, flipped: bool, need: Need) -> Term | None:
    """The node as a block matrix; None where it is not a stack along any free axis."""
    free = [axis for axis, index in enumerate(place) if index is None]
    if len(free) != node.rank or not free:
        return None
    layouts = [stacking(node, axis) for axis in free]
    if all(layout is None for layout in layouts):
        terms = node.terms if isinstance(node, Sum) else ()
        loose = [(c, t) for c, t in terms if all(parts_along(t, axis) is None for axis in free)]
        if not loose or len(loose) == len(terms):
            return None
        placed = normal(add([scale(c, t) for c, t in terms if (c, t) not in loose]))
        rest = normal(add([scale(c, t) for c, t in loose]))
        return build.add([need(rest, place, flipped), need(placed, place, flipped)])
    if any(layout is not None and len(layout) > MOST for layout in layouts):
        return None
    rows: list[tuple[Term, ...]] = []
    standing = [[parts_along(term, axis) for axis in free] for term in terms_of(node)]
    downward: list[Part | None] = list(layouts[0]) if layouts[0] else [None]
    across: list[Part | None] = list(layouts[1]) if len(free) == 2 and layouts[1] else [None]
    for part in downward:
        row = []
        for other in across:
            block = taken(node, [p for p in ((part, 0), (other, 1)) if p[0] is not None], standing)
            single = part is not None and part[1] is None
            turn = single if len(free) == 2 and block.rank == 1 else False
            if len(free) == 1 and flipped:
                turn = block.rank == 1
            elif flipped:
                turn = not turn if block.rank else False
            row.append(need(block, None, turn))
        rows.append(tuple(row))
    rows = measured(rows, across)
    rows = transposed(measured(transposed(rows), downward))
    if flipped:
        rows = transposed(rows)
    return Matrix(tuple(rows))


def transposed(rows: Sequence[tuple[Term, ...]]) -> list[tuple[Term, ...]]:
    return list(zip(*rows, strict=True))


def measured(rows: Sequence[tuple[Term, ...]], parts: Sequence[Part | None]) -> list[tuple[Term, ...]]:
    """Blocks in columns along ``parts``. The length of one of only 0⃗ or 1⃗ follows from the whole; where
    there are several, each says its length."""
    silent: dict[int, Dimension] = {}
    for column, part in enumerate(parts):
        if part is not None and part[1] is not None and all(is_silent(row[column]) for row in rows):
            silent[column] = part[1]
    if len(silent) < 2:
        return list(rows)

    def said(column: int, term: Term) -> Term:
        return of_length(term, silent[column]) if column in silent else term

    return [tuple(said(column, term) for column, term in enumerate(row)) for row in rows]


def is_silent(term: Term) -> bool:
    """Is it 0⃗ or 1⃗, lying or standing, which does not say how long it is?"""
    if isinstance(term, Apply) and term.op == "transpose":
        (term,) = term.args
    return isinstance(term, Apply) and term.op in ("zeros", "ones") and not term.args


def of_length(term: Term, length: Dimension) -> Term:
    assert isinstance(term, Apply)
    if term.op == "transpose":
        return build.transpose(of_length(term.args[0], length))
    return Apply(term.op, (build.dimension(length),))


def stacking(node: Node, axis: int) -> list[Part] | None:
    """The parts along an axis in order, gaps included; None where the axis is not stacked."""
    parts = parts_along(node, axis)
    if not parts:
        return None
    dimension = node.shape[axis]

    def start(part: Part) -> Dimension:
        return part[0] - 1 if part[1] is None else part[0]

    def end(part: Part) -> Dimension:
        return part[0] if part[1] is None else part[0] + part[1]

    def before(a: Part, b: Part) -> int:
        return -1 if at_least(start(b) - start(a), 0) else 1

    ordered = sorted(parts, key=cmp_to_key(before))
    whole: list[Part] = []
    reached = Dimension.of(0)
    for part in ordered:
        gap = start(part) - reached
        if gap.terms:
            if not at_least(gap, 0):
                return None
            whole += filler(reached, gap)
        whole.append(part)
        reached = end(part)
    gap = dimension - reached
    if gap.terms:
        if not at_least(gap, 0):
            return None
        whole += filler(reached, gap)
    return whole


def filler(start: Dimension, length: Dimension) -> list[Part]:
    """The zeros of a gap: single entries where it is short."""
    size = length.value
    if size is not None and size <= MOST:
        return [(start + 1 + k, None) for k in range(size)]
    return [(start, length)]


def terms_of(node: Node) -> list[Node]:
    return [term for _, term in node.terms] if isinstance(node, Sum) else [node]


def taken(node: Node, parts: list[tuple[Part | None, int]], placed: list[list[list[Part] | None]]) -> Node:
    """One block: the node contracted with the placements of its parts; terms placed elsewhere
    (``placed`` has the part of each term along each axis) are left out at once."""
    if isinstance(node, Sum):
        here = [
            term
            for term, own in zip(node.terms, placed, strict=True)
            if all(own[axis] is None or part in (own[axis] or ()) for part, axis in parts)
        ]
        node = add([scale(c, term) for c, term in here]) if here else zero(node.shape)
    labels: list[object] = list(range(node.rank))
    pieces: list[tuple[Node, list[object]]] = []
    out: list[object] = list(labels)
    for part, axis in parts:
        assert part is not None
        start, length = part
        if length is None:
            pieces.append((basis(node.shape[axis], start), [axis]))
            out.remove(axis)
        else:
            pieces.append((select(node.shape[axis], start, length), [axis, ("b", axis)]))
            out[out.index(axis)] = ("b", axis)
    return normal(product([(node, labels), *pieces], out))
