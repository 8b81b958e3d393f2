"""The normal form of operations on whole tensors."""

from __future__ import annotations

from fractions import Fraction

from matcalc.tensor.node import (
    ONE,
    ZERO,
    Delta,
    Factor,
    Node,
    Operation,
    Product,
    Shape,
    Sum,
    operation,
    power,
    scale,
    settled,
    transposed,
)


def is_transpose(node: Node) -> bool:
    """Whether a matrix is the bare transpose of another."""
    return (
        isinstance(node, Product)
        and len(node.factors) == 1
        and node.factors[0] == Factor(node.factors[0].node, (1, 0))
    )


def reduce_operation(name: str, shape: Shape, args: tuple[Node, ...]) -> Node:
    """name(args) in normal form, the arguments being so."""
    (arg,) = args
    scaled = isinstance(arg, Sum) and len(arg.terms) == 1
    match name:
        case "inverse" if isinstance(arg, Delta):
            return arg
        case "inverse" if isinstance(arg, Operation) and arg.name == "inverse":
            return arg.args[0]
        case "inverse" if is_transpose(arg):
            return settled(transposed(operation(name, shape, arg.children[0]), (1, 0)))
        case "inverse" if scaled and isinstance(arg, Sum):
            c, inner = arg.terms[0]
            return scale(1 / c, settled(operation(name, shape, inner)))
        case "det" | "logdet" if isinstance(arg, Delta):
            return ONE if name == "det" else ZERO
        case "det" | "logdet" if is_transpose(arg):
            return settled(operation(name, shape, arg.children[0]))
        case "det" if isinstance(arg, Operation) and arg.name == "inverse":
            return settled(power(operation(name, shape, arg.args[0]), Fraction(-1)))
        case "logdet" if isinstance(arg, Operation) and arg.name == "inverse":
            return settled(scale(Fraction(-1), operation(name, shape, arg.args[0])))
        case "det" if scaled and isinstance(arg, Sum) and arg.shape[0].value is not None:
            c, inner = arg.terms[0]
            return scale(c ** arg.shape[0].value, settled(operation(name, shape, inner)))
    return operation(name, shape, *args)
