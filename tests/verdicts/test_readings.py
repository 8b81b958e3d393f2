"""What may be meant by what is written: each equation beside one that is false in any reading."""

from __future__ import annotations

import numpy as np
import pytest

import matcalc
from matcalc.verdicts.judge import How, judged

# what is said before; a true equation; a false one; what the note on how it was read has in it
CASES: list[tuple[str, str, str, str]] = [
    # ∇ and ∂
    ("x : vector(n); A : matrix(n, n); f : R^n -> R", "∇f(x)ᵀ A = (Aᵀ ∇f(x))ᵀ", "∇f(x)ᵀ A = (A ∇f(x))ᵀ", "alone"),
    ("z : vector(n); A : matrix(m, n); f : R^m -> R; g(z) = f(A z)", "∇_z g(z) = Aᵀ ∇_x f(A z)", "∇_z g(z) = -Aᵀ ∇_x f(A z)", "at A z"),
    ("z : vector(n); A : matrix(m, n); f : R^m -> R; g(z) = f(A z)", "∇g(z) = Aᵀ ∇f(A z)", "∇g(z) = 2Aᵀ ∇f(A z)", "at A z"),
    ("z : vector(n); A : matrix(n, n); f : R^n -> R; g(z) = f(A z)", "∇_z^2 g(z) = Aᵀ ∇_x^2 f(A z) A", "∇_z^2 g(z) = A ∇_x^2 f(A z) Aᵀ", "at A z"),
    ("A : matrix(m, n); x : vector(n); b : vector(m)", r"∇_x ‖A x - b‖^2 = Aᵀ ∇_{A x - b} ‖A x - b‖^2", r"∇_x ‖A x - b‖^2 = 2Aᵀ ∇_{A x - b} ‖A x - b‖^2", "A x - b"),
    ("a, x : vector(n)", "∇(aᵀx) = a", "∇(aᵀx) = x - a", "by x"),
    # what stands alone
    (r"f(x_1, x_2) = a x_1 + b x_2^2", r"∇f(0, 1) = [a;2b]", r"∇f(0, 1) = [2b;a]", "by its arguments"),
    (r"f(x, y) = x^2 y", r"\mathbf{H} f(x, y) = [2y, 2x;2x, 0]", r"\mathbf{H} f(x, y) = [2y, x;x, 0]", "by its arguments"),
    ("", r"(\ln|F|)'_x = tr(F^{-1} F'_x)", r"(\ln|F|)'_x = tr(F F'_x)", "function of x"),
    ("A : matrix(n, n); f : R^n -> R; z : vector(n); g(z) = f(A z)", r"\frac{∂g(z)}{∂z_i} = Σ_{k=1}^n \frac{∂f(A z)}{∂(A z)_k} A_{ki}", r"\frac{∂g(z)}{∂z_i} = 2Σ_{k=1}^n \frac{∂f(A z)}{∂(A z)_k} A_{ki}", "by A z"),
    (r"x : vector(n); s = W x; J = s^T s", r"\frac{∂J}{∂x} = \text{prod}(\frac{∂J}{∂s}, \frac{∂s}{∂x}) = 2 W^T W x", r"\frac{∂J}{∂x} = \text{prod}(\frac{∂J}{∂s}, \frac{∂s}{∂x}) = W^T W x", "chain rule"),
    ("x : vector(n); u, v : R^n -> R^m", "∂(uᵀv)/∂x = vᵀ ∂u/∂x + uᵀ ∂v/∂x", "∂(uᵀv)/∂x = vᵀ ∂u/∂x - uᵀ ∂v/∂x", "u is u(x)"),
    # what is left unsaid
    ("W : matrix(m, n); x : vector(n); z = W x", "∂L/∂W = x ∂L/∂z", "∂L/∂W = 2x ∂L/∂z", "L is a number"),
    (r"y : vector(n); L = ‖x - y_{\text{true}}‖^2", "∂L/∂x_i = 2(x_i - y_i)", "∂L/∂x_i = 2(x_i + y_i)", "y_true is y"),
    ("a, y : vector(n); l = -yᵀ log(a)", r"∂l/∂a = -(\frac{y}{a})ᵀ", r"∂l/∂a = -2(\frac{y}{a})ᵀ", "entry by entry"),
    (r"x : vector(m); σ_B^2 = Σ_i x_i^2; h_i = x_i/√(σ_B^2 + ε); y_i = γ h_i + β (batch norm, in words)", r"\frac{∂l}{∂γ} = Σ_i \frac{∂l}{∂y_i} h_i", r"\frac{∂l}{∂γ} = Σ_i \frac{∂l}{∂y_i} x_i", "y is a vector"),
    (r"z : vector(n); h = \phi(z)", r"∂h/∂z = diag(\phi'(z))", r"∂h/∂z = diag(\phi(z))", "acts on each entry"),
    ("X : matrix(m, n); C : matrix(n, p); D : matrix(m, p); Y = X C + D", "∇_X f(X C + D) = (∇_Y f) Cᵀ", "∇_X f(X C + D) = -(∇_Y f) Cᵀ", "f is f(Y)"),
    ("f_1(𝐠) = ln(g_1); f_2(𝐠) = sin(g_2); g_1(x) = x^2; g_2(x) = 3x; 𝐲 = 𝐟(𝐠(x))", "∂𝐲/∂x = [2/x, 3cos(3x)]", "∂𝐲/∂x = [2/x, cos(3x)]", "entries f_1"),
    ("z : vector(n); s_i(z) = e^{z_i}/Σ_{j=1}^n e^{z_j}", "∂s_i/∂z_j = s_i(δ_{ij} - s_j)", "∂s_i/∂z_j = s_j(δ_{ij} - s_j)", "a product"),
    # indices
    ("U : matrix(n, r); V : matrix(r, m)", "Σ_k u_{ik} v_{kb} = [U V]_{ib}", "Σ_k u_{ik} v_{kb} = [U V]_{bi}", "u_ij is an entry of U"),
    ("x : vector(n); A : matrix(n, n)", r"d/dx_k (𝐱ᵀ A 𝐱) = d/dx_k x_i a_{ij} x_j", r"d/dx_k (𝐱ᵀ A 𝐱) = 2 d/dx_k x_i a_{ij} x_j", "summed over"),
    ("x, θ : vector(n); y : scalar", r"y^{(i)} x^{(i)} - x^{(i)} = (y^{(i)} - 1) x", r"y^{(i)} x^{(i)} - x^{(i)} = (y^{(i)} + 1) x", "is x"),
    ("X : matrix(N, n); w : vector(n); y : vector(N)", "∂/∂w Σ_i (wᵀx_i - y_i)^2 = 2 Xᵀ(X w - y)", "∂/∂w Σ_i (wᵀx_i - y_i)^2 = Xᵀ(X w - y)", "row i of X"),
    ("B : matrix(m, m); X : matrix(m, n)", r"\frac{∂}{∂X_{i,j}} X^T B X = X^T B J^{i,j} + J^{j,i} B X", r"\frac{∂}{∂X_{i,j}} X^T B X = X^T B J^{i,j} + J^{i,j} B X", "J^ij"),
    ("x : vector(n); A : matrix(n, n)", "∂/∂x sum(A x) = 1ᵀ A", "∂/∂x sum(A x) = -1ᵀ A", "vector of ones"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "true", "false", "note"), CASES, ids=[true for _, true, _, _ in CASES])
