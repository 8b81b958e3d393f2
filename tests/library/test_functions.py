"""The value of each function is NumPy's."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import matcalc
from matcalc.notation.functions import FUNCTIONS, Function
from matcalc.reader import read
from matcalc.terms import Apply, Definition, Equation

RNG = np.random.default_rng(3)
VALUES: dict[str, Any] = {
    "a": 0.7,
    "p": 3.5,
    "x": RNG.uniform(0.3, 1.5, 3),
    "y": RNG.normal(size=3),
    "u": RNG.normal(size=4),
    "A": RNG.normal(size=(3, 3)) + 2 * np.eye(3),
    "X": RNG.normal(size=(4, 3)),
}
KINDS = {"a": "R", "p": "R", "x": "R^n", "y": "R^n", "u": "R^m", "A": "R^(n x n)", "X": "R^(m x n)"}


def worth(text: str) -> Any:
    used = {name: kind for name, kind in KINDS.items() if re.search(rf"\b{name}\b", text.replace("_", " "))}
    return matcalc.parse(text, used).evaluate({name: VALUES[name] for name in used})


CASES: list[tuple[str, Callable[..., Any]]] = [
    ("var(x)", lambda x, **_: np.var(x)),
    ("var(X)", lambda X, **_: np.var(X)),
    ("std(X)", lambda X, **_: np.std(X)),
    ("prod(x)", lambda x, **_: np.prod(x)),
    ("prod(X)", lambda X, **_: np.prod(X)),
    ("cumsum(y)", lambda y, **_: np.cumsum(y)),
    ("tril(X)", lambda X, **_: np.tril(X)),
    ("triu(X)", lambda X, **_: np.triu(X)),
    ("sum(X, 1)", lambda X, **_: np.sum(X, axis=0)),
    ("sum(X, 2)", lambda X, **_: np.sum(X, axis=1)),
    ("colsum(X)", lambda X, **_: np.sum(X, axis=0)),
    ("rowsum(X)", lambda X, **_: np.sum(X, axis=1)),
    ("mean(X, 1)", lambda X, **_: np.mean(X, axis=0)),
    ("mean(X, 2)", lambda X, **_: np.mean(X, axis=1)),
    ("x + vector(a)", lambda x, a, **_: x + a),
    ("X + matrix(a)", lambda X, a, **_: X + a),
    ("vector(a, n) + x", lambda x, a, **_: x + a),
    ("X + matrix(2, m, n)", lambda X, **_: X + 2),
    ("‖y‖_p", lambda y, p, **_: np.linalg.norm(y, p)),
    ("norm(y, 3)", lambda y, **_: np.linalg.norm(y, 3)),
    ("norm(y, 1)", lambda y, **_: np.linalg.norm(y, 1)),
    ("norm(y, inf)", lambda y, **_: np.linalg.norm(y, np.inf)),
    ("norm(X, 'fro')", lambda X, **_: np.linalg.norm(X, "fro")),
    ("softmax(X)", lambda X, **_: np.exp(X) / np.sum(np.exp(X), axis=1, keepdims=True)),
    ("logsumexp(X)", lambda X, **_: np.log(np.sum(np.exp(X)))),
    ("outer(x, u)", lambda x, u, **_: np.outer(x, u)),
    ("adj(A)", lambda A, **_: np.linalg.det(A) * np.linalg.inv(A)),
]


@pytest.mark.parametrize(("text", "formula"), CASES, ids=[text for text, _ in CASES])
def test_value(text: str, formula: Callable[..., Any]) -> None:
    np.testing.assert_allclose(worth(text), formula(**VALUES), rtol=1e-10)


def test_cross_product() -> None:
    d = matcalc.parse("cross(x, y)")
    x, y = VALUES["x"], VALUES["y"]
    np.testing.assert_allclose(d.evaluate({"x": x, "y": y}), np.cross(x, y))


DEFINED = [row for row in FUNCTIONS if row.meaning]


@pytest.mark.parametrize("row", DEFINED, ids=[row.name for row in DEFINED])
def test_what_a_function_stands_for_is_a_program(row: Function) -> None:
    """Its arities are those of its meanings, and what it is called is free for its own meaning."""
    for text in row.meaning:
        program = read(text)
        said = program.statements[-1]
        if row.redefined:
            assert isinstance(said, Definition)
            name, arguments = said.name.id, said.params or ()
        else:
            assert isinstance(said, Equation)
            pattern = said.members[0]
            assert isinstance(pattern, Apply)
            name, arguments = pattern.op, pattern.args
        assert name == row.name
        assert row.arity[0] <= len(arguments) <= (row.arity[1] or 9)
