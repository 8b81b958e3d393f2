"""What the three layouts make of each kind of derivative.

Wikipedia, "Matrix calculus", section "Layout conventions": the result of differentiating aggregates by
aggregates. It leaves a matrix by a scalar blank in denominator layout, and a vector by a matrix, a matrix
by a vector and a matrix by a matrix blank in all: there the answer is in index notation, in any layout,
and its form with vec is laid out as a vector by a vector is.
"""

from __future__ import annotations

import json
from itertools import pairwise
from math import prod

import numpy as np
import pytest

from matcalc.calculator import Options, calculate
from matcalc.numeric.points import Point
from matcalc.numeric.printed import forms
from tests.conftest import Matcalc
from tests.truth.agreement import disagreements, wanted

NAMES = "s, t in R; x in R^n; y in R^m; a in R^n; A in R^(m x n); B in R^(p x q); "

# question, then what it is in numerator, denominator and mixed layout: shape and form
Form = tuple[list[object], str]
TABLE: list[tuple[str, Form, Form, Form]] = [
    # a scalar
    ("D(t^2, t)", ([], "2t"), ([], "2t"), ([], "2t")),
    ("D(dot(a, x), x)", ([1, "n"], "𝐚ᵀ"), (["n", 1], "𝐚"), (["n", 1], "𝐚")),
    ("D(y' A x, A)", (["n", "m"], "𝐱𝐲ᵀ"), (["m", "n"], "𝐲𝐱ᵀ"), (["m", "n"], "𝐲𝐱ᵀ")),
    # a vector
    ("D(t^2 x, t)", (["n", 1], "2t 𝐱"), ([1, "n"], "2t 𝐱ᵀ"), (["n", 1], "2t 𝐱")),
    ("D(A x, x)", (["m", "n"], "A"), (["n", "m"], "Aᵀ"), (["m", "n"], "A")),
    # a matrix
    ("D(t^2 A, t)", (["m", "n"], "2t A"), (["n", "m"], "2t Aᵀ"), (["m", "n"], "2t A")),
    # more than once, by the last written first: the derivative of the gradient is that of a vector
    ("D(y' A x, y, x)", (["n", "m"], "Aᵀ"), (["m", "n"], "A"), (["n", "m"], "Aᵀ")),
    ("D(x' x, x, x)", (["n", "n"], "2 I"), (["n", "n"], "2 I"), (["n", "n"], "2 I")),
    # scalars among the variables do not matter
    ("D(t dot(a, x), t, x)", ([1, "n"], "𝐚ᵀ"), (["n", 1], "𝐚"), (["n", 1], "𝐚")),
    ("D(t y' A x, A, t)", (["n", "m"], "𝐱𝐲ᵀ"), (["m", "n"], "𝐲𝐱ᵀ"), (["m", "n"], "𝐲𝐱ᵀ")),
    ("D(t A x, x, t)", (["m", "n"], "A"), (["n", "m"], "Aᵀ"), (["m", "n"], "A")),
    ("D(t^2 x, t, t)", (["n", 1], "2𝐱"), ([1, "n"], "2𝐱ᵀ"), (["n", 1], "2𝐱")),
    # a sum of derivatives by the same variable is laid out as one
    ("2 D(dot(a, x), x)", ([1, "n"], "2𝐚ᵀ"), (["n", 1], "2𝐚"), (["n", 1], "2𝐚")),
    ("-D(dot(a, x), x) + D(x' x, x)", ([1, "n"], "2𝐱ᵀ - 𝐚ᵀ"), (["n", 1], "2𝐱 - 𝐚"), (["n", 1], "2𝐱 - 𝐚")),
    # derivatives inside other expressions are in numerator layout
    ("D(D(x' x, x) x, x)", ([1, "n"], "4𝐱ᵀ"), (["n", 1], "4𝐱"), (["n", 1], "4𝐱")),
    ("D(t y' A x, t, A) y", (["n", 1], "‖𝐲‖² 𝐱"), (["n", 1], "‖𝐲‖² 𝐱"), (["n", 1], "‖𝐲‖² 𝐱")),
]
LAYOUTS = ("numerator", "denominator", "mixed")
CASES = [
    (layout, question, *form) for question, *row in TABLE for layout, form in zip(LAYOUTS, row, strict=True)
]


