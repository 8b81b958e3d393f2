"""Differentiation: one sweep from the leaves to the root.

For each node that depends on the variable, its derivative is built once from those of its children,
as a nested contraction; the normal form flattens it afterwards. The cost is that of the graph.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from matcalc.calculus.rules import RULES
from matcalc.errors import CalculusError
from matcalc.tensor.elementwise import compare
from matcalc.tensor.node import (
    INDICATORS,
    Abstract,
    Factor,
    Map,
    Node,
    Operation,
    Product,
    Sum,
    Variable,
    abstract,
    add,
    contract,
    delta,
    mapped,
    multiply,
    negative,
    number,
    postorder,
    product,
    scale,
    subtract,
    transposed,
    zero,
)
from matcalc.tensor.normal import normal
from matcalc.tensor.substitute import instantiate

Partials = Callable[[str], Sequence[Node]]
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
    inner = tuple(("d", axis) for axis in range(by.rank))
    found: dict[Node, Node] = {by: seed(by, structure)}

    def chained(outer: Node, axes: tuple[int, ...], argument: Node) -> Node:
        """outer, whose last axes are those of argument, times the derivative of argument."""
        bound = tuple(("a", axis) for axis in range(argument.rank))
        return product([(outer, axes + bound), (found[argument], bound + inner)], axes + inner)

    for node in postorder(root):
        if node in found or not any(child in found for child in node.children):
            continue
        axes = tuple(range(node.rank))
        parts: list[Node] = []
        if isinstance(node, Sum):
            parts = [scale(c, found[term]) for c, term in node.terms if term in found]
        elif isinstance(node, Product):
            parts = [
                part
                for position in range(len(node.factors))
                for part in of_factor(node, position, found, inner)
            ]
        elif isinstance(node, Map):
            slopes = map_partials(node, partials)
            for argument, slope in zip(node.args, slopes, strict=True):
                if argument in found:
                    parts.append(product([(slope, axes), (found[argument], axes + inner)], axes + inner))
        elif isinstance(node, Operation):
            if node.name not in RULES:
                raise CalculusError(f"no derivative of {node.name} is known")
            parts = [chained(RULES[node.name](node), axes, node.args[0])]
        elif isinstance(node, Abstract):
            parts = [part for k in range(len(node.args)) for part in of_argument(node, k, found, inner)]
        if parts:
            found[node] = add(parts)
    return normal(found.get(root, zero(root.shape + by.shape)))


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


def of_factor(
    node: Product, position: int, found: dict[Node, Node], inner: tuple[tuple[str, int], ...]
) -> list[Node]:
    """The contributions of one factor: of its base and of its exponent."""
    base, labels, exponent = node.factors[position]
    rest: list[Factor] = [f for i, f in enumerate(node.factors) if i != position]
    dims = dict(enumerate(node.dims))
    out = (*range(node.rank), *inner)
    parts = []
    if base in found:
        pieces: list[object] = [*rest, (found[base], (*labels, *inner))]
        coefficient = Fraction(1)
        if isinstance(exponent, Node):
            pieces += [(exponent, ()), Factor(base, labels, subtract(exponent, number(1)))]
        elif exponent != 1:
            coefficient = exponent
            pieces.append(Factor(base, labels, exponent - 1))
        parts.append(scale(coefficient, product(pieces, out, dims)))  # type: ignore[arg-type]
    if isinstance(exponent, Node) and exponent in found:
        logarithm = Factor(mapped("log", base), labels)
        power = Factor(base, labels, exponent)
        parts.append(product([*rest, power, logarithm, (found[exponent], inner)], out, dims))
    return parts


def map_partials(node: Map, partials: Partials) -> Sequence[Node]:
    """The derivative of an element-wise function by each argument, at its arguments."""
    if node.function in FLAT:
        return [zero(node.shape)] * len(node.args)
    if node.function in ("max", "min"):
        sign = "gt" if node.function == "max" else "lt"
        return [multiply(*(compare(sign, a, b) for b in node.args if b is not a)) for a in node.args]
    return [instantiate(template, node.args) for template in partials(node.function)]


def of_argument(
    node: Abstract, k: int, found: dict[Node, Node], inner: tuple[tuple[str, int], ...]
) -> list[Node]:
    """The partial derivative by argument k, times the derivative of that argument."""
    argument = node.args[k]
    if argument not in found:
        return []
    orders = tuple(order + (i == k) for i, order in enumerate(node.orders))
    partial = abstract(node.name, node.value, node.args, orders)
    new = tuple(("a", axis) for axis in range(argument.rank))
    place = len(node.value) + sum(a.rank * o for a, o in zip(node.args[: k + 1], node.orders, strict=False))
    axes = tuple(range(node.rank))
    labels = (*axes[:place], *new, *axes[place:])
    return [product([(partial, labels), (found[argument], (*new, *inner))], (*axes, *inner))]
