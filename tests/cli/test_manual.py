"""The manual page says what the command does, and is the one in the repository."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from matcalc.cli.main import cli
from matcalc.cli.manual import escape, page
from matcalc.manual import CHAPTERS
from matcalc.manual.chapter import Chapter
from matcalc.notation.functions import FUNCTIONS
from tests.conftest import Matcalc

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


def test_every_chapter_is_listed_and_is_on_the_page(matcalc: Matcalc) -> None:
    text = page()
    listed = [line.split() for line in matcalc("help").out.splitlines() if line.startswith("  ")]
    assert [words[0] for words in listed] == [chapter.topic for chapter in CHAPTERS]
    for chapter in CHAPTERS:
        assert f'.SH "{escape(chapter.title.upper())}"' in text


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.topic)
@pytest.mark.parametrize("width", [40, 80, 200])
def test_help_prints_the_chapter_of_the_page(matcalc: Matcalc, chapter: Chapter, width: int) -> None:
    result = matcalc("help", chapter.topic, tty=True, width=width)
    assert (result.status, result.err) == (0, "")
    printed = result.out.split()
    for item in chapter.body:
        for field in type(item).__match_args__ if not isinstance(item, str) else ():
            words = getattr(item, field).split()
            assert any(printed[k : k + len(words)] == words for k in range(len(printed)))


def test_help_on_a_command_is_its_own(matcalc: Matcalc, capsys: pytest.CaptureFixture[str]) -> None:
    for name in cli.commands:
        matcalc(name, "--help")
        assert matcalc("help", name).out == capsys.readouterr().out


def test_help_on_what_there_is_none_says_what_there_is(matcalc: Matcalc) -> None:
    near, far = matcalc("help", "layout"), matcalc("help", "zzz")
    assert (near.status, near.out) == (far.status, far.out) == (2, "")
    assert "layouts" in near.err
    assert "matcalc help" in far.err


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
