"""Elements and sums: indices become labels, unit vectors and selections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matcalc.errors import CalculusError
from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import Kind
from matcalc.lowering.value import Bound, Value
from matcalc.tensor.make import ONE, basis, multiply, product, select, size
from matcalc.tensor.node import Node
from matcalc.terms import Element, Name, Summation, Term, children

if TYPE_CHECKING:
    from matcalc.lowering.lower import Lowering


def place_of(low: Lowering, term: Term, scope: dict[str, Bound]) -> tuple[str | None, Dimension]:
    """An index as a Σ index (or None) plus a shift."""
    value = low.dimension(term)
    for name in value.names & scope.keys():
        shift = value - name
        if name not in shift.names:
            return name, shift
    return None, value


def element(low: Lowering, term: Element, kind: Kind, scope: dict[str, Bound]) -> Value:
    base = low.lower(term.base, scope)
    labels: list[object] = list(base.labels("r", "c"))
    axes = [k for k, label in enumerate(labels) if not isinstance(label, tuple) or label[0] != "i"]
    if base.kind.family is not None:
        labels = own_labels(base, kind, len(term.indices))
        axes = list(range(len(base.indices), base.node.rank))
    pieces: list[tuple[Node, Sequence[object]]] = []
    indices = dict.fromkeys(base.indices)
    extra: list[tuple[Node, Sequence[object]]] = []
    for position, index in zip(axes, term.indices, strict=False):
        if index is None:
            continue
        dimension = base.node.shape[position]
        name, shift = place_of(low, index, scope)
        label = labels[position] = ("at", position)
        if name is None:
            extra.append((basis(dimension, shift), (label,)))
            continue
        bound = scope[name]
        indices[name] = None
        offset = bound.lower - 1 + shift
        extra.append((select(dimension, offset, bound.count), (label, ("i", name))))
    pieces = [(base.node, labels), *extra]
    out = Value(ONE, tuple(indices), kind).labels()
    return Value(product(pieces, out), tuple(indices), kind)


def summation(low: Lowering, term: Summation, kind: Kind, scope: dict[str, Bound]) -> Value:
    name = term.index.id
    lower = low.dimension(term.lower) if term.lower is not None else Dimension.of(1)
    count = extent(low, term) if term.upper is None else low.dimension(term.upper) - lower + 1
    if count is None:
        raise CalculusError(
            f"the range of the index {name} is not known", term.span, f"write Σ_{{{name}=1}}^n"
        )
    body = low.lower(term.body, {**scope, name: Bound(lower, count)})
    if name not in body.indices:
        return Value(multiply(size(count), body.node), body.indices, kind)
    rest = tuple(i for i in body.indices if i != name)
    return Value(product([(body.node, body.labels())], Value(ONE, rest, kind).labels()), rest, kind)


def extent(low: Lowering, term: Summation) -> Dimension | None:
    """The dimension of whatever the index of a sum without bounds indexes."""
    stack: list[Term] = [term.body]
    while stack:
        part = stack.pop()
        if isinstance(part, Element):
            axes = low.reading.of(part.base).axes
            for axis, index in zip(axes, part.indices, strict=False):
                told = not any(name.startswith("?") for name in axis.names)  # as not by I_ij
                if told and isinstance(index, Name) and index.id == term.index.id:
                    return axis
        stack.extend(children(part))
    return None


def own_labels(base: Value, kind: Kind, taken: int) -> list[object]:
    """Labels of a family: its first axis, then those of a member."""
    own = base.node.rank - len(base.indices)
    member: list[object] = [
        label for label, there in (("r", base.kind.rows), ("c", base.kind.cols)) if there is not None
    ]
    return [*(("i", i) for i in base.indices), *([("family", 0)] if own > len(member) else []), *member]
