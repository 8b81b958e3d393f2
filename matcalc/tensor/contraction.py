"""The normal form of products.

Factors are flattened, identities eliminated, equal factors joined into powers, what is closed (no
free index) made a scalar of its own, and the rest put in an order that does not depend on how the
indices were called: two isomorphic contractions are one node, so xᵀAx = xᵀAᵀx and tr(AB) = tr(BA).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from math import gcd, lcm

from matcalc.kinds.dimensions import Dimension
from matcalc.tensor.node import (
    INDICATORS,
    ONE,
    Basis,
    Delta,
    Factor,
    Labels,
    Map,
    Node,
    Operation,
    Product,
    Select,
    Sum,
    Variable,
    add,
    as_number,
    basis,
    broadcast,
    delta,
    is_zero,
    mapped,
    negative,
    number,
    operation,
    product,
    raw_product,
    scale,
    settled,
    size,
    transposed,
    zero,
)

Power = Fraction | Node
UNIT = Fraction(1)
HUGE = 4096  # bits beyond which a numeric power is left as a power
MOST_DISTRIBUTED = 8  # terms of a sum that is multiplied out so that factors cancel
BRANCHES = 64  # orderings tried when symmetry leaves a choice


class Zero(Exception):
    """The product being built vanishes."""


def symmetric(node: Node) -> bool:
    """Whether a matrix (in normal form) equals its transpose: declared so, or seen from its form."""
    if node.rank != 2 or node.shape[0] != node.shape[1]:
        return False
    known = node.memo.get("symmetric")
    if known is None:
        known = node.memo["symmetric"] = find_symmetry(node)
    return bool(known)


def find_symmetry(node: Node) -> bool:
    if isinstance(node, Variable):
        return not node.flags.isdisjoint({"symmetric", "diagonal", "posdef"})
    if isinstance(node, Map) or (isinstance(node, Operation) and node.name == "inverse"):
        return all(map(symmetric, node.args))
    if isinstance(node, (Sum, Product)):
        return settled(transposed(node, (1, 0))) is node
    return isinstance(node, Delta)


def content(node: Sum) -> Fraction:
    """The rational taken out of a sum so that its coefficients are coprime integers and the
    earliest node (constants aside) has a positive one."""
    numerators = [abs(c.numerator) for c, _ in node.terms]
    denominators = [c.denominator for c, _ in node.terms]
    varying = [t for t in node.terms if not (isinstance(t[1], Product) and not t[1].factors)]
    leading = min(varying or node.terms, key=lambda term: term[1].serial)[0]
    return Fraction(gcd(*numerators), lcm(*denominators)) * (1 if leading > 0 else -1)


def at_least(dimension: Dimension, bound: int) -> bool:
    """Whether a dimension is provably at least ``bound``, its names being at least 1."""
    shifted = dimension.substitute({name: Dimension.of(name) + 1 for name in dimension.names})
    constant = dict(shifted.terms).get((), 0)
    return constant >= bound and all(c >= 0 for m, c in shifted.terms if m)


def distinct(left: Dimension, right: Dimension) -> bool:
    """Whether two positions are provably different."""
    return at_least(left - right, 1) or at_least(right - left, 1)


def apart_by_name(left: Dimension, right: Dimension, dimension: Dimension) -> bool:
    """The last position of an axis of unnamed length, n, is not one of its first, 1 or 2, as in x₁, x₂, …, xₙ."""
    ends = {left, right}
    return dimension.value is None and dimension in ends and any((d.value or 9) <= 2 for d in ends)


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
        except Zero:
            return zero(shape)
        for key, power in self.groups.items():
            if power != 1 or not isinstance(key[0], Sum):
                continue
            if any(label < self.rank and stacked(key[0], axis) for axis, label in enumerate(key[1])):
                return self.distributed(key)
            if self.cancels(key[0], key[1]):
                return self.distributed(key)
        factors = [Factor(node, labels, power) for (node, labels), power in self.groups.items()]
        factors += [Factor(delta(self.dims[a]), (a, b)) for a, b in sorted(self.bridges)]
        return scale(self.coefficient, self.assemble(factors))

    def distributed(self, stack: tuple[Node, Labels]) -> Node:
        """The product with one of its sums multiplied out."""
        node, labels = stack
        assert isinstance(node, Sum)
        rest = [Factor(n, l, p) for (n, l), p in self.groups.items() if (n, l) != stack]
        rest += [Factor(delta(self.dims[a]), (a, b)) for a, b in self.bridges]
        out = range(self.rank)
        shape = {axis: self.dims[axis] for axis in out}
        terms = [scale(c, product([*rest, Factor(part, labels)], out, shape)) for c, part in node.terms]
        return scale(self.coefficient, settled(add(terms)))

    def cancels(self, node: Sum, labels: Labels) -> bool:
        """Whether every term of a sum holds a factor that also divides the product."""
        if len(node.terms) > MOST_DISTRIBUTED:
            return False
        below = [key for key, power in self.groups.items() if isinstance(power, Fraction) and power < 0 and key[1]]
        return any(all(holds(term, base, places, labels) for _, term in node.terms) for base, places in below)

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
        if isinstance(node, (Delta, Basis, Select)):
            exponent = UNIT
        if isinstance(node, Map) and node.function in INDICATORS:
            exponent = UNIT
        if isinstance(node, Delta):
            self.join(*labels)
            return
        if symmetric(node):
            labels = tuple(sorted(labels))
        key = (node, labels)
        if key in self.groups and not (exponent == UNIT and isinstance(node, (Basis, Select))):
            if isinstance(node, Map) and node.function in INDICATORS:
                return
            exponent = total(self.groups.pop(key), exponent)
            if exponent == 0:
                return
        self.groups[key] = exponent

    def take_coefficient(self, node: Sum, exponent: Power) -> tuple[Node, Power]:
        """Move the rational content of a sum into the coefficient."""
        if not node.terms:
            if isinstance(exponent, Node) or exponent < 0:
                return node, exponent
            raise Zero
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
            for label in key[1]:
                touching[label].append(key)
        return (
            any(self.place(label, keys) for label, keys in touching.items())
            or self.cancel_inverses(touching)
            or self.merge_exponentials()
            or self.recognise()
            or self.use_conditions()
        )

    def unite_bridges(self) -> None:
        """Under an identity between axes a < b, everything on b may as well stand on a."""
        joined: dict[int, int] = {}
        for a, b in sorted(self.bridges):
            joined[b] = joined.get(a, a)
        self.bridges = {(a, b) for b, a in joined.items()}
        moved = {key: power for key, power in self.groups.items() if any(l in joined for l in key[1])}
        for key, power in moved.items():
            del self.groups[key]
            self.take(key[0], tuple(joined.get(label, label) for label in key[1]), power)

    def drop(self, *keys: tuple[Node, Labels]) -> None:
        for key in keys:
            del self.groups[key]

    def place(self, label: int, keys: list[tuple[Node, Labels]]) -> bool:
        """Positions meeting on one label: unit vectors and placements."""
        units = [key for key in keys if isinstance(key[0], Basis)]
        placed = [key for key in keys if isinstance(key[0], Select) and key[1][0] == label]
        bound = label >= self.rank
        if units:
            unit = units[0][0]
            assert isinstance(unit, Basis)
            for other in units[1:]:
                assert isinstance(other[0], Basis)
                if distinct(unit.index, other[0].index) or apart_by_name(unit.index, other[0].index, unit.shape[0]):
                    raise Zero
            for key in placed:
                node = key[0]
                assert isinstance(node, Select)
                inner = unit.index - node.offset
                if at_least(inner, 1) and at_least(node.shape[1] - inner, 0):
                    self.drop(key)
                    self.todo.append(Factor(basis(node.shape[1], inner), (key[1][1],)))
                    return True
                if at_least(inner * -1, 0) or at_least(inner - node.shape[1], 1):
                    raise Zero
            if bound and len(keys) == 1:
                self.parent[label] = -1
                self.drop(units[0])
                return True
            if bound and len(units) == 1 and len(keys) == 2:
                other = next(key for key in keys if key is not units[0])
                return self.pick(label, unit, units[0], other)
        if len(placed) > 1:
            first, second = placed[0], placed[1]
            assert isinstance(first[0], Select) and isinstance(second[0], Select)
            if (first[0].offset, first[0].shape) == (second[0].offset, second[0].shape):
                self.drop(second)
                self.todo.append(Factor(delta(first[0].shape[1]), (first[1][1], second[1][1])))
                return True
            ends = [k[0].offset + k[0].shape[1] for k in (first, second) if isinstance(k[0], Select)]
            if at_least(second[0].offset - ends[0], 0) or at_least(first[0].offset - ends[1], 0):
                raise Zero
        if placed and bound and len(keys) == 1:
            self.parent[label] = -1
            self.drop(placed[0])
            self.todo.append(Factor(product([], [0], {0: placed[0][0].shape[1]}), (placed[0][1][1],)))
            return True
        if bound and placed and len(keys) == 2:
            other = next(key for key in keys if key is not placed[0])
            return self.split_blocks(label, placed[0], other)
        if bound and len(keys) == 2 and not units and not placed:
            return self.split_stacks(label, keys)
        return False

    def split_stacks(self, label: int, keys: list[tuple[Node, Labels]]) -> bool:
        """Two stacks multiplied: the first is distributed, so that part meets part."""
        if any(not stacked(node, labels.index(label)) or self.groups[node, labels] != 1 for node, labels in keys):
            return False
        (node, labels), (other, places) = keys
        assert isinstance(node, Sum)
        inner = dict(enumerate(labels))
        union = sorted(set(labels) | set(places))
        out = [l for l in union if l != label]
        parts = [
            scale(c, product([(part, [inner[k] for k in range(part.rank)]), (other, places)], out))
            for c, part in node.terms
        ]
        self.drop(*keys)
        self.parent[label] = -1
        self.todo.append(Factor(settled(add(parts)), tuple(out)))
        return True

    def pick(self, label: int, unit: Basis, at: tuple[Node, Labels], other: tuple[Node, Labels]) -> bool:
        """An entry of a sum or of an element-wise function is the sum or function of the entries."""
        node, labels = other
        if not isinstance(node, (Sum, Map)) or labels.count(label) != 1:
            return False
        axis = labels.index(label)
        rest = tuple(l for l in range(node.rank) if l != axis)

        def entry(part: Node) -> Node:
            return product([(part, range(part.rank)), (unit, (axis,))], rest)

        if isinstance(node, Sum):
            picked = add([scale(c, entry(part)) for c, part in node.terms])
        else:
            picked = mapped(node.function, *(entry(arg) for arg in node.args))
        power = self.groups[other]
        self.drop(at, other)
        self.parent[label] = -1
        self.todo.append(Factor(settled(picked), tuple(l for l in labels if l != label), power))
        return True

    def split_blocks(self, label: int, at: tuple[Node, Labels], other: tuple[Node, Labels]) -> bool:
        """A part taken out of a stack: the sum is distributed, since all but one term vanishes."""
        node, labels = other
        if not isinstance(node, Sum) or labels.count(label) != 1 or self.groups[other] != 1:
            return False
        axis = labels.index(label)
        new = node.rank
        out = tuple(new if l == axis else l for l in range(node.rank))
        taken = [
            settled(product([(part, range(part.rank)), (at[0], (axis, new))], out)) for _, part in node.terms
        ]
        if not any(is_zero(part) for part in taken):
            return False
        picked = add([scale(c, part) for (c, _), part in zip(node.terms, taken, strict=True)])
        inner = at[1][1]
        self.drop(at, other)
        self.parent[label] = -1
        self.todo.append(Factor(settled(picked), tuple(inner if l == label else l for l in labels)))
        return True

    def cancel_inverses(self, touching: dict[int, list[tuple[Node, Labels]]]) -> bool:
        """A⁻¹A = I, and QᵀQ = I for orthogonal Q."""
        for label, keys in touching.items():
            if label < self.rank or len(keys) != 2 or any(self.groups[key] != 1 for key in keys):
                continue
            for (a, al), (b, bl) in (keys, keys[::-1]):
                if len(al) != 2 or len(bl) != 2 or al[0] == al[1] or bl[0] == bl[1]:
                    continue
                inverse = isinstance(a, Operation) and a.name == "inverse" and a.args[0] is b
                crossed = al.index(label) != bl.index(label) or symmetric(b)
                orthogonal = (
                    a is b and isinstance(a, Variable) and "orthogonal" in a.flags and not crossed
                )
                if (inverse and crossed) or orthogonal:
                    ends = (al[1 - al.index(label)], bl[1 - bl.index(label)])
                    self.drop((a, al), (b, bl))
                    self.parent[label] = -1
                    self.todo.append(Factor(delta(a.shape[0]), ends))
                    return True
        return False

    def merge_exponentials(self) -> bool:
        """exp(a)ᵖ exp(b) = exp(pa + b)."""
        found: dict[Labels, list[tuple[Node, Labels]]] = defaultdict(list)
        for key in self.groups:
            if isinstance(key[0], Map) and key[0].function == "exp":
                found[key[1]].append(key)
        for labels, keys in found.items():
            if len(keys) == 1 and self.groups[keys[0]] == 1:
                continue
            parts = []
            for key in keys:
                exponent, argument = self.groups[key], key[0].children[0]
                axes = range(argument.rank)
                factor = number(exponent) if isinstance(exponent, Fraction) else exponent
                parts.append(product([(argument, axes), (factor, ())], axes))
            self.drop(*keys)
            self.todo.append(Factor(settled(mapped("exp", settled(add(parts)))), labels))
            return True
        return False

    def recognise(self) -> bool:
        """1/(1 + exp(a)) is σ(-a), exp(a) σ(-a) is σ(a), σ(a) σ(-a) is σ(a)(1 - σ(a)), and
        exp(z)/sum(exp(z)) is softmax(z)."""
        for (node, labels), exponent in list(self.groups.items()):
            negative_power = isinstance(exponent, Fraction) and exponent.denominator == 1 and exponent < 0
            if negative_power and isinstance(node, Sum):
                argument = one_plus_exp(node)
                if argument is not None:
                    self.drop((node, labels))
                    self.todo.append(Factor(settled(mapped("sigmoid", negative(argument))), labels, -exponent))
                    return True
            if not isinstance(node, Map) or node.function not in ("exp", "sigmoid"):
                continue
            (argument,) = node.args
            opposite = (settled(mapped("sigmoid", negative(argument))), labels)
            if opposite in self.groups and isinstance(self.groups[opposite], Fraction):
                if node.function == "exp" and exponent == 1 and self.groups[opposite] >= 1:  # type: ignore[operator]
                    self.drop((node, labels))
                    self.todo.append(Factor(opposite[0], labels, Fraction(-1)))
                    self.todo.append(Factor(mapped("sigmoid", argument), labels))
                    return True
                if node.function == "sigmoid" and exponent == self.groups[opposite] == 1:
                    self.drop(opposite)
                    rest = settled(add([product([], labels and range(node.rank), dict(enumerate(node.shape))), negative(node)]))
                    self.todo.append(Factor(rest, labels))
                    return True
            if node.function == "exp" and node.rank == 1 and exponent == 1:
                total_exp = (raw_product((Factor(node, (0,)),), node.shape, 0), ())
                power = self.groups.get(total_exp)
                if isinstance(power, Fraction) and power <= -1:
                    self.drop((node, labels), total_exp)
                    if power != -1:
                        self.groups[total_exp] = power + 1
                    self.todo.append(Factor(operation("softmax", node.shape, argument), labels))
                    return True
        return False

    def use_conditions(self) -> bool:
        """Under [z > 0]: max(0, z) is z and [z ≥ 0] is 1; with [-z ≥ 0] or [-z > 0] it vanishes."""
        for (node, labels) in list(self.groups):
            if not isinstance(node, Map) or node.function != "positive":
                continue
            argument = node.args[0]
            opposite = settled(negative(argument))
            for function in ("positive", "nonnegative"):
                if (mapped(function, opposite), labels) in self.groups:
                    raise Zero
            known = {
                mapped("relu", argument): argument,
                mapped("abs", argument): argument,
                node: ONE,
                mapped("nonnegative", argument): ONE,
            }
            for key in list(self.groups):
                if key[0] is node or (labels and key[1] != labels):
                    continue
                simpler = assume(key[0], known)
                if simpler is not key[0]:
                    exponent = self.groups.pop(key)
                    self.todo.append(Factor(settled(simpler), key[1], exponent))
                    return True
        return False

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
        for start, factor in enumerate(factors):
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
        numbering = {label: label for label in range(self.rank)}
        done = []
        for node, labels, exponent in factors:
            numbers = tuple(numbering.setdefault(label, len(numbering)) for label in labels)
            done.append(Factor(node, tuple(sorted(numbers)) if symmetric(node) else numbers, exponent))
        dims = tuple(self.dims[label] for label in numbering)
        if len(done) == 1 and done[0].exponent == 1 and done[0].labels == tuple(range(self.rank)):
            return done[0].node
        return raw_product(tuple(done), dims, self.rank)


def holds(term: Node, base: Node, places: Labels, labels: Labels) -> bool:
    """Whether a term, its axes at ``labels``, has ``base`` at ``places`` as a factor."""
    if not isinstance(term, Product):
        return term is base and labels == places
    same = [set(f.labels) for f in term.factors if isinstance(f.node, Delta)]

    def meets(own: int, wanted: int) -> bool:
        alike = {own}.union(*(pair for pair in same if own in pair))
        return any(l < term.rank and labels[l] == wanted for l in alike)

    return any(
        f.node is base and all(meets(own, wanted) for own, wanted in zip(f.labels, places, strict=True))
        for f in term.factors
    )


def one_plus_exp(node: Sum) -> Node | None:
    """a, where the node is 1 + exp(a)."""
    if len(node.terms) != 2:
        return None
    (c, one), (d, other) = node.terms
    if isinstance(one, Map):
        (c, one), (d, other) = (d, other), (c, one)
    constant = isinstance(one, Product) and not one.factors
    if constant and c == d == 1 and isinstance(other, Map) and other.function == "exp":
        return other.args[0]
    return None


def assume(root: Node, known: dict[Node, Node]) -> Node:
    """``root`` with nodes of its own shape replaced, as far as entry-by-entry operations reach."""
    if root in known:
        return broadcast(known[root], root.shape)
    axes = tuple(range(root.rank))
    if isinstance(root, Sum):
        parts = [assume(term, known) for _, term in root.terms]
        if all(new is old for new, (_, old) in zip(parts, root.terms, strict=True)):
            return root
        return add([scale(c, part) for (c, _), part in zip(root.terms, parts, strict=True)])
    if isinstance(root, Map) and not root.function == "exp":
        args = [assume(arg, known) for arg in root.args]
        return root if all(a is b for a, b in zip(args, root.args, strict=True)) else mapped(root.function, *args)
    if isinstance(root, Product):
        whole = [f.node if f.labels != axes else assume_leaf(f.node, known) for f in root.factors]
        if all(new is f.node for new, f in zip(whole, root.factors, strict=True)):
            return root
        factors = [Factor(new, f.labels, f.exponent) for new, f in zip(whole, root.factors, strict=True)]
        return product(factors, axes, dict(enumerate(root.dims)))
    return root


def assume_leaf(node: Node, known: dict[Node, Node]) -> Node:
    return broadcast(known[node], node.shape) if node in known else node


def stacked(node: Node, axis: int) -> bool:
    """Whether a node is a sum of parts placed along an axis."""

    def is_part(term: Node) -> bool:
        factors = term.factors if isinstance(term, Product) else (Factor(term, tuple(range(term.rank))),)
        return any(isinstance(f.node, (Basis, Select)) and f.labels[0] == axis for f in factors)

    return isinstance(node, Sum) and any(is_part(term) for _, term in node.terms)


def total(left: Power, right: Power) -> Power:
    """The sum of two exponents."""
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return left + right
    summed = settled(add([number(p) if isinstance(p, Fraction) else p for p in (left, right)]))
    known = as_number(summed)
    return summed if known is None else known


def times(left: Power, right: Power) -> Power:
    """The product of two exponents."""
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return left * right
    nodes = [number(p) if isinstance(p, Fraction) else p for p in (left, right)]
    return settled(product([(node, ()) for node in nodes]))


def rational_power(base: Fraction, exponent: Power) -> Fraction | None:
    """base to the exponent where that is a rational of reasonable size, else None."""
    if base == 1:
        return UNIT
    if not isinstance(exponent, Fraction):
        return None
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if exponent.denominator == 1:
        return None if abs(exponent) * bits > HUGE else base**exponent.numerator
    if base < 0:
        return None
    root = exponent.denominator
    parts = []
    for part in (base.numerator, base.denominator):
        guess = round(part ** (1 / root)) if part.bit_length() < 1000 and root < 64 else 0
        if guess**root != part:
            return None
        parts.append(guess)
    return rational_power(Fraction(*parts), Fraction(exponent.numerator))


def canonical_order(factors: list[Factor], rank: int) -> list[Factor]:
    """An order that depends on the factors and how they are joined, not on what labels are called:
    colours are refined by neighbourhood, and remaining ties tried out."""

    def weight(factor: Factor) -> tuple[object, ...]:
        exponent = factor.exponent
        power = (0, exponent) if isinstance(exponent, Fraction) else (1, exponent.serial)
        return (factor.node.serial, power)

    base = [weight(factor) for factor in factors]
    if len(set(base)) == len(base):
        return [factors[i] for i in sorted(range(len(factors)), key=lambda i: base[i])]

    def refine(colours: list[int]) -> list[int]:
        bound: dict[int, int] = {}
        while True:
            whole = []
            for i, factor in enumerate(factors):
                ends = [label if label < rank else rank + bound.get(label, 0) for label in factor.labels]
                whole.append((colours[i], tuple(sorted(ends)) if symmetric(factor.node) else tuple(ends)))
            ranks = {key: r for r, key in enumerate(sorted(set(whole)))}
            updated = [ranks[key] for key in whole]
            seen: dict[int, list[tuple[int, int]]] = defaultdict(list)
            for i, factor in enumerate(factors):
                for axis, label in enumerate(factor.labels):
                    if label >= rank:
                        seen[label].append((updated[i], 0 if symmetric(factor.node) else axis))
            keys = {label: (bound.get(label, 0), *sorted(ends)) for label, ends in seen.items()}
            label_ranks = {key: r for r, key in enumerate(sorted(set(keys.values())))}
            refined = {label: label_ranks[key] for label, key in keys.items()}
            if updated == colours and refined == bound:
                return colours
            colours, bound = updated, refined

    def encode(order: list[int]) -> list[tuple[object, ...]]:
        numbering = {label: label for label in range(rank)}
        code = []
        for i in order:
            labels = [numbering.setdefault(l, len(numbering)) for l in factors[i].labels]
            code.append((*base[i], tuple(sorted(labels)) if symmetric(factors[i].node) else tuple(labels)))
        return code

    starts = {key: r for r, key in enumerate(sorted(set(base)))}
    pending = [refine([starts[key] for key in base])]
    best: tuple[list[tuple[object, ...]], list[int]] | None = None
    tried = 0
    while pending and tried < BRANCHES:
        colours = pending.pop()
        classes: dict[int, list[int]] = defaultdict(list)
        for i, colour in enumerate(colours):
            classes[colour].append(i)
        tied = next((members for _, members in sorted(classes.items()) if len(members) > 1), None)
        if tied is None:
            tried += 1
            order = sorted(range(len(factors)), key=lambda i: colours[i])
            code = encode(order)
            if best is None or code < best[0]:
                best = (code, order)
            continue
        for chosen in tied[: BRANCHES // 8]:
            pending.append(refine([2 * c + (1 if i != chosen and c == colours[chosen] else 0) for i, c in enumerate(colours)]))
    assert best is not None
    return [factors[i] for i in best[1]]
