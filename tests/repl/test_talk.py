"""The prompt without a terminal: keys come from a pipe, and what is drawn goes nowhere."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from matcalc.repl.editor.editor import Editor
from matcalc.repl.loop import talk
from matcalc.repl.prompt import Prompt
from matcalc.repl.state import Outcome
from tests.repl.conftest import Begun

ENTER, CTRL_C, CTRL_D, DELETE = "\r", "\x03", "\x04", "\x1b[3~"


@dataclass(frozen=True)
class Talk:
    """What a conversation left behind: the first column of what was printed, and what was said beside."""

    out: list[str]
    err: str


Talking = Callable[[str], Talk]


@pytest.fixture
def talking(begun: Begun, tmp_path: Path) -> Talking:
    """A conversation whose keyboard is a text."""

    def talked(keys: str) -> Talk:
        prompt = begun("-f", "unicode", tty=True)
        with create_pipe_input() as keyboard:
            keyboard.send_text(keys)
            talk(prompt, Editor(prompt, tmp_path / "state" / "history", keyboard, DummyOutput()))
        stdout, stderr = prompt.environment.stdout, prompt.environment.stderr
        assert isinstance(stdout, io.StringIO)
        assert isinstance(stderr, io.StringIO)
        return Talk([line.split("  ")[0] for line in stdout.getvalue().splitlines()], stderr.getvalue())

    return talked


def test_what_is_declared_and_defined_stays(talking: Talking) -> None:
    talked = talking(f"w, x : vector{ENTER}u = w .* x{ENTER}du/dw{ENTER}{CTRL_D}")
    assert talked.out == ["diag(𝐱)"]


def test_ctrl_c_clears_the_line(talking: Talking) -> None:
    assert talking(f"d/dx x^{CTRL_C}d/dx x^3{ENTER}{CTRL_D}").out == ["3x²"]


def test_quit_leaves(talking: Talking) -> None:
    assert talking(f"quit{ENTER}d/dx x^3{ENTER}").out == []


def test_a_refused_line_comes_back_with_the_cursor_at_the_error(talking: Talking) -> None:
    talked = talking(f"d/dx (3x @ 2){ENTER}{DELETE}+{ENTER}{CTRL_D}")
    assert talked.out == ["3"]
    assert "error: the character @" in talked.err


def test_an_interrupted_computation_leaves_the_session(
    talking: Talking, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = Prompt.take

    def interrupted(prompt: Prompt, line: str) -> Outcome:
        if line == "stop":
            raise KeyboardInterrupt
        return take(prompt, line)

    monkeypatch.setattr(Prompt, "take", interrupted)
    talked = talking(f"u = x^2{ENTER}stop{ENTER}du/dx{ENTER}{CTRL_D}")
    assert talked.out == ["2x"]
    assert "interrupted" in talked.err


def test_the_keys_of_vi(talking: Talking) -> None:
    escape = "\x1b"
    talked = talking(f"set keys vi{ENTER}d/dx x^2{escape}r3{ENTER}{CTRL_D}")
    assert talked.out == ["3x²"]
