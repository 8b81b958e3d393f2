"""Normal forms asked for, while they are being made: what is not there yet is asked of the driver."""

from __future__ import annotations

from collections.abc import Iterable

from matcalc.tensor.node import Node


class Vanishes(Exception):
    """The product being built is zero."""


class Pending(Exception):
    """Normal forms are needed that are not there yet: the driver computes them first, then tries again."""

    def __init__(self, nodes: tuple[Node, ...]) -> None:
        self.nodes = nodes


def settled(node: Node) -> Node:
    """The normal form. Where it is not known and normal forms are already being made within normal forms
    to some depth, raises Pending to ask the driver in ``normal`` for it: so the modules that build
    normal forms need no recursion that grows, however deep the nodes are nested."""
    known = node._normal
    if known is True:
        return node
    if known is False:
        from matcalc.tensor.normal import within

        return within((node,))[0]
    return known


def all_settled(nodes: Iterable[Node]) -> list[Node]:
    """The normal forms of several nodes, asked for at once."""
    wanted = list(nodes)
    unknown = tuple(node for node in wanted if node._normal is False)
    if unknown:
        from matcalc.tensor.normal import within

        within(unknown)
    return [settled(node) for node in wanted]
