"""Answers as code: the functions run, and give what the formulas say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from matcalc.answer import Answer
from matcalc.errors import CalculusError
from matcalc.kinds import Dimension, infer
from matcalc.reader import read
from matcalc.records import replace
from matcalc.terms import Apply, Derivative, Element, Name
from matcalc.writers.numpy import source

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


def answered(
    program: str, of: str | None = None, by: tuple[str, ...] = (), layout: str = "numerator", flipped: bool = False
) -> Answer:
    """An answer whose value is the last query of ``program``, as if differentiated from ``of``."""
    text = KINDS + (f"{of}; " if of else "") + program
    typed = infer(read(text))
    *_, value = typed.queries
    kind = typed.reading.of(value.term)
    shape = () if kind.word == "scalar" else tuple(kind.axes)
    if kind.word in ("vector", "row"):
        one = kind.axes[0] - kind.axes[0] + 1
        shape = (kind.axes[0], one) if kind.word == "vector" else (one, kind.axes[0])
    used = [name for name in typed.reading.names if name in text.removeprefix(KINDS)]
    source_term = typed.queries[0].term
    variables = tuple(infer(read(KINDS + name)).queries[0].term for name in by)
    return Answer(
        text, source_term, variables, len(by), layout, value.term, (), shape, typed.reading,
        tuple(used), (), None, lambda: None, flipped=flipped,
    )  # fmt: skip


def run(answer: Answer) -> Any:
    space: dict[str, Any] = {}
    code = source(answer)
    exec(compile(code, "derivative.py", "exec"), space)
    function = space["derivative"]
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    return function(*(VALUES[name] for name in names))


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
    ("sum_{i=2}^n i x_i", lambda x, **_: 2 * x[1] + 3 * x[2]),
    ("1/N sum_{i=1}^N (t_i - w · X_i)^2", lambda t, w, X, **_: np.mean((t - X @ w) ** 2)),
    ("2/N sum_{i=1}^N (w · X_i - t_i) X_i'", lambda t, w, X, **_: 2 / 5 * (X @ w - t) @ X),
    ("pi e^z", lambda z, **_: np.pi * np.e**z),
]  # fmt: skip


@pytest.mark.parametrize(("program", "formula"), CASES, ids=[program for program, _ in CASES])
def test_value(program: str, formula: Formula) -> None:
    result = run(answered(program))
    np.testing.assert_allclose(result, formula(**VALUES), rtol=1e-12)


def test_a_matrix_gradient_has_the_shape_of_the_matrix() -> None:
    numerator = answered("x y'", "y' A x", ("A",), flipped=True)
    np.testing.assert_allclose(run(numerator), np.outer(VALUES["y"], VALUES["x"]))
    denominator = answered("y x'", "y' A x", ("A",), "denominator")
    np.testing.assert_allclose(run(denominator), np.outer(VALUES["y"], VALUES["x"]))


def test_a_jacobian_has_the_output_first_in_every_layout() -> None:
    np.testing.assert_allclose(run(answered("A", "A x", ("x",))), VALUES["A"])
    np.testing.assert_allclose(run(answered("A'", "A x", ("x",), "denominator", flipped=True)), VALUES["A"])


def test_the_text_is_a_module_with_a_docstring() -> None:
    assert source(answered("(A x - y)' A", "norm(A x - y)^2/2", ("x",)), "gradient").splitlines() == [
        "import numpy as np",
        "",
        "",
        "def gradient(x, y, A):",
        '    """∂(‖A𝐱 - 𝐲‖²/2)/∂𝐱 = (A𝐱 - 𝐲)ᵀA',
        "",
        "    x: shape (n,)",
        "    y: shape (m,)",
        "    A: shape (m, n)",
        "    returns: shape (n,)",
        '    """',
        "    return (A @ x - y) @ A",
    ]


def test_deep_and_long_expressions_compile() -> None:
    deep = "sin(" * 500 + "z" + ")" * 500
    long = " + ".join(f"x_{1 + i % 3}" for i in range(5000))
    for program in (deep, long):
        assert np.isfinite(run(answered(program)))


def test_unknown_functions_have_no_derivative_in_code() -> None:
    with pytest.raises(CalculusError):
        source(answered("∂𝐟(x)/∂x"))


def test_many_axes_are_filled_entry_by_entry() -> None:
    """∂Y_ij/∂X_kl of Y = A X, with X as S: A_ik where j = l."""
    i, j, k, l = (Name(letter) for letter in "ijkl")
    answer = answered("A S", "A S", ("S",))
    A, S = (Name(letter) for letter in "AS")
    left = Derivative(Element(Name("Y"), (i, j)), (Element(S, (k, l)),))
    right = Apply("product", (Element(A, (i, k)), Element(Apply("eye", ()), (j, l))))
    m, n = Dimension.of("m"), Dimension.of("n")
    answer = replace(answer, value=right, index=(left, right), indices=tuple("ijkl"), shape=(m, n, n, n))
    expected = np.einsum("ik,jl->ijkl", VALUES["A"], np.eye(3))
    np.testing.assert_allclose(run(answer), expected)


def test_definitions_become_assignments() -> None:
    answer = answered("(A x - y)' A", "norm(A x - y)^2/2", ("x",))
    residual = infer(read(KINDS + "A x - y")).queries[0].term
    value = infer(read(KINDS + "r : vector(m); r' A")).queries[0].term
    shared = replace(answer, value=value, where=(("r", residual),))
    code = source(shared)
    assert "    r = A @ x - y\n    return r @ A\n" in code
    np.testing.assert_allclose(run(shared), (VALUES["A"] @ VALUES["x"] - VALUES["y"]) @ VALUES["A"])


def test_zeros_have_the_shape_of_the_answer() -> None:
    m, n = Dimension.of("m"), Dimension.of("n")
    zero = replace(answered("0", "y", ("x",)), shape=(m, n), names=("x", "y"))
    np.testing.assert_array_equal(run(zero), np.zeros((4, 3)))
