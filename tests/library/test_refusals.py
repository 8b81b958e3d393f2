"""What the library refuses: always MatcalcError, placed in the text that was given."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import matcalc

VECTOR = {"x": "R^n"}

REFUSED = [
    (lambda: matcalc.parse(""), "nothing to read", ""),
    (lambda: matcalc.parse("x : R^n"), "no expression", None),
    (lambda: matcalc.parse("x; y"), "one expression", "y"),
    (lambda: matcalc.derivative("w'*A*", "w"), "missing after *", ""),
    (lambda: matcalc.derivative("A x", "x", where=VECTOR | {"A": "R^(m x k)"}), "inner dimensions", "A x"),
    (lambda: matcalc.gradient("2 x", "x", where=VECTOR), "of a scalar", "2 x"),
    (lambda: matcalc.hessian("2 x", "x", where=VECTOR), "of a scalar", "2 x"),
    (lambda: matcalc.gradient("3"), "no variable", "3"),
    (lambda: matcalc.derivative("x^2", "x +"), "missing after +", ""),
    (lambda: matcalc.derivative("x^2", "2x"), "not a variable", None),
    (lambda: matcalc.derivative("x^2", []), "no variable", None),
    (lambda: matcalc.derivative("x^2", "x", order=0), "order 0", None),
    (lambda: matcalc.derivative("x^2", "x", layout="row"), "not a layout", None),
    (lambda: matcalc.derivative("x^2", "x", convention="loose"), "not a convention", None),
    (lambda: matcalc.derivative("x^2", "x", dims={"n": 0}), "cannot be 0", None),
    (lambda: matcalc.parse("x", {"x": "R^n; y = 2"}), "kind is expected", "R^n; y = 2"),
    (lambda: matcalc.parse("x", {"x y": "R"}), "not a name", "x y"),
]


@pytest.mark.parametrize(("asked", "message", "place"), REFUSED)
def test_refusal(asked: Callable[[], object], message: str, place: str | None) -> None:
    with pytest.raises(matcalc.MatcalcError) as caught:
        asked()
    error = caught.value
    assert message in str(error)
    assert error.hint
    if place is None:
        assert error.span is None
    else:
        assert error.span is not None
        assert error.source is not None
        assert error.source[error.span.start : error.span.end] == place


QUADRATIC = matcalc.derivative("x'*A*x", "x", where={"x": "R^n", "A": "R^(n x n)"})
MISFITS = [
    ({"x": [1, 2]}, "A is missing"),
    ({"x": [[1], [2]], "A": np.eye(2)}, r"shape \(2, 1\), and an array of shape \(n,\)"),
    ({"x": [1, 2], "A": np.eye(3)}, "n is 2, but axis 0 of A has 3"),
    ({"x": "many", "A": np.eye(3)}, "not an array of real numbers"),
    ({"x": [1j, 2], "A": np.eye(2)}, "not an array of real numbers"),
    ({"x": [[1], [2, 3]], "A": np.eye(2)}, "not an array of real numbers"),
    ({"x": [1, 2], "A": np.eye(2), "n": 2.5}, "no number of elements"),
    ({"x": [1, 2], "A": np.eye(2), "n": 3}, "n is 3, but axis 0 of x has 2"),
]


@pytest.mark.parametrize(("values", "message"), MISFITS)
def test_values_that_do_not_fit(values: dict[str, object], message: str) -> None:
    with pytest.raises(matcalc.MatcalcError, match=message):
        QUADRATIC.evaluate(values)


def test_a_singular_matrix_and_an_unknown_function() -> None:
    inverse = matcalc.parse("A^-1", {"A": "R^(n x n)"})
    with pytest.raises(matcalc.MatcalcError, match="singular"):
        inverse.evaluate({"A": np.zeros((2, 2))})
    with pytest.raises(matcalc.MatcalcError, match="function"):
        matcalc.derivative("f(x)", "x").evaluate({"x": 1})
