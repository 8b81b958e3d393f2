"""Derivatives by matrices with a declared structure, in both ways their entries may vary."""

from __future__ import annotations

import pytest

from matcalc.answer import Answer
from matcalc.calculator import Options, calculate
from matcalc.errors import CalculusError
from matcalc.numeric.points import Point
from matcalc.writers import answer_text
from tests.truth.agreement import disagreements

# Where S is symmetric, positive definite or diagonal, and P of the same sort.
EXPRESSIONS = [
    "x' S y",
    "x' S x",
    "tr(S S A)",
    "tr(A S)",
    "tr(S A S B)",
    "logdet(S)",
    "det(S)",
    "x' inv(S) y",
    "logdet(S) + x' inv(S) x",
    "normF(A - S B)^2",
    "sum(exp(S))",
    "exp(x' S x) a",
    "S x",
    "S S",
    "inv(S)",
    "a S' A",
    "x' S P y",
    "sum(S .* A)",
    "sum(diag(S))",
]
SECOND = ["x' S S y", "logdet(S)", "tr(S A S B)", "x' inv(S) x", "sum(exp(S))"]
QUESTIONS = [f"D({e}, S)" for e in EXPRESSIONS] + [f"D({e}, S, S)" for e in SECOND] + [
    "D(x' S y, S, x)",
    "D(x' S y, y, S)",
    "D(x' S y, S_{1,2})",
    "D(D(x' S y, x) A y, S)",
    "u = S x; D(u' A u, S)",
]


@pytest.mark.parametrize("entries", ["independent", "constrained"])
@pytest.mark.parametrize("structure", ["symmetric", "posdef", "diagonal"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_way_gives_the_same_numbers(question: str, structure: str, entries: str) -> None:
    text = f"a in R; x, y in R^n; A, B in R^(n x n); S, P : {structure}(n); {question}"
    found = list(disagreements(text, Point(3, {"n": 3}), Options(entries=entries)))
    assert not found, "\n".join(map(str, found))


@pytest.mark.parametrize("question", ["D(x' Q y, Q)", "D(tr(Q' A Q), Q)", "D(Q' Q, Q)", "D(inv(Q) x, Q)", "D(det(Q), Q)"])
def test_independent_entries_of_an_orthogonal_matrix(question: str) -> None:
    text = f"x, y in R^n; A in R^(n x n); Q : orthogonal(n); {question}"
    found = list(disagreements(text, Point(3, {"n": 3})))
    assert not found, "\n".join(map(str, found))


def answered(question: str, structure: str, entries: str) -> Answer:
    text = f"x in R^n; A in R^(n x n); X : {structure}(n); {question}"
    ((answer,),) = calculate(text, Options(entries=entries))
    return answer


# Petersen & Pedersen, The Matrix Cookbook (2012), section 2.8.2 and 2.8.4; equations 141 to 143.
FORMS = [
    ("D(tr(A X), X)", "symmetric", "A + Aᵀ - A ⊗ I"),
    ("D(det(X), X)", "symmetric", "det(X)(2X⁻¹ - X⁻¹ ⊗ I)"),
    ("D(logdet(X), X)", "symmetric", "2X⁻¹ - X⁻¹ ⊗ I"),
    ("D(tr(A X), X)", "diagonal", "A ⊗ I"),
    ("D(x' X x, X)", "symmetric", "2𝐱𝐱ᵀ - diag(𝐱.^2)"),
    ("D(x' X x, X)", "diagonal", "diag(𝐱.^2)"),
]


@pytest.mark.parametrize(("question", "structure", "form"), FORMS)
def test_constrained_forms_are_those_of_the_textbook(question: str, structure: str, form: str) -> None:
    assert answer_text(answered(question, structure, "constrained")) == form


@pytest.mark.parametrize(("entries", "other"), [("independent", "constrained"), ("constrained", "independent")])
def test_a_note_says_which_convention_was_used_and_how_to_get_the_other(entries: str, other: str) -> None:
    for structure in ("symmetric", "posdef", "diagonal"):
        (note,) = answered("D(det(X), X)", structure, entries).notes
        assert f"--entries {other}" in note
    assert not answered("D(x' X x, x)", "symmetric", entries).notes


def test_by_an_orthogonal_matrix_there_is_no_constrained_derivative() -> None:
    with pytest.raises(CalculusError, match="orthogonal") as caught:
        answered("D(x' X x, X)", "orthogonal", "constrained")
    assert caught.value.span is not None
