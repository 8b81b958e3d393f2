"""What the library answers: in print, as arrays, again differentiated."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import matcalc

QUADRATIC = "x'*A*x"
SYMMETRIC = {"x": "R^n", "A": "symmetric(n)"}
RNG = np.random.default_rng(7)
X, W = RNG.normal(size=3), RNG.normal(size=3)
M, N = RNG.normal(size=(3, 3)), RNG.normal(size=(2, 3))


def test_one_expression_in_every_form() -> None:
    d = matcalc.derivative(QUADRATIC, "x", order=1, where=SYMMETRIC, layout="numerator")
    assert str(d) == d.unicode == repr(d) == "2𝐱ᵀA"
    assert d.ascii == "2x' A"
    assert d.latex == r"2\mathbf{x}^T A"
    assert d._repr_latex_() == r"$\displaystyle 2\mathbf{x}^T A$"
    assert d.shape == (1, "n")
    assert d.reading == "𝐱 ∈ ℝⁿ, A ∈ ℝⁿˣⁿ symmetric"
    assert matcalc.parse(str(d), SYMMETRIC).unicode == str(d)
    scope: dict[str, Callable[..., object]] = {}
    exec(d.code(), scope)
    np.testing.assert_allclose(scope["derivative"](X, M + M.T), d.evaluate({"x": X, "A": M + M.T}))


PRINTED = [
    (lambda: matcalc.parse("x + x"), "2x", ()),
    (lambda: matcalc.parse("d/dx x^3"), "3x²", ()),
    (lambda: matcalc.parse("d/dx x^3").derivative("x"), "6x", ()),
    (lambda: matcalc.derivative("x^3", "x", order=2), "6x", ()),
    (lambda: matcalc.derivative("f(x) = x^3; f(x)", "x"), "3x²", ()),
    (lambda: matcalc.derivative("y = x^3", "x"), "3x²", ()),
    (lambda: matcalc.gradient("2x + y^8"), "[2, 8y⁷]", (1, 2)),
    (lambda: matcalc.gradient("2x + y^8", layout="mixed"), "[2; 8y⁷]", (2, 1)),
    (lambda: matcalc.derivative("2x + y^8", ["x", "y"]), "[2, 8y⁷]", (1, 2)),
    (lambda: matcalc.derivative("2x + y^8", ("y",)), "8y⁷", ()),
    (lambda: matcalc.hessian("3x^2y"), "[6y, 6x; 6x, 0]", (2, 2)),
    (lambda: matcalc.gradient("3x^2y").derivative(["x", "y"]), "[6y, 6x; 6x, 0]", (2, 2)),
    (lambda: matcalc.gradient("w . x", "w", {"w": "R^n"}), "𝐱ᵀ", (1, "n")),
    (lambda: matcalc.gradient("w . x", "w", {"w": "R^n"}, dims={"n": 3}), "𝐱ᵀ", (1, 3)),
    (lambda: matcalc.jacobian("A x", "x", {"A": "R^(m x n)"}), "A", ("m", "n")),
    (lambda: matcalc.jacobian("A x", "x", {"A": "R^(m x n)"}, "denominator"), "Aᵀ", ("n", "m")),
    (lambda: matcalc.derivative("w . x", "w_1", where={"w": "R^3"}), "x₁", ()),
]


@pytest.mark.parametrize(("made", "printed", "shape"), PRINTED)
def test_print(made: Callable[[], matcalc.Expression], printed: str, shape: tuple[object, ...]) -> None:
    expression = made()
    assert expression.unicode == printed
    assert expression.shape == shape


VALUES = [
    ("w . x", "w", {"w": "R^n"}, {"w": W, "x": X}, X),
    ("sum(x)", "x", {"x": "R^n"}, {"x": X}, np.ones(3)),
    ("norm(A)^2", "A", {"A": "R^(m x n)"}, {"A": N}, 2 * N),
    ("A x", "A", {"A": "R^(m x n)"}, {"A": N, "x": X}, np.einsum("ik,l->ikl", np.eye(2), X)),
    ("x α", "α", {"x": "R^n"}, {"α": 2, "x": X}, X),
    ("x α", "alpha", {"x": "R^n"}, {"alpha": 2, "x": X}, X),
    ("x̂ . w", "x̂", {"x̂": "R^n"}, {"x̂": X, "w": W}, W),
    ("x z", "x", {"x": "R^n"}, {"z": 2, "n": 3}, 2 * np.eye(3)),
]


@pytest.mark.parametrize(("expr", "by", "where", "values", "expected"), VALUES)
@pytest.mark.parametrize("layout", ["numerator", "denominator", "mixed"])
def test_value_in_any_layout(
    expr: str, by: str, where: dict[str, str], values: dict[str, object], expected: object, layout: str
) -> None:
    found = matcalc.derivative(expr, by, where=where, layout=layout).evaluate(values)
    np.testing.assert_allclose(found, expected)


TWICE = [
    (QUADRATIC, SYMMETRIC, {"x": X, "A": M + M.T}),
    (QUADRATIC, {"x": "R^n", "A": "R^(n x n)"}, {"x": X, "A": M}),
    ("exp(w . x)", {"x": "R^n", "w": "R^n"}, {"x": X, "w": W}),
    ("norm(x)", {"x": "R^n"}, {"x": X}),
    ("sum(sin(A x))", {"x": "R^n", "A": "R^(m x n)"}, {"x": X, "A": N}),
]


@pytest.mark.parametrize(("expr", "where", "values"), TWICE)
def test_second_derivatives_three_ways_and_by_differences(
    expr: str, where: dict[str, str], values: dict[str, np.ndarray]
) -> None:
    first = matcalc.gradient(expr, "x", where)
    ways = [first.derivative("x"), matcalc.hessian(expr, "x", where), matcalc.derivative(expr, "x", 2, where)]
    assert len({str(way) for way in ways}) == 1
    step = 1e-6
    slopes = [
        (first.evaluate(values | {"x": X + e}) - first.evaluate(values | {"x": X - e})) / (2 * step)
        for e in step * np.eye(3)
    ]
    for way in ways:
        np.testing.assert_allclose(way.evaluate(values), np.stack(slopes, axis=-1), atol=1e-7)


def test_data_are_arrays_whose_first_axis_counts() -> None:
    mean_square = "1/N Σ_{i=1}^N (y_i - w . x_i)^2"
    data, target = RNG.normal(size=(5, 3)), RNG.normal(size=5)
    found = matcalc.derivative(mean_square, "w", where={"w": "R^n"}).evaluate({"w": W, "x": data, "y": target})
    np.testing.assert_allclose(found, 2 / 5 * (data @ W - target) @ data)


def test_evaluate_without_a_derivative() -> None:
    assert matcalc.evaluate("norm(x)", {"x": [3, 4]}, {"x": "R^2"}) == 5
    np.testing.assert_allclose(matcalc.evaluate("d/dx [x^2; x^3]", {"x": 2}), [4, 12])


def test_steps() -> None:
    steps = matcalc.derivative("sin(x^2)", "x").steps()
    assert str(steps).endswith("4. Substitute\n   dy/dx = 2x cos(u)\n         = 2x cos(x²)")
    assert steps.ascii.isascii()
    assert steps.lines[-1]["rhs"] == "2x cos(x²)"
    assert steps._repr_latex_() == f"$\\displaystyle {steps.latex}$"
    assert steps.latex.startswith(r"\begin{aligned}")
