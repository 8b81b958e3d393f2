"""Replacing nodes by others of their shape, and the placeholders of a scalar template by tensors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matcalc.tensor.make import (
    PLACEHOLDERS,
    abstract,
    add,
    broadcast,
    kept,
    mapped,
    multiply,
    ones,
    operation,
    product,
    scale,
    zero,
)
from matcalc.tensor.node import (
    Abstract,
    Factor,
    Kept,
    Map,
    Node,
    Operation,
    Product,
    Sum,
    Variable,
    postorder,
)


def substitute(root: Node, values: Mapping[Any, Node]) -> Node:
    """``root`` with variables, or any other nodes below it, replaced by nodes of the same shape."""
    done: dict[Node, Node] = {}
    for node in postorder(root):
        if node in values:
            done[node] = values[node]
        elif all(done[child] is child for child in node.children):
            done[node] = node
        elif isinstance(node, Product):
            factors = [
                Factor(done[n], labels, done[e] if isinstance(e, Node) else e)
                for n, labels, e in node.factors
            ]
            done[node] = product(factors, range(node.rank), dict(enumerate(node.dims)))
        elif isinstance(node, Sum):
            done[node] = add([scale(c, done[term]) for c, term in node.terms])
        elif isinstance(node, Map):
            done[node] = mapped(node.function, *(done[arg] for arg in node.args))
        elif isinstance(node, Operation):
            done[node] = operation(node.name, node.shape, *(done[arg] for arg in node.args))
        elif isinstance(node, Kept):
            done[node] = kept(done[node.body], node.name)
        elif isinstance(node, Abstract):
            done[node] = abstract(node.name, node.value, tuple(done[arg] for arg in node.args), node.orders)
    return done[root]


def instantiate(template: Node, args: Sequence[Node]) -> Node:
    """A template over the scalar ``PLACEHOLDERS``, applied entry by entry to args of one shape."""
    shape = args[0].shape
    done: dict[Node, Node] = {}
    for node in postorder(template):
        if isinstance(node, Variable) and node in PLACEHOLDERS:
            done[node] = args[PLACEHOLDERS.index(node)]
        elif isinstance(node, Product):
            parts = []
            for inner, _, exponent in node.factors:
                axes = range(len(shape) if done[inner].shape else 0)
                power = done[exponent] if isinstance(exponent, Node) else exponent
                parts.append(product([(done[inner], axes, power)], axes))
            done[node] = multiply(*parts) if parts else ones(())
        elif isinstance(node, Sum):
            summed = any(done[term].shape for _, term in node.terms)
            target = shape if summed else ()
            done[node] = add(
                [scale(c, broadcast(done[term], target)) for c, term in node.terms] or [zero(())]
            )
        elif isinstance(node, Map):
            inner_args = [done[arg] for arg in node.args]
            target = max((arg.shape for arg in inner_args), key=len)
            done[node] = mapped(node.function, *(broadcast(arg, target) for arg in inner_args))
        else:
            done[node] = node
    return broadcast(done[template], shape)
