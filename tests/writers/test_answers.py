"""Readings as declarations, answers as lines of input, as LaTeX tables and as data."""

from __future__ import annotations

import json

import pytest

from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import SCALAR, Kind, NameKind, Reading
from matcalc.reader import read
from matcalc.records import replace
from matcalc.terms import Declaration, Definition, Derivative, Element, Equation, Name, Query, same
from matcalc.writers import answer_text, declarations, latex
from matcalc.writers.json import to_dict
from tests.writers.building import M, N, a, k
from tests.writers.test_table import JACOBIAN, w, x

WX = r"\mathbf{w}, \mathbf{x} \in \mathbb{R}^n"
READING = Reading(
    {
        "w": NameKind(Kind(N), "declared"),
        "x": NameKind(Kind(N), "declared"),
        "b": NameKind(SCALAR, "inferred"),
        "W": NameKind(Kind(M, N), "convention"),
        "S": NameKind(Kind(N, N), "declared", frozenset({"symmetric"})),
        "v": NameKind(Kind(N, family=Dimension.of("N")), "inferred"),
        "y": NameKind(Kind(Dimension.of("N")), "inferred"),
        "N": NameKind(SCALAR, "inferred", frozenset({"dimension"})),
        "f": NameKind(Kind(M), "inferred", domain=(Kind(N),)),
        "u": NameKind(Kind(N + 1), "declared"),
        "Q": NameKind(Kind(Dimension.of(2), Dimension.of(3)), "declared"),
        "pi": NameKind(SCALAR, "convention", frozenset({"constant"})),
    }
)


@pytest.mark.parametrize(
    ("names", "unicode", "ascii", "latex"),
    [
        ("wx", "𝐰, 𝐱 ∈ ℝⁿ", "w, x in R^n", WX),
        ("wbx", "𝐰, 𝐱 ∈ ℝⁿ, b ∈ ℝ", "w, x in R^n, b in R", rf"{WX}, b \in \mathbb{{R}}"),
        ("W", "W ∈ ℝᵐˣⁿ", "W in R^(m x n)", r"W \in \mathbb{R}^{m \times n}"),
        (
            "S",
            "S ∈ ℝⁿˣⁿ symmetric",
            "S in R^(n x n) symmetric",
            r"S \in \mathbb{R}^{n \times n} \text{ symmetric}",
        ),
        (
            "vyN",
            "𝐯ᵢ ∈ ℝⁿ, 𝐲 ∈ ℝ^N",
            "v_i in R^n, y in R^N",
            r"\mathbf{v}_i \in \mathbb{R}^n, \mathbf{y} \in \mathbb{R}^N",
        ),
        ("f", "𝐟 : ℝⁿ → ℝᵐ", "f : R^n -> R^m", r"\mathbf{f} : \mathbb{R}^n \to \mathbb{R}^m"),
        (
            "uQ",
            "𝐮 ∈ ℝⁿ⁺¹, Q ∈ ℝ²ˣ³",
            "u in R^(n + 1), Q in R^(2 x 3)",
            r"\mathbf{u} \in \mathbb{R}^{n + 1}, Q \in \mathbb{R}^{2 \times 3}",
        ),
        (["pi"], "", "", ""),
    ],
)
def test_declarations(names: str, unicode: str, ascii: str, latex: str) -> None:
    written = {format: declarations(READING, names, format) for format in ("unicode", "ascii", "latex")}
    assert written == {"unicode": unicode, "ascii": ascii, "latex": latex}


@pytest.mark.parametrize("format", ["unicode", "ascii", "latex"])
def test_declarations_are_input(format: str) -> None:
    for name in READING.names.keys() - {"N", "pi"}:
        (statement,) = read(declarations(READING, [name], format)).statements
        assert isinstance(statement, Declaration)


SHARED = replace(JACOBIAN, value=a("product", k(2), a("diag", w)), where=(("z", a("sum", x)),))


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("unicode", "2 diag(𝐰) where z = sum(𝐱)"),
        ("ascii", "2 diag(w) where z = sum(x)"),
        (
            "latex",
            r"2 \operatorname{diag}(\mathbf{w}) \quad \text{where } z = \operatorname{sum}(\mathbf{x})",
        ),
    ],
)
def test_an_answer_with_definitions_is_one_line_of_input(format: str, text: str) -> None:
    assert answer_text(SHARED, format) == text
    definition, query = read(text).statements
    assert isinstance(definition, Definition)
    assert isinstance(query, Query)


A, i, j, k_ = Name("A"), Name("i"), Name("j"), Name("k")
BY_INDEX = replace(
    JACOBIAN,
    of=a("product", A, x),
    by=(A,),
    value=a("product", Element(x, (k_,)), Element(a("eye"), (i, j))),
    index=(Derivative(Element(a("product", A, x), (i,)), (Element(A, (j, k_)),)), x),
    shape=(N, N, N),
)


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("unicode", "∂(A𝐱)ᵢ/∂Aⱼₖ = xₖIᵢⱼ"),
        ("ascii", "d/dA_jk (A x)_i = x_k I_ij"),
        ("latex", r"\frac{\partial (A \mathbf{x})_i}{\partial A_{jk}} = x_k I_{ij}"),
    ],
)
def test_an_answer_in_index_notation_is_an_equation(format: str, text: str) -> None:
    assert answer_text(BY_INDEX, format) == text
    *_, equation = read("x in R^n; " + text).statements
    assert isinstance(equation, Equation)
    assert BY_INDEX.index is not None
    for member, term in zip(equation.members, (BY_INDEX.index[0], BY_INDEX.value), strict=True):
        assert same(member, term)


def test_a_table_in_latex() -> None:
    assert latex.table(JACOBIAN, latex.STYLE) == (
        r"\begin{bmatrix} x_1 & 0 & \cdots & 0 \\ 0 & x_2 & \cdots & 0 \\ "
        r"\vdots & \vdots & \ddots & \vdots \\ 0 & 0 & \cdots & x_n \end{bmatrix}"
    )
    assert latex.table(replace(JACOBIAN, table=lambda: None), latex.STYLE) is None


def test_a_document() -> None:
    assert latex.document(latex.display("x^2")).splitlines() == [
        r"\documentclass{article}",
        r"\usepackage{amsmath}",
        r"\begin{document}",
        r"\[",
        "x^2",
        r"\]",
        r"\end{document}",
    ]


def test_data() -> None:
    data = to_dict(SHARED, code="def derivative(w, x):")
    assert data.pop("numpy") == "def derivative(w, x):"
    assert json.loads(json.dumps(data)) == {
        "input": "∂(𝐰 ⊗ 𝐱)/∂𝐰",
        "of": "w .* x",
        "wrt": "w",
        "order": 1,
        "layout": "numerator",
        "shape": ["n", "n"],
        "kind": "matrix",
        "unicode": "2 diag(𝐰)",
        "ascii": "2 diag(w)",
        "latex": r"2 \operatorname{diag}(\mathbf{w})",
        "index": None,
        "vec": None,
        "variables": {
            "w": {"kind": "vector", "shape": ["n"], "from": "typography"},
            "x": {"kind": "vector", "shape": ["n"], "from": "typography"},
        },
        "rule": None,
        "verified": None,
        "notes": [],
        "where": [
            {
                "name": "z",
                "unicode": "sum(𝐱)",
                "ascii": "sum(x)",
                "latex": r"\operatorname{sum}(\mathbf{x})",
            }
        ],
    }
