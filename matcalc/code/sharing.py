"""What is the same up to a number: sums and products that are multiples of one another, or parts of one.

The plan has equal operations as one. Here ``y * z`` serves ``-y * z`` too, ``a + b`` serves ``a + b - c``,
and a product of matrices its transpose; and what one product or sum alone uses is written as a part of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from math import prod

from matcalc.code.arithmetic import factor, factors, linear, monomial, scaled, terms
from matcalc.code.arrays import expand, transpose
from matcalc.code.graph import ONE, Array, make, postorder
from matcalc.rationals import Fraction


def shared(roots: Sequence[Array], named: Collection[Array] = ()) -> dict[Array, Array]:
    """Each array below the roots as it is to be computed. named: those that have a name of their own."""
    order = postorder(*roots)
    instead = multiples(order)
    left = [array for array in order if array not in instead]
    instead |= {**sums(left), **turned(left)}
    order = postorder(*roots, instead=instead)
    uses = Counter([*roots, *named, *named])
    uses.update(arg for array in order for arg in instead.get(array, array).args)
    done: dict[Array, Array] = {}
    for array in order:
        done[array] = rebuilt(instead.get(array, array), done, uses)
    return done


def multiples(order: Sequence[Array]) -> dict[Array, Array]:
    """Products entry by entry, and sums, each as a multiple of one of them."""
    groups: dict[tuple[str, frozenset[object]], list[Array]] = {}
    for array in order:
        if array.op in ("monomial", "linear") and len(array.args) > 1:
            powers = array.info[1] if array.op == "monomial" else [c / first(array) for c in array.info]
            key = (array.op, frozenset(zip(array.args, powers, strict=True)))
            groups.setdefault(key, []).append(array)
    found = dict[Array, Array]()
    for group in groups.values():
        if len(group) > 1:
            base = positive(group)
            for array in group:
                if array is not base:
                    ratio = first(array) / first(base)
                    found[array] = make("monomial", (base,), (ratio, (ONE,)), array.shape)
    return found


def positive(group: Sequence[Array]) -> Array:
    """What is nearest to a sum without signs; a product without its number."""
    if group[0].op == "linear":
        return max(group, key=lambda array: sum(c > 0 for c in array.info))
    return make("monomial", group[0].args, (ONE, group[0].info[1]), group[0].shape)


def first(array: Array) -> Fraction:
    """The number of a product; of a sum that of the array which was made first."""
    if array.op == "monomial":
        return Fraction(array.info[0])
    return Fraction(min(zip(array.args, array.info, strict=True), key=lambda term: term[0].serial)[1])


def sums(order: Sequence[Array]) -> dict[Array, Array]:
    """Sums that contain others, each with the largest of these as one term."""
    found = dict[Array, Array]()
    by_term: dict[Array, list[Array]] = {}
    for array in sorted((a for a in order if a.op == "linear"), key=lambda a: len(a.args)):
        own = {term: c for c, term in terms(array)}
        for part in reversed([part for term in array.args for part in by_term.get(term, ())]):
            ratios = {own[term] / c if term in own else None for c, term in terms(part)}
            if len(ratios) == 1 and None not in ratios and len(part.args) < len(own):
                (ratio,) = ratios
                rest = {term: c for term, c in own.items() if term not in part.args}
                found[array] = make("linear", (part, *rest), (ratio, *rest.values()), array.shape)
                break
        by_term.setdefault(min(own, key=lambda term: term.serial), []).append(array)
    return found


def turned(order: Sequence[Array]) -> dict[Array, Array]:
    """Products and sums of matrices whose transpose is there before."""
    found, before = dict[Array, Array](), set[Array]()
    for array in order:
        if array.op in ("matmul", "monomial", "linear") and array.rank == 2:
            other = transpose(array)
            if other in before and other is not array:
                found[array] = make("transpose", (other,), (1, 0), array.shape)
            before.add(array)
    return found


def rebuilt(array: Array, done: Mapping[Array, Array], uses: Mapping[Array, int]) -> Array:
    """An operation on what its arguments are to be."""
    args = [done[arg] for arg in array.args]
    alone = [
        uses[arg] == 1 and new.op == array.op and new.shape == array.shape
        for arg, new in zip(array.args, args, strict=True)
    ]
    if array.op == "monomial":
        coefficient: Fraction = array.info[0]
        powers: list[tuple[Array, Fraction]] = []
        for new, exponent, inside in zip(args, array.info[1], alone, strict=True):
            if inside and exponent == 1 and all(e > 0 for e in new.info[1]):
                coefficient *= new.info[0]
                powers += factors(new).items()
            else:
                powers.append((new, exponent))
        return monomial(coefficient, powers)
    if array.op == "linear":
        parts: list[tuple[Fraction, Array]] = []
        for new, coefficient, inside in zip(args, array.info, alone, strict=True):
            inside = inside and abs(coefficient) == 1
            parts += [(coefficient * c, term) for c, term in terms(new)] if inside else [(coefficient, new)]
        return linear(parts)
    if tuple(args) == array.args:
        return array
    if array.op == "expand":
        return expand(args[0], array.info)
    if array.op == "matmul":
        sign = prod(-1 if factor(arg) < 0 else 1 for arg in args)
        args = [scaled(Fraction(-1), arg) if factor(arg) < 0 else arg for arg in args]
        return scaled(Fraction(sign), make(array.op, args, array.info, array.shape))
    return make(array.op, args, array.info, array.shape)
