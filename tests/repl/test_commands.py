"""Commands of the prompt: what they print, say and change."""

from __future__ import annotations

from pathlib import Path

import pytest

from matcalc.notation.commands import COMMANDS
from matcalc.repl.clipboard import sequence
from matcalc.repl.prompt import Prompt
from matcalc.repl.state import Outcome
from matcalc.writers import answer_text
from tests.conftest import Matcalc
from tests.repl.conftest import Begun


def take(prompt: Prompt, *lines: str) -> Outcome:
    """What comes of the last line; none of those before is refused."""
    *before, last = lines
    for line in before:
        outcome = prompt.take(line)
        assert not outcome.error, outcome.error
    return prompt.take(last)


# Lines, and the first words of each line that the last of them prints and says.
SAID = [
    (["w, x : vector(n)", "list"], ["Names", "as it was typed", "𝐰 ∈ ℝⁿ  w : vector(n)", "𝐱 ∈ ℝⁿ  x : vector(n)"]),
    (["f(a, b) = 3a^2b", "list"], ["Names", "as it was", "f : ℝ × ℝ → ℝ  f(a, b) = 3a^2b  from its definition"]),
    (["list"], ["nothing has been declared or defined"]),
    (["list answers"], ["nothing has been answered"]),
    (["d/dx x^3", "list answers"], ["Answers", "of", "ans_1  3x²  d/dx x^3"]),
    # info
    (["w, x : vector(n)", "u = w .* x", "info u"], ["𝐮 ∈ ℝⁿ", "kind      from its definition", "said      u = w .* x", "made of   w, x"]),
    (["w, x : vector(n)", "u = w .* x", "info x"], ["𝐱 ∈ ℝⁿ", "kind      declared", "said      x : vector(n)", "used by   u"]),
    (["x : scalar", "u = x^2", "v = u x", "info u"], ["u ∈ ℝ", "kind      from its definition", "said      u = x^2", "made of   x", "used by   v"]),
    (["f(a, b) = 3a^2b", "info f"], ["f : ℝ × ℝ → ℝ", "kind      from its definition", "said      f(a, b) = 3a^2b", "so        ∂(3a²b)/∂a = 6ab", "so        ∂(3a²b)/∂b = 3a²"]),
    (["info q"], ["q ∈ ℝ", "kind      by convention"]),
    (["info 𝐱"], ["𝐱 ∈ ℝⁿ", "kind      bold"]),
    (["info tanh"], ["tanh: hyperbolic tangent", "", "Derivative of tanh", "", "d tanh(x)/dx = 1 - tanh(x)²"]),
    (["info ln"], ["log: natural logarithm", "also      ln"]),
    (["info product"], ["Product rule (product)"]),
    (["product : vector(n)", "info product"], ["product ∈ ℝⁿ"]),
    (["info ⊗"], ["element-wise product"]),
    (["set notation standard", "info ⊗"], ["Kronecker product: ⊗"]),
    (["info undo"], ["the command undo: take back"]),
    (["d/dx x^3", "info ans_1"], ["ans_1 = 3x²", "of        d/dx x^3", "shape     a number", "layout    numerator"]),
    # In another way.
    (["d/dx x^3", "latex"], ["3x^2", "where x ∈ ℝ"]),
    (["3x^2y", "latex ans_2"], ["3x^2", "where x, y ∈ ℝ"]),
    (["3x^2y", "unicode"], ["∂(3x²y)/∂x = 6xy", "∂(3x²y)/∂y = 3x²", "where x, y ∈ ℝ"]),
    (["d/dx x^3", "d/dx x^2", "ascii ans_1"], ["3x^2", "where x in R"]),
    (["d/dx exp(x)", "code"], ["import numpy as np"]),
    (["d/dx x^3", "json"], ['{"input": "d/dx x^3"']),
    (["d/dx x^3", "table"], ["∂(x³)/∂x  =  3x²"]),
    (["d/dx sin(x^2)", "steps"], ["d sin(x²)/dx", "", "1. Introduce intermediate variables"]),
    (["steps index d/dX tr(A X)"], ["∂ tr(AX)/∂X", "", "1. Introduce an intermediate variable"]),
    (["latex d/dx x^3"], ["3x^2", "ans_1", "where x ∈ ℝ"]),
    (["d/dx sin(x^2)", "graph"], ["y = sin(u)"]),
    (["graph sin(x^2)"], ["y = sin(u)"]),
    (["x : vector(n)", "u = x . x", "check ∂u/∂x = 2x'"], ["true: ∂u/∂x = 2x'", "the same normal form"]),
    (["d/dx x^3", "check _ = 3x^2 = x"], ["true: ans = 3x^2", "the same normal form", "false: 3x^2 = x", "the sides"]),
    # Options
    (["set layout"], ["layout is numerator", "it can be numerator, denominator, mixed", "How derivatives are laid out."]),
    (["set layout mixed"], ["layout is mixed"]),
    (["set layout=mixed"], ["layout is mixed"]),
    (["set --layout mixed"], ["layout is mixed"]),
    (["set dim n=3, m=4"], ["dim is n=3 m=4"]),
    (["set dim n=3", "set dim none"], ["dim is none"]),
    (["set verify yes"], ["verify is on"]),
    (["set steps full", "set steps none"], ["steps is none"]),
    (["set layout mixed", "set layout default"], ["layout is numerator"]),
    # Help
    (["help"], ["Commands"]),
    (["help layouts"], ["Layouts"]),
    (["help layout"], ["layout is numerator"]),
    (["?tanh"], ["tanh: hyperbolic tangent"]),
    (["? steps"], ["steps [brief|full|index]", "", "Steps"]),
    # What looks like a command
    (["qiut"], ["∂(qiut)/∂q = iut", "∂(qiut)/∂i = qut", "∂(qiut)/∂u = qit", "∂(qiut)/∂t = qiu", "where q, i, u, t ∈ ℝ", "note: qiut was read as a product; did you mean the command quit?"]),
]  # fmt: skip


