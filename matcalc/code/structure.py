"""Which kind of operator a second derivative is, by the identities and the loose ends of its terms."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from matcalc.code.operators import Blocks, Diagonal, Kronecker, LowRank, Operator
from matcalc.code.products import replaced
from matcalc.kinds.dimensions import Dimension
from matcalc.rationals import Fraction
from matcalc.records import Value
from matcalc.tensor.make import add, basis, delta, kept, product, scale
from matcalc.tensor.make import size as length
from matcalc.tensor.node import Delta, Factor, Kept, Node, Product, Sum
from matcalc.tensor.normal import normal

MOST = 64  # terms of an operator that are looked at

Terms = list[tuple[Fraction, "Term"]]


def recognised(whole: Node) -> Operator:
    """The plainest kind of operator that ``whole`` is: (out, in), of the same shape both."""
    rank = whole.rank // 2
    terms = [(c, Term.of(node, rank)) for c, node in opened(whole)]
    if not terms or len(terms) > MOST:
        return Operator(whole)
    common = frozenset.intersection(*(term.same for _, term in terms))
    if len(common) == rank:
        return Diagonal(whole, added(terms, rank, range(rank), common))
    if common:
        return blocks(whole, terms, rank, common)
    return kronecker(whole, terms, rank) or low_rank(whole, terms, rank) or Operator(whole)


def opened(whole: Node) -> Iterator[tuple[Fraction, Node]]:
    """The terms of an operator, also those of its factors that have an axis of the result and one that is
    summed over."""
    rank = whole.rank // 2
    stack = [(Fraction(1), whole)]
    while stack:
        coefficient, node = stack.pop()
        if isinstance(node, Kept):
            stack.append((coefficient, node.body))
        elif isinstance(node, Sum):
            stack += [(coefficient * c, term) for c, term in reversed(node.terms)]
        elif isinstance(node, Product) and (place := bridge(node, rank)) is not None:
            inner = node.factors[place].node
            while isinstance(inner, Kept):
                inner = inner.body
            assert isinstance(inner, Sum)
            stack += [(coefficient * c, replaced(node, place, term)) for c, term in reversed(inner.terms)]
        else:
            yield coefficient, node


def bridge(node: Product, rank: int) -> int | None:
    """The place of a factor that is a sum, and has axes of both sides."""
    for place, factor in enumerate(node.factors):
        inner = factor.node
        while isinstance(inner, Kept):
            inner = inner.body
        sides = {label >= rank for label in factor.labels if label < 2 * rank}
        if isinstance(inner, Sum) and factor.exponent == 1 and len(sides) == 2:
            return place
    return None


class Term(Value):
    """One product of an operator. same: the axes along which it is an identity, whose factors are left out;
    the others carry the label of the result there."""

    factors: tuple[Factor, ...]
    dims: tuple[Dimension, ...]
    same: frozenset[int]
    rank: int

    @classmethod
    def of(cls, node: Node, rank: int) -> Term:
        single = (Factor(node, tuple(range(node.rank))),)
        factors, sizes = (node.factors, node.dims) if isinstance(node, Product) else (single, node.shape)
        ends = {(k, rank + k) for k in range(rank)}
        identities = [f for f in factors if isinstance(f.node, Delta) and tuple(sorted(f.labels)) in ends]
        same = frozenset(min(f.labels) for f in identities)
        left = [
            Factor(f.node, tuple(l - rank if l - rank in same else l for l in f.labels), f.exponent)
            for f in factors
            if f not in identities
        ]
        met = {label for factor in left for label in factor.labels}
        left += [Factor(length(d), ()) for l, d in enumerate(sizes) if l >= 2 * rank and l not in met]
        return cls(tuple(left), sizes, same, rank)

    def carries(self, label: int) -> bool:
        return any(label in factor.labels for factor in self.factors)

    def node(self, out: Sequence[int], factors: Collection[Factor] | None = None) -> Node:
        """The product of some of the factors, or of all."""
        chosen = self.factors if factors is None else factors
        used = {label for factor in chosen for label in factor.labels}
        return product([*chosen], out, {label: self.dims[label] for label in (*out, *used)})

    def pieces(self, cut: int | None = None) -> list[tuple[set[int], list[Factor]]]:
        """The factors that hang together by labels, ``cut`` not counted, with their labels."""
        found: list[tuple[set[int], list[Factor]]] = []
        for factor in self.factors:
            labels = set(factor.labels) - {cut}
            joined = [piece for piece in found if piece[0] & labels]
            found = [piece for piece in found if not piece[0] & labels]
            whole = ([f for _, own in joined for f in own] + [factor]) if joined else [factor]
            found.append((set.union(labels, *(own for own, _ in joined)), whole))
        return found


def added(terms: Terms, rank: int, out: Sequence[int], same: Collection[int]) -> Node:
    """Σ of terms without the identities along ``same``."""
    made = []
    for coefficient, term in terms:
        more = [Factor(delta(term.dims[k]), (k, rank + k)) for k in sorted(term.same) if k not in same]
        whole = Term((*term.factors, *more), term.dims, frozenset(same), rank)
        made.append(scale(coefficient, whole.node(out)))
    return add(made)


def blocks(whole: Node, terms: Terms, rank: int, common: Collection[int]) -> Operator:
    (along,) = common
    varies = any(term.carries(along) for _, term in terms)
    (kept,) = {*range(rank)} - {along}
    out = [along] * varies + [kept, rank + kept]
    return Blocks(whole, added(terms, rank, out, common), along, varies)


def kronecker(whole: Node, terms: Terms, rank: int) -> Operator | None:
    if len(terms) != 1 or rank != 2:
        return None
    coefficient, term = terms[0]
    more = [Factor(delta(term.dims[k]), (k, rank + k)) for k in sorted(term.same)]
    term = Term((*term.factors, *more), term.dims, frozenset(), rank)
    pieces = term.pieces()
    ends = [next((p for p in pieces if label in p[0]), None) for label in range(4)]
    if None in ends or ends[0] is ends[1]:
        return None
    crossed = ends[0] is ends[3] and ends[1] is ends[2]
    if not crossed and not (ends[0] is ends[2] and ends[1] is ends[3]):
        return None
    first = [f for piece in pieces if piece is not ends[1] for f in piece[1]]
    assert ends[1] is not None
    left = scale(coefficient, term.node((0, 3) if crossed else (0, 2), first))
    right = term.node((1, 2) if crossed else (1, 3), ends[1][1])
    return Kronecker(whole, left, right, crossed)


def low_rank(whole: Node, terms: Terms, rank: int) -> Operator | None:
    diagonal = [(c, term) for c, term in terms if len(term.same) == rank]
    found = [halves(c, term) for c, term in terms if not term.same]
    known = [half for half in found if half is not None]
    if len(diagonal) + len(known) < len(terms):
        return None
    if len(known) > 1:
        if any(weight.rank for _, weight, _ in known):
            return None
        count = Dimension.of(len(known))
        us, weights, vs = (together(sides, count) for sides in zip(*known, strict=True))
    else:
        us, weights, vs = known[0]
    entries = added(diagonal, rank, range(rank), range(rank)) if diagonal else None
    return LowRank(whole, entries, us, weights, vs)


def halves(coefficient: Fraction, term: Term) -> tuple[Node, Node, Node] | None:
    """u, the weight and v of a term Σ weight · u vᵀ, with a last axis where there are several."""
    rank = term.rank
    own, other = set(range(rank)), set(range(rank, 2 * rank))
    for cut in (None, *range(2 * rank, len(term.dims))):
        pieces = term.pieces(cut)
        if any(labels & own and labels & other for labels, _ in pieces):
            continue
        counted = [] if cut is None else [cut]
        left = [f for labels, factors in pieces if labels & own for f in factors]
        right = [f for labels, factors in pieces if labels & other for f in factors]
        middle = [f for f in term.factors if f not in left and f not in right]
        us = term.node([*sorted(own), *counted], left)
        vs = term.node([*sorted(other), *counted], right)
        return us, scale(coefficient, term.node(counted, middle)), vs
    return None


def together(nodes: Sequence[Node], count: Dimension) -> Node:
    """Nodes of one shape along a last axis, kept whole."""
    places = (basis(count, Dimension.of(k)) for k in range(1, len(nodes) + 1))
    axes = range(nodes[0].rank)
    parts = [
        product([(node, axes), (place, ("last",))], (*axes, "last"))
        for node, place in zip(nodes, places, strict=True)
    ]
    return kept(normal(add(parts)))
