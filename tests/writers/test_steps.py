"""Derivations as they are shown."""

from __future__ import annotations

import json
import textwrap

import pytest

from matcalc.derivation import Derivation, Line, Move, Part
from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import SCALAR, Kind, NameKind
from matcalc.records import replace
from matcalc.terms import Apply, Cases, Derivative, Matrix, Name, Term
from matcalc.writers import STYLES, text
from matcalc.writers.boxes import Canvas
from matcalc.writers.cells import size
from matcalc.writers.steps import data, latex, plain
from matcalc.writers.steps.layout import broken
from matcalc.writers.table import render
from tests.conftest import Matcalc
from tests.writers.building import a, k, made_reading, t
from tests.writers.test_table import JACOBIAN

y, z, u, u_1, u_i, w, x, A = (Name(name) for name in ("y", "z", "u", "u_1", "u_i", "w", "x", "A"))
READING = replace(
    made_reading(),
    names=made_reading().names | {"u": NameKind(SCALAR, "defined"), "u_1": NameKind(SCALAR, "defined")},
)


def d(*args: Term) -> Apply:
    return a("differential", *args)


SYMBOLS: list[tuple[Term, text.D, str, str, str]] = [
    (Derivative(u_1, (z,)), "d", "du₁/dz", "du_1/dz", r"\frac{du_1}{dz}"),
    (Derivative(u_1, (z,)), "∂", "∂u₁/∂z", "du_1/dz", r"\frac{\partial u_1}{\partial z}"),
    (Derivative(u_1, (z,), "total"), "∂", "du₁/dz", "Du_1/Dz", r"\frac{du_1}{dz}"),
    (Derivative(y, (w,)), "d", "∂y/∂𝐰", "dy/dw", r"\frac{\partial y}{\partial \mathbf{w}}"),
    (d(A), "∂", "dA", "dA", r"\mathrm{d}A"),
    (d(x), "∂", "d𝐱", "dx", r"\mathrm{d}\mathbf{x}"),
    (d(u_1), "∂", "du₁", "du_1", r"\mathrm{d}u_1"),
    (d(a("product", t(A), A)), "∂", "d(AᵀA)", "d(A' A)", r"\mathrm{d}(A^T A)"),
    (d(a("inv", A)), "∂", "d(A⁻¹)", "d(A^-1)", r"\mathrm{d}(A^{-1})"),
    (d(a("tr", A)), "∂", "d tr(A)", "d tr(A)", r"\mathrm{d} \operatorname{tr}(A)"),
    (a("product", A, d(A), A), "∂", "A dA A", "A dA A", r"A \mathrm{d}A A"),
    (t(d(A)), "∂", "(dA)ᵀ", "(dA)'", r"(\mathrm{d}A)^T"),
]


@pytest.mark.parametrize(("term", "which", "unicode", "ascii", "typeset"), SYMBOLS)
def test_symbols_of_derivations(
    term: Term, which: text.D, unicode: str, ascii: str, typeset: str
) -> None:
    written = [text.writing(READING, style, which)(term) for style in STYLES.values()]
    assert written == [unicode, ascii, typeset]


# Drawings.

RELU = Cases(((k(0), a("le", z, k(0))), (z, None)))
DRAWN: list[tuple[Term, str]] = [
    (a("product", k(2), RELU), "  ⎧ 0  if z ≤ 0\n2 ⎨\n  ⎩ z  otherwise"),
    (Matrix(((y, k(0)), (k(0), a("sin", z)))), "⎡ y    0    ⎤\n⎣ 0  sin(z) ⎦"),
    (Matrix(((y,), (z,), (k(10),))), "⎡ y  ⎤\n⎢ z  ⎥\n⎣ 10 ⎦"),
    (Matrix(((y, z),)), "[ y  z ]"),
    (Matrix(((y, z),), flat=True), "[y, z]"),
    (Matrix(((RELU,), (y,))), "⎡ ⎧ 0  if z ≤ 0  ⎤\n⎢ ⎨              ⎥\n⎢ ⎩ z  otherwise ⎥\n⎣       y        ⎦"),
    (a("power", RELU, k(2)), " ⎧ 0  if z ≤ 0\n(⎨             )²\n ⎩ z  otherwise"),
]


