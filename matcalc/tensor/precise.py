"""The arithmetic of mpmath: as many digits as one asks for, in NumPy's arrays of objects."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import mpmath  # type: ignore[import-untyped]
import numpy as np
from numpy.typing import NDArray

from matcalc.rationals import Fraction
from matcalc.tensor.evaluate import Arithmetic

Array = NDArray[Any]


@lru_cache(maxsize=8)
def precise(digits: int) -> Arithmetic:
    """Numbers of so many digits. Its functions raise ArithmeticError where they have no real value."""
    context = mpmath.mp.clone()
    context.dps = digits
    entries, whole = _entries(context), _whole(context)
    return Arithmetic(
        array=_each(context.convert),
        number=lambda value: _number(context, value),
        power=_each(lambda base, exponent: base**exponent, 2),
        function=lambda name: entries.get(name) or _each(getattr(context, SPELLINGS.get(name, name))),
        operation=whole.__getitem__,
        constants={"pi": +context.pi, "e": +context.e},
    )


# NumPy's names where mpmath has others.
SPELLINGS = {
    "arcsin": "asin", "arccos": "acos", "arctan": "atan",
    "arcsinh": "asinh", "arccosh": "acosh", "arctanh": "atanh",
}  # fmt: skip


def _number(context: Any, value: Fraction) -> Any:
    """Whole ones stay such, for they are powers that negative numbers have."""
    return value.numerator if value.denominator == 1 else context.mpf(value.numerator) / value.denominator


def _each(function: Callable[..., Any], arity: int = 1) -> Callable[..., Array]:
    """A function of numbers, entry by entry."""
    spread = np.frompyfunc(lambda *args: _real(function(*args)), arity, 1)
    return lambda *arrays: np.asarray(spread(*arrays), dtype=object)


def _real(value: Any) -> Any:
    """Raises ArithmeticError for what is no real number, or none at all."""
    if value.imag or not mpmath.isfinite(value):
        raise ArithmeticError("no real number")
    return value.real


def _entries(context: Any) -> dict[str, Callable[..., Array]]:
    one, zero = context.mpf(1), context.mpf(0)
    each = {
        "sign": context.sign,
        "log2": lambda x: context.log(x) / context.log(2),
        "sigmoid": lambda x: one / (one + context.exp(-x)),
        "relu": lambda x: max(zero, x),
        "softplus": lambda x: context.log1p(context.exp(x)),
        "positive": lambda x: one if x > 0 else zero,
        "nonnegative": lambda x: one if x >= 0 else zero,
        "null": lambda x: one if x == 0 else zero,
        "abs": abs,
    }
    return {
        **{name: _each(function) for name, function in each.items()},
        "max": lambda *args: np.asarray(np.maximum.reduce(args), dtype=object),
        "min": lambda *args: np.asarray(np.minimum.reduce(args), dtype=object),
    }


def _whole(context: Any) -> dict[str, Callable[..., Array]]:
    exponential = _each(context.exp)

    def stacked(function: Callable[[Any], Any]) -> Callable[[Array], Array]:
        """A function of a matrix of mpmath for each matrix of a stack."""

        def each(stack: Array) -> Array:
            matrices = stack.reshape(-1, *stack.shape[-2:])
            found = [_given(function(context.matrix(matrix.tolist()))) for matrix in matrices]
            return np.reshape(np.asarray(found, dtype=object), stack.shape[:-2] + np.shape(found[0]))

        return each

    def power(base: Array, exponent: Array) -> Array:
        powers = [stacked(lambda a, k=k: a ** int(k))(base) for k in np.ravel(exponent)]  # type: ignore[misc]
        return np.reshape(np.asarray(powers, dtype=object), exponent.shape + base.shape)

    def pinverse(matrix: Array) -> Array:
        """Of a matrix of full rank."""
        turned = np.swapaxes(matrix, -1, -2)
        if matrix.shape[-2] >= matrix.shape[-1]:
            return np.asarray(inverse(turned @ matrix) @ turned)
        return np.asarray(turned @ inverse(matrix @ turned))

    def softmax(array: Array) -> Array:
        powers = exponential(array - np.max(array, axis=-1, keepdims=True))
        return np.asarray(powers / np.sum(powers, axis=-1, keepdims=True))

    def trace(name: str) -> Callable[[Array], Array]:
        function = stacked(getattr(context, name))
        return lambda array: np.asarray(np.trace(function(array)))

    inverse = stacked(context.inverse)
    return {
        "inverse": inverse,
        "det": stacked(context.det),
        "pinverse": pinverse,
        "matrix_power": power,
        **{name: stacked(getattr(context, name)) for name in ("expm", "logm", "sqrtm")},
        **{f"tr {name}": trace(name) for name in ("expm", "sqrtm")},
        "logdet": stacked(lambda a: context.log(abs(context.det(a)))),
        "softmax": softmax,
        "logsumexp": lambda array: _each(context.log)(np.sum(exponential(array))),
        "prod": np.prod,
        "norminf": lambda array: np.asarray(np.max(np.abs(array)), dtype=object),
    }


def _given(value: Any) -> Any:
    """A matrix of mpmath as nested lists. Raises ArithmeticError where it is not real."""
    if not hasattr(value, "tolist"):
        return _real(value)
    entries = value.tolist()
    size = max(abs(entry) for row in entries for entry in row)
    if any(abs(entry.imag) > size * 1e-20 for row in entries for entry in row):
        raise ArithmeticError("no real matrix")
    return [[entry.real for entry in row] for row in entries]
