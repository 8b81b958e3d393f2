"""A product of labelled arrays as a sequence of operations on two at a time, the cheapest first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations
from math import prod
from typing import NamedTuple

from matcalc.code.arithmetic import factor, factors, monomial, scaled
from matcalc.code.arrays import diagonal, expand, matmul, solve, total, transpose
from matcalc.code.graph import ONE, Array, einsum, is_indicator, outer
from matcalc.kinds.dimensions import Dimension
from matcalc.rationals import Fraction

Labels = tuple[int, ...]

# What a dimension is taken to be when the cost of a product is counted, by the letter that names it.
TYPICAL = {"N": 5000, "m": 300, "n": 200, "k": 50, "r": 50, "K": 50}
OTHER = 100
EXACT = 3  # so many factors are ordered here; more by opt_einsum


class Operand(NamedTuple):
    """An array and a label for each of its axes."""

    array: Array
    labels: Labels


def contract(
    operands: Sequence[Operand], scalars: Sequence[tuple[Array, Fraction]], coefficient: Fraction, out: Labels
) -> Operand:
    """Σ over the labels not in ``out`` of the product. Labels of ``out`` that no operand has are left out."""
    scalars = list(scalars)
    coefficient *= prod(factor(operand.array) for operand in operands)
    operands = [o._replace(array=scaled(1 / factor(o.array), o.array)) for o in operands]
    work = settled([traced(operand) for operand in operands], out, scalars)
    while len(work) > 1:
        first, second = cheapest(work, out)
        rest = [operand for operand in work if operand is not first and operand is not second]
        kept = {label for operand in rest for label in operand.labels} | set(out)
        work = settled([*rest, pair(first, second, kept)], out, scalars)
    if not work:
        return Operand(monomial(coefficient, scalars), ())
    array, labels = work[0]
    order = tuple(label for label in out if label in labels)
    return Operand(scaled(coefficient, aligned(array, labels, order), scalars), order)


def settled(operands: Sequence[Operand], out: Labels, scalars: list[tuple[Array, Fraction]]) -> list[Operand]:
    """Operands with the same labels made one, and each summed over what it alone has; scalars set apart."""
    done, before = list(operands), None
    while done != before:
        before = done
        done = grouped([summed(operand, done, out) for operand in done])
        scalars += [(operand.array, ONE) for operand in done if not operand.labels]
        done = [operand for operand in done if operand.labels]
    return done


def summed(operand: Operand, others: Sequence[Operand], out: Labels) -> Operand:
    """An operand summed over the labels that it alone has."""
    elsewhere = {label for other in others if other is not operand for label in other.labels} | set(out)
    axes = [axis for axis, label in enumerate(operand.labels) if label not in elsewhere]
    labels = tuple(label for label in operand.labels if label in elsewhere)
    return Operand(inner(operand.array) or total(operand.array, axes) if axes else operand.array, labels)


def inner(array: Array) -> Array | None:
    """The sum of a product of vectors as an inner product; None for anything else."""
    if array.op != "monomial" or array.rank != 1:
        return None
    powers = factors(array)
    vectors = {arg: exponent for arg, exponent in powers.items() if arg.rank}
    scalars = [(arg, exponent) for arg, exponent in powers.items() if not arg.rank]
    last = next((v for v in reversed(vectors) if vectors[v] == 1 and not is_indicator(v)), None)
    if len(vectors) == 1:
        ((x, exponent),) = vectors.items()
        made = matmul(x, x) if exponent == 2 else total(monomial(ONE, [(x, exponent)]), [0])
    elif last is None:
        return None
    else:
        made = matmul(monomial(ONE, [(v, e) for v, e in vectors.items() if v is not last]), last)
    return monomial(array.info[0], [*scalars, (made, ONE)])


def traced(operand: Operand) -> Operand:
    """An operand with no label twice: its diagonal."""
    array, labels = operand
    if len(set(labels)) == len(labels):
        return operand
    if array.rank == 2:
        return Operand(diagonal(array), labels[:1])
    kept = tuple(dict.fromkeys(labels))
    return Operand(einsum([(array, labels)], kept), kept)


def grouped(operands: Sequence[Operand]) -> list[Operand]:
    """Operands with the same labels multiplied entry by entry."""
    groups: dict[frozenset[int], list[Operand]] = {}
    for operand in operands:
        groups.setdefault(frozenset(operand.labels), []).append(operand)
    done = []
    for group in groups.values():
        order = group[0].labels
        powers = [(aligned(array, labels, order), ONE) for array, labels in group]
        done.append(Operand(monomial(ONE, powers), order) if len(group) > 1 else group[0])
    return done


def aligned(array: Array, labels: Labels, order: Sequence[int]) -> Array:
    """The array with its axes in the order of ``order``, axes of length 1 where it lacks one."""
    own = [label for label in order if label in labels]
    turned = transpose(array, [labels.index(label) for label in own])
    return expand(turned, [label in labels for label in order])


def pair(left: Operand, right: Operand, kept: Collection[int]) -> Operand:
    """The product of two, summed over the labels that nothing else needs."""
    both = [label for label in left.labels if label in right.labels]
    over = [label for label in both if label not in kept]
    if not over:
        return entrywise(left, right)
    if len(over) == len(both) == 1 and len(left.labels) <= 2 and len(right.labels) <= 2:
        return multiplied(left, right, over[0])
    labels = tuple(
        [l for l in both if l not in over]
        + [l for o in (left, right) for l in o.labels if l not in both]
    )  # fmt: skip
    return Operand(einsum([left, right], labels), labels)


def entrywise(left: Operand, right: Operand) -> Operand:
    """The product entry by entry of what shares axes; the outer product of what does not."""
    if left.array.rank == right.array.rank == 1:
        return Operand(outer(left.array, right.array), left.labels + right.labels)
    large, small = (left, right) if len(left.labels) >= len(right.labels) else (right, left)
    order = (*large.labels, *(label for label in small.labels if label not in large.labels))
    if len(order) > 2:
        return Operand(einsum([left, right], order), order)
    powers = [(aligned(o.array, o.labels, order), ONE) for o in (large, small)]
    return Operand(monomial(ONE, powers), order)


def multiplied(left: Operand, right: Operand, over: int) -> Operand:
    """The matrix product over one label, by a solve where one of the two is an inverse."""
    for first, second in ((left, right), (right, left)):
        if first.array.op == "inverse":
            base = first.array.args[0]
            matrix = base if first.labels[1] == over else transpose(base)
            turned = aligned(second.array, second.labels, leading(second.labels, over))
            labels = (*without(first.labels, over), *without(second.labels, over))
            return Operand(solve(matrix, turned), labels)
    if len(left.labels) == 2 and len(right.labels) == 1 and left.labels[0] == over:
        left, right = right, left  # v @ A rather than A.T @ v
    elif len(left.labels) == 1 and len(right.labels) == 2 and right.labels[1] == over:
        left, right = right, left
    labels = (*without(left.labels, over), *without(right.labels, over))
    last = leading(left.labels, over)[::-1]
    first_axis = leading(right.labels, over)
    return Operand(
        matmul(aligned(left.array, left.labels, last), aligned(right.array, right.labels, first_axis)), labels
    )


def leading(labels: Labels, label: int) -> Labels:
    return (label, *without(labels, label))


def without(labels: Labels, label: int) -> Labels:
    return tuple(other for other in labels if other != label)


# the order


def cheapest(operands: Sequence[Operand], out: Labels) -> tuple[Operand, Operand]:
    """The two to multiply first."""
    if len(operands) == 2:
        return operands[0], operands[1]
    sizes = {l: size(d) for o in operands for l, d in zip(o.labels, o.array.shape, strict=True)}
    if len(operands) > EXACT:
        # Loading it costs more than most answers do.
        from opt_einsum.paths import auto

        path = auto([frozenset(o.labels) for o in operands], frozenset(out), sizes)
        first, second, *_ = path[0]
        return operands[first], operands[second]
    return min(combinations(operands, 2), key=lambda both: cost(both, operands, out, sizes))


def cost(
    both: tuple[Operand, Operand], operands: Sequence[Operand], out: Labels, sizes: Mapping[int, int]
) -> int:
    """The multiplications that three operands take when two are multiplied first."""
    (third,) = (o for o in operands if o not in both)
    needed = set(third.labels) | set(out)
    labels = {label for operand in both for label in operand.labels}
    made = labels & needed
    return prod(sizes[l] for l in labels) + prod(sizes[l] for l in made | set(third.labels))


def size(dimension: Dimension) -> int:
    """A number that a dimension may be."""
    known = dimension.substitute({name: TYPICAL.get(name, OTHER) for name in dimension.names}).value
    return max(1, known or 1)
