"""What the functions of the language are worth in numbers, entry by entry or of whole arrays.

They take complex arguments near the real axis, so that a derivative can be had by a complex step, and
``xp`` for NumPy or a module that does as it does.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

Array = Any

COMPARISONS: dict[str, Callable[[Array, Array], Array]] = {
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
}


def erf(value: complex) -> complex:
    """By its Taylor series where that is accurate, else to first order from the real axis."""
    if value.imag == 0:
        return math.erf(value.real)
    if abs(value) > 2.5:
        return math.erf(value.real) + 2j / math.sqrt(math.pi) * math.exp(-(value.real**2)) * value.imag
    power, total = value, value
    for n in range(1, 60):
        power = -power * value * value / n
        total += power / (2 * n + 1)
    return total * 2 / math.sqrt(math.pi)


def diagonal(array: Array, xp: Any) -> Array:
    """Of a vector the matrix, of a matrix the vector."""
    size = max(array.shape)
    if 1 in array.shape:
        return xp.reshape(array, (-1, 1)) * xp.eye(size)
    return xp.reshape(xp.sum(array * xp.eye(size), axis=1), (-1, 1))


def logsumexp(array: Array, xp: Any) -> Array:
    top = xp.max(xp.real(array))
    return top + xp.log(xp.sum(xp.exp(array - top)))


def logdet(array: Array, xp: Any) -> Array:
    value = xp.linalg.det(array)
    return xp.log(value * xp.sign(xp.real(value)))


def norm(array: Array, xp: Any) -> Array:
    return xp.sqrt(xp.sum(array * array))


def absolute(array: Array, xp: Any) -> Array:
    return array * xp.sign(xp.real(array))


def entrywise_erf(array: Array, xp: Any) -> Array:
    assert xp is np
    return np.asarray(np.vectorize(erf, otypes=[np.result_type(array, float)])(array))


def pinv(array: Array, xp: Any) -> Array:
    """Of a matrix of full rank."""
    turned = xp.transpose(array)
    rows, cols = array.shape
    return xp.linalg.inv(turned @ array) @ turned if rows >= cols else turned @ xp.linalg.inv(array @ turned)


def expm(array: Array, xp: Any) -> Array:
    """Scaling and squaring of a Taylor series (Higham, Functions of Matrices, ch. 10)."""
    plain = array
    while hasattr(plain, "_value"):  # what autograd wraps
        plain = plain._value
    size = float(np.max(np.abs(plain), initial=0)) * array.shape[0]
    halvings = max(0, math.ceil(math.log2(size + 1e-300)) + 1)
    small = array / 2.0**halvings
    term = total = xp.eye(array.shape[0]) + 0 * array
    for k in range(1, 20):
        term = term @ small / k
        total = total + term
    for _ in range(halvings):
        total = total @ total
    return total


def sqrtm(array: Array, xp: Any) -> Array:
    """The iteration of Denman and Beavers (Higham, ch. 6)."""
    root, other = array, xp.eye(array.shape[0]) + 0 * array
    for _ in range(16):
        root, other = (root + xp.linalg.inv(other)) / 2, (other + xp.linalg.inv(root)) / 2
    return root


def logm(array: Array, xp: Any) -> Array:
    """Square roots until it is near I, then the series of artanh (Higham, ch. 11)."""
    one = xp.eye(array.shape[0])
    near = array
    for _ in range(8):
        near = sqrtm(near, xp)
    z = (near - one) @ xp.linalg.inv(near + one)
    power, total = z, z
    for k in range(3, 12, 2):
        power = power @ z @ z
        total = total + power / k
    return total * 2.0**9


FUNCTIONS: dict[str, Callable[[Array, Any], Array]] = {
    "abs": absolute,
    "sign": lambda x, xp: xp.sign(xp.real(x)),
    "cot": lambda x, xp: xp.cos(x) / xp.sin(x),
    "sec": lambda x, xp: 1 / xp.cos(x),
    "csc": lambda x, xp: 1 / xp.sin(x),
    "coth": lambda x, xp: xp.cosh(x) / xp.sinh(x),
    "sech": lambda x, xp: 1 / xp.cosh(x),
    "csch": lambda x, xp: 1 / xp.sinh(x),
    "log2": lambda x, xp: xp.log(x) / math.log(2),
    "log10": lambda x, xp: xp.log(x) / math.log(10),
    "sigmoid": lambda x, xp: 1 / (1 + xp.exp(-x)),
    "relu": lambda x, xp: xp.where(xp.real(x) > 0, x, 0 * x),
    "softplus": lambda x, xp: xp.log(1 + xp.exp(x)),
    "erf": entrywise_erf,
    "sum": lambda x, xp: xp.sum(x),
    "mean": lambda x, xp: xp.mean(x),
    "norm": norm,
    "normF": norm,
    "norm1": lambda x, xp: xp.sum(absolute(x, xp)),
    "len": lambda x, xp: xp.array(float(x.size)),
    "logsumexp": logsumexp,
    "softmax": lambda x, xp: xp.exp(x - logsumexp(x, xp)),
    "diag": diagonal,
    "tr": lambda x, xp: xp.sum(x * xp.eye(x.shape[0])),
    "det": lambda x, xp: xp.linalg.det(x),
    "logdet": logdet,
    "inv": lambda x, xp: xp.linalg.inv(x),
    "pinv": pinv,
    "expm": expm,
    "logm": logm,
    "sqrtm": sqrtm,
    "prod": lambda x, xp: xp.prod(x),
    "norminf": lambda x, xp: xp.max(xp.abs(x)),
    "tril": lambda x, xp: xp.tril(x),
    "triu": lambda x, xp: xp.triu(x),
}