@pytest.mark.parametrize(("term", "picture"), DRAWN)
def test_matrices_and_cases_are_drawn(term: Term, picture: str) -> None:
    canvas = Canvas(ascii=False)
    box = canvas.box(text.write(term, READING, canvas.style))
    assert "\n".join(line.rstrip() for line in box.lines) == picture
    assert {size(line) for line in box.lines} == {box.width}
    assert box.inline == text.write(term, READING, STYLES["unicode"])


def test_a_drawing_that_is_too_tall_is_written_on_one_line() -> None:
    canvas = Canvas(ascii=True)
    column = Matrix(tuple((k(n),) for n in range(20)))
    (line,) = canvas.box(text.write(column, READING, canvas.style)).lines
    assert line == text.write(column, READING, STYLES["ascii"])


# Long lines.

LONG = [
    ("aaa + bb ccc", 8, ["aaa", "+ bb ccc"]),
    ("aaaa bbbb + cccc", 12, ["aaaa bbbb", "+ cccc"]),
    ("f(a + b) + c", 10, ["f(a + b)", "+ c"]),
    ("aaaaaaaaaaaa", 5, ["aaaaaaaaaaaa"]),
    ("2 {a if x; b if y}", 12, ["2 {a if x;", "b if y}"]),
]


@pytest.mark.parametrize(("formula", "width", "lines"), LONG)
def test_long_formulas_are_broken_before_operators(formula: str, width: int, lines: list[str]) -> None:
    assert broken(formula, width) == lines


# Whole derivations.

whole = Derivative(u, (w,))
HADAMARD = Derivation(
    JACOBIAN,
    replace(READING, names=READING.names | {"v": NameKind(Kind(Dimension.of("n")), "defined")}),
    (
        Part(
            "vector-chain",
            (
                Move("introduce", (Line((Name("v"), a("hadamard", w, x)), definition=True),)),
                Move("differentiate", (Line((Derivative(Name("v"), (w,)), a("diag", x)), ("quotient",)),)),
                Move(
                    "combine",
                    (
                        Line(
                            (Derivative(Name("v"), (w,)), a("product", a("eye"), a("diag", x)), JACOBIAN.value),
                            ("vector-chain",),
                        ),
                    ),
                ),
                Move("substitute", ()),
            ),
        ),
    ),
)


def test_plain_text() -> None:
    assert plain.render(HADAMARD) == textwrap.dedent("""\
        ∂(𝐰 ⊗ 𝐱)/∂𝐰

        1. Introduce an intermediate variable
           𝐯 = 𝐰 ⊗ 𝐱

        2. Compute the derivative
           ∂𝐯/∂𝐰 = diag(𝐱)   (Quotient rule)

        3. Combine: vector chain rule
           ∂𝐯/∂𝐰 = I diag(𝐱)
                 = diag(𝐱)
        """)


def test_panels_on_a_terminal() -> None:
    assert render(HADAMARD.answer, width=50, derivation=HADAMARD) == textwrap.dedent("""\
          ∂(𝐰 ⊗ 𝐱)/∂𝐰  =  diag(𝐱)                    n × n

        ╭─ 1 Introduce an intermediate variable ─────────╮
        │ 𝐯 = 𝐰 ⊗ 𝐱                                 ∈ ℝⁿ │
        ╰────────────────────────────────────────────────╯
        ╭─ 2 Compute the derivative ─────────────────────╮
        │ ∂𝐯/∂𝐰 = diag(𝐱)                  Quotient rule │
        ╰────────────────────────────────────────────────╯
        ╭─ 3 Combine: vector chain rule ─────────────────╮
        │ ∂𝐯/∂𝐰 = I diag(𝐱)                              │
        │       = diag(𝐱)                                │
        ╰────────────────────────────────────────────────╯

          where 𝐰, 𝐱 ∈ ℝⁿ
        """)


