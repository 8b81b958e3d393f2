"""What is said of a line while it is typed."""

from __future__ import annotations

import pytest

from matcalc.errors import Span
from matcalc.repl.editor.below import below
from matcalc.repl.understanding import LONGEST, NOTHING, Remark, remark
from tests.repl.conftest import Begun

KNOWN = ["w, x : vector(n)", "A : matrix(m, n)", "loss = ‖A x‖^2"]

READ = [
    ("y : vector(k)", "𝐲 ∈ ℝᵏ"),
    ("u = w .* x", "𝐮, 𝐰, 𝐱 ∈ ℝⁿ"),
    ("f(x) = x'x", "f : ℝⁿ → ℝ, 𝐱 ∈ ℝⁿ"),
    ("∂/∂w (w · x)", "𝐰, 𝐱 ∈ ℝⁿ · ℝⁿ → ℝ · gradient 1 × n"),
    ("w · x", "𝐰, 𝐱 ∈ ℝⁿ · ℝⁿ × ℝⁿ → ℝ · ∂/∂𝐰 1 × n · ∂/∂𝐱 1 × n"),
    ("∂(A x)/∂x", "𝐱 ∈ ℝⁿ, A ∈ ℝᵐˣⁿ · ℝⁿ → ℝᵐ · Jacobian m × n"),
    ("D(A x, A)", "𝐱 ∈ ℝⁿ, A ∈ ℝᵐˣⁿ · ℝᵐˣⁿ → ℝᵐ · derivative m × m × n"),
    ("d^2/dx^2 x'x", "𝐱 ∈ ℝⁿ · ℝⁿ → ℝ · Hessian n × n"),
    ("dloss/dA", "𝐱 ∈ ℝⁿ, A ∈ ℝᵐˣⁿ · ℝᵐˣⁿ → ℝ · gradient n × m"),
    ("d/dt sin(t)", "t ∈ ℝ · ℝ → ℝ"),
    ("D(a b, [a, b])", "a, b ∈ ℝ · ℝ² → ℝ · gradient 1 × 2"),
    ("undo", "undo · take back the last line that changed something"),
    ("", ""),
    ("x " * LONGEST, ""),
]


@pytest.mark.parametrize(("text", "said"), READ)
def test_how_a_line_is_read(begun: Begun, text: str, said: str) -> None:
    prompt = begun()
    for line in KNOWN:
        prompt.take(line)
    assert remark(text, prompt.state) == Remark(said)


def test_layouts_and_ascii(begun: Begun) -> None:
    prompt = begun("--layout", "denominator", "--ascii")
    prompt.take("A : matrix(m, n); x : vector(n)")
    assert remark("d/dx (A x)", prompt.state).said == "A in R^(m x n), x in R^n; R^n -> R^m; Jacobian n x m"


# What may go on is not wrong.
UNFINISHED = [
    "d/dx",
    "∂",
    "(x",
    "[a; b",
    "a +",
    "w ⊗",
    r"\frac{a}{",
    r"\al",
    "y : vec",
    "sin",
    "D(a",
    "{a if b > 0;",
]

# A text, and where it is wrong.
WRONG = [
    ("x @ 3", Span(2, 3)),
    ("x @", Span(2, 3)),
    ("x @ (3", Span(2, 3)),
    ("a) + b", Span(1, 2)),
    ("a)", Span(1, 2)),
    ("sni(t) + 1", Span(0, 3)),
    ("A w + x", Span(0, 7)),
    ("A + w w", Span(4, 7)),
    ("nope + ans_7", Span(7, 12)),
]


@pytest.mark.parametrize("text", UNFINISHED)
def test_a_line_that_breaks_off_is_not_wrong_yet(begun: Begun, text: str) -> None:
    prompt = begun()
    for line in KNOWN:
        prompt.take(line)
    assert remark(text, prompt.state).sort == "open"


@pytest.mark.parametrize(("text", "place"), WRONG)
def test_where_a_line_is_wrong(begun: Begun, text: str, place: Span | None) -> None:
    prompt = begun()
    for line in KNOWN:
        prompt.take(line)
    found = remark(text, prompt.state)
    assert (found.sort, found.place) == ("wrong", place)
    assert found.said


# A remark, the text, the width, and what stands below the line.
BELOW = [
    (Remark("x ∈ ℝ"), "x", 80, "  x ∈ ℝ"),
    (Remark("x ∈ ℝ · ℝ → ℝ"), "x", 10, "  x ∈ ℝ ·…"),
    (Remark("no @", "wrong", Span(2, 3)), "x @ y", 80, "    ^ no @"),
    (Remark("no 漢字", "wrong", Span(3, 5)), "x⃗ 漢字", 80, "    ^^^^ no 漢字"),
    (Remark("no @ in here", "wrong", Span(12, 13)), "x + y + z + @", 20, "  column 13: no @ i…"),
    (Remark("no @", "wrong", Span(4, 5)), "a +\n@ + b\n + c", 80, "  line 2, column 1: no @"),
    (Remark("no @", "wrong", Span(4, 5)), "a +\n@ + b", 80, "  ^ no @"),
    (Remark("no place", "wrong"), "ans", 80, "  no place"),
    (Remark("(: \x1b[31m", "open", Span(0, 1)), "(", 80, r"  (: \x1b[31m"),
    (NOTHING, "", 80, "  "),
]


@pytest.mark.parametrize(("said", "text", "width", "expected"), BELOW)
def test_below_the_line(said: Remark, text: str, width: int, expected: str) -> None:
    assert "".join(part for _, part, *_ in below(said, text, 2, width)) == expected
