"""Finding the matrix form of a contraction.

Labels are points; vectors sit on points, matrices join them. Leaves are eaten (a summed point with
one matrix left is a matrix–vector product, with none a dot product or a sum), points with two
matrices become links of a chain, and parallel matrices a Hadamard product, until only the axes of
the result remain. A point where none applies is reported as stuck.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from matcalc.lowering import build
from matcalc.terms import Apply, Name, Term

Label = int


class Link(NamedTuple):
    """One matrix of a chain; ``flipped``: it stands transposed; ``even``: it equals its transpose."""

    term: Term
    flipped: bool = False
    even: bool = False

    def turn(self) -> Link:
        return Link(self.term, not self.flipped, self.even)

    def write(self) -> Term:
        return build.transpose(self.term) if self.flipped and not self.even else self.term


Chain = tuple[Link, ...]


def turned(chain: Chain) -> Chain:
    return tuple(link.turn() for link in reversed(chain))


class Vector(NamedTuple):
    """Matrices applied to a column: chain · last, to an entry-wise power."""

    chain: Chain
    last: Term
    power: Fraction = Fraction(1)

    def column(self) -> Term:
        return build.product([*(link.write() for link in self.chain), self.last])

    def row(self) -> Term:
        return build.product([build.transpose(self.last), *(link.write() for link in turned(self.chain))])


@dataclass
class Edge:
    """A matrix from one label to another."""

    start: Label
    end: Label
    chain: Chain


class Stuck(Exception):
    """No matrix form: this label has to be summed over by name."""

    def __init__(self, label: Label) -> None:
        self.label = label


def joined(vectors: list[Vector]) -> Vector:
    """Vectors on one label, multiplied entry by entry into one."""
    if len(vectors) == 1 and vectors[0].power == 1:
        return vectors[0]
    above: list[Term] = []
    below: list[Term] = []
    for vector in vectors:
        base = vector.column()
        if vector.power == Fraction(1, 2):
            above.append(Apply("sqrt", (base,)))
        elif vector.power == Fraction(-1, 2):
            below.append(Apply("sqrt", (base,)))
        elif vector.power == -2:
            below += [base, base]
        elif vector.power == 1:
            above.append(base)
        elif vector.power == -1:
            below.append(base)
        elif vector.power < 0:
            below.append(Apply("hadamard_power", (base, build.number(-vector.power))))
        else:
            above.append(Apply("hadamard_power", (base, build.number(vector.power))))
    term = build.hadamard(above) if above else build.ONE
    for divisor in below:
        term = Apply("hadamard_divide", (term, divisor))
    return Vector((), term)


def diagonal(vector: Vector) -> Link:
    return Link(Apply("diag", (vector.column(),)), even=True)


class Graph:
    """The contraction of vectors and edges; ``free`` labels are not summed."""

    def __init__(self, free: set[Label]) -> None:
        self.free = free
        self.vectors: dict[Label, list[Vector]] = {}
        self.edges: list[Edge] = []
        self.scalars: list[Term] = []

    def reduce(self) -> None:
        """Eliminate every summed label; raises Stuck where one can't be."""
        while True:
            labels = sorted(
                ({end for e in self.edges for end in (e.start, e.end)} | set(self.vectors)) - self.free
            )
            if not labels:
                self.parallel(everything=True)
                return
            loops = [e for e in self.edges if e.start == e.end]
            for loop in loops:
                self.close(loop)
            if loops or any(self.eat(label) for label in labels):
                continue
            if self.parallel(everything=False) or any(self.link(label) for label in labels):
                continue
            if self.parallel(everything=True):
                continue
            raise Stuck(max(labels, key=lambda label: len(self.at(label))))

    def at(self, label: Label) -> list[Edge]:
        return [edge for edge in self.edges if label in (edge.start, edge.end)]

    def close(self, loop: Edge) -> None:
        """A chain that returns to its label: a trace if nothing else is there, else its diagonal."""
        self.edges.remove(loop)
        label = loop.start
        body = build.product(link.write() for link in loop.chain)
        if label not in self.free and not self.vectors.get(label) and not self.at(label):
            self.scalars.append(Apply("tr", (best_rotation(loop.chain),)))
        else:
            self.vectors.setdefault(label, []).append(Vector((), Apply("diag", (body,))))

    def eat(self, label: Label) -> bool:
        """A label with at most one matrix."""
        edges = self.at(label)
        if len(edges) > 1:
            return False
        vectors = self.vectors.pop(label, [])
        if not edges:
            self.scalars.append(dot(vectors))
            return True
        (edge,) = edges
        self.edges.remove(edge)
        other, chain = (edge.end, turned(edge.chain)) if edge.start == label else (edge.start, edge.chain)
        vector = joined(vectors) if vectors else Vector((), build.ONES)
        self.vectors.setdefault(other, []).append(Vector((*chain, *vector.chain), vector.last))
        return True

    def link(self, label: Label) -> bool:
        """A label with two matrices: they become one chain, with a diagonal between if vectors are there."""
        edges = self.at(label)
        if len(edges) != 2:
            return False
        first, second = edges
        left = first.chain if first.end == label else turned(first.chain)
        right = second.chain if second.start == label else turned(second.chain)
        vectors = self.vectors.pop(label, [])
        middle = (diagonal(joined(vectors)),) if vectors else ()
        start = first.start if first.end == label else first.end
        end = second.end if second.start == label else second.start
        self.edges = [e for e in self.edges if e not in edges]
        self.edges.append(Edge(start, end, (*left, *middle, *right)))
        return True

    def parallel(self, everything: bool) -> bool:
        """Matrices between the same two labels: their Hadamard product. Two alone between summed
        labels wait, since their trace reads better."""
        for i, edge in enumerate(self.edges):
            ends = {edge.start, edge.end}
            twins = [e for e in self.edges[i + 1 :] if {e.start, e.end} == ends]
            if not twins or len(ends) == 1:
                continue
            alone = not (ends & self.free) and len(twins) == 1
            alone = alone and not any(self.vectors.get(l) for l in ends)
            alone = alone and all(len(self.at(l)) == 2 for l in ends)
            if alone and not everything:
                continue
            parts = [edge, *twins]
            chains = [e.chain if e.start == edge.start else turned(e.chain) for e in parts]
            terms = [build.product(link.write() for link in chain) for chain in chains]
            self.edges = [e for e in self.edges if e not in parts]
            self.edges.append(Edge(edge.start, edge.end, (Link(build.hadamard(terms)),)))
            return True
        return False


