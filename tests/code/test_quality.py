"""What is asked of code besides its value: the type kept, wrong shapes refused, one plan for all."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pytest

import matcalc
from matcalc.code.plan import planned
from tests.code.running import RUNNERS, Call

ALL = ("value", "gradient", "hessian")


KEPT = [
    ("A in R^(m x n); x in R^n; y in R^m; D(norm(A x - y)^2 + sum(max(0, x)) + 2 sum(x .^ 3)/7, x)", {"A": (4, 3), "x": (3,), "y": (4,)}),
    ("x in R^n; D(sqrt(2) pi sum(log(1 + exp(x))) + sum(sigmoid(x)), x)", {"x": (3,)}),
    ("x in R^n; c in R; D(c (x . x) + sum([x > 0]) + len(x), x)", {"x": (3,), "c": ()}),
    ("x, a in R^n; D(log(a . exp(x)) + log(1 + exp(x_1) + exp(2 x_2)) + sum(x .* log(abs(x))), x)", {"x": (3,), "a": (3,)}),
    ("x in R^n; D(softmax(x), x)", {"x": (3,)}),
    ("A in R^(n x n); D(logdet(A), A)", {"A": (3, 3)}),
    ("A in R^(m x n); x in R^n; D(A x, A)", {"A": (4, 3), "x": (3,)}),
    ("x in R; y in R; D([x^2; x y], [x, y])", {"x": (), "y": ()}),
    ("x in R^n; D(3 x_1 - 2 x_2 + x_1 x_4, x)", {"x": (6,)}),
    ("x in R^n; D(sqrt(2) x_1 + x_2 x_3, x)", {"x": (6,)}),
]


@pytest.mark.parametrize("target", ["numpy", "jax", "torch", "array-api"])
def test_float32_is_kept(target: str) -> None:
    """In all results, also where numbers, identities and helpers come into them."""
    random = np.random.default_rng(1)
    calls: list[Call] = []
    for program, shapes in KEPT:
        values = {k: np.float32(random.normal(size=s)) for k, s in shapes.items()}
        calls.append((matcalc.parse(program).code(target, ("value", "gradient")), "value_gradient", values))
    try:
        found = RUNNERS[target]()(calls)
    except ImportError:
        pytest.skip("install '.[test,targets]'")
    for (code, _, _), results in zip(calls, found, strict=True):
        assert isinstance(results, list), (results, code)
        assert [result.dtype.name for result in results] == ["float32", "float32"], code


def test_whole_numbers_are_no_type_of_results() -> None:
    """They would cut off what an array is made of: cos(1) was 0."""
    space: dict[str, Any] = {}
    exec(matcalc.parse("r, t in R; D([r cos(t), r sin(t)], [r, t])").code(), space)
    np.testing.assert_allclose(space["derivative"](1, 2), [[np.cos(2), -np.sin(2)], [np.sin(2), np.cos(2)]])


# Of these the code in Julia has no number with a type of its own, which would widen Float32.
NARROW = [
    ("X in R^(m x n); w in R^n; y in R^m; D(norm(X w - y)^2/(2m), w)", "T(0.5) *"),
    ("x in R^n; D(sum(cos(2 pi x))/3 + sqrt(2) sum(x), x)", "2 * T(pi) * x"),
    ("x in R; D({x if x > 0; exp(x) - 1 if x <= 0}, x)", "ifelse(x > 0, T(1), e)"),
    ("x in R^n; D(mean(x) + sum(x)^2/n, x)", "2 / T(n)"),
]


@pytest.mark.parametrize(("program", "text"), NARROW)
def test_julia_widens_nothing(program: str, text: str) -> None:
    code = matcalc.parse(program).code("julia", ALL)
    assert text in code, code


def test_wrong_shapes_are_refused_before_any_work() -> None:
    code = matcalc.parse("A in R^(m x n); x in R^n; b in R; D(b norm(A x), x)").code()
    space: dict[str, Any] = {}
    exec(code, space)
    derivative, A = space["derivative"], np.ones((2, 3))
    for arguments, said in [
        ((A, np.ones(2), 1), r"x has shape \(2,\), not \(n,\) with n = 3"),
        ((np.ones(3), np.ones(3), 1), r"A has shape \(3,\), not \(m, n\)"),
        ((A, np.ones((3, 1)), 1), r"x has shape \(3, 1\)"),
        ((A, np.ones(3), np.ones(3)), r"b has shape \(3,\), and is to be a number"),
    ]:
        parameters = derivative.__code__.co_varnames[: derivative.__code__.co_argcount]
        given = dict(zip(("A", "x", "b"), arguments, strict=True))
        with pytest.raises(ValueError, match=said):
            derivative(*(given[name] for name in parameters))


# A question, what its results are to be, and what stands in its code once; nothing of NEVER stands in any.
PLANS = [
    ("X in R^(m x n); w in R^n; y in R^m; D(sum(log(1 + exp(-y .* (X w)))), w)", ALL, ["X @ w", "= sigmoid("]),
    ("X in R^(m x n); w in R^n; y in R^m; D(sum(log(1 + exp(-y .* (X w)))), w, w)", (), ["y * (X @ w)"]),
    ("A in R^(n x n); x in R^n; D(exp(-1/2 x' A x), x)", ALL, ["A @ x + ", "-0.5 * e * t1"]),
    ("A, B, C in R^(n x n); x in R^n; D(A B C x, x)", (), ["A @ B @ C"]),
    ("A, B in R^(n x n); x, y in R^n; D(y' A B x, y)", (), ["A @ (B @ x)"]),
    ("A in R^(n x n); x in R^n; D(x' A^-1 x, x)", (), ["np.linalg.solve(A, x)"]),
    ("x in R^n; B in R^(n x n); w in R^n; D(w' B softmax(x), x)", (), ["softmax(x)"]),
    ("A in R^(n x n) posdef; x in R^n; D(logdet(A) + x' A^-1 x, x)", ("value", "gradient"), ["np.linalg.cholesky(A)", "cho_solve("]),
    ("x, y in R^n; D(sum(x .* y .* exp(x)), x)", (), ["np.exp(x)"]),
]  # fmt: skip
NEVER = ("np.eye", "np.ones", "np.kron", "np.diag(", "linalg.inv")


@pytest.mark.parametrize(("program", "results", "once"), PLANS)
def test_the_plan(program: str, results: tuple[str, ...], once: list[str]) -> None:
    code = matcalc.parse(program).code("numpy", results)
    body = code[code.rindex('"""') :]
    for text in once:
        assert body.count(text) == 1, code
    assert not [word for word in NEVER if word in body], code


