"""Derivatives of operations on whole tensors, one row each, by their differentials.

A rule gets the operation y = f(a) and answers the linear map from da to dy as a node with the axes of
y, then those of a; the sweep contracts it with da.
"""

from __future__ import annotations

from collections.abc import Callable

from matcalc.errors import CalculusError
from matcalc.rationals import Fraction
from matcalc.tensor.make import (
    ONE,
    add,
    as_dimension,
    broadcast,
    contract,
    delta,
    index_range,
    mapped,
    negative,
    ones,
    operation,
    pairing,
    product,
    scale,
    subtract,
    transposed,
)
from matcalc.tensor.matrixfunctions import matrix_power as matrix
from matcalc.tensor.node import Node, Operation

Rule = Callable[[Operation], Node]


def inverse(y: Operation) -> Node:
    """d A⁻¹ = -A⁻¹ dA A⁻¹ (Matrix Cookbook, eq. 40)."""
    return scale(Fraction(-1), contract("ia,bj->ijab", y, y))


def det(y: Operation) -> Node:
    """d det A = det A tr(A⁻¹ dA) (Matrix Cookbook, eq. 41)."""
    (a,) = y.args
    return contract(",ba->ab", y, operation("inverse", a.shape, a))


def logdet(y: Operation) -> Node:
    """d log det A = tr(A⁻¹ dA) (Matrix Cookbook, eq. 43)."""
    (a,) = y.args
    return contract("ba->ab", operation("inverse", a.shape, a))


def softmax(p: Operation) -> Node:
    """dp = (diag(p) - p pᵀ) dz, for each row of a matrix."""
    if p.rank == 2:
        rows, columns = (delta(d) for d in p.shape)
        alone = product([(p, "ij"), (rows, "ia"), (columns, "jb")], "ijab")
        return subtract(alone, product([(p, "ij"), (p, "ib"), (rows, "ia")], "ijab"))
    return subtract(product([(p, "i"), (delta(p.shape[0]), "ia")], "ia"), contract("i,a->ia", p, p))


def logsumexp(y: Operation) -> Node:
    """d log Σ exp(z) = softmax(z)ᵀ dz."""
    (z,) = y.args
    if z.rank == 1:
        return operation("softmax", z.shape, z)
    axes = range(z.rank)
    return product([(mapped("exp", z), axes), (mapped("exp", negative(y)), ())], axes)


def prod(y: Operation) -> Node:
    """d Π x = Π x Σ dxᵢ/xᵢ."""
    (x,) = y.args
    axes = range(x.rank)
    return product([(y, ()), (x, axes, Fraction(-1))], axes, dict(enumerate(x.shape)))


# Why there is no derivative of some, and what there is instead.
WITHOUT = {
    "norminf": (
        "‖·‖_∞ is the largest absolute value: without derivative where two are equal, and in no closed form",
        "a smooth function like it is ‖x‖_p with a large p",
    ),
}

def pinverse(p: Operation) -> Node:
    """dA⁺ = -A⁺ dA A⁺ + A⁺A⁺ᵀ dAᵀ (I - AA⁺) + (I - A⁺A) dAᵀ A⁺ᵀA⁺ while the rank stays as it is
    (Golub & Pereyra, SIAM J. Numer. Anal. 10 (1973), eq. 4.12)."""
    (a,) = p.args
    left = subtract(delta(a.shape[0]), contract("ij,jk->ik", a, p))
    right = subtract(delta(a.shape[1]), contract("ij,jk->ik", p, a))
    return add(
        [
            scale(Fraction(-1), contract("ia,bj->ijab", p, p)),
            contract("ik,bk,aj->ijab", p, p, left),
            contract("ib,ka,kj->ijab", right, p, p),
        ]
    )


def matrix_power(y: Operation) -> Node:
    """dAᵏ = Σⱼ Aʲ⁻¹ dA Aᵏ⁻ʲ, j from 1 to k (Matrix Cookbook, eq. 91)."""
    a, k = y.args
    count = as_dimension(k)
    if k.rank or count is None:
        raise CalculusError(
            "a second derivative of a matrix power with a symbolic exponent has no form here",
            hint="give the exponent a number",
        )
    downward = all(c < 0 for _, c in count.terms)  # A⁻ᵏ: -Σⱼ A⁻ʲ dA Aʲ⁻ᵏ⁻¹
    steps = index_range(count * -1 if downward else count)
    whole = broadcast(k, steps.shape)
    one = ones(steps.shape)
    before = negative(steps) if downward else subtract(steps, one)
    after = add([whole, steps, negative(one)]) if downward else subtract(whole, steps)
    summed = contract("sia,sbj->ijab", matrix(a, before), matrix(a, after))
    return negative(summed) if downward else summed


def sqrtm(s: Operation) -> Node:
    """S dS + dS S = dA for S = √A, so that vec dS = (I ⊗ S + Sᵀ ⊗ I)⁻¹ vec dA (Higham, ch. 6.1)."""
    n = s.shape[0]
    paired, one = pairing(n, n), delta(n)
    factors = ((one, s), (transposed(s, (1, 0)), one))
    whole = add([contract("kca,ldb,ab,cd->kl", paired, paired, *two) for two in factors])
    return contract("kij,kl,lab->ijab", paired, operation("inverse", whole.shape, whole), paired)


def trace_of_expm(y: Operation) -> Node:
    """d tr eᴬ = tr(eᴬ dA)."""
    (a,) = y.args
    return contract("ba->ab", operation("expm", a.shape, a))


def trace_of_sqrtm(y: Operation) -> Node:
    """d tr √A = ½ tr(√A⁻¹ dA)."""
    (a,) = y.args
    root = operation("sqrtm", a.shape, a)
    return scale(Fraction(1, 2), contract("ba->ab", operation("inverse", a.shape, root)))


RULES: dict[str, Rule] = {
    **{
        rule.__name__: rule
        for rule in (inverse, pinverse, det, logdet, softmax, logsumexp, prod, matrix_power, sqrtm)
    },
    "tr expm": trace_of_expm,
    "tr sqrtm": trace_of_sqrtm,
}

def power_slope(y: Operation) -> Node:
    a, k = y.args
    return product([(k, ()), (matrix(a, subtract(k, ONE)), "ij")], "ij")


# f'(A) of functions of a square matrix: df(A) = f'(A) dA where A and dA commute (Higham, ch. 3).
COMMUTING: dict[str, Rule] = {
    "expm": lambda y: y,
    "logm": lambda y: operation("inverse", y.shape, y.args[0]),
    "sqrtm": lambda y: scale(Fraction(1, 2), operation("inverse", y.shape, y)),
    "matrix_power": power_slope,
}