def columns(line: str) -> str:
    return "  ".join(part.strip() for part in line.split("   ") if part.strip())


@pytest.mark.parametrize(("lines", "said"), SAID, ids=[" / ".join(lines) for lines, _ in SAID])
def test_said(begun: Begun, lines: list[str], said: list[str]) -> None:
    outcome = take(begun(), *lines)
    assert not outcome.error
    found = [columns(line) for line in (*outcome.text.splitlines(), *outcome.remarks)]
    assert len(found) >= len(said)
    for line, begins in zip(found, said, strict=False):
        assert line.startswith(columns(begins))


# A line that is refused after others: the reason, and the hint.
REFUSED = [
    ([":lst"], "there is no command called lst", "did you mean list?"),
    (["set layuot mixed"], "there is no option layuot", "did you mean layout?"),
    (["set layout numerater"], "layout is one of numerator, denominator, mixed", "did you mean numerator?"),
    (["set dim n"], "'n' is not a dimension", None),
    (["set output x"], "there is no option output", None),
    (["set steps full", "set format numpy"], "--steps shows a derivation", None),
    (["u = w .* x", "set notation standard"], "what was stated and answered is kept", "choose the notation before all else"),
    (["d/dx x", "set notation standard"], "what was stated and answered is kept", None),
    (["set x"], "there is no option x", "there are wrt, dim, layout"),
    (["undo"], "there is nothing to undo", None),
    (["redo"], "there is nothing to do again", None),
    (["u = 1", "undo", "v = 2", "redo"], "there is nothing to do again", None),
    (["undo 2"], "nothing stands behind this command", None),
    (["latex"], "nothing has been answered yet", None),
    (["d/dx x", "latex ans_3"], "there is no answer ans_3", "the last is ans_1"),
    (["check"], "there is no equation in this", "write one, such as check d/dx x^2 = 2x"),
    (["check d/dx (x = 2"], "( is never closed", None),
    (["check _ = 3"], "there is no answer ans", None),
    (["info"], "info needs a name", "such as info tanh"),
    (["info tanhh"], "nothing is called tanhh", "did you mean tanh?"),
    (["list foo"], "foo cannot be listed", "list answers"),
    (["help layuots"], "there is no help on layuots", "did you mean layouts?"),
    (["save"], "a file is to be named", None),
    (["load /no/such/file"], "cannot read '/no/such/file'", None),
    (["save /no/such/file"], "cannot write '/no/such/file'", None),
    (["d/dx x", "copy"], "the clipboard is that of a terminal", None),
]


@pytest.mark.parametrize(("lines", "reason", "hint"), REFUSED, ids=[" / ".join(lines) for lines, *_ in REFUSED])
def test_refused(begun: Begun, lines: list[str], reason: str, hint: str | None) -> None:
    prompt = begun()
    take(prompt, *lines[:-1], "")
    before = prompt.state
    outcome = prompt.take(lines[-1])
    assert outcome.error.startswith(f"error: {reason}")
    assert hint is None or f"hint: {hint}" in outcome.error
    assert outcome.refused == lines[-1]
    assert prompt.state is before


def test_the_place_of_an_error_is_one_in_the_line(begun: Begun) -> None:
    outcome = take(begun(), "latex d/dx (3x @ 2)")
    assert outcome.refused[outcome.place] == "@"
    outcome = take(begun(), "x : scalar\nd/dx (3x @ 2)")
    assert outcome.refused[outcome.place] == "@"


