"""Matrices of expressions and cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import Kind
from matcalc.lowering.value import Value, entrywise
from matcalc.tensor.elementwise import negation
from matcalc.tensor.make import ONE, add, as_number, basis, multiply, product, select
from matcalc.tensor.node import Node
from matcalc.tensor.normal import normal
from matcalc.terms import Cases, Matrix

if TYPE_CHECKING:
    from matcalc.lowering.lower import Lowering


def stack(low: Lowering, term: Matrix, rows: list[list[Value]], kind: Kind) -> Value:
    """Blocks placed into the whole, row by row."""
    parts: list[Value] = []
    offset_r = Dimension.of(0)
    for row in rows:
        offset_c = Dimension.of(0)
        height = next((v.kind.rows for v in row if v.kind.rows is not None), Dimension.of(1))
        for value in row:
            pieces: list[tuple[Node, Sequence[object]]] = [(value.node, value.labels("br", "bc"))]
            if kind.rows is not None:
                pieces.append(placement(kind.rows, offset_r, value.kind.rows, "r", "br"))
            if kind.cols is not None:
                pieces.append(placement(kind.cols, offset_c, value.kind.cols, "c", "bc"))
            out = Value(ONE, value.indices, kind).labels()
            parts.append(Value(product(pieces, out), value.indices, kind))
            offset_c = offset_c + (1 if value.kind.cols is None else value.kind.cols)
        offset_r = offset_r + height
    return entrywise(add, parts, kind)


def cases(low: Lowering, term: Cases, done: dict[int, Value], kind: Kind) -> Value:
    """Σ of value times condition; a later condition counts only where the earlier ones fail."""
    parts: list[Value] = []
    earlier: list[Value] = []
    for value, condition in term.branches:
        factors = [done[id(value)]]
        here = None if condition is None else done[id(condition)]
        if here is not None:
            factors.append(here)
        for before in earlier:
            if here is not None:
                both = entrywise(lambda n: multiply(*n), [here, before], here.kind)
                if as_number(normal(both.node)) == 0 or not normal(both.node).children:
                    continue
            factors.append(Value(negation(normal(before.node)), before.indices, before.kind))
        if here is not None:
            earlier.append(here)
        parts.append(entrywise(lambda nodes: multiply(*nodes), factors, kind))
    return entrywise(add, parts, kind)


def placement(
    whole: Dimension, offset: Dimension, length: Dimension | None, outer: object, inner: object
) -> tuple[Node, tuple[object, ...]]:
    """Where a part stands in the whole: a unit vector for a single entry, else a selection."""
    if length is None:
        return basis(whole, offset + 1), (outer,)
    return select(whole, offset, length), (outer, inner)
