"""The sessions in tests/sessions: a line typed, and what is printed indented below it.

A line at the margin is one program, given to matcalc as one argument. A line that starts with
``$ matcalc`` is a whole command. What is indented by four columns is printed on standard output, or,
when the program is refused, on standard error. ``#`` starts a comment.
"""

from __future__ import annotations

import shlex
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import Matcalc

FOLDER = Path(__file__).parent / "sessions"
COMMAND = "$ matcalc "


@dataclass(frozen=True)
class Turn:
    """One line of a session and the output below it."""

    place: str
    typed: str
    printed: str

    @property
    def arguments(self) -> list[str]:
        return shlex.split(self.typed[len(COMMAND) :]) if self.typed.startswith(COMMAND) else [self.typed]


def turns() -> Iterator[Turn]:
    for path in sorted(FOLDER.glob("*.mc")):
        typed, number, printed = "", 0, list[str]()
        for count, line in enumerate([*path.read_text("utf-8").splitlines(), "#"], 1):
            if not line or line.startswith(" "):
                printed.append(line)
                continue
            if typed:
                yield Turn(f"{path.stem}:{number}", typed, textwrap.dedent("\n".join(printed)).strip("\n"))
            typed, number, printed = ("" if line.startswith("#") else line), count, []


@pytest.mark.parametrize("turn", [pytest.param(turn, id=turn.place) for turn in turns()])
def test_session(matcalc: Matcalc, turn: Turn) -> None:
    result = matcalc(*turn.arguments)
    printed = textwrap.dedent(result.out if result.status == 0 else result.err)
    assert printed.strip("\n") == turn.printed
    assert not (result.out and result.status)
