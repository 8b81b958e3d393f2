"""Tensors as operations on arrays.

What a tensor does not depend on stays out of its array until the end, so ones are never formed: an array is
kept with the axes that it has. Identities, unit vectors and places of blocks are views of what they meet.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from matcalc.code import stable
from matcalc.code.arithmetic import scaled
from matcalc.code.arrays import expand, inverse, logdet
from matcalc.code.blocks import summed
from matcalc.code.definite import positive_definite
from matcalc.code.exponentials import logsumexp
from matcalc.code.graph import Array, eye, length, make, mapped, number
from matcalc.code.products import contracted, opened
from matcalc.errors import CalculusError
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
    Shape,
    Size,
    Sum,
    Variable,
)
from matcalc.tensor.symmetry import symmetric


class Thin(NamedTuple):
    """An array and which axes of its tensor it has, in order; along the others all entries are equal."""

    array: Array
    axes: tuple[int, ...]


class Translation:
    """Arrays for nodes, each node once, whatever results it serves.

    names: of definitions, by the node that they stand for; their arrays are called so.
    """

    def __init__(self) -> None:
        self.done: dict[Node, Thin] = {}
        self.names: dict[Array, str] = {}

    def array(self, root: Node) -> Array:
        """The array of a node, with all its axes.

        Raises CalculusError where there is no code for it: derivatives of unknown functions stay symbols.
        """
        return full(self.thin(root), root.shape)

    def thin(self, root: Node) -> Thin:
        stack = [(root, False)]
        while stack:
            node, ready = stack.pop()
            if node in self.done:
                continue
            other = opened(node) if isinstance(node, Product) else None
            below = node.children if other is None else (other,)
            if ready:
                self.done[node] = self.done[other] if other is not None else self.known(node)
            else:
                stack.append((node, True))
                stack += [(child, False) for child in reversed(below) if child not in self.done]
        return self.done[root]

    def known(self, node: Node) -> Thin:
        """A node's array, with what is known of it as a matrix."""
        array, axes = self.visit(node)
        if not array.rank:
            axes = ()
        if axes == (0, 1) and node.shape[0] == node.shape[1]:
            array.symmetric = array.symmetric or symmetric(node)
            array.posdef = array.posdef or positive_definite(node)
        return Thin(array, axes)

    def visit(self, node: Node) -> Thin:
        shape = node.shape
        axes = tuple(range(node.rank))
        match node:
            case Variable():
                op = "constant" if "constant" in node.flags and node.name in ("pi", "e") else "input"
                return Thin(make(op, info=node.name, shape=shape, flags=frozenset(node.flags)), axes)
            case Delta():
                return Thin(eye(shape[0]), axes)
            case Basis():
                return Thin(make("unit", info=node.index, shape=shape), axes)
            case Select():
                return Thin(make("pad", (eye(shape[1]),), (0, node.offset), shape), axes)
            case Pairing():
                return Thin(make("pairing", shape=shape), axes)
            case Size():
                return Thin(length(node.dimension), ())
            case Range():
                return Thin(make("range", shape=shape), axes)
            case Sum():
                return self.sum(node)
            case Map():
                arrays, axes = self.side_by_side([self.done[arg] for arg in node.args])
                return Thin(stable.mapped(node.function, *arrays), axes)
            case Operation():
                return self.operation(node)
            case Kept():
                return self.done[node.body]
            case Abstract():
                return self.call(node)
            case Product():
                return Thin(*contracted(node, self.done))
        raise AssertionError(f"{type(node).__name__} is no node")

    @staticmethod
    def side_by_side(parts: Sequence[Thin]) -> tuple[list[Array], tuple[int, ...]]:
        """Arrays that broadcast to one shape, and its axes."""
        axes = sorted({axis for part in parts for axis in part.axes})
        return [expand(array, [axis in own for axis in axes]) for array, own in parts], tuple(axes)

    def sum(self, node: Sum) -> Thin:
        if not node.terms:
            return Thin(number(0), ())
        coefficients = [coefficient for coefficient, _ in node.terms]
        parts = [self.done[term] for _, term in node.terms]
        if len(parts) == 1:
            return Thin(scaled(coefficients[0], parts[0].array), parts[0].axes)
        arrays, axes = self.side_by_side(parts)
        return Thin(summed(list(zip(coefficients, arrays, strict=True))), axes)

    def operation(self, node: Operation) -> Thin:
        args = [full(self.done[arg], arg.shape) for arg in node.args]
        axes = tuple(range(node.rank))
        match node.name:
            case "inverse":
                return Thin(inverse(args[0]), axes)
            case "logdet":
                return Thin(logdet(args[0]), axes)
            case "tr expm" | "tr sqrtm":
                function = make(node.name.removeprefix("tr "), args, shape=args[0].shape)
                return Thin(make("trace", (function,)), axes)
            case "softmax":
                return Thin(make("softmax", args, node.rank - 1, node.shape), axes)
            case "logsumexp":
                return Thin(logsumexp(args[0], range(args[0].rank)), axes)
            case "norminf":
                return Thin(make("max", (mapped("abs", args[0]),)), axes)
        return Thin(make(node.name, args, shape=node.shape), axes)

    def call(self, node: Abstract) -> Thin:
        if any(node.orders):
            raise CalculusError(
                f"there is no code for the derivative of {node.name}, which is unknown",
                hint="define the function, or ask for the derivative of a part that has a formula",
            )
        args = [full(self.done[arg], arg.shape) for arg in node.args]
        return Thin(make("call", args, node.name, node.shape), tuple(range(node.rank)))


def full(part: Thin, shape: Shape) -> Array:
    """The array with all axes of ``shape``."""
    array, axes = part
    if len(axes) == len(shape) and array.shape == shape:
        return array
    spread = expand(array, [axis in axes for axis in range(len(shape))])
    return make("broadcast", (spread,), shape=shape)
