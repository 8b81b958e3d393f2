"""The normal form of operations on whole tensors."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

from matcalc.kinds.dimensions import Dimension
from matcalc.tensor.node import (
    ONE,
    ZERO,
    Delta,
    Node,
    Operation,
    Shape,
    Sum,
    add,
    basis,
    contract,
    operation,
    pairing,
    power,
    product,
    scale,
    settled,
    size,
)
from matcalc.tensor.pairings import kronecker_factors
from matcalc.tensor.positions import stacked
from matcalc.tensor.splitting import det_of, inverse_of, logdet_of, square_chain


def small_determinant(node: Node) -> Node | None:
    """The determinant of a 2×2 or 3×3 matrix of expressions, worked out; None for any other."""
    n = node.shape[0].value
    if n not in (2, 3) or not (stacked(node, 0) or stacked(node, 1)):
        return None

    def entry(row: int, column: int) -> Node:
        units = [(basis(node.shape[0], Dimension.of(k + 1)), (axis,)) for axis, k in enumerate((row, column))]
        return product([(node, (0, 1)), *units])

    terms = []
    for columns in permutations(range(n)):
        swaps = sum(a > b for i, a in enumerate(columns) for b in columns[i + 1 :])
        factors = [(entry(row, column), ()) for row, column in enumerate(columns)]
        terms.append(scale(Fraction((-1) ** swaps), product(factors)))
    return add(terms)


def kronecker_inverse(a: Node, b: Node) -> Node:
    """(A ⊗ B)⁻¹ = A⁻¹ ⊗ B⁻¹."""
    paired = pairing(b.shape[0], a.shape[0])
    inverses = [operation("inverse", node.shape, node) for node in (a, b)]
    return contract("kca,ldb,ab,cd->kl", paired, paired, *inverses)


def kronecker_determinant(a: Node, b: Node) -> Node:
    """det(A ⊗ B) = det(A)ᵐ det(B)ⁿ for n×n A and m×m B."""
    powers = ((a, size(b.shape[0])), (b, size(a.shape[0])))
    return product([(operation("det", (), node), (), exponent) for node, exponent in powers])


def kronecker_logdet(a: Node, b: Node) -> Node:
    parts = ((size(b.shape[0]), a), (size(a.shape[0]), b))
    return add([product([(count, ()), (operation("logdet", (), node), ())]) for count, node in parts])


# Magnus & Neudecker, Matrix Differential Calculus, ch. 2.
KRONECKER = {"inverse": kronecker_inverse, "det": kronecker_determinant, "logdet": kronecker_logdet}


def reduce_operation(name: str, shape: Shape, args: tuple[Node, ...]) -> Node:
    """name(args) in normal form, the arguments being so."""
    (arg,) = args
    if name == "det":
        expanded = small_determinant(arg)
        if expanded is not None:
            return settled(expanded)
    if name in KRONECKER and (factors := kronecker_factors(arg)) is not None:
        return settled(KRONECKER[name](*factors))
    scaled = isinstance(arg, Sum) and len(arg.terms) == 1
    chain = square_chain(arg) if name in ("inverse", "det", "logdet") else None
    match name:
        case "inverse" if isinstance(arg, Delta):
            return arg
        case "inverse" if isinstance(arg, Operation) and arg.name == "inverse":
            return arg.args[0]
        case "inverse" if chain is not None:
            return settled(inverse_of(chain))
        case "inverse" if scaled and isinstance(arg, Sum):
            c, inner = arg.terms[0]
            return scale(1 / c, settled(operation(name, shape, inner)))
        case "det" | "logdet" if isinstance(arg, Delta):
            return ONE if name == "det" else ZERO
        case "det" if chain is not None:
            return settled(det_of(chain, arg))
        case "logdet" if chain is not None:
            return settled(logdet_of(chain))
        case "det" if isinstance(arg, Operation) and arg.name == "inverse":
            return settled(power(operation(name, shape, arg.args[0]), Fraction(-1)))
        case "logdet" if isinstance(arg, Operation) and arg.name == "inverse":
            return settled(scale(Fraction(-1), operation(name, shape, arg.args[0])))
        case "det" if scaled and isinstance(arg, Sum) and arg.shape[0].value is not None:
            c, inner = arg.terms[0]
            return scale(c ** arg.shape[0].value, settled(operation(name, shape, inner)))
    return operation(name, shape, *args)
