"""Factors of a product that have to be taken together, since one of them alone overflows or has no value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from matcalc.code import graph
from matcalc.code.arithmetic import factors, monomial, scaled
from matcalc.code.arrays import expand
from matcalc.code.exponentials import less, size
from matcalc.code.graph import ONE, Array, is_indicator, make, postorder
from matcalc.rationals import Fraction

LOGARITHMS = ("log", "log2", "log10", "log1p")
POLES = frozenset((*LOGARITHMS, "cot", "csc", "coth", "csch", "arccosh"))
GROWING = frozenset({"exp", "expm1", "sinh", "cosh"})  # not finite beyond 710, or 89 in 32 bits


class Part(NamedTuple):
    """A factor, with a label for each of its axes."""

    array: Array
    labels: tuple[int, ...]
    exponent: Fraction


def paired(parts: list[Part]) -> list[Part]:
    """The parts of a product, some of them joined."""
    for rule in (logarithms, hyperbolic, exponentials, conditions):
        parts = rule(parts)
    return parts


def logarithms(parts: list[Part]) -> list[Part]:
    """x log(x), which is 0 at 0."""
    for log in [p for p in parts if p.array.op == "map" and p.array.info == "log" and p.exponent == 1]:
        (of,) = log.array.args
        powers = factors(of)
        for x in parts:
            if x.labels == log.labels and x.exponent >= 1 and powers.get(x.array, 0) > 0:
                joined = log._replace(array=graph.mapped("xlogy", x.array, of))
                parts = [*without(parts, x, log), *lowered(x, ONE), joined]
                break
    return parts


def hyperbolic(parts: list[Part]) -> list[Part]:
    """sinh(x)/cosh(x), of which neither is finite beyond 710."""
    for below in [p for p in parts if p.array.op == "map" and p.array.info == "cosh" and p.exponent < 0]:
        sinh, tanh = (graph.mapped(name, *below.array.args) for name in ("sinh", "tanh"))
        for above in [p for p in parts if p.array is sinh and p.labels == below.labels]:
            times = Fraction(int(min(above.exponent, -below.exponent)))
            if times > 0:
                left = [*lowered(above, times), *lowered(below, -times)]
                parts = [*without(parts, above, below), *left, above._replace(array=tanh, exponent=times)]
    return parts


def exponentials(parts: list[Part]) -> list[Part]:
    """exp(u)/S, S a sum of exponentials or exp(v) - 1."""
    for below in [p for p in parts if p.exponent <= -1 and p.exponent.denominator == 1]:
        if below.array.op == "map" and below.array.info == "expm1":
            parts = of_difference(parts, below)
            continue
        whole = size(below.array)
        if whole is None:
            continue
        left, done = -below.exponent, list[Part]()
        for part in sorted(parts, key=lambda part: is_exponential(part.array)):
            over = 0 < part.exponent <= left and set(below.labels) <= set(part.labels)
            if over and size(part.array) is not None:
                times = left if is_exponential(part.array) and part.labels == below.labels else ONE
                log = expand(scaled(times, whole.log), [label in below.labels for label in part.labels])
                left -= times * part.exponent
                part = part._replace(array=less(part.array, log))
            done.append(part)
        if left == -below.exponent:
            continue
        parts = without(done, below)
        if not whole.exact:
            parts.append(below._replace(array=less(below.array, whole.log)))
        if left:
            parts.append(Part(graph.mapped("exp", scaled(-left, whole.log)), below.labels, ONE))
    return parts


def is_exponential(array: Array) -> bool:
    return array.op == "map" and array.info == "exp"


def of_difference(parts: list[Part], below: Part) -> list[Part]:
    """exp(u)/(exp(u) - 1) = -1/(exp(-u) - 1)."""
    (exponent,) = below.array.args
    opposite = scaled(-ONE, graph.mapped("expm1", scaled(-ONE, exponent)))
    for times in range(1, int(-below.exponent) + 1):
        above = Part(graph.mapped("exp", scaled(Fraction(times), exponent)), below.labels, ONE)
        if above in parts:
            left = lowered(below, Fraction(-times))
            return [*without(parts, above, below), *left, Part(opposite, below.labels, Fraction(-times))]
    return parts


def conditions(parts: list[Part]) -> list[Part]:
    """[x > 0] / x, which is 0 where the condition does not hold, also at 0; max(0, x) is [x > 0] x there."""
    for relu in [p for p in parts if p.array.op == "map" and p.array.info == "relu" and p.exponent > 0]:
        (x,) = relu.array.args
        if any(p.labels == relu.labels and pole(p) and x in (p.array, *p.array.args) for p in parts):
            mask = relu._replace(array=graph.mapped("positive", x), exponent=ONE)
            powers = [p for p in parts if p.array is x and p.labels == relu.labels]
            times = sum((p.exponent for p in powers), relu.exponent)
            left = [relu._replace(array=x, exponent=times)] if times else []
            parts = [*without(parts, relu, *powers), mask, *left]
    for mask in [p for p in parts if is_indicator(p.array)]:
        names = set(inputs(mask.array))
        joined = [p for p in parts if p.labels == mask.labels and pole(p) and names & set(inputs(p.array))]
        if joined:
            whole = monomial(ONE, [(p.array, p.exponent) for p in joined])
            chosen = make("where", (mask.array, whole), None, whole.shape)
            parts = [*without(parts, mask, *joined), Part(chosen, mask.labels, ONE)]
    return parts


def pole(part: Part) -> bool:
    """Whether a factor is not finite everywhere."""
    array = part.array
    return part.exponent < 0 or (array.op == "map" and array.info in POLES | GROWING)


def inputs(array: Array) -> Iterator[Array]:
    return (part for part in postorder(array) if part.op == "input")


def without(parts: list[Part], *some: Part) -> list[Part]:
    return [part for part in parts if part not in some]


def lowered(part: Part, exponent: Fraction) -> list[Part]:
    """What is left of a power when one of that exponent is taken out of it."""
    rest = part.exponent - exponent
    return [part._replace(exponent=rest)] if rest else []
