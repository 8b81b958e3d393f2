"""Differentiation: one sweep, from the leaves to the root for few inputs and back for few outputs.

For each node that depends on the variable its derivative, or that of the root by it, is built once from
its neighbours', as a nested contraction; the normal form flattens it later. The cost is that of the graph.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from itertools import combinations
from types import MappingProxyType
from typing import NamedTuple

from matcalc.calculus.rules import COMMUTING, RULES, WITHOUT
from matcalc.errors import CalculusError
from matcalc.kinds.dimensions import Dimension
from matcalc.rationals import Fraction
from matcalc.tensor.elementwise import compare
from matcalc.tensor.make import (
    Key,
    Piece,
    abstract,
    add,
    contract,
    delta,
    kept,
    mapped,
    multiply,
    negative,
    number,
    product,
    scale,
    subtract,
    transposed,
    zero,
)
from matcalc.tensor.matrixfunctions import scalar_part
from matcalc.tensor.node import (
    INDICATORS,
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
from matcalc.tensor.normal import normal
from matcalc.tensor.substitute import instantiate

Partials = Callable[[str], Sequence[Node]]
MOST_COMMUTING = 8  # terms of a matrix that are tried for commuting with each other
LONG = 8  # factors that the product rule is applied to at once
LARGE = 64  # factors of a derivative beyond which it stays whole where it is used more than once
FLAT = INDICATORS | {"sign"}  # derivative zero wherever there is one


def differentiate(
    root: Node, by: Variable, partials: Partials, structure: frozenset[str] = frozenset()
) -> Node:
    """The derivative of ``root`` by ``by``, in normal form: the axes of root, then those of by.

    partials: an element-wise function's derivatives as templates over ``PLACEHOLDERS``.
    structure: what the entries of a matrix ``by`` keep to as they vary, 'symmetric' or the like; where it
    is empty each varies by itself.

    Raises CalculusError where a function has no derivative here.
    """
    start = seed(by, structure)
    depending: set[Node] = {by}
    links: dict[Node, list[Link]] = {}  # arguments first
    for node in postorder(root):
        if node in depending or not any(child in depending for child in node.children):
            continue
        whole, blocks = paired(node, depending)
        depending |= {*blocks, node}
        for block in blocks:
            links[block] = list(local(block, by, depending, partials))
        links[node] = list(local(whole, by, depending, partials))
    if root not in depending:
        return zero(root.shape + by.shape)
    sweep = backward if root.rank < by.rank else forward
    return normal(sweep(root, by, start, links))


class Link(NamedTuple):
    """A part of the derivative of a node by an argument, coefficient · pieces: its labels are the axes of
    the node, and ``labels`` for those of the argument."""

    argument: Node
    labels: tuple[Key, ...]
    pieces: Sequence[Piece] = ()
    coefficient: Fraction = Fraction(1)
    dims: Mapping[Key, Dimension] = MappingProxyType({})


Links = dict[Node, list[Link]]


def paired(node: Node, depending: Container[Node]) -> tuple[Node, list[Node]]:
    """A long product as one of few blocks, each of two factors or blocks, since the product rule
    makes a term for each factor; and the blocks in it, those that are made of others after them."""
    if not isinstance(node, Product):
        return node, []
    blocks = [f for f in node.factors if f.node in depending and all(l < node.rank for l in f.labels)]
    if len(blocks) <= LONG:
        return node, []
    rest = [f for f in node.factors if f not in blocks]
    made: list[Node] = []
    while len(blocks) > 2:
        pairs = [blocks[k : k + 2] for k in range(0, len(blocks), 2)]
        blocks = []
        for pair in pairs:
            labels = tuple(sorted({label for factor in pair for label in factor.labels}))
            body = product(pair, labels)
            made += [body, kept(body)]
            blocks.append(Factor(kept(body), labels))
    return product([*blocks, *rest], range(node.rank), dict(enumerate(node.dims))), made


class Sharing:
    """Which derivatives stay whole: those used more than once that are long when written out."""

    def __init__(self, uses: Counter[Node]) -> None:
        self.uses = uses
        self.sizes: dict[Node, int] = {}

    def settle(self, node: Node, found: Node, size: int) -> Node:
        """``found``, the derivative at ``node``, made of parts of ``size`` in all."""
        whole = self.uses[node] > 1 and size > LARGE and found.rank <= 2
        self.sizes[node] = 1 if whole else size
        return kept(found) if whole else found


def forward(root: Node, by: Variable, start: Node, links: Links) -> Node:
    """The derivative of each node by the variable, from the leaves to the root: its axes, then the
    variable's."""
    inner = tuple(("d", axis) for axis in range(by.rank))
    sharing = Sharing(Counter(link.argument for parts in links.values() for link in parts))
    found: dict[Node, Node] = {by: sharing.settle(by, start, 1)}
    for node, parts in links.items():
        out = (*range(node.rank), *inner)
        terms = [
            scale(c, product([*pieces, (found[argument], (*labels, *inner))], out, dims))
            for argument, labels, pieces, c, dims in parts
        ]
        size = sum(len(link.pieces) + sharing.sizes[link.argument] for link in parts)
        found[node] = sharing.settle(node, add(terms), size)
    return found[root]


