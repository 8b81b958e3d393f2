"""Jacobians entry by entry, with labels for rows and columns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from itertools import product as pairs

from matcalc.answer import Entries
from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import Reading
from matcalc.kinds.layout import Layout
from matcalc.lowering import build
from matcalc.lowering.raising import Raising
from matcalc.lowering.request import NoMatrixForm
from matcalc.tensor.make import basis, product
from matcalc.tensor.node import Node
from matcalc.tensor.normal import normal
from matcalc.terms import Matrix, Name, Term

MOST_DRAWN = 24

Index = tuple[Dimension, ...]  # of one entry of an output or a variable


def entries(reading: Reading, layout: Layout, of: Term, by: Sequence[Term], node: Node) -> Entries | None:
    """The entries of a derivative, rows the outputs and columns the inputs in numerator layout, matrices
    column by column, as by vec; of a second derivative of a scalar rows and columns are the variables.
    None where there are more than two of them, scalars aside, or an entry has no form to be written in.

    node: the derivative, the axes of the output first, then those of the variables, innermost first.
    """
    targets = [(target, rank_of(reading, target)) for target in reversed(by)]
    variables = [(target, rank) for target, rank in targets if rank] or targets[-1:]
    outputs: list[tuple[Term, int]] = [(of, layout.own)] if layout.own or len(variables) == 1 else []
    if not by or len(outputs) + len(variables) != 2:
        return None
    (row, height), (column, _) = groups = [*outputs, *variables]
    raising = Raising(reading, {}, [node])
    downward = positions(node.shape[:height])
    across = positions(node.shape[height:])
    try:
        cells = [
            tuple(None if i is None or j is None else raising.term(entry(node, (*i, *j))) for j in across)
            for i in downward
        ]
    except NoMatrixForm:
        return None
    rows = labels(reading, row, downward, bool(outputs))
    columns = labels(reading, column, across, False)
    lists = all(rank < 2 for _, rank in groups)
    if layout.name == "denominator" or (layout.name == "mixed" and layout.is_gradient):
        return Entries(columns, rows, tuple(zip(*cells, strict=True)), lists)
    return Entries(rows, columns, tuple(cells), lists)


def rank_of(reading: Reading, target: Term) -> int:
    return 1 if isinstance(target, Matrix) else len(reading.of(target).axes)


def labels(reading: Reading, term: Term, at: Sequence[Index | None], output: bool) -> tuple[Term | None, ...]:
    """A label for each position: elements of the output or the variable, the members of a list."""
    members = list(chain.from_iterable(term.rows)) if isinstance(term, Matrix) else []
    upright = not output or (isinstance(term, Matrix) and all(len(row) == 1 for row in term.rows))
    alone = output or not any(reading.of(member).axes for member in members)
    if members and len(members) == len(at) and upright and alone:
        return tuple(members)
    if list(at) == [()]:
        return (term,)
    base = term
    if not isinstance(term, Name):
        base = Name("x") if not output else Name("y" if "y" not in reading.names else "u")
    return tuple(None if index is None else build.element(base, index) for index in at)


def entry(node: Node, at: Index) -> Node:
    """One entry of a node."""
    units = [
        (basis(dimension, index), (axis,))
        for axis, (dimension, index) in enumerate(zip(node.shape, at, strict=True))
    ]
    return normal(product([(node, range(node.rank)), *units]))


def positions(shape: Sequence[Dimension]) -> list[Index | None]:
    """The positions along some axes, the first fastest: all of them where they are few and their number is
    known; else the first two, None for dots, and the last."""
    sizes = [dimension.value for dimension in shape]
    one, two = Dimension.of(1), Dimension.of(2)
    known = [size for size in sizes if size is not None]
    count = 1
    for size in known:
        count *= size
    if len(known) == len(sizes) and count <= MOST_DRAWN:
        runs = [[Dimension.of(k + 1) for k in range(size)] for size in reversed(known)]
        return [index[::-1] for index in pairs(*runs)]
    first = [one] * len(shape)
    second = [two, *first[1:]] if sizes[0] != 1 else [one, two, *first[2:]]
    return [tuple(first), tuple(second), None, tuple(shape)]
