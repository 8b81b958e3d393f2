"""Forms that neither overflow nor cancel, for what people type: log(1 + exp(x)), log(sum(exp(x))).

Mächler, "Accurately computing log(1 - exp(-|a|))" (2012). Sums of exponentials have a file of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from matcalc.code import arrays
from matcalc.code.arrays import ONE, Array, expand, number, scaled
from matcalc.code.exponentials import less, logsumexp, size

Terms = Sequence[tuple[Fraction, Array]]


def mapped(function: str, *args: Array) -> Array:
    """A function applied entry by entry."""
    if function == "log":
        found = log(args[0])
        if found is not None:
            return found
    return arrays.mapped(function, *args)


def linear(terms: Terms) -> Array:
    """A linear combination: exp(x) - 1 is expm1(x), and 1 - sigmoid(x) is sigmoid(-x)."""
    if len(terms) == 2:
        (a, one), (b, term) = sorted(terms, key=lambda pair: pair[1].op != "number")
        if one.op == "number" and term.op == "map" and a * one.info == -b:
            if term.info == "exp":
                return scaled(b, arrays.mapped("expm1", *term.args))
            if term.info == "sigmoid":
                return scaled(-b, arrays.mapped("sigmoid", scaled(Fraction(-1), term.args[0])))
    return arrays.linear(terms)


def log(arg: Array) -> Array | None:
    """The logarithm of an array in a form of its own, or None."""
    match arg.op:
        case "map" if arg.info == "sigmoid":
            return scaled(-ONE, arrays.mapped("softplus", scaled(-ONE, arg.args[0])))
        case "map" if arg.info == "cosh":
            double = arrays.mapped("softplus", scaled(Fraction(-2), arg.args[0]))
            return arrays.linear([(ONE, arg.args[0]), (ONE, double), (-ONE, arrays.mapped("log", number(2)))])
        case "map" if arg.info == "expm1":
            less_than_one = scaled(-ONE, arrays.mapped("expm1", scaled(-ONE, arg.args[0])))
            return arrays.linear([(ONE, arg.args[0]), (ONE, arrays.mapped("log", less_than_one))])
        case "softmax":
            (x,) = arg.args
            spread = [axis != arg.info for axis in range(x.rank)]
            return arrays.linear([(ONE, x), (-ONE, expand(logsumexp(x, [arg.info]), spread))])
    found = size(arg)
    if found is not None:
        rest = number(0) if found.exact else mapped("log", less(arg, found.log))
        return arrays.linear([(ONE, found.log), (ONE, rest)])
    terms = arrays.terms(arg) if arg.op == "linear" else []  # the number alone is no 1 + x
    if any(coefficient == 1 and array.op == "number" for coefficient, array in terms):
        return arrays.mapped("log1p", linear([(c, array) for c, array in terms if array.op != "number"]))
    return None