@pytest.mark.parametrize("width", [20, 24, 40, 80, 200])
@pytest.mark.parametrize("in_ascii", [False, True])
def test_panels_fit_the_terminal(width: int, in_ascii: bool) -> None:
    shown = render(HADAMARD.answer, width=width, ascii=in_ascii, derivation=HADAMARD)
    assert max(map(size, shown.splitlines())) <= width
    assert not in_ascii or shown.isascii()
    assert "\x1b" not in shown
    assert "\x1b" in render(HADAMARD.answer, width=width, color=True, derivation=HADAMARD)


def test_several_parts_have_headings() -> None:
    (part,) = HADAMARD.parts
    title = Line((Derivative(y, (w,)), t(x)))
    twice = replace(HADAMARD, parts=(replace(part, title=title),) * 2)
    assert "\nPart 2. ∂y/∂𝐰 = 𝐱ᵀ\n" in plain.render(twice)
    assert "\n  Part 2: ∂y/∂𝐰 = 𝐱ᵀ\n" in render(twice.answer, derivation=twice)
    assert [line["part"] for line in data.to_list(twice)] == [1] * 3 + [2] * 3
    assert r"&\text{Part 2.} \frac{\partial y}{\partial \mathbf{w}} = \mathbf{x}^T" in latex.render(twice)


def test_lines_as_data() -> None:
    lines = data.to_list(HADAMARD)
    assert lines == json.loads(json.dumps(lines))
    assert [line["move"] for line in lines] == ["introduce", "differentiate", "combine"]
    assert lines[-1] == {
        "move": "combine",
        "rule": "vector-chain",
        "lhs": "∂𝐯/∂𝐰",
        "rhs": "diag(𝐱)",
        "members": ["∂𝐯/∂𝐰", "I diag(𝐱)", "diag(𝐱)"],
        "latex": r"\frac{\partial \mathbf{v}}{\partial \mathbf{w}} = I \operatorname{diag}(\mathbf{x}) "
        r"= \operatorname{diag}(\mathbf{x})",
    }


# The command.


def test_a_long_derivation_is_cut_on_a_terminal_and_whole_in_a_pipe(matcalc: Matcalc) -> None:
    long = "d/dx sin(" + " + ".join(f"a_{n} cos(x)^{n}" for n in range(2, 24)) + ")"
    shown, piped = matcalc("--steps", long, tty=True).out, matcalc("--steps", long).out
    assert "…" in shown
    assert "matcalc --steps … | less" in shown
    assert "…" not in piped
    assert max(map(size, shown.splitlines())) <= 80


@pytest.mark.parametrize("arguments", [["--steps"], ["--steps=brief"], ["--steps", "brief"]])
def test_steps_do_not_take_the_expression(matcalc: Matcalc, arguments: list[str]) -> None:
    result = matcalc(*arguments, "d/dx sin(x^2)")
    assert result.status == 0
    assert "3. Combine: single-variable chain rule\n" in result.out
    assert result.err == "where x ∈ ℝ\n"
    assert matcalc("run", *arguments, "-", stdin=b"d/dx sin(x^2)").out == result.out


def test_several_answers_have_headings(matcalc: Matcalc) -> None:
    out = matcalc("--steps", "3x^2y").out
    assert [line for line in out.splitlines() if line.startswith("∂")] == ["∂(3x²y)/∂x", "∂(3x²y)/∂y"]


def test_no_steps_for_code(matcalc: Matcalc) -> None:
    result = matcalc("--steps", "-f", "numpy", "d/dx x^2")
    assert (result.status, result.out) == (2, "")
    assert "--steps shows a derivation" in result.err


def test_steps_as_json(matcalc: Matcalc) -> None:
    answer = json.loads(matcalc("--steps", "-f", "json", "d/dx sin(x^2)").out)
    assert answer["rule"] == "single-variable-chain"
    assert answer["steps"][-1]["rhs"] == answer["unicode"]
    assert "steps" not in json.loads(matcalc("-f", "json", "d/dx sin(x^2)").out)


def test_moves_of_a_derivation_by_differentials(matcalc: Matcalc) -> None:
    out = matcalc("--steps", "A, X : matrix(n, n); d/dX log(det(A X))").out
    assert [line for line in out.splitlines() if line[:1].isdigit()] == [
        "1. Introduce intermediate variables",
        "2. Take differentials",
        "3. Combine",
        "4. Identify the derivative",
    ]
