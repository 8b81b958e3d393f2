"""Tensors computed with NumPy: every product an einsum, every node once.

The numbers are doubles, or what another ``Arithmetic`` has.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from matcalc.errors import CalculusError
from matcalc.kinds.dimensions import Dimension
from matcalc.rationals import Fraction
from matcalc.records import Value
from matcalc.tensor.node import (
    Abstract,
    Basis,
    Delta,
    Kept,
    Map,
    Node,
    Operation,
    Pairing,
    Product,
    Range,
    Select,
    Size,
    Sum,
    Variable,
    postorder,
)

Array = NDArray[Any]

CONSTANTS = {"pi": math.pi, "e": math.e}


def sigmoid(x: Array) -> Array:
    return np.exp(-np.logaddexp(0, -x))


def softmax(x: Array) -> Array:
    shifted = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return np.asarray(shifted / np.sum(shifted, axis=-1, keepdims=True))


def logsumexp(x: Array) -> Array:
    top = np.max(x)
    return np.asarray(top + np.log(np.sum(np.exp(x - top))))


MAPS: dict[str, Callable[..., Array]] = {
    "abs": np.abs,
    "sign": np.sign,
    "max": lambda *args: np.maximum.reduce(args),
    "min": lambda *args: np.minimum.reduce(args),
    "cot": lambda x: 1 / np.tan(x),
    "sec": lambda x: 1 / np.cos(x),
    "csc": lambda x: 1 / np.sin(x),
    "coth": lambda x: 1 / np.tanh(x),
    "sech": lambda x: 1 / np.cosh(x),
    "csch": lambda x: 1 / np.sinh(x),
    "sigmoid": sigmoid,
    "relu": lambda x: np.maximum(0, x),
    "softplus": lambda x: np.logaddexp(0, x),
    "erf": np.vectorize(math.erf, otypes=[float]),
    "positive": lambda x: np.asarray(x > 0, dtype=float),
    "nonnegative": lambda x: np.asarray(x >= 0, dtype=float),
    "null": lambda x: np.asarray(x == 0, dtype=float),
}

def matrix_power(base: Array, exponent: Array) -> Array:
    """The power of a square matrix, or a stack of powers."""
    powers = [np.linalg.matrix_power(base, round(float(k))) for k in np.ravel(exponent)]
    return np.reshape(powers, exponent.shape + base.shape)


def matrix_function(name: str) -> Callable[[Array], Array]:
    """SciPy's expm, logm or sqrtm, where it is real; loaded when it is needed."""

    def function(array: Array) -> Array:
        from scipy import linalg

        value = getattr(linalg, name)(array)
        if np.max(np.abs(np.imag(value)), initial=0) > 1e-8 * (1 + np.max(np.abs(value), initial=0)):
            raise CalculusError(f"{name} of these values is not real")
        return np.asarray(np.real(value))

    return function


OPERATIONS: dict[str, Callable[..., Array]] = {
    "inverse": np.linalg.inv,
    "det": np.linalg.det,
    "pinverse": np.linalg.pinv,
    "matrix_power": matrix_power,
    **{name: matrix_function(name) for name in ("expm", "logm", "sqrtm")},
    **{f"tr {name}": lambda a, name=name: np.trace(matrix_function(name)(a)) for name in ("expm", "sqrtm")},
    "logdet": lambda a: np.linalg.slogdet(a)[1],
    "softmax": softmax,
    "logsumexp": logsumexp,
    "prod": np.prod,
    "norminf": lambda a: np.asarray(np.max(np.abs(a))),
}


class Arithmetic(Value):
    """The numbers that arrays hold.

    array: of what NumPy or a person has made. number: of an exact one. power: of entries. function:
    element-wise, by its name. operation: of whole arrays, by its name; stacks of matrices have them last.
    Where there is no value they raise ArithmeticError, or it is nan. constants: by name.
    """

    array: Callable[[Any], Array]
    number: Callable[[Fraction], Any]
    power: Callable[[Array, Any], Array]
    function: Callable[[str], Callable[..., Array]]
    operation: Callable[[str], Callable[..., Array]]
    constants: Mapping[str, Any]


DOUBLES = Arithmetic(
    lambda value: np.asarray(value, dtype=float),
    float,
    lambda array, exponent: array**exponent,
    lambda name: MAPS.get(name) or getattr(np, name),
    OPERATIONS.__getitem__,
    CONSTANTS,
)


class Smooth(Protocol):
    """A function of arrays that can be differentiated."""

    def partial(self, args: Sequence[Array], orders: Sequence[int]) -> Array:
        """Its derivative, ``orders[k]`` times by argument k: the axes of the value, then those of each
        argument differentiated by."""
        ...


def evaluate(
    root: Node,
    values: Mapping[str, Any],
    sizes: Mapping[str, int] | None = None,
    functions: Mapping[str, Smooth] | None = None,
) -> Array:
    """The value of a node. ``values`` holds an array for each variable; dimensions not in ``sizes``
    are taken from their shapes; ``functions`` has those that nothing is known of. Raises CalculusError
    where a value is missing or of a wrong shape."""
    return computed([root], values, sizes, functions)[root]


