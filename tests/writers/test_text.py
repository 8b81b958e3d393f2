"""How terms look in each text format."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from matcalc.errors import CalculusError
from matcalc.kinds.kind import SCALAR, NameKind
from matcalc.records import replace
from matcalc.terms import Call, Cases, Derivative, Element, Matrix, Name, Summation, Term
from matcalc.writers import write
from tests.writers.building import a, k, made_reading, t

y, z, i, j, n, w, x, b, A, v = (Name(name) for name in ("y", "z", "i", "j", "n", "w", "x", "b", "A", "v"))
W, f, g = Name("W_1"), Name("f"), Name("g")
y2 = a("power", y, k(2))
v_i = Element(v, (i,))
residual = a("add", a("product", A, x), a("neg", b))
below = a("le", a("dot", w, v_i), k(0))
relu = Cases(((t(a("zeros")), below), (a("product", z, t(v_i)), None)))

CASES: list[tuple[Term, str, str, str]] = [
    # juxtaposition
    (a("product", k(6), y, z), "6yz", "6y z", "6yz"),
    (a("product", k(2), y, a("cos", y2)), "2y cos(y²)", "2y cos(y^2)", r"2y \cos(y^2)"),
    (a("product", z, x), "z 𝐱", "z x", r"z \mathbf{x}"),
    (a("product", t(x), A, x), "𝐱ᵀA𝐱", "x' A x", r"\mathbf{x}^T A \mathbf{x}"),
    (a("product", a("add", A, t(A)), x), "(A + Aᵀ)𝐱", "(A + A') x", r"(A + A^T) \mathbf{x}"),
    (a("product", k(2), t(residual), A), "2(A𝐱 - 𝐛)ᵀA", "2(A x - b)' A", r"2(A \mathbf{x} - \mathbf{b})^T A"),
    (a("product", a("cos", y), a("add", k(1), z)), "cos(y)(1 + z)", "cos(y) (1 + z)", r"\cos(y)(1 + z)"),
    (a("product", a("eye"), z), "I z", "I z", "I z"),
    (a("product", z, t(a("ones"))), "z 1⃗ᵀ", "z ones'", r"z \vec{1}^T"),
    (a("product", y, k(3)), "y × 3", "y * 3", r"y \times 3"),
    (a("product", Name("t"), Name("r")), "t r", "t r", "t r"),
    (a("product", g, a("add", y, z)), "g × (y + z)", "g * (y + z)", r"g \times (y + z)"),
    (a("product", Name("pi"), y), "πy", "pi y", r"\pi y"),
    # signs and sums
    (a("add", a("neg", y), k(-3)), "-y - 3", "-y - 3", "-y - 3"),
    (a("add", y, a("neg", a("add", z, k(1)))), "y - (z + 1)", "y - (z + 1)", "y - (z + 1)"),
    (a("product", y, a("neg", z)), "y(-z)", "y (-z)", "y(-z)"),
    (a("power", a("neg", y), k(2)), "(-y)²", "(-y)^2", "(-y)^2"),
    (a("neg", a("neg", y)), "-(-y)", "-(-y)", "-(-y)"),
    # quotients
    (a("divide", a("product", k(6), y2), a("sin", y)), "6y²/sin(y)", "6y^2/sin(y)", r"\frac{6y^2}{\sin(y)}"),
    (a("divide", k(1), a("product", y, z)), "1/(yz)", "1/(y z)", r"\frac{1}{yz}"),
    (a("divide", a("divide", y, z), b), "y/z/𝐛", "y/z/b", r"\frac{\frac{y}{z}}{\mathbf{b}}"),
    (a("product", k(1, 2), y), "1/2 y", "1/2 y", r"\frac{1}{2} y"),
    (a("power", a("add", y, k(1)), k(1, 2)), "(y + 1)^(1/2)", "(y + 1)^(1/2)", "(y + 1)^{1/2}"),
    (a("exp", a("divide", y, z)), "exp(y/z)", "exp(y/z)", r"\exp\left( \frac{y}{z} \right)"),
    (a("divide", a("product", k(2), y), a("sqrt", Name("pi"))), "2y/√π", "2y/sqrt(pi)", r"\frac{2y}{\sqrt{\pi}}"),
    (a("divide", y, a("sqrt", a("add", z, k(1)))), "y/√(z + 1)", "y/sqrt(z + 1)", r"\frac{y}{\sqrt{z + 1}}"),
    (a("divide", y, a("neg", a("sqrt", z))), "y/(-√z)", "y/(-sqrt(z))", r"\frac{y}{-\sqrt{z}}"),
    # brackets of products
    (a("product", a("product", t(x), A, x), x), "(𝐱ᵀA𝐱)𝐱", "(x' A x) x", r"(\mathbf{x}^T A \mathbf{x}) \mathbf{x}"),
    (a("product", a("neg", a("product", t(w), x)), b), "-(𝐰ᵀ𝐱)𝐛", "-(w' x) b", r"-(\mathbf{w}^T \mathbf{x}) \mathbf{b}"),
    (a("product", k(2), y, a("product", t(x), x)), "2y 𝐱ᵀ𝐱", "2y x' x", r"2y \mathbf{x}^T \mathbf{x}"),
    (
        a("add", Summation(i, None, None, Element(x, (i,))), Element(w, (i,))),
        "(Σᵢ xᵢ) + wᵢ",
        "(sum_i x_i) + w_i",
        r"\left( \sum_i x_i \right) + w_i",
    ),
    (
        a("add", Summation(i, None, None, Element(x, (i,))), Element(w, (j,))),
        "Σᵢ xᵢ + wⱼ",
        "sum_i x_i + w_j",
        r"\sum_i x_i + w_j",
    ),
    (a("power", y, a("divide", z, k(2))), "y^(z/2)", "y^(z/2)", "y^{z/2}"),
    # entries
    (a("product", Element(x, (j,)), Element(a("eye"), (i, j))), "xⱼIᵢⱼ", "x_j I_ij", "x_j I_{ij}"),
    (Element(a("eye"), (None, k(1))), "I_{:,1}", "I_{:,1}", "I_{:,1}"),
    (Element(W, (i, j)), "(W₁)ᵢⱼ", "(W_1)_ij", "(W_1)_{ij}"),
    # powers and transposes
    (a("power", y, a("neg", z)), "y⁻ᶻ", "y^(-z)", "y^{-z}"),
    (a("power", y, a("sin", z)), "y^(sin(z))", "y^(sin(z))", r"y^{\sin(z)}"),
    (a("power", A, k(-1)), "A⁻¹", "A^-1", "A^{-1}"),
    (t(a("power", A, k(-1))), "A⁻ᵀ", "A^{-T}", "A^{-T}"),
    (t(a("power", A, k(2))), "(A²)ᵀ", "(A^2)'", "(A^2)^T"),
    (a("hadamard_power", x, k(2)), "𝐱.^2", "x.^2", r"\mathbf{x}^{\circ 2}"),
    # the operators of vectors
    (a("add", a("dot", w, x), z), "𝐰 · 𝐱 + z", "w . x + z", r"\mathbf{w} \cdot \mathbf{x} + z"),
    (
        a("neg", a("diag", a("hadamard_divide", a("hadamard_divide", w, x), x))),
        "-diag(𝐰 ⊘ 𝐱 ⊘ 𝐱)",
        "-diag(w ./ x ./ x)",
        r"-\operatorname{diag}(\mathbf{w} \oslash \mathbf{x} \oslash \mathbf{x})",
    ),
    (
        a("hadamard", w, a("hadamard_divide", x, b)),
        "𝐰 ⊗ (𝐱 ⊘ 𝐛)",
        "w .* (x ./ b)",
        r"\mathbf{w} \otimes (\mathbf{x} \oslash \mathbf{b})",
    ),
    (a("sum", a("gt", w, x)), "sum(𝐰 > 𝐱)", "sum(w > x)", r"\operatorname{sum}(\mathbf{w} > \mathbf{x})"),
    (a("product", k(2), a("gt", y, k(0))), "2 [y > 0]", "2 [y > 0]", "2 [y > 0]"),
    # functions
    (a("power", a("norm", x), k(2)), "‖𝐱‖²", "norm(x)^2", r"\|\mathbf{x}\|^2"),
    (a("abs", a("abs", y)), "abs(|y|)", "abs(abs(y))", r"\operatorname{abs}(|y|)"),
    (a("abs", x), "abs(𝐱)", "abs(x)", r"\operatorname{abs}(\mathbf{x})"),
    (a("sqrt", a("add", y, k(1))), "√(y + 1)", "sqrt(y + 1)", r"\sqrt{y + 1}"),
    (a("sigmoid", Name("beta")), "σ(β)", "sigmoid(beta)", r"\sigma(\beta)"),
    (a("log10", y), "log10(y)", "log10(y)", r"\log_{10}(y)"),
    (Call(f, (Call(g, (x,)),)), "𝐟(g(𝐱))", "f(g(x))", r"\mathbf{f}(g(\mathbf{x}))"),
    # names
    (Name("alpha"), "𝛂", "alpha", r"\boldsymbol{\alpha}"),
    (Name("w_hat"), "ŵ", "w_hat", r"\hat{\mathbf{w}}"),
    (Name("x_new"), "𝐱_new", "x_new", r"\mathbf{x}_{\text{new}}"),
    (a("product", W, Name("x_new")), "W₁𝐱_new", "W_1 x_new", r"W_1 \mathbf{x}_{\text{new}}"),
    (Name("loss"), "loss", "loss", r"\mathrm{loss}"),
    # elements
    (Element(x, (k(1),)), "x₁", "x_1", "x_1"),
    (Element(x, (a("add", n, k(1)),)), "xₙ₊₁", "x_{n+1}", "x_{n+1}"),
    (Element(A, (i, j)), "Aᵢⱼ", "A_ij", "A_{ij}"),
    (Element(A, (i, None)), "A_{i,:}", "A_{i,:}", "A_{i,:}"),
    (v_i, "𝐯ᵢ", "v_i", r"\mathbf{v}_i"),
    (Element(a("softmax", x), (i,)), "softmax(𝐱)ᵢ", "softmax(x)_i", r"\operatorname{softmax}(\mathbf{x})_i"),
    (Element(a("product", A, x), (i,)), "(A𝐱)ᵢ", "(A x)_i", r"(A \mathbf{x})_i"),
    (Element(Name("Sigma"), (i, j)), "Sigmaᵢⱼ", "Sigma_ij", r"\Sigma_{ij}"),
    # compounds
    (
        a("product", a("divide", k(2), Name("N")), Summation(i, k(1), Name("N"), relu)),
        "2/N Σ_{i=1}^N {0⃗ᵀ if 𝐰 · 𝐯ᵢ ≤ 0; z 𝐯ᵢᵀ otherwise}",
        "2/N sum_{i=1}^N {zeros' if w . v_i <= 0; z v_i' otherwise}",
        r"\frac{2}{N} \sum_{i=1}^{N} \begin{cases} \vec{0}^T & \text{if } \mathbf{w} \cdot \mathbf{v}_i "
        r"\leq 0 \\ z \mathbf{v}_i^T & \text{otherwise} \end{cases}",
    ),
    (
        a("hadamard", Summation(j, None, None, Element(x, (j,))), x),
        "(Σⱼ xⱼ) ⊗ 𝐱",
        "(sum_j x_j) .* x",
        r"\left( \sum_j x_j \right) \otimes \mathbf{x}",
    ),
    (Matrix(((y,), (k(1),))), "[y; 1]", "[y; 1]", r"\begin{bmatrix} y \\ 1 \end{bmatrix}"),
    (Matrix(((y, z),), flat=True), "[y, z]", "[y, z]", "[y, z]"),
    # derivatives
    (Derivative(y, (z,)), "dy/dz", "dy/dz", r"\frac{dy}{dz}"),
    (Derivative(y2, (y,)), "∂(y²)/∂y", "d/dy y^2", r"\frac{\partial (y^2)}{\partial y}"),
    (
        Derivative(a("hadamard", w, x), (w,)),
        "∂(𝐰 ⊗ 𝐱)/∂𝐰",
        "d/dw (w .* x)",
        r"\frac{\partial (\mathbf{w} \otimes \mathbf{x})}{\partial \mathbf{w}}",
    ),
    (
        a("product", Derivative(f, (g,)), Derivative(g, (x,))),
        "∂𝐟/∂g ∂g/∂𝐱",
        "df/dg dg/dx",
        r"\frac{\partial \mathbf{f}}{\partial g} \frac{\partial g}{\partial \mathbf{x}}",
    ),
    (
        Derivative(a("sum", x), (x,)),
        "∂ sum(𝐱)/∂𝐱",
        "d/dx sum(x)",
        r"\frac{\partial \operatorname{sum}(\mathbf{x})}{\partial \mathbf{x}}",
    ),
    (Derivative(g, (y, y)), "d²g/dy²", "d^2g/dy^2", r"\frac{d^2 g}{dy^2}"),
    (Derivative(Name("h"), (y,)), "∂h/∂y", "dh/dy", r"\frac{\partial h}{\partial y}"),
    (Derivative(Name("h"), (y, y)), "∂²h/∂y²", "d^2h/dy^2", r"\frac{\partial^2 h}{\partial y^2}"),
    (Derivative(g, (y, z)), "∂²g/∂y∂z", "D(g, y, z)", r"\frac{\partial^2 g}{\partial y \partial z}"),
    (Derivative(g, (), "grad"), "∇g", "grad(g)", r"\nabla g"),
]


@pytest.mark.parametrize(("term", "unicode", "ascii", "latex"), CASES, ids=[case[1] for case in CASES])
def test_text(term: Term, unicode: str, ascii: str, latex: str) -> None:
    reading = made_reading()
    written = {format: write(term, reading, format) for format in ("unicode", "ascii", "latex")}
    assert written == {"unicode": unicode, "ascii": ascii, "latex": latex}
    assert ascii.isascii()


TYPED: list[tuple[Term, str, str, str]] = [
    (a("exp", y), "eʸ", "e^y", "e^y"),
    (a("product", k(2), a("exp", y)), "2eʸ", "2e^y", "2e^y"),
    (
        a("product", a("neg", y), a("exp", a("neg", a("divide", y2, k(2))))),
        "-y e^(-y²/2)",
        "-y e^(-y^2/2)",
        "-y e^{-y^2/2}",
    ),
    (a("exp", x), "e^𝐱", "e^x", r"e^{\mathbf{x}}"),
    (a("divide", a("log", y), y), "ln(y)/y", "ln(y)/y", r"\frac{\ln(y)}{y}"),
    (a("log10", y), "log10(y)", "log10(y)", r"\log_{10}(y)"),
]


@pytest.mark.parametrize(("term", "unicode", "ascii", "latex"), TYPED, ids=[case[1] for case in TYPED])
def test_spelled_as_typed(term: Term, unicode: str, ascii: str, latex: str) -> None:
    reading = replace(made_reading(), spellings={"exp": "e^", "log": "ln"})
    written = {format: write(term, reading, format) for format in ("unicode", "ascii", "latex")}
    assert written == {"unicode": unicode, "ascii": ascii, "latex": latex}


def test_e_is_no_number_where_it_is_a_variable() -> None:
    reading = replace(made_reading(), spellings={"exp": "e^"})
    reading.names["e"] = NameKind(SCALAR, "declared")
    assert write(a("exp", y), reading) == "exp(y)"


@pytest.mark.parametrize("grow", [lambda term: a("sin", term), lambda term: t(a("inv", a("add", A, term)))])
def test_depth_is_no_limit(grow: Callable[[Term], Term]) -> None:
    term: Term = A
    for _ in range(3_000):
        term = grow(term)
    for format in ("unicode", "ascii", "latex"):
        assert len(write(term, made_reading(), format)) > 9_000


def test_a_long_sum() -> None:
    term = a("add", *(a("product", k(number), y) for number in range(2, 10_002)))
    assert write(term, made_reading()).endswith(" + 10000y + 10001y")


def test_a_number_too_long_to_read_is_refused() -> None:
    for format in ("unicode", "ascii", "latex"):
        with pytest.raises(CalculusError):
            write(k(10**5000), made_reading(), format)
