"""The normal form of products.

Factors are flattened, identities eliminated, equal factors joined into powers, what is closed (no
free index) made a scalar of its own, and the rest put in an order that does not depend on how the
indices were called: two isomorphic contractions are one node, so xᵀAx = xᵀAᵀx and tr(AB) = tr(BA).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from matcalc.kinds.dimensions import Dimension
from matcalc.rationals import Fraction
from matcalc.tensor.identities import IDENTITIES
from matcalc.tensor.make import ONE, add, as_number, delta, mapped, product, raw_product, scale, size, zero
from matcalc.tensor.node import (
    INDICATORS,
    UNIT,
    Basis,
    Delta,
    Factor,
    Labels,
    Map,
    Node,
    Pairing,
    Product,
    Select,
    Sum,
)
from matcalc.tensor.ordering import canonical_order, numbered
from matcalc.tensor.pairings import pair
from matcalc.tensor.positions import place, stacked, used_axes
from matcalc.tensor.powers import Power, content, rational_power, times, total
from matcalc.tensor.settling import Vanishes, settled
from matcalc.tensor.symmetry import is_sign, symmetric

PLACED = {"Basis", "Select", "Sum"}  # what has a position on an axis, or parts that have
MOST_DISTRIBUTED = 8  # terms of a sum that is multiplied out so that factors cancel


class Contraction:
    """A product under construction: labels below ``rank`` are the axes of the result."""

    def __init__(self, factors: Iterable[Factor], dims: dict[int, Dimension], rank: int) -> None:
        self.rank = rank
        self.dims = dims
        self.coefficient = UNIT
        self.parent: dict[int, int] = {}
        self.todo = list(factors)[::-1]
        self.groups: dict[tuple[Node, Labels], Power] = {}
        self.bridges: set[tuple[int, int]] = set()

    def node(self) -> Node:
        """The product in normal form."""
        shape = tuple(self.dims[label] for label in range(self.rank))
        try:
            self.settle()
            while self.rewrite():
                self.settle()
        except Vanishes:
            return zero(shape)
        for node, labels in self.to_distribute():
            return self.distributed(node, labels)
        factors = [Factor(node, labels, power) for (node, labels), power in self.groups.items()]
        factors += [Factor(delta(self.dims[a]), (a, b)) for a, b in sorted(self.bridges)]
        return scale(self.coefficient, self.assemble(factors))

    def to_distribute(self) -> Iterator[tuple[Sum, Labels]]:
        """The sums that are to be multiplied out."""
        plain = [key for key, power in self.groups.items() if power == 1]
        sums = [(node, labels) for node, labels in plain if isinstance(node, Sum)]
        if not sums or (len(self.groups) + len(self.bridges) == 1 and self.spread(*sums[0])):
            return
        uses = Counter(label for _, labels in self.groups for label in set(labels))
        found: dict[Node, list[tuple[Labels, Fraction]]] = defaultdict(list)
        for (base, places), power in self.groups.items():
            if isinstance(power, Fraction):
                found[base].append((places, power))
        for node, labels in sums:
            placed = any(label < self.rank and stacked(node, axis) for axis, label in enumerate(labels))
            if placed or self.opens(node, labels, uses) or cancels(node, labels, found):
                yield node, labels

    def spread(self, node: Sum, labels: Labels) -> bool:
        """Whether a sum that is all there is only has its axes permuted, or stands along others too."""
        return len(set(labels)) == len(labels) and all(label < self.rank for label in labels)

    def distributed(self, node: Sum, labels: Labels) -> Node:
        """The product with one of its sums multiplied out."""
        rest = [Factor(n, l, p) for (n, l), p in self.groups.items() if (n, l) != (node, labels)]
        rest += [Factor(delta(self.dims[a]), (a, b)) for a, b in self.bridges]
        out = range(self.rank)
        shape = {axis: self.dims[axis] for axis in out}
        terms = [scale(c, product([*rest, Factor(part, labels)], out, shape)) for c, part in node.terms]
        return scale(self.coefficient, settled(add(terms)))

    def opens(self, node: Sum, labels: Labels, uses: Counter[int]) -> bool:
        """Whether a sum has no matrix form of its own here, or an identity in it meets its own trace.
        uses: how many factors there are at each label."""
        loose = [axis for axis, label in enumerate(labels) if label >= self.rank and uses[label] == 1]
        if loose and any(isinstance(term, Product) and not term.factors for _, term in node.terms):
            return True  # Σᵢ (aᵢ - 1) is Σᵢ aᵢ - n
        if any(axis not in used_axes(term) for axis in loose for _, term in node.terms):
            out = [label for axis, label in enumerate(labels) if axis not in loose]
            dims = {label: self.dims[label] for label in labels}
            apart = add([scale(c, product([(term, labels)], out, dims)) for c, term in node.terms])
            found = settled(apart)
            if not isinstance(found, Sum) or len(found.terms) < len(node.terms):
                return True  # Σᵢ (aᵢ - Σⱼ aⱼ/n) is 0
        traced = len(set(labels)) < len(labels) and (
            stacked(node, 0) or stacked(node, 1) or any(has_identity(term) for _, term in node.terms)
        )
        return node.rank > 2 or traced

    def root(self, label: int) -> int:
        while label in self.parent:
            label = self.parent[label]
        return label

    def fresh(self, dimension: Dimension) -> int:
        label = len(self.dims)
        self.dims[label] = dimension
        return label

    # --- taking factors in -------------------------------------------------------------------

    def settle(self) -> None:
        """Take in all pending factors, with labels that are no longer distinct made one."""
        while self.todo:
            while self.todo:
                node, labels, exponent = self.todo.pop()
                self.take(node, tuple(map(self.root, labels)), exponent)
            stale = [key for key in self.groups if any(label in self.parent for label in key[1])]
            for key in stale:
                self.todo.append(Factor(key[0], key[1], self.groups.pop(key)))
            self.bridges = {
                (min(pair), max(pair))
                for pair in ((self.root(a), self.root(b)) for a, b in self.bridges)
                if pair[0] != pair[1]
            }
        used = {label for _, labels in self.groups for label in labels}
        for label, dimension in list(self.dims.items()):
            if label >= self.rank and label not in used and label not in self.parent:
                self.parent[label] = -1  # summed over nothing: a factor of its size
                self.take(size(dimension), (), UNIT)

    def take(self, node: Node, labels: Labels, exponent: Power) -> None:
        if isinstance(exponent, Node):
            known = as_number(exponent)
            exponent = exponent if known is None else known
        if exponent == 0 or node is ONE:
            return
        if isinstance(node, Sum):
            node, exponent = self.take_coefficient(node, exponent)
            if node is ONE:
                return
        if isinstance(node, Product) and self.flatten(node, labels, exponent):
            return
        if isinstance(node, (Delta, Basis, Select, Pairing)):
            exponent = UNIT
        if isinstance(node, Map) and node.function in INDICATORS:
            exponent = UNIT
        if isinstance(node, Delta):
            self.join(*labels)
            return
        if symmetric(node):
            labels = tuple(sorted(labels))
        key = (node, labels)
        if key in self.groups and not (exponent == UNIT and isinstance(node, (Basis, Select, Pairing))):
            if isinstance(node, Map) and node.function in INDICATORS:
                return
            exponent = total(self.groups.pop(key), exponent)
        if is_sign(node) and isinstance(exponent, Fraction) and exponent.denominator == 1:
            exponent %= 2
        if exponent != 0:
            self.groups[key] = exponent

    def take_coefficient(self, node: Sum, exponent: Power) -> tuple[Node, Power]:
        """Move the rational content of a sum into the coefficient."""
        if not node.terms:
            if isinstance(exponent, Node) or exponent < 0:
                return node, exponent
            raise Vanishes
        whole = isinstance(exponent, Fraction) and exponent.denominator == 1
        share = content(node) if whole else abs(content(node))
        if as_number(node) is None and not whole and content(node) < 0:
            return node, exponent
        powered = rational_power(share, exponent)
        if powered is None:
            return node, exponent
        self.coefficient *= powered
        rest = scale(1 / share, node)
        return rest, exponent

    def flatten(self, node: Product, labels: Labels, exponent: Power) -> bool:
        """Inline a nested product; False where its exponent does not distribute over it."""
        rank = node.rank
        whole = isinstance(exponent, Fraction) and exponent.denominator == 1
        if exponent != 1 and len(node.dims) > rank:
            return False
        if not whole:
            if len(node.factors) != 1:
                return not node.factors
            inner = node.factors[0]
            if sum_of_squares(inner.node):
                power = times(exponent, inner.exponent)
                self.todo.append(Factor(inner.node, tuple(labels[label] for label in inner.labels), power))
                return True
            if not isinstance(inner.exponent, Fraction) or inner.exponent.denominator != 1:
                return False
            if inner.exponent.numerator % 2:
                return False
            place = tuple(labels[label] for label in inner.labels)
            base = mapped("abs", inner.node)
            self.todo.append(Factor(base, place, times(exponent, inner.exponent)))
            return True
        places = list(labels)
        places += [self.fresh(dimension) for dimension in node.dims[rank:]]
        for inner in node.factors:
            powered = times(inner.exponent, exponent)
            self.todo.append(Factor(inner.node, tuple(places[label] for label in inner.labels), powered))
        return True

    def join(self, a: int, b: int) -> None:
        """Make two labels one; between two axes of the result an identity remains."""
        if a == b:
            return
        if a < self.rank and b < self.rank:
            self.bridges.add((min(a, b), max(a, b)))
            return
        self.parent[max(a, b)] = min(a, b)

    # --- rewriting ---------------------------------------------------------------------------

    def rewrite(self) -> bool:
        """One simplification of neighbouring factors; False where none is left."""
        if self.bridges:
            self.unite_bridges()
        touching: dict[int, list[tuple[Node, Labels]]] = defaultdict(list)
        for key in self.groups:
            for label in dict.fromkeys(key[1]):
                touching[label].append(key)
        present = {
            node.function if isinstance(node, Map) else type(node).__name__ for node, _ in self.groups
        }
        if not present.isdisjoint(PLACED) and any(place(self, *at) for at in touching.items()):
            return True
        if any(pair(self, key, touching) for key in self.groups if isinstance(key[0], Pairing)):
            return True
        return any(needed <= present and identity(self, touching) for needed, identity in IDENTITIES)

    def unite_bridges(self) -> None:
        """Under an identity between axes a < b, everything on b may as well stand on a, the first of
        all that are bridged to it."""
        joined: dict[int, int] = {}
        todo = sorted(self.bridges, reverse=True)
        while todo:
            a, b = todo.pop()
            if joined.setdefault(b, a) != a:
                todo.append((min(a, joined[b]), max(a, joined[b])))
        for b in sorted(joined):
            joined[b] = joined.get(joined[b], joined[b])
        self.bridges = {(a, b) for b, a in joined.items()}
        moved = {key: power for key, power in self.groups.items() if any(l in joined for l in key[1])}
        for key, power in moved.items():
            del self.groups[key]
            self.take(key[0], tuple(joined.get(label, label) for label in key[1]), power)

    def drop(self, *keys: tuple[Node, Labels]) -> None:
        for key in keys:
            del self.groups[key]

    # --- putting together --------------------------------------------------------------------

    def assemble(self, factors: list[Factor]) -> Node:
        """Close what has no free index, order the rest, number the labels."""
        touching: dict[int, list[int]] = defaultdict(list)
        for position, factor in enumerate(factors):
            for label in factor.labels:
                if label >= self.rank:
                    touching[label].append(position)
        seen: set[int] = set()
        open_factors: list[Factor] = []
        closed: list[list[Factor]] = []
        for start in range(len(factors)):
            if start in seen:
                continue
            component, stack = [], [start]
            seen.add(start)
            while stack:
                position = stack.pop()
                component.append(factors[position])
                for label in factors[position].labels:
                    for neighbour in touching.get(label, ()):
                        if neighbour not in seen:
                            seen.add(neighbour)
                            stack.append(neighbour)
            summed = any(f.labels for f in component)
            if summed and all(label >= self.rank for f in component for label in f.labels):
                closed.append(component)
            else:
                open_factors += component
        if len(closed) == 1 and not open_factors and self.rank == 0:
            return self.ordered(closed[0])
        powers: dict[Node, Fraction] = defaultdict(Fraction)
        for component in closed:
            powers[Contraction([], self.dims, 0).ordered(component)] += 1
        for node, exponent in powers.items():
            double = next((f for f in open_factors if f.node is node and not f.labels), None)
            if double is None:
                open_factors.append(Factor(node, (), exponent))
                continue
            open_factors.remove(double)
            exponents = total(double.exponent, exponent)
            if exponents != 0:
                open_factors.append(Factor(node, (), exponents))
        return self.ordered(open_factors)

    def ordered(self, factors: list[Factor]) -> Node:
        factors = canonical_order(factors, self.rank)
        places, numbering = numbered(factors, self.rank)
        done = tuple([Factor(f.node, labels, f.exponent) for f, labels in zip(factors, places, strict=True)])
        dims = tuple(self.dims[label] for label in numbering)
        if len(done) == 1 and done[0].exponent == 1 and done[0].labels == tuple(range(self.rank)):
            return done[0].node
        return raw_product(done, dims, self.rank)


def cancels(node: Sum, labels: Labels, found: dict[Node, list[tuple[Labels, Fraction]]]) -> bool:
    """Whether every term of a sum holds a factor that also divides the product, or is divided by one that
    multiplies it. ``found``: where each factor of the product stands, and its power."""
    if not 1 < len(node.terms) <= MOST_DISTRIBUTED:
        return False

    def meets(term: Node) -> bool:
        bases = [f.node for f in term.factors] if isinstance(term, Product) else [term]
        return any(
            holds(term, base, places, labels, power < 0)
            for base in bases
            for places, power in found.get(base, ())
        )

    return all(meets(term) for _, term in node.terms)


def sum_of_squares(node: Node) -> bool:
    """Whether a scalar is never negative, being Σ x² or Σ |x|ᵖ: its powers multiply whatever they are."""
    if not isinstance(node, Product) or node.rank or len(node.factors) != 1:
        return False
    inner, _, exponent = node.factors[0]
    return exponent == 2 or (isinstance(inner, Map) and inner.function == "abs" and bool(inner.rank))


def has_identity(term: Node) -> bool:
    return isinstance(term, Delta) or (
        isinstance(term, Product) and any(isinstance(factor.node, Delta) for factor in term.factors)
    )


def holds(term: Node, base: Node, places: Labels, labels: Labels, above: bool) -> bool:
    """Whether a term, its axes at ``labels``, has a power of ``base`` at ``places`` as a factor."""
    if not isinstance(term, Product):
        return above and term is base and labels == places
    same = [set(f.labels) for f in term.factors if isinstance(f.node, Delta)]

    def meets(own: int, wanted: int) -> bool:
        alike = {own}.union(*(pair for pair in same if own in pair))
        return any(l < term.rank and labels[l] == wanted for l in alike)

    return any(
        f.node is base
        and isinstance(f.exponent, Fraction)
        and (f.exponent > 0) is above
        and all(meets(own, wanted) for own, wanted in zip(f.labels, places, strict=True))
        for f in term.factors
    )