def backward(root: Node, by: Variable, start: Node, links: Links) -> Node:
    """The derivative of the root by each node, from the root to the leaves: the root's axes, then the
    node's. With few outputs no product has more axes than the nodes themselves."""
    outer = tuple(("o", axis) for axis in range(root.rank))
    same = [(delta(d), (label, axis)) for axis, (label, d) in enumerate(zip(outer, root.shape, strict=True))]
    given: dict[Node, list[list[Node]]] = defaultdict(list)  # what those that a node is in contribute
    given[root].append([product(same, (*outer, *range(root.rank)))])
    sharing = Sharing(Counter({node: len(parts) for node, parts in links.items()}))
    sizes: Counter[Node] = Counter({root: 1})
    for node in reversed(links):
        whole = add([part for parts in reversed(given.pop(node)) for part in parts])
        own = (sharing.settle(node, whole, sizes[node]), (*outer, *range(node.rank)))
        parts: dict[Node, list[Node]] = defaultdict(list)
        for argument, labels, pieces, c, dims in links[node]:
            parts[argument].append(scale(c, product([own, *pieces], (*outer, *labels), dims)))
            sizes[argument] += len(pieces) + sharing.sizes[node]
        for argument, contributed in parts.items():
            given[argument].append(contributed)
    whole = add([part for parts in reversed(given[by]) for part in parts])
    axes, inner = range(by.rank), tuple(("d", axis) for axis in range(by.rank))
    return product([(whole, (*outer, *axes)), (start, (*axes, *inner))], (*outer, *inner))


def local(node: Node, by: Variable, depending: Container[Node], partials: Partials) -> Iterator[Link]:
    """The derivative of a node by what it is made of, as far as that depends on the variable."""
    axes = tuple(range(node.rank))
    if isinstance(node, Sum):
        for c, term in node.terms:
            if term in depending:
                yield Link(term, axes, coefficient=c)
    elif isinstance(node, Product):
        for position, factor in enumerate(node.factors):
            if factor.node in depending:
                yield of_base(node, position)
            if factor.exponent in depending:
                yield of_exponent(node, position)
    elif isinstance(node, Map):
        for argument, slope in zip(node.args, map_partials(node, partials), strict=True):
            if argument in depending:
                yield Link(argument, axes, [(slope, axes)])
    elif isinstance(node, Operation):
        yield of_operation(node, by)
    elif isinstance(node, Kept):
        yield Link(node.body, axes)
    elif isinstance(node, Abstract):
        for k, argument in enumerate(node.args):
            if argument in depending:
                yield of_argument(node, k)


def of_operation(node: Operation, by: Variable) -> Link:
    """By the argument of an operation on whole tensors."""
    argument = node.args[0]
    if node.name in COMMUTING and commutes(argument, by):
        return Link(argument, (0, "k"), [(COMMUTING[node.name](node), ("k", 1))])
    if node.name in WITHOUT:
        reason, hint = WITHOUT[node.name]
        raise CalculusError(reason, hint=hint)
    if node.name not in RULES:
        raise CalculusError(
            f"{node.name} of a matrix has no closed derivative here",
            hint=f"it has one in a trace, tr({node.name}(A)), and where the matrix commutes with its "
            f"derivative, as in {node.name}(t A) by t",
        )
    bound = tuple(("a", axis) for axis in range(argument.rank))
    return Link(argument, bound, [(RULES[node.name](node), (*range(node.rank), *bound))])


