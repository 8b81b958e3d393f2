"""One product written: what is fixed, what is summed by name, and the matrix form of the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from matcalc.kinds.dimensions import Dimension
from matcalc.lowering import build
from matcalc.lowering.chains import Graph, Link, Pair, Stuck, Vector, diagonal, joined
from matcalc.lowering.forms import placements
from matcalc.lowering.norms import lifted, order_of
from matcalc.lowering.pairs import resolve
from matcalc.lowering.request import Key, NoMatrixForm, Place
from matcalc.rationals import Fraction
from matcalc.tensor.data import family_axes
from matcalc.tensor.make import ONE, negative, scale, size
from matcalc.tensor.node import (
    INDICATORS,
    UNIT,
    Abstract,
    Basis,
    Delta,
    Factor,
    Labels,
    Map,
    Node,
    Pairing,
    Product,
    Select,
    Size,
    Sum,
)
from matcalc.tensor.normal import is_symmetric, normal
from matcalc.tensor.powers import total
from matcalc.terms import Apply, Cases, Name, Number, Summation, Term

if TYPE_CHECKING:
    from matcalc.lowering.raising import Raising


Power = tuple[Term, Fraction | Node]  # a scalar and its exponent
OPPOSITE = {"gt": "le", "ge": "lt", "lt": "ge", "le": "gt", "eq": "ne", "ne": "eq"}


class Tensor(NamedTuple):
    """Scalars, and the graph in which only the axes of the result are left; identity: between these."""

    scalars: list[Power]
    graph: Graph
    identity: bool


class Reduced(NamedTuple):
    """A product in which nothing more can be summed without a name: what is within its Σ, or all of it
    without one; then what stands before the Σ, and around it."""

    tensor: Tensor
    conditions_inside: list[Factor]
    outside: list[Factor]
    conditions: list[Factor]


class Assembly:
    """One product being written: what is fixed, what is summed by name, and the graph of the rest."""

    def __init__(
        self,
        raising: Raising,
        coefficient: Fraction,
        factors: list[Factor],
        dims: dict[int, Dimension],
        rank: int,
        place: Place,
        outer: bool,
        in_sum: bool = False,
    ) -> None:
        self.raising = raising
        self.coefficient = coefficient
        self.factors = factors
        self.dims = dims
        self.rank = rank
        self.outer = outer
        self.in_sum = in_sum
        self.at: dict[int, Dimension] = {a: index for a, index in enumerate(place) if index is not None}
        self.free = [axis for axis in range(rank) if axis not in self.at]
        self.summed: list[int] = []
        self.reduced: Reduced | None = None

    def write(self, flipped: bool) -> Term:
        """The product as a column or a matrix; flipped: as a row or transposed."""
        if self.reduced is None:
            self.reduced = self.reduce()
        scalars, graph, identity = self.reduced.tensor
        tensor = self.matrix(graph, identity, flipped)
        if not self.summed:
            term = self.fraction(self.coefficient, scalars, tensor, flipped)
        else:
            body = self.fraction(Fraction(1), scalars, tensor, flipped)
            whole = self.in_cases(body, self.reduced.conditions_inside, flipped)
            for label in reversed(self.summed):
                index = Name(str(self.at[label]))
                whole = Summation(index, build.ONE, build.dimension(self.dims[label]), whole)
            term = self.fraction(self.coefficient, self.numbers(self.reduced.outside), whole, flipped)
        return self.in_cases(term, self.reduced.conditions, flipped)

    def reduce(self) -> Reduced:
        while any(self.fixes(factor) for factor in self.factors):
            pass
        for factor in self.factors:
            for axis in family_axes(factor.node):
                self.sum_over(factor.labels[axis])
        while True:
            while any(self.fixes(factor) for factor in self.factors):
                pass
            try:
                return self.parts()
            except Stuck as stuck:
                if not self.sum_over(stuck.label):
                    raise NoMatrixForm from None

    def fixes(self, factor: Factor) -> bool:
        """A unit vector on a summed label fixes that label at its index, and so does a placement of
        which one end is fixed; the factor is then spent."""
        node, labels = factor.node, factor.labels
        loose = [label for label in labels if label not in self.at]
        if len(loose) != 1 or loose[0] < self.rank:
            return False
        if isinstance(node, Pairing) and loose[0] == labels[0]:
            whole, fast, slow = labels
            self.at[whole] = self.at[fast] + node.shape[1] * (self.at[slow] - 1)
        elif isinstance(node, Basis):
            self.at[loose[0]] = node.index
        elif isinstance(node, Select) and loose[0] == labels[0]:
            self.at[loose[0]] = self.at[labels[1]] + node.offset
        else:
            return False
        self.factors.remove(factor)
        return True

    def sum_over(self, label: int) -> bool:
        """Sum over a label by name; False where it is an axis of the result."""
        if label in self.at:
            return True
        if label < self.rank:
            return False
        taken = {name for index in self.at.values() for name in index.names}
        letter = next((c for c in self.raising.letters if c not in taken), None)
        if letter is None:
            raise NoMatrixForm
        self.at[label] = Dimension.of(letter)
        self.summed.append(label)
        return True

    # --- parts ---------------------------------------------------------------------------------

    def parts(self) -> Reduced:
        inside = [f for f in self.factors if self.depends(f)] if self.summed else []
        outside = [f for f in self.factors if not (self.summed and self.depends(f))]
        scalars = [f for f in outside if self.is_scalar(f)]
        tensors = [f for f in outside if not self.is_scalar(f)]
        self.raising.fetch(
            Key(f.node, tuple(self.at.get(label) for label in f.labels))
            for f in self.factors
            if not isinstance(f.node, (Delta, Basis, Select, Pairing)) and self.writable(f)
        )
        conditions = [f for f in scalars if is_condition(f)] if self.outer else []
        scalars = sorted((f for f in scalars if f not in conditions), key=chain_rank)
        if not self.summed:
            return Reduced(self.assembled(scalars, tensors), [], [], conditions)
        body_scalars = [f for f in inside if self.is_scalar(f)]
        body_conditions = [f for f in body_scalars if is_condition(f)]
        body_scalars = [f for f in body_scalars if f not in body_conditions]
        body_tensors = [f for f in inside if not self.is_scalar(f)] + tensors
        return Reduced(self.assembled(body_scalars, body_tensors), body_conditions, scalars, conditions)

    def writable(self, factor: Factor) -> bool:
        """Whether a factor is written on its own, as a scalar, vector or matrix."""
        loose = sum(label not in self.at for label in factor.labels)
        return loose < 2 or (loose == 2 and not (isinstance(factor.node, Sum) and placements(factor.node)))

    def depends(self, factor: Factor) -> bool:
        return any(label in self.summed for label in factor.labels)

    def is_scalar(self, factor: Factor) -> bool:
        return all(label in self.at for label in factor.labels)

    def numbers(self, scalars: list[Factor]) -> list[Power]:
        """The scalars with their exponents; a sum over as many entries as it is divided by is a mean."""
        parts: list[Power] = []
        counts: dict[Node, Fraction | Node] = {}
        for factor in scalars:
            if isinstance(factor.node, Size):  # it may stand there twice, from sums that were opened
                counts[factor.node] = total(counts.get(factor.node, Fraction(0)), factor.exponent)
        for factor in scalars:
            term, exponent = self.scalar(factor) if factor.node not in counts else (None, UNIT)
            if isinstance(term, Apply) and term.op == "sum" and isinstance(exponent, Fraction):
                sizes = [size(dimension) for dimension in summed_over(factor.node)]
                left = {node: counts.get(node, UNIT) for node in sizes}
                enough = all(isinstance(p, Fraction) and p <= -exponent for p in left.values())
                if sizes and enough and exponent > 0:
                    counts |= {node: total(power, exponent) for node, power in left.items()}
                    term = Apply("mean", term.args)
            if term is not None:
                parts.append((term, exponent))
        sized = [(self.raising.need(node), power) for node, power in counts.items() if power != 0]
        first = [part for part in sized if isinstance(part[1], Fraction) and part[1] > 0]
        return [*first, *parts, *(part for part in sized if part not in first)]

    def scalar(self, factor: Factor) -> Power:
        node, labels, exponent = factor
        if isinstance(node, Delta):
            return build.element(build.eye(), [self.at[label] for label in labels]), exponent
        if isinstance(node, Basis):
            return build.element(build.eye(), [self.at[labels[0]], node.index]), exponent
        if isinstance(node, Select):
            row, column = (self.at[label] for label in labels)
            return build.element(build.eye(), [row, column + node.offset]), exponent
        if isinstance(node, Pairing):
            whole, fast, slow = (self.at[label] for label in labels)
            return build.element(build.eye(), [whole, fast + node.shape[1] * (slow - 1)]), exponent
        norm, exponent = self.as_norm(node, labels, exponent)
        if norm is not None:
            return norm, exponent
        return self.raising.need(node, tuple(self.at[label] for label in labels)), exponent

    def as_norm(
        self, node: Node, outer: Labels, exponent: Fraction | Node
    ) -> tuple[Term | None, Fraction | Node]:
        """(Σ x²)^(p/2) as ‖x‖ᵖ, and (Σ |x|ᵖ)ᵉ as a power of ‖x‖_p unless p and e are whole numbers."""
        ordered = order_of(node)
        broken = any(isinstance(e, Node) or e.denominator != 1 for e in (exponent, *(ordered or ())[1:]))
        if ordered is not None and broken:
            inner, order = ordered
            shown = build.number(order) if isinstance(order, Fraction) else self.raising.need(order)
            term = self.raising.need(inner)
            one = order == 1
            return Apply("norm1", (term,)) if one else Apply("norm", (term, shown)), lifted(order, exponent)
        if not isinstance(node, Product):
            return None, exponent
        if len(node.factors) != 1 or node.factors[0].exponent != 2:
            return None, exponent
        inner, labels, _ = node.factors[0]
        place = tuple(self.at[outer[label]] if label < node.rank else None for label in labels)
        summed = [label for label in labels if label >= node.rank]
        data = any(place[axis] is None for axis in family_axes(inner))
        if len(summed) not in (1, 2) or len(set(summed)) != len(summed) or data:
            return None, exponent
        term = self.raising.need(inner, place)
        alone = exponent == 1 and len(self.factors) == 1
        if alone and len(summed) == 1 and isinstance(term, Name):
            return None, exponent  # 𝐱 · 𝐱, but ‖𝐱‖² 𝐲
        return Apply("norm" if len(summed) == 1 else "normF", (term,)), twice(exponent)

    def in_cases(self, term: Term, conditions: list[Factor], flipped: bool) -> Term:
        """0 where a condition fails, the term where all hold."""
        if not conditions:
            return term
        tests = [self.raising.need(f.node, tuple(self.at[label] for label in f.labels)) for f in conditions]
        nothing = build.nothing([self.dims[axis] for axis in self.free], flipped)
        if len(tests) == 1:
            (test,) = tests
            assert isinstance(test, Apply)
            return Cases(((nothing, Apply(OPPOSITE[test.op], test.args)), (term, test)))
        return Cases(((term, Apply("and", tuple(tests))), (nothing, None)))

    def assembled(self, scalars: list[Factor], tensors: list[Factor]) -> Tensor:
        """Scalars and the graph of the rest, reduced."""
        graph = Graph(set(self.free), self.dims if self.raising.sized else {})
        identity = False
        for factor in tensors:
            identity = self.enter(graph, factor) or identity
        resolve(graph)
        graph.reduce()
        return Tensor(self.numbers(scalars) + [(term, UNIT) for term in graph.scalars], graph, identity)

    def eye(self, node: Node) -> Term:
        """The identity with as many rows as a node, its size said where sizes are."""
        return build.eye(node.shape[0] if self.raising.sized else None)

    def enter(self, graph: Graph, factor: Factor) -> bool:
        """Put one factor into the graph; True for an identity between the two axes of the result."""
        node, labels, exponent = factor
        loose = list(dict.fromkeys(label for label in labels if label not in self.at))
        place = tuple(self.at.get(label) for label in labels)
        if isinstance(node, Delta) and len(loose) == 2:
            return True
        if isinstance(node, Pairing) and all(label not in self.at for label in labels):
            whole, fast, slow = labels
            graph.pairs.append(Pair(whole, fast, slow, *node.shape[1:]))
            return False
        if isinstance(node, Pairing) or len(loose) > 2:
            raise Stuck(next((label for label in loose if label >= self.rank), loose[0]))
        if isinstance(node, Basis):
            term: Term = build.element(self.eye(node), (None, node.index))
        elif isinstance(node, Delta):
            term = build.element(self.eye(node), (None, next(i for i in place if i is not None)))
        elif isinstance(node, Select) and len(loose) == 2:
            term = self.raising.need(node)  # [I; 0], which places a block
        elif isinstance(node, Select):
            inner = place[1]
            if inner is None:
                raise NoMatrixForm  # whether the index is within the part is not said
            term = build.element(self.eye(node), (None, inner + node.offset))
        elif len(loose) == 1 and sum(label == loose[0] for label in labels) == 2 and exponent == 1:
            graph.connect(loose[0], loose[0], (Link(self.raising.need(node, place)),))
            return False
        elif len(loose) == 1 and sum(label == loose[0] for label in labels) == 2:
            term = Apply("diag", (self.raising.need(node, place),))
        else:
            term = self.raising.need(node, place)
        if isinstance(exponent, Node):
            term, exponent = Apply("hadamard_power", (term, self.raising.need(exponent))), UNIT
        if len(loose) == 1:
            graph.put(loose[0], Vector((), term, exponent))
            return False
        if exponent == -1:
            term = Apply("hadamard_divide", (build.ONE, term))
        elif exponent == 2 and not (set(loose) & set(self.free)):
            graph.connect(loose[0], loose[1], (Link(term, even=is_symmetric(node)),))
        elif exponent != 1:
            term = Apply("hadamard_power", (term, build.number(abs(exponent))))
            term = term if exponent > 0 else Apply("hadamard_divide", (build.ONE, term))
        even = is_symmetric(node)
        turns = factor.exponent == 1 and isinstance(node, Sum) and not even
        other = self.raising.need(node, place, flipped=True) if turns else None
        graph.connect(loose[0], loose[1], (Link(term, even=even, other=other),))
        return False

    def matrix(self, graph: Graph, identity: bool, flipped: bool) -> Term | None:
        """What is left on the free labels, as a column, row or matrix."""
        if not self.free:
            return None
        if len(self.free) == 1:
            vectors = graph.vectors.get(self.free[0])
            vector = joined(vectors) if vectors else graph.ones(self.free[0])
            if not vectors and self.in_sum:
                return None
            return vector.row() if flipped else vector.column()
        row, column = self.free
        if identity:
            on = graph.vectors.get(row, []) + graph.vectors.get(column, [])
            return diagonal(on).term if on else build.eye(graph.sizes.get(row))
        return graph.matrix(row, column, flipped)

    def fraction(
        self, coefficient: Fraction, scalars: Sequence[Power], tensor: Term | None, flipped: bool
    ) -> Term:
        """coefficient · scalars · tensor, with negative powers below a line."""
        above: list[Term] = []
        below: list[Term] = []
        roots: dict[bool, list[Term]] = {True: [], False: []}
        for term, exponent in scalars:
            if isinstance(exponent, Node):
                self.symbolic(term, exponent, above, below)
            elif abs(exponent) == Fraction(1, 2):
                roots[exponent > 0].append(term)
            elif exponent > 0:
                above.append(build.power(term, build.number(exponent)))
            else:
                below.append(build.power(term, build.number(-exponent)))
        for positive, terms in roots.items():
            if terms:
                terms.sort(key=lambda term: not isinstance(term, Number))  # √(2π), not √(π × 2)
                (above if positive else below).append(Apply("sqrt", (build.side_by_side(terms),)))
        if any(build.is_number(term, 0) for term in above):
            return build.nothing([self.dims[axis] for axis in self.free], flipped)
        numeric = not below
        if coefficient.numerator != 1:
            above.insert(0, build.number(coefficient.numerator))
        if coefficient.denominator != 1:
            below.insert(0, build.number(coefficient.denominator))
        if tensor is None:
            return build.divide(build.side_by_side(above), build.side_by_side(below))
        chain = tensor.args if isinstance(tensor, Apply) and tensor.op == "product" else (tensor,)
        ahead = isinstance(tensor, (Summation, Cases))
        if below and numeric:
            rest = above[1:] if coefficient.numerator != 1 else above
            named = bool(rest) and all(isinstance(term, Name) or is_sum(term) for term in rest)
            over = above if named else [build.number(coefficient.numerator)]
            first = build.divide(build.side_by_side(over), build.number(coefficient.denominator))
            return build.side_by_side([first, *([] if named else rest), *chain])
        if below and ahead:
            return build.side_by_side(
                [build.divide(build.side_by_side(above), build.side_by_side(below)), tensor]
            )
        return build.divide(build.side_by_side([*above, *chain]), build.side_by_side(below))

    def symbolic(self, term: Term, exponent: Node, above: list[Term], below: list[Term]) -> None:
        """A power with a symbolic exponent."""
        if isinstance(exponent, Sum) and mostly_negative(exponent):
            below.append(build.power(term, self.raising.need(normal(negative(exponent)))))
        else:
            above.append(build.power(term, self.raising.need(exponent)))


def is_sum(term: Term) -> bool:
    return isinstance(term, Apply) and term.op == "add"


def mostly_negative(exponent: Sum) -> bool:
    """Whether a power with this exponent belongs below the line, as those with -p and 1 - p do."""
    varying = [c for c, term in exponent.terms if term is not ONE]
    return all(c < 0 for c in varying or [c for c, _ in exponent.terms])


def summed_over(node: Node) -> Sequence[Dimension]:
    """The axes that a plain sum of entries runs over; none where it holds products of arrays, or where an
    axis is as long as another, so that two divisions by one length would be needed."""
    if not isinstance(node, Product) or len(set(node.dims)) < len(node.dims):
        return ()
    return node.dims if all(len(f.labels) == len(node.dims) for f in node.factors) else ()


def twice(exponent: Fraction | Node) -> Fraction | Node:
    return exponent * 2 if isinstance(exponent, Fraction) else normal(scale(Fraction(2), exponent))


def chain_rank(factor: Factor) -> tuple[bool, bool, bool, int]:
    """Sums last, cos(x + x²)(1 + 2x); symbolic powers behind names, a xᵃ⁻¹; derivatives of abstract
    functions with the outermost first, df/dg dg/dx."""
    partial = isinstance(factor.node, Abstract) and any(factor.node.orders)
    symbolic = isinstance(factor.exponent, Node)
    return isinstance(factor.node, Sum), partial, symbolic, -factor.node.serial if partial else 0


def is_condition(factor: Factor) -> bool:
    return isinstance(factor.node, Map) and factor.node.function in INDICATORS
