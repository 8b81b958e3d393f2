"""Help, version, and what is refused before anything is computed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from matcalc import __version__
from matcalc.cli.main import cli
from tests.conftest import Matcalc

REFUSALS = [
    (["--tabel", "x"], "--table"),
    (["--wtr", "x", "y"], "--wrt"),
    (["--wrt"], "requires an argument"),
    (["x", "-f"], "requires an argument"),
    (["x", "-f", "pdf"], "unicode"),
    (["x", "--dim", "n"], "write it like n=3"),
    (["x", "--dim", "n=0"], "between 1 and"),
    (["x", "--dim", "n=99999999"], "between 1 and"),
    (["x", "--dim", "n=2", "--dim", "n=3"], "both 2 and 3"),
    (["x", "--standalone", "-f", "json"], "--standalone"),
    (["-f", "latex", "run", "file.mc"], "matcalc run"),
    (["run"], "FILE"),
    (["run", "no such file.mc"], "No such file"),
    (["run", "/"], "Is a directory"),
    (["run", "a\x00b"], "not a file name"),
    (["completion", "tcsh"], "bash"),
]


@pytest.mark.parametrize(("arguments", "said"), REFUSALS)
def test_misuse_is_refused_with_a_reason(matcalc: Matcalc, arguments: list[str], said: str) -> None:
    result = matcalc(*arguments)
    assert (result.status, result.out) == (2, "")
    assert said in result.err
    assert "Traceback" not in result.err


BINARIES = [
    (b"d/dx \xff\xfe", "0xff"),
    (b"# x\n\ny\x00z", ":3:2: error: this is not text"),
    (b"\x7fELF\x02\x01\x01\x00", "zero byte"),
    (b"x" * (2**24 + 1), "larger than"),
]


@pytest.mark.parametrize(("data", "said"), BINARIES)
def test_what_is_not_text_is_refused(matcalc: Matcalc, tmp_path: Path, data: bytes, said: str) -> None:
    file = tmp_path / "file.mc"
    file.write_bytes(data)
    for result in (matcalc("run", str(file)), matcalc("-", stdin=data), matcalc(stdin=data)):
        assert (result.status, result.out) == (2, "")
        assert said in result.err


def test_nothing_typed_whose_answer_would_not_be_seen_gives_a_short_hint(matcalc: Matcalc) -> None:
    result = matcalc()
    assert result.status == 0
    assert "matcalc 'd/dx sin(x^2)'" in result.out


def test_version(matcalc: Matcalc, capsys: pytest.CaptureFixture[str]) -> None:
    assert matcalc("--version").status == 0
    assert capsys.readouterr().out == f"matcalc {__version__}\n"


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["run", "--help"], ["completion", "--help"]])
def test_help_names_every_option(
    matcalc: Matcalc, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert matcalc(*arguments).status == 0
    text = capsys.readouterr().out
    command = cli.commands.get(arguments[0], cli)
    for parameter in command.params:
        assert any(spelling in text for spelling in (*parameter.opts, parameter.human_readable_name))
    assert max(map(len, text.splitlines())) <= 100


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(matcalc: Matcalc, shell: str) -> None:
    result = matcalc("completion", shell)
    assert result.status == 0
    assert re.search(rf"_MATCALC_COMPLETE={shell}_complete", result.out)
