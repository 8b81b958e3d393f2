"""What the declared structure of matrices says: equal by it is one node."""

from __future__ import annotations

import pytest

from matcalc.kinds import infer
from matcalc.lowering.lower import Lowering
from matcalc.reader import read
from matcalc.tensor.node import Node
from matcalc.tensor.normal import normal

STOCK = (
    "x, y in R^n; A in R^(n x n); a in R; S, T : symmetric(n); P : posdef(n); D, E : diagonal(n); "
    "Q, R : orthogonal(n)"
)


def nodes(*texts: str) -> list[Node]:
    """The normal forms of expressions of one program."""
    typed = infer(read("; ".join((STOCK, *texts))))
    lowering = Lowering(typed.reading, typed.definitions)
    return [normal(lowering.expand(lowering.lower(query.term).node)) for query in typed.queries]


EQUAL = [
    # symmetric
    ("S'", "S"),
    ("P'", "P"),
    ("inv(S)'", "inv(S)"),
    ("inv(inv(P)')", "P"),
    ("(S T)'", "T S"),
    ("x' S y", "y' S x"),
    ("tr(S A)", "tr(S A')"),
    ("(A S A')'", "A S A'"),
    # diagonal
    ("D'", "D"),
    ("inv(D)'", "inv(D)"),
    ("E D", "D E"),
    ("E D E", "D E E"),
    ("x' E D y", "y' D E x"),
    ("A E D A", "A D E A"),
    ("inv(D) E D", "E"),
    ("D E inv(D) x", "E x"),
    ("diag(diag(D))", "D"),
    ("diag(diag(inv(D)))", "inv(D)"),
    ("diag(diag(D) .* diag(E))", "D E"),
    ("D .* I", "D"),
    ("tr(D E D)", "tr(D D E)"),
    # orthogonal: Q⁻¹ = Qᵀ
    ("Q' Q A", "A"),
    ("Q Q' x", "x"),
    ("inv(Q)", "Q'"),
    ("inv(Q')", "Q"),
    ("inv(Q R)", "R' Q'"),
    ("Q R R' Q' x", "x"),
    ("inv(Q A Q')", "Q inv(A) Q'"),
    ("tr(Q' A Q)", "tr(A)"),
    ("(Q x)' (Q y)", "x' y"),
    ("norm(Q x)", "norm(x)"),
    ("norm(Q' (x - y))", "norm(x - y)"),
    ("normF(Q A)", "normF(A)"),
    ("normF(A Q)", "normF(A)"),
    ("det(Q)^2", "1"),
    ("1/det(Q)", "det(Q)"),
    ("logdet(Q)", "0"),
]


@pytest.mark.parametrize(("left", "right"), EQUAL)
def test_equal_by_structure(left: str, right: str) -> None:
    one, other = nodes(left, right)
    assert one is other


# What structure does not say; |det Q| = 1 leaves the sign open.
DIFFERENT = [
    ("det(Q)", "1"),
    ("Q Q", "I"),
    ("Q R", "R Q"),
    ("S T", "T S"),
    ("S D", "D S"),
    ("A D", "D A"),
    ("D .* A", "D A"),
    ("norm(A Q x)", "norm(A x)"),
    ("exp(D)", "diag(diag(exp(D)))"),
]


@pytest.mark.parametrize(("left", "right"), DIFFERENT)
def test_not_equal_by_structure(left: str, right: str) -> None:
    one, other = nodes(left, right)
    assert one is not other
