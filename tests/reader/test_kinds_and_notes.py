"""Kinds by themselves, names declared elsewhere, notes, and places in the text."""

from __future__ import annotations

import pytest

from matcalc.errors import ReadError
from matcalc.reader import read, read_kind
from matcalc.terms import Query, postorder
from tests.reader import dump

KINDS = [
    ("R", "R[]"),
    ("scalar", "R[]"),
    ("ℝ", "R[]"),
    ("R^3", "R[3]"),
    ("R^n", "R[n]"),
    ("ℝⁿ", "R[n]"),
    ("ℝⁿ⁺¹", "R[(add n 1)]"),
    (r"\mathbb{R}^{m \times n}", "R[m,n]"),
    ("R^(2 x 3)", "R[2,3]"),
    ("R^{m×n}", "R[m,n]"),
    ("R^{mxn}", "R[m,n]"),
    ("R^2x3", "R[2,3]"),
    ("ℝᵐˣⁿ", "R[m,n]"),
    ("vector(n)", "R[n]"),
    ("vector", "R[_]"),
    ("matrix(m, n)", "R[m,n]"),
    ("matrix(n, n), symmetric", "R[n,n]+symmetric"),
    ("R^{n×n} symmetric", "R[n,n]+symmetric"),
    ("symmetric(n)", "R[n,n]+symmetric"),
    ("posdef(n)", "R[n,n]+posdef"),
    ("invertible(n)", "R[n,n]+invertible"),
    ("matrix(n, n), nonsingular", "R[n,n]+invertible"),
    ("matrix(n, n), spd", "R[n,n]+posdef"),
    ("diagonal(n)", "R[n,n]+diagonal"),
    ("orthogonal(n)", "R[n,n]+orthogonal"),
    ("scalar constant", "R[]+constant"),
    ("constant", "?+constant"),
    ("R^n -> R^m", "R[n] -> R[m]"),
    ("ℝⁿ × ℝᵐ → ℝ", "R[n] x R[m] -> R[]"),
]


@pytest.mark.parametrize(("text", "expected"), KINDS)
def test_kinds(text: str, expected: str) -> None:
    assert dump.kind(read_kind(text)) == expected


@pytest.mark.parametrize("text", ["", "R^", "vectro(n)", "vector(n", "R R", "R^n +", "3"])
def test_kinds_refused(text: str) -> None:
    with pytest.raises(ReadError):
        read_kind(text)


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("loss + x", {"loss"}, "(add loss x)"),
        ("f(x)", {"f"}, "(product f x)"),
        ("f(x)", {"f()"}, "(call f x)"),
        ("x_i", {"x_i"}, "x_i"),
        ("x_1", {"x"}, "(elem x 1)"),
        ("x1 + W1 x", {"x1", "W1"}, "(add x1 (product W1 x))"),
        ("d/dloss loss^2", {"loss"}, "(d (power loss 2) by loss)"),
    ],
)
def test_names_declared_elsewhere(text: str, known: set[str], expected: str) -> None:
    assert dump.program(read(text, known=known)) == expected


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("d/dx x^2 + 3x", "not the sum"),
        ("-d/dx x^2 + 3x", "not the sum"),
        ("∇_w ‖w‖² + λ‖w‖²", "not the sum"),
        ("g = d/dx x^2 + 3x; g", "not the sum"),
        ("3x + d/dx x^2", None),
        ("w - η ∇_w ‖w‖²", None),
        ("grad(‖w‖², w) + w", None),
        ("foo(x)", "read as a function"),
        ("d/dw reg w^2", "reg is read as r e g; a name is declared: reg : scalar"),
        ("reg : scalar; d/dw reg w^2", None),
        ("d/dw (reg w^2 + r)", None),
        ("d/dx abcx", None),
        ("abc", None),
        ("d/dz abcdefghklmnabcdefghklmn z^2", None),
        (r"\pi_\theta : R × R -> R; d/dx \pi_\theta(x, y)", None),
        ("d/dx mysin(x)", "mysin is read as m y sin; a function is defined: mysin(z) = …"),
        ("d/dx 2axysin(x)", None),
        ("d/dw (lam w^2 + lamda)", None),
        ("sin^-1(x)", "arcsin"),
        ("d/dt f(x(t), u_1(s, t))", "x is read as a function of t"),
        ("d/dt f(x(t), u_1(s, t))", "u_1 is read as a function of s, t"),
        ("d/dw L(w, b)", "L is read as a function of w, b"),
        ("A(p, q)", None),
        ("A(x)", None),
        ("∂f/∂xᵀ", "the transpose of a derivative is"),
        ("∂/∂xᵀ (A x)", None),
        ("∂²/∂x∂xᵀ (xᵀA x)", None),
        ("d/dx x + d/dx x^2", None),
        ("∂y/∂x + 3x", None),
        ("d/dx (x^2 + 3x)", None),
    ],
)
def test_notes(text: str, note: str | None) -> None:
    notes = [words for words, _ in read(text).notes]
    assert (not notes) if note is None else any(note in words for words in notes)


@pytest.mark.parametrize(
    ("text", "spellings"),
    [
        ("exp(x) log(x)", {}),
        ("e^x ln(x)", {"exp": "e^", "log": "ln"}),
        ("2xln(x)", {"log": "ln"}),
        (r"\ln x + \log x", {"log": "ln"}),
        (r"\log x + \ln x", {}),
        (r"\operatorname{ln}(x)", {"log": "ln"}),
        ("exp(x) + e^x", {}),
        ("u = e^x; exp(u)", {"exp": "e^"}),
        ("e : R; e^x", {}),
        # log(10) would not be told from log_10
        ("log_{10} x", {"log": "ln"}),
        ("log(x) + log_2 x", {}),
    ],
)
def test_spellings(text: str, spellings: dict[str, str]) -> None:
    assert read(text).spellings == spellings


@pytest.mark.parametrize(
    "text",
    [
        "∂/∂𝐰 (𝐰 ⊗ 𝐱) + ‖x‖₂² - sin^2(x_1)",
        r"\frac{\partial}{\partial \mathbf{w}} \frac{1}{N} \sum_{i=1}^{N} (y_i - \max(0, \mathbf{w}\cdot\mathbf{x}_i+b))^2",
        "{0 if z ≤ 0; [a, b; c, d]ᵀ otherwise}",
    ],
)
def test_every_node_knows_its_place(text: str) -> None:
    query = read(text).statements[-1]
    assert isinstance(query, Query)
    for term in postorder(query.term):
        assert term.span is not None
        assert 0 <= term.span.start <= term.span.end <= len(text)


@pytest.mark.parametrize("text", ["sin^2(x)", "W^T_1", "x'_1", "(x + y)^2", "-(x)"])
def test_a_term_reaches_over_all_that_was_typed(text: str) -> None:
    (query,) = read(text).statements
    assert isinstance(query, Query)
    assert query.term.span == (0, len(text))
