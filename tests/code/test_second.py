"""Second derivatives as products, solutions and factors: each is worth what the dense array is."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from matcalc.calculator import Options, calculate
from matcalc.code import source
from matcalc.errors import CalculusError
from matcalc.numeric.points import Point
from tests.code.running import Call, octave

DIAGONAL, BLOCKS, KRONECKER = "D[i] δ[i, j]", "δ[i, k] B[j, l]", "A[i, k] B[j, l]"
CROSSED = "A[i, l] B[j, k]"
LOW_RANK = "D[i] δ[i, j] + c U[i] U[j]"

# A second derivative, and what it is made of; None where it has no factors.
CASES = {
    "x, b : vector(n); D(b . exp(x), x, x)": DIAGONAL,
    "x : vector(n); D(x . x, x, x)": DIAGONAL,
    "X, Y : matrix(n, k); D(sum((X - Y) .^ 4), X, X)": "D[i, j] δ[i, k] δ[j, l]",
    "x : scalar; D(x^4 + x^2, x, x)": "D",
    # matrix factorisation, by either side
    "R : matrix(m, n); U : matrix(m, k); V : matrix(n, k); a : scalar; "
    "D(sum((R - U V') .^ 2) + a^2 sum(U .^ 2), U, U)": BLOCKS,
    "R : matrix(m, n); W : matrix(k, m); V : matrix(k, n); a : scalar; "
    "D(sum((R - W' V) .^ 2) + a^2 sum(W .^ 2), W, W)": "δ[j, l] B[i, k]",
    # softmax regression with a score for each row
    "X : matrix(m, k); a : scalar; D(Σ_i log(Σ_j exp(X_{ij})) + a^2 sum(X .^ 2), X, X)": "δ[i, k] B[i, j, l]",
    # the log-determinant, and a Kronecker product as it is
    "A : matrix(n, n); D(logdet(A), A, A)": CROSSED,
    "S : posdef(n); D(logdet(S), S, S)": CROSSED,
    "A : posdef(n); B : posdef(k); X : matrix(n, k); D(tr(X' A X B), X, X)": KRONECKER,
    "x : vector(n); D(log(sum(exp(x))) + x . x, x, x)": LOW_RANK,
    "x : vector(n); D(sqrt(1 + x . x), x, x)": LOW_RANK,
    "x, a : vector(n); D(exp(a . x) + sin(x . x) + x . x, x, x)": "D[i] δ[i, j] + Σ_r c[r] U[i, r] U[j, r]",
    "A : matrix(m, n); w : vector(n); b : scalar; D(sum(log(1 + exp(A w))) + b^2 w . w, w, w)": "D[i] δ[i, j] + Σ_r c[r] U[i, r] U[j, r]",
    "A : matrix(n, n); w : vector(n); D(sum(cosh(A w)), w, w)": "Σ_r c[r] U[i, r] U[j, r]",
    "X : matrix(n, k); D(sum(X)^2 + sum(X .^ 2), X, X)": "D[i, j] δ[i, k] δ[j, l] + c U[i, j] U[k, l]",
    "A : posdef(n); x : vector(n); D((x' A x)^2 + x' A x, x, x)": None,
    "A : posdef(n); X : matrix(n, k); D(tr(X' A X) + tr(X' A X)^2, X, X)": None,
}


def function(answer: Any, form: str) -> Any:
    """The function of an answer, and its text."""
    text = source([[answer]], form=form)  # type: ignore[arg-type]
    scope: dict[str, Any] = {}
    exec(text, scope)
    return scope["derivative"], text


def asked(text: str) -> tuple[Any, dict[str, Any], Any]:
    """The answer, values for its names, and the dense array."""
    ((answer,),) = calculate(text, Options())
    values, _, _ = Point(3).of(answer.reading)
    values = {name: values[name] for name in answer.names if name in values}
    dense, _ = function(answer, "dense")
    return answer, values, dense(*values.values())


def around(dense: Any) -> tuple[Any, Any]:
    """The dense array as a matrix, and a direction in the shape of the variable."""
    shape = dense.shape[: dense.ndim // 2]
    size = int(np.prod(shape, dtype=int))
    direction = np.random.default_rng(1).standard_normal(shape)
    return dense.reshape(size, size), direction


@pytest.mark.parametrize("text", CASES)
def test_a_product_is_that_of_the_dense_array(text: str) -> None:
    answer, values, dense = asked(text)
    matrix, direction = around(dense)
    times, _ = function(answer, "product")
    wanted = (matrix @ direction.reshape(-1)).reshape(direction.shape)
    np.testing.assert_allclose(times(*values.values(), direction), wanted, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("text", CASES)
def test_a_solution_is_taken_to_the_right_side(text: str) -> None:
    answer, values, dense = asked(text)
    matrix, direction = around(dense)
    solve, _ = function(answer, "solve")
    found = solve(*values.values(), direction)
    assert np.shape(found) == direction.shape
    np.testing.assert_allclose(
        (matrix @ np.reshape(found, -1)).reshape(direction.shape), direction, rtol=1e-6, atol=1e-6
    )


@pytest.mark.parametrize("text", CASES)
def test_factors_make_up_the_dense_array_as_is_said(text: str) -> None:
    answer, values, dense = asked(text)
    if CASES[text] is None:
        with pytest.raises(CalculusError, match="has no factors"):
            source([[answer]], form="factors")
        return
    factors, written = function(answer, "factors")
    law = CASES[text]
    assert f" is {law}\n" in written
    names = list(dict.fromkeys(re.findall(r"[ABDUVc](?![a-z])", law)))
    order = [name for name in ("D", "A", "B", "U", "c", "V") if name in names]
    made = factors(*values.values())
    parts = dict(zip(order, made if len(order) > 1 else (made,), strict=True))
    np.testing.assert_allclose(assembled(law, parts, dense.shape), dense, rtol=1e-9, atol=1e-9)


def assembled(law: str, parts: dict[str, Any], shape: tuple[int, ...]) -> Any:
    """The array of 'A[i, k] B[j, l] + c U[i] U[j]'."""
    letters = "ijkl"[: len(shape)]
    sizes = dict(zip(letters, shape, strict=True))
    total: Any = 0.0
    for term in law.replace("Σ_r ", "").split(" + "):
        factors = re.findall(r"([A-Zcδ])(?:\[([a-z, ]+)\])?", term)
        arrays = [np.eye(sizes[inside[0]]) if name == "δ" else parts[name] for name, inside in factors]
        spec = ",".join(inside.replace(", ", "") for _, inside in factors)
        total = total + np.einsum(f"{spec}->{letters}", *arrays)
    return total


def test_octave_gives_what_numpy_gives() -> None:
    """Of several factors the first: a call in a script has one result."""
    try:
        run = octave()
    except ImportError:
        pytest.skip("Octave is not installed")
    calls, wanted = list[Call](), list[Any]()
    for text, law in CASES.items():
        answer, values, dense = asked(text)
        values["V"] = values["v"] = values["direction"] = around(dense)[1]
        for form in ("product", "solve", "factors")[: 3 if law else 2]:
            numpy, _ = function(answer, form)
            names = numpy.__code__.co_varnames[: numpy.__code__.co_argcount]
            calls.append((source([[answer]], "matlab", form=form), "derivative", values))  # type: ignore[arg-type]
            found = numpy(*(values[name] for name in names))
            wanted.append(np.asarray(found[0] if isinstance(found, tuple) else found))
    for call, found, right in zip(calls, run(calls), wanted, strict=True):
        assert isinstance(found, np.ndarray), (found, call[0])
        np.testing.assert_allclose(np.ravel(found, "F"), np.ravel(right, "F"), 1e-6, 1e-9, err_msg=call[0])


def test_what_is_no_second_derivative_has_no_such_form() -> None:
    for text in ("x : vector(n); D(x . x, x)", "x : vector(n); f(x) = x .^ 3; D(f(x), x, x)"):
        ((answer,),) = calculate(text, Options())
        with pytest.raises(CalculusError, match="is of a second derivative of a scalar"):
            source([[answer]], form="solve")


# Second derivatives that no system can be solved with, and some that are singular only at some points.
SINGULAR = [
    "x : vector(n); D(norm(x), x, x)",
    "x : vector(n); D(log(sum(exp(x))), x, x)",
    "x, a : vector(n); D((a . x)^2, x, x)",
    "x, a : vector(n); D(a . x, x, x)",
    "x : vector(n); D(sum(relu(x)), x, x)",
    "A : matrix(m, n); x : vector(n); D(norm(A x), x, x)",
    "X : matrix(n, n); D(tr(X)^2, X, X)",
]
REGULAR = [
    "A : matrix(m, n); x : vector(n); D(norm(A x)^2, x, x)",
    "x : vector(n); D(sum(relu(x) .^ 3), x, x)",
    "x : vector(n); D(-sum(log(x)), x, x)",
]


@pytest.mark.parametrize("text", SINGULAR)
def test_no_system_is_solved_with_what_is_singular_everywhere(text: str) -> None:
    ((answer,),) = calculate(text, Options())
    with pytest.raises(CalculusError, match="singular at every point"):
        source([[answer]], form="solve")


@pytest.mark.parametrize("text", REGULAR)
def test_what_is_singular_at_some_points_can_be_solved_with_at_others(text: str) -> None:
    ((answer,),) = calculate(text, Options())
    assert "takes to v" in source([[answer]], form="solve")


def test_of_unknown_functions_nothing_is_said() -> None:
    ((answer,),) = calculate("x : vector(n); h : R^n -> R; D(h(x), x, x)", Options())
    with pytest.raises(CalculusError, match="no code for the derivative of h"):
        source([[answer]], form="solve")
