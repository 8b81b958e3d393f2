"""Elements and sums: indices become labels, unit vectors and selections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from matcalc.errors import CalculusError, Span
from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import Kind
from matcalc.lowering.value import Bound, Value
from matcalc.tensor.make import ONE, basis, multiply, pairing, product, select, size
from matcalc.tensor.node import Node
from matcalc.terms import Element, Name, Summation, Term, children

if TYPE_CHECKING:
    from matcalc.lowering.lower import Lowering


Piece = tuple[Node, Sequence[object]]


class Place(NamedTuple):
    """An index: ``rest``, and a multiple of each Σ index in it. ``span``: where it was typed."""

    multiples: dict[str, Dimension]
    rest: Dimension
    span: Span | None

    def last(self, scope: Mapping[str, Bound]) -> Dimension:
        """The greatest value it takes, if no multiple is negative."""
        ends = {letter: bound.lower - 1 + bound.count for letter, bound in scope.items()}
        return sum((times * ends[letter] for letter, times in self.multiples.items()), start=self.rest)


def place_of(low: Lowering, term: Term, scope: Mapping[str, Bound]) -> Place:
    """What an index is made of.

    Raises CalculusError where Σ indices are multiplied with each other.
    """
    multiples: dict[str, Dimension] = {}
    rest = Dimension.of(0)
    for monomial, coefficient in low.dimension(term).terms:
        letters = [name for name in monomial if name in scope]
        if len(letters) > 1:
            raise CalculusError("Σ indices multiplied with each other are no index", term.span)
        other = Dimension({tuple(name for name in monomial if name not in letters): coefficient})
        if letters:
            multiples[letters[0]] = multiples.get(letters[0], Dimension.of(0)) + other
        else:
            rest += other
    return Place(multiples, rest, term.span)


def picking(place: Place, dimension: Dimension, label: object, scope: Mapping[str, Bound]) -> list[Piece]:
    """What picks from an axis, which has a label, the entries at an index; of several Σ indices those
    are told apart that run one within the other, as i + m (j - 1) for i up to m.

    Raises CalculusError where the index is another.
    """
    if not place.multiples:
        return [(basis(dimension, place.rest), (label,))]
    first = sum((times * scope[letter].lower for letter, times in place.multiples.items()), start=place.rest)
    beyond = (place.last(scope) - dimension).value
    if first.value is not None and first.value < 1:
        hint = "entries are counted from 1"
        raise CalculusError(f"the index begins at {first.value}, where there is no entry", place.span, hint)
    if beyond is not None and beyond > 0:
        message = f"the index goes on to {place.last(scope)}, and there are {dimension} entries"
        raise CalculusError(message, place.span, "let the sum end before")
    whole = list(place.multiples.items())
    apart = [(letter, Dimension(dict([term]))) for letter, times in whole for term in times.terms]
    for multiples in (whole, apart):  # j + n (j - 1) is an entry of a diagonal
        found = nested(multiples, first, label, scope)
        if found is not None:
            pieces, end, length, offset = found
            return [*pieces, (select(dimension, offset, length), (label, end))]
    raise CalculusError(
        "this index is no index of Σ with something added to it",
        place.span,
        "shift the index as in x_{i+1}, or write the sum in matrix form",
    )


def nested(
    multiples: Sequence[tuple[str, Dimension]], first: Dimension, label: object, scope: Mapping[str, Bound]
) -> tuple[list[Piece], object, Dimension, Dimension] | None:
    """Multiples of Σ indices, which begin together at ``first``, as one index: the pieces that pair them, the
    label of the pair, its length and what is to be added to it; None where they do not nest."""
    left = list(multiples)
    pieces: list[Piece] = []
    fast = next((multiple for multiple in left if multiple[1].value == 1), None)
    if fast is not None:
        left.remove(fast)
        end: object = ("i", fast[0])
        length, offset = scope[fast[0]].count, first - 1
    else:  # every second entry, or third
        step, start = min(times.value or 0 for _, times in left), (first - 1).value
        if step < 1 or start is None:
            return None
        end, length, offset = ("step", label), Dimension.of(step), Dimension.of(start - start % step)
        pieces.append((basis(length, Dimension.of(start % step + 1)), (end,)))
    while left:
        slow = next((multiple for multiple in left if multiple[1] == length), None)
        if slow is None:
            return None
        left.remove(slow)
        count, whole = scope[slow[0]].count, ("whole", len(left), label)
        pieces.append((pairing(length, count), (whole, end, ("i", slow[0]))))
        end, length = whole, length * count
    return pieces, end, length, offset


def element(low: Lowering, term: Element, kind: Kind, scope: dict[str, Bound]) -> Value:
    base = low.lower(term.base, scope)
    labels: list[object] = list(base.labels("r", "c"))
    axes = [k for k, label in enumerate(labels) if not isinstance(label, tuple) or label[0] != "i"]
    if base.kind.family is not None:
        labels = own_labels(base, kind, len(term.indices))
        axes = list(range(len(base.indices), base.node.rank))
    indices = dict.fromkeys(base.indices)
    extra: list[Piece] = []
    for position, index in zip(axes, term.indices, strict=False):
        if index is None:
            continue
        dimension = base.node.shape[position]
        place = place_of(low, index, scope)
        label = labels[position] = ("at", position)
        indices |= dict.fromkeys(place.multiples)
        extra += picking(place, dimension, label, scope)
    out = Value(ONE, tuple(indices), kind).labels()
    return Value(product([(base.node, labels), *extra], out), tuple(indices), kind)


def summation(low: Lowering, term: Summation, kind: Kind, scope: dict[str, Bound]) -> Value:
    name = term.index.id
    lower = low.dimension(term.lower) if term.lower is not None else Dimension.of(1)
    upper = extent(low, term) if term.upper is None else low.dimension(term.upper)
    if upper is None:
        raise CalculusError(
            f"the range of the index {name} is not known", term.span, f"write Σ_{{{name}=1}}^n"
        )
    count = upper - lower + 1
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
