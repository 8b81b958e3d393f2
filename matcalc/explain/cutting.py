"""The cut of a tensor into intermediate variables, for a derivation in index notation.

Sums of products need none: they are differentiated factor by factor. What is cut out is what an operation of
another kind is applied to, and a sum that stands as a factor. Unlike names in matrix notation the
variables have any number of indices, so every term can be cut.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, count

from matcalc.explain.workings import Workings
from matcalc.kinds.kind import Kind
from matcalc.lowering.lower import Lowering
from matcalc.rationals import Fraction
from matcalc.records import Record
from matcalc.tensor.make import product, variable
from matcalc.tensor.node import (
    INDICATORS,
    Abstract,
    Basis,
    Delta,
    Kept,
    Map,
    Node,
    Operation,
    Product,
    Select,
    Size,
    Sum,
    Variable,
    postorder,
)
from matcalc.tensor.normal import normal
from matcalc.tensor.substitute import substitute

PLAIN = (Basis, Delta, Select, Size)


class Piece(Record):
    """An intermediate variable: its leaf, and its body in terms of the leaves of others. uses: those leaves
    that what flows comes from, in reading order."""

    leaf: Variable
    body: Node
    uses: tuple[Variable, ...]


class Leaves:
    """The variables that stand for tensors in one derivation: equal tensors have one, in all its parts."""

    def __init__(self, workings: Workings, low: Lowering) -> None:
        self.workings, self.low = workings, low
        self.known: dict[Node, Variable] = {}
        self.functions: set[str] = set()  # whose values have a variable

    def whole(self, node: Node) -> Node:
        """What a tensor is in terms of the variables of the question, in normal form."""
        return normal(self.low.closed(self.low.expand(node)))

    def call(self, node: Node, name: str) -> None:
        self.known.setdefault(self.whole(node), variable(name, node.shape))

    def of(self, node: Node, letters: str = "uvzw") -> Variable:
        """The variable for a tensor, if it is new called by the first letter that is free; the value of an
        abstract function by the name of that."""
        whole = self.whole(node)
        if whole in self.known:
            return self.known[whole]
        if isinstance(node, Abstract) and is_call(node) and node.name not in self.functions:
            self.functions.add(node.name)
            self.known[whole] = variable(node.name, node.shape)
        else:
            rows, cols = (*node.shape, None, None)[:2]
            kind = Kind(rows, cols, node.shape[2:])
            own = letters.upper() if node.rank > 1 else letters
            names = chain(own, (f"{own[0]}_{number}" for number in count(1)))
            self.known[whole] = variable(self.workings.fresh(names, kind), node.shape)
        return self.known[whole]


def cut(root: Node, by: Variable, bodies: Mapping[Variable, Node], leaves: Leaves) -> list[Piece]:
    """The pieces that lead from a variable to a tensor, each after those it uses; the last is the tensor.

    bodies: of the definitions in it, each after those it uses.
    """
    flowing = flow([*bodies.values(), root], by, bodies)
    named = {body: leaf for leaf, body in bodies.items() if body in flowing}
    if isinstance(root, Variable) and root in bodies:
        root = bodies[root]
    for part in cut_out([*named, root], flowing):
        if part not in named and part is not root:
            named[part] = leaves.of(part)
    result = named.pop(root, None) or leaves.of(root, "yf")
    named = {node: leaf for node, leaf in named.items() if leaf is not result}  # the same written otherwise
    order = [node for node in postorder(*bodies.values(), root) if node in named]
    pieces: list[Piece] = []
    for node in (*order, root):
        if node is not root and any(piece.leaf is named[node] for piece in pieces):
            continue  # equal to what has a name already
        body = substitute(node, {other: leaf for other, leaf in named.items() if other is not node})
        known = {by, *(piece.leaf for piece in pieces)}
        uses = tuple(part for part in postorder(body) if isinstance(part, Variable) and part in known)
        pieces.append(Piece(result if node is root else named[node], body, uses))
    return needed(pieces)


def unrooted(root: Node) -> Node:
    """A tensor with the squares of roots in it undone: ‖v‖² is Σ vᵢ²."""
    values: dict[Node, Node] = {}
    for node in postorder(root):
        outer, power = base_of(node)
        inner, root_ = base_of(outer)
        whole = power * root_
        if root_ == Fraction(1, 2) and whole > 0 and whole.denominator == 1:
            axes = range(inner.rank)
            values[node] = inner if whole == 1 else product([(inner, axes, whole)], axes)
    return substitute(root, values)


def base_of(node: Node) -> tuple[Node, Fraction]:
    """What a tensor is a power of, entry by entry, and the exponent."""
    if isinstance(node, Product) and len(node.factors) == 1 and len(node.dims) == node.rank:
        ((inner, labels, exponent),) = node.factors
        if isinstance(exponent, Fraction) and labels == tuple(range(node.rank)):
            return inner, exponent
    return node, Fraction(1)


def uncut(root: Node, by: Variable, leaves: Leaves) -> Piece:
    """A tensor as one piece."""
    return Piece(leaves.of(root, "yf"), root, (by,) if by in postorder(root) else ())


def flow(roots: Sequence[Node], by: Variable, bodies: Mapping[Variable, Node]) -> set[Node]:
    """The nodes that depend on a variable, also through definitions."""
    found: set[Node] = {by}
    for node in postorder(*roots):
        body = bodies.get(node) if isinstance(node, Variable) and node is not by else None
        if (body is not None and body in found) or any(child in found for child in node.children):
            found.add(node)
    return found


def cut_out(roots: Sequence[Node], flowing: set[Node]) -> Iterator[Node]:
    """The nodes that are to be variables of their own."""
    nodes = [node for node in postorder(*roots) if node in flowing]
    often = Counter(child for node in nodes for child in node.children if child in flowing)
    seen: set[Node] = set()
    for node in nodes:
        for child in node.children:
            inner = spread(child)
            if child not in flowing or inner in seen or is_plain(inner):
                continue
            often_used = often[child] > 1 and is_contraction(inner)
            if is_call(inner) or is_argument(child, node) or often_used:
                seen.add(inner)
                yield inner


def is_argument(child: Node, parent: Node) -> bool:
    """Whether something is what an operation is applied to; or a sum, or such a value, as a factor."""
    match parent:
        case Map():
            return parent.function not in INDICATORS
        case Operation() | Abstract():
            return True
        case Product():
            powers = [f.exponent for f in parent.factors if f.node is child]
            if any(power != 1 for power in powers) or child in (f.exponent for f in parent.factors):
                return True
            inner = unwrapped(spread(child))
            return isinstance(inner, (Sum, Operation)) and len(parent.factors) > 1
        case Sum():
            return isinstance(unwrapped(spread(child)), Operation)
    return False


def spread(node: Node) -> Node:
    """What a tensor repeats along axes of its own."""
    while isinstance(node, Product) and len(node.factors) == 1 and len(node.dims) == node.rank:
        ((inner, labels, exponent),) = node.factors
        if exponent != 1 or len(set(labels)) < len(labels) or inner.rank == node.rank:
            break
        node = inner
    return node


def is_call(node: Node) -> bool:
    """Whether it is the value of an abstract function, in the terms of which derivatives are written."""
    return isinstance(node, Abstract) and not any(node.orders)


def is_contraction(node: Node) -> bool:
    """Whether a product sums over something, so that one would not write it out twice."""
    return isinstance(node, Product) and len(node.dims) > node.rank


def is_plain(node: Node) -> bool:
    """Whether it is an entry or a part of something, or a number times one."""
    inner = unwrapped(node)
    if not isinstance(inner, Product):
        return isinstance(inner, Variable)
    rest = [f for f in inner.factors if not isinstance(f.node, PLAIN)]
    picked = {label for f in inner.factors if isinstance(f.node, PLAIN) for label in f.labels}
    return len(rest) == 1 and rest[0].exponent == 1 and picked | set(range(inner.rank)) >= set(rest[0].labels)


def unwrapped(node: Node) -> Node:
    """What a number is multiplied by."""
    while True:
        if isinstance(node, Kept):
            node = node.body
        elif isinstance(node, Sum) and len(node.terms) == 1:
            node = node.terms[0][1]
        else:
            return node


def needed(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces that the last is made of."""
    wanted = {pieces[-1].leaf}
    kept: list[Piece] = []
    for piece in reversed(pieces):
        if piece.leaf in wanted:
            wanted |= {part for part in postorder(piece.body) if isinstance(part, Variable)}
            kept.append(piece)
    return kept[::-1]


