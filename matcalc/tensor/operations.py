"""The normal form of operations on whole tensors."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations

from matcalc.kinds.dimensions import Dimension
from matcalc.rationals import Fraction
from matcalc.tensor.make import (
    ONE,
    ZERO,
    add,
    basis,
    contract,
    mapped,
    multiply,
    negative,
    number,
    operation,
    pairing,
    power,
    product,
    scale,
    size,
    transposed,
)
from matcalc.tensor.matrixfunctions import (
    FUNCTIONS,
    matrix_power,
    reduce_function,
    reduce_power,
    scalar_part,
    transposed_argument,
)
from matcalc.tensor.node import Delta, Node, Operation, Shape
from matcalc.tensor.pairings import kronecker_factors
from matcalc.tensor.positions import stacked
from matcalc.tensor.settling import settled
from matcalc.tensor.splitting import Chain, det_of, inverse_of, logdet_of, square_chain
from matcalc.tensor.symmetry import orthogonal


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


OF_IDENTITY = {"inverse": None, "pinverse": None, "det": ONE, "logdet": ZERO}  # None: I itself

# Operations of products of square matrices.
OF_PRODUCT: dict[str, Callable[[Chain, Node], Node]] = {
    "inverse": lambda chain, arg: inverse_of(chain),
    "det": det_of,
    "logdet": lambda chain, arg: logdet_of(chain),
}

# Operations of operations (Higham, Functions of Matrices, ch. 1 and 10).
OF_FUNCTIONS: dict[tuple[str, str], Callable[..., Node]] = {
    ("inverse", "inverse"): lambda a: a,
    ("pinverse", "inverse"): lambda a: a,
    ("pinverse", "pinverse"): lambda a: a,
    ("det", "inverse"): lambda a: power(operation("det", (), a), Fraction(-1)),
    ("logdet", "inverse"): lambda a: negative(operation("logdet", (), a)),
    ("inverse", "expm"): lambda a: operation("expm", a.shape, negative(a)),
    ("inverse", "matrix_power"): lambda a, k: matrix_power(a, negative(k)),
    ("det", "expm"): lambda a: mapped("exp", contract("ii->", a)),
    ("det", "sqrtm"): lambda a: power(operation("det", (), a), Fraction(1, 2)),
    ("det", "matrix_power"): lambda a, k: power(operation("det", (), a), k),
    ("logdet", "expm"): lambda a: contract("ii->", a),
    ("logdet", "sqrtm"): lambda a: scale(Fraction(1, 2), operation("logdet", (), a)),
    ("logdet", "matrix_power"): lambda a, k: multiply(k, operation("logdet", (), a)),
}


def reduce_operation(name: str, shape: Shape, args: tuple[Node, ...]) -> Node:
    """name(args) in normal form, the arguments being so."""
    if name == "matrix_power":
        return reduce_power(shape, *args)
    (arg,) = args
    if name in FUNCTIONS or name.startswith("tr "):
        return reduce_function(name, shape, arg)
    if isinstance(arg, Operation) and (name, arg.name) in OF_FUNCTIONS:
        return settled(OF_FUNCTIONS[name, arg.name](*arg.args))
    if name == "det":
        expanded = small_determinant(arg)
        if expanded is not None:
            return settled(expanded)
    if name in KRONECKER and (factors := kronecker_factors(arg)) is not None:
        return settled(KRONECKER[name](*factors))
    chain = square_chain(arg) if name in OF_PRODUCT else None
    if chain is not None:
        return settled(OF_PRODUCT[name](chain, arg))
    if isinstance(arg, Delta) and name in OF_IDENTITY:
        return OF_IDENTITY[name] or arg
    split = scalar_part(arg) if name in ("inverse", "pinverse", "det") else None
    axes = range(len(shape))
    if split is not None:
        scalar, matrix = split
        exponent = settled(size(arg.shape[0]) if name == "det" else number(-1))
        return settled(product([(scalar, (), exponent), (operation(name, shape, matrix), axes)], axes))
    if orthogonal(arg) and name in ("inverse", "pinverse"):
        return settled(transposed(arg, (1, 0)))
    if orthogonal(arg) and name == "logdet":  # |det Q| = 1
        return ZERO
    base = transposed_argument(arg) if name == "pinverse" else None
    if base is not None:
        return settled(transposed(operation(name, base.shape[::-1], base), (1, 0)))
    return operation(name, shape, *args)
