"""Tensors to index notation with every sum written out: an entry of AXB is Σ_k Σ_l A_ik X_kl B_lj.

What ``raising`` brings to matrix form is here left as it stands: products stay in the order of their
factors, and nothing is taken out or collected, so a tensor that is not in normal form can be shown too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from matcalc.kinds.dimensions import Dimension
from matcalc.lowering import build
from matcalc.lowering.forms import signs
from matcalc.lowering.raising import Raising
from matcalc.lowering.request import NoMatrixForm
from matcalc.rationals import Fraction
from matcalc.tensor.node import (
    INDICATORS,
    Basis,
    Delta,
    Factor,
    Kept,
    Map,
    Node,
    Pairing,
    Product,
    Select,
    Sum,
)
from matcalc.terms import Apply, Element, Name, Summation, Term, postorder

At = tuple[Dimension, ...]  # an index for each axis
MOST_FACTORS = 60  # products within products are opened up to this many


class Entry(NamedTuple):
    """What is to be written: a node at indices. used: the letters of the sums around it; typed: whether its
    factors stand in the order in which they are to be written."""

    node: Node
    at: At
    used: frozenset[str]
    typed: bool


class Missing(Exception):
    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries


class Explicit:
    """Writes the nodes of one derivation. ``raising`` writes what is no sum or product; ``letters`` are those
    that a sum may take."""

    def __init__(self, raising: Raising, letters: Sequence[str]) -> None:
        self.raising = raising
        self.letters = letters
        self.done: dict[Entry, Term] = {}

    def term(
        self, node: Node, at: At, used: frozenset[str] = frozenset(), typed: bool = False
    ) -> Term:
        """An entry of a node. used: letters that no sum in it may take; typed: factors keep their order,
        which in a normal form means nothing.

        Raises NoMatrixForm where a part of it has no form to be written in."""
        root = Entry(node, at, used, typed)
        stack = [root]
        while stack:
            entry = stack[-1]
            if entry in self.done:
                stack.pop()
                continue
            try:
                self.done[entry] = self.write(entry)
            except Missing as missing:
                stack.extend(missing.entries)
        return self.done[root]

    def need(self, nodes: Iterable[tuple[Node, At]], around: Entry) -> list[Term]:
        entries = [around._replace(node=node, at=at) for node, at in nodes]
        missing = [entry for entry in entries if entry not in self.done]
        if missing:
            raise Missing(missing)
        return [self.done[entry] for entry in entries]

    def write(self, entry: Entry) -> Term:
        node, at = entry.node, entry.at
        match node:
            case Sum():
                return build.add(self.summands(node, entry))
            case Product():
                return self.product(Fraction(1), node, entry)
            case Map() if node.function in INDICATORS:
                return self.condition(node, entry)
            case Map():
                args = tuple(self.need([(arg, at) for arg in node.args], entry))
                relu = node.function == "relu"
                return Apply("max", (build.ZERO, *args)) if relu else Apply(node.function, args)
            case Kept() if not node.name:
                return self.need([(node.body, at)], entry)[0]
            case Delta():
                return unit(at[0], at[1], node.shape[0])
            case Basis():
                return unit(at[0], node.index, node.shape[0])
            case Select():
                return unit(at[0], at[1] + node.offset, node.shape[0])
            case Pairing():
                return unit(at[0], at[1] + node.shape[1] * (at[2] - 1), node.shape[0])
            case _:
                return self.raising.term(node, at)

    def summands(self, node: Sum, entry: Entry) -> list[Term]:
        parts: list[Term] = []
        missing: list[Entry] = []
        for coefficient, term in node.terms:
            try:
                if isinstance(term, Product):
                    parts.append(self.product(coefficient, term, entry))
                else:
                    parts.append(build.signed(coefficient, self.need([(term, entry.at)], entry)[0]))
            except Missing as one:
                missing += one.entries
        if missing:
            raise Missing(missing)
        return parts

    def condition(self, node: Map, entry: Entry) -> Term:
        """[a - b > 0] as a > b."""
        (arg,) = node.args
        operator = {"positive": "gt", "nonnegative": "ge", "null": "eq"}[node.function]
        if not isinstance(arg, Sum):
            return Apply(operator, (self.need([(arg, entry.at)], entry)[0], build.ZERO))
        parts = self.summands(arg, entry)
        left = [part for (c, _), part in zip(arg.terms, parts, strict=True) if c > 0]
        right = [build.negative(part) for (c, _), part in zip(arg.terms, parts, strict=True) if c < 0]
        if not left:
            left, right = right, []
            operator = {"gt": "lt", "ge": "le", "eq": "eq"}[operator]
        return Apply(operator, (build.add(left), build.add(right)))

    def product(self, coefficient: Fraction, node: Product, entry: Entry) -> Term:
        coefficient, factors, dims = opened(coefficient, node)
        places: dict[int, Dimension] = dict(enumerate(entry.at))
        factors = fixed(factors, places)
        if not entry.typed:
            factors, sign = signs(sorted(factors, key=matrices_first), coefficient < 0)
            coefficient = abs(coefficient) * sign
        labels = dict.fromkeys(label for factor in factors for label in factor.labels)
        summed = [label for label in labels if label not in places]
        taken = entry.used | {name for index in entry.at for name in index.names}
        letters = [letter for letter in self.letters if letter not in taken]
        if len(summed) > len(letters):
            raise NoMatrixForm
        places |= {label: Dimension.of(letter) for label, letter in zip(summed, letters, strict=False)}
        around = entry._replace(used=taken | set(letters[: len(summed)]))
        exponents = [f.exponent for f in factors if isinstance(f.exponent, Node)]
        asked = [(f.node, tuple(places[label] for label in f.labels)) for f in factors]
        written = self.need([*asked, *((exponent, ()) for exponent in exponents)], around)
        powers = iter(written[len(factors) :])
        outside: list[tuple[Term, Fraction | Term]] = []
        inside: list[tuple[Term, Fraction | Term]] = []
        for factor, term in zip(factors, written, strict=False):
            power = factor.exponent if isinstance(factor.exponent, Fraction) else next(powers)
            within = any(label in summed for label in factor.labels)
            (inside if within else outside).append((term, power))
        if not summed:
            return fraction(coefficient, outside)
        body = fraction(Fraction(1), inside)
        for label in reversed(summed):
            body = total(str(places[label]), dims[label], body)
        if not outside and abs(coefficient) == 1:
            return body if coefficient > 0 else build.negative(body)
        return fraction(coefficient, outside, body)


def matrices_first(factor: Factor) -> int:
    """The order of factors that mean no order: A_ij x_j, and what has no other place last."""
    if isinstance(factor.node, Map) and factor.node.function in INDICATORS:
        return 2
    return 0 if factor.node.rank > 1 else 1


def unit(one: Dimension, other: Dimension, length: Dimension) -> Term:
    """An entry of the identity, whose size is said where an index of it is that."""
    if one == other:
        return build.ONE
    if one.value is not None and other.value is not None:
        return build.ZERO
    sized = length in (one, other) and length.value is None
    return build.element(build.eye(length if sized else None), (one, other))


def opened(coefficient: Fraction, node: Product) -> tuple[Fraction, list[Factor], list[Dimension]]:
    """The factors of a product, those of products in it among them, with the dimension of each label."""
    dims = list(node.dims)
    done: list[Factor] = []
    pending = list(reversed(node.factors))
    while pending:
        factor = pending.pop()
        inner = factor.node
        if isinstance(inner, Kept) and not inner.name:
            inner = inner.body
        if factor.exponent == 1 and isinstance(inner, Sum) and len(inner.terms) == 1:
            share, inner = inner.terms[0]
            coefficient *= share
            factor = factor._replace(node=inner)
        many = len(done) + len(pending) > MOST_FACTORS
        if factor.exponent != 1 or not isinstance(inner, Product) or many:
            done.append(factor)
            continue
        places = [*factor.labels, *range(len(dims), len(dims) + len(inner.dims) - inner.rank)]
        dims += inner.dims[inner.rank :]
        pending += [
            Factor(f.node, tuple(places[l] for l in f.labels), f.exponent) for f in reversed(inner.factors)
        ]
    return coefficient, done, dims


def fixed(factors: list[Factor], places: dict[int, Dimension]) -> list[Factor]:
    """The factors without those units that say at which index a summed label stands; ``places`` learns it."""
    while True:
        for factor in factors:
            loose = [label for label in factor.labels if label not in places]
            if len(loose) != 1 or loose[0] != factor.labels[0]:
                continue
            rest = [places[label] for label in factor.labels[1:]]
            if isinstance(factor.node, Basis):
                places[loose[0]] = factor.node.index
            elif isinstance(factor.node, Select):
                places[loose[0]] = rest[0] + factor.node.offset
            elif isinstance(factor.node, Pairing):
                places[loose[0]] = rest[0] + factor.node.shape[1] * (rest[1] - 1)
            else:
                continue
            factors = [other for other in factors if other is not factor]
            break
        else:
            return factors


def total(letter: str, length: Dimension, body: Term) -> Summation:
    """Σ over a letter, its bounds said where nothing in the body says them."""
    plain = any(
        isinstance(part, Element)
        and isinstance(part.base, Name)
        and any(isinstance(index, Name) and index.id == letter for index in part.indices)
        for part in postorder(body)
    )
    if plain:
        return Summation(Name(letter), None, None, body)
    return Summation(Name(letter), build.ONE, build.dimension(length), body)


def fraction(
    coefficient: Fraction, factors: Sequence[tuple[Term, Fraction | Term]], last: Term | None = None
) -> Term:
    """coefficient · factors, each with its exponent, · last; what has a negative one below a line."""
    above: list[Term] = []
    below: list[Term] = []
    for term, exponent in factors:
        if not isinstance(exponent, Fraction):
            above.append(build.power(term, exponent))
            continue
        side, size = (above if exponent > 0 else below), abs(exponent)
        root = size == Fraction(1, 2)
        side.append(Apply("sqrt", (term,)) if root else build.power(term, build.number(size)))
    if any(build.is_number(term, 0) for term in above):
        return build.ZERO
    if abs(coefficient.numerator) != 1:
        above.insert(0, build.number(abs(coefficient.numerator)))
    if coefficient.denominator != 1:
        below.insert(0, build.number(coefficient.denominator))
    if last is None or not below:
        whole = [*above, last] if last is not None else above
        term = build.divide(build.side_by_side(whole), build.side_by_side(below))
    else:
        term = build.side_by_side([build.divide(build.side_by_side(above), build.side_by_side(below)), last])
    return build.negative(term) if coefficient < 0 else term


