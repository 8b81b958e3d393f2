"""Equations that are nearly true, and true ones that look false: what makes a careless judge wrong."""

from __future__ import annotations

from typing import Any

import pytest

import matcalc

TRUE = (
    "x in R; (10^20 + x) - 10^20 = x",
    "sqrt(x^2) = abs(x)",
    "log(x^2) = 2 log(x)",  # where both are defined
    "log(x^2) = 2 log(abs(x))",
    "sin(arcsin(x)) = x",
    "(x^6)^(1/3) = x^2",
    "max(0, x^2) = x^2",  # nothing makes x² negative
    "max(x, y) = (x + y + abs(x - y))/2",
    "x in R; sqrt(x) sqrt(x) = x",
    "x in R; log(x^2) + log(x) = 3 log(x)",  # its sign was asked for where nothing is defined
    "{x if x > 0; -x otherwise} = abs(x)",
    "x in R; d/dx max(0, x) = {1 if x > 0; 0 otherwise}",
    "relu(x) + relu(-x) = abs(x)",
    "(x - 1)^10 = 1 - 10x + 45x^2 - 120x^3 + 210x^4 - 252x^5 + 210x^6 - 120x^7 + 45x^8 - 10x^9 + x^10",
    "exp(50 x) exp(-50 x) = 1",
    "x in R; cosh(x)^2 - sinh(x)^2 = 1",
    "A : matrix(2, 2); A^2 - tr(A) A + det(A) I = 0",
    "A : matrix(4, 4); det(-A) = det(A)",
    "A : symmetric(n); x : vector(n); A x = A' x",
    "A : diagonal(n); B : diagonal(n); A B = B A",
    "Q : orthogonal(n); det(Q)^2 = 1",
    "A : posdef(n); sqrtm(A) sqrtm(A) = A",
    "A in R^(n x n); expm(A) expm(-A) = I",
    "A : matrix(n, n); B : matrix(n, n); det(A B) = det(A) det(B)",
    r"A in R^(n x n); t in R; \frac{d}{dt} e^{tA} = A e^{tA}",  # of a matrix
    "sum_{i=1}^{n} i^2 = n(n + 1)(2n + 1)/6",
)
FALSE = (
    "sqrt(x^2) = x",
    "sqrt((x - 5)^2) = 5 - x",
    "arcsin(sin(x)) = x",
    "max(0, x) = x",
    "relu(x + y) = relu(x) + relu(y)",
    "x in R; max(0, x - 100) = 0",
    "x in R; {1 if x = 0; 2 otherwise} = 2",
    "x in R; {x if x > 7; 0 otherwise} = 0",
    "x in R; d/dx relu(x)^2 = 2 x",
    "x^2 + 10^{-9} x = x^2",
    "10^{-12} x = 2 * 10^{-12} x",
    "x in R; sin(x)^2 + cos(x)^2 = 1 + 10^{-10} x",
    "x in R; 10^{20} + x = 10^{20}",
    "x^1000000 = x^1000001",
    "x in R; tanh(100 x) = sign(x)",
    "A : matrix(n, n); A^2 - tr(A) A + det(A) I = 0",
    "A : matrix(n, n); det(-A) = det(A)",
    "A : matrix(n, n); x : vector(n); A x = A' x",
    "A : symmetric(n); B : symmetric(n); A B = B A",
    "A : matrix(n, n); B : matrix(n, n); (A B)^-1 = A^-1 B^-1",
    "Q : orthogonal(n); det(Q) = 1",
    "A, B in R^(n x n); e^{A + B} = e^A e^B",
    "x in R^n; sum_{i=1}^{n-1} x_i = sum(x)",
)
TOO_LARGE = (
    "sum_{i=1}^{1000000000} i = 5",
    "A, B, C : matrix(20, 20); kron(kron(A, B), C) = kron(A, kron(C, B))",
)


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("text", TRUE)
def test_what_is_true_is_found_true(text: str, seed: int) -> None:
    assert matcalc.check(text, seed=seed)[-1].verdict == "true"


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("text", FALSE)
def test_what_is_nearly_true_is_found_false(text: str, seed: int) -> None:
    assert matcalc.check(text, seed=seed)[-1].verdict == "false"


@pytest.mark.parametrize("text", TOO_LARGE)
def test_what_is_too_large_to_be_tried_is_unknown(text: str) -> None:
    verdict = matcalc.check(text)[-1]
    assert (verdict.verdict, verdict.why) == ("unknown", "it has too many entries to be tried")


def test_what_is_true_where_it_is_defined_is_not_called_false() -> None:
    assert matcalc.check("x in R; sqrt(x) sqrt(x) = abs(x)")[-1].verdict != "false"


@pytest.mark.parametrize(
    ("text", "values", "left", "right", "place"),
    [
        ("x^2 + 10^{-9} x = x^2", {"x": 1}, 1.000000001, 1, ()),
        ("x : vector(n); norm(x) = sum(x)", {"x": [-1]}, 1, -1, ()),
        ("A : matrix(n, n); A^2 - tr(A) A + det(A) I = 0", {"A": [[1]]}, [[1]], 0, ()),
        ("d/dx |x| = 1", {"x": -1}, -1, 1, ()),  # a name may vanish where one differentiates
        ("max(x, y) = x", {"x": 1, "y": 2}, 2, 1, ()),
        ("x : vector(n); d/dx_i \\sum_j x_j^2 = x_i", {"x": [1], "i": 1}, 2, 1, ()),  # j is bound
        ("1⃗ᵀ1⃗ = 1", {"n": 2}, 2, 1, ()),
    ],
)
def test_a_counterexample_is_small(text: str, values: Any, left: Any, right: Any, place: Any) -> None:
    found = matcalc.check(text)[-1].counterexample
    assert found is not None
    assert (dict(found.values), found.left, found.right, found.place) == (values, left, right, place)


@pytest.mark.parametrize(
    ("text", "functions", "left", "right"),
    [
        ("d/dx f(x)^2 = 2f(x)", {"f": "f(x) = x^3"}, 6, 2),
        ("∂y/∂x = 3 ∂y/∂x", {"y": "y(x) = x^3"}, 3, 9),
        ("f : R^n -> R; x in R^n; ∂/∂x f(x) = f(x) x'", {"f": "f(x) = x_1^3"}, [3], [1]),
    ],
)
def test_a_counterexample_says_what_unknown_functions_are(
    text: str, functions: Any, left: Any, right: Any
) -> None:
    found = matcalc.check(text)[-1].counterexample
    assert found is not None
    assert (dict(found.functions), found.left, found.right) == (functions, left, right)


@pytest.mark.parametrize(
    ("text", "layout", "why"),
    [
        ("x in R; d/dx x^3 = x^2", None, "it is true but for a factor 3"),
        ("x in R; d/dx cos(x) = sin(x)", None, "it is true but for the sign"),
        ("A, B in R^(n x n); (A B)' = A B", None, "it is true of the transpose of one side"),
        ("1 = 2", None, "the sides differ"),
        (
            "x in R^n; A in R^(n x n); d/dx A x = A'",
            "numerator",
            "it is true of the transpose of one side; it is true in denominator layout",
        ),
    ],
)
def test_what_is_false_says_what_would_make_it_true(text: str, layout: Any, why: str) -> None:
    assert matcalc.check(text, layout=layout)[-1].why == why
