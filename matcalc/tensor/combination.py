"""The normal form of sums: nested sums opened, like terms collected, and a product multiplied out
only where that makes terms meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from matcalc.kinds.dimensions import Dimension
from matcalc.rationals import Fraction
from matcalc.tensor.elementwise import without_axes
from matcalc.tensor.invariants import invariants, signatures
from matcalc.tensor.make import add, mapped, negative, ones, product, raw_product, raw_sum, scale
from matcalc.tensor.node import UNIT, Factor, Map, Node, Product, Sum
from matcalc.tensor.positions import used_axes
from matcalc.tensor.settling import all_settled, settled

MOST_EXPANDED = 16  # terms beyond which a product is not multiplied out to look for cancellation
LARGEST_EXPANDED = 24  # factors in all beyond which it is not either
MOST_COMPARED = 64  # terms beyond which a sum is not searched for it


def leaves(node: Sum) -> Iterator[tuple[Fraction, Node]]:
    """The terms of a sum with nested sums opened."""
    stack = [(UNIT, node)]
    while stack:
        coefficient, top = stack.pop()
        for c, term in reversed(top.terms) if top is node else top.terms[::-1]:
            stack.append((coefficient * c, term))  # type: ignore[arg-type]
        while stack and not isinstance(stack[-1][1], Sum):
            yield stack.pop()


def combine(terms: Iterable[tuple[Fraction, Node]], shape: tuple[Dimension, ...]) -> Node:
    """The sum of ``terms``, whose nodes have normal forms."""
    collected = collect({}, terms)
    if 1 < len(collected) <= MOST_COMPARED:
        collected = meet(collected)
        collected = complement(collected)
    return summed(collected, shape)


def summed(collected: dict[Node, Fraction], shape: tuple[Dimension, ...]) -> Node:
    """The sum of terms that have met."""
    done = tuple((c, n) for n, c in collected.items())
    used = sorted({axis for _, node in done for axis in used_axes(node)})
    if len(done) > 1 and len(used) < len(shape):  # broadcast as a whole, not term by term
        inner = add([scale(c, without_axes(node, used)) for c, node in done])
        return settled(product([(inner, used)], range(len(shape)), dict(enumerate(shape))))
    if len(done) == 1 and done[0][0] == 1:
        return done[0][1]
    return raw_sum(done, shape)


def collect(found: dict[Node, Fraction], terms: Iterable[tuple[Fraction, Node]]) -> dict[Node, Fraction]:
    """Like terms added up, in order of first appearance; vanishing ones dropped."""
    total = dict(found)
    pairs = list(terms)
    forms = all_settled(node for _, node in pairs)
    for (coefficient, _), form in zip(pairs, forms, strict=True):
        parts = form.terms if isinstance(form, Sum) else ((UNIT, form),)
        for c, part in parts:
            value = c if coefficient is UNIT else coefficient * c
            if part in total:
                value += total[part]
            if value:
                total[part] = value
            else:
                total.pop(part, None)
    return total


def expanded(node: Node, most: int = MOST_EXPANDED) -> list[tuple[Fraction, Node]] | None:
    """A product with its sums and squares of sums multiplied out, the first of them and as many more as leave
    at most so many terms; None where there is none."""
    if not isinstance(node, Product) or extent(node) > LARGEST_EXPANDED:
        return None
    parts: list[tuple[Fraction, tuple[Factor, ...]]] = [(UNIT, ())]
    kept: list[Factor] = []
    opened = False
    waiting = list(node.factors[::-1])
    while waiting:
        factor = waiting.pop()
        inner, labels, exponent = factor
        terms = inner.terms if isinstance(inner, Sum) and exponent in (1, 2) else ()
        if not terms or len(terms) > MOST_EXPANDED or (opened and len(parts) * len(terms) > most):
            kept.append(factor)
            continue
        opened = True
        parts = [(c * d, (*chosen, Factor(n, labels))) for c, chosen in parts for d, n in terms]
        if exponent == 2:
            waiting.append(Factor(inner, labels))
    if not opened:
        return None
    return [(c, raw_product((*kept, *chosen), node.dims, node.rank)) for c, chosen in parts]


def multiplied_out(node: Node) -> list[tuple[Fraction, Node]] | None:
    """The terms of a product with all its sums multiplied out, as far as they stay few; None where there
    are no sums."""
    if "multiplied out" in node.memo:
        return node.memo["multiplied out"]  # type: ignore[no-any-return]
    parts = expanded(node)
    while parts is not None and len(parts) <= MOST_EXPANDED:
        forms = all_settled(p for _, p in parts)
        most = MOST_EXPANDED // len(parts)
        finer = [(c, p, expanded(form, most)) for (c, p), form in zip(parts, forms, strict=True)]
        if all(further is None for _, _, further in finer):
            break
        parts = [
            piece
            for c, p, further in finer
            for piece in ([(c, p)] if further is None else [(c * d, q) for d, q in further])
        ]
    if parts is not None:
        parts = list(zip((c for c, _ in parts), all_settled(p for _, p in parts), strict=True))
    node.memo["multiplied out"] = parts
    return parts


def meet(terms: dict[Node, Fraction]) -> dict[Node, Fraction]:
    """Multiply out those products whose terms then meet others."""
    closed = dict(terms)  # what is not multiplied out
    opened: list[tuple[Fraction, Node]] = []
    for node in comparable(terms):
        parts = multiplied_out(node)
        if parts is None:
            continue
        coefficient = terms[node]
        rest = {n: c for n, c in terms.items() if n is not node}
        alone = [(coefficient * c, part) for c, part in parts]
        opened += alone
        merged = collect(rest, alone)
        if len(merged) < len(terms):
            return meet(merged)
        closed.pop(node)
    if len(terms) - len(closed) > 1:
        merged = collect(closed, opened)
        if sum(map(extent, merged)) < sum(map(extent, terms)):
            return merged
    return terms


def comparable(terms: Collection[Node]) -> list[Node]:
    """The terms that may meet others when multiplied out, or lose parts of their own."""
    if not any(opens(term) for term in terms):
        return []
    found = signatures(terms)
    often = Counter(found)
    return [
        term
        for term, signature in zip(terms, found, strict=True)
        if opens(term) and (often[signature] > 1 or invariants(term).cancels)
    ]


def opens(term: Node) -> bool:
    """Whether a term can be multiplied out."""
    return isinstance(term, Product) and any(
        isinstance(f.node, Sum) and f.exponent in (1, 2) for f in term.factors
    )


def extent(node: Node) -> int:
    """How many factors it takes to write a term."""
    if not isinstance(node, Product):
        return 1
    known = node.memo.get("extent")
    if known is None:
        sums = [f.node.terms if isinstance(f.node, Sum) else None for f in node.factors]
        known = sum(1 if terms is None else sum(extent(term) for _, term in terms) for terms in sums)
        node.memo["extent"] = known
    return int(known)


def complement(terms: dict[Node, Fraction]) -> dict[Node, Fraction]:
    """p [z > 0] + p [-z ≥ 0] = p."""
    for node in list(terms):
        for key in condition_factors(node, "positive"):
            partner, whole = replaced(node, key)
            other = settled(partner)
            if terms.get(other) == terms.get(node) and node in terms:
                coefficient = terms.pop(node)
                terms.pop(other)
                return complement(collect(terms, [(coefficient, whole)]))
    return terms


def condition_factors(node: Node, function: str) -> list[int]:
    factors = node.factors if isinstance(node, Product) else (Factor(node, tuple(range(node.rank))),)
    return [i for i, f in enumerate(factors) if isinstance(f.node, Map) and f.node.function == function]


def replaced(node: Node, position: int) -> tuple[Node, Node]:
    """The product with [z > 0] made [-z ≥ 0], and without it."""
    if not isinstance(node, Product):
        assert isinstance(node, Map)
        return mapped("nonnegative", settled(negative(node.args[0]))), ones(node.shape)
    factor = node.factors[position]
    assert isinstance(factor.node, Map)
    opposite = mapped("nonnegative", settled(negative(factor.node.args[0])))
    rest = node.factors[:position] + node.factors[position + 1 :]
    dims = dict(enumerate(node.dims))
    axes = range(node.rank)
    return (
        product([*rest, Factor(opposite, factor.labels)], axes, dims),
        product(rest, axes, dims) if factor_labels_kept(rest, node) else node,
    )


def factor_labels_kept(rest: tuple[Factor, ...], node: Product) -> bool:
    """Whether every summed label still has a factor (else dropping one would change the sum)."""
    used = {label for f in rest for label in f.labels}
    return all(label in used for label in range(node.rank, len(node.dims)))