def test_an_equation_is_read_as_it_is_meant(before: str, true: str, false: str, note: str) -> None:
    for equation, verdict in ((true, "true"), (false, "false")):
        *_, found = judged(f"{before}\n{equation}".replace("; ", "\n"), How())
        assert found.verdict == verdict, (equation, found.why)
        assert verdict == "false" or any(note in said for said in found.notes), found.notes


# Primes: what is said before; a true equation; a false one.
PRIMES: list[tuple[str, str, str]] = [
    (r"\sigma(z) = 1/(1 + e^{-z})", r"d/dz \sigma(z) = \sigma'(z)", r"d/dz \sigma(z) = 2\sigma'(z)"),
    ("z : scalar", "σ'(z) = σ(z)(1 - σ(z))", "σ'(z) = σ(z)(1 + σ(z))"),
    ("z : vector(n)", "σ'(z) = σ(z) ⊙ (1 - σ(z))", "σ'(z) = σ(z) ⊙ (2 - σ(z))"),
    ("z : vector(n)", "tanh''(z) = -2 tanh(z) ⊙ (1 - tanh(z).^2)", "tanh''(z) = -tanh(z) ⊙ (1 - tanh(z).^2)"),
    ("X : matrix(m, n)", "tanh'(X) = 1 - tanh(X).^2", "tanh'(X) = 1 + tanh(X).^2"),
    ("z : vector(n)", "Σ_i sin'(z_i) = sum(cos(z))", "Σ_i sin'(z_i) = sum(sin(z))"),
    ("", "d/dx f(g(x)) = f'(g(x)) g'(x)", "d/dx f(g(x)) = f'(g(x))"),
    ("", r"d/dx f(g(x)) = f^{\prime}(g(x)) g^\prime(x)", r"d/dx f(g(x)) = f^{\prime}(x) g^\prime(x)"),
    ("", "d²/dx² f(g(x)) = f''(g(x)) g'(x)^2 + f'(g(x)) g''(x)", "d²/dx² f(g(x)) = f''(g(x)) g'(x)^2"),
    ("f : R -> R", "d/dx f'(x^2) = 2x f''(x^2)", "d/dx f'(x^2) = f''(x^2)"),
    ("f(t) = t^2 y", "f'(y) = 2y^2", "f'(y) = 3y^2"),  # what else varies with the point is held
    ("y = x^2; f(t) = t y", "f'(x) = x^2", "f'(x) = 3x^2"),
    ("f(x) = x^3; h(x) = f'(x^2)", "h(3y) = 243y^4", "h(3y) = 27y^2"),
    ("f(x) = sin(x)", "f'(f'(x)) = cos(cos(x))", "f'(f'(x)) = cos(sin(x))"),
    ("f_1(x) = x^3", "f_1'(2) = 12", "f_1'(2) = 16"),
    # back-propagation, in either layout
    ("W : matrix(m, n); x : vector(n); y : vector(m); z = W x", "∂(yᵀσ(z))/∂x = Wᵀ(y ⊙ σ'(z))", "∂(yᵀσ(z))/∂x = Wᵀ(y ⊙ σ(z))"),
    ("W : matrix(m, n); x : vector(n); y : vector(m); z = W x", "∂(yᵀσ(z))/∂x = (y ⊙ σ'(z))ᵀ W", "∂(yᵀσ(z))/∂x = (y ⊙ σ(z))ᵀ W"),
    ("W : matrix(n, n); x : vector(n)", "∂σ(W x)/∂x = diag(σ'(W x)) W", "∂σ(W x)/∂x = diag(σ'(x)) W"),
    # behind what is no function a prime is a transpose
    ("x : vector(n); A, B : matrix(n, n)", "x'(A + B) = ((A + B)'x)'", "x'(A + B) = ((A - B)'x)'"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "true", "false"), PRIMES, ids=[true for _, true, _ in PRIMES])
