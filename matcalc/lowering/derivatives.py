"""Derivatives inside a program: by a variable, an element, a defined name or a list of variables."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import TYPE_CHECKING

from matcalc.calculus import sweep
from matcalc.errors import CalculusError
from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import STRUCTURE, Kind
from matcalc.kinds.layout import Layout, layout_of
from matcalc.lowering.elements import Piece, picking, place_of
from matcalc.lowering.stacks import placement
from matcalc.lowering.templates import partials
from matcalc.lowering.value import Bound, Value
from matcalc.tensor.make import abstract, add, basis, pairing, product
from matcalc.tensor.node import Node
from matcalc.tensor.normal import normal
from matcalc.terms import Apply, Call, Derivative, Element, Matrix, Name, Term, ids_in

if TYPE_CHECKING:
    from matcalc.lowering.lower import Lowering


def derivative(low: Lowering, term: Derivative, kind: Kind, scope: dict[str, Bound]) -> Value:
    """A derivative inside an expression, in the layout that the reading has."""
    value = low.lower(term.of, scope)
    whole = [_whole(low, target, scope) for target in term.by]
    node = differentiate(low, term.of, value, whole, scope)
    by = tuple(len(axes) for variable in reversed(term.by) if (axes := low.reading.of(variable).axes))
    layout = Layout(layout_of(term.operator, low.reading.layout), value.node.rank - len(value.indices), by)
    labels: list[object] = [*value.labels()]
    own = labels[len(value.indices) :]
    indices = dict.fromkeys(value.indices)
    picks: list[Piece] = []
    for target, taken in zip(reversed(term.by), reversed(whole), strict=True):
        places: list[object] = [("by", len(labels) + k) for k in range(len(low.reading.of(taken).axes))]
        own += places
        if isinstance(target, Element) and taken is not target:
            for label, index in zip(places, target.indices, strict=False):
                if index is not None:
                    place = place_of(low, index, scope)
                    indices |= dict.fromkeys(place.multiples)
                    picks += picking(place, node.shape[len(labels) + places.index(label)], label, scope)
                    own.remove(label)
        labels += places
    if layout.transposes:
        own = own[::-1]
    out = (*(("i", index) for index in indices), *own)
    return Value(product([(node, labels), *picks], out), tuple(indices), kind)


def _whole(low: Lowering, target: Term, scope: dict[str, Bound]) -> Term:
    """What to differentiate by first: of an element that varies with the index of a sum, all of it."""
    if not isinstance(target, Element) or not isinstance(target.base, Name):
        return target
    places = [place_of(low, index, scope) for index in target.indices if index is not None]
    return target.base if any(place.multiples for place in places) else target


def differentiate(
    low: Lowering, of: Term, value: Value, by: Sequence[Term], scope: dict[str, Bound] | None = None
) -> Node:
    """The derivative of ``of``, lowered to ``value``, by each of ``by`` in turn, the last first: the
    axes of the value, then those of each."""
    partial = partial_of(low, of, by)
    if partial is not None:
        return partial
    node = value.node
    try:
        for target in reversed(list(by)):
            node = by_target(low, node, target, scope or {})
    except CalculusError as error:
        error.span = error.span or of.span
        raise
    return node


def partial_of(low: Lowering, of: Term, by: Sequence[Term]) -> Node | None:
    """∂f/∂x of a dependence f = f(x, g) is the partial derivative, g held; None for anything else."""
    body = low.definitions.get(of.id) if isinstance(of, Name) else None
    if not isinstance(of, Name) or not isinstance(body, Call) or body.function.id != of.id:
        return None
    names = [arg.id if isinstance(arg, Name) else None for arg in body.args]
    orders = [0] * len(names)
    for target in by:
        if not isinstance(target, Name) or names.count(target.id) != 1:
            return None
        orders[names.index(target.id)] += 1
    args = tuple(low.lower(arg).node for arg in body.args)
    if sum(order > 0 for order in orders) > 1 and any(arg.rank for arg in args):
        return None
    return abstract(of.id, low.reading.names[of.id].kind.axes, args, tuple(orders))


def by_target(
    low: Lowering, node: Node, target: Term, scope: dict[str, Bound], held: frozenset[str] = frozenset()
) -> Node:
    """By one of the variables of differentiation; ``held``: names that do not vary with it."""
    axes = tuple(range(node.rank))
    if isinstance(target, Name):
        return by_name(low, node, target, held)
    if isinstance(target, Element) and isinstance(target.base, Name):
        whole = by_name(low, node, target.base, held)
        shape = whole.shape[node.rank :]
        pieces: list[tuple[Node, Sequence[object]]] = [
            (whole, (*axes, *(("d", k) for k in range(len(shape)))))
        ]
        kept: list[object] = []
        indices = list(target.indices) + [None] * (len(shape) - len(target.indices))
        for k, (dimension, index) in enumerate(zip(shape, indices, strict=True)):
            if index is None:
                kept.append(("d", k))
                continue
            place = place_of(low, index, scope)
            if place.multiples:
                raise CalculusError("differentiate by an element with an index of its own", target.span)
            pieces.append((basis(dimension, place.rest), (("d", k),)))
        return normal(product(pieces, (*axes, *kept)))
    if isinstance(target, Matrix):
        return by_list(low, node, [entry for row in target.rows for entry in row], scope)
    if isinstance(target, Apply) and target.op == "vec" and isinstance(target.args[0], Name):
        return stacked(by_name(low, node, target.args[0], held), (node.rank,))
    raise CalculusError("differentiate by a variable, an element of one, or a list of variables", target.span)


def stacked(node: Node, starts: Sequence[int]) -> Node:
    """The node with the two axes at each of ``starts`` laid out along one, as vec does."""
    pieces: list[tuple[Node, Sequence[int]]] = [(node, range(node.rank))]
    out = list(range(node.rank))
    for whole, axis in enumerate(starts, node.rank):
        pieces.append((pairing(*node.shape[axis : axis + 2]), (whole, axis, axis + 1)))
        out[out.index(axis) : out.index(axis) + 2] = [whole]
    return normal(product(pieces, out))


def by_list(low: Lowering, node: Node, targets: Sequence[Term], scope: dict[str, Bound]) -> Node:
    """By several variables at once, which do not vary with each other: their derivatives side by side along
    one axis, matrices as by vec."""
    held = frozenset(ids_in(*targets))
    kinds = [low.reading.of(target) for target in targets]
    lengths = [None if not kind.axes else reduce(Dimension.__mul__, kind.axes) for kind in kinds]
    total = Dimension.of(0)
    for length in lengths:
        total = total + (1 if length is None else length)
    axes = tuple(range(node.rank))
    offset = Dimension.of(0)
    parts = []
    for target, kind, length in zip(targets, kinds, lengths, strict=True):
        part = by_target(low, node, target, scope, held)
        if len(kind.axes) == 2:
            part = stacked(part, (node.rank,))
        place, ends = placement(total, offset, length, "d", "b")
        parts.append(product([(part, (*axes, *(["b"] if kind.axes else []))), (place, ends)], (*axes, "d")))
        offset = offset + (1 if length is None else length)
    return normal(add(parts))


def by_name(low: Lowering, node: Node, target: Name, held: frozenset[str] = frozenset()) -> Node:
    """By a variable; by a defined name, as if it were one."""
    if target.id not in low.reading.names:
        raise CalculusError(
            f"{target.id} is an index here", target.span, "one differentiates by what varies continuously"
        )
    if "dimension" in low.reading.names[target.id].flags:
        raise CalculusError(
            f"{target.id} is a whole number here, a length or the exponent of a matrix",
            target.span,
            "one differentiates by what varies continuously",
        )
    leaf = low.variable(target.id)
    opened = low.in_terms_of(node, held | {target.id})
    structure = low.reading.names[target.id].flags & STRUCTURE if low.constrained else frozenset()
    try:
        return sweep.differentiate(normal(opened), leaf, partials, structure)
    except CalculusError as error:
        error.span = error.span or target.span
        raise
