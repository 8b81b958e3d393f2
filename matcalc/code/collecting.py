"""Sums written with what their terms share once: (A + B) @ X for A @ X + B @ X, e * (x - y) for e x - e y."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.code.arithmetic import factor, factors, opened, scaled, small
from matcalc.code.arrays import matmul
from matcalc.code.cases import decided
from matcalc.code.centring import centred
from matcalc.code.graph import ONE, SMALL, Array, number, outer
from matcalc.code.stable import linear
from matcalc.rationals import Fraction

Terms = list[tuple[Fraction, Array]]
Scalars = tuple[tuple[Array, Fraction], ...]


def collected(terms: Terms) -> Array:
    """Σ coefficient · array, with common factors in front."""
    terms = centred(list(opened(terms)))
    terms = decided([(c * factor(array), scaled(1 / factor(array), array)) for c, array in terms])
    for place in (0, 1):
        terms = [term for group in sides(terms, place) for term in group]
    return shared(terms) or linear(terms)


def sides(terms: Terms, place: int) -> Iterator[Terms]:
    """The terms, those products joined that have the same factor on one side, and the same numbers before."""
    groups: dict[tuple[str, Array, Scalars] | Array, Terms] = {}
    for coefficient, array in terms:
        scalars, inner = numbered(array)
        often = inner.op in ("matmul", "outer") and inner.args[place].rank >= inner.args[1 - place].rank
        key = (inner.op, inner.args[place], scalars) if often else array
        groups.setdefault(key, []).append((coefficient, inner if often else array))
    for key, group in groups.items():
        if not isinstance(key, tuple):
            yield group
            continue
        op, common, scalars = key
        if len(group) == 1:
            yield [(coefficient, scaled(ONE, array, scalars)) for coefficient, array in group]
            continue
        others = collected([(coefficient, array.args[1 - place]) for coefficient, array in group])
        if others is number(0):
            continue
        pair = (common, others) if place == 0 else (others, common)
        yield [(ONE, scaled(ONE, matmul(*pair) if op == "matmul" else outer(*pair), scalars))]


def numbered(array: Array) -> tuple[Scalars, Array]:
    """The numbers of a multiple, and of what it is one; the array itself where it is no such multiple."""
    if array.op != "monomial" or array.info[0] != 1:
        return (), array
    powers = factors(array)
    large = [arg for arg, e in powers.items() if arg.rank and e == 1]
    scalars = [(arg, e) for arg, e in powers.items() if not arg.rank]
    if len(large) != 1 or len(powers) - len(scalars) != 1:
        return (), array
    return tuple(sorted(scalars, key=lambda scalar: scalar[0].serial)), large[0]


def shared(terms: Terms) -> Array | None:
    """The sum as a product of what all terms have as a factor, and the rest of them; None where that is
    nothing."""
    if len(terms) < 2 or all(small(array) for _, array in terms):
        return None
    times = abs(terms[0][0]) if len({abs(c) for c, _ in terms}) == 1 else ONE
    times *= -1 if all(c < 0 for c, _ in terms) else 1
    powers = [exponents(array) for _, array in terms]
    common = {
        array: min((own[array] for own in powers), key=abs)
        for array in powers[0]
        if all(array in own and own[array] * powers[0][array] > 0 for own in powers)
    }
    if not common and times == 1:
        return None
    rests = []
    for (coefficient, _), own in zip(terms, powers, strict=True):
        left = {array: e - common.get(array, 0) for array, e in own.items()}
        large = next((array for array, e in left.items() if array.op in SMALL and e == 1), number(1))
        others = [(array, e) for array, e in left.items() if e and array is not large]
        rests.append((coefficient / times, scaled(ONE, large, others)))
    return scaled(times, linear(rests), common.items())


def exponents(array: Array) -> dict[Array, Fraction]:
    """The factors of a term, those numbers among them by which the first vector of an outer product is
    multiplied."""
    if array.op == "outer" and array.args[0].op == "monomial":
        scalars = {f: e for f, e in exponents(array.args[0]).items() if not f.rank}
        rest = scaled(ONE, array.args[0], [(f, -e) for f, e in scalars.items()])
        return {outer(rest, array.args[1]): ONE, **scalars}
    return factors(array)