def computed(
    roots: Iterable[Node],
    values: Mapping[str, Any],
    sizes: Mapping[str, int] | None = None,
    functions: Mapping[str, Smooth] | None = None,
    arithmetic: Arithmetic = DOUBLES,
) -> dict[Node, Array]:
    """The values of nodes and of all that they are made of. Raises CalculusError as ``evaluate``."""
    order = postorder(*roots)
    arrays = {name: arithmetic.array(value) for name, value in values.items()}
    known = measured(order, arrays, dict(sizes or {}))
    done: dict[Node, Array] = {}
    for node in order:
        if isinstance(node, Abstract) and functions is not None and node.name in functions:
            done[node] = functions[node.name].partial([done[arg] for arg in node.args], node.orders)
        else:
            done[node] = compute(node, done, arrays, known, arithmetic)
    return done


def measured(order: list[Node], arrays: Mapping[str, Array], known: dict[str, int]) -> dict[str, int]:
    """The sizes of named dimensions, read off the shapes of the values."""
    later: list[tuple[Dimension, int, str]] = []
    for node in order:
        if not isinstance(node, Variable) or node.name not in arrays:
            continue
        shape = arrays[node.name].shape
        if len(shape) != node.rank:
            wanted = "×".join(map(str, node.shape)) or "a scalar"
            raise CalculusError(f"{node.name} has {len(shape)} axes, and {wanted} was expected")
        for dimension, size in zip(node.shape, shape, strict=True):
            if dimension.name is not None:
                if known.setdefault(dimension.name, size) != size:
                    raise CalculusError(f"{dimension.name} is {known[dimension.name]} and {size}")
            else:
                later.append((dimension, size, node.name))
    for dimension, size, name in later:
        if dimension.names <= known.keys() and dimension.substitute(known).value != size:
            raise CalculusError(f"an axis of {name} is {size}, and {dimension} was expected")
    return known


def length(dimension: Dimension, known: Mapping[str, int]) -> int:
    value = dimension.substitute(known).value
    if value is None:
        raise CalculusError(f"the dimension {dimension} is not known; give it, or values that have it")
    return value


def compute(
    node: Node,
    done: Mapping[Node, Array],
    arrays: Mapping[str, Array],
    known: Mapping[str, int],
    arithmetic: Arithmetic = DOUBLES,
) -> Array:
    """One node, given its children."""
    shape = tuple(length(dimension, known) for dimension in node.shape)
    match node:
        case Variable():
            if node.name in arrays:
                return arrays[node.name]
            if node.name in arithmetic.constants and "constant" in node.flags:
                return arithmetic.array(arithmetic.constants[node.name])
            raise CalculusError(f"a value for {node.name} is missing")
        case Delta():
            return arithmetic.array(np.eye(shape[0]))
        case Basis():
            unit = np.zeros(shape)
            unit[length(node.index, known) - 1] = 1
            return arithmetic.array(unit)
        case Select():
            return arithmetic.array(np.eye(shape[0], shape[1], -length(node.offset, known)))
        case Pairing():
            fast, slow = shape[1:]
            return arithmetic.array(np.eye(fast * slow).reshape(fast * slow, slow, fast).swapaxes(1, 2))
        case Size():
            return arithmetic.array(length(node.dimension, known))
        case Range():
            return arithmetic.array(np.arange(1.0, shape[0] + 1))
        case Sum():
            total = arithmetic.array(np.zeros(shape))
            for coefficient, term in node.terms:
                total = total + arithmetic.number(coefficient) * done[term]
            return np.asarray(total)
        case Map():
            return np.asarray(arithmetic.function(node.function)(*(done[arg] for arg in node.args)))
        case Operation():
            return np.asarray(arithmetic.operation(node.name)(*(done[arg] for arg in node.args)))
        case Kept():
            return done[node.body]
        case Product():
            return contracted(node, done, shape, known, arithmetic)
    raise CalculusError("an abstract function has no value; define it first")


def contracted(
    node: Product,
    done: Mapping[Node, Array],
    shape: tuple[int, ...],
    known: Mapping[str, int],
    arithmetic: Arithmetic,
) -> Array:
    operands: list[Any] = []
    for inner, labels, exponent in node.factors:
        power = done[exponent][()] if isinstance(exponent, Node) else arithmetic.number(exponent)
        array = done[inner]
        operands += [array if power == 1 else arithmetic.power(array, power), list(labels)]
    used = {label for factor in node.factors for label in factor.labels}
    for label in range(node.rank):
        if label not in used:
            operands += [arithmetic.array(np.ones(length(node.dims[label], known))), [label]]
    if not operands:
        return arithmetic.array(np.ones(shape))
    wanted = list(range(node.rank))
    if any(np.asarray(array).dtype == object for array in operands[::2]):
        return stepwise(list(zip(operands[::2], operands[1::2], strict=True)), wanted)
    return np.asarray(np.einsum(*operands, wanted, optimize="greedy"))


def stepwise(factors: list[tuple[Array, list[int]]], wanted: list[int]) -> Array:
    """The product of arrays of objects, a few at a time as NumPy plans it. Its own way through the plan takes
    what two are contracted to for an array, also where it is one object.

    factors: arrays with the labels of their axes. wanted: the labels of the result's.
    """
    shapes: list[Any] = [part for array, labels in factors for part in (np.empty(np.shape(array)), labels)]
    (_, *plan), _ = np.einsum_path(*shapes, wanted, optimize="greedy")
    for places in plan:
        taken = [factors.pop(place) for place in sorted(places, reverse=True)]
        used = {label for _, labels in factors for label in labels}.union(wanted)
        own = {label for _, labels in taken for label in labels}
        left = [label for label in own if label in used] if factors else wanted
        parts: list[Any] = [part for pair in taken for part in pair]
        factors.append((np.asarray(np.einsum(*parts, left), dtype=object), left))
    ((product, _),) = factors
    return product
