"""What does not fit: a program, words of the message, the text under the caret, words of the hint."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

import pytest

from matcalc.errors import KindError
from matcalc.kinds import infer
from matcalc.reader import read

REFUSED = [
    # shapes, in each operator
    ("w : vector(n); A : matrix(m,k); w A", "w is n×1 and A is m×k", "w A", "columns"),
    ("w : vector(m); A : matrix(m,k); A w", "A is m×k and w is m×1", "A w", "Aᵀ w"),
    ("w : vector(n); A : matrix(m,k); w + A", "w is n×1 and A is m×k", "w + A", "same shape"),
    ("𝐰 𝐱", "cannot be multiplied", "𝐰 𝐱", "𝐰 · 𝐱, 𝐰 ⊗ 𝐱 or 𝐰 𝐱ᵀ"),
    ("𝐱ᵀ 𝐲ᵀ", "cannot be multiplied", "𝐱ᵀ 𝐲ᵀ", "𝐱ᵀ 𝐲"),
    ("𝐱 + 𝐱ᵀ", "cannot be added", "𝐱 + 𝐱ᵀ", "did you mean 𝐱?"),
    ("𝐱^2", "𝐱 is n×1", "𝐱", "𝐱 .^ 2 or 𝐱 · 𝐱"),
    ("(A x)^2", "A x is n×1", "A x", ".^ 2"),
    ("2^𝐱", "exponent is a scalar", "𝐱", ".^"),
    ("1/𝐱", "divides by scalars only", "𝐱", "1 ./ 𝐱"),
    ("x : vector(3); y : vector(4); x · y", "x is 3×1 and y is 4×1", "x · y", "same dimension"),
    ("x : vector(3); y : vector(4); x ⊗ y", "entry by entry", "x ⊗ y", "same shape"),
    ("x : vector(3); y : vector(4); x > y", "compared", "x > y", "same shape"),
    ("x : vector(3); y : vector(4); max(x, y)", "compared", "x, y", "same shape"),
    ("A : matrix(m,n); A^2", "only square matrices", "A", ".^ 2"),
    ("A : matrix(m,n); det(A)", "det takes a square matrix", "A", "square"),
    ("A : matrix(m,n); tr(A)", "tr takes a square matrix", "A", "square"),
    ("x in R^3; x + [1; 2]", "x is 3×1 and [1; 2] is 2×1", "x + [1; 2]", ""),
    ("x ∈ ℝⁿ; y ∈ ℝᵐ; x + y", "x is n×1 and y is m×1", "x + y", ""),
    ("A : matrix(2,3); B : matrix(3,3); [A, B]", "do not fit", "[A, B]", "equal heights"),
    # what a derivative does not take
    ("∇_w ‖w‖² + λ ‖w‖²", "the derivative is 1×n, and does not take this scalar", "λ ‖w‖²", "∇_w (… + …)"),
    ("∂/∂W ‖W x‖² + 1", "does not take this scalar", "1", "∂/∂W (… + …)"),
    ("g = -∂/∂x 3 (x'x) + x'x; g", "does not take this scalar", "x'x", "∂/∂x (… + …)"),
    # names
    ("x : scalar; 𝐱 + 1", "declared a scalar and set in bold", "𝐱", "plain"),
    ("x : scalar; x : vector(3); x", "declared twice", "x", ""),
    ("A : matrix(2,3), symmetric; A", "is square", "", "same name"),
    ("𝐮 = 𝐰·𝐱; 𝐮", "is a scalar", "𝐰·𝐱", ""),
    ("u = 1; u = 2; u", "u is defined twice", "u", "another name"),
    ("u = v; v = u; u", "in terms of itself", "", ""),
    # functions
    ("f(x) = x; f(1, 2)", "f takes 1 argument, and 2 are given", "f(1, 2)", "f(x)"),
    ("f(x) + f(x, y)", "arguments", "f(x, y)", "same number"),
    ("f(𝐱) = 2𝐱; f(3)", "f takes a vector", "3", "vector"),
    # elements and sums
    ("x : vector(3); x_4", "index 4 is out of range: x has 3 entries", "4", "1 to 3"),
    ("x : vector(3); x_{-1}", "index -1 is out of range: x has 3 entries", "-1", "1 to 3"),
    ("x : vector(n); x_{n+1}", "index n + 1 is out of range: x has n entries", "n+1", "1 to n"),
    ("x : vector(3); Σ_{i=1}^4 x_i", "i runs to 4", "4", "sum to 3"),
    ("x : vector(3); y : vector(4); Σ_i x_i y_i", "both 3 and 4", "i", "bounds"),
    ("Σ_i 3", "how far i runs", "i", "bounds"),
    ("A : matrix(3,3); A_{1}", "one index", "A", "row"),
    # derivatives
    ("∇(1)", "no variable", "", "name it"),
    ("∂/∂(x^2) x", "differentiates by a variable", "x^2", "name"),
    ("∇(x'A x)", "by all variables", "A", "∇_x"),
]


@pytest.mark.parametrize(("program", "message", "caret", "hint"), REFUSED)
def test_refusals(program: str, message: str, caret: str, hint: str) -> None:
    with pytest.raises(KindError) as caught:
        infer(read(program))
    error = caught.value
    assert message in error.message
    assert hint in (error.hint or "")
    assert error.hint
    assert error.span is not None
    if caret:
        assert program[error.span.start : error.span.end] == caret


@pytest.mark.parametrize(("program", "labels"), [("w : vector(n); A : matrix(m,k); w A", ["n×1", "m×k"])])
def test_both_operands_are_labelled(program: str, labels: list[str]) -> None:
    with pytest.raises(KindError) as caught:
        infer(read(program))
    assert [word for _, word in caught.value.labels] == labels


def test_a_number_for_a_dimension_can_contradict() -> None:
    with pytest.raises(KindError, match="1×4 and y is 3×1"):
        infer(read("x ∈ ℝⁿ; y ∈ ℝ³; x'y"), {"n": 4})


def doubling(levels: int) -> str:
    steps = "\n".join(f"f_{k + 1}(x) = f_{k}(x + 1) f_{k}(x)" for k in range(levels))
    return f"f_0(x) = x + 1\n{steps}\nf_{levels}(y)"


def test_functions_that_double_each_other_are_refused() -> None:
    with pytest.raises(KindError, match="too large"):
        infer(read(doubling(40)))


LONG: dict[str, Callable[[int], str]] = {
    "a chain of names": lambda k: " + ".join(f"x_{i}^2" for i in range(k)),
    "a chain beside a product": lambda k: " + ".join(f"b_{i}" for i in range(k)) + " + A x",
    "a chain of bold": lambda k: "𝐱 + " * k + "𝐱",
    "a product": lambda k: " ".join(["x"] * k),
    "nested functions": lambda k: "sin(" * k + "x" + ")" * k,
    "nested products": lambda k: "A(" * k + "x" + ")" * k,
    "nested layers": lambda k: "max(0, A " * k + "x" + " + b)" * k,
    "definitions": lambda k: "u_0 = x\n" + "".join(f"u_{i + 1} = u_{i} u_{i}\n" for i in range(k)) + f"u_{k}",
}


def cost(program: str) -> float:
    """Seconds of the processor, without those of the garbage collector, which come when they like."""
    gc.collect()
    gc.disable()
    try:
        began = time.process_time()
        infer(read(program))
        return time.process_time() - began
    finally:
        gc.enable()


@pytest.mark.parametrize("name", LONG)
def test_long_and_deep_programs_are_ordinary(name: str) -> None:
    """Deeper than any recursion, and four times the length takes about four times as long: by a square law
    sixteen. A machine with other work may be slow once, not five times."""
    long = LONG[name]
    assert any(cost(long(1600)) < 10 * cost(long(400)) for _ in range(5))
