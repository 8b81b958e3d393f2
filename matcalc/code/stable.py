"""Forms that neither overflow nor cancel, for what people type: log(1 + exp(x)), log(sum(exp(x))).

Blanchard, Higham & Higham, "Accurately computing the log-sum-exp and softmax functions", IMA J. Numer.
Anal. 41 (2021); Mächler, "Accurately computing log(1 - exp(-|a|))" (2012).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from matcalc.code import arrays
from matcalc.code.arrays import ONE, Array, expand, make, number, scaled

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
            return scaled(Fraction(-1), arrays.mapped("softplus", scaled(Fraction(-1), arg.args[0])))
        case "softmax":
            (x,) = arg.args
            spread = [axis != arg.info for axis in range(x.rank)]
            return arrays.linear([(ONE, x), (-ONE, expand(logsumexp(x, [arg.info]), spread))])
        case "map" if arg.info == "exp":
            return arg.args[0]
        case "sum" if arg.args[0].op == "map" and arg.args[0].info == "exp":
            return logsumexp(arg.args[0].args[0], arg.info)
        case "linear":
            return log_of_sum(list(zip(arg.info, arg.args, strict=True)))
    return None


def log_of_sum(terms: Terms) -> Array | None:
    """log(1 + exp(x)), log(exp(x) + exp(y)), log(1 + x)."""
    exponents = [exponent(coefficient, array) for coefficient, array in terms]
    known = [array for array in exponents if array is not None]
    if len(terms) == 2 and len(known) == 2:
        zero = number(0)
        if zero in known:
            (x,) = (array for array in known if array is not zero)
            return arrays.mapped("softplus", x)
        return arrays.mapped("logaddexp", *known)
    if any(array.op == "number" and coefficient * array.info == 1 for coefficient, array in terms):
        rest = [(c, array) for c, array in terms if array.op != "number"]
        return arrays.mapped("log1p", linear(rest))
    return None


def exponent(coefficient: Fraction, array: Array) -> Array | None:
    """x, where a term is exp(x)."""
    if coefficient != 1:
        return None
    if array.op == "map" and array.info == "exp":
        return array.args[0]
    return number(0) if array.op == "number" and array.info == 1 else None


def logsumexp(array: Array, axes: Sequence[int]) -> Array:
    kept = tuple(d for axis, d in enumerate(array.shape) if axis not in axes)
    whole = len(kept) == 0
    return make("logsumexp", (array,), None if whole else tuple(axes), kept)
