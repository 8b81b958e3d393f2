"""What the functions of the language mean as tensors.

``ENTRYWISE`` functions act on entries; ``WHOLE`` ones on a whole vector or matrix; ``CONSTANTS`` have
only a shape. Element-wise rows of the notation table need nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from matcalc.lowering.triangles import condition
from matcalc.notation.functions import FUNCTIONS
from matcalc.rationals import Fraction
from matcalc.tensor.make import delta, mapped, ones, operation, power, product, size, zero
from matcalc.tensor.node import Node, Shape

Entrywise = Callable[[Sequence[Node]], Node]


def _entrywise(name: str) -> Entrywise:
    return lambda nodes: mapped(name, *nodes)


ENTRYWISE: dict[str, Entrywise] = {
    row.name: _entrywise(row.name) for row in FUNCTIONS if row.role == "elementwise"
}
ENTRYWISE["sqrt"] = lambda nodes: power(nodes[0], Fraction(1, 2))

CONSTANTS: dict[str, Callable[[Shape], Node]] = {
    "ones": ones,
    "zeros": zero,
    "eye": lambda shape: delta(shape[0]),
}


class Whole(NamedTuple):
    """meaning(node, rank): the first ``rank`` axes are Σ indices, carried along. batched: whether it
    can carry any."""

    meaning: Callable[[Node, int], Node]
    batched: bool = False


def total(node: Node, rank: int) -> Node:
    """The sum of all entries."""
    return product([(node, range(node.rank))], range(rank))


def squares(node: Node, rank: int) -> Node:
    axes = range(node.rank)
    return product([(node, axes, Fraction(2))], range(rank))


def norm(node: Node, rank: int) -> Node:
    return power(squares(node, rank), Fraction(1, 2))


def diag(node: Node, rank: int) -> Node:
    lead = range(rank)
    if node.rank - rank == 1:
        return product([(node, (*lead, "a"))], (*lead, "a", "a"))
    return product([(node, (*lead, "a", "a"))], (*lead, "a"))


def mean(node: Node, rank: int) -> Node:
    counts = [(size(d), (), Fraction(-1)) for d in node.shape[rank:]]
    return product([(node, range(node.rank)), *counts], range(rank))


def triangle(name: str) -> Whole:
    """The entries of one triangle, zeros elsewhere."""

    def part(node: Node, rank: int) -> Node:
        mask = condition(name, node.shape[rank:])
        return product([(mask, (rank, rank + 1)), (node, range(node.rank))], range(node.rank))

    return Whole(part, True)


def count(node: Node, rank: int) -> Node:
    return size(node.shape[rank])


def whole_operation(name: str, scalar: bool) -> Whole:
    return Whole(lambda node, rank: operation(name, () if scalar else node.shape, node))


# How many axes a function needs at least.
MATRIX_FUNCTIONS = ("expm", "logm", "sqrtm")
AXES = dict.fromkeys(("diag", "softmax", "logsumexp"), 1)
AXES |= dict.fromkeys(("tr", "det", "logdet", "inv", "pinv", "tril", "triu", *MATRIX_FUNCTIONS), 2)


WHOLE: dict[str, Whole] = {
    "sum": Whole(total, True),
    "mean": Whole(mean, True),
    "norm": Whole(norm, True),
    "normF": Whole(norm, True),
    "norm1": Whole(lambda node, rank: total(mapped("abs", node), rank), True),
    "len": Whole(count, False),
    "diag": Whole(diag, True),
    "tr": Whole(lambda node, rank: product([(node, (*range(rank), "a", "a"))], range(rank)), True),
    "softmax": whole_operation("softmax", False),
    "logsumexp": whole_operation("logsumexp", True),
    "det": whole_operation("det", True),
    "logdet": whole_operation("logdet", True),
    "inv": whole_operation("inverse", False),
    "pinv": Whole(lambda node, rank: operation("pinverse", node.shape[::-1], node)),
    **{name: whole_operation(name, False) for name in MATRIX_FUNCTIONS},
    "prod": whole_operation("prod", True),
    "norminf": whole_operation("norminf", True),
    "tril": triangle("tril"),
    "triu": triangle("triu"),
}
