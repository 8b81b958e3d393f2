"""Arithmetic entry by entry: products of powers, and linear combinations, in the plainer of two ways.

The arrays of an operation are of one rank, their axes of length 1 broadcast, or they are scalars.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from matcalc.code.graph import (
    ONE,
    SMALL,
    Array,
    Powers,
    einsum,
    is_large,
    is_large_product,
    joint,
    make,
    number,
    outer,
)
from matcalc.rationals import Fraction


def power(base: Array, exponent: Array) -> Array:
    if exponent.op == "number":
        return monomial(ONE, [(base, exponent.info)])
    return make("power", (base, exponent), shape=joint((base, exponent)))


def monomial(coefficient: Fraction, powers: Powers) -> Array:
    """coefficient · Π arrayᵉ."""
    exponents: dict[Array, Fraction] = {}
    powers = list(powers)
    shape = joint(array for array, _ in powers)
    for array, exponent in met(powers):
        if array.op == "number" and exponent.denominator == 1 and (array.info or exponent > 0):
            coefficient *= array.info**exponent.numerator
            continue
        inner: Powers = [(array, ONE)]
        if array.op == "monomial" and simple(array) and absorbed(array, exponent):
            coefficient *= array.info[0] ** exponent.numerator
            inner = factors(array).items()
        for base, own in inner:
            exponents[base] = exponents.get(base, Fraction(0)) + own * exponent
    left = signless(one_power({base: e for base, e in exponents.items() if e}))
    if coefficient == 0 or not left:
        return number(coefficient)
    if coefficient == 1 and list(left.values()) == [ONE]:
        return next(iter(left))
    for base, exponent in left.items():
        if base.op == "linear" and negative(base) and exponent.denominator == 1 and exponent.numerator % 2:
            others = [(other, e) for other, e in left.items() if other is not base]
            return monomial(-coefficient, [*others, (scaled(-ONE, base), exponent)])
    if coefficient < 0:
        for base, exponent in left.items():
            if exponent == 1 and less_than_one(base):  # -(x - 1) is 1 - x
                turned = [(-c, term) for c, term in terms(base)]
                others = [(other, e) for other, e in left.items() if other is not base]
                return monomial(-coefficient, [*others, (linear(turned), ONE)])
    return make("monomial", tuple(left), (coefficient, tuple(left.values())), shape)


def absorbed(array: Array, exponent: Fraction) -> bool:
    """Whether the number of a product has a power that is a number."""
    return bool(array.info[0] == 1) or exponent.denominator == 1


def met(powers: Sequence[tuple[Array, Fraction]]) -> Iterator[tuple[Array, Fraction]]:
    """The factors, with the products among them opened that have a factor in common with the others."""
    for place, (array, exponent) in enumerate(powers):
        if array.op == "monomial" and absorbed(array, exponent) and exponent.denominator == 1:
            others = [other for at, (other, _) in enumerate(powers) if at != place]
            inside = {arg for other in others if other.op == "monomial" for arg in other.args}
            if not {*others, *inside}.isdisjoint(array.args):
                yield number(array.info[0]), exponent
                yield from ((arg, e * exponent) for arg, e in factors(array).items())
                continue
        yield array, exponent


def one_power(powers: dict[Array, Fraction]) -> dict[Array, Fraction]:
    """The same product with xʸ xᵏ as one power, which is a number where the other is 0 · ∞."""
    for base in [base for base in powers if base.op == "power" and powers[base] == 1]:
        x, exponent = base.args
        if x in powers and powers[x].denominator == 1:
            del powers[base]
            powers[power(x, linear([(ONE, exponent), (powers.pop(x), number(1))]))] = ONE
    return powers


def signless(powers: dict[Array, Fraction]) -> dict[Array, Fraction]:
    """The same product with |x|² as x²."""
    for base in [base for base in powers if base.op == "map" and base.info == "abs"]:
        if powers[base] % 2 == 0:
            (x,) = base.args
            powers[x] = powers.get(x, Fraction(0)) + powers.pop(base)
    return {base: e for base, e in powers.items() if e}


def factors(array: Array) -> dict[Array, Fraction]:
    """The arrays of a product and their exponents, its number apart; or an array as one."""
    return dict(zip(array.args, array.info[1], strict=True)) if array.op == "monomial" else {array: ONE}


def terms(array: Array) -> list[tuple[Fraction, Array]]:
    """The coefficients and arrays of a linear combination, or an array as one."""
    if array.op != "linear":
        return [(ONE, array)]
    return list(zip(array.info, array.args, strict=True))


def negative(array: Array) -> bool:
    """Whether all terms of a linear combination are subtracted."""
    return all(coefficient < 0 for coefficient in array.info)


def less_than_one(array: Array) -> bool:
    """Whether an array is x - 1 or x + y - 1, with any number at the end."""
    if array.op != "linear" or all(a.op != "number" for a in array.args):
        return False
    return all((c < 0) == (a.op == "number") for c, a in terms(array))


def simple(array: Array) -> bool:
    """Whether a monomial costs nothing to work out anew: a number times, or a power of, one array."""
    return len(array.args) == 1 and (array.info[0] == 1 or array.info[1] == (ONE,))


def factor(array: Array) -> Fraction:
    """The number that an array is a multiple of."""
    inner = array.args[0] if array.op in SMALL else array
    return inner.info[0] if inner.op == "monomial" else ONE


def small(array: Array) -> bool:
    """Whether an array is told by a smaller one."""
    return array.op in SMALL or entries_of(array) is not None


def scaled(coefficient: Fraction, array: Array, scalars: Powers = ()) -> Array:
    """A multiple of an array; of one that smaller ones tell all of, by a multiple of a smaller."""
    scalars = list(scalars)
    if is_large_product(array) and (scalars or coefficient not in (1, 0)):
        inputs, out = array.info
        place = min(range(len(array.args)), key=lambda k: (array.args[k].op == "eye", array.args[k].rank))
        args = list(array.args)
        args[place] = scaled(coefficient, args[place], scalars)
        return einsum(list(zip(args, inputs, strict=True)), out)
    if array.op in SMALL and (scalars or coefficient not in (1, 0)):
        first, *rest = array.args
        if array.op == "outer":
            return outer(scaled(coefficient, first, scalars), *rest)
        made = make(array.op, (scaled(coefficient, first, scalars), *rest), array.info, array.shape)
        made.symmetric = array.symmetric
        return made
    if array.op == "linear" and all(map(small, array.args)):
        return linear([(ONE, scaled(coefficient * c, term, scalars)) for c, term in terms(array)])
    if array.op == "monomial":
        coefficient *= array.info[0]
        return monomial(coefficient, [*scalars, *factors(array).items()])
    if array.op == "linear" and not scalars and coefficient == -1:
        return linear([(coefficient * c, term) for c, term in terms(array)])
    return monomial(coefficient, [*scalars, (array, ONE)])


def linear(parts: Iterable[tuple[Fraction, Array]]) -> Array:
    """Σ coefficient · array."""
    coefficients: dict[Array, Fraction] = {}
    constant = Fraction(0)
    parts = list(parts)
    shape = joint(array for _, array in parts)
    for coefficient, array in on_one_diagonal(opened(parts)):
        if array.op == "number":
            constant += coefficient * array.info
            continue
        if array.op == "monomial" and array.info[0] != 1:
            coefficient, array = coefficient * array.info[0], scaled(1 / array.info[0], array)
        coefficients[array] = coefficients.get(array, Fraction(0)) + coefficient
    left = [(c, array) for array, c in coefficients.items() if c]
    if constant or not left:
        left.append((constant, number(1)))
    if len(left) == 1:
        return scaled(*left[0])
    left = [(c / abs(c), scaled(abs(c), array)) if is_large(array) else (c, array) for c, array in left]
    made = make("linear", tuple(array for _, array in left), tuple(c for c, _ in left), shape)
    return made


def opened(parts: Sequence[tuple[Fraction, Array]]) -> Iterator[tuple[Fraction, Array]]:
    """The terms, with the sums among them opened that have a term in common with the others, or are told by
    smaller arrays."""
    for place, (coefficient, array) in enumerate(parts):
        others = {term for at, (_, other) in enumerate(parts) if at != place for _, term in terms(other)}
        if array.op == "linear" and (all(map(small, array.args)) or not others.isdisjoint(array.args)):
            yield from ((coefficient * c, term) for c, term in terms(array))
        else:
            yield coefficient, array


def on_one_diagonal(parts: Iterable[tuple[Fraction, Array]]) -> list[tuple[Fraction, Array]]:
    """The terms, with the diagonal matrices among them made one."""
    parts = list(parts)
    entries = [(c, found) for c, term in parts if (found := entries_of(term)) is not None]
    diagonal = next((term for _, term in parts if term.op == "diag"), None)
    if diagonal is None or len(entries) < 2:
        return parts
    whole = make("diag", (linear(entries),), None, diagonal.shape)
    whole.symmetric = True
    return [*((c, term) for c, term in parts if entries_of(term) is None), (ONE, whole)]


def entries_of(array: Array) -> Array | None:
    """The diagonal of a diagonal matrix."""
    if array.op == "diag":
        return array.args[0]
    if array.op == "eye":
        return number(1)
    if array.op == "monomial":
        powers = factors(array)
        matrices = [arg for arg in powers if arg.rank]
        if len(matrices) == 1 and matrices[0].op == "eye":
            return monomial(array.info[0], [(arg, e) for arg, e in powers.items() if not arg.rank])
    return None
