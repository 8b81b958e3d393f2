"""Verdicts on random equations whose truth is known, and on what once had a wrong one."""

from __future__ import annotations

import warnings
from random import Random

import pytest

import matcalc
from matcalc.library import Layout
from tests.verdicts.equations import Stated, case
from tests.verdicts.judging import faults
from tests.verdicts.numbers import refuted

COUNT, TOGETHER = 32, 16
WRONG = 1  # falsified ones for each that holds


@pytest.mark.parametrize("start", range(0, COUNT, TOGETHER))
def test_equations_that_hold_are_true_and_falsified_ones_are_not(start: int) -> None:
    decided = falsified = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for number in range(start, start + TOGETHER):
            for stated, truth, fault, verdict in faults(case(number), Random(number), WRONG):
                assert not fault, f"{fault}\n{stated}"
                falsified += not truth
                decided += truth and verdict.startswith("true")
    assert decided >= TOGETHER - 3
    assert falsified >= TOGETHER // 2


# What once had a wrong verdict: the layout, the equation and the verdict.
FOUND = [
    # what is true of some entries alone
    ("numerator", "A ∈ ℝᵐˣⁿ; ∂(2A_{:,1})_i/∂A_{jk} = 2I_{ij}I_{k,2}", "false"),
    ("numerator", "L ∈ ℝⁿˣⁿ diagonal; x ∈ ℝⁿ; D((L x)_i, x_l, L_{jk}) = 2 I_{ij} I_{ik} I_{il}", "false"),
    # the length of I is nobody's
    ("mixed", "v ∈ ℝᵐ; A ∈ ℝᵐˣⁿ; ∂(diag(v) A)_{ij}/∂A_{kl} = v_i I_{ik} I_{jl}", "true"),
    ("mixed", "v ∈ ℝᵐ; A ∈ ℝᵐˣⁿ; ∂(diag(v) A)_{ij}/∂A_{kl} = v_i I_{il} I_{jk}", "false"),
    ("numerator", "a ∈ ℝ; sigmoid(-ones(n) a) = 1 - sigmoid(ones(n) a)", "true"),
    # n is a length here, no index of which nothing is said
    ("numerator", "x ∈ ℝⁿ; sigmoid(-x_n x) = 1 - sigmoid(x_n x)", "true"),
    # a comparison may have a name
    ("numerator", "a ∈ ℝ; ∂max(a, 1)/∂a = {1 if z; 0 otherwise} where z = a ≥ 1", "true"),
    # denominator layout transposes what is differentiated by a scalar, too
    ("denominator", "a, p ∈ ℝ; ∂[a; p; 1]/∂p = \\begin{bmatrix} 0 & 1 & 0 \\end{bmatrix}", "true"),
    ("denominator", "A ∈ ℝᵐˣⁿ; p ∈ ℝ; ∂(p A)/∂p = A'", "true"),
    # equations, not definitions of D and dot
    ("numerator", "x ∈ ℝⁿ; D(x, x) = I", "true"),
    ("numerator", "x ∈ ℝⁿ; D(x, x_1, x) = zeros(n, n)", "true"),
    ("numerator", "x ∈ ℝⁿ; A ∈ ℝᵐˣⁿ; u = A x; D(u, x) = A", "true"),
    ("numerator", "x, y ∈ ℝⁿ; dot(x, y) = sum(x .* y)", "true"),
    # z_y may be the entry y of z
    ("denominator", "z in R^K; L = -z_y + log(sum(exp(z))); \\frac{\\partial L}{\\partial z_k} = -[k = y] + \\frac{e^{z_k}}{\\sum_{j=1}^{K} e^{z_j}}", "unknown"),
    # there is no entry 0, and none behind the last; what is not there is not 0
    ("numerator", "x ∈ ℝⁿ; sum(x) = Σ_{i=0}^n x_i", "unknown"),
    ("numerator", "x ∈ ℝⁿ; sum(x) = Σ_{i=1}^{n+1} x_i", "unknown"),
    ("numerator", "x ∈ ℝⁿ; sum(x) = Σ_{i=1}^n x_{i+1}", "unknown"),
    ("numerator", "x ∈ ℝⁿ; sum(x) = Σ_{i=0}^{n-1} x_{i+1}", "true"),
    ("numerator", "x ∈ ℝⁿ; sum(x) = Σ_{i=2} x_i", "false"),
]


@pytest.mark.parametrize(("layout", "text", "verdict"), FOUND)
def test_what_once_had_a_wrong_verdict(layout: Layout, text: str, verdict: str) -> None:
    assert matcalc.check(text, layout=layout)[-1].verdict == verdict


# Counterexamples with the structure that was declared, and away from kinks.
EXAMPLES = [
    "O ∈ ℝⁿˣⁿ orthogonal; O' O = 2 I",
    "P ∈ ℝⁿˣⁿ posdef; ∂ tr(logm(P))/∂P = 2 inv(P)",
    "O ∈ ℝⁿˣⁿ orthogonal; ∂det(O)/∂O = 2 det(O) O'",
    "u ∈ ℝᵐ; a ∈ ℝ; ∂ min(u_1, a)/∂a = 0",
    "u ∈ ℝᵐ; A ∈ ℝᵐˣⁿ; ∂(u · u)/∂A_{1,2} = u_1",
    "B ∈ ℝᵐˣⁿ; u ∈ ℝᵐ; ∂(pinv(B) u)/∂u = 2 pinv(B)",
]


@pytest.mark.parametrize("text", EXAMPLES)
def test_what_once_had_a_wrong_counterexample(text: str) -> None:
    before, _, equation = text.rpartition("; ")
    stated = Stated(before, equation)
    (verdict,) = stated.verdicts()
    assert verdict.verdict == "false"
    assert refuted(stated, verdict) == ""
