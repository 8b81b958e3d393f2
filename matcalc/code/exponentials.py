"""Sums of exponentials, and quotients by them, without forming an exponential that overflows.

Such a sum S is worked with by its logarithm L: exp(u)/S is exp(u - L), which is at most 1 where u is one of
its exponents, and log(S) is L. L is made of logaddexp and logsumexp (Blanchard, Higham & Higham, "Accurately
computing the log-sum-exp and softmax functions", IMA J. Numer. Anal. 41, 2021). Where weights of unknown sign
are in the sum, L is that of the sum without them, and the sum is L's exponential times a sum that is small.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from matcalc.code import arithmetic, graph
from matcalc.code.arithmetic import monomial, scaled
from matcalc.code.arrays import expand, matmul, total
from matcalc.code.graph import ONE, Array, make, number
from matcalc.records import Value


class Size(Value):
    """How large a sum of exponentials is. log: L. exact: the sum is exp(L), and not only as large."""

    log: Array
    exact: bool


def size(array: Array) -> Size | None:
    """How large a sum of exponentials is; None for any other array."""
    match array.op:
        case "map" if array.info == "exp":
            return Size(array.args[0], True)
        case "expand" if array.args[0].op == "map" and array.args[0].info == "exp":
            return Size(exponent(array), True)
        case "linear":
            return _of_linear(array)
        case "monomial":
            return _of_monomial(array)
        case "sum":
            inner = size(array.args[0])
            if inner is None or inner.log.shape != array.args[0].shape:
                return None
            return Size(logsumexp(inner.log, array.info), inner.exact)
        case "matmul":
            weights, inner = array.args[0], size(array.args[1])
            axis = 0
            if inner is None:
                weights, inner, axis = array.args[1], size(array.args[0]), array.args[0].rank - 1
            if inner is None or weights.rank > 1 or size(weights) is not None:
                return None
            return Size(logsumexp(inner.log, [axis]), False)
    return None


def _of_linear(array: Array) -> Size | None:
    sizes, exact = list[Array](), True
    found = False
    for coefficient, arg in arithmetic.terms(array):
        own = Size(number(0), True) if arg.op == "number" else size(arg)
        if own is None:
            return None
        found = found or arg.op != "number"
        exact = exact and own.exact and coefficient > 0
        sizes.append(_more(own.log, number(abs(coefficient))))
    return Size(reduce(logaddexp, sizes), exact) if found else None


def _of_monomial(array: Array) -> Size | None:
    coefficient, exponents = array.info
    sizes = [size(arg) for arg in array.args]
    known = [(own, e) for own, e in zip(sizes, exponents, strict=True) if own is not None]
    others = [(a, e) for a, e, own in zip(array.args, exponents, sizes, strict=True) if own is None]
    if len(known) != 1 or known[0][1] != 1 or known[0][0].log.shape not in (array.shape, ()):
        return None
    own = known[0][0]
    if any(arg.op != "length" for arg, _ in others):
        return Size(_more(own.log, number(abs(coefficient))), False)
    return Size(_more(own.log, monomial(abs(coefficient), others)), own.exact and coefficient > 0)


def _more(log: Array, times: Array) -> Array:
    """The logarithm of a multiple."""
    match times.op:
        case "number" if times.info == 1:
            return log
        case "monomial" if times.info == (ONE, (-ONE,)):
            return arithmetic.linear([(ONE, log), (-ONE, graph.mapped("log", times.args[0]))])
    return arithmetic.linear([(ONE, log), (ONE, graph.mapped("log", times))])


def logaddexp(x: Array, y: Array) -> Array:
    zero = number(0)
    if zero in (x, y):
        return graph.mapped("softplus", y if x is zero else x)
    return graph.mapped("logaddexp", x, y)


def logsumexp(array: Array, axes: Sequence[int]) -> Array:
    kept = tuple(d for axis, d in enumerate(array.shape) if axis not in axes)
    whole = len(kept) == 0
    return make("logsumexp", (array,), None if whole else tuple(axes), kept)


def less(array: Array, log: Array) -> Array:
    """A sum of exponentials divided by exp(log), which is taken from each exponent."""
    match array.op:
        case "map" | "expand":
            return quotient(exponent(array), log)
        case "number":
            return scaled(array.info, quotient(number(0), log))
        case "linear":
            return arithmetic.linear([(c, less(term, log)) for c, term in arithmetic.terms(array)])
        case "monomial":
            coefficient, exponents = array.info
            powers = zip(array.args, exponents, strict=True)
            return monomial(coefficient, [(less(a, log) if size(a) else a, e) for a, e in powers])
        case "sum":
            (inner,) = array.args
            kept = [axis not in array.info for axis in range(inner.rank)]
            return total(less(inner, expand(log, kept)), array.info)
    left, right = array.args
    if size(left) is None:
        return matmul(left, less(right, expand(log, [False] + [True] * log.rank)))
    return matmul(less(left, expand(log, [True] * log.rank + [False])), right)


def exponent(array: Array) -> Array:
    """u, of exp(u) as it is or with axes of length 1."""
    return array.args[0] if array.op == "map" else expand(array.args[0].args[0], array.info)


def quotient(exponent: Array, log: Array) -> Array:
    """exp(exponent - log): a softmax or a sigmoid where that is what it is."""
    whole = log.args[0] if log.op == "expand" else log
    match whole.op, whole.info:
        case "logsumexp", None | (_,) if whole.args[0] is exponent:
            axis = 0 if whole.info is None else whole.info[0]
            if axis == exponent.rank - 1:
                return make("softmax", (exponent,), axis, exponent.shape)
        case "map", "softplus" if exponent in (whole.args[0], number(0)):
            sign = ONE if exponent is whole.args[0] else -ONE
            return graph.mapped("sigmoid", scaled(sign, whole.args[0]))
        case "map", "logaddexp" if exponent in whole.args:
            (other,) = (arg for arg in whole.args if arg is not exponent)
            return graph.mapped("sigmoid", arithmetic.linear([(ONE, exponent), (-ONE, other)]))
    rest = arithmetic.linear([(ONE, exponent), (-ONE, log)])
    return number(1) if rest is number(0) else graph.mapped("exp", rest)