@pytest.mark.parametrize(("layout", "question", "shape", "form"), CASES)
def test_shape_and_form(matcalc: Matcalc, layout: str, question: str, shape: list[object], form: str) -> None:
    answer = json.loads(matcalc(NAMES + question, "--layout", layout, "-f", "json").out)
    assert (answer["layout"], answer["shape"], answer["unicode"]) == (layout, shape, form)


@pytest.mark.parametrize(("layout", "question", "shape", "form"), CASES)
def test_values(layout: str, question: str, shape: list[object], form: str) -> None:
    sizes = {"n": 3, "m": 2, "p": 2, "q": 4}
    found = list(disagreements(NAMES + question, Point(1, dict(sizes)), Options(layout=layout)))
    assert not found, "\n".join(map(str, found))


@pytest.mark.parametrize(("layout", "question", "shape", "form"), CASES)
def test_the_table_agrees(layout: str, question: str, shape: list[object], form: str) -> None:
    dims = {"n": 3, "m": 2, "p": 2, "q": 4}
    ((answer,),) = calculate(NAMES + question, Options(layout=layout, dims=dims))
    entries = answer.table()
    assert (entries is None) == (not answer.by)
    if entries is None:
        return
    size = [dims.get(str(axis), axis) for axis in shape] or [1, 1]
    if not entries.vectors:  # the entries of matrices are along one axis, as by vec
        is_scalar = not answer.reading.of(answer.of).axes
        tall = layout != "numerator" if is_scalar else layout != "denominator"
        size = [prod(size), 1] if tall else [1, prod(size)]
    assert [len(entries.rows), len(entries.columns)] == size
    assert all(len(row) == len(entries.columns) for row in entries.entries)


# What has no layout of its own.
BLANK = [
    ("D(A x, A)", ["m", "n", "m"], {"numerator": "kron(𝐱ᵀ, Iₘ)", "denominator": "kron(𝐱, Iₘ)"}),
    ("D(x x', x)", ["n", "n", "n"], {}),
    ("D(A A', A)", ["m", "m", "m", "n"], {}),
    ("D(y' A x, A, x)", ["n", "m", "n"], {}),
]


@pytest.mark.parametrize(("question", "shape", "stacked"), BLANK)
def test_blank_combinations_are_in_index_notation(
    matcalc: Matcalc, question: str, shape: list[str], stacked: dict[str, str]
) -> None:
    answers = {
        layout: json.loads(matcalc(NAMES + question, "--layout", layout, "-f", "json", "--verify").out)
        for layout in LAYOUTS
    }
    for answer in answers.values():
        assert answer["verified"] is True
        assert answer["kind"] == "tensor"
        assert answer["index"] is not None
    for one, other in pairwise(answers.values()):
        assert one["index"] == other["index"]
        assert one["shape"] == other["shape"]
    for layout, form in stacked.items():
        assert answers[layout]["vec"].endswith(f"= {form}")


def test_the_check_of_values_sees_a_transpose() -> None:
    """What is compared with is laid out by rules of its own, not by those that are tested."""
    ((answer,),) = calculate(NAMES + "D(A x, x)", Options(layout="denominator"))
    point = Point(1, {"n": 3, "m": 2, "p": 2, "q": 4})
    values, sizes, _ = point.of(answer.reading)
    ((value, expected),) = forms(answer, {}, values, sizes, wanted(answer, point))
    np.testing.assert_allclose(value, values["A"].T)
    np.testing.assert_allclose(expected, values["A"].T)
