"""Finding the matrix form of a contraction.

Labels are points; vectors sit on points, matrices join them. Leaves are eaten (a summed point with
one matrix left is a matrix–vector product, with none a dot product or a sum), points with two
matrices become links of a chain, and parallel matrices a Hadamard product, until only the axes of
the result remain. A point where none applies is reported as stuck.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from matcalc.kinds.dimensions import Dimension
from matcalc.lowering import build
from matcalc.lowering.triangles import is_of_ones, taken
from matcalc.lowering.triangles import turned as other_triangle
from matcalc.rationals import Fraction
from matcalc.terms import Apply, Element, Name, Term, same

Label = int


class Link(NamedTuple):
    """One matrix of a chain; ``flipped``: it stands transposed; ``even``: it equals its transpose;
    ``other``: its transpose, where that is more than a mark on it."""

    term: Term
    flipped: bool = False
    even: bool = False
    other: Term | None = None

    def turn(self) -> Link:
        return self._replace(flipped=not self.flipped)

    def write(self) -> Term:
        if not self.flipped or self.even:
            return self.term
        if isinstance(self.term, Apply) and is_of_ones(self.term):
            return other_triangle(self.term)
        return build.transpose(self.term) if self.other is None else self.other


Chain = tuple[Link, ...]


LONGEST_BLOCK = 6  # factors of what is looked for as a power of a product
REPEATED = 3  # times that a block has to stand in a row to be a power: (AX)³, and AXAX


def written(chain: Iterable[Link]) -> list[Term]:
    """The factors of a chain, equal neighbours as a power: A A is A², and A X A X A X is (A X)³."""
    runs: list[list[Link]] = []
    for link in chain:
        if runs and alike(runs[-1][0], link):
            runs[-1].append(link)
        else:
            runs.append([link])
    terms: list[Term] = []
    start = 0
    while start < len(runs):
        length, times = block(runs, start)
        part = [power_of(links) for links in runs[start : start + length]]
        terms += part if times == 1 else [build.power(build.product(part), build.number(times))]
        start += length * times
    return terms


def block(runs: Sequence[Sequence[Link]], start: int) -> tuple[int, int]:
    """How many of the runs from ``start`` make up what stands most often in a row there, and how often."""
    best = (1, 1)
    for length in range(2, min(LONGEST_BLOCK, (len(runs) - start) // REPEATED) + 1):
        end = start + length
        while end < len(runs) and repeats(runs[end], runs[end - length]):
            end += 1
        times = (end - start) // length
        if times >= REPEATED and length * times > best[0] * best[1]:
            best = (length, times)
    return best


def repeats(left: Sequence[Link], right: Sequence[Link]) -> bool:
    return len(left) == len(right) and alike(left[0], right[0])


def power_of(links: Sequence[Link]) -> Term:
    """Equal links side by side."""
    if len(links) == 1:
        return links[0].write()
    base = build.power(links[0].term, build.number(len(links)))
    return Link(base, links[0].flipped, links[0].even).write()


def alike(left: Link, right: Link) -> bool:
    """Whether two links are one matrix, or the transpose of one."""
    if (left.flipped and not left.even) != (right.flipped and not right.even):
        return False
    a, b = left.term, right.term
    return a is b or (build.weight(a) == build.weight(b) and same(a, b))


def turned(chain: Chain) -> Chain:
    return tuple(link.turn() for link in reversed(chain))


class Vector(NamedTuple):
    """Matrices applied to a column: chain · last, to an entry-wise power."""

    chain: Chain
    last: Term
    power: Fraction = Fraction(1)

    def column(self) -> Term:
        return build.product([*written(self.chain), self.last])

    def row(self) -> Term:
        return build.product([build.transpose(self.last), *written(turned(self.chain))])


@dataclass(eq=False)
class Edge:
    """A matrix from one label to another."""

    start: Label
    end: Label
    chain: Chain


class Pair(NamedTuple):
    """Two labels laid out along one, ``whole``, the first of them fastest."""

    whole: Label
    fast: Label
    slow: Label
    m: Dimension
    n: Dimension


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
        elif vector.power == -2 and isinstance(base, Name):
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


def diagonal(vectors: list[Vector]) -> Link:
    """The diagonal matrix of vectors multiplied entry by entry; that of a matrix's diagonal is G ⊗ I."""
    column = joined(vectors).column()
    if isinstance(column, Apply) and column.op == "diag":
        return Link(build.hadamard([*column.args, build.eye()]), even=True)
    return Link(Apply("diag", (column,)), even=True)


