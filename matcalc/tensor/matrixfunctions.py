"""Functions of a whole square matrix: exp, log, square root and symbolic powers.

They commute with their matrix and with each other, which gives products and traces of them a normal form
(Higham, Functions of Matrices, ch. 1 and 10).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcalc.rationals import Fraction
from matcalc.tensor.elementwise import without_axes
from matcalc.tensor.make import (
    ONE,
    Piece,
    add,
    as_number,
    delta,
    is_zero,
    mapped,
    negative,
    number,
    operation,
    power,
    product,
    scale,
    transposed,
    zero,
)
from matcalc.tensor.node import Delta, Factor, Labels, Node, Operation, Product, Shape, Sum
from matcalc.tensor.positions import used_axes
from matcalc.tensor.settling import settled
from matcalc.tensor.symmetry import symmetric

if TYPE_CHECKING:
    from matcalc.tensor.contraction import Contraction

ENTRYWISE = {"expm": "exp", "logm": "log"}  # what each is on a diagonal matrix
FUNCTIONS = frozenset({"expm", "logm", "sqrtm"})
UNDONE = {("expm", "logm"), ("logm", "expm")}


def trace_name(name: str) -> str:
    """The operation that the trace of a function is, which has a closed derivative where it has none."""
    return f"tr {name}"


def matrix_power(base: Node, exponent: Node) -> Node:
    """baseᵏ for a square matrix and a whole number k; where k has an axis, a stack of powers."""
    return operation("matrix_power", exponent.shape + base.shape, base, exponent)


def transposed_argument(node: Node) -> Node | None:
    """A, where a matrix is Aᵀ of something."""
    if isinstance(node, Product) and len(node.factors) == 1:
        inner = node.factors[0].node
        if node.factors[0] == Factor(inner, (1, 0)):  # and to the first power
            return inner
    return None


def diagonal(node: Node) -> Node | None:
    """The diagonal of a matrix of which nothing else is there."""
    if not isinstance(node, Product) or node.rank != 2:
        return None
    rest = [f for f in node.factors if not (isinstance(f.node, Delta) and f.labels == (0, 1))]
    if len(rest) == len(node.factors) or any(1 in f.labels for f in rest):
        return None
    return settled(product(rest, (0,), {0: node.shape[0]}))


def scalar_part(node: Node) -> tuple[Node, Node] | None:
    """A matrix as a scalar times a matrix; None where there is no scalar to take out."""
    single = isinstance(node, Sum) and len(node.terms) == 1
    coefficient, inner = node.terms[0] if single and isinstance(node, Sum) else (Fraction(1), node)
    factors = inner.factors if isinstance(inner, Product) else ()
    scalars = [f for f in factors if not f.labels]
    if coefficient == 1 and not scalars:
        return None
    if not scalars:
        return number(coefficient), inner
    assert isinstance(inner, Product)
    rest = [f for f in factors if f.labels]
    axes = range(node.rank)
    matrix = product(rest, axes, dict(zip(axes, node.shape, strict=True)))
    return settled(scale(coefficient, product(scalars))), settled(matrix)


def reduce_function(name: str, shape: Shape, arg: Node) -> Node:
    """expm, logm and sqrtm of a matrix in normal form, and the traces of the first and last."""
    function = name.removeprefix("tr ")
    if function != name:
        base = transposed_argument(arg)
        return operation(name, shape, arg if base is None else base)
    if isinstance(arg, Delta) and name != "expm":
        return arg if name == "sqrtm" else zero(shape)
    if is_zero(arg) and name == "expm":
        return delta(shape[0])
    if isinstance(arg, Operation) and (name, arg.name) in UNDONE:
        return arg.args[0]
    base = transposed_argument(arg)
    if base is not None:
        return settled(transposed(operation(name, shape, base), (1, 0)))
    entries = diagonal(arg)
    if entries is not None:
        values = power(entries, Fraction(1, 2)) if name == "sqrtm" else mapped(ENTRYWISE[name], entries)
        return settled(product([(values, "i"), (delta(shape[-1]), "ij")], "ij"))
    return operation(name, shape, arg)


def reduce_power(shape: Shape, base: Node, exponent: Node) -> Node:
    """A matrix power with base and exponent in normal form."""
    if len(used_axes(exponent)) < exponent.rank:
        alone = matrix_power(base, settled(without_axes(exponent, [])))
        return settled(product([(alone, "ij")], [0, "i", "j"], {0: shape[0]}))
    known = as_number(exponent)
    if known == 0:
        return delta(shape[-1])
    if known == 1:
        return base
    if known == -1:
        return settled(operation("inverse", base.shape, base))
    if isinstance(base, Delta):
        stack = dict(enumerate(exponent.shape))
        return settled(product([(base, "ij")], [*stack, "i", "j"], stack))
    if isinstance(base, Operation) and base.name == "inverse":
        return settled(matrix_power(base.args[0], negative(exponent)))
    if isinstance(base, Operation) and base.name == "matrix_power" and not base.args[1].rank:
        inner, times = base.args
        axes = range(exponent.rank)
        return settled(matrix_power(inner, product([(exponent, axes), (times, ())], axes)))
    under = transposed_argument(base)
    if under is not None:
        axes = range(exponent.rank)
        turned = product([(matrix_power(under, exponent), (*axes, "i", "j"))], (*axes, "j", "i"))
        return settled(turned)
    split = scalar_part(base)
    if split is not None and not exponent.rank:
        powers: list[Piece] = [(split[0], (), exponent), (matrix_power(split[1], exponent), "ij")]
        return settled(product(powers, "ij"))
    entries = diagonal(base)
    if entries is not None and not exponent.rank:
        return settled(product([(entries, "i", exponent), (delta(shape[-1]), "ij")], "ij"))
    return matrix_power(base, exponent)


Key = tuple[Node, Labels]
Touching = dict[int, list[Key]]


def trace_of_function(c: Contraction, touching: Touching) -> bool:
    """tr(f(A)) as an operation of its own; tr log A = log det A."""
    for (node, labels), exponent in c.groups.items():
        if not isinstance(node, Operation) or node.name not in FUNCTIONS or exponent != 1:
            continue
        if labels[0] != labels[1] or labels[0] < c.rank or len(touching[labels[0]]) != 1:
            continue
        name = "logdet" if node.name == "logm" else trace_name(node.name)
        c.drop((node, labels))
        c.parent[labels[0]] = -1
        c.todo.append(Factor(settled(operation(name, (), node.args[0])), ()))
        return True
    return False


def as_power(node: Node) -> tuple[Node, Node]:
    """A matrix as base and exponent; any is its own first power."""
    if isinstance(node, Operation) and node.name == "matrix_power":
        return node.args[0], node.args[1]
    if isinstance(node, Operation) and node.name == "inverse":
        return node.args[0], number(-1)
    return node, ONE


def merge_powers(c: Contraction, touching: Touching) -> bool:
    """AᵏA = Aᵏ⁺¹, and √A √A = A, where two meet at a label with nothing else."""
    for label, keys in touching.items():
        if label < c.rank or len(keys) != 2 or any(c.groups[key] != 1 or key[0].rank < 2 for key in keys):
            continue
        names = {node.name for node, _ in keys if isinstance(node, Operation)}
        if names.isdisjoint({"matrix_power", "sqrtm"}):
            continue
        for first, second in (keys, keys[::-1]):
            rows, cols = outer_label(first, label, 1), outer_label(second, label, 0)
            if rows is not None and cols is not None and merged(c, label, (first, rows), (second, cols)):
                return True
    return False


def outer_label(key: Key, label: int, axis: int) -> int | None:
    """The other label of a matrix that has ``label`` at its column (axis 1) or row (0), else None."""
    node, labels = key
    ends = labels[-2:]
    if labels.count(label) != 1 or label not in ends:
        return None
    if ends[axis] != label and not symmetric(node):
        return None
    return ends[1 - ends.index(label)]


def merged(c: Contraction, label: int, first: tuple[Key, int], second: tuple[Key, int]) -> bool:
    """First times second, from the row of the one to the column of the other."""
    ((a, al), row), ((b, bl), column) = first, second
    stack: tuple[int, ...] = ()
    if isinstance(a, Operation) and a.name == "sqrtm":
        if a is not b:
            return False
        made = a.args[0]
    else:
        (base, p), (other, q) = as_power(a), as_power(b)
        stack = tuple(dict.fromkeys((*al[:-2], *bl[:-2])))
        if base is not other or len(stack) > 1:
            return False
        dims = {axis: c.dims[axis] for axis in stack}
        exponents = [product([(n, labels)], stack, dims) for n, labels in ((p, al[:-2]), (q, bl[:-2]))]
        made = settled(matrix_power(base, settled(add(exponents))))
    c.drop((a, al), (b, bl))
    c.parent[label] = -1
    c.todo.append(Factor(made, (*stack, row, column)))
    return True
