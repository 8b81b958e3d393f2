"""The prompt without a terminal: keys come from a pipe, and what is drawn goes nowhere."""

from __future__ import annotations

import io
import time
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
from tests.conftest import Matcalc
from tests.repl.conftest import Begun

ENTER, ALT_ENTER, TAB, DELETE, UP, END, HOME = "\r", "\x1b\r", "\t", "\x1b[3~", "\x1b[A", "\x1b[F", "\x1b[H"
CTRL_C, CTRL_D, CTRL_R = "\x03", "\x04", "\x12"
PAUSE = "␞"  # keys behind it are typed when the next line is asked for, as a person would


@dataclass(frozen=True)
class Talk:
    """What a conversation left behind: the first column of what was printed, and what was said beside."""

    out: list[str]
    err: str
    lines: list[str]


Talking = Callable[..., Talk]


@pytest.fixture
def talking(begun: Begun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Talking:
    """A conversation whose keyboard is a text. ``lines`` of what comes back are those entered."""

    def talked(keys: str, *arguments: str) -> Talk:
        monkeypatch.chdir(tmp_path)
        prompt = begun("-f", "unicode", *arguments, tty=True)
        lines: list[str] = []
        take = Prompt.take
        monkeypatch.setattr(
            Prompt, "take", lambda prompt, line: (line and lines.append(line), take(prompt, line))[1]
        )
        typed = iter(keys.split(PAUSE))
        with create_pipe_input() as keyboard:
            editor = Editor(prompt, tmp_path / "state" / "history", keyboard, DummyOutput())
            ask = editor.ask

            def asked(text: str = "", cursor: int = 0) -> str:
                keyboard.send_text(next(typed, CTRL_C + CTRL_D))
                return ask(text, cursor)

            monkeypatch.setattr(editor, "ask", asked)
            talk(prompt, editor)
        monkeypatch.setattr(Prompt, "take", take)
        stdout, stderr = prompt.environment.stdout, prompt.environment.stderr
        assert isinstance(stdout, io.StringIO)
        assert isinstance(stderr, io.StringIO)
        return Talk(
            [line.split("  ")[0] for line in stdout.getvalue().splitlines()], stderr.getvalue(), lines
        )

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


def test_what_nobody_foresaw_leaves_the_session(talking: Talking, monkeypatch: pytest.MonkeyPatch) -> None:
    take = Prompt.take

    def failing(prompt: Prompt, line: str) -> Outcome:
        if line == "fail":
            raise RuntimeError("\x1b[31mfault")
        return take(prompt, line)

    monkeypatch.setattr(Prompt, "take", failing)
    talked = talking(f"u = x^2{ENTER}fail{ENTER}{CTRL_C}du/dx{ENTER}{CTRL_D}")
    assert talked.out == ["2x"]
    assert r"internal error: RuntimeError: \x1b[31mfault" in talked.err


# Keys, and the lines that are entered by them.
KEYS = [
    # an open bracket or an operator at the end waits for another line; an empty line ends it
    (f"[a;{ENTER}b]{ENTER}", ["[a;\nb]"]),
    (f"u +{ENTER}v{ENTER}", ["u +\nv"]),
    (f"(a{ENTER}{ENTER}{CTRL_C}", ["(a\n"]),
    (f"save (a{ENTER}{CTRL_C}", ["save (a"]),
    (f"a{ALT_ENTER}b{ENTER}", ["a\nb"]),
    # pasted lines are one text
    (f"\x1b[200~x : vector\nx'x\x1b[201~{ENTER}", ["x : vector\nx'x"]),
    # mathematics by TAB
    (f"\\partial{TAB}/\\partial{TAB}x \\alpha{TAB}x_1{TAB}^2{TAB}{ENTER}", ["∂/∂x αx₁²"]),
    (f"\\bfx{TAB} \\otimes{TAB} \\hat{{w}}{TAB}{ENTER}", ["𝐱 ⊗ ŵ"]),
    # completion: of one word, of what several begin with, from a list
    (f"logde{TAB}(A){ENTER}", ["logdet(A)"]),
    (f"sof{TAB}m{TAB}(x){ENTER}", ["softmax(x)"]),
    (f"2softm{TAB}(x){ENTER}", ["2softmax(x)"]),
    (f"w_old = 3{ENTER}w_o{TAB}{ENTER}", ["w_old = 3", "w_old"]),
    (f"\\ote{TAB}{CTRL_C}\\otim{TAB}x{ENTER}{CTRL_C}", ["⊗x"]),
    (f"set lay{TAB} den{TAB}{ENTER}", ["set layout denominator"]),
    # history, and its search
    (f"a{ENTER}b{ENTER}{PAUSE}{PAUSE}{UP}{UP}{ENTER}{PAUSE}", ["a", "b", "a"]),
    (f"a + 1{ENTER}b{ENTER}{PAUSE}{PAUSE}a{UP}{ENTER}{PAUSE}", ["a + 1", "b", "a + 1"]),
    (f"a + 1{ENTER}b{ENTER}{PAUSE}{PAUSE}{CTRL_R}+{ENTER}{ENTER}{PAUSE}", ["a + 1", "b", "a + 1"]),
]


@pytest.mark.parametrize(("keys", "lines"), KEYS)
def test_keys(talking: Talking, keys: str, lines: list[str]) -> None:
    assert talking(keys + CTRL_D).lines == lines


def test_keys_of_vi(talking: Talking) -> None:
    escape = "\x1b"
    talked = talking(
        f"abc{escape}0x{ENTER}set keys emacs{ENTER}abc{HOME}{DELETE}{ENTER}{CTRL_D}", "--keys", "vi"
    )
    assert talked.lines == ["bc", "set keys emacs", "bc"]


def test_lines_are_remembered_by_the_next_conversation(talking: Talking) -> None:
    talking(f"d/dx x^2{ENTER}[a;{ENTER}b]{ENTER}{CTRL_D}")
    assert talking(f"{UP}{ENTER}{PAUSE}{UP}{UP}{UP}{ENTER}{PAUSE}{CTRL_D}").lines == ["[a;\nb]", "d/dx x^2"]


def test_a_history_that_cannot_be_kept_is_a_warning(talking: Talking, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    talked = talking(f"d/dx x^2{ENTER}{PAUSE}d/dx x^3{ENTER}{PAUSE}{UP}{UP}{ENTER}{PAUSE}{CTRL_D}")
    assert talked.out == ["2x", "3x²", "2x"]
    assert talked.err.count("warning: lines will not be remembered") == 1


def test_typing_does_not_wait_for_a_text_that_is_slow_to_read(
    talking: Talking, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def slow(text: str, state: object) -> None:
        read.append(text)
        time.sleep(0.2)
        raise RuntimeError("what fails beside typing is no matter")

    monkeypatch.setattr("matcalc.repl.editor.editor.remark", slow)
    typed = "d/dx " + "x" * 50
    assert talking(f"{typed}{ENTER}{CTRL_D}").lines == [typed]
    assert len(read) < 10


def test_a_pipe_into_the_prompt_is_a_program(matcalc: Matcalc) -> None:
    result = matcalc("repl", stdin=b"u = x^2\ndu/dx\n")
    assert (result.status, result.out) == (0, "2x\n")
