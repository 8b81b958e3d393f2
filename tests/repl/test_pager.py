"""What does not fit on the terminal goes through a pager, and nothing else does."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from matcalc.presenting.environment import Environment
from matcalc.repl.pager import height, show

LONG, SHORT = "x\n" * 1000, "x\n" * 3


@pytest.mark.parametrize(
    ("text", "paged", "tty"), [(LONG, True, True), (SHORT, False, True), (LONG, False, False)]
)
def test_only_what_does_not_fit_on_a_terminal(tmp_path: Path, text: str, paged: bool, tty: bool) -> None:
    environment, variables = at(tmp_path, tty)
    show(text, environment, variables)
    assert isinstance(environment.stdout, io.StringIO)
    assert environment.stdout.getvalue() == ("" if paged else text)
    assert (tmp_path / "paged").exists() == paged
    if paged:
        assert (tmp_path / "paged").read_text() == text


@pytest.mark.parametrize("pager", ["", "cat", "no-such-pager -R"])
def test_without_a_pager_all_is_written(tmp_path: Path, pager: str) -> None:
    environment, variables = at(tmp_path, True)
    show(LONG, environment, {**variables, "PAGER": pager})
    assert isinstance(environment.stdout, io.StringIO)
    assert environment.stdout.getvalue() == LONG


def test_height() -> None:
    assert height("abc\n\n\x1b[31mabcdef\x1b[0m\n", 3) == 1 + 1 + 2


def at(folder: Path, tty: bool) -> tuple[Environment, dict[str, str]]:
    """A terminal, and variables with a pager that leaves what it is given in a file."""
    script = folder / "pager.py"
    script.write_text(f"import sys\nopen({str(folder / 'paged')!r}, 'w').write(sys.stdin.read())\n")
    out = io.StringIO()
    environment = Environment(
        stdin=io.BytesIO(), stdout=out, stderr=io.StringIO(), stdin_tty=True, stdout_tty=tty, width=80, color=False, error_color=False,
    )  # fmt: skip
    return environment, {"PAGER": f"{sys.executable} {script}"}
