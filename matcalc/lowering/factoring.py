"""Common factors taken out of a sum: 2𝐱ᵀA + 2𝐱ᵀAᵀ is also 2𝐱ᵀ(A + Aᵀ). Which form is shorter the
raiser decides; here the candidates are found."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from matcalc.tensor.combination import expanded
from matcalc.tensor.node import (
    INDICATORS,
    Factor,
    Map,
    Node,
    Product,
    Sum,
    add,
    product,
    scale,
)
from matcalc.tensor.normal import normal

MOST_TERMS = 12


def factors_of(node: Node) -> tuple[Factor, ...]:
    return node.factors if isinstance(node, Product) else (Factor(node, tuple(range(node.rank))),)


def factorings(node: Node) -> Iterator[Node]:
    """Other forms of a sum: with what most terms share taken out, and over a common denominator."""
    if not isinstance(node, Sum) or len(node.terms) > MOST_TERMS:
        return
    fraction = over_common_denominator(node)
    if fraction is not None:
        yield fraction
    whole: Node = node
    changed = False
    while isinstance(whole, Sum) and len(whole.terms) > 1:
        taken = best(whole)
        if taken is None or (isinstance(taken, Sum) and len(taken.terms) >= len(whole.terms)):
            break
        whole = taken
        changed = True
    if changed:
        yield whole


def best(node: Sum) -> Node | None:
    """One common factor taken out of as many terms as have it."""
    counts: dict[tuple[object, ...], list[tuple[int, int]]] = {}
    for t, (_, term) in enumerate(node.terms):
        for f, factor in enumerate(factors_of(term)):
            free = tuple((axis, label) for axis, label in enumerate(factor.labels) if label < node.rank)
            exact = factor.exponent if isinstance(factor.exponent, Node) or factor.exponent < 0 else None
            signature = (factor.node, exact, free)
            places = counts.setdefault(signature, [])
            if not places or places[-1][0] != t:
                places.append((t, f))
    candidates = [places for places in counts.values() if len(places) > 1]
    candidates.sort(key=lambda places: (len(places), sum(gain(node, p) for p in places)), reverse=True)
    for places in candidates:
        taken = take_out(node, places)
        if taken is not None:
            return taken
    return None


def gain(node: Sum, place: tuple[int, int]) -> int:
    factor = factors_of(node.terms[place[0]][1])[place[1]]
    return len(factor.labels) + (
        2 if isinstance(factor.node, Map) and factor.node.function in INDICATORS else 0
    )


def take_out(node: Sum, places: list[tuple[int, int]]) -> Node | None:
    """The sum with the factors at ``places`` (term, factor) made one."""
    chosen = [factors_of(node.terms[t][1])[f] for t, f in places]
    rank = node.rank
    common = chosen[0].node
    exponents = [f.exponent for f in chosen if isinstance(f.exponent, Fraction)]
    exponent = min(exponents) if exponents else chosen[0].exponent
    if isinstance(exponent, Fraction) and exponent < 0 and len(places) < len(node.terms):
        return None  # a quotient within a quotient
    bound = [("b", axis) if label >= rank else label for axis, label in enumerate(chosen[0].labels)]
    own = {label for label in bound if isinstance(label, int)}
    terms = [node.terms[t] for t, _ in places]
    rests: list[tuple[Fraction, list[Factor], dict[int, object]]] = []
    needed: set[object] = set()
    for (coefficient, term), (_, f), factor in zip(terms, places, chosen, strict=True):
        renamed = {label: ("b", axis) for axis, label in enumerate(factor.labels) if label >= rank}
        if len(renamed) != sum(label >= rank for label in factor.labels):
            return None
        rest = [g for i, g in enumerate(factors_of(term)) if i != f]
        if factor.exponent != exponent:
            assert isinstance(factor.exponent, Fraction)
            assert isinstance(exponent, Fraction)
            if renamed:
                return None
            rest.append(Factor(common, factor.labels, factor.exponent - exponent))
        rests.append((coefficient, rest, dict(renamed)))
        for g in rest:
            needed |= {renamed.get(label, label) for label in g.labels if label < rank or label in renamed}
    if not rests or (not needed and rank > len(own)):
        return None
    out = [label for label in range(rank) if label in needed or label not in own]
    out_all: list[object] = [*out, *(label for label in bound if not isinstance(label, int))]
    if len(out_all) > 2 or (
        len(out_all) > 1 and any(not covers(rest, renames, out_all) for _, rest, renames in rests)
    ):
        return None
    parts = []
    for (coefficient, rest, renames), (_, term) in zip(rests, terms, strict=True):
        dims: dict[object, object] = {}
        all_dims = term.dims if isinstance(term, Product) else term.shape
        for label, dimension in enumerate(all_dims):
            dims[renames.get(label, label)] = dimension
        wanted = {label: dims[label] for label in out_all}
        pieces = [(g.node, tuple(renames.get(label, label) for label in g.labels), g.exponent) for g in rest]
        parts.append(scale(coefficient, product(pieces, out_all, wanted)))  # type: ignore[arg-type]
    remainder = normal(add(parts))
    shape = dict(enumerate(node.shape))
    factored = product([(common, bound, exponent), (remainder, out_all)], range(rank), shape)
    left = [scale(c, term) for i, (c, term) in enumerate(node.terms) if i not in {t for t, _ in places}]
    return add([normal(factored), *left])


def over_common_denominator(node: Sum) -> Node | None:
    """Scalar terms over powers of one sum, put over the highest: 2x/u - 2x³/u² with u = 1 + x² is 2x/u²."""
    below: dict[Node, list[Fraction]] = {}
    for _, term in node.terms:
        for base, labels, exponent in factors_of(term):
            if not labels and isinstance(exponent, Fraction) and exponent.denominator == 1 and exponent < 0:
                below.setdefault(base, []).append(exponent)
    shared = {base: min(powers) for base, powers in below.items() if isinstance(base, Sum)}
    if node.rank or not shared:
        return None
    lift = [(base, (), -power) for base, power in shared.items()]
    raised = [scale(c, multiplied_out(normal(product([(term, ()), *lift])))) for c, term in node.terms]
    above = normal(add([multiplied_out(part) for part in raised]))
    return normal(product([(above, ()), *((base, (), power) for base, power in shared.items())]))


def multiplied_out(node: Node) -> Node:
    """A scalar product of sums and powers of sums, expanded while it stays small."""
    pending = [(Fraction(1), node)]
    done: list[Node] = []
    while pending and len(pending) + len(done) < 40:
        c, top = pending.pop()
        parts = top.terms if isinstance(top, Sum) else expanded(top)
        if parts is None:
            done.append(scale(c, top))
        else:
            pending += [(c * d, normal(part)) for d, part in reversed(parts)]
    return normal(add([*done, *(scale(c, part) for c, part in pending)] or [node]))


def covers(rest: list[Factor], renames: dict[int, object], labels: list[object]) -> bool:
    """Whether what is left of a term varies along all labels; else a matrix of ones would come in."""
    return set(labels) <= {renames.get(label, label) for factor in rest for label in factor.labels}
