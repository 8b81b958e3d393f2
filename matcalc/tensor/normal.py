"""The driver of normal forms: an explicit stack, so that depth is never a limit."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.kinds.dimensions import Dimension
from matcalc.rationals import Fraction
from matcalc.tensor.combination import collect, combine, leaves, summed
from matcalc.tensor.contraction import Contraction
from matcalc.tensor.elementwise import simplify
from matcalc.tensor.make import abstract, add, as_number, kept, product, scale, size
from matcalc.tensor.node import UNIT, Abstract, Factor, Kept, Map, Node, Operation, Product, Size, Sum
from matcalc.tensor.operations import reduce_operation
from matcalc.tensor.settling import Pending, all_settled, settled
from matcalc.tensor.symmetry import symmetric

DEEPEST = 8  # normal forms made within normal forms, beyond which they are put off
depth = 0
MOST_FACTORS = 20_000  # a product is flattened up to this many factors


def normal(root: Node) -> Node:
    """The normal form of ``root``; equal tensors mostly get one node, and never by numerics."""
    global depth
    known = root._normal
    if known is True:
        return root
    if known is not False:
        return known
    stack = [root]
    alive: list[Node] = []  # nodes are interned weakly, and a retry must find what was computed for it
    depth += 1
    try:
        while stack:
            node = stack[-1]
            if node._normal is not False:
                stack.pop()
                continue
            waiting = [n for n in dependencies(node) if n._normal is False]
            if waiting:
                stack.extend(reversed(waiting))
                continue
            try:
                form = build(node)
            except Pending as pending:
                stack.extend(pending.nodes)
                alive.extend(pending.nodes)
                continue
            form._normal = True
            if form is not node:
                node._normal = form
            stack.pop()
    finally:
        depth -= 1
    return settled(root)


def gathered(nodes: Sequence[Node]) -> Node:
    """The normal form of a sum whose terms have lost a factor that they shared: none is multiplied out, for
    what meets without that factor has met with it."""
    terms = [(UNIT, normal(node)) for node in nodes]
    form = summed(collect({}, terms), nodes[0].shape)
    form._normal = True
    return form


def within(nodes: tuple[Node, ...]) -> list[Node]:
    """The normal forms that one being made needs; raises Pending where they lie too deep within others."""
    if depth > DEEPEST:
        raise Pending(nodes)
    return [normal(node) for node in nodes]


def is_symmetric(node: Node) -> bool:
    """Whether a matrix in normal form equals its transpose."""
    alive: list[Node] = []
    while True:
        try:
            return symmetric(node)
        except Pending as pending:
            alive.extend(pending.nodes)
            for part in pending.nodes:
                normal(part)


def dependencies(node: Node) -> tuple[Node, ...]:
    """What must be normal before ``node`` can be."""
    if isinstance(node, Product):
        return tuple(factor.node for factor in flattened(node)[1]) + tuple(
            f.exponent for f in flattened(node)[1] if isinstance(f.exponent, Node)
        )
    if isinstance(node, Sum):
        return tuple(leaf for _, leaf in leaves(node))
    return node.children


def build(node: Node) -> Node:
    """The normal form, given that of the dependencies."""
    if isinstance(node, Product):
        turned = permuted(node)
        if turned is not None:
            return summed(collect({}, turned), node.shape)
        coefficient, factors, dims = flattened(node)
        node.memo.pop("flattened", None)
        ready = [
            Factor(
                settled(f.node), f.labels, settled(f.exponent) if isinstance(f.exponent, Node) else f.exponent
            )
            for f in factors
        ]
        return scale(coefficient, Contraction(ready, dict(dims), node.rank).node())
    if isinstance(node, Sum):
        return combine(leaves(node), node.shape)
    if isinstance(node, Map):
        return simplify(node.function, tuple(settled(arg) for arg in node.args))
    if isinstance(node, Operation):
        return reduce_operation(node.name, node.shape, tuple(settled(arg) for arg in node.args))
    if isinstance(node, Size):
        return sized(node)
    if isinstance(node, Abstract):
        return abstract(node.name, node.value, tuple(settled(arg) for arg in node.args), node.orders)
    if isinstance(node, Kept):
        body = settled(node.body)
        return body if body.children == () or as_number(body) is not None else kept(body, node.name)
    return node


def sized(node: Size) -> Node:
    """A dimension as a number, term by term, so that (k + 1) - 1 is k."""
    terms = node.dimension.terms
    if len(terms) == 1 and len(terms[0][0]) == 1 and terms[0][1] == 1:
        return node
    names = [[(size(Dimension.of(name)), ()) for name in monomial] for monomial, _ in terms]
    parts = [scale(Fraction(c), product(factors)) for (_, c), factors in zip(terms, names, strict=True)]
    return settled(add(parts))


def permuted(node: Product) -> list[tuple[Fraction, Node]] | None:
    """The terms of a sum whose axes are merely permuted; None for any other product."""
    if len(node.factors) != 1 or node.factors[0].exponent != 1:
        return None
    inner, labels, _ = node.factors[0]
    if not isinstance(inner, Sum) or sorted(labels) != list(range(node.rank)):
        return None
    turned = [(c, product([(term, labels)], range(node.rank))) for c, term in inner.terms]
    return list(zip((c for c, _ in turned), all_settled(term for _, term in turned), strict=True))


def flattened(node: Product) -> tuple[Fraction, list[Factor], dict[int, Dimension]]:
    """The factors of nested products and scaled nodes, on labels of their own."""
    cached = node.memo.get("flattened")
    if cached is not None:
        return cached  # type: ignore[no-any-return]
    dims = dict(enumerate(node.dims))
    coefficient = UNIT
    done: list[Factor] = []
    stack = list(node.factors[::-1])
    while stack:
        inner, labels, exponent = factor = stack.pop()
        plain = exponent == 1 and len(stack) + len(done) < MOST_FACTORS
        if plain and isinstance(inner, Sum) and len(inner.terms) == 1:
            coefficient *= inner.terms[0][0]
            stack.append(Factor(inner.terms[0][1], labels))
        elif plain and isinstance(inner, Product) and inner._normal is not True:
            places = list(labels)
            for dimension in inner.dims[inner.rank :]:
                places.append(len(dims))
                dims[len(dims)] = dimension
            for f in reversed(inner.factors):
                stack.append(Factor(f.node, tuple(places[label] for label in f.labels), f.exponent))
        else:
            done.append(factor)
    node.memo["flattened"] = coefficient, done, dims
    return coefficient, done, dims
