"""The graph that code is made of: operations over arrays, the same for every target.

Equal operations on equal arrays are one object, so what several results have in common is computed once.
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


def make(
    op: str,
    args: Sequence[Array] = (),
    info: Any = None,
    shape: Shape = (),
    flags: frozenset[str] = frozenset(),
) -> Array:
    """The one array of this operation, these arguments and this shape. flags: what an input was declared."""
    key = (op, tuple(args), info, tuple(shape), flags)
    found = _table.get(key)
    if found is None:
        found = Array()
        found.op, found.args, found.info, found.shape, _ = key
        found.serial = next(_serials)
        found.symmetric = found.posdef = False
        _table[key] = found
    return found


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


def outer(left: Array, right: Array) -> Array:
    """A column times a row."""
    made = make("outer", (left, right), shape=left.shape + right.shape)
    made.symmetric = left is right
    return made


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


def joint(arrays: Iterable[Array]) -> Shape:
    """The shape that arrays broadcast to."""
    shapes = [array.shape for array in arrays]
    rank = max((len(shape) for shape in shapes), default=0)
    full = [shape for shape in shapes if len(shape) == rank]
    return tuple(next((d for d in axes if d != UNIT), UNIT) for axes in zip(*full, strict=True))


def mapped(function: str, *args: Array) -> Array:
    return make("map", args, function, joint(args))


def is_large(array: Array) -> bool:
    """Whether smaller arrays tell all of an array."""
    return array.op in SMALL or is_large_product(array)


def is_large_product(array: Array) -> bool:
    """Whether an array is a product that has more axes than any of its factors."""
    return array.op == "einsum" and all(arg.rank < array.rank for arg in array.args)


def is_indicator(array: Array) -> bool:
    """Whether the entries of an array are 0 and 1, by a comparison."""
    return array.op == "map" and array.info in INDICATORS


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
