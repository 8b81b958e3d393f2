"""The sessions in tests/sessions: what is typed, and what is printed indented below it.

Each file that ends in ``.mc`` is a program with its answers, as ``matcalc run --compare`` reads it. A line
of a file that ends in ``.console`` is a whole command, ``$ matcalc …``, and below it is what that prints on
standard output.
"""

from __future__ import annotations

import io
import shlex
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from matcalc.cli.comparing import comparisons
from matcalc.cli.directions import Directions
from matcalc.cli.main import run
from matcalc.cli.prompting import settings_of
from matcalc.presenting.environment import Environment
from matcalc.presenting.presentation import Presentation
from matcalc.presenting.sources import Script
from matcalc.reader.entries import entries
from matcalc.session import Session
from tests.conftest import Matcalc

FOLDER = Path(__file__).parent / "sessions"
PROGRAMS = sorted(FOLDER.glob("*.mc"))
COMMAND = "$ matcalc "


every_program = pytest.mark.parametrize("path", PROGRAMS, ids=[path.stem for path in PROGRAMS])


@every_program
def test_session(path: Path) -> None:
    environment = Environment(
        io.BytesIO(), io.StringIO(), io.StringIO(), False, False, 80, color=False, error_color=False
    )
    directions = Directions(Presentation("unicode"), environment, lambda: settings_of(run, {}))
    found = list(comparisons(Script(str(path), environment.stdin), Session(), directions))
    assert found
    written = {turn.entry.line: turn.written.text if turn.written else "" for turn in found}
    assert {turn.entry.line: turn.printed for turn in found} == written


@every_program
def test_programs_run(matcalc: Matcalc, path: Path) -> None:
    """A session runs as it is, its answers passed over; what is refused in it does not stop the rest."""
    result = matcalc("run", "--keep-going", str(path))
    assert result.status == (2 if "error: " in path.read_text("utf-8") else 0)
    assert not result.out.startswith(" ")


def commands() -> Iterator[tuple[str, str, str]]:
    for path in sorted(FOLDER.glob("*.console")):
        typed, place = "", ""
        for entry in entries(path.read_text("utf-8").splitlines(), ahead=True):
            if entry.below:
                yield place, typed, entry.text
            typed, place = entry.text, f"{path.stem}:{entry.line}"


@pytest.mark.parametrize(("place", "typed", "printed"), [pytest.param(*c, id=c[0]) for c in commands()])
def test_command(matcalc: Matcalc, place: str, typed: str, printed: str) -> None:
    assert typed.startswith(COMMAND)
    result = matcalc(*shlex.split(typed[len(COMMAND) :]))
    assert result.status == 0
    assert textwrap.dedent(result.out).strip("\n") == printed
