"""Common factors taken out of a sum: 2𝐱ᵀA + 2𝐱ᵀAᵀ is also 2𝐱ᵀ(A + Aᵀ). Which form is shorter the
raiser decides; here the candidates are found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matcalc.rationals import Fraction
from matcalc.tensor.combination import expanded, extent
from matcalc.tensor.data import family_axes
from matcalc.tensor.make import add, delta, product, raw_product, raw_sum, scale
from matcalc.tensor.node import INDICATORS, Basis, Factor, Labels, Map, Node, Product, Size, Sum
from matcalc.tensor.normal import gathered, normal

# What is left of a term: its coefficient, its other factors, and other labels for some of theirs.
Rest = tuple[Fraction, list[Factor], dict[int, object]]

MOST_TERMS = 12
LONG = 24  # factors of a sum beyond which what all its terms share is taken out without comparing
MOST_LIFTED = 8  # times that what is above a line is put over a common denominator again


def factors_of(node: Node) -> tuple[Factor, ...]:
    return node.factors if isinstance(node, Product) else (Factor(node, tuple(range(node.rank))),)


def factorings(node: Node) -> list[Node]:
    """Other forms of a sum: with what most terms share taken out, and over a common denominator."""
    if "factorings" not in node.memo:
        node.memo["factorings"] = list(_factorings(node))
    return node.memo["factorings"]  # type: ignore[no-any-return]


def _factorings(node: Node) -> Iterator[Node]:
    if not isinstance(node, Sum) or len(node.terms) > MOST_TERMS:
        return
    fraction = over_common_denominator(node)
    if fraction is not None:
        yield fraction
    loosened = [loose(term) for _, term in node.terms]
    if any(new is not old for new, (_, old) in zip(loosened, node.terms, strict=True)):
        terms = tuple((c, term) for (c, _), term in zip(node.terms, loosened, strict=True))
        taken = best(raw_sum(terms, node.shape)) if len(set(loosened)) == len(terms) else None
        if taken is not None and not (isinstance(taken, Sum) and len(taken.terms) > 1):
            yield taken
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


def taken_from_all(node: Sum) -> Node | None:
    """A long sum of matrices as one product, where all its terms share a factor."""
    if node.rank != 2 or not 2 < len(node.terms) <= MOST_TERMS:
        return None
    if sum(extent(term) for _, term in node.terms) <= LONG:
        return None
    if "taken" not in node.memo:
        taken = best(node)
        node.memo["taken"] = taken if taken is not None and is_term(taken) else None
    return node.memo["taken"]  # type: ignore[no-any-return]


def is_term(node: Node) -> bool:
    """Whether a node is one product, scaled perhaps."""
    return isinstance(node, Product) or (isinstance(node, Sum) and len(node.terms) == 1)


def best(node: Sum) -> Node | None:
    """One common factor taken out of as many terms as have it."""
    counts: dict[tuple[object, ...], list[tuple[int, int]]] = {}
    for t, (_, term) in enumerate(node.terms):
        for f, factor in enumerate(factors_of(term)):
            free = tuple((axis, label) for axis, label in enumerate(factor.labels) if label < node.rank)
            exact = None
            if isinstance(factor.exponent, Node) or factor.exponent < 0:
                exact = -1 if isinstance(factor.node, Size) else factor.exponent
            signature = (factor.node, exact, free)
            places = counts.setdefault(signature, [])
            if not places or places[-1][0] != t:
                places.append((t, f))
    candidates = [places for places in counts.values() if len(places) > 1]
    candidates = [p for p in candidates if len(p) == len(node.terms) or not rivals(p, candidates)]
    candidates.sort(key=lambda places: (len(places), sum(gain(node, p) for p in places)), reverse=True)
    for places in candidates:
        taken = take_out(node, places)
        if taken is not None:
            return taken
    return None


def rivals(places: list[tuple[int, int]], candidates: list[list[tuple[int, int]]]) -> bool:
    """Whether as many other terms share something with one of these: of abX + XabX + XXab no two are to be
    joined rather than the other two."""
    terms = {t for t, _ in places}
    others = ({t for t, _ in other} for other in candidates if len(other) == len(places))
    return any(other & terms and other != terms for other in others)


def by_identities(node: Node) -> list[Node]:
    """Forms of a sum in which an identity had to be put in to take a matrix out: (I - 𝐱𝐱ᵀ)A."""
    if "by identities" not in node.memo:
        node.memo["by identities"] = list(_by_identities(node))
    return node.memo["by identities"]  # type: ignore[no-any-return]


def _by_identities(node: Node) -> Iterator[Node]:
    if isinstance(node, Sum) and len(node.terms) <= MOST_TERMS:
        for alike in with_identities(node):
            taken = best(alike)
            if taken is not None and not (isinstance(taken, Sum) and len(taken.terms) > 1):
                yield taken


def with_identities(node: Sum) -> Iterator[Sum]:
    """A - 𝐱𝐱ᵀA as IA - 𝐱𝐱ᵀA: sums with a matrix of some terms joined by an identity to the axis on which the
    other terms have something else."""
    if node.rank != 2:
        return
    places: dict[Node, list[Labels]] = {}
    for _, term in node.terms:
        for matrix, labels, exponent in factors_of(term):
            if len(labels) == 2 and exponent == 1 and min(labels) < 2:
                places.setdefault(matrix, []).append(labels)
    for matrix, found in places.items():
        ends = [{axis for axis in range(2) if labels[axis] < 2} for labels in found]
        (kept, *other) = sorted(set(map(frozenset, ends)), key=len)
        if len(found) != len(node.terms) or [len(kept), *map(len, other)] != [1, 2]:
            continue
        (axis,) = kept
        terms = tuple((c, joined(term, matrix, 1 - axis)) for c, term in node.terms)
        yield raw_sum(terms, node.shape)


def joined(term: Node, matrix: Node, axis: int) -> Node:
    """The term with an identity at that axis of a matrix, if it is an axis of the term."""
    dims = list(term.dims if isinstance(term, Product) else term.shape)
    factors: list[Factor] = []
    for factor in factors_of(term):
        if factor.node is matrix and factor.labels[axis] < 2:
            ends = (factor.labels[axis], len(dims))
            dims.append(matrix.shape[axis])
            factors.append(Factor(delta(matrix.shape[axis]), ends))
            labels = (ends[1], factor.labels[1]) if axis == 0 else (factor.labels[0], ends[1])
            factor = factor._replace(labels=labels)
        factors.append(factor)
    return raw_product(tuple(factors), tuple(dims), 2)


def loose(term: Node) -> Node:
    """A term with its scalar products opened, (𝐱 · 𝐛)𝐚 as 𝐚𝐛ᵀ𝐱, so that what is in them can be taken out."""
    if not isinstance(term, Product) or term.rank != 1:
        return term
    factors: list[Factor] = []
    dims = list(term.dims)
    for node, labels, exponent in term.factors:
        closed = isinstance(node, Product) and not labels and exponent == 1 and len(node.factors) > 1
        if not closed or not isinstance(node, Product) or any(family_axes(f.node) for f in node.factors):
            factors.append(Factor(node, labels, exponent))
            continue
        places = range(len(dims), len(dims) + len(node.dims))
        dims += node.dims
        factors += [Factor(f.node, tuple(places[l] for l in f.labels), f.exponent) for f in node.factors]
    return raw_product(tuple(factors), tuple(dims), term.rank)


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
    exponent = min(exponents, key=abs) if exponents else chosen[0].exponent
    if isinstance(exponent, Fraction) and exponent < 0 and len(places) < len(node.terms):
        return None  # a quotient within a quotient
    bound = [("b", axis) if label >= rank else label for axis, label in enumerate(chosen[0].labels)]
    own = {label for label in bound if isinstance(label, int)}
    terms = [node.terms[t] for t, _ in places]
    rests: list[Rest] = []
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
    units = [unit for label in bound if (unit := common_unit(rests, label)) is not None]
    closed = {label for _, (label,) in units}
    for _, rest, renames in rests:
        rest[:] = [g for g in rest if not {renames.get(label, label) for label in g.labels} & closed]
        for g in rest:
            needed |= {renames.get(label, label) for label in g.labels if label < rank or label in renames}
    if not rests or (not needed and rank > len(own)):
        return None
    out = [label for label in range(rank) if label in needed or label not in own]
    out_all: list[object] = [*out, *(b for b in bound if not isinstance(b, int) and b not in closed)]
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
    remainder = gathered(parts)
    shape = dict(enumerate(node.shape))
    factored = product([(common, bound, exponent), *units, (remainder, out_all)], range(rank), shape)
    left = [scale(c, term) for i, (c, term) in enumerate(node.terms) if i not in {t for t, _ in places}]
    return add([normal(factored), *left])


def common_unit(rests: Sequence[Rest], label: object) -> tuple[Node, tuple[object]] | None:
    """The unit vector that alone stands at a bound label in all terms: what is taken out is then a row or
    column of a matrix, and c A e₁ is not A (c e₁)."""
    if isinstance(label, int):
        return None
    found = [[g for g in rest if label in [renames.get(l) for l in g.labels]] for _, rest, renames in rests]
    nodes = {own[0].node if len(own) == 1 else None for own in found}
    (node,) = nodes if len(nodes) == 1 else (None,)
    return (node, (label,)) if isinstance(node, Basis) else None


def over_common_denominator(node: Sum) -> Node | None:
    """Terms over powers of scalars, put over the highest: 2x/u - 2x³/u² with u = 1 + x² is 2x/u²."""
    lifted_before = node.memo.get("lifted", 0)
    if lifted_before == MOST_LIFTED:
        return None
    powers: list[dict[Node, Fraction]] = []
    for _, term in node.terms:
        scalars = [f for f in factors_of(term) if not f.labels and isinstance(f.exponent, Fraction)]
        powers.append({f.node: f.exponent for f in scalars if isinstance(f.exponent, Fraction)})
    shared: dict[Node, Fraction] = {}
    for base in dict.fromkeys(base for own in powers for base, power in own.items() if power < 0):
        exponents = [own.get(base, Fraction(0)) for own in powers]
        if all((e - exponents[0]).denominator == 1 for e in exponents):
            shared[base] = min(exponents)
    if not any(isinstance(base, (Sum, Product)) for base in shared) and (node.rank or len(shared) < 2):
        return None
    axes = range(node.rank)
    lift = [(base, (), -power) for base, power in shared.items()]
    lifted = [normal(product([(term, axes), *lift], axes)) for _, term in node.terms]
    raised = [scale(c, multiplied_out(part)) for (c, _), part in zip(node.terms, lifted, strict=True)]
    above = normal(add([multiplied_out(part) for part in raised]))
    above.memo.setdefault("lifted", lifted_before + 1)
    shape = dict(enumerate(node.shape))
    below = [(base, (), power) for base, power in shared.items()]
    return normal(product([(above, axes), *below], axes, shape))


def multiplied_out(node: Node) -> Node:
    """A scalar product of sums and powers of sums, expanded while it stays small; others as they are."""
    if node.rank:
        return node
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
