"""``matcalc check``: equations in, verdicts out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Matcalc

# Arguments, the exit code, and what is printed.
PRINTED = [
    (["d/dx x^2 = 2x"], 0, "true: d/dx x^2 = 2x\n  the same normal form\n"),
    (["d/dx  x^2 =\n 2x"], 0, "true: d/dx x^2 = 2x\n  the same normal form\n"),
    (["d/dx x^2 = 2x; u = 3x; d/dx u = 3"], 0, "true: d/dx x^2 = 2x\n  the same normal form\ntrue: d/dx u = 3\n"),
    (["-x = -1 x"], 0, "true: -x = -1 x\n"),
    (["d/dx x^2 = 2x = x"], 1, "true: d/dx x^2 = 2x\n  the same normal form\nfalse: 2x = x\n"),
    (["x : vector(n); D(x + x, x) = x"], 1, "n×n"),
    (["--var", "x : vector(n)", "D(x . x, x) = 2x'"], 0, "true: D(x . x, x) = 2x'\n"),
    (["--ascii", "x : vector(n); sum(x .* x) = sum(x)^2"], 1, " is not "),
    ([r"\frac{d}{dx} x^2 = 3x"], 1, r"false: \frac{d}{dx} x^2 = 3x"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "status", "said"), PRINTED)
def test_equations(matcalc: Matcalc, arguments: list[str], status: int, said: str) -> None:
    result = matcalc("check", *arguments)
    assert (result.status, result.err) == (status, "")
    assert said in result.out


def test_a_counterexample_can_be_checked_by_hand(matcalc: Matcalc) -> None:
    found = matcalc("check", "x, w : vector(n); D(w . x, w) = 2x'", "-f", "json")
    data = json.loads(found.out.splitlines()[-1])
    values, place = data["counterexample"]["values"], data["counterexample"]["place"]
    assert data["counterexample"]["left"] == values["x"]
    assert data["counterexample"]["right"] == [2 * number for number in values["x"]]
    shown = matcalc("check", "x, w : vector(n); D(w . x, w) = 2x'").out.splitlines()
    (k,) = place
    assert shown[0] == "false: D(w . x, w) = 2x'"
    assert shown[2:] == [
        f"  at 𝐱 = {values['x']}, 𝐰 = {values['w']}",
        f"    left   {values['x']}",
        f"    right  {[2 * number for number in values['x']]}",
        f"    in entry {k}: {values['x'][k - 1]} ≠ {2 * values['x'][k - 1]}",
    ]


# Arguments, and what standard error says.
TROUBLE = [
    (["d/dx sin(x = 3"], "( is never closed"),
    (["x^2"], "there is no equation"),
    (["u = x^2"], "defines a name"),
    (["x : vector(n)"], "there is no equation"),
    (["paper.tex"], "No such file"),
    (["--var", "x : vector(", "x = x"], "never closed"),
    (["--seed", "-1", "x = x"], "--seed"),
    (["-f", "numpy", "x = x"], "--format"),
    ([], "nothing to check"),
    (["."], "directory"),
    (["\0 = x"], "control character"),
]


@pytest.mark.parametrize(("arguments", "said"), TROUBLE)
def test_trouble(matcalc: Matcalc, arguments: list[str], said: str) -> None:
    result = matcalc("check", *arguments)
    assert (result.status, result.out) == (2, "")
    assert said in result.err


def test_what_cannot_be_told_of_an_argument_is_trouble(matcalc: Matcalc) -> None:
    result = matcalc("check", "a b = c")
    assert (result.status, result.err) == (2, "")
    assert result.out.startswith("unknown: a b = c\n  ")


def test_one_argument_does_not_keep_another_from_being_checked(matcalc: Matcalc) -> None:
    result = matcalc("check", "d/dx (", "d/dx x^2 = 3x", "x + x = 2x")
    assert result.status == 2
    assert [line.partition(":")[0] for line in result.out.splitlines() if line[0] != " "] == ["false", "true"]


PROGRAM = "x : vector(n)\nD(x . x, x) = 2x'\nD(x . x, x) = 3x'\nu = x . x\n"


def test_a_program_is_reported_as_compilers_do(matcalc: Matcalc, tmp_path: Path) -> None:
    file = tmp_path / "a.mc"
    file.write_text(PROGRAM)
    result = matcalc("check", str(file))
    assert (result.status, result.err) == (1, "")
    shown = result.out.splitlines()
    assert shown[0] == f"{file}:3:1: false: D(x . x, x) = 3x'"
    assert shown[-2:] == [
        "2 equations: 1 true, 1 false",
        "2 not read: a declaration (1), a definition (1)",
    ]
    everything = matcalc("check", "--all", str(file)).out.splitlines()[2]
    assert f"{file}:2:1: true: " in everything
    piped = matcalc("check", stdin=PROGRAM.encode())
    assert piped.out == result.out.replace(str(file), "standard input")
    file.write_text(PROGRAM + "d/dx (\n")
    refused = matcalc("check", str(file))
    assert (refused.status, refused.err.splitlines()[0]) == (2, f"{file}:5:6: error: ( is never closed")


def test_what_cannot_be_told_of_a_program_is_listed(matcalc: Matcalc) -> None:
    result = matcalc("check", stdin=b"a b = c\n")
    assert result.status == 2
    assert result.out.startswith("standard input:1:1: unknown: a b = c\n")


def test_answers_and_directions_of_a_program_are_passed_over(matcalc: Matcalc, tmp_path: Path) -> None:
    file = tmp_path / "a.mc"
    file.write_text("x : R\n:set layout mixed\nd/dx x^2\n    2x = 3x\nd/dx x^2 = 2x\n")
    result = matcalc("check", str(file))
    assert (result.status, result.err) == (0, "")
    assert result.out == "1 equation: 1 true\n2 not read: a declaration (1), no equation (1)\n"


def test_json_has_a_line_for_each_verdict(matcalc: Matcalc, tmp_path: Path) -> None:
    file, output = tmp_path / "a.mc", tmp_path / "a.json"
    file.write_text(PROGRAM)
    assert matcalc("check", str(file), "-o", str(output)).status == 1
    made = [json.loads(line) for line in output.read_text().splitlines()]
    assert [one["verdict"] for one in made] == ["unread", "true", "false", "unread"]
    assert [(one["file"], one["line"], one["column"]) for one in made] == [
        (str(file), n, 1) for n in (1, 2, 3, 4)
    ]
    assert all(PROGRAM[slice(*one["span"])].startswith(one["left"]) for one in made)


def test_a_terminal_has_a_table_of_a_file(matcalc: Matcalc, tmp_path: Path) -> None:
    file = tmp_path / "a.mc"
    file.write_text(PROGRAM)
    for width in (40, 80, 200):
        shown = matcalc("check", str(file), tty=True, width=width).out.splitlines()
        assert max(map(len, shown)) <= max(width, len("2 not read: a declaration (1), a definition (1)"))
        assert any(line.split()[:1] == ["3"] and "false" in line for line in shown)
    assert matcalc("check", "d/dx x^2 = 2x", tty=True).out.startswith("true: d/dx x^2 = 2x\n")


def test_a_place_in_a_notebook_is_told_by_its_cell(matcalc: Matcalc, tmp_path: Path) -> None:
    cells = [
        {"cell_type": "code", "source": ["pass"]},
        {"cell_type": "markdown", "source": ["Hence\n", "so $\\frac{d}{dx} x^2 = 3x$"]},
    ]
    file = tmp_path / "a.ipynb"
    file.write_text(json.dumps({"cells": cells, "nbformat": 4}, indent=1))
    assert matcalc("check", str(file)).out.startswith(f"{file}:cell 2:2:5: false: ")
    assert "cell 2:2" in matcalc("check", str(file), tty=True).out
    (told,) = [json.loads(line) for line in matcalc("check", str(file), "-f", "json").out.splitlines()]
    assert told["cell"] == {"number": 2, "line": 2, "column": 5}
    assert "3x" in file.read_text().splitlines()[told["line"] - 1]


# An equation that is false, and what is proposed in its place, spelled as it is.
FIXED = [
    ("d/dx x^2 = 3x", "d/dx x^2 = 2x"),
    ("3x = d/dx x^2", "2x = d/dx x^2"),
    ("x : vector(n); D(x'*A*x, x) = 2x'*A", "D(x'*A*x, x) = x' (A + A')"),
    ("x : vector(n); ∂/∂x (xᵀ A x) = 2xᵀA", "∂/∂x (xᵀ A x) = xᵀ(A + Aᵀ)"),
    ("𝐱 : vector(n); ∂/∂𝐱 (𝐱ᵀ A 𝐱) = 2𝐱ᵀA", "∂/∂𝐱 (𝐱ᵀ A 𝐱) = 𝐱ᵀ(A + Aᵀ)"),
    (
        r"\frac{\partial}{\partial \bm{x}} \bm{x}^\top A \bm{x} = 2 \bm{x}^\top A",
        r"\frac{\partial}{\partial \bm{x}} \bm{x}^\top A \bm{x} = \bm{x}^\top (A + A^\top)",
    ),
    (
        r"x \in \mathbb{R}^n; \frac{\partial}{\partial x} x^T A x = 2 x^T A",
        r"\frac{\partial}{\partial x} x^T A x = x^T (A + A^T)",
    ),
    ("u = x^2; d/dx (u^2) = 2u", "d/dx (u^2) = 4x^3"),
    ("(A B)' = A' B'", "(A B)' = B' A'"),
    ("A, B : matrix(n, n); det(A + B) = det(A) + det(B)", None),
]


@pytest.mark.parametrize(("text", "fixed"), FIXED)
def test_what_is_proposed_is_true_and_spelled_as_the_text(matcalc: Matcalc, text: str, fixed: str | None) -> None:
    result = matcalc("check", "--fix", text)
    wrong = text.rpartition("; ")[2]
    assert (result.status, result.err) == (1, "")
    if fixed is None:
        assert result.out.endswith("\n  nothing is found to put in its place\n")
    else:
        assert result.out.endswith(f"\n  - {wrong}\n  + {fixed}\n")
        assert matcalc("check", text.replace(wrong, fixed)).status == 0
    data = json.loads(matcalc("check", "--fix", "-f", "json", text).out.splitlines()[-1])
    assert data["fix"] == (fixed and dict(zip(("left", "right"), fixed.split(" = "), strict=True)))


def test_the_steps_lead_to_the_right_answer(matcalc: Matcalc) -> None:
    result = matcalc("check", "--explain", "d/dx sin(x^2) = cos(x^2)", "--ascii")
    assert result.status == 1
    assert result.out.isascii()
    assert "\n\n  d/dx sin(x^2)\n\n  1. Introduce intermediate variables\n" in result.out
    assert result.out.endswith("= 2x cos(x^2)\n")
    steps = json.loads(matcalc("check", "--explain", "d/dx x^2 = 2x", "-f", "json").out)["steps"]
    assert steps[-1]["rhs"] == "2x"
    assert matcalc("check", "--explain", "(A B)' = B' A'").out == "true: (A B)' = B' A'\n  the same normal form\n"


PAPER = r"""Let $\mathbf{x} \in \mathbb{R}^n$ and $u = x^2$.
\begin{align}
  \frac{\partial}{\partial \mathbf{x}} (\mathbf{x}^\top \mathbf{x}) &= 2 \mathbf{x}^\top \\
  \frac{du}{dx} &= 3x  % a slip
