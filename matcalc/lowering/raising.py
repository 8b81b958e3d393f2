"""Tensors to terms: the matrix notation a textbook would print.

``Raising.term`` writes a node with some of its axes fixed at indices; at most two stay free, as rows
and columns. Subresults are kept by node, so shared nodes become shared terms and the work is that of
the graph; a missing subresult is asked for by exception, so depth is no limit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from matcalc.errors import CalculusError
from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import Reading
from matcalc.lowering import build
from matcalc.lowering.blocks import grid
from matcalc.lowering.chains import Graph, Link, Stuck, Vector, joined, turned
from matcalc.lowering.factoring import factorings
from matcalc.lowering.partials import Partials
from matcalc.tensor.powers import content
from matcalc.tensor.node import (
    INDICATORS,
    Abstract,
    Basis,
    Delta,
    Factor,
    Map,
    Node,
    Operation,
    Product,
    Range,
    Select,
    Size,
    Sum,
    Variable,
    add,
    negative,
    scale,
)
from matcalc.tensor.normal import is_symmetric, normal
from matcalc.terms import Apply, Cases, Name, Summation, Term

Place = tuple[Dimension | None, ...]
INDEX_LETTERS = "ijklmnpqrstuv"
OPPOSITE = {"gt": "le", "ge": "lt", "lt": "ge", "le": "gt", "eq": "ne", "ne": "eq"}


class NoMatrixForm(Exception):
    """More than two free axes are left: only index notation can say it."""


class Key(NamedTuple):
    """What is to be written: a node with some axes at indices; ``flipped``: a row instead of a column,
    or transposed; ``outer``: conditions may be written as cases."""

    node: Node
    place: Place
    flipped: bool = False
    outer: bool = False


class Missing(Exception):
    """These have to be written first."""

    def __init__(self, keys: Sequence[Key]) -> None:
        self.keys = keys


class Raising:
    """Raises the nodes of one answer. ``where`` collects the names that abstract partials need."""

    def __init__(self, reading: Reading, stacks: dict[Node, str], roots: Iterable[Node]) -> None:
        self.reading = reading
        self.stacks = stacks
        self.done: dict[Key, Term] = {}
        self.products: dict[object, Term] = {}
        self.chosen: dict[Node, Node] = {}  # sums that read best with something taken out
        self.partials = Partials(reading, roots)
        self.letters = [c for c in INDEX_LETTERS if c not in reading.names]

    @property
    def where(self) -> dict[str, Term]:
        return self.partials.where

    def term(self, node: Node, place: Place | None = None, flipped: bool = False, outer: bool = True) -> Term:
        """The term of a node in normal form. Raises NoMatrixForm if more than two axes are free."""
        root = Key(node, place or (None,) * node.rank, flipped, outer)
        stack = [root]
        while stack:
            key = stack[-1]
            if key in self.done:
                stack.pop()
                continue
            try:
                self.done[key] = self.write(key)
            except Missing as missing:
                stack.extend(missing.keys)
        return self.done[root]

    def need(
        self, node: Node, place: Place | None = None, flipped: bool = False, outer: bool = False
    ) -> Term:
        key = Key(node, place or (None,) * node.rank, flipped, outer)
        if key not in self.done:
            raise Missing([key])
        return self.done[key]

    def fetch(self, keys: Iterable[Key]) -> None:
        """Ask for all that is missing at once."""
        missing = [key for key in keys if key not in self.done]
        if missing:
            raise Missing(missing)

    # --- by type of node ---------------------------------------------------------------------

    def write(self, key: Key) -> Term:
        node, place, flipped, outer = key
        free = [axis for axis, index in enumerate(place) if index is None]
        if len(free) > 2:
            raise NoMatrixForm
        if node in self.stacks and len(free) == node.rank:
            return self.turn(Name(self.stacks[node]), free, flipped)
        match node:
            case Sum():
                return self.sum(key, free)
            case Product():
                return self.product(Fraction(1), node, place, flipped, outer)
            case Variable():
                term, row = self.variable(node, place)
            case Map():
                term, row = self.map(node, place), False
                if outer and not free and node.function in INDICATORS and isinstance(term, Apply):
                    return Cases(((build.ZERO, Apply(OPPOSITE[term.op], term.args)), (build.ONE, term)))
            case Operation():
                term, row = self.operation(node, place), False
            case Abstract():
                term, row = self.partials.write(node, place, self.need)
            case Delta() | Basis() | Select():
                return self.product_of([Factor(node, tuple(range(node.rank)))], key)
            case Size():
                return build.dimension(node.dimension)
            case Range():
                raise CalculusError("an index used as a number has no matrix form here")
            case _:
                raise AssertionError(node)
        if row and len(free) == 1:
            term = build.transpose(term)
        return self.turn(term, free, flipped)

    @staticmethod
    def turn(term: Term, free: Sequence[int], flipped: bool) -> Term:
        return build.transpose(term) if flipped and free else term

    def variable(self, node: Variable, place: Place) -> tuple[Term, bool]:
        """A name or an element of it; True where what comes out is a row."""
        name = Name(node.name)
        if all(index is None for index in place):
            if node.family:
                raise NoMatrixForm
            return name, False
        if node.family:
            if place[0] is None:
                raise NoMatrixForm
            own = place[1:]
            kept: Place = place if any(index is not None for index in own) else place[:1]
            return build.element(name, kept), False
        return build.element(name, place), len(place) == 2 and place[0] is not None and place[1] is None

    def map(self, node: Map, place: Place) -> Term:
        if node.function in INDICATORS:
            return self.condition(node, place)
        args = [self.need(arg, place) for arg in node.args]
        args = [self.spread(arg, term) for arg, term in zip(node.args, args, strict=True)]
        if node.function == "relu":
            return Apply("max", (build.ZERO, *args))
        return Apply(node.function, tuple(args))

    @staticmethod
    def spread(node: Node, term: Term) -> Term:
        """A constant argument as a plain number: functions broadcast."""
        if node.rank and isinstance(node, Sum) and len(node.terms) <= 1:
            if not node.terms:
                return build.ZERO
            inner = node.terms[0][1]
            if isinstance(inner, Product) and not inner.factors:
                return build.number(node.terms[0][0])
        if node.rank and isinstance(node, Product) and not node.factors:
            return build.ONE
        return term

    def condition(self, node: Map, place: Place) -> Term:
        """[a - b > 0] as a > b."""
        (arg,) = node.args
        terms = arg.terms if isinstance(arg, Sum) else ((Fraction(1), arg),)
        left = [scale(c, n) for c, n in terms if c > 0]
        right = [scale(-c, n) for c, n in terms if c < 0]
        operator = {"positive": "gt", "nonnegative": "ge", "null": "eq"}[node.function]
        if not left:
            left, right = right, []
            operator = {"gt": "lt", "ge": "le", "eq": "eq"}[operator]
        sides = []
        for side in (left, right):
            if not side:
                sides.append(build.ZERO)
                continue
            whole = normal(add(side))
            sides.append(self.spread(whole, self.need(whole, place)))
        if operator in ("gt", "ge") and isinstance(sides[0], type(build.ZERO)):
            return Apply({"gt": "lt", "ge": "le"}[operator], (sides[1], sides[0]))
        return Apply(operator, tuple(sides))

    def operation(self, node: Operation, place: Place) -> Term:
        arg = self.need(node.args[0])
        if node.name == "inverse":
            term: Term = build.power(arg, build.number(-1))
        else:
            term = Apply(node.name, (arg,))
        if node.rank and any(index is not None for index in place):
            return build.element(term, place)
        return term

    # --- sums ----------------------------------------------------------------------------------

    def sum(self, key: Key, free: list[int]) -> Term:
        node, place, flipped, outer = key
        assert isinstance(node, Sum)
        if not node.terms:
            return self.nothing([node.shape[axis] for axis in free], flipped)
        if len(node.terms) == 1:
            return self.scaled(*node.terms[0], key)
        blocks = grid(node, place, flipped, self.need)
        if blocks is not None:
            return blocks
        whole = self.entry(key)
        best = self.shortest(key)
        return best if whole is None or build.weight(best) <= build.weight(whole) else whole

    def entry(self, key: Key) -> Term | None:
        """An entry of a vector or matrix, (W𝐱 + 𝐛)ᵢ; None for anything else."""
        node, place = key.node, key.place
        if not 0 < node.rank <= 2 or None in place or family_axes(node):
            return None
        return build.element(self.need(node), place)

    def terms(self, key: Key) -> Term:
        """A sum term by term; as a row, or the transpose of a column where that is shorter."""
        node, place, flipped, outer = key
        assert isinstance(node, Sum)
        varying = [t for t in node.terms if not (isinstance(t[1], Product) and not t[1].factors)]
        parts = []
        for c, term in node.terms:
            constant = isinstance(term, Product) and not term.factors
            if constant and varying and term.rank:
                parts.append(build.number(c))
            else:
                parts.append(self.scaled(c, term, Key(term, place, flipped, outer), bool(varying)))
        written = build.add(parts)
        share = abs(content(node))
        if share != 1:
            inner = self.need(scale(1 / share, node), place, flipped)
            taken = build.product([build.number(share), inner]) if share.denominator == 1 else None
            if taken is not None and build.weight(taken) < build.weight(written):
                written = taken
        free = sum(index is None for index in place)
        if flipped and free:
            turned_whole = build.transpose(self.need(node, place, False))
            if build.weight(turned_whole) < build.weight(written):
                return turned_whole
        return written

    def shortest(self, key: Key) -> Term:
        """The sum as it is, or with something taken out, whichever is shortest."""
        best = self.terms(key)
        # textbooks take vectors and matrices out even where nothing is gained: xᵀ(A + Aᵀ)
        least = build.weight(best) + (2 if key.node.rank else 0)
        for factored in factorings(key.node):
            taken = self.scaled_form(factored, key)
            if build.weight(taken) <= least:
                best, least = taken, build.weight(taken)
                self.chosen[key.node] = factored
        return best

    def scaled_form(self, node: Node, key: Key) -> Term:
        """A node that may be one scaled term, or a sum of several."""
        if isinstance(node, Sum) and len(node.terms) > 1:
            return self.terms(Key(node, key.place, key.flipped, key.outer))
        coefficient, inner = node.terms[0] if isinstance(node, Sum) else (Fraction(1), node)
        return self.scaled(coefficient, inner, key)

    @staticmethod
    def nothing(shape: Sequence[Dimension], flipped: bool) -> Term:
        """The zero of a shape."""
        if not shape:
            return build.ZERO
        if len(shape) == 1:
            return build.transpose(build.ZEROS) if flipped else build.ZEROS
        dims = [build.dimension(dimension) for dimension in shape]
        return Apply("zeros", tuple(reversed(dims) if flipped else dims))

    def scaled(self, coefficient: Fraction, node: Node, key: Key, in_sum: bool = False) -> Term:
        """coefficient · node, placed as ``key`` says."""
        if isinstance(node, Product):
            return self.product(coefficient, node, key.place, key.flipped, key.outer, in_sum)
        if isinstance(node, (Delta, Basis, Select)):
            return build.signed(coefficient, self.product_of([Factor(node, tuple(range(node.rank)))], key))
        return build.signed(coefficient, self.need(node, key.place, key.flipped, key.outer))

    # --- products ------------------------------------------------------------------------------

    @staticmethod
    def simple(node: Product) -> bool:
        """Whether the entries of a product are products of entries: nothing is summed over an axis of it."""
        free = {label for f in node.factors for label in f.labels if label < node.rank}
        mixed = any(
            any(label < node.rank for label in f.labels) and any(label >= node.rank for label in f.labels)
            for f in node.factors
        )
        return not mixed or not free

    def unfolded(
        self, coefficient: Fraction, factors: list[Factor], dims: dict[int, Dimension]
    ) -> tuple[Fraction, list[Factor]]:
        """Sums that read best as products, (A + Aᵀ)𝐱, opened, so that they join the chains around."""
        done: list[Factor] = []
        for factor in factors:
            node, labels, exponent = factor
            if exponent != 1 or not isinstance(node, Sum) or not 0 < node.rank <= 2 or family_axes(node):
                done.append(factor)
                continue
            self.need(node)
            form = self.chosen.get(node)
            share = Fraction(1)
            if isinstance(form, Sum) and len(form.terms) == 1:
                share, form = form.terms[0]
            if not isinstance(form, Product):
                done.append(factor)
                continue
            places = [*labels, *range(len(dims), len(dims) + len(form.dims) - node.rank)]
            dims.update(zip(places[node.rank :], form.dims[node.rank :], strict=True))
            coefficient *= share
            done += [Factor(f.node, tuple(places[l] for l in f.labels), f.exponent) for f in form.factors]
        return coefficient, done

    def product_of(self, factors: list[Factor], key: Key) -> Term:
        node = key.node
        dims = dict(enumerate(node.shape))
        return Assembly(
            self, Fraction(1), factors, dims, node.rank, key.place, key.flipped, key.outer
        ).write()

    def product(
        self,
        coefficient: Fraction,
        node: Product,
        place: Place,
        flipped: bool,
        outer: bool,
        in_sum: bool = False,
    ) -> Term:
        """coefficient · node; ``in_sum``: it stands beside others, so a constant needs no 1⃗."""
        key = (coefficient, node, place, flipped, outer, in_sum)
        if key not in self.products:
            self.products[key] = self.assemble(*key)
        return self.products[key]

    def assemble(
        self, coefficient: Fraction, node: Product, place: Place, flipped: bool, outer: bool, in_sum: bool
    ) -> Term:
        if node.rank and None not in place and not self.simple(node):
            whole = self.entry(Key(node, place))
            if whole is not None:
                return build.signed(coefficient, whole)
        factors, dims = opened(node)
        factors, sign = signs(factors, coefficient < 0)
        coefficient = abs(coefficient) * sign
        coefficient, factors = self.unfolded(coefficient, factors, dims)
        sign = -1 if coefficient < 0 else 1
        term = Assembly(
            self, abs(coefficient), factors, dims, node.rank, place, flipped, outer, in_sum
        ).write()
        return build.negative(term) if sign < 0 else term


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
        flipped: bool,
        outer: bool,
        in_sum: bool = False,
    ) -> None:
        self.raising = raising
        self.coefficient = coefficient
        self.factors = factors
        self.dims = dims
        self.rank = rank
        self.flipped = flipped
        self.outer = outer
        self.in_sum = in_sum
        self.at: dict[int, Dimension] = {a: index for a, index in enumerate(place) if index is not None}
        self.free = [axis for axis in range(rank) if axis not in self.at]
        self.summed: list[int] = []

    def write(self) -> Term:
        self.factors = [f for f in self.factors if not self.fixes(f)]
        for factor in self.factors:
            for axis in family_axes(factor.node):
                self.sum_over(factor.labels[axis])
        while True:
            try:
                return self.whole()
            except Stuck as stuck:
                if not self.sum_over(stuck.label):
                    raise NoMatrixForm from None

    def fixes(self, factor: Factor) -> bool:
        """A unit vector on a summed label fixes that label at its index."""
        if (
            isinstance(factor.node, Basis)
            and factor.labels[0] >= self.rank
            and factor.labels[0] not in self.at
        ):
            self.at[factor.labels[0]] = factor.node.index
            return True
        return False

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

    def whole(self) -> Term:
        inside = [f for f in self.factors if self.depends(f)] if self.summed else []
        outside = [f for f in self.factors if not (self.summed and self.depends(f))]
        scalars = [f for f in outside if self.is_scalar(f)]
        tensors = [f for f in outside if not self.is_scalar(f)]
        self.raising.fetch(
            Key(f.node, tuple(self.at.get(label) for label in f.labels))
            for f in self.factors
            if not isinstance(f.node, (Delta, Basis, Select)) and sum(l not in self.at for l in f.labels) <= 2
        )
        conditions = [f for f in scalars if is_condition(f)] if self.outer else []
        scalars = sorted((f for f in scalars if f not in conditions), key=chain_rank)
        if self.summed:
            body_scalars = [f for f in inside if self.is_scalar(f)]
            body_conditions = [f for f in body_scalars if is_condition(f)]
            body_scalars = [f for f in body_scalars if f not in body_conditions]
            body_tensors = [f for f in inside if not self.is_scalar(f)] + tensors
            body = self.assembled(Fraction(1), body_scalars, body_tensors)
            tensor: Term | None = self.in_cases(body, body_conditions)
            for label in reversed(self.summed):
                index = Name(str(self.at[label]))
                assert tensor is not None
                tensor = Summation(index, build.ONE, build.dimension(self.dims[label]), tensor)
            term = self.fraction(self.coefficient, [self.scalar(f) for f in scalars], tensor)
        else:
            term = self.assembled(self.coefficient, scalars, tensors)
        return self.in_cases(term, conditions)

    def depends(self, factor: Factor) -> bool:
        return any(label in self.summed for label in factor.labels)

    def is_scalar(self, factor: Factor) -> bool:
        return all(label in self.at for label in factor.labels)

    def scalar(self, factor: Factor) -> tuple[Term, Fraction | Node]:
        node, labels, exponent = factor
        if isinstance(node, Delta):
            return build.element(build.EYE, [self.at[label] for label in labels]), exponent
        norm, exponent = self.as_norm(node, exponent)
        if norm is not None:
            return norm, exponent
        return self.raising.need(node, tuple(self.at[label] for label in labels)), exponent

    def as_norm(self, node: Node, exponent: Fraction | Node) -> tuple[Term | None, Fraction | Node]:
        """(Σ x²)^(p/2) as ‖x‖ᵖ."""
        if not isinstance(exponent, Fraction) or not isinstance(node, Product) or node.rank:
            return None, exponent
        if len(node.factors) != 1 or node.factors[0].exponent != 2:
            return None, exponent
        inner, labels, _ = node.factors[0]
        if len(labels) not in (1, 2) or len(set(labels)) != len(labels) or family_axes(inner):
            return None, exponent
        term = self.raising.need(inner)
        if exponent.denominator == 1 and len(labels) == 1 and isinstance(term, Name):
            return None, exponent
        return Apply("norm" if len(labels) == 1 else "normF", (term,)), exponent * 2

    def in_cases(self, term: Term, conditions: list[Factor]) -> Term:
        """0 where a condition fails, the term where all hold."""
        if not conditions:
            return term
        tests = [self.raising.need(f.node, tuple(self.at[label] for label in f.labels)) for f in conditions]
        nothing = self.raising.nothing([self.dims[axis] for axis in self.free], self.flipped)
        if len(tests) == 1 and isinstance(tests[0], Apply):
            (test,) = tests
            return Cases(((nothing, Apply(OPPOSITE[test.op], test.args)), (term, test)))
        return Cases(((term, Apply("and", tuple(tests))), (nothing, None)))

    def assembled(self, coefficient: Fraction, scalars: list[Factor], tensors: list[Factor]) -> Term:
        """Scalars and the matrix form of the rest."""
        graph = Graph(set(self.free))
        identity = False
        for factor in tensors:
            identity = self.enter(graph, factor) or identity
        graph.reduce()
        tensor = self.matrix(graph, identity)
        parts = [self.scalar(f) for f in scalars] + [(term, Fraction(1)) for term in graph.scalars]
        return self.fraction(coefficient, parts, tensor)

    def enter(self, graph: Graph, factor: Factor) -> bool:
        """Put one factor into the graph; True for an identity between the two axes of the result."""
        node, labels, exponent = factor
        loose = list(dict.fromkeys(label for label in labels if label not in self.at))
        place = tuple(self.at.get(label) for label in labels)
        if isinstance(node, Delta) and len(loose) == 2:
            return True
        if len(loose) > 2 or isinstance(exponent, Node):
            raise Stuck(next((label for label in loose if label >= self.rank), loose[0]))
        if isinstance(node, Basis):
            term: Term = build.element(build.EYE, (None, node.index))
        elif isinstance(node, Delta):
            term = build.element(build.EYE, (None, next(i for i in place if i is not None)))
        elif isinstance(node, Select):
            raise NoMatrixForm
        elif len(loose) == 1 and sum(label == loose[0] for label in labels) == 2:
            term = Apply("diag", (self.raising.need(node, place),))
        else:
            term = self.raising.need(node, place)
        if len(loose) == 1:
            graph.put(loose[0], Vector((), term, exponent))
            return False
        if exponent == -1:
            term = Apply("hadamard_divide", (build.ONE, term))
        elif exponent == 2 and not (set(loose) & set(self.free)):
            graph.connect(loose[0], loose[1], (Link(term, even=is_symmetric(node)),))
        elif exponent != 1:
            term = Apply("hadamard_power", (term, build.number(exponent)))
        graph.connect(loose[0], loose[1], (Link(term, even=is_symmetric(node)),))
        return False

    def matrix(self, graph: Graph, identity: bool) -> Term | None:
        """What is left on the free labels, as a column, row or matrix."""
        if not self.free:
            return None
        if len(self.free) == 1:
            vectors = graph.vectors.get(self.free[0])
            vector = joined(vectors) if vectors else Vector((), build.ONES)
            if not vectors and self.in_sum:
                return None
            return vector.row() if self.flipped else vector.column()
        row, column = self.free
        if identity:
            on = graph.vectors.get(row, []) + graph.vectors.get(column, [])
            return Apply("diag", (joined(on).column(),)) if on else build.EYE
        ends = [graph.vectors.get(label) for label in (row, column)]
        edges = graph.between(row, column)
        if not edges:
            left, right = (joined(v) if v else Vector((), build.ONES) for v in ends)
            if self.flipped:
                left, right = right, left
            return build.product([left.column(), right.row()])
        (edge,) = edges
        chain = edge.chain if edge.start == row else turned(edge.chain)
        links = [
            *([diag_link(ends[0])] if ends[0] else []),
            *chain,
            *([diag_link(ends[1])] if ends[1] else []),
        ]
        written = turned(tuple(links)) if self.flipped else links
        return build.product(link.write() for link in written)

    def fraction(
        self, coefficient: Fraction, scalars: Sequence[tuple[Term, Fraction | Node]], tensor: Term | None
    ) -> Term:
        """coefficient · scalars · tensor, with negative powers below a line."""
        above: list[Term] = []
        below: list[Term] = []
        for term, exponent in scalars:
            if isinstance(exponent, Node):
                self.symbolic(term, exponent, above, below)
            elif exponent > 0:
                above.append(rooted(term, exponent))
            else:
                below.append(rooted(term, -exponent))
        numeric = not below
        if coefficient.numerator != 1:
            above.insert(0, build.number(coefficient.numerator))
        if coefficient.denominator != 1:
            below.insert(0, build.number(coefficient.denominator))
        if tensor is None:
            return build.divide(build.side_by_side(above), build.side_by_side(below))
        chain = tensor.args if isinstance(tensor, Apply) and tensor.op == "product" else (tensor,)
        ahead = isinstance(tensor, (Summation, Cases)) or (isinstance(tensor, Apply) and tensor.op == "add")
        if below and numeric:
            first = build.divide(build.number(coefficient.numerator), build.number(coefficient.denominator))
            rest = above[1:] if coefficient.numerator != 1 else above
            return build.side_by_side([first, *rest, *chain])
        if below and ahead:
            return build.side_by_side(
                [build.divide(build.side_by_side(above), build.side_by_side(below)), tensor]
            )
        return build.divide(build.side_by_side([*above, *chain]), build.side_by_side(below))

    def symbolic(self, term: Term, exponent: Node, above: list[Term], below: list[Term]) -> None:
        """A power with a symbolic exponent."""
        if isinstance(exponent, Sum) and all(c < 0 for c, _ in exponent.terms):
            below.append(build.power(term, self.raising.need(normal(negative(exponent)))))
        else:
            above.append(build.power(term, self.raising.need(exponent)))


def diag_link(vectors: list[Vector]) -> Link:
    return Link(Apply("diag", (joined(vectors).column(),)), even=True)


def rooted(term: Term, exponent: Fraction) -> Term:
    """term to a positive exponent, square roots by their sign."""
    if exponent == Fraction(1, 2):
        return Apply("sqrt", (term,))
    return build.power(term, build.number(exponent))


def chain_rank(factor: Factor) -> tuple[bool, int]:
    """Derivatives of abstract functions last, the outermost first: df/dg dg/dx."""
    partial = isinstance(factor.node, Abstract) and any(factor.node.orders)
    return partial, -factor.node.serial if partial else 0


def is_condition(factor: Factor) -> bool:
    return isinstance(factor.node, Map) and factor.node.function in INDICATORS


def signs(factors: list[Factor], minus: bool) -> tuple[list[Factor], int]:
    """Sums of mixed signs turned to begin as they were typed, and so that a minus in front is spent."""
    mixed = []
    for position, (inner, _, exponent) in enumerate(factors):
        odd = isinstance(exponent, Fraction) and exponent.denominator == 1 and exponent.numerator % 2
        if odd and isinstance(inner, Sum) and {c > 0 for c, _ in inner.terms} == {True, False}:
            mixed.append(position)
    turned = {p for p in mixed if factors[p].node.terms[0][0] < 0}  # type: ignore[attr-defined]
    if minus != bool(len(turned) % 2):
        spare = next((p for p in mixed if p not in turned), None)
        if spare is not None:
            turned.add(spare)
        elif turned:
            turned.remove(min(turned))
    done = [
        Factor(normal(negative(f.node)), f.labels, f.exponent) if p in turned else f
        for p, f in enumerate(factors)
    ]
    return done, -1 if minus != bool(len(turned) % 2) else 1


def opened(node: Product) -> tuple[list[Factor], dict[int, Dimension]]:
    """The factors of a product, with a lone sum over data among them opened, so that what belongs
    together is written inside one Σ."""
    factors, dims = list(node.factors), dict(enumerate(node.dims))
    data = [f for f in factors if not f.labels and isinstance(f.node, Product) and over_data(f.node)]
    if len(data) == 1 and data[0].exponent == 1 and not any(family_axes(f.node) for f in factors):
        inner = data[0].node
        assert isinstance(inner, Product)
        places = range(len(dims), len(dims) + len(inner.dims))
        dims.update(zip(places, inner.dims, strict=True))
        factors.remove(data[0])
        factors += [Factor(f.node, tuple(places[l] for l in f.labels), f.exponent) for f in inner.factors]
    return factors, dims


def over_data(node: Product) -> bool:
    """Whether a closed product is a sum over data."""
    return any(family_axes(factor.node) for factor in node.factors)


def family_axes(root: Node) -> tuple[int, ...]:
    """The axes of a node that run over data."""
    if "family" in root.memo:
        return root.memo["family"]  # type: ignore[no-any-return]
    stack = [root]
    while stack:
        node = stack[-1]
        waiting = [child for child in node.children if "family" not in child.memo]
        if waiting:
            stack.extend(waiting)
            continue
        stack.pop()
        node.memo["family"] = own_family_axes(node)
    return root.memo["family"]  # type: ignore[no-any-return]


def own_family_axes(node: Node) -> tuple[int, ...]:
    if isinstance(node, Variable):
        return (0,) if node.family else ()
    if isinstance(node, Product):
        labels = {f.labels[axis] for f in node.factors for axis in f.node.memo["family"]}
        return tuple(sorted(label for label in labels if label < node.rank))
    if isinstance(node, (Sum, Map)):
        return tuple(sorted({axis for child in node.children for axis in child.memo["family"]}))
    return ()