def commutes(node: Node, by: Variable) -> bool:
    """Whether a matrix commutes with its derivative, being Σ sᵢ Bᵢ where only the scalars sᵢ depend on the
    variable and the matrices Bᵢ commute, as tA + t²A² does."""
    terms = [term for _, term in node.terms] if isinstance(node, Sum) else [node]
    matrices = [term if (split := scalar_part(term)) is None else split[1] for term in terms]
    if len(terms) > MOST_COMMUTING or by in postorder(*matrices):
        return False
    pairs = combinations(dict.fromkeys(matrices), 2)
    return all(normal(contract("ik,kj->ij", a, b)) is normal(contract("ik,kj->ij", b, a)) for a, b in pairs)


def seed(by: Variable, structure: frozenset[str]) -> Node:
    """The derivative of a variable by itself: by X_kl that of X_ij, (i, j, k, l).

    It is δ_ik δ_jl where entries are independent; of a symmetric X also X_lk moves with X_kl, and of a
    diagonal one only the diagonal does (Petersen & Pedersen, The Matrix Cookbook, section 2.8).
    """
    if "orthogonal" in structure:
        raise CalculusError(
            f"the entries of the orthogonal matrix {by.name} cannot vary one at a time",
            hint="with independent entries its derivative is that of any matrix, taken at an orthogonal one",
        )
    axes = tuple(range(by.rank))
    inner = tuple(axis + by.rank for axis in axes)
    pairs = zip(by.shape, axes, inner, strict=True)
    same = product([(delta(dimension), pair) for dimension, *pair in pairs], (*axes, *inner))
    if not structure:
        return same
    on_diagonal = contract("ij,ik,jl->ijkl", *[delta(by.shape[0])] * 3)
    if "diagonal" in structure:
        return on_diagonal
    return add([same, transposed(same, (0, 1, 3, 2)), negative(on_diagonal)])


def of_base(node: Product, position: int) -> Link:
    """By the base of a factor."""
    base, labels, exponent = node.factors[position]
    pieces: list[Piece] = [f for i, f in enumerate(node.factors) if i != position]
    dims = dict(enumerate(node.dims))
    if isinstance(exponent, Node):
        pieces += [(exponent, ()), Factor(base, labels, subtract(exponent, number(1)))]
        return Link(base, labels, pieces, dims=dims)
    if exponent != 1:
        pieces.append(Factor(base, labels, exponent - 1))
    return Link(base, labels, pieces, exponent, dims)


def of_exponent(node: Product, position: int) -> Link:
    """By the exponent of a factor: times the logarithm of its base."""
    base, labels, exponent = node.factors[position]
    assert isinstance(exponent, Node)
    return Link(exponent, (), [*node.factors, (mapped("log", base), labels)], dims=dict(enumerate(node.dims)))


def map_partials(node: Map, partials: Partials) -> Sequence[Node]:
    """The derivative of an element-wise function by each argument, at its arguments."""
    if node.function in FLAT:
        return [zero(node.shape)] * len(node.args)
    if node.function in ("max", "min"):
        # where two are equal the later one counts: they may be so on a whole interval, as x and relu(x)
        before, after = ("ge", "gt") if node.function == "max" else ("le", "lt")
        return [
            multiply(*(compare(before if j < i else after, a, b) for j, b in enumerate(node.args) if j != i))
            for i, a in enumerate(node.args)
        ]
    return [instantiate(template, node.args) for template in partials(node.function)]


def of_argument(node: Abstract, k: int) -> Link:
    """By argument k: the partial derivative."""
    argument = node.args[k]
    orders = tuple(order + (i == k) for i, order in enumerate(node.orders))
    partial = abstract(node.name, node.value, node.args, orders)
    new = tuple(("a", axis) for axis in range(argument.rank))
    place = len(node.value) + sum(a.rank * o for a, o in zip(node.args[: k + 1], node.orders, strict=False))
    axes = tuple(range(node.rank))
    return Link(argument, new, [(partial, (*axes[:place], *new, *axes[place:]))])