def test_a_prime_behind_a_function_is_its_derivative_at_the_argument(before: str, true: str, false: str) -> None:
    for equation, verdict in ((true, "true"), (false, "false")):
        *_, found = judged(f"{before}\n{equation}".replace("; ", "\n"), How())
        assert found.verdict == verdict, (equation, found.why)


def test_the_values_of_primes_are_slopes() -> None:
    z, step = np.array([-1.2, 0.3, 2.0]), 1e-5
    for name in ("σ", "tanh", "arctan"):
        above, below = (matcalc.evaluate(f"z in R^3; {name}(z)", {"z": z + way}) for way in (step, -step))
        slopes = matcalc.evaluate(f"z in R^3; {name}'(z)", {"z": z})
        np.testing.assert_allclose(np.ravel(slopes), np.ravel(above - below) / (2 * step), rtol=1e-7)


# What quotients alone say of functions: there is nothing else that could be meant.
CHAIN_RULES: list[tuple[str, str]] = [
    ("∂/∂𝐱 𝐟(𝐠(𝐱)) = ∂𝐟/∂𝐠 ∂𝐠/∂𝐱", "∂/∂𝐱 𝐟(𝐠(𝐱)) = 2 ∂𝐟/∂𝐠 ∂𝐠/∂𝐱"),
    ("∂/∂𝐱 𝐟(𝐠(𝐡(𝐱))) = ∂𝐟/∂𝐠 ∂𝐠/∂𝐡 ∂𝐡/∂𝐱", "∂/∂𝐱 𝐟(𝐠(𝐡(𝐱))) = -∂𝐟/∂𝐠 ∂𝐠/∂𝐡 ∂𝐡/∂𝐱"),
    ("∂w_i/∂u_j = Σ_k ∂w_i/∂v_k ∂v_k/∂u_j", "∂w_i/∂u_j = Σ_k ∂w_k/∂v_i ∂v_k/∂u_j"),
    ("∂f/∂x_i = Σ_k ∂f/∂u_k ∂u_k/∂x_i", "∂f/∂x_i = 2 Σ_k ∂f/∂u_k ∂u_k/∂x_i"),
    ("dy/dx = dy/du du/dx", "dy/dx = -dy/du du/dx"),
]


@pytest.mark.parametrize(("true", "false"), CHAIN_RULES)
def test_chain_rules(true: str, false: str) -> None:
    assert [judged(equation, How())[0].verdict for equation in (true, false)] == ["true", "false"]


@pytest.mark.parametrize("layout", [None, "numerator", "denominator", "mixed"])
def test_a_derivative_by_a_transposed_vector_is_laid_out_in_rows(layout: str | None) -> None:
    """As econometrics writes it: Magnus & Neudecker, "Matrix Differential Calculus"."""
    declared = "A : matrix(m, n); a, x : vector(n); "
    expected = {
        r"\frac{\partial a^T x}{\partial x^T} = a^T": "true",
        r"\frac{\partial a^T x}{\partial x^T} = a": "false",
        r"\frac{\partial A x}{\partial x^\top} = A": "true",
        r"\frac{\partial A x}{\partial x^\top} = A^T": "false",
        r"\frac{\partial a^T x}{\partial x} = (\frac{\partial a^T x}{\partial x^T})^T": "unknown",
    }
    for text, verdict in expected.items():
        assert judged(declared + text, How(layout=layout))[-1].verdict == verdict, text
