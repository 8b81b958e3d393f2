"""Whether an identity of trigonometry may shorten a scalar term, told from its monomials alone.

sin² a + cos² a = 1 and its kin need two monomials that differ by squares of functions of one argument, the
formulas for sums of arguments two that differ by four functions, a quotient or a double argument both
functions in one product, 1 - cos 2a a cosine beside 1. Where none of these stands no identity applies, and
nobody need be asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import combinations

from matcalc.lowering.identity import identities
from matcalc.terms import Apply, Number, Term, postorder

CIRCULAR = frozenset(("sin", "cos", "tan", "cot", "sec", "csc"))
HYPERBOLIC = frozenset(("sinh", "cosh", "tanh", "coth"))
COSINES = ("cos", "cosh")
MOST_MONOMIALS = 64
MOST_POWER = 4

Monomial = frozenset[tuple[int, int]]  # what is multiplied, by its identity, and how often
Monomials = frozenset[Monomial]
ONE: Monomial = frozenset()


class _Uncertain(Exception):
    """There are too many monomials to tell."""


def may_meet(root: Term) -> bool:
    """Whether some identity between trigonometric or hyperbolic functions may apply within a scalar term."""
    identity = identities(root)
    functions = {
        identity[id(term)]: term
        for term in postorder(root)
        if isinstance(term, Apply) and term.op in CIRCULAR | HYPERBOLIC
    }
    if multiples([function.args[0] for function in functions.values()], identity):
        return True
    around = {
        key: (function.op in CIRCULAR, identity[id(function.args[0])]) for key, function in functions.items()
    }
    doubles = {key for key, function in functions.items() if function.op in COSINES and is_double(function)}
    found: dict[int, Monomials] = {}
    try:
        for term in postorder(root):
            own = found[identity[id(term)]] = monomials(term, identity, found)
            if not isinstance(term, Apply):
                continue
            if term.op == "add":
                ratios = (times(a, b, -1) for a, b in combinations(own, 2))
                if any(identical(ratio, around, doubles) for ratio in ratios):
                    return True
            elif term.op in ("product", "divide"):
                single = [found[identity[id(arg)]] for arg in term.args]
                atoms = {atom for part in single if len(part) == 1 for one in part for atom, _ in one}
                places = [around[atom] for atom in atoms if atom in around]
                if len(set(places)) < len(places):
                    return True
    except _Uncertain:
        return True
    return False


def bare(argument: Term) -> tuple[list[Term], int]:
    """The factors of an argument but its sign and numbers, and the numerator of these."""
    number = 1
    while isinstance(argument, Apply) and argument.op in ("neg", "divide"):
        if argument.op == "divide" and not isinstance(argument.args[1], Number):
            break
        argument = argument.args[0]
    product = isinstance(argument, Apply) and argument.op == "product"
    factors: list[Term] = []
    for factor in argument.args if isinstance(argument, Apply) and product else (argument,):
        if isinstance(factor, Number):
            number *= factor.value.numerator
        else:
            factors.append(factor)
    return factors, number


def is_double(function: Apply) -> bool:
    return bare(function.args[0])[1] % 2 == 0


def multiples(arguments: list[Term], identity: Mapping[int, int]) -> bool:
    """Whether one of these is a multiple of another by a number."""
    alike: dict[object, set[int]] = defaultdict(set)
    for argument in arguments:
        alike[frozenset(identity[id(factor)] for factor in bare(argument)[0])].add(identity[id(argument)])
    return any(len(found) > 1 for found in alike.values())


def monomials(term: Term, identity: Mapping[int, int], found: Mapping[int, Monomials]) -> Monomials:
    """Those of a term multiplied out, numbers left aside. Raises _Uncertain where they are too many."""
    if isinstance(term, Number):
        return frozenset([ONE])
    atom = frozenset([frozenset([(identity[id(term)], 1)])])
    if not isinstance(term, Apply):
        return atom
    parts = [found[identity[id(arg)]] for arg in term.args]
    match term.op:
        case "add":
            whole: Monomials = frozenset().union(*parts)
        case "neg":
            whole = parts[0]
        case "product":
            whole = multiplied(parts)
        case "divide":
            below = parts[1] if len(parts[1]) == 1 else [frozenset([(identity[id(term.args[1])], 1)])]
            whole = frozenset(times(a, b, -1) for a in parts[0] for b in below)
        case "power" if isinstance(term.args[1], Number) and term.args[1].value in range(1, MOST_POWER + 1):
            whole = multiplied([parts[0]] * int(term.args[1].value))
        case _:
            return atom
    if len(whole) > MOST_MONOMIALS:
        raise _Uncertain
    return whole


def multiplied(parts: list[Monomials]) -> Monomials:
    whole: Monomials = frozenset([ONE])
    for part in parts:
        whole = frozenset(times(a, b) for a in whole for b in part)
        if len(whole) > MOST_MONOMIALS:
            raise _Uncertain
    return whole


def times(left: Monomial, right: Monomial, sign: int = 1) -> Monomial:
    """left · right, or with a sign of -1 left / right."""
    powers = dict(left)
    for atom, power in right:
        powers[atom] = powers.get(atom, 0) + sign * power
    return frozenset((atom, power) for atom, power in powers.items() if power)


def identical(ratio: Monomial, around: Mapping[int, tuple[bool, int]], doubles: set[int]) -> bool:
    """Whether two monomials of this ratio may become one. around: by function, its family and argument;
    doubles: cosines of twice something."""
    if not ratio or any(atom not in around for atom, _ in ratio):
        return False
    places = {around[atom] for atom, _ in ratio}
    if len(places) == 1:
        return all(power % 2 == 0 or atom in doubles for atom, power in ratio)
    return len(places) == 2 and len(ratio) == 4 and all(abs(power) == 1 for _, power in ratio)
