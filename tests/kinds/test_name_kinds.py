"""How names get their kinds: a program, then each name with its kind and how we know."""

from __future__ import annotations

import pytest

from matcalc.kinds import infer
from matcalc.reader import read
from tests.kinds.showing import names

CASES = [
    # declarations
    ("w, x : vector; w ⊗ x", "w vector n; x vector n"),
    ("x ∈ ℝⁿ; x'x", "x vector n"),
    ("A ∈ R^{m×n}; x : vector(n); A x", "A matrix m×n; x vector n"),
    ("A : symmetric(n); x'A x", "A matrix n×n; x vector n"),
    ("A : symmetric; x'A x", "A matrix n×n; x vector n"),
    ("A ∈ R^{1×n}; A x", "A row n; x vector n"),
    ("x : vector; x + z", "x vector n; z scalar"),
    ("u : vector(3); u = w ⊗ x; u", "u vector 3; w vector 3; x vector 3"),
    ("x_i ∈ ℝⁿ; Σ_{i=1}^N x_i", "x N of vector n"),
    ("f : R^n -> R^m; f(x)", "f vector m; x vector n"),
    ("f : R^n -> R; f(x) = x'x; f(w)", "w vector n"),
    # typography
    ("𝐱 + z", "x vector n; z scalar"),
    ("‖𝐲 - 𝐗𝛃‖²", "y vector m; X matrix m×n; beta vector n"),
    ("f(𝐱) = 2𝐱; f(w)", "w vector n"),
    # what the expression forces
    ("Ax", "A matrix m×n; x vector n"),
    ("A x + b", "A matrix m×n; x vector n; b vector m"),
    ("norm(y - X w)^2", "y vector m; X matrix m×n; w vector n"),
    ("A : matrix(n, n); X : matrix(m, n); vec(X)' kron(A, B) vec(X)", "A matrix n×n; X matrix m×n; B matrix m×m"),
    ("(x - s)'W(x - s)", "x vector n; s vector n; W matrix n×n"),
    ("max(0, W_2 max(0, W_1 x + b_1) + b_2)",
     "W_2 matrix p×m; W_1 matrix m×n; x vector n; b_1 vector m; b_2 vector p"),
    # a letter standing alone takes the kind of what it is added to, a factor does not
    ("A x + 1/2 b", "A matrix m×n; x vector n; b vector m"),
    ("A x - b/2", "A matrix m×n; x vector n; b vector m"),
    ("A x + λ sum(x)", "A matrix m×n; x vector n; lambda scalar"),
    ("d/dx (1/2 ‖Ax - b‖² + λ/2 ‖x‖²)", "A matrix m×n; x vector n; b vector m; lambda scalar"),
    ("d/dx (‖A x‖² + b)", "A matrix m×n; x vector n; b scalar"),
    ("w·x + b", "w vector n; x vector n; b scalar"),
    ("x'A x", "x vector n; A matrix n×n"),
    ("(A + λ I)^-1 b", "A matrix n×n; lambda scalar; b vector n"),
    ("y - σ(X w)", "y vector m; X matrix m×n; w vector n"),
    ("diag(x) y", "x vector n; y vector n"),
    ("tr(A X B)", "A matrix m×n; X matrix n×p; B matrix p×m"),
    ("softmax(Q K' / sqrt(d)) V", "Q matrix m×n; K matrix p×n; d scalar; V matrix p×q"),
    ("[A, b; c', d]", "A matrix m×n; b vector m; c vector n; d scalar"),
    ("[𝐰; b]", "w vector n; b scalar"),
    ("1⃗ᵀ x", "x vector n"),
    ("eye(3) x", "x vector 3"),
    ("norm(a x)", "a scalar; x vector n"),
    ("A x = b", "A matrix m×n; x vector n; b vector m"),
    ("exp(-norm(x - μ)^2/(2 σ^2))", "x vector n; mu vector n; sigma scalar"),
    ("a x^2 + b x + c", "a scalar; x scalar; b scalar; c scalar"),
    # elements, sums and data
    ("Σ_i w_i x_i", "w vector n; x vector n"),
    ("Σ_{i=1}^N Σ_{j=1}^M A_ij", "A matrix N×M"),
    ("Σ_{i=1}^N 𝐱_i", "x N of vector n"),
    ("𝐱 + 𝐱_1", "x vector n"),
    ("1/N Σ_{i=1}^N (y_i - max(0, 𝐰 · 𝐱_i + b))^2",
     "N scalar; y vector N; w vector n; x N of vector n; b scalar"),
    ("Σ_i (w'x_i - y_i)^2", "w vector n; x N of vector n; y vector N"),
    ("Σ_i A x_i", "A matrix m×n; x N of vector n"),
    ("X_{i,:} w", "X matrix m×n; w vector n"),
    ("u = [𝐱; 1]; u_{n+1}", "u vector n + 1; x vector n"),
    # a weight beside scalars
    ("1/2 𝐰ᵀ𝐰 + C Σ_{i=1}^N max(0, 1 - y_i(𝐰ᵀ𝐱_i + b))",
     "w vector n; C scalar; y vector N; x N of vector n; b scalar"),
    ("‖𝐰‖² - C/2 sum(𝐱)", "w vector n; C scalar; x vector m"),
    ("‖𝐰‖² + C 𝐱", "w vector p; C matrix m×n; x vector n"),
    ("‖𝐰‖² + W max(0, 𝐱)", "w vector p; W matrix m×n; x vector n"),
    ("x'A x + b'x", "x vector n; A matrix n×n; b vector n"),
    # abstract functions and dependences
    ("𝐟(𝐠(𝐱))", "f vector p; g vector m; x vector n"),
    ("𝐟(𝐰) ⊗ 𝐠(𝐱)", "f vector p; w vector n; g vector p; x vector m"),
    ("f(g(x))", "f scalar; g scalar; x scalar"),
    ("dy/du du/dx", "y scalar; u scalar; x scalar"),
]  # fmt: skip


@pytest.mark.parametrize(("program", "expected"), CASES)
def test_names(program: str, expected: str) -> None:
    assert names(infer(read(program))) == expected


MATRIXCALCULUS = [
    ("c*x'*y", "c scalar; x vector n; y vector n"),
    ("A x + b", "A matrix m×n; x vector n; b scalar"),
    ("alpha x", "alpha scalar; x vector n"),
]


@pytest.mark.parametrize(("program", "expected"), MATRIXCALCULUS)
def test_the_other_convention(program: str, expected: str) -> None:
    assert names(infer(read(program, "matrixcalculus"), convention="matrixcalculus")) == expected


ORIGINS = [
    ("x : vector; x + z", {"x": "declared", "z": "convention"}),
    ("A 𝐱 + b", {"A": "convention", "x": "typography", "b": "inferred"}),
    ("u = 2v; u", {"u": "defined", "v": "convention"}),
]


@pytest.mark.parametrize(("program", "expected"), ORIGINS)
def test_origins(program: str, expected: dict[str, str]) -> None:
    assert {n: k.origin for n, k in infer(read(program)).reading.names.items()} == expected


def test_a_count_used_as_a_value_is_flagged() -> None:
    named = infer(read("x ∈ ℝⁿ; 1/n sum(x)")).reading.names["n"]
    assert named.flags == {"dimension"}


def test_numbers_for_dimensions() -> None:
    typed = infer(read("A ∈ R^{m×n}; norm(A x)"), {"m": 2, "n": 3})
    assert names(typed) == "A matrix 2×3; x vector 3"
    assert names(infer(read("w ⊗ x"), {"n": 3})) == "w vector 3; x vector 3"