def test_options_are_used(begun: Begun) -> None:
    assert take(begun(), "set layout denominator", "d/dx sum(x)").text.split() == ["1⃗", "ans_1"]
    assert take(begun("--layout", "denominator"), "d/dx sum(x)").text.split() == ["1⃗", "ans_1"]
    assert take(begun("--layout", "mixed"), "set layout numerator", "set layout default", "set layout").remarks[0] == "layout is mixed"


def test_every_option_can_be_set_to_what_it_is(begun: Begun) -> None:
    prompt = begun()
    settings = prompt.state.settings
    for name in settings.names:
        assert not take(prompt, f"set {name} {settings.shown(settings.option(name))}").error
    assert dict(prompt.state.settings.values) == dict(settings.values)


def test_the_number_of_an_answer_stands_at_the_right(begun: Begun) -> None:
    prompt = begun(tty=True, width=60)
    first, *_ = take(prompt, "d/dx x^3").text.splitlines()
    assert first.endswith("  ans_1")
    assert len(first) == 60
    assert take(begun(tty=True, width=20), "d/dx x^3").text.splitlines()[0].strip() == "ans_1"


def test_several_lines_are_undone_together(begun: Begun) -> None:
    prompt = begun()
    take(prompt, "v = 1", "u = x^2\ndu/dx", "undo")
    assert prompt.state.session.names == ("v",)
    assert prompt.state.session.count == 0


def test_copy(begun: Begun, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    outcome = take(begun(tty=True), "d/dx x^3", "copy latex")
    assert outcome.clipboard == "3x^2"
    assert outcome.remarks == ("copied: 3x^2",)
    assert sequence("3x²") == "\x1b]52;c;M3jCsg==\x07"
    assert take(begun(tty=True), "copy d/dx x^3").clipboard == "3x²"
    monkeypatch.setenv("TERM", "dumb")
    assert "of the type dumb has no clipboard" in take(begun(tty=True), "copy d/dx x^3").error


SESSION = [
    "w, x : vector(n)",
    "u = w .* x",
    "∂u/∂w",
    "set layout denominator",
    "∂/∂w sum(u)",
    "u = w + x",
    "D(sum(u) + _' w, w)",
    "set dim n=3",
    "f(a,\n b) = a^2 b",
    "ans_2 + f(1, 2)",
]


def texts(prompt: Prompt) -> list[str]:
    outcome = prompt.take("list answers")
    return [*outcome.text.splitlines(), *prompt.take("list").text.splitlines()]


def test_a_saved_session_loads(begun: Begun, tmp_path: Path) -> None:
    prompt, other = begun(), begun()
    path = tmp_path / "my session.mc"
    assert not take(prompt, *SESSION, "v = 1", "undo", f"save {path}").error
    assert take(other, f"load '{path}'").remarks == (f"loaded: '{path}', 10 lines, 4 answers",)
    assert texts(other) == texts(prompt)
    assert other.state.session.options == prompt.state.session.options
    take(other, "undo")
    assert other.state.session.kept == ()


def test_a_saved_session_runs(begun: Begun, matcalc: Matcalc, tmp_path: Path) -> None:
    prompt = begun()
    path = tmp_path / "session.mc"
    assert not take(prompt, *SESSION, f"save {path}").error
    result = matcalc("run", str(path))
    assert result.status == 0, result.err
    assert result.out.splitlines() == [answer_text(found.answer) for found in prompt.state.answers]


def test_a_saved_session_knows_what_it_began_with(begun: Begun, tmp_path: Path) -> None:
    path = tmp_path / "session.mc"
    prompt = begun("--var", "x : vector(n)", "--layout", "mixed", "--dim", "n=2")
    take(prompt, "d/dx sum(x)", f"save {path}")
    assert path.read_text("utf-8").splitlines() == [":set dim n=2", ":set layout mixed", "x : vector(n)", "d/dx sum(x)"]


REFUSED_FILES = [
    ("u = x^2\nd/dx (\n\n", "line 2: ( is never closed"),
    ("u = x^2\n\n:list\n", "line 3: in a program :set alone may stand"),
    (":set layout foo\n", "line 1: layout is one of"),
    ("ans_1 + 1\n", "calls answers by their numbers"),
]


@pytest.mark.parametrize(("text", "reason"), REFUSED_FILES)
def test_a_file_that_is_refused_leaves_the_session(begun: Begun, tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "program.mc"
    path.write_text(text, "utf-8")
    prompt = begun()
    take(prompt, "d/dx x", "")
    before = prompt.state
    assert reason in prompt.take(f"load {path}").error
    assert prompt.state is before


def test_every_command_stands_in_the_help(begun: Begun) -> None:
    text = take(begun(), "help").text
    assert all(f"  {command.shown}  " in text for command in COMMANDS)
