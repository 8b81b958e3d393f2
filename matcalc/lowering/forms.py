"""Factors made ready to be written: signs spent, sums over data opened."""

from __future__ import annotations

from collections import Counter

from matcalc.kinds.dimensions import Dimension
from matcalc.rationals import Fraction
from matcalc.tensor.data import family_axes
from matcalc.tensor.make import add, mapped, negative, product, scale
from matcalc.tensor.node import Basis, Factor, Map, Node, Product, Range, Select, Sum
from matcalc.tensor.normal import normal


def signs(factors: list[Factor], minus: bool) -> tuple[list[Factor], int]:
    """Sums of mixed signs turned to begin as they were typed, and so that a minus in front is spent."""
    mixed = []
    often = Counter(factor.node for factor in factors)
    for position, (inner, _, exponent) in enumerate(factors):
        if often[inner] > 1:  # the two sides of (𝐱 - 𝐦)ᵀ S (𝐱 - 𝐦) are to look alike
            continue
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


def unpicked(node: Node) -> tuple[Node, Dimension] | None:
    """A scalar that is one entry of a vector, Σ terms with the same unit vector: the vector and the index."""
    terms = node.terms if isinstance(node, Sum) else ((Fraction(1), node),)
    parts: list[Node] = []
    unit: Basis | None = None
    for coefficient, term in terms:
        units = [f for f in term.factors if isinstance(f.node, Basis)] if isinstance(term, Product) else []
        if node.rank or len(units) != 1 or (unit is not None and units[0].node is not unit):
            return None
        (place,) = units
        assert isinstance(place.node, Basis)
        unit = place.node
        assert isinstance(term, Product)
        rest = [f for f in term.factors if f is not place]
        parts.append(scale(coefficient, product(rest, place.labels, dict(enumerate(term.dims)))))
    return None if unit is None else (normal(add(parts)), unit.index)


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


def rejoined(factors: list[Factor]) -> list[Factor]:
    """Determinants of the parts of a product as the determinant of that product, where it was typed so."""
    powers = {f.node: f.exponent for f in factors if not f.labels and isinstance(f.exponent, Fraction)}
    wholes: dict[Node, Counter[Node]] = {}
    for node in powers:
        wholes.update(node.memo.get("within", {}))
    done: list[Factor] = []
    for whole, parts in sorted(wholes.items(), key=lambda item: (-item[1].total(), item[0].serial)):
        times = [powers.get(part, Fraction(0)) / count for part, count in parts.items()]
        if not all(t.denominator == 1 for t in times) or not (min(times) > 0 or max(times) < 0):
            continue
        often = min(times, key=abs)
        for part, count in parts.items():
            powers[part] -= often * count
        done.append(Factor(whole, (), often))
    if not done:
        return factors
    kept = [f if f.node not in powers else f._replace(exponent=powers[f.node]) for f in factors]
    return [*done, *(f for f in kept if f.exponent != 0)]


def complement(node: Node) -> Node | None:
    """1 - σ(a) as σ(-a), and σ(a) - 1 as -σ(-a); None for anything else."""
    if not isinstance(node, Sum) or len(node.terms) != 2:
        return None
    (c, one), (d, other) = sorted(node.terms, key=lambda term: isinstance(term[1], Map))
    constant = isinstance(one, Product) and not one.factors
    if not constant or not isinstance(other, Map) or other.function != "sigmoid" or not abs(c) == 1 == -c * d:
        return None
    return normal(scale(c, mapped("sigmoid", negative(other.args[0]))))


def complements(factors: list[Factor], minus: bool) -> tuple[list[Factor], bool]:
    """1 - σ(a) as σ(-a), but σ(a)(1 - σ(a)) as it is; and whether there is then a minus in front."""
    there = {factor.node for factor in factors}
    done: list[Factor] = []
    for node, labels, exponent in factors:
        other = complement(node) if exponent == 1 else None
        if other is None or (isinstance(node, Sum) and any(term in there for _, term in node.terms)):
            done.append(Factor(node, labels, exponent))
            continue
        if isinstance(other, Sum):  # σ(a) - 1
            other, minus = normal(negative(other)), not minus
        done.append(Factor(other, labels))
    return done, minus


def over_data(node: Product) -> bool:
    """Whether a closed product is a sum over data."""
    return any(family_axes(factor.node) for factor in node.factors)


def placements(node: Sum) -> bool:
    """Whether parts are placed at different offsets in a sum."""
    factors = [f for _, term in node.terms if isinstance(term, Product) for f in term.factors]
    nodes = [term for _, term in node.terms] + [factor.node for factor in factors]
    return any(isinstance(inner, Select) for inner in nodes)


def counts(node: Node) -> bool:
    """Whether a vector holds its index as a number, 1, 2, …, n, so that it is written entry by entry."""
    terms = [term for _, term in node.terms] if isinstance(node, Sum) else [node]
    factors = [f.node for term in terms if isinstance(term, Product) for f in term.factors]
    return any(isinstance(inner, Range) for inner in (*terms, *factors))
