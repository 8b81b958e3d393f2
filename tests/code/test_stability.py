"""What people type overflows nowhere: value, gradient and Hessian far from 0 and at 0, in every target.

The right values are those of the expression as it stands, by differences with many digits (mpmath).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import cache
from typing import Any

import mpmath
import numpy as np
import pytest
from mpmath import mp

import matcalc
from tests.code.running import Call, every_target, runner

RESULTS = ("value", "gradient", "hessian")
EVERYWHERE = (1000, -1000, 0)
POSITIVE = (1000, 1e-12)
X = np.array([1000.0, 999.0, -1000.0])
P = np.array([1, np.exp(-1.0), 0]) / (1 + np.exp(-1.0))  # the softmax of X
WEIGHED = np.array([2, np.exp(-1.0), 0]) / (2 + np.exp(-1.0))  # with the weights 2, 1 and 1


def s(x: Any) -> Any:
    return 1 / (1 + mp.exp(-x))


# An expression of x, the same for mpmath, and the points to try. y is 2 and z is -3.
NUMBERS: list[tuple[str, Callable[[Any], Any], tuple[float, ...]]] = [
    ("log(1 + exp(x))", lambda x: mp.log(1 + mp.exp(x)), EVERYWHERE),
    ("log(2 + exp(x))", lambda x: mp.log(2 + mp.exp(x)), EVERYWHERE),
    ("log(1 + 2 exp(x))", lambda x: mp.log(1 + 2 * mp.exp(x)), EVERYWHERE),
    ("log(exp(x) + exp(2x))", lambda x: mp.log(mp.exp(x) + mp.exp(2 * x)), EVERYWHERE),
    ("log(exp(x) + exp(y) + exp(z))", lambda x: mp.log(mp.exp(x) + mp.exp(2) + mp.exp(-3)), EVERYWHERE),
    ("log(exp(x) + exp(-x))", lambda x: mp.log(mp.exp(x) + mp.exp(-x)), EVERYWHERE),
    ("log(cosh(x))", lambda x: mp.log(mp.cosh(x)), EVERYWHERE),
    ("1/cosh(x)", lambda x: 1 / mp.cosh(x), EVERYWHERE),
    ("(exp(x) - exp(-x))/(exp(x) + exp(-x))", mp.tanh, EVERYWHERE),
    ("1/(1 + exp(-x))", s, EVERYWHERE),
    ("exp(x)/(1 + exp(x))", s, EVERYWHERE),
    ("exp(x)/(exp(x) + exp(y) + exp(z))", lambda x: mp.exp(x) / (mp.exp(x) + mp.exp(2) + mp.exp(-3)), EVERYWHERE),
    ("exp(x)^2/(1 + exp(x)^2)", lambda x: s(2 * x), EVERYWHERE),
    ("log(sigmoid(x))", lambda x: mp.log(s(x)), EVERYWHERE),
    ("log(1 - sigmoid(x))", lambda x: mp.log(1 - s(x)), EVERYWHERE),
    ("-y log(sigmoid(x)) - (1 - y) log(1 - sigmoid(x))", lambda x: -2 * mp.log(s(x)) + mp.log(1 - s(x)), EVERYWHERE),
    ("log(1/(1 + exp(-x)))", lambda x: mp.log(s(x)), EVERYWHERE),
    ("sqrt(x^2 + 1)", lambda x: mp.sqrt(x * x + 1), EVERYWHERE),
    ("log(exp(x) - 1)", lambda x: mp.log(mp.exp(x) - 1), POSITIVE),
    ("1/(exp(x) - 1)", lambda x: 1 / (mp.exp(x) - 1), (1000, -1000, 1e-12)),
    ("log(1 - exp(-x))", lambda x: mp.log(1 - mp.exp(-x)), POSITIVE),
    ("log(1 + x)", lambda x: mp.log(1 + x), POSITIVE),
    ("exp(x) - 1", lambda x: mp.exp(x) - 1, (-1000, 1e-12)),
    ("x log(x)", lambda x: x * mp.log(x), POSITIVE),
    ("{x if x > 0; y (exp(x) - 1) if x <= 0}", lambda x: x if x > 0 else 2 * mp.expm1(x), (1000, -1000, -1e-12)),
    ("{x^2/2 if |x| <= y; y (|x| - y/2) if |x| > y}", lambda x: x * x / 2 if abs(x) <= 2 else 2 * (abs(x) - 1), (1e200, -1000, 1)),
]  # fmt: skip


@cache
def right(row: int) -> list[tuple[float, list[float]]]:
    """For each point the value and two derivatives."""
    _, function, points = NUMBERS[row]
    found = []
    with mp.workdps(1200):
        step = mpmath.mpf(10) ** -300
        for point in points:
            left, here, ahead = (function(mpmath.mpf(point) + k * step) for k in (-1, 0, 1))
            derivatives = (here, (ahead - left) / (2 * step), (ahead - 2 * here + left) / step**2)
            found.append((point, [float(mpmath.re(d)) for d in derivatives]))
    return found


def calls(target: str) -> tuple[list[Call], list[float], list[str]]:
    """Functions to be called, what is right, and how each is called in a report."""
    made, wanted, names = list[Call](), list[float](), list[str]()
    for row, (text, _, _) in enumerate(NUMBERS):
        expression = matcalc.parse(f"x, y, z in R; D({text}, x)")
        for k, result in enumerate(RESULTS):
            code = expression.code(target, [result])
            for point, values in right(row):
                made.append((code, result, {"x": np.float64(point), "y": 2.0, "z": -3.0}))
                wanted.append(values[k])
                names.append(f"{result} of {text} at {point}")
    return made, wanted, names


@every_target
def test_numbers(target: str) -> None:
    run = runner(target)
    made, wanted, names = calls(target)
    strict = {"all": "ignore"} | ({"divide": "raise", "invalid": "raise"} if target == "numpy" else {})
    with np.errstate(**strict), warnings.catch_warnings():  # type: ignore[arg-type]
        warnings.simplefilter("ignore")
        found = run(made)
    wrong = [
        f"{name}: {value}, not {w}"
        for name, value, w in zip(names, found, wanted, strict=True)
        if not (isinstance(value, np.ndarray) and np.allclose(value, w, 1e-9, 1e-13))
    ]
    assert not wrong, "\n".join(wrong[:20])


# An expression of the vector x, where, and there its value, gradient and Hessian.
VECTORS: list[tuple[str, Any, tuple[Any, ...]]] = [
    ("log(sum(exp(x)))", X, (1000 + np.log1p(np.exp(-1)), P, np.diag(P) - np.outer(P, P))),
    ("log(1 + sum(exp(x)))", X, (1000 + np.log1p(np.exp(-1)), P, np.diag(P) - np.outer(P, P))),
    ("log(sum(exp(x)) + sum(exp(-x)) + 2)", X[:2], (1000 + np.log1p(np.exp(-1)), P[:2], np.diag(P[:2]) - np.outer(P[:2], P[:2]))),
    ("log(mean(exp(x)))", X, (1000 + np.log1p(np.exp(-1)) - np.log(3), P, np.diag(P) - np.outer(P, P))),
    ("log(a . exp(x))", X, (1000 + np.log(2 + np.exp(-1)), WEIGHED, np.diag(WEIGHED) - np.outer(WEIGHED, WEIGHED))),
    ("var(x)", 1e8 + np.arange(3), (2 / 3, np.array([-2, 0, 2]) / 3, 2 / 3 * np.eye(3) - 2 / 9)),
    ("mean(x .* a) - mean(x) mean(a)", 1e8 + np.arange(3), (-1 / 3, np.array([2, -1, -1]) / 9, None)),
    ("sum(x .^ a)", np.array([-2.0, -3.0, 0.0]), (1, [-4, 1, 1], None)),
    ("sum(x .* log(x))", np.array([0.0, 1.0]), (0, [-np.inf, 1], None)),
    ("sum({0 if x <= 0; x .* log(x) if x > 0})", np.array([0.0, 1.0]), (0, [0, 1], [[0, 0], [0, 1]])),
    ("sum({0 if x <= 0; sqrt(x) if x > 0})", np.array([0.0, 4.0]), (2, [0, 0.25], [[0, 0], [0, -1 / 32]])),
]  # fmt: skip


@pytest.mark.parametrize(("text", "at", "wanted"), VECTORS)
def test_vectors(text: str, at: Any, wanted: tuple[Any, ...]) -> None:
    code = matcalc.parse(f"x, a : vector(n); D({text}, x)").code("numpy", RESULTS)
    space: dict[str, Any] = {}
    exec(code, space)
    given = {"x": at, "a": np.array([2.0, 1.0, 1.0])}
    function = space["_".join(RESULTS)]
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    with np.errstate(all="ignore"):
        found = function(*(given[name] for name in names))
    for value, w in zip(found, wanted, strict=True):
        if w is not None:
            np.testing.assert_allclose(value, w, 1e-12, 1e-300, err_msg=code)


S = 1e3 * np.eye(400)  # with a determinant of 10^1200
LOGARITHMS = [
    ("log(det(S))", 1200 * np.log(10)),
    ("log(abs(det(S + S)))", 400 * np.log(2000)),
    ("log(b^2 / sqrt(det(S)))", np.log(4) - 600 * np.log(10)),
    ("log((2 pi)^(-n/2) det(S)^(-1/2) exp(-x' inv(S) x / 2))", -200 * np.log(2 * np.pi) - 600 * np.log(10) - 0.2),
    ("log(exp(-x' inv(S) x / 2) / sqrt((2 pi)^n det(S)))", -200 * np.log(2 * np.pi) - 600 * np.log(10) - 0.2),
    ("log(prod(exp(-x .^ 2)))", -400),
    ("log(prod(exp(-x .^ 2 / (2 b^2)) / sqrt(2 pi b^2)))", -50 - 200 * np.log(8 * np.pi)),
    ("log(prod(sigmoid(100 x)))", -400 * np.log1p(np.exp(-100))),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), LOGARITHMS)
def test_logarithms_of_products(text: str, wanted: float) -> None:
    expression = matcalc.parse(f"S : posdef(n); x : vector(n); b : scalar; y : vector(n); D({text} + x . y, x)")
    code = expression.code("numpy", ["value"])
    space: dict[str, Any] = {}
    exec(code, space)
    given = {"x": np.ones(400), "y": np.zeros(400), "S": S, "b": -2.0}
    function = space["value"]
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    np.testing.assert_allclose(function(*(given[name] for name in names)), wanted, 1e-12, err_msg=code)
