"""Views, products and linear algebra of arrays.

The constructors choose the plainer of two ways to say a thing: no transpose of a vector or of a symmetric
matrix, ``B.T @ A.T`` for the transpose of ``A @ B``.
"""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.code.arithmetic import monomial, negative, scaled
from matcalc.code.graph import ONE, UNIT, Array, einsum, make, outer


def expand(array: Array, places: Sequence[bool]) -> Array:
    """New axes of length 1 where ``places`` is false; the axes of the array are where it is true."""
    if all(places) or not array.rank:
        return array
    if array.op == "monomial" and len(array.args) == 1:
        inner = expand(array.args[0], places)
        return monomial(array.info[0], [(inner, array.info[1][0])])
    axes = iter(array.shape)
    return make("expand", (array,), tuple(places), tuple(next(axes) if p else UNIT for p in places))


def transpose(array: Array, order: Sequence[int] = (1, 0)) -> Array:
    """The axes in another order: result axis k is axis order[k]."""
    order = tuple(order)
    if order == tuple(range(array.rank)) or (array.rank == 2 and array.symmetric):
        return array
    shape = tuple(array.shape[axis] for axis in order)
    match array.op:
        case "transpose":
            return transpose(array.args[0], [array.info[axis] for axis in order])
        case "expand":
            places = [array.info[axis] for axis in order]
            inner = [axis for axis in order if array.info[axis]]
            ranks = sorted(inner)
            return expand(transpose(array.args[0], [ranks.index(axis) for axis in inner]), places)
        case "outer":
            return outer(*reversed(array.args))
        case "matmul" if array.rank == 2:
            left, right = array.args
            return matmul(transpose(right), transpose(left))
        case "einsum":
            inputs, out = array.info
            return einsum(list(zip(array.args, inputs, strict=True)), [out[axis] for axis in order])
        case "monomial" | "linear" if all(arg.op in ("input", "expand", "transpose") for arg in array.args):
            turned = tuple(transpose(arg, order) if arg.rank else arg for arg in array.args)
            return make(array.op, turned, array.info, shape)
    return make("transpose", (array,), order, shape)


def diagonal(array: Array) -> Array:
    """The diagonal of a matrix."""
    return make("diagonal", (array,), shape=array.shape[:1])


def matmul(left: Array, right: Array) -> Array:
    """A product of vectors and matrices, the last axis of the one with the first of the other; a symmetric
    matrix comes first, so that A x and xᵀA are one."""
    if left.rank == 1 and right.rank == 2 and right.symmetric:
        left, right = right, left
    made = make("matmul", (left, right), shape=left.shape[:-1] + right.shape[1:])
    if made.rank == 2 and transpose(right) is left:
        made.symmetric = True
    return made


def total(array: Array, axes: Sequence[int]) -> Array:
    """The sum over some axes."""
    if not axes:
        return array
    if array.op == "diagonal":
        return make("trace", array.args)
    if array.op == "linear" and negative(array):
        return scaled(-ONE, total(scaled(-ONE, array), axes))
    kept = tuple(d for axis, d in enumerate(array.shape) if axis not in axes)
    return make("sum", (array,), tuple(axes), kept)


def inverse(array: Array) -> Array:
    """The inverse; of a multiple, as one of the inverse."""
    if array.op == "monomial" and array.info[0] != 1:
        coefficient, *_ = array.info
        base = scaled(1 / coefficient, array)
        base.symmetric = base.symmetric or array.symmetric
        base.posdef = base.posdef or (array.posdef and coefficient > 0)
        return scaled(1 / coefficient, inverse(base))
    made = make("inverse", (array,), shape=array.shape)
    made.symmetric, made.posdef = array.symmetric, array.posdef
    return made


def solve(matrix: Array, right: Array) -> Array:
    """matrix⁻¹ right, by the factorisation of Cholesky where it exists."""
    if matrix.posdef:
        return make("cholesky solve", (cholesky(matrix), right), shape=right.shape)
    return make("solve", (matrix, right), shape=right.shape)


def cholesky(matrix: Array) -> Array:
    return make("cholesky", (matrix,), shape=matrix.shape)


def logdet(matrix: Array) -> Array:
    if matrix.posdef:
        return make("cholesky logdet", (cholesky(matrix),))
    return make("logdet", (matrix,))
