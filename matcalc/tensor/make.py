"""The constructors of tensors: what is obvious is simplified at once, and equal tensors are one node.

Nothing is multiplied out or sorted here; that is the normal form's work.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from matcalc.kinds.dimensions import Dimension
from matcalc.rationals import Fraction
from matcalc.tensor.node import (
    NIL,
    UNIT,
    Abstract,
    Basis,
    Delta,
    Factor,
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
    forget,
    intern,
)


def variable(name: str, shape: Shape = (), flags: Iterable[str] = (), family: bool = False) -> Variable:
    flagged = frozenset(flags)
    return intern(
        Variable, shape, (name, shape, flagged, family), {"name": name, "flags": flagged, "family": family}
    )


# What the derivative templates of element-wise functions are written in.
PLACEHOLDERS = (variable("·1"), variable("·2"))


def delta(dimension: Dimension) -> Delta:
    return intern(Delta, (dimension, dimension), (dimension,), {})


def basis(dimension: Dimension, index: Dimension) -> Node:
    if dimension.value == 1 and index.value == 1:
        return ones((dimension,))
    return intern(Basis, (dimension,), (dimension, index), {"index": index})


def select(dimension: Dimension, offset: Dimension, size: Dimension) -> Node:
    if offset.value == 0 and size == dimension:
        return delta(dimension)
    return intern(Select, (dimension, size), (dimension, offset, size), {"offset": offset})


def pairing(fast: Dimension, slow: Dimension) -> Node:
    """The pairing of two axes; where one has a single entry, the whole is the other."""
    if slow.value == 1:
        return product([(delta(fast), (0, 1))], (0, 1, 2), {2: slow})
    if fast.value == 1:
        return product([(delta(slow), (0, 2))], (0, 1, 2), {1: fast})
    return intern(Pairing, (fast * slow, fast, slow), (fast, slow), {})


def size(dimension: Dimension) -> Node:
    value = dimension.value
    if value is not None:
        return number(value)
    return intern(Size, (), (dimension,), {"dimension": dimension})


def as_dimension(node: Node) -> Dimension | None:
    """The dimension that a scalar in normal form is, as ``size`` makes it, else None."""
    total = Dimension({})
    for coefficient, term in node.terms if isinstance(node, Sum) else ((Fraction(1), node),):
        factors = term.factors if isinstance(term, Product) else (Factor(term, ()),)
        if coefficient.denominator != 1:
            return None
        monomial = Dimension.of(coefficient.numerator)
        for inner, _, exponent in factors:
            if not isinstance(inner, Size) or not isinstance(exponent, Fraction) or exponent.denominator != 1:
                return None
            if exponent < 1 or exponent > 9:
                return None
            for _ in range(exponent.numerator):
                monomial = monomial * inner.dimension
        total = total + monomial
    return total


def index_range(dimension: Dimension) -> Range:
    return intern(Range, (dimension,), (dimension,), {})


def raw_product(factors: tuple[Factor, ...], dims: Shape, rank: int) -> Product:
    """A product exactly as given (labels already numbered); use ``product`` to simplify."""
    return intern(Product, dims[:rank], (factors, dims, rank), {"factors": factors, "dims": dims})


def raw_sum(terms: tuple[tuple[Fraction, Node], ...], shape: Shape) -> Sum:
    """A sum exactly as given; the order of terms does not matter to its identity."""
    key = terms if len(terms) < 2 else tuple(sorted(terms, key=lambda term: term[1].serial))
    return intern(Sum, shape, (key, shape), {"terms": terms})


def ones(shape: Shape) -> Node:
    return raw_product((), shape, len(shape))


ONE = ones(())


def zero(shape: Shape) -> Node:
    return raw_sum((), shape)


ZERO = zero(())


def number(value: int | Fraction) -> Node:
    return scale(Fraction(value), ONE)


def scale(coefficient: Fraction, node: Node) -> Node:
    """coefficient · node; in normal form where the node is."""
    if coefficient is UNIT or coefficient == 1:
        return node
    if coefficient == 0:
        return zero(node.shape)
    if isinstance(node, Sum):
        terms = tuple((coefficient * c, n) for c, n in node.terms)
        if len(terms) == 1 and terms[0][0] == 1:
            return terms[0][1]
    else:
        terms = ((coefficient, node),)
    scaled = raw_sum(terms, node.shape)
    if node._normal is True and scaled._normal is False:
        scaled._normal = True
    return scaled


def negative(node: Node) -> Node:
    return scale(-UNIT, node)


def as_number(node: Node) -> Fraction | None:
    """The value of a scalar constant, else None."""
    if node is ONE:
        return UNIT
    if isinstance(node, Sum) and node.shape == ():
        if not node.terms:
            return NIL
        if len(node.terms) == 1 and node.terms[0][1] is ONE:
            return node.terms[0][0]
    return None


def is_zero(node: Node) -> bool:
    return isinstance(node, Sum) and not node.terms


def add(nodes: Iterable[Node]) -> Node:
    """The sum of nodes of one shape (at least one)."""
    nodes = list(nodes)
    shape = nodes[0].shape
    coefficients: dict[Node, Fraction] = {}
    for node in nodes:
        if node.shape != shape:
            raise AssertionError(f"shapes {shape} and {node.shape} added")
        one = ((UNIT, node),)
        for c, n in node.terms if isinstance(node, Sum) else one:
            before = coefficients.get(n)
            coefficients[n] = c if before is None else before + c
    terms = tuple((c, n) for n, c in coefficients.items() if c)
    if len(terms) == 1 and terms[0][0] == 1:
        return terms[0][1]
    return raw_sum(terms, shape)


def subtract(left: Node, right: Node) -> Node:
    return add((left, negative(right)))


def mapped(function: str, *args: Node) -> Node:
    """function applied entry by entry; all arguments have one shape."""
    return intern(Map, args[0].shape, (function, args), {"function": function, "args": args})


def operation(name: str, shape: Shape, *args: Node) -> Node:
    return intern(Operation, shape, (name, args), {"name": name, "args": args})


def abstract(name: str, value: Shape, args: tuple[Node, ...], orders: tuple[int, ...] = ()) -> Node:
    orders = orders or (0,) * len(args)
    shape = value + tuple(d for a, k in zip(args, orders, strict=True) for d in a.shape * k)
    return intern(
        Abstract,
        shape,
        (name, value, args, orders),
        {"name": name, "value": value, "args": args, "orders": orders},
    )


def kept(body: Node, name: str = "") -> Kept:
    return intern(Kept, body.shape, (name, body), {"name": name, "body": body})


Key = Any
Piece = tuple[Node, Sequence[Key]] | tuple[Node, Sequence[Key], "Fraction | Node"]


def product(
    pieces: Iterable[Piece], out: Sequence[Key] = (), dims: Mapping[Key, Dimension] | None = None
) -> Node:
    """The contraction of ``pieces`` (node, labels[, exponent]) onto the labels ``out``.

    Labels are any hashable keys. A label of ``out`` in no piece broadcasts and needs its dimension in
    ``dims``; a label twice in ``out`` makes a diagonal. Nested products stay nested: flattening is
    the normal form's work, so that building a long chain costs its length and not its square.
    """
    sizes: dict[Key, Dimension] = dict(dims or {})
    coefficient = UNIT
    vanishes = False
    factors: list[tuple[Node, tuple[Key, ...], Fraction | Node]] = []
    parent: dict[Key, Key] = {}

    def root(label: Key) -> Key:
        while label in parent:
            label = parent[label]
        return label

    for piece in pieces:
        node, labels = piece[0], tuple(piece[1])
        exponent: Fraction | Node = piece[2] if len(piece) == 3 else UNIT
        if isinstance(exponent, Node):
            known = as_number(exponent)
            exponent = exponent if known is None else known
        for label, dimension in zip(labels, node.shape, strict=True):
            sizes.setdefault(label, dimension)
        if exponent is UNIT or exponent == 1:
            if isinstance(node, Sum) and len(node.terms) <= 1:
                if not node.terms:
                    vanishes = True  # the sizes of its axes may come from pieces yet to be seen
                    continue
                coefficient *= node.terms[0][0]
                node = node.terms[0][1]
            if isinstance(node, Delta) and root(labels[0]) != root(labels[1]):
                a, b = root(labels[0]), root(labels[1])
                if a in out and b in out:
                    factors.append((node, (a, b), exponent))
                else:
                    parent[a if b in out else b] = b if b in out else a
                continue
            if isinstance(node, Delta) or (isinstance(node, Product) and not node.factors):
                continue
        factors.append((node, labels, exponent))
    if vanishes:
        return zero(tuple(sizes[label] for label in out))

    numbering: dict[Key, int] = {}
    free: list[Dimension] = []
    for position, label in enumerate(out):
        label = root(label)
        if label in numbering:
            factors.append((delta(sizes[label]), (label, ("again", position)), UNIT))
            label = ("again", position)
            sizes[label] = free[numbering[root(out[position])]]
        numbering[label] = position
        free.append(sizes[label])
    rank = len(free)
    done: list[Factor] = []
    for node, labels, exponent in factors:
        numbers = tuple(numbering.setdefault(root(label), len(numbering)) for label in labels)
        done.append(Factor(node, numbers, exponent))
    for label, dimension in sizes.items():
        if label not in parent and label not in numbering:
            done.append(Factor(size(dimension), ()))
    if len(done) == 1 and done[0].exponent == 1 and done[0].labels == tuple(range(rank)):
        return scale(coefficient, done[0].node)
    bound = sorted((n, label) for label, n in numbering.items() if n >= rank)
    all_dims = (*free, *(sizes[label] for _, label in bound))
    return scale(coefficient, raw_product(tuple(done), all_dims, rank))


def contract(spec: str, *nodes: Node) -> Node:
    """``product`` with labels spelled as in einsum: contract("ij,jk->ik", A, B)."""
    inputs, out = spec.split("->")
    parts = inputs.split(",") if nodes else []
    return product(list(zip(nodes, parts, strict=True)), out)


def multiply(*nodes: Node) -> Node:
    """The element-wise product; scalars broadcast over the common shape of the others."""
    shape = max((node.shape for node in nodes), key=len)
    axes = range(len(shape))
    return product([(n, axes if n.shape else ()) for n in nodes], axes, dict(enumerate(shape)))


def power(node: Node, exponent: Fraction | Node) -> Node:
    """The element-wise power by a number or a scalar node."""
    axes = range(node.rank)
    return product([(node, axes, exponent)], axes, dict(enumerate(node.shape)))


def broadcast(node: Node, shape: Shape) -> Node:
    """A scalar spread over ``shape``; a node of that shape as it is."""
    if node.shape == shape:
        return node
    return product([(node, ())], range(len(shape)), dict(enumerate(shape)))


def transposed(node: Node, order: Sequence[int]) -> Node:
    """The axes permuted: result axis k is axis order[k]."""
    return product([(node, range(node.rank))], order)


def fresh_start() -> None:
    """Forget all nodes but the constants, so that no answer depends on what was asked before it:
    nodes are ordered by their creation. Nodes still held elsewhere stay valid."""
    forget((ONE, ZERO, *PLACEHOLDERS))
