"""Answers tried against finite differences: right ones pass, wrong ones are withheld, the rest is said."""

from __future__ import annotations

import json

import pytest

import matcalc as library
from matcalc.calculator import Options, calculate
from matcalc.calculus.rules import RULES
from matcalc.rationals import Fraction
from matcalc.tensor.make import scale
from tests.conftest import Matcalc
from tests.truth.programs import problem

TRIED = [
    "d/dx sin(x^2)",
    "x^2 + y",
    "x in R^n; D(2 x, x) x",
    # domains, no range of numbers being in all of them
    "log(x) + arcsin(y) + arccosh(z)",
    "x in R^n; D(sum(log(x)) + sum(sqrt(x)), x)",
    "x in R^n; p in R; D(sum(x .^ p), x)",
    # kinks
    "x in R^n; D(sum(max(0, x)) + norm1(x), x)",
    "x in R^n; D(max(0, x' x - 1), x, x)",
    # structure
    "S : posdef(n); D(logdet(S), S)",
    "Q : orthogonal(n); x in R^n; D(norm(Q x), x)",
    "T : diagonal(n); D(det(T), T)",
    # index notation, sizes, entries, data, definitions
    "A in R^(n x n); D(inv(A), A)",
    "A in R^(m x n); D(A A', A)",
    "A in R^(m x n); D(normF(A)^4, A, A)",
    "A in R^(m x n); x in R^n; D(A x, A)",
    "A in R^(m x n); x in R^n; u in R^m; D(u' A x, A, x)",
    "x in R^n; D(x_5^2, x)",
    "x in R^(n-1); y in R^(n+1); D(sum(x) sum(y), x, y)",
    "w in R^n; x_i in R^n; D(1/N sum_{i=1}^N log(1 + exp(dot(w, x_i))), w)",
    "A in R^(m x n); x in R^n; u = A x; D(u' u, x)",
    "x in R^n; D(exp(x' x), x, x, x)",
    "x in R^300; A in R^(2 x 300); D(A x, x)",
]


def notes(text: str, options: Options) -> list[str]:
    return [note for group in calculate(text, options) for answer in group for note in answer.notes]


@pytest.mark.parametrize("layout", ["numerator", "denominator", "mixed"])
@pytest.mark.parametrize("text", TRIED)
def test_a_right_answer_is_verified(text: str, layout: str) -> None:
    for group in calculate(text, Options(layout=layout, verify=True)):
        for answer in group:
            assert answer.verified is True, answer.notes


@pytest.mark.parametrize("start", range(0, 60, 10))
def test_there_is_no_false_alarm(start: int) -> None:
    for number in range(start, start + 10):
        tried = problem(number, seed=1)
        calculate(tried.text, Options(verify=True, entries=tried.entries))  # would raise


UNTRIED = [
    ("d/dx f(x)", "f is a function of which nothing is known"),
    ("A in R^(300 x 300); D(tr(A A), A)", "too many entries"),
    ("D(log(-x^2 - 1), x)", "no random point"),
]


@pytest.mark.parametrize(("text", "reason"), UNTRIED)
def test_what_cannot_be_tried_is_answered_with_the_reason(matcalc: Matcalc, text: str, reason: str) -> None:
    result = matcalc(text, "--verify")
    assert (result.status, result.out) == (0, matcalc(text).out)
    assert "note: not verified: " in result.err
    assert reason in result.err


def test_the_note_and_json(matcalc: Matcalc) -> None:
    assert "note: verified: agrees with finite differences at 3 random points" in matcalc("d/dx x^2", "--verify").err
    answer = json.loads(matcalc("d/dx x^2", "--verify", "-f", "json").out)
    assert answer["verified"] is True
    assert answer["notes"] == ["verified: agrees with finite differences at 3 random points"]
    assert json.loads(matcalc("d/dx x^2", "-f", "json").out)["verified"] is None
    assert json.loads(matcalc("d/dx f(x)", "--verify", "-f", "json").out)["verified"] is False


def wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """Determinants whose derivative is twice what it should be."""
    right = RULES["det"]
    monkeypatch.setitem(RULES, "det", lambda y: scale(Fraction(2), right(y)))


@pytest.mark.parametrize("format_", ["unicode", "table", "json", "numpy"])
def test_a_wrong_answer_is_withheld(matcalc: Matcalc, monkeypatch: pytest.MonkeyPatch, format_: str) -> None:
    wrong(monkeypatch)
    arguments = ("A in R^(n x n); D(det(A), A)", "d/dx x^2", "-f", format_)
    assert "withheld" not in matcalc(*arguments).err
    result = matcalc(*arguments, "--verify")
    assert result.status == 2
    assert "det" not in result.out
    assert result.out == matcalc("d/dx x^2", "--verify", "-f", format_).out
    assert "does not agree with finite differences and is withheld" in result.err


def test_in_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    (note,) = library.derivative("x'*A*x", "x", where={"x": "R^n"}, verify=True).notes
    assert note.startswith("verified: ")
    wrong(monkeypatch)
    with pytest.raises(library.MatcalcError, match="withheld") as caught:
        library.derivative("det(A)", "A", where={"A": "R^(n x n)"}, verify=True)
    assert caught.value.span is not None
