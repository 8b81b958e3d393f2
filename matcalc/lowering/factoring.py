"""Common factors taken out of a sum: 2𝐱ᵀA + 2𝐱ᵀAᵀ is also 2𝐱ᵀ(A + Aᵀ). Which form is shorter the
raiser decides; here the candidates are found."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

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


def factorings(node: Sum) -> Iterator[Node]:
    """The sum with something common taken out, if anything is: what most terms share, and again."""
    if len(node.terms) > MOST_TERMS:
        return
    whole: Node = node
    changed = False
    while isinstance(whole, Sum) and len(whole.terms) > 1:
        taken = best(whole)
        if taken is None:
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
            if not isinstance(factor.exponent, Fraction):
                continue
            free = tuple((axis, label) for axis, label in enumerate(factor.labels) if label < node.rank)
            signature = (factor.node, factor.exponent > 0, free if len(factor.labels) else ())
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
    return len(factor.labels) + (2 if isinstance(factor.node, Map) and factor.node.function in INDICATORS else 0)


def take_out(node: Sum, places: list[tuple[int, int]]) -> Node | None:
    """The sum with the factors at ``places`` (term, factor) made one."""
    chosen = [factors_of(node.terms[t][1])[f] for t, f in places]
    rank = node.rank
    common = chosen[0].node
    exponents = [f.exponent for f in chosen if isinstance(f.exponent, Fraction)]
    exponent = min(exponents, key=abs)
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
        assert isinstance(factor.exponent, Fraction)
        if factor.exponent != exponent:
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
    if len(out_all) > 1 and any(not covers(rest, renames, out_all) for _, rest, renames in rests):
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


def covers(rest: list[Factor], renames: dict[int, object], labels: list[object]) -> bool:
    """Whether what is left of a term varies along all labels; else a matrix of ones would come in."""
    return set(labels) <= {renames.get(label, label) for factor in rest for label in factor.labels}
