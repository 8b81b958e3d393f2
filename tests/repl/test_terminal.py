"""The prompt for real: the command in a pseudo-terminal of its own, with a person who types."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyte
import pytest

LIMIT = 60.0
"""Seconds after which what has not come will not come."""

CURSOR_ASKED = b"\x1b[6n"
ENTER, CTRL_C, CTRL_D = "\r", "\x03", "\x04"

SLOW = "d^40/dx^40 exp(sin(x^2) tanh(x)^3 log(x + 1))"


AT_A_TERMINAL = """
import fcntl, os, signal, sys, termios
signal.signal(signal.SIGINT, signal.SIG_DFL)
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, "-m", "matcalc", *sys.argv[1:]])
"""
"""Makes the terminal the process's own, which it is interrupted from, whatever these tests were started by.
In the process itself: Python code between fork and exec may hang where a library has threads."""


class Terminal:
    """A terminal with the command in it, and what it shows."""

    def __init__(self, folder: Path, arguments: list[str], **variables: str) -> None:
        self.master, slave = pty.openpty()
        self.screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self.screen)
        self.resize(24, 80)
        environment = {
            **{
                name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "PAGER", "LESS")
            },
            **dict.fromkeys(("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"), str(folder)),
            "TERM": "xterm-256color",
            **variables,
        }
        self.process = subprocess.Popen(
            [sys.executable, "-c", AT_A_TERMINAL, *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment,
            start_new_session=True,
        )
        os.close(slave)
        self.raw = b""

    def resize(self, rows: int, columns: int) -> None:
        self.screen.resize(rows, columns)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def enter(self, line: str) -> None:
        """Type a line, and enter it when it is there."""
        self.type(line)
        self.asks(line)
        self.type(ENTER)

    @property
    def lines(self) -> list[str]:
        """What is on the screen, down to the last line that is not empty."""
        shown = "\n".join(line.rstrip() for line in self.screen.display).rstrip("\n")
        return shown.split("\n")

    @property
    def line(self) -> str:
        """The line with the cursor."""
        return str(self.screen.display[self.screen.cursor.y]).rstrip()

    def shows(self, *texts: str) -> None:
        """Wait until the screen has all these texts."""
        self._until(
            lambda: all(any(text in line for line in self.lines) for text in texts), f"{texts} on the screen"
        )

    def asks(self, line: str = "") -> None:
        """Wait until a line can be typed, and this is in it."""
        self._until(
            lambda: not self._cooked() and self.line == f"> {line}".rstrip(), f"a prompt with {line!r}"
        )

    def computes(self) -> None:
        """Wait until the line has been taken: the editor then gives the terminal back as it was."""
        self._until(self._cooked, "the terminal as it was")

    def ends(self) -> int:
        """The exit code, once the command has ended."""
        deadline = time.monotonic() + LIMIT
        while self._read(deadline):
            pass
        return self.process.wait(LIMIT)

    def close(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        os.close(self.master)

    def _cooked(self) -> bool:
        return bool(termios.tcgetattr(self.master)[3] & termios.ICANON)

    def _until(self, holds: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + LIMIT
        while not holds():
            assert time.monotonic() < deadline, f"no {what}, but\n" + "\n".join(self.lines)
            self._read(time.monotonic() + 0.05)

    def _read(self, deadline: float) -> bool:
        """Whether more came before the deadline; tells where the cursor is, as terminals do."""
        ready, _, _ = select.select([self.master], [], [], max(0.0, deadline - time.monotonic()))
        try:
            data = os.read(self.master, 65536) if ready else b""
        except OSError:  # the other end is closed
            data = b""
        self.raw += data
        self._stream.feed(data)
        if CURSOR_ASKED in data:
            cursor = self.screen.cursor
            os.write(self.master, b"\x1b[%d;%dR" % (cursor.y + 1, cursor.x + 1))
        return bool(data)


Starting = Callable[..., Terminal]


@pytest.fixture
def starting(tmp_path: Path) -> Iterator[Starting]:
    """Start the command: ``starting("repl", TERM="dumb")``."""
    made: list[Terminal] = []

    def start(*arguments: str, **variables: str) -> Terminal:
        made.append(Terminal(tmp_path, [*arguments], **variables))
        return made[-1]

    yield start
    for terminal in made:
        terminal.close()


def test_a_conversation(starting: Starting, tmp_path: Path) -> None:
    terminal = starting()
    terminal.asks()
    terminal.type("w, x : vector(n)")
    terminal.shows("  𝐰, 𝐱 ∈ ℝⁿ")  # below the line, while it is typed
    terminal.type(ENTER)
    terminal.asks()
    terminal.type("\\partial\t/\\partial\tw (w \\otimes\t x)")
    terminal.shows("> ∂/∂w (w ⊗ x)", "ℝⁿ → ℝⁿ · Jacobian n × n")
    terminal.type(ENTER)
    terminal.shows("=  diag(𝐱)")
    terminal.asks()
    terminal.type("dw/dx @ 2")
    terminal.shows("        ^ the character @ is not part of the language")
    terminal.type(ENTER)
    terminal.shows("error: the character @ is not part of the language")
    terminal.asks("dw/dx @ 2")  # it comes back, with the cursor at the error
    assert terminal.screen.cursor.x == len("> dw/dx ")
    terminal.type(CTRL_C)
    terminal.asks()
    terminal.type(CTRL_D)
    assert terminal.ends() == 0
    assert b"\x1b[0;35m" in terminal.raw or b"\x1b[0;33m" in terminal.raw  # colours
    kept = (tmp_path / "matcalc" / "history").read_text("utf-8")
    assert kept.splitlines() == ['"w, x : vector(n)"', '"∂/∂w (w ⊗ x)"', '"dw/dx @ 2"']


def test_ctrl_c_stops_a_computation_and_keeps_the_session(starting: Starting) -> None:
    terminal = starting()
    terminal.asks()
    terminal.enter("u = x^3")
    terminal.asks()
    terminal.enter(SLOW)
    terminal.computes()
    terminal.type(CTRL_C)
    terminal.shows("interrupted")
    terminal.asks()
    terminal.enter("du/dx")
    terminal.shows("=  3x²")
    terminal.asks()
    terminal.enter("quit")
    assert terminal.ends() == 0


def test_a_window_that_changes(starting: Starting) -> None:
    terminal = starting()
    terminal.asks()
    terminal.type("x in R^n; A in R^(m x n); d/dx A x + 3 @")
    terminal.shows("@ is not part of the language")
    terminal.resize(12, 24)
    terminal.shows("  column 40: the cha")
    terminal.type(CTRL_C)
    terminal.asks()
    terminal.enter("d/dx (x^2 sin(x))")
    terminal.asks()
    assert all(len(line) <= 24 for line in terminal.lines)
    terminal.type(CTRL_D)
    assert terminal.ends() == 0


def test_without_colour(starting: Starting) -> None:
    terminal = starting("repl", NO_COLOR="1")
    terminal.asks()
    terminal.enter("d/dx sin(x) # comment")
    terminal.shows("cos(x)")
    terminal.asks()
    terminal.type(CTRL_D)
    assert terminal.ends() == 0
    assert not re.search(rb"\x1b\[(?:[0-9]+;)*(?:3|4|9|10)[0-7](?:;[0-9]+)*m", terminal.raw)


def test_a_dumb_terminal(starting: Starting) -> None:
    terminal = starting(TERM="dumb")
    terminal.shows(">")
    terminal.type("[a;\n")
    terminal.type("b]\n")
    terminal.shows("∂/∂b")
    terminal.type("quit\n")
    assert terminal.ends() == 0
    assert b"\x1b" not in terminal.raw


def test_long_answers_go_through_the_pager(starting: Starting) -> None:
    terminal = starting(PAGER=f"{sys.executable} -c \"print('paged', len(input()))\"")
    terminal.asks()
    terminal.enter("d/dx x^2")
    terminal.shows("=  2x")
    terminal.asks()
    terminal.enter("help symbols")
    terminal.shows("paged")
    terminal.asks()
    terminal.type(CTRL_D)
    assert terminal.ends() == 0
