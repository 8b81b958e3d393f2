"""What a term is lowered to, and how values are combined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import Kind
from matcalc.rationals import Fraction
from matcalc.tensor.make import ONE, mapped, multiply, product
from matcalc.tensor.node import Node
from matcalc.tensor.normal import normal


class Value(NamedTuple):
    """indices: the Σ indices that the leading axes of ``node`` belong to, in order; kind: whether
    rows and columns follow."""

    node: Node
    indices: tuple[str, ...]
    kind: Kind

    def labels(self, row: object = "r", column: object = "c") -> tuple[object, ...]:
        """A label for each axis: Σ indices by name, then ``row`` and ``column`` if there, then the rest."""
        own: list[object] = []
        if self.kind.rows is not None:
            own.append(row)
        if self.kind.cols is not None:
            own.append(column)
        own += [("more", k) for k in range(len(self.kind.more))]
        return (*(("i", index) for index in self.indices), *own)


@dataclass(frozen=True)
class Bound:
    """A Σ index: its first value and how many it takes."""

    lower: Dimension
    count: Dimension


def entrywise(function: object, values: Sequence[Value], kind: Kind) -> Value:
    """An entry-by-entry function of values, all spread over their common indices and axes."""
    indices = tuple(dict.fromkeys(index for value in values for index in value.indices))
    out = Value(ONE, indices, kind).labels()
    dims: dict[object, Dimension] = {}
    for value in values:
        dims.update(zip(value.labels(), value.node.shape, strict=True))
    own = [label for label in out if not (isinstance(label, tuple) and label[0] == "i")]
    dims.update(zip(own, kind.axes, strict=True))
    nodes = [v.node if v.labels() == out else product([(v.node, v.labels())], out, dims) for v in values]
    return Value(function(nodes), indices, kind)  # type: ignore[operator]


def contraction(pieces: Sequence[tuple[Value, tuple[object, object]]], kind: Kind) -> Value:
    """Values multiplied, each with labels for its rows and columns; what is not in the result is summed."""
    indices = tuple(dict.fromkeys(index for value, _ in pieces for index in value.indices))
    out = Value(ONE, indices, kind).labels()
    dims = dict(zip((label for label in out if label in ("r", "c")), kind.axes, strict=False))
    return Value(product([(v.node, v.labels(*ends)) for v, ends in pieces], out, dims), indices, kind)


def inverted(node: Node) -> Node:
    axes = range(node.rank)
    return product([(node, axes, Fraction(-1))], axes, dict(enumerate(node.shape)))


def exp_power(nodes: Sequence[Node]) -> Node:
    """xʸ entry by entry with an exponent that varies: exp(y log x)."""
    base, exponent = nodes
    return mapped("exp", multiply(exponent, mapped("log", base)))


def entry_power(base: Value, exponent: Node, kind: Kind) -> Value:
    axes = range(base.node.rank)
    node = product([(base.node, axes, normal(exponent))], axes, dict(enumerate(base.node.shape)))
    return Value(node, base.indices, kind)
