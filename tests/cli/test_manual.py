"""The manual page says what the command does, and is the one in the repository."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from matcalc.cli.main import cli
from matcalc.cli.manual import escape, page
from matcalc.notation.functions import FUNCTIONS

PAGE = Path(__file__).parents[2] / "man" / "matcalc.1"


def test_the_page_in_the_repository_is_fresh() -> None:
    assert PAGE.read_text("utf-8") == page(), "run: python -m matcalc.cli.manual > man/matcalc.1"


def test_the_page_names_every_option_command_and_function() -> None:
    text = page()
    for command in (cli, *cli.commands.values()):
        for parameter in command.params:
            for spelling in parameter.opts:
                assert escape(spelling) in text
    for row in FUNCTIONS:
        assert f"\\fB{escape(row.name)}\\fR" in text


def test_the_page_is_seven_bit_and_no_line_is_an_unknown_request() -> None:
    known = {".TH", ".SH", ".SS", ".TP", ".PP", ".IP", ".RS", ".RE", ".nf", ".fi", ".nh"}
    text = page()
    assert text.isascii()
    for line in text.splitlines():
        assert line, "an empty line is a break in roff"
        assert not line.startswith("'")
        assert not line.startswith(".") or line.split()[0] in known


@pytest.mark.skipif(shutil.which("groff") is None, reason="needs groff to set the page")
def test_groff_sets_the_page_without_a_warning() -> None:
    run = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww"], input=page(), capture_output=True, text=True, check=True
    )
    assert run.stderr == ""
    assert "∂" in run.stdout