\end{align}
And $f(x) \heartsuit = 3$.
"""
NOTE = "# A note\n\n$\\frac{d}{dx} x^3 = 2x^2$, $a + b$\n"


def test_documents_are_checked_and_what_is_not_read_is_no_fault(matcalc: Matcalc, tmp_path: Path) -> None:
    paper, note = tmp_path / "a.tex", tmp_path / "b.md"
    paper.write_text(PAPER)
    note.write_text(NOTE)
    result = matcalc("check", "--fix", str(paper), str(note))
    assert (result.status, result.err) == (1, "")
    shown = result.out.splitlines()
    assert shown[0] == rf"{paper}:4:3: false: \frac{{du}}{{dx}} = 3x"
    assert shown[3:5] == [r"  - \frac{du}{dx} = 3x", r"  + \frac{du}{dx} = 2x"]
    assert shown[5] == rf"{note}:3:2: false: \frac{{d}}{{dx}} x^3 = 2x^2"
    assert shown[-2] == "3 equations: 1 true, 2 false"
    paper.write_text(PAPER.replace("3x", "2x"))
    right = matcalc("check", str(paper))
    assert (right.status, right.out.splitlines()[0]) == (0, "2 equations: 2 true")
    assert r"\heartsuit" in matcalc("check", "--all", str(paper)).out


def test_a_file_of_another_kind_is_a_document_where_it_has_formulas(matcalc: Matcalc, tmp_path: Path) -> None:
    notes = tmp_path / "notes.rst"
    notes.write_text("As\n\n\\[ \\frac{d}{dx} x^2 = 2x, \\]\n\n$\\frac{d}{dx} x^3 = x^2$ is wrong.\n")
    result = matcalc("check", str(notes))
    assert (result.status, result.out.splitlines()[-1]) == (1, "2 equations: 1 true, 1 false")
    lines = tmp_path / "lines.txt"
    lines.write_text("d/dx x^2 = 2x\n\\frac{d}{dx} x^3 = 3x^2\n")
    assert matcalc("check", str(lines)).out.splitlines()[-1] == "2 equations: 2 true"


def test_standard_input_is_a_document_where_its_language_is_said(matcalc: Matcalc) -> None:
    result = matcalc("check", "-", "--language", "markdown", stdin=NOTE.encode())
    assert result.status == 1
    assert result.out.startswith("standard input:3:2: false: ")
    empty = matcalc("check", "--language", "latex", stdin=b"no mathematics")
    assert (empty.status, empty.out, empty.err) == (0, "0 equations\n", "")
    notebook = matcalc("check", "-", "--language", "notebook", stdin=b"not one")
    assert (notebook.status, notebook.out) == (2, "")


def test_a_document_may_hold_bytes_that_are_no_text(matcalc: Matcalc, tmp_path: Path) -> None:
    file = tmp_path / "a.tex"
    file.write_bytes(b"\xef\xbb\xbfcaf\xe9 $\\frac{d}{dx} x^2 = 3x$ $y = \xe9$\n")
    result = matcalc("check", str(file), "--layout", "denominator", "--all")
    assert (result.status, result.err) == (1, "")
    assert rf"{file}:1:7: false: \frac{{d}}{{dx}} x^2 = 3x" in result.out
    assert matcalc("check", str(file), "-f", "json").status == 1


def test_declarations_beside_a_document_are_heeded(matcalc: Matcalc, tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("$\\frac{d}{dx} x^T A x = 2 A x$\n")
    assert matcalc("check", str(file), "--var", "A : matrix(n, n)").status == 1
    assert matcalc("check", str(file), "--var", "A : symmetric(n)").status == 0


# Equations among what is answered, and what is said of them beside the answer.
BESIDE = [
    ("d/dx x^2", " = 2x", "note: true: d/dx x^2 = 2x"),
    ("x : vector(n); D(x . x, x)", " = x'", "note: false: D(x . x, x) = x', at x = "),
    ("u = x^2; du/dx", " = 2x = u", "note: false: 2x = u, at x = "),
]


@pytest.mark.parametrize(("asked", "claimed", "said"), BESIDE)
def test_an_equation_that_is_answered_is_told_to_be_true_or_false(
    matcalc: Matcalc, asked: str, claimed: str, said: str
) -> None:
    for result in (matcalc(asked + claimed), matcalc(stdin=(asked + claimed).encode())):
        assert (result.status, result.out) == (0, matcalc(asked).out)
        assert f"\n{said}" in result.err
    (note,) = json.loads(matcalc(asked + claimed, "-f", "json").out)["notes"][-1:]
    assert f"note: {note}".startswith(said)


def test_what_cannot_be_told_of_an_answered_equation_is_not_said(matcalc: Matcalc) -> None:
    assert "note" not in matcalc("a b = c").err
    assert "note" not in matcalc("y = x^2").err


# An equation for which there are no numbers to tell, one whose right side does not fit together, and one of
# functions that nobody knows.
ODD = [
    ("1 = 2", 1, "false: 1 = 2\n  the sides differ\n  1 ≠ 2\n  nothing is found to put in its place\n"),
    ("A : matrix(m, n); x : vector(n); ∂/∂x ‖A x‖^2 = 2 A A x", 2, "\n  + ∂/∂x ‖A x‖^2 = 2xᵀAᵀA\n"),
    ("d/dx f(x) = f(x)", 1, "false: d/dx f(x) = f(x)\n"),
]


@pytest.mark.parametrize(("text", "status", "said"), ODD)
def test_odd_equations(matcalc: Matcalc, text: str, status: int, said: str) -> None:
    result = matcalc("check", "--fix", text)
    assert (result.status, result.err) == (status, "")
    assert said in result.out
    assert matcalc("check", "--explain", text).status == status
