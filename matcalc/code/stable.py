"""Forms that neither overflow nor cancel, for what people type: log(1 + exp(x)), log(det(A)).

Mächler, "Accurately computing log(1 - exp(-|a|))" (2012). Sums of exponentials have a file of their own.
"""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.code import arithmetic, graph
from matcalc.code.arithmetic import factors, monomial, scaled
from matcalc.code.arrays import expand, logdet, total
from matcalc.code.exponentials import less, logsumexp, size
from matcalc.code.graph import ONE, Array, number
from matcalc.rationals import Fraction

Terms = Sequence[tuple[Fraction, Array]]


def mapped(function: str, *args: Array) -> Array:
    """A function applied entry by entry."""
    if function == "log":
        found = log(args[0])
        if found is not None:
            return found
    if function == "abs" and positive(args[0]):
        return args[0]
    if function == "exp":
        return power(args[0]) or graph.mapped("exp", *args)
    return graph.mapped(function, *args)


def linear(terms: Terms) -> Array:
    """A linear combination: exp(x) - 1 is expm1(x), and 1 - sigmoid(x) is sigmoid(-x)."""
    if len(terms) == 2:
        (a, one), (b, term) = sorted(terms, key=lambda pair: pair[1].op != "number")
        if one.op == "number" and term.op == "map" and a * one.info == -b:
            if term.info == "exp":
                return scaled(b, graph.mapped("expm1", *term.args))
            if term.info == "sigmoid":
                return scaled(-b, graph.mapped("sigmoid", scaled(Fraction(-1), term.args[0])))
    return arithmetic.linear(terms)


def power(exponent: Array) -> Array | None:
    """exp(y log(x)) as xʸ, which is a number for more x; None for any other exponential."""
    if exponent.op != "monomial":
        return None
    powers = list(factors(exponent).items())
    for log, e in powers:
        if e == 1 and log.op == "map" and log.info == "log" and log.args[0].op != "number":
            rest = monomial(exponent.info[0], [pair for pair in powers if pair[0] is not log])
            return arithmetic.power(log.args[0], rest)
    return None


def log(arg: Array) -> Array | None:
    """The logarithm of an array in a form of its own, or None."""
    match arg.op:
        case "map" if arg.info == "sigmoid":
            return scaled(-ONE, graph.mapped("softplus", scaled(-ONE, arg.args[0])))
        case "map" if arg.info == "cosh":
            double = graph.mapped("softplus", scaled(Fraction(-2), arg.args[0]))
            return arithmetic.linear(
                [(ONE, arg.args[0]), (ONE, double), (-ONE, graph.mapped("log", number(2)))]
            )
        case "map" if arg.info == "expm1":
            less_than_one = scaled(-ONE, graph.mapped("expm1", scaled(-ONE, arg.args[0])))
            return arithmetic.linear([(ONE, arg.args[0]), (ONE, graph.mapped("log", less_than_one))])
        case "det":
            return logdet(*arg.args)
        case "map" if is_abs_det(arg):
            return logdet(*arg.args[0].args)
        case "power" if positive(arg.args[0]):
            return monomial(ONE, [(arg.args[1], ONE), (mapped("log", arg.args[0]), ONE)])
        case "prod" if positive(arg.args[0]):
            entries = mapped("log", arg.args[0])
            return total(entries, range(entries.rank))
        case "monomial":
            parts = of_product(arg)
            if parts is not None:
                return parts
        case "softmax":
            (x,) = arg.args
            spread = [axis != arg.info for axis in range(x.rank)]
            return arithmetic.linear([(ONE, x), (-ONE, expand(logsumexp(x, [arg.info]), spread))])
    found = size(arg)
    if found is not None:
        rest = number(0) if found.exact else mapped("log", less(arg, found.log))
        return arithmetic.linear([(ONE, found.log), (ONE, rest)])
    terms = arithmetic.terms(arg) if arg.op == "linear" else []  # the number alone is no 1 + x
    if any(coefficient == 1 and array.op == "number" for coefficient, array in terms):
        return graph.mapped("log1p", linear([(c, array) for c, array in terms if array.op != "number"]))
    return None


def of_product(arg: Array) -> Array | None:
    """The logarithm of c Π aᵉ, with a term for each a whose logarithm has a form of its own; None where there
    is none, or a sign may stand in the way."""
    coefficient, powers = arg.info[0], list(factors(arg).items())
    if coefficient > 0 and all(base.op == "det" for base in arg.args):
        apart = powers
    else:
        apart = [(base, e) for base, e in powers if positive(base) and own_logarithm(base)]
    if not apart:
        return None
    logs = [(e, mapped("log", base)) for base, e in apart]
    rest = monomial(coefficient, [pair for pair in powers if pair not in apart])
    return arithmetic.linear(logs if rest is number(1) else [*logs, (ONE, mapped("log", rest))])


def own_logarithm(array: Array) -> bool:
    """Whether the logarithm of a positive array is a number even where the array overflows."""
    if array.op == "monomial":
        return bool(array.info[0] == 1) or any(map(own_logarithm, array.args))
    return array.op in ("det", "power", "prod") or is_abs_det(array)


def is_abs_det(array: Array) -> bool:
    return array.op == "map" and array.info == "abs" and array.args[0].op == "det"


def positive(array: Array) -> bool:
    """Whether the entries of an array surely are."""
    match array.op:
        case "number":
            return bool(array.info > 0)
        case "constant" | "length":
            return True
        case "det":
            return array.args[0].posdef
        case "map":
            return array.info in ("exp", "cosh", "sigmoid", "softplus") or is_abs_det(array)
        case "expand" | "transpose" | "prod":
            return positive(array.args[0])
        case "power":
            return positive(array.args[0])
        case "monomial":
            return bool(array.info[0] > 0) and all(map(positive, array.args))
    return False
