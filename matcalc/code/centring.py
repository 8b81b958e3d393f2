"""Variances and covariances from deviations from the mean.

x · y - Σx Σy / n cancels where the mean is large beside the deviations: it is worked out as the product of
the deviations (Chan, Golub & LeVeque, "Algorithms for computing the sample variance", The American
Statistician 37, 1983).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from math import prod

from matcalc.code.arithmetic import factors, linear, monomial
from matcalc.code.arrays import matmul, total
from matcalc.code.graph import ONE, Array, length
from matcalc.rationals import Fraction

Terms = list[tuple[Fraction, Array]]
Powers = dict[Array, Fraction]


def centred(terms: Terms) -> Terms:
    """The terms, c x · y and -c Σx Σy / n among them as one."""
    products = [factors(array) for _, array in terms]
    for place, (coefficient, _) in enumerate(terms):
        for x, y, rest in sums(products[place]):
            size, sizes = counted(x)
            others = [*rest.items(), *((one, ONE) for one in sizes)]
            wanted = factors(monomial(ONE, [*others, (inner(x, y), ONE)]))
            for other, (opposite, _) in enumerate(terms):
                if opposite == -coefficient * size and products[other] == wanted:
                    made = monomial(ONE, [*others, (inner(deviation(x), deviation(y)), ONE)])
                    left = [term for k, term in enumerate(terms) if k not in (place, other)]
                    return centred([*left, (opposite, made)])
    return terms


def sums(product: Powers) -> Iterator[tuple[Array, Array, Powers]]:
    """Pairs of arrays whose sums are factors, and the factors besides."""
    whole = [a for a, e in product.items() if a.op == "sum" and not a.rank and e >= 1]
    pairs = [(a, a) for a in whole if product[a] >= 2] + [*permutations(whole, 2)]
    for a, b in pairs:
        x, y = a.args[0], b.args[0]
        if x.shape == y.shape:
            rest = {**product}
            for one in (a, b):
                rest[one] -= 1
            yield x, y, {one: e for one, e in rest.items() if e}


def counted(array: Array) -> tuple[Fraction, list[Array]]:
    """How many entries an array has: a number, and lengths to be multiplied by it."""
    numbers = [d.value for d in array.shape if d.value is not None]
    return Fraction(prod(numbers)), [length(d) for d in array.shape if d.value is None]


def inner(x: Array, y: Array) -> Array:
    """The sum of the products of entries."""
    if x.rank == 1:
        return matmul(x, y)
    return total(monomial(ONE, [(x, ONE), (y, ONE)]), range(x.rank))


def deviation(x: Array) -> Array:
    """An array less its mean."""
    size, sizes = counted(x)
    mean = monomial(1 / size, [(total(x, range(x.rank)), ONE), *((one, -ONE) for one in sizes)])
    return linear([(ONE, x), (-ONE, mean)])