class Graph:
    """The contraction of vectors and edges; ``free`` labels are not summed. ``sizes``: those to be said of
    every 1⃗ and I, where nothing else says them."""

    def __init__(self, free: set[Label], sizes: Mapping[Label, Dimension] = MappingProxyType({})) -> None:
        self.free = free
        self.sizes = sizes
        self.vectors: dict[Label, list[Vector]] = {}
        self.scalars: list[Term] = []
        self.pairs: list[Pair] = []
        self.meeting: dict[Label, list[Edge]] = {}  # the edges at each label

    def ones(self, label: Label) -> Vector:
        return Vector((), build.ones(self.sizes.get(label)))

    def connect(self, start: Label, end: Label, chain: Chain) -> None:
        edge = Edge(start, end, chain)
        self.meeting.setdefault(start, []).append(edge)
        if end != start:
            self.meeting.setdefault(end, []).append(edge)

    def remove(self, edge: Edge) -> None:
        for label in {edge.start, edge.end}:
            self.meeting[label].remove(edge)

    def put(self, label: Label, vector: Vector) -> None:
        self.vectors.setdefault(label, []).append(vector)

    def between(self, start: Label, end: Label) -> list[Edge]:
        return [edge for edge in self.meeting.get(start, ()) if end in (edge.start, edge.end)]

    def matrix(self, row: Label, column: Label, flipped: bool = False) -> Term:
        """What stands between two labels when nothing else is left."""
        ends = [self.vectors.get(label) for label in (row, column)]
        edges = self.between(row, column)
        if not edges:
            left, right = (
                joined(v) if v else self.ones(label) for v, label in zip(ends, (row, column), strict=True)
            )
            if flipped:
                left, right = right, left
            return build.product([left.column(), right.row()])
        (edge,) = edges
        links = edge.chain if edge.start == row else turned(edge.chain)
        if ends[0] and ends[1] and len(links) == 1 and isinstance(links[0].term, Apply):
            first, second = (joined(v) for v in (ends[::-1] if flipped else ends) if v)
            link = links[0].turn() if flipped else links[0]
            return entry_product([build.product([first.column(), second.row()]), link.write()])
        if ends[0]:
            links = (diagonal(ends[0]), *links)
        if ends[1]:
            links = (*links, diagonal(ends[1]))
        return build.product(written(turned(links) if flipped else links))

    def reduce(self) -> None:
        """Eliminate every summed label; raises Stuck where one can't be."""
        while True:
            while self.each(self.close) or self.each(self.eat):
                pass
            if self.each(self.merge) or self.each(self.link) or self.each(self.merge_all):
                continue
            left = self.summed()
            if not left:
                return
            raise Stuck(max(left, key=lambda label: len(self.meeting.get(label, ()))))

    def summed(self) -> list[Label]:
        """The labels still to be eliminated."""
        there = {label for label, edges in self.meeting.items() if edges} | set(self.vectors)
        return sorted(there - self.free)

    def each(self, step: Callable[[Label], Label | None]) -> bool:
        """Apply a step wherever it works, going on from the label that it leads to."""
        worked = False
        waiting = sorted({*self.summed(), *(self.free if step != self.eat else ())}, reverse=True)
        while waiting:
            onward = step(waiting.pop())
            if onward is not None:
                worked = True
                waiting.append(onward)
        return worked

    def close(self, label: Label) -> Label | None:
        """A chain that returns to its label: a trace if nothing else is there, else its diagonal."""
        loop = next((edge for edge in self.meeting.get(label, ()) if edge.start == edge.end), None)
        if loop is None:
            return None
        self.remove(loop)
        if label not in self.free and not self.vectors.get(label) and not self.meeting[label]:
            self.scalars.append(Apply("tr", (fewest_transposes(loop.chain),)))
        else:
            self.put(label, Vector((), Apply("diag", (fewest_transposes(loop.chain),))))
        return label

    def eat(self, label: Label) -> Label | None:
        """A summed label with at most one matrix."""
        edges = self.meeting.get(label, [])
        if label in self.free or len(edges) > 1 or not (edges or label in self.vectors):
            return None
        vectors = self.vectors.pop(label, [])
        if not edges:
            self.scalars.append(dot(vectors, self.ones(label)))
            return label
        (edge,) = edges
        self.remove(edge)
        other, chain = (edge.end, turned(edge.chain)) if edge.start == label else (edge.start, edge.chain)
        vector = joined(vectors) if vectors else self.ones(label)
        self.put(other, Vector((*chain, *vector.chain), vector.last))
        return other

    def link(self, label: Label) -> Label | None:
        """A summed label with two matrices: one chain, with a diagonal between where vectors are."""
        edges = self.meeting.get(label, [])
        if label in self.free or len(edges) != 2:
            return None
        first, second = edges
        left = first.chain if first.end == label else turned(first.chain)
        right = second.chain if second.start == label else turned(second.chain)
        vectors = self.vectors.pop(label, [])
        middle = (diagonal(vectors),) if vectors else ()
        start = first.start if first.end == label else first.end
        end = second.end if second.start == label else second.start
        self.remove(first)
        self.remove(second)
        self.connect(start, end, (*left, *middle, *right))
        return end

    def merge(self, label: Label) -> Label | None:
        """Matrices between the same two labels: their Hadamard product. Two alone between summed
        labels wait, since their trace reads better."""
        return self.merged(label, patient=True)

    def merge_all(self, label: Label) -> Label | None:
        return self.merged(label, patient=False)

    def merged(self, label: Label, patient: bool) -> Label | None:
        for edge in self.meeting.get(label, ()):
            other = edge.end if edge.start == label else edge.start
            twins = self.between(label, other)
            if len(twins) == 1 or label == other:
                continue
            alone = len(twins) == 2 and not {label, other} & self.free
            alone = alone and all(
                not self.vectors.get(l) and len(self.meeting[l]) == 2 for l in (label, other)
            )
            if alone and patient:
                continue
            chains = [e.chain if e.start == edge.start else turned(e.chain) for e in twins]
            for twin in twins:
                self.remove(twin)
            together = entry_product([build.product(written(chain)) for chain in chains])
            self.connect(edge.start, edge.end, (Link(together),))
            return label
        return None