def dot(vectors: list[Vector]) -> Term:
    """The sum over a label of the product of its vectors."""
    if len(vectors) == 1 and vectors[0].power == 2:
        column = vectors[0].column()
        if isinstance(column, Name):
            return Apply("dot", (column, column))
        return build.power(Apply("norm", (column,)), build.TWO)
    if len(vectors) == 1 and vectors[0].power == 1:
        vector = vectors[0]
        if not vector.chain:
            return Apply("sum", (vector.last,))
        return forms(Vector((), build.ONES), vector)
    if not vectors:
        return build.ONE
    plain = [v for v in vectors if v.power == 1]
    if len(vectors) == 1 or not plain:
        return Apply("sum", (joined(vectors).column(),))
    first = next((v for v in plain if not v.chain), plain[0])
    rest = [v for v in vectors if v is not first]
    return forms(first, joined(rest))


def forms(left: Vector, right: Vector) -> Term:
    """u · v of plain vectors; uᵀ A v where matrices are between, in the direction of fewer transposes."""
    if not left.chain and not right.chain:
        return Apply("dot", (left.last, right.last))
    chain = (*turned(left.chain), *right.chain)
    forward = build.product([build.transpose(left.last), *(l.write() for l in chain), right.last])
    backward = build.product([build.transpose(right.last), *(l.write() for l in turned(chain)), left.last])
    return forward if build.weight(forward) <= build.weight(backward) else backward


def best_rotation(chain: Chain) -> Term:
    """A trace does not change under rotation and transposition: the form with fewest transposes,
    the first of which as it came."""
    candidates = [chain, turned(chain)]
    terms = [build.product(link.write() for link in candidate) for candidate in candidates]
    return min(terms, key=build.weight)

