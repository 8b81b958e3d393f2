"""Elements and sums: indices become labels, unit vectors and selections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matcalc.errors import CalculusError
from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import Kind
from matcalc.lowering.value import Bound, Value
from matcalc.tensor.node import ONE, Node, basis, multiply, product, select, size
from matcalc.terms import Apply, Element, Name, Number, Summation, Term, children

if TYPE_CHECKING:
    from matcalc.lowering.lower import Lowering


def place_of(low: Lowering, term: Term, scope: dict[str, Bound]) -> tuple[str | None, Dimension]:
    """An index as a Σ index (or None) plus a shift."""
    value = as_dimension(term)
    if value is None:
        raise CalculusError("an index is a whole number, a letter, or a sum of those", term.span)
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
    lower = as_dimension(term.lower) if term.lower is not None else Dimension.of(1)
    upper = as_dimension(term.upper) if term.upper is not None else None
    if lower is None or (upper is None and term.upper is not None):
        raise CalculusError("the bounds of a sum are whole numbers or dimensions", term.span)
    count = extent(low, term) if upper is None else upper - lower + 1
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
                if isinstance(index, Name) and index.id == term.index.id:
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


def as_dimension(term: Term | None) -> Dimension | None:
    """An index or bound as a polynomial of names, else None."""
    match term:
        case Number() if term.value.denominator == 1:
            return Dimension.of(term.value.numerator)
        case Name():
            return Dimension.of(term.id)
        case Apply(op="add" | "product" | "neg"):
            parts = [as_dimension(arg) for arg in term.args]
            total = Dimension.of(1 if term.op == "product" else 0)
            for part in parts:
                if part is None:
                    return None
                total = total * part if term.op == "product" else total + part
            return total * -1 if term.op == "neg" else total
    return None
