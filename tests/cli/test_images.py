"""Pictures of answers: in files and pipes, several in one, chosen by the ending of a file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from tests.conftest import Matcalc

PNG = b"\x89PNG\r\n\x1a\n"
QUERY = "d/dx sin(x^2)"

BEGINNINGS = [
    ("answer.svg", b"<svg "),
    ("answer.PNG", PNG),
    ("answer.tex", b"2x \\cos(x^2)\n"),
    ("answer.json", b'{"input"'),
    ("answer.py", b"import numpy"),
    ("answer.txt", b"2x cos(x"),
]


@pytest.mark.parametrize(("name", "beginning"), BEGINNINGS)
def test_the_ending_of_a_file_chooses_the_format(matcalc: Matcalc, tmp_path: Path, name: str, beginning: bytes) -> None:
    result = matcalc(QUERY, "-o", str(tmp_path / name))
    assert (result.status, result.out) == (0, "")
    assert result.err == "where x ∈ ℝ\n"[: len(result.err)]
    assert (tmp_path / name).read_bytes().startswith(beginning)


def test_a_format_that_is_named_goes_before_the_ending(matcalc: Matcalc, tmp_path: Path) -> None:
    matcalc(QUERY, "-f", "json", "-o", str(tmp_path / "answer.svg"))
    assert json.loads((tmp_path / "answer.svg").read_text("utf-8"))["input"] == QUERY


def test_several_programs_are_one_picture_or_document(matcalc: Matcalc) -> None:
    heights = []
    for programs in ([QUERY], [QUERY, "3x^2y"], [QUERY, "3x^2y", "d/dx x^2; d/dx x^3"]):
        heights.append(float(fromstring(matcalc("-f", "svg", *programs).out).attrib["height"]))
        document = matcalc("--standalone", *programs).out
        assert document.count(r"\documentclass") == document.count(r"\end{document}") == 1
    assert heights == sorted(set(heights))


def test_of_what_is_refused_the_rest_is_drawn_in_a_pipe_and_nothing_in_a_file(matcalc: Matcalc, tmp_path: Path) -> None:
    piped = matcalc("-f", "svg", QUERY, "x +")
    assert piped.status == 2
    assert piped.out.startswith("<svg ")
    filed = matcalc("-o", str(tmp_path / "answer.svg"), QUERY, "x +")
    assert (filed.status, list(tmp_path.iterdir())) == (2, [])


def test_tables_and_derivations_are_drawn(matcalc: Matcalc) -> None:
    plain, table, steps = (matcalc(*more, "-f", "svg", "w, x : vector; ∂/∂w (w .* x)") for more in ([], ["--table"], ["--steps"]))
    widths = [float(fromstring(result.out).attrib["width"]) for result in (plain, table, steps)]
    assert widths == sorted(set(widths))


def test_pixels_are_not_for_a_terminal(matcalc: Matcalc) -> None:
    result = matcalc("-f", "png", QUERY, tty=True)
    assert (result.status, result.out) == (2, "")
    assert "-o" in result.err


def test_pixels_go_through_a_pipe() -> None:
    command = [sys.executable, "-m", "matcalc", "-f", "png", QUERY]
    run = subprocess.run(command, capture_output=True, check=True, stdin=subprocess.DEVNULL, env=os.environ)
    assert run.stdout.startswith(PNG)
    assert run.stdout.endswith(b"IEND\xaeB`\x82")


REFUSED = [
    (["--standalone", "-o", "answer.svg", QUERY], "svg"),
    (["--display", "-f", "png", QUERY], "png"),
    (["-f", "svg", "d/dx " + "sin(" * 1000 + "x" + ")" * 1000], "too long for a picture"),
    (["-f", "svg", "∂/∂a a " + "sqrt(b + " * 400 + "b" + ")" * 400], "too large"),
]


@pytest.mark.parametrize(("arguments", "said"), REFUSED, ids=[row[1] + row[0][-1][:20] for row in REFUSED])
def test_what_cannot_be_drawn_is_refused(matcalc: Matcalc, arguments: list[str], said: str) -> None:
    result = matcalc(*arguments)
    assert (result.status, result.out) == (2, "")
    assert said in result.err
