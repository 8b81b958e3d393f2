"""Conversations: what stays, what a new statement replaces, and answers called by their names."""

from __future__ import annotations

import pytest

from matcalc.calculator import Options
from matcalc.errors import MatcalcError
from matcalc.reader.entries import entries, is_open
from matcalc.session import REMEMBERED, Session
from matcalc.writers import answer_text

# Lines entered one after the other, and the answers to the last of them.
CONVERSATIONS = [
    (["w, x : vector(n)", "∂/∂w (w .* x)"], ["diag(𝐱)"]),
    (["w, x : vector(n)", "u = w .* x", "∂u/∂w"], ["diag(𝐱)"]),
    # A definition that changes flows into those that use it.
    (["u = x^2", "y = 3u", "u = x^3", "dy/dx"], ["9x²"]),
    (["w, x : vector(n)", "x : matrix(m, n)", "D(x w, w)"], ["x"]),
    (["w, x : vector(n)", "x : matrix(m, n)", "∂/∂w sum(w)"], ["1⃗ᵀ"]),
    (["u : vector(n)", "u = w + x", "∂u/∂w"], ["I"]),
    (["x = 3", "x : vector(n)", "∂/∂x (x . x)"], ["2𝐱ᵀ"]),
    # Answers are values with names.
    (["d/dx x^3", "d/dx _"], ["6x"]),
    (["d/dx x^3", "d/dx x^2", "D(ans_1 + ans, x)"], ["6x + 2"]),
    (["u = x^2", "du/dx", "u = x^3", "d/dx ans"], ["2"]),
    (["d/dx x", "∇_𝐰 (𝐰 · 𝐰)"], ["2𝐰ᵀ"]),
    (["∂/∂w (w . w)", "D(‖_‖^2, w)"], ["8𝐰ᵀ"]),
    (["d/dw sum(exp(w)) where w in R^n", "D(_ᵀ, w)"], ["diag(exp(𝐰))"]),
    (["f = f(t)", "d/dt f^2", "D(ans, t)"], ["2(df/dt)² + 2f(t) d²f/dt² where f = f(t)"]),
    # What stands in a query's where is said of that query.
    (["∂/∂w (w . w) where w in R^n", "D(w, w)"], ["1"]),
    # What a line does not need cannot stand in its way.
    (["x : vector(n)", "A : matrix(3, 4)", "B : matrix(4, 3)", "y = tr(A B)", "A : matrix(5, 4)", "D(sum(x), x)"], ["1⃗ᵀ"]),
    (["foo_1 = x^2", "d/dx (x foo_1)"], ["3x²"]),
]


def entered(*lines: str) -> Session:
    session = Session()
    for line in lines:
        session = session.enter(line).session
    return session


@pytest.mark.parametrize(("lines", "expected"), CONVERSATIONS)
def test_conversation(lines: list[str], expected: list[str]) -> None:
    turn = entered(*lines[:-1]).enter(lines[-1])
    assert [answer_text(answer) for answers in turn.answers for answer in answers] == expected


REFUSED = [
    (["_ + 1"], "there is no answer ans", "_"),
    (["d/dx x^2", "ans_2"], "there is no answer ans_2", "ans_2"),
    (["D(A X, X)", "_ + 1"], "ans cannot be used in an expression", "_"),
    (["d/dx x^2", "_ + _ + foo(("], "( is never closed", "("),
    (["w : vector(n)", "∂/∂w sum(w) where w in R^7"], "w is declared twice, differently, as was said before", "w"),
    (["u = x^2", "u = u + 1"], "u is defined in terms of itself", "u"),
]


@pytest.mark.parametrize(("lines", "message", "at"), REFUSED)
def test_refused(lines: list[str], message: str, at: str | None) -> None:
    session = entered(*lines[:-1])
    with pytest.raises(MatcalcError) as caught:
        session.enter(lines[-1])
    error = caught.value
    assert error.message.startswith(message)
    assert at == (None if error.span is None or error.source is None else error.source[slice(*error.span)])


def test_a_place_is_one_in_the_line_entered() -> None:
    with pytest.raises(MatcalcError) as caught:
        entered("w, x : vector(n)", "A : matrix(m, m)").enter("w . x + A w")
    assert caught.value.source == "w . x + A w"
    assert caught.value.span is not None
    assert caught.value.source[slice(*caught.value.span)] in ("A w", "w . x + A w")


def test_a_session_is_a_value() -> None:
    first = entered("u = x^2")
    second = first.enter("u = x^3; v = 1").session
    assert first.names == ("u",)
    assert second.names == ("u", "v")
    assert second.without("u").names == ("v",)
    assert answer_text(first.enter("du/dx").answers[0][0]) == "2x"


def test_options_begin_a_session() -> None:
    session = Session.begun(Options(declarations=("x : vector(n)",), layout="denominator"))
    assert session.names == ("x",)
    assert answer_text(session.enter("∂/∂x sum(x)").answers[0][0]) == "1⃗"


def test_old_answers_are_forgotten() -> None:
    session = entered(*["d/dx x"] * (REMEMBERED + 1))
    assert session.count == REMEMBERED + 1
    assert session.enter("ans_2").answers
    with pytest.raises(MatcalcError, match="there is no answer ans_1"):
        session.enter("ans_1")


def test_understood_answers_nothing() -> None:
    session = entered("w, x : vector(n)")
    typed = session.understood("u = w .* x")
    assert typed.reading.of(typed.definitions["u"]).word == "vector"
    assert session.names == ("w", "x")


SCRIPT = r"""# a comment
x : vector(n)   # another
d/dx (w .
x)

\begin{bmatrix}
a \\ b
\end{bmatrix}
f = \left\{ \begin{array}{l} 0 \\ 1
\end{array} \right.
sin(x
y = 3

z = 5 % comment (
  = 6
$$
x
$$
[1,
"""


def test_entries() -> None:
    found = [(entry.line, entry.text) for entry in entries(SCRIPT.splitlines(keepends=True)) if not entry.below]
    assert found == [
        (2, "x : vector(n)   # another"),
        (3, "d/dx (w .\nx)"),
        (6, "\\begin{bmatrix}\na \\\\ b\n\\end{bmatrix}"),
        (9, "f = \\left\\{ \\begin{array}{l} 0 \\\\ 1\n\\end{array} \\right."),
        (11, "sin(x"),  # a bracket that is open at an empty line was forgotten
        (12, "y = 3"),
        (14, "z = 5 % comment ("),
        (16, "$$\nx\n$$"),
        (19, "[1,"),
    ]


def test_entries_ahead() -> None:
    found = [entry.text for entry in entries(SCRIPT.splitlines(), ahead=True)]
    assert "z = 5 % comment (\n  = 6" in found


@pytest.mark.parametrize(
    ("text", "waits"),
    [("d/dx (", True), ("d/dx x^2", False), ("x +", True), ("x + # y", True), ("x)", False), ("$$", True)],
)
def test_is_open(text: str, waits: bool) -> None:
    assert is_open(text) is waits