def entry_product(terms: list[Term]) -> Term:
    """Matrices multiplied entry by entry, what they are divided by last."""
    above: list[Term] = []
    below: list[Term] = []
    for term in terms:
        if isinstance(term, Apply) and term.op == "hadamard_divide":
            above += [] if term.args[0] is build.ONE else [term.args[0]]
            below.append(term.args[1])
        else:
            above.append(term)
    triangles, above = taken(above)
    whole = build.hadamard(above) if above else build.ONE
    for divisor in below:
        whole = Apply("hadamard_divide", (whole, divisor))
    for name in triangles:
        whole = Apply(name, (whole,))
    return whole


def dot(vectors: list[Vector], ones: Vector) -> Term:
    """The sum over a label of the product of its vectors; ``ones``: that of ones on it."""
    if len(vectors) == 1 and vectors[0].power == 2:
        column = vectors[0].column()
        if isinstance(column, Name):
            return Apply("dot", (column, column))
        return build.power(Apply("norm", (column,)), build.TWO)
    if len(vectors) == 1 and vectors[0].power == 1:
        vector = vectors[0]
        if not vector.chain:
            return Apply("sum", (vector.last,))
        if build.is_ones(vector.last):
            return Apply("sum", (fewest_transposes(vector.chain),))
        return forms(ones, vector)
    if not vectors:
        return build.ONE
    plain = [v for v in vectors if v.power == 1]
    if len(vectors) == 1 or not plain:
        return Apply("sum", (joined(vectors).column(),))
    first = next((v for v in plain if not v.chain), plain[0])
    rest = [v for v in vectors if v is not first]
    return forms(first, joined(rest))


def forms(left: Vector, right: Vector) -> Term:
    """u · v of plain vectors; uᵀ A v where matrices are between, in the direction of fewer transposes;
    (XA)ᵢⱼ for a row and a column, (A𝐱)ᵢ for one of these."""
    first, second = row_of(left.last), row_of(right.last)
    if first and not second:
        left, right, first, second = right, left, second, first
    compound = any(isinstance(v.last, Apply) and v.last.op == "add" for v in (left, right))
    if not left.chain and not right.chain and not compound and not second:
        return Apply("dot", (left.last, right.last))
    chain = (*turned(left.chain), *right.chain)
    written_out = [
        build.product([build.transpose(left.last), *written(chain), right.last]),
        build.product([build.transpose(right.last), *written(turned(chain)), left.last]),
    ]
    if second and not first:
        end, i = second
        written_out.append(Element(build.product([*written((end, *turned(chain))), left.last]), (i,)))
    if first and second:
        ends = ((first, chain, second), (second, turned(chain), first))
        for (start, i), middle, (end, j) in ends:
            links = (start, *middle, end.turn())
            written_out.append(Element(build.product(written(links)), (i, j)))
    return min(written_out, key=build.weight)


def row_of(term: Term) -> tuple[Link, Term] | None:
    """The matrix whose row a vector is, and the number of the row; None for any other vector."""
    turns = isinstance(term, Apply) and term.op == "transpose"
    inner = term.args[0] if turns and isinstance(term, Apply) else term
    if not isinstance(inner, Element) or len(inner.indices) != 2:
        return None
    row, column = inner.indices
    if turns and row is not None and column is None:
        return Link(inner.base), row
    if not turns and row is None and column is not None:
        return Link(inner.base, flipped=True), column
    return None


def fewest_transposes(chain: Chain) -> Term:
    """A trace, a diagonal or a sum of all entries does not change under transposition: the form with fewest
    transposes, the first of which as it came."""
    return min((build.product(written(candidate)) for candidate in (chain, turned(chain))), key=build.weight)
