"""Answers as code: the functions run, and give what the formulas say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import matcalc
from matcalc.notation.functions import FUNCTIONS, Function

RANDOM = np.random.default_rng(7)
VALUES: dict[str, Any] = {
    "w": RANDOM.normal(size=3),
    "x": RANDOM.normal(size=3),
    "y": RANDOM.normal(size=4),
    "A": RANDOM.normal(size=(4, 3)),
    "S": RANDOM.normal(size=(3, 3)),
    "z": 0.7,
    "b": -0.4,
    "X": RANDOM.normal(size=(5, 3)),
    "t": RANDOM.normal(size=5),
    "j": 2,
}
KINDS = "w, x : vector(n); y : vector(m); A : matrix(m, n); S : matrix(n, n); z, b : R; t : vector(N); "


def run(d: matcalc.Expression, values: dict[str, Any] | None = None) -> Any:
    space: dict[str, Any] = {}
    exec(compile(d.code(), "derivative.py", "exec"), space)
    function = space["derivative"]
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    return function(*((values or VALUES)[name] for name in names))


def sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def softmax(x: Any) -> Any:
    return np.exp(x) / np.sum(np.exp(x))


Formula = Callable[..., Any]
CASES: list[tuple[str, Formula]] = [
    ("2z - b/3", lambda z, b, **_: 2 * z - b / 3),
    ("w · x + b", lambda w, x, b, **_: w @ x + b),
    ("w'", lambda w, **_: w),
    ("A x + y", lambda A, x, y, **_: A @ x + y),
    ("y' A", lambda y, A, **_: y @ A),
    ("(A x - y)' A", lambda y, A, x, **_: (A @ x - y) @ A),
    ("y x'", lambda y, x, **_: np.outer(y, x)),
    ("diag(w) S", lambda w, S, **_: np.diag(w) @ S),
    ("S diag(w)", lambda w, S, **_: S @ np.diag(w)),
    ("diag(w) x", lambda w, x, **_: w * x),
    ("diag(w .* x)", lambda w, x, **_: np.diag(w * x)),
    ("2 diag(w) diag(x)", lambda w, x, **_: 2 * np.diag(w * x)),
    ("S + diag(w)", lambda w, S, **_: S + np.diag(w)),
    ("-diag(w ./ x ./ x)", lambda w, x, **_: -np.diag(w / x / x)),
    ("A diag(w > x)", lambda A, w, x, **_: A * (w > x)),
    ("ones' A", lambda A, **_: A.sum(axis=0)),
    ("S^-1 x", lambda S, x, **_: np.linalg.inv(S) @ x),
    ("S^{-T}", lambda S, **_: np.linalg.inv(S).T),
    ("S^3", lambda S, **_: S @ S @ S),
    ("S I", lambda S, **_: S),
    ("z I + S", lambda z, S, **_: z * np.eye(3) + S),
    ("(S + S') x", lambda S, x, **_: (S + S.T) @ x),
    ("x' S x", lambda S, x, **_: x @ S @ x),
    ("sum(w) z^-2", lambda w, z, **_: w.sum() * z**-2),
    ("x .^ 2", lambda x, **_: x**2),
    ("sigmoid(x)", lambda x, **_: sigmoid(x)),
    ("softmax(w)", lambda w, **_: softmax(w)),
    ("erf(z)", lambda z, **_: 0.6778011938374185),
    ("logsumexp(w)", lambda w, **_: np.log(np.sum(np.exp(w)))),
    ("max(0, x, w)", lambda x, w, **_: np.maximum(0, np.maximum(x, w))),
    ("norm(w)^2 + norm1(x) + len(x)", lambda w, x, **_: w @ w + np.abs(x).sum() + 3),
    ("tr(S) + det(S)", lambda S, **_: np.trace(S) + np.linalg.det(S)),
    ("[z > 0] z + [z > 0] [b > 0]", lambda z, **_: z),
    ("{0 if z <= 0; z^2 if z > 0}", lambda z, **_: z**2),
    ("{zeros' if z <= 0; x' if z > 0}", lambda x, **_: x),
    ("[z, b; 0, 1]", lambda z, b, **_: np.array([[z, b], [0, 1]])),
    ("[w; b]", lambda w, b, **_: np.append(w, b)),
    ("[S, w; x', b]", lambda S, w, x, b, **_: np.block([[S, w[:, None]], [x[None, :], np.array([[b]])]])),
    ("x_1 + A_{4,3}", lambda x, A, **_: x[0] + A[3, 2]),
    ("w_j x_j", lambda w, x, **_: w[1] * x[1]),
    ("sum_i w_i x_{i}", lambda w, x, **_: w @ x),
    ("1/N sum_{i=1}^N (t_i - w · X_i)^2", lambda t, w, X, **_: np.mean((t - X @ w) ** 2)),
    ("2/N sum_{i=1}^N (w · X_i - t_i) X_i'", lambda t, w, X, **_: 2 / 5 * (X @ w - t) @ X),
    ("pi e^z", lambda z, **_: np.pi * np.e**z),
    ("log(3) z + log(1/2)", lambda z, **_: np.log(3) * z - np.log(2)),
    ("log(1 + z) + log(2 + z)", lambda z, **_: np.log((1 + z) * (2 + z))),
]  # fmt: skip


@pytest.mark.parametrize(("program", "formula"), CASES, ids=[program for program, _ in CASES])
def test_value(program: str, formula: Formula) -> None:
    result = run(matcalc.parse(KINDS + program))
    np.testing.assert_allclose(result, formula(**VALUES), rtol=1e-12)


ELEMENTWISE = [row for row in FUNCTIONS if row.derivatives and row.arity == (1, 1)]


@pytest.mark.parametrize("row", ELEMENTWISE, ids=[row.name for row in ELEMENTWISE])
def test_a_function_and_its_derivatives_have_their_values(row: Function) -> None:
    ((low, high),) = row.domain
    point = {"x": low + 0.37 * (high - low)}
    for order in range(3):
        expression = matcalc.parse(f"x : R; {row.name}(x)" if not order else f"d^{order}/dx^{order} {row.name}(x)")
        np.testing.assert_allclose(run(expression, point), expression.evaluate(point), rtol=1e-12, atol=1e-14)


def test_a_gradient_by_a_matrix_has_the_shape_of_the_matrix_in_every_layout() -> None:
    for layout in ("numerator", "denominator"):
        d = matcalc.derivative("y' A x", "A", where={"y": "R^m", "A": "R^(m x n)", "x": "R^n"}, layout=layout)
        np.testing.assert_allclose(run(d), np.outer(VALUES["y"], VALUES["x"]))


def test_a_jacobian_has_the_output_first_in_every_layout() -> None:
    for layout in ("numerator", "denominator"):
        d = matcalc.derivative("A x", "x", where={"A": "R^(m x n)", "x": "R^n"}, layout=layout)
        np.testing.assert_allclose(run(d), VALUES["A"])


def test_deep_and_long_expressions_compile() -> None:
    deep = "sin(" * 500 + "z" + ")" * 500
    long = " + ".join(f"sin({i} x_{1 + i % 3})" for i in range(1, 3000))
    for program in (deep, long):
        assert np.isfinite(run(matcalc.parse(KINDS + program)))


def test_unknown_functions_have_no_derivative_in_code() -> None:
    with pytest.raises(matcalc.MatcalcError, match="derivative of f, which is unknown"):
        matcalc.parse(KINDS + "∂𝐟(x)/∂x").code()


def test_definitions_become_assignments() -> None:
    d = matcalc.parse(KINDS + "r = A x - y; D(norm(r)^2/2, x)")
    assert "    r = A @ x - y\n    return r @ A\n" in d.code()
    np.testing.assert_allclose(run(d), (VALUES["A"] @ VALUES["x"] - VALUES["y"]) @ VALUES["A"])


def test_zeros_have_the_shape_of_the_answer() -> None:
    np.testing.assert_array_equal(run(matcalc.parse(KINDS + "D(y + 0 A x, x)")), np.zeros((4, 3)))
