"""What may be meant by what is written: each equation beside one that is false in any reading."""

from __future__ import annotations

import pytest

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
    ("X : matrix(m, n); C : matrix(n, p); D : matrix(m, p); Y = X C + D", "∇_X f(X C + D) = (∇_Y f) Cᵀ", "∇_X f(X C + D) = -(∇_Y f) Cᵀ", "f is f(Y)"),
    ("f_1(𝐠) = ln(g_1); f_2(𝐠) = sin(g_2); g_1(x) = x^2; g_2(x) = 3x; 𝐲 = 𝐟(𝐠(x))", "∂𝐲/∂x = [2/x, 3cos(3x)]", "∂𝐲/∂x = [2/x, cos(3x)]", "entries f_1"),
    ("z : vector(n); s_i(z) = e^{z_i}/Σ_{j=1}^n e^{z_j}", "∂s_i/∂z_j = s_i(δ_{ij} - s_j)", "∂s_i/∂z_j = s_j(δ_{ij} - s_j)", "a product"),
    # indices
    ("U : matrix(n, r); V : matrix(r, m)", "Σ_k u_{ik} v_{kb} = [U V]_{ib}", "Σ_k u_{ik} v_{kb} = [U V]_{bi}", "u_ij is an entry of U"),
    ("x : vector(n); A : matrix(n, n)", r"d/dx_k (𝐱ᵀ A 𝐱) = d/dx_k x_i a_{ij} x_j", r"d/dx_k (𝐱ᵀ A 𝐱) = 2 d/dx_k x_i a_{ij} x_j", "summed over"),
    ("x, θ : vector(n); y : scalar", r"y^{(i)} x^{(i)} - x^{(i)} = (y^{(i)} - 1) x", r"y^{(i)} x^{(i)} - x^{(i)} = (y^{(i)} + 1) x", "is x"),
    ("X : matrix(N, n); w : vector(n); y : vector(N)", "∂/∂w Σ_i (wᵀx_i - y_i)^2 = 2 Xᵀ(X w - y)", "∂/∂w Σ_i (wᵀx_i - y_i)^2 = Xᵀ(X w - y)", "row i of X"),
    ("x : vector(n); A : matrix(n, n)", "∂/∂x sum(A x) = 1ᵀ A", "∂/∂x sum(A x) = -1ᵀ A", "vector of ones"),
    ("T : matrix(n, m); W : matrix(n, m)", "(T^T W)^T = W^T T", "(T^T W)^T = T^T W", "transposes"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "true", "false", "note"), CASES, ids=[true for _, true, _, _ in CASES])
def test_an_equation_is_read_as_it_is_meant(before: str, true: str, false: str, note: str) -> None:
    for equation, verdict in ((true, "true"), (false, "false")):
        *_, found = judged(f"{before}\n{equation}".replace("; ", "\n"), How())
        assert found.verdict == verdict, (equation, found.why)
        assert verdict == "false" or any(note in said for said in found.notes), found.notes


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
