"""The operations that code is made of: a graph over arrays, the same for every target.

Equal operations on equal arrays are one object, so what several results have in common is computed once.
The constructors choose the plainer of two ways to say a thing: no transpose of a vector or of a symmetric
matrix, ``B.T @ A.T`` for the transpose of ``A @ B``. An element-wise operation takes arrays of one rank,
whose axes of length 1 broadcast, and scalars.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import Any
from weakref import WeakValueDictionary

from matcalc.kinds.dimensions import Dimension
from matcalc.rationals import Fraction
from matcalc.tensor.node import INDICATORS, Shape

ONE = Fraction(1)
UNIT = Dimension.of(1)
PLACED = frozenset({"pad", "entry"})  # a part of an axis, or one entry, among zeros
SMALL = PLACED | {"outer", "diag"}  # large arrays that smaller ones tell all of
ELEMENTWISE = frozenset({"monomial", "linear", "map", "power", "where"})

Powers = Iterable[tuple["Array", Fraction]]

_serials = count()
_table: WeakValueDictionary[tuple[Any, ...], Array] = WeakValueDictionary()


class Array:
    """An operation and what it is applied to.

    info: what else says which operation it is: the axes of a sum, the exponents of a monomial.
    symmetric, posdef: what is known of a matrix.
    """

    __slots__ = ("__weakref__", "args", "info", "op", "posdef", "serial", "shape", "symmetric")

    op: str
    args: tuple[Array, ...]
    info: Any
    shape: Shape
    serial: int
    symmetric: bool
    posdef: bool

    @property
    def rank(self) -> int:
        return len(self.shape)

    def __repr__(self) -> str:
        return f"<{self.op} {self.info} {' × '.join(map(str, self.shape))}>"


def make(op: str, args: Sequence[Array] = (), info: Any = None, shape: Shape = ()) -> Array:
    """The one array of this operation, these arguments and this shape."""
    key = (op, tuple(args), info, tuple(shape))
    found = _table.get(key)
    if found is None:
        found = Array()
        found.op, found.args, found.info, found.shape = key
        found.serial = next(_serials)
        found.symmetric = found.posdef = False
        _table[key] = found
    return found


# leaves


def number(value: int | Fraction) -> Array:
    return make("number", info=Fraction(value))


def length(dimension: Dimension) -> Array:
    """The size of a dimension, as a whole number."""
    return make("length", info=dimension)


def eye(dimension: Dimension) -> Array:
    """The identity."""
    made = make("eye", shape=(dimension, dimension))
    made.symmetric = True
    return made


# views


def expand(array: Array, places: Sequence[bool]) -> Array:
    """New axes of length 1 where ``places`` is false; the axes of the array are where it is true."""
    if all(places) or not array.rank:
        return array
    if array.op == "monomial" and len(array.args) == 1 and array.info[0] == 1:
        inner = expand(array.args[0], places)
        return monomial(ONE, [(inner, array.info[1][0])])
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
        case "monomial" | "linear" if all(arg.op in ("input", "expand", "transpose") for arg in array.args):
            turned = tuple(transpose(arg, order) if arg.rank else arg for arg in array.args)
            return make(array.op, turned, array.info, shape)
    return make("transpose", (array,), order, shape)


def diagonal(array: Array) -> Array:
    """The diagonal of a matrix."""
    return make("diagonal", (array,), shape=array.shape[:1])


# element by element


def joint(arrays: Iterable[Array]) -> Shape:
    """The shape that arrays broadcast to."""
    shapes = [array.shape for array in arrays]
    rank = max((len(shape) for shape in shapes), default=0)
    full = [shape for shape in shapes if len(shape) == rank]
    return tuple(next((d for d in axes if d != UNIT), UNIT) for axes in zip(*full, strict=True))


def mapped(function: str, *args: Array) -> Array:
    return make("map", args, function, joint(args))


def power(base: Array, exponent: Array) -> Array:
    if exponent.op == "number":
        return monomial(ONE, [(base, exponent.info)])
    return make("power", (base, exponent), shape=joint((base, exponent)))


def monomial(coefficient: Fraction, powers: Powers) -> Array:
    """coefficient · Π arrayᵉ."""
    exponents: dict[Array, Fraction] = {}
    powers = list(powers)
    shape = joint(array for array, _ in powers)
    for array, exponent in powers:
        if array.op == "number" and exponent.denominator == 1 and (array.info or exponent > 0):
            coefficient *= array.info**exponent.numerator
            continue
        inner: Powers = [(array, ONE)]
        if array.op == "monomial" and (array.info[0] == 1 or exponent.denominator == 1) and simple(array):
            coefficient *= array.info[0] ** exponent.numerator
            inner = zip(array.args, array.info[1], strict=True)
        for base, own in inner:
            exponents[base] = exponents.get(base, Fraction(0)) + own * exponent
    left = {base: e for base, e in exponents.items() if e}
    if coefficient == 0 or not left:
        return number(coefficient)
    if coefficient == 1 and list(left.values()) == [ONE]:
        return next(iter(left))
    if coefficient < 0:
        for base, exponent in left.items():
            if exponent == 1 and less_than_one(base):  # -(x - 1) is 1 - x
                turned = [(-c, term) for c, term in terms(base)]
                others = [(other, e) for other, e in left.items() if other is not base]
                return monomial(-coefficient, [*others, (linear(turned), ONE)])
    return make("monomial", tuple(left), (coefficient, tuple(left.values())), shape)


def terms(array: Array) -> list[tuple[Fraction, Array]]:
    """The coefficients and arrays of a linear combination, or an array as one."""
    if array.op != "linear":
        return [(ONE, array)]
    return list(zip(array.info, array.args, strict=True))


def less_than_one(array: Array) -> bool:
    """Whether an array is x + y - 1, with any number at the end."""
    if array.op != "linear" or all(a.op != "number" for a in array.args):
        return False
    return all((c < 0) == (a.op == "number") for c, a in terms(array))


def simple(array: Array) -> bool:
    """Whether a monomial costs nothing to work out anew: a number times, or a power of, one array."""
    return len(array.args) == 1 and (array.info[0] == 1 or array.info[1] == (ONE,))


def factor(array: Array) -> Fraction:
    """The number that an array is a multiple of."""
    inner = array.args[0] if array.op in SMALL else array
    return inner.info[0] if inner.op == "monomial" else ONE


def scaled(coefficient: Fraction, array: Array, scalars: Powers = ()) -> Array:
    """A multiple of an array; of one that smaller ones tell all of, by a multiple of a smaller."""
    scalars = list(scalars)
    if array.op in SMALL and (scalars or coefficient not in (1, 0)):
        first, *rest = array.args
        made = make(array.op, (scaled(coefficient, first, scalars), *rest), array.info, array.shape)
        made.symmetric = array.symmetric
        return made
    if array.op == "linear" and all(term.op in SMALL for term in array.args):
        return linear([(ONE, scaled(coefficient * c, term, scalars)) for c, term in terms(array)])
    if array.op == "monomial":
        coefficient *= array.info[0]
        return monomial(coefficient, [*scalars, *zip(array.args, array.info[1], strict=True)])
    if array.op == "linear" and not scalars and coefficient != 1 and (coefficient == -1):
        return linear([(coefficient * c, term) for c, term in terms(array)])
    return monomial(coefficient, [*scalars, (array, ONE)])


def linear(parts: Iterable[tuple[Fraction, Array]]) -> Array:
    """Σ coefficient · array."""
    coefficients: dict[Array, Fraction] = {}
    constant = Fraction(0)
    parts = list(parts)
    shape = joint(array for _, array in parts)
    for coefficient, array in parts:
        if array.op == "number":
            constant += coefficient * array.info
            continue
        if array.op == "monomial" and array.info[0] != 1:
            coefficient, array = coefficient * array.info[0], scaled(1 / array.info[0], array)
        coefficients[array] = coefficients.get(array, Fraction(0)) + coefficient
    left = [(c, array) for array, c in coefficients.items() if c]
    if constant or not left:
        left.append((constant, number(1)))
    if len(left) == 1:
        return scaled(*left[0])
    left = [(c / abs(c), scaled(abs(c), array)) if array.op in SMALL else (c, array) for c, array in left]
    made = make("linear", tuple(array for _, array in left), tuple(c for c, _ in left), shape)
    return made


def is_indicator(array: Array) -> bool:
    """Whether the entries of an array are 0 and 1, by a comparison."""
    return array.op == "map" and array.info in INDICATORS


# products and sums


def outer(left: Array, right: Array) -> Array:
    made = make("outer", (left, right), shape=left.shape + right.shape)
    made.symmetric = left is right
    return made


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
    kept = tuple(d for axis, d in enumerate(array.shape) if axis not in axes)
    return make("sum", (array,), tuple(axes), kept)


def einsum(operands: Sequence[tuple[Array, Sequence[int]]], out: Sequence[int]) -> Array:
    """A contraction by labels, renumbered in the order of their appearance."""
    numbers: dict[int, int] = {}
    shapes: dict[int, Dimension] = {}
    inputs = []
    for array, labels in operands:
        shapes |= zip(labels, array.shape, strict=True)
        inputs.append(tuple(numbers.setdefault(label, len(numbers)) for label in labels))
    result = tuple(numbers[label] for label in out)
    return make(
        "einsum",
        tuple(array for array, _ in operands),
        (tuple(inputs), result),
        tuple(shapes[label] for label in out),
    )


# linear algebra


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


def postorder(*roots: Array, instead: Mapping[Array, Array] = {}) -> list[Array]:
    """Every array below, once, arguments first; no recursion. instead: operations that stand for others,
    whose arguments are meant."""
    done: set[Array] = set()
    order: list[Array] = []
    stack: list[tuple[Array, bool]] = [(root, False) for root in reversed(roots)]
    while stack:
        array, ready = stack.pop()
        if array in done:
            continue
        if ready:
            done.add(array)
            order.append(array)
        else:
            stack.append((array, True))
            below = instead.get(array, array).args
            stack.extend((arg, False) for arg in reversed(below) if arg not in done)
    return order
