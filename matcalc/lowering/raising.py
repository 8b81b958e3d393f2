"""Tensors to terms: the matrix notation a textbook would print.

``Raising.term`` writes a node with some of its axes fixed at indices; at most two stay free, as rows
and columns. Subresults are kept by node, so shared nodes become shared terms and the work is that of
the graph. A missing subresult is written where it is missed, or, deep within others, asked for by
exception, so depth is no limit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import Reading
from matcalc.lowering import build
from matcalc.lowering.assembly import OPPOSITE, Assembly, is_condition
from matcalc.lowering.blocks import grid
from matcalc.lowering.factoring import by_identities, factorings, is_term, taken_from_all
from matcalc.lowering.forms import (
    complement,
    complements,
    counts,
    opened,
    placements,
    rejoined,
    signs,
    unpicked,
)
from matcalc.lowering.partials import Partials
from matcalc.lowering.request import Key, Missing, NoMatrixForm, Place
from matcalc.lowering.triangles import of_ones, triangle
from matcalc.rationals import Fraction
from matcalc.tensor.data import family_axes
from matcalc.tensor.make import ONE, add, is_zero, product, scale
from matcalc.tensor.node import (
    INDICATORS,
    Abstract,
    Basis,
    Delta,
    Factor,
    Kept,
    Map,
    Node,
    Operation,
    Pairing,
    Product,
    Range,
    Select,
    Size,
    Sum,
    Variable,
    postorder,
)
from matcalc.tensor.normal import is_symmetric, normal
from matcalc.tensor.powers import content
from matcalc.terms import Apply, Cases, Name, Term

NAMES = {"pinverse": "pinv"}  # of operations, where they differ
INDEX_LETTERS = "ijklmnpqrstuv"
ProductKey = tuple[Fraction, Product, Place, bool, bool]
DEEPEST = 8  # terms written while others are being written, beyond which they are put off


class Raising:
    """Raises the nodes of one answer. ``where`` collects the names that abstract partials need; ``sized``:
    1⃗ and I are written with their sizes."""

    def __init__(
        self, reading: Reading, stacks: dict[Node, str], roots: Iterable[Node], sized: bool = False
    ) -> None:
        self.reading = reading
        self.sized = sized
        self.stacks = stacks
        self.done: dict[Key, Term] = {}
        self.begun: set[Key] = set()
        self.depth = 0
        self.products: dict[tuple[ProductKey, bool], Term] = {}  # flipped or not
        self.assemblies: dict[ProductKey, tuple[int, Assembly]] = {}
        self.chosen: dict[Node, Node] = {}  # sums that read best with something taken out
        nodes = postorder(*roots)
        self.conditional = any(isinstance(node, Map) and node.function in INDICATORS for node in nodes)
        self.partials = Partials(reading, nodes)
        taken = reading.names.keys() | index_names(nodes)
        self.letters = [c for c in INDEX_LETTERS if c not in taken]

    @property
    def where(self) -> dict[str, Term]:
        return self.partials.where

    def term(self, node: Node, place: Place | None = None, flipped: bool = False, outer: bool = True) -> Term:
        """The term of a node in normal form. Raises NoMatrixForm if more than two axes are free."""
        root = Key(node, place or (None,) * node.rank, flipped, outer)
        stack = [root]
        self.depth += 1
        try:
            while stack:
                key = stack[-1]
                if key in self.done:
                    stack.pop()
                    continue
                try:
                    self.begun.add(key)
                    self.done[key] = self.write(key)
                except Missing as missing:
                    stack.extend(self.unbegun(missing.keys))
        finally:
            self.depth -= 1
        return self.done[root]

    def need(
        self, node: Node, place: Place | None = None, flipped: bool = False, outer: bool = False
    ) -> Term:
        key = Key(node, place or (None,) * node.rank, flipped, outer)
        if key not in self.done:
            self.fetch([key])
        return self.done[key]

    def fetch(self, keys: Iterable[Key]) -> None:
        """See that these are written, the last of them first."""
        missing = [key for key in keys if key not in self.done]
        if missing and self.depth == DEEPEST:
            raise Missing(missing)
        for key in reversed(self.unbegun(missing)):
            self.term(*key)

    def unbegun(self, keys: Sequence[Key]) -> Sequence[Key]:
        """The keys; NoMatrixForm where one would be written in terms of itself."""
        if not self.begun.isdisjoint(keys):
            raise NoMatrixForm
        return keys

    # --- by type of node ---------------------------------------------------------------------

    def write(self, key: Key) -> Term:
        node, place, flipped, outer = key
        free = [axis for axis, index in enumerate(place) if index is None]
        if len(free) > 2:
            raise NoMatrixForm
        flipped = flipped and not (len(free) == node.rank == 2 and is_symmetric(node))
        if len(place) == 2 and free == [1] and is_symmetric(node):
            place, free = (None, place[0]), [0]  # a column rather than the transpose of a row
        if node in self.stacks and len(free) == node.rank:
            return self.turn(Name(self.stacks[node]), free, flipped)
        if isinstance(node, (Product, Basis, Select)) and len(free) == node.rank:
            blocks = grid(node, place, flipped, self.need)
            if blocks is not None:
                return blocks
        match node:
            case Sum():
                return self.sum(key, free)
            case Product():
                return self.product(Fraction(1), node, place, flipped, outer)
            case Variable():
                term, row = self.variable(node, place)
            case Kept() if not node.name:
                return self.need(node.body, place, flipped, outer)
            case Kept():
                term, row = self.named(node.name, place)
            case Map() if (name := triangle(node)) is not None and None in place:
                term, row = of_ones(name, node.shape), place[0] is not None
                term = build.element(term, place) if len(free) == 1 else term
            case Map():
                term, row = self.map(node, place), False
                if outer and not free and node.function in INDICATORS and isinstance(term, Apply):
                    return Cases(((build.ZERO, Apply(OPPOSITE[term.op], term.args)), (build.ONE, term)))
            case Operation():
                term = self.operation(node, place)
                row = node.rank >= 2 and place[-2] is not None and place[-1] is None
            case Abstract():
                term, row = self.partials.write(node, place, self.need)
            case Delta() | Basis() | Select() | Pairing():
                return self.product_of([Factor(node, tuple(range(node.rank)))], key)
            case Size():
                return build.dimension(node.dimension)
            case Range() if place[0] is not None:
                return build.dimension(place[0])
            case Range():
                if place[0] is None:
                    raise NoMatrixForm
                return build.dimension(place[0])
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
        if not node.family:
            return self.named(node.name, place)
        if place[0] is None:
            raise NoMatrixForm
        own = place[1:]
        kept: Place = place if any(index is not None for index in own) else place[:1]
        return build.element(Name(node.name), kept), False

    @staticmethod
    def named(name: str, place: Place) -> tuple[Term, bool]:
        """What goes by a name, or an element of it; True where what comes out is a row."""
        if all(index is None for index in place):
            return Name(name), False
        return build.element(Name(name), place), len(place) == 2 and place[0] is not None and place[1] is None

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
        sides: list[Term] = []
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
        rest = place
        if node.name == "inverse":
            term: Term = build.power(arg, build.number(-1))
        elif node.name == "matrix_power":
            exponent = node.args[1]
            stack, rest = place[: exponent.rank], place[exponent.rank :]
            if None in stack:
                raise NoMatrixForm
            term = build.power(arg, self.need(exponent, stack))
        elif node.name.startswith("tr "):
            term = Apply("tr", (Apply(node.name.removeprefix("tr "), (arg,)),))
        else:
            term = Apply(NAMES.get(node.name, node.name), (arg,))
        if any(index is not None for index in rest):
            return build.element(term, rest)
        return term

    # --- sums ----------------------------------------------------------------------------------

    def sum(self, key: Key, free: list[int]) -> Term:
        node, place, flipped, outer = key
        assert isinstance(node, Sum)
        if not node.terms:
            return build.nothing([node.shape[axis] for axis in free], flipped, self.sized)
        blocks = grid(node, place, flipped, self.need)
        if blocks is not None:
            return blocks
        if len(node.terms) == 1:
            return self.scaled(*node.terms[0], key)
        opposite = complement(node) if outer else None
        if opposite is not None:
            return self.need(opposite, place, flipped)
        if outer and not node.rank:
            branches = self.branches(node)
            if branches is not None:
                return branches
        whole = self.entry(key)
        best = self.shortest(key)
        return best if whole is None or build.weight(best) <= build.weight(whole) else whole

    def branches(self, node: Sum) -> Term | None:
        """A sum of which each term holds under a condition of its own, no two at once: one case each."""
        split = [conditioned(term) for _, term in node.terms]
        if not all(tests for tests, _ in split):
            return None
        whole = [normal(product([(test, ()) for test in tests])) for tests, _ in split]
        pairs = combinations(whole, 2)
        if not all(is_zero(normal(product([(one, ()), (other, ())]))) for one, other in pairs):
            return None
        written: list[tuple[Term, Term | None]] = []
        for (coefficient, _), (tests, rest) in zip(node.terms, split, strict=True):
            conditions = [self.need(test) for test in tests]
            joint = conditions[0] if len(conditions) == 1 else Apply("and", tuple(conditions))
            written.append((self.need(normal(scale(coefficient, rest))), joint))
        complete = normal(add(whole)) is ONE
        return Cases(tuple(written) if complete else (*written, (build.ZERO, None)))

    def entry(self, key: Key) -> Term | None:
        """An entry of a vector or matrix, (W𝐱 + 𝐛)ᵢ; None for anything else."""
        node, place = key.node, key.place
        picked = unpicked(node)
        if picked is not None and isinstance(picked[0], (Sum, Product)):
            return build.element(self.need(picked[0]), (picked[1],))
        if not 0 < node.rank <= 2 or None in place or family_axes(node) or counts(node):
            return None
        return build.element(self.need(node), place)

    def terms(self, key: Key) -> Term:
        """A sum term by term; as a row, or the transpose of a column where that is shorter."""
        node, place, flipped, _ = key
        written = self.term_by_term(key)
        share = abs(content(node))  # type: ignore[arg-type]
        if share != 1:
            inner = self.need(scale(1 / share, node), place, flipped)
            taken = build.product([build.number(share), inner]) if share.denominator == 1 else None
            if taken is not None and build.weight(taken) < build.weight(written):
                written = taken
        return self.upright(written, key)

    def upright(self, written: Term, key: Key) -> Term:
        """What was written as a row, or the transpose of a column where that is shorter."""
        if key.flipped and None in key.place:
            turned_whole = build.transpose(self.need(key.node, key.place, False))
            if build.weight(turned_whole) <= build.weight(written):
                return turned_whole
        return written

    def term_by_term(self, key: Key) -> Term:
        node, place, flipped, outer = key
        assert isinstance(node, Sum)
        varying = any(not (isinstance(term, Product) and not term.factors) for _, term in node.terms)
        parts: list[Term] = []
        missing: list[Key] = []
        for c, term in node.terms:
            constant = isinstance(term, Product) and not term.factors
            if constant and varying and term.rank:
                parts.append(build.number(c))
                continue
            try:
                parts.append(self.scaled(c, term, Key(term, place, flipped, outer), varying))
            except Missing as one:
                missing += one.keys
        if missing:
            raise Missing(missing)
        return build.add(parts)

    def shortest(self, key: Key) -> Term:
        """The sum as it is, or with something taken out, whichever is shortest."""
        assert isinstance(key.node, Sum)
        taken_out = taken_from_all(key.node)
        if taken_out is not None:
            self.chosen[key.node] = taken_out
            return self.upright(self.scaled_form(taken_out, key), key)
        best = self.terms(key)
        # textbooks take vectors and matrices out even where nothing is gained: xᵀ(A + Aᵀ)
        least = build.weight(best) + (2 if key.node.rank else 0)
        for factored in factorings(key.node):
            taken = self.scaled_form(factored, key)
            weight = build.weight(taken)
            if weight < least or (weight == least and is_term(factored)):
                best, least = taken, weight
                self.chosen[key.node] = factored
        for factored in by_identities(key.node):
            taken = self.scaled_form(factored, key)
            if build.weight(taken) < build.weight(best) + (0 if key.outer else 2):  # brackets spared
                best, self.chosen[key.node] = taken, factored
        if key.place == (None, None) and not key.flipped and key.node not in self.chosen:
            turned_whole = build.transpose(self.term_by_term(key._replace(flipped=True)))
            if build.weight(turned_whole) < build.weight(best):
                return turned_whole  # (AX + XA)ᵀ
        return best

    def scaled_form(self, node: Node, key: Key) -> Term:
        """A node that may be one scaled term, or a sum of several."""
        if isinstance(node, Sum) and len(node.terms) > 1:
            return self.terms(Key(node, key.place, key.flipped, key.outer))
        if is_zero(node):
            return build.nothing([node.shape[axis] for axis, at in enumerate(key.place) if at is None])
        coefficient, inner = node.terms[0] if isinstance(node, Sum) else (Fraction(1), node)
        return self.scaled(coefficient, inner, key)

    def scaled(self, coefficient: Fraction, node: Node, key: Key, in_sum: bool = False) -> Term:
        """coefficient · node, placed as ``key`` says."""
        if isinstance(node, Product):
            return self.product(coefficient, node, key.place, key.flipped, key.outer, in_sum)
        if isinstance(node, (Delta, Basis, Select, Pairing)):
            return build.signed(coefficient, self.product_of([Factor(node, tuple(range(node.rank)))], key))
        term = self.need(node, key.place, key.flipped, key.outer)
        return build.scaled(coefficient, term) if None in key.place else build.signed(coefficient, term)

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
        pending = self.openable(factors)
        while pending:
            node, labels, exponent = factor = pending.pop()
            if exponent != 1 or not may_open(node):
                done.append(factor)
                continue
            if family_axes(node):  # under Σ what the terms share comes first
                form = next(filter(is_term, factorings(node)), None)
            else:
                form = self.chosen.get(node)
            share = Fraction(1)
            if isinstance(form, Sum) and len(form.terms) == 1:
                share, form = form.terms[0]
            if not isinstance(form, Product) or (not node.rank and any(f.labels for f in form.factors)):
                done.append(factor)
                continue
            places = [*labels, *range(len(dims), len(dims) + len(form.dims) - node.rank)]
            dims.update(zip(places[node.rank :], form.dims[node.rank :], strict=True))
            coefficient *= share
            inner = [Factor(f.node, tuple(places[l] for l in f.labels), f.exponent) for f in form.factors]
            pending += self.openable(inner)
        return coefficient, done

    def openable(self, factors: list[Factor]) -> list[Factor]:
        """Factors to be looked at, the first last, when it is known how their sums read best."""
        sums = dict.fromkeys(f.node for f in factors if f.exponent == 1 and may_open(f.node))
        self.fetch(Key(node, (None,) * node.rank) for node in sums if not family_axes(node))
        return factors[::-1]

    def product_of(self, factors: list[Factor], key: Key) -> Term:
        node = key.node
        dims = dict(enumerate(node.shape))
        return Assembly(self, Fraction(1), factors, dims, node.rank, key.place, key.outer).write(key.flipped)

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
        key = (coefficient, node, place, outer and self.conditional, in_sum)
        if (key, flipped) not in self.products:
            self.products[key, flipped] = self.laid_out(key, flipped)
        return self.products[key, flipped]

    def laid_out(self, key: ProductKey, flipped: bool) -> Term:
        coefficient, node, place, *_ = key
        if None not in place and not self.simple(node):
            whole = self.entry(Key(node, place))
            if whole is not None:
                return build.signed(coefficient, whole)
        if key not in self.assemblies:
            self.assemblies[key] = self.assemble(*key)
        sign, assembly = self.assemblies[key]
        term = assembly.write(flipped)
        return build.negative(term) if sign < 0 else term

    def assemble(
        self, coefficient: Fraction, node: Product, place: Place, outer: bool, in_sum: bool
    ) -> tuple[int, Assembly]:
        """The sign of a product, and what writes the rest of it."""
        factors, dims = opened(node)
        factors, sign = signs(rejoined(factors), coefficient < 0)
        coefficient = abs(coefficient) * sign
        coefficient, factors = self.unfolded(coefficient, factors, dims)
        factors, sign = signs(*complements(factors, coefficient < 0))
        coefficient = abs(coefficient) * sign
        assembly = Assembly(self, abs(coefficient), factors, dims, node.rank, place, outer, in_sum)
        return -1 if coefficient < 0 else 1, assembly


def conditioned(node: Node) -> tuple[list[Node], Node]:
    """The conditions among the factors of a scalar, and the rest of it."""
    factors = node.factors if isinstance(node, Product) else (Factor(node, ()),)
    tests = [f for f in factors if is_condition(f) and not f.labels]
    rest = [f for f in factors if f not in tests]
    return [f.node for f in tests], normal(product(rest, (), {}))


def index_names(nodes: Iterable[Node]) -> set[str]:
    """The letters that are indices or dimensions already."""
    found: set[str] = set()
    for node in nodes:
        positions = [node.index] if isinstance(node, Basis) else []
        found.update(name for position in (*positions, *node.shape) for name in position.names)
    return found


def may_open(node: Node) -> bool:
    """Whether a factor is a sum that may read best as a product."""
    return isinstance(node, Sum) and node.rank <= 2 and not placements(node)
