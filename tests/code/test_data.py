"""Code for data and for many axes: without loops where arrays will do, and equal to the engine's value."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import matcalc

RNG = np.random.default_rng(3)
DATA = {
    "x": RNG.normal(size=(5, 3)), "z": RNG.normal(size=(5, 3)), "y": RNG.normal(size=5),
    "w": RNG.normal(size=3), "b": np.array(0.3), "s": np.array(1.7), "u": RNG.normal(size=3),
    "A": RNG.normal(size=(3, 3)), "B": RNG.normal(size=(3, 3)),
}  # fmt: skip
FAMILIES = {"x_i": "R^n", "z_i": "R^n", "y_i": "R", "w": "R^n"}

SUMS = [
    ("Σ_{i=1}^N (y_i - w . x_i)^2", "w", "-2 * ((y - x @ w) @ x)"),
    ("Σ_{i=1}^N (y_i - w . x_i)^2", "b", None),
    ("Σ_{i=1}^N (y_i - w . x_i - b)^2", "b", None),
    ("Σ_{i=1}^N s w . x_i", "w", None),
    ("Σ_{i=1}^N w . x_i", "w", "np.sum(x, axis=0)"),
    ("Σ_{i=1}^N (w . x_i) (w . z_i)", "w", None),
    ("Σ_{i=1}^N max(0, 1 - y_i (w . x_i + b))", "w", None),
    ("Σ_{i=1}^N max(0, w . x_i + b)", "b", None),
    ("Σ_{i=1}^N log(1 + exp(-y_i (w . x_i)))", "w", "-((y * sigmoid(-y * (x @ w))) @ x)"),
    ("Σ_{i=1}^N norm(w - x_i)^2", "w", None),
    ("Σ_{i=1}^N norm(w - x_i)", "w", None),
    ("Σ_{i=1}^N sin(w . x_i) exp(y_i) / s", "s", None),
]


def run(d: matcalc.Expression, values: dict[str, np.ndarray]) -> tuple[str, object]:
    scope: dict[str, Callable[..., object]] = {}
    source = d.code()
    exec(source, scope)
    function = scope["derivative"]
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    return source, function(*(values[name] for name in names))


@pytest.mark.parametrize(("expr", "by", "returned"), SUMS)
@pytest.mark.parametrize("order", [1, 2])
def test_a_sum_over_data(expr: str, by: str, returned: str | None, order: int) -> None:
    d = matcalc.derivative(expr, by, order, where=FAMILIES)
    source, value = run(d, DATA)
    np.testing.assert_allclose(value, d.evaluate(DATA), atol=1e-12)
    if order == 1 and returned is not None:
        assert source.rstrip().endswith(f"return {returned}")
        assert " for " not in source


MATRICES = {"A": "R^(n x n)", "B": "R^(n x n)", "u": "R^n"}
TENSORS = [
    ("A u", "A", "block_diagonal("),
    ("A^-1", "A", "np.einsum("),
    ("u u'", "u", "block_diagonal("),
    ("2 s A", "A", "block_diagonal("),
    ("A B A", "A", ""),
    ("A u u' A", "u", ""),
    ("sin(A)", "A", ""),
    ("cumsum(u)", "u_1", ""),
]


@pytest.mark.parametrize(("expr", "by", "function"), TENSORS)
def test_many_axes(expr: str, by: str, function: str) -> None:
    d = matcalc.derivative(expr, by, where=MATRICES)
    source, value = run(d, DATA)
    np.testing.assert_allclose(value, d.evaluate(DATA), atol=1e-12)
    if function:
        assert function in source
        assert " for " not in source


@pytest.mark.parametrize(
    "program",
    ["A : matrix(3, 2); u : vector(3); z : vector(2); ∂²/∂A∂z (u' A z)",
     "A : matrix(3, 2); u : vector(3); z : vector(2); ∂²/∂z∂A (u' A z)"],
)  # fmt: skip
def test_mixed_derivatives_have_the_axes_of_the_innermost_variable_first(program: str) -> None:
    values = {"A": RNG.normal(size=(3, 2)), "u": RNG.normal(size=3), "z": RNG.normal(size=2)}
    d = matcalc.parse(program)
    _, value = run(d, values)
    assert np.shape(value) == ((2, 3, 2) if "∂A∂z" in program else (3, 2, 2))
    np.testing.assert_allclose(value, d.evaluate(values), atol=1e-12)