# A question, and a line that stands in the code of its value, gradient and Hessian.
LINES = [
    ("s in R^n; D(sum(1 ./ s + s .^ 2), s)", "np.diag(2 / s**3 + 2)"),
    ("x in R; D(x |x|, x)", "return x * t1, 2 * t1, 2 * np.sign(x)"),
    ("x in R^n; D(norm(x, 4), x)", "t1 = np.sum(x**4)"),
    ("r, x, k in R; D(r x (1 - x/k), x)", "(1 - 2 * t1)"),
    ("A, B in R^(m x n); X in R^(n x n); D(sum(A .* log(A ./ (B X))), X)", "A / BX"),
    ("x, y in R^n; D(-sum(y .* log(sigmoid(x)) + (1 - y) .* log(1 - sigmoid(x))), x)", "np.sum(y * np.logaddexp(0, -x) + np.logaddexp(0, x) * (1 - y))"),
    ("x, y in R^n; D(sum(x .^ y), y)", "t1 = x**y"),
    ("x in R^n; D(norm(x), x)", ", 1 / t1)"),
]  # fmt: skip


@pytest.mark.parametrize(("program", "line"), LINES)
def test_a_line(program: str, line: str) -> None:
    code = matcalc.parse(program).code("numpy", ALL)
    assert line in code, code


def test_what_a_name_was_declared_goes_with_it() -> None:
    """Also while code with the same name, declared otherwise, is at work."""
    plan = planned([matcalc.parse("A : symmetric(n); x in R^n; D(x' A x, x)").answer])
    assert "return A @ x + x @ A" in matcalc.parse("A in R^(n x n); x in R^n; D(x' A x, x)").code()
    assert plan.results


def test_code_lints(tmp_path: Any) -> None:
    questions = [*((program, results) for program, results, _ in PLANS), *((program, ALL) for program, _ in LINES)]
    for number, (program, results) in enumerate(questions):
        for target in ("numpy", "jax", "torch", "array-api"):
            path = tmp_path / f"{target.replace('-', '_')}_{number}.py"
            path.write_text(matcalc.parse(program).code(target, results), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "E4,E7,E9,F,W,I", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
