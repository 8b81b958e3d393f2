"""Programs as conversations: an entry after the other, from a file or through a pipe."""

from __future__ import annotations

import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from matcalc.cli import progress
from matcalc.cli.main import run_command
from matcalc.presenting.environment import Environment
from tests.conftest import Matcalc

COMMAND = [sys.executable, "-m", "matcalc"]

# A script, what is printed, and a word that standard error holds.
SCRIPTS = [
    ("x : vector(n)\n∂/∂x sum(x)\nx : vector(3)\n∂/∂x sum(x .^ 2)\n", "1⃗ᵀ\n2𝐱ᵀ\n", "where 𝐱 ∈ ℝ³"),
    ("u = x^2\ndu/dx\nu = x^3\ndu/dx", "2x\n3x²\n", ""),
    ("d/dx x^3\nd/dx _\nD(ans_1 + ans, x)\n", "3x²\n6x\n6x + 6\n", ""),
    # An option may be set, as in what the prompt saves.
    ("w : vector(n)\n:set layout mixed\nd/dw (w . w)\n:set format latex\nd/dw _", "2𝐰\n2 I\n", ""),
    # A program that asks nothing asks for what it defines last.
    ("u = x^2\ny = 3u\n", "6x\n", ""),
    ("u = x^2\n\n# the end\n", "2x\n", ""),
    # What is indented below an expression is its answer, also where all is indented.
    ("d/dx x^3\n    3x²\n\n    more of it\nd/dx x^2\n", "3x²\n2x\n", ""),
    ("  d/dx x^3\n\n  d/dx x^2\n    2x\n  d/dx x\n", "3x²\n2x\n1\n", ""),
    ("# first\n  x : vector(n)\n  # then\n  ∂/∂x sum(x)\n", "1⃗ᵀ\n", ""),
    ("d/dx x^3\n\n    d/dx x^2\n", "3x²\n2x\n", ""),
    # Statements say nothing of what was answered before them.
    ("∂/∂w (w . x)\nw, x : vector(3)\n", "𝐱ᵀ\n", "note: w, x: line 1 was answered before line 2 states this"),
    ("dy/dx\ny = x^2\n", "dy/dx where y = y(x)\n", "note: y: line 1"),
]


@pytest.mark.parametrize(("script", "printed", "said"), SCRIPTS)
def test_a_script_is_a_conversation(
    matcalc: Matcalc, tmp_path: Path, script: str, printed: str, said: str
) -> None:
    file = tmp_path / "script.mc"
    file.write_text(script, "utf-8")
    for result in (matcalc("run", str(file)), matcalc(stdin=script.encode())):
        assert (result.status, result.out) == (0, printed)
        assert said in result.err


@pytest.mark.parametrize("goes_on", ["  = 2x", "= 2x", "where x in R"])
def test_in_a_file_a_line_may_go_on_with_the_one_before(
    matcalc: Matcalc, tmp_path: Path, goes_on: str
) -> None:
    file = tmp_path / "script.mc"
    file.write_text(f"d/dx x^2\n{goes_on}\n", "utf-8")
    result = matcalc("run", str(file))
    said = "note: true: d/dx x^2 = 2x\n" if "=" in goes_on else ""
    assert (result.status, result.out, result.err) == (0, "2x\n", f"where x ∈ ℝ\n{said}")


REFUSED = [
    ("d/dx x\n\nd/dx (x\n\nd/dx x^2", "1\n", ":3:6: error: ( is never closed\n3 | d/dx (x\n"),
    ("x : vector(n)\nu = (x .\nx^2)\nd/dx x", "", ":3:1: error: x is n×1"),
    ("_ + 1\nd/dx x", "", ":1:1: error: there is no answer ans"),
    ("f(x) = x^2\n   + 3x\ndf/dx", "", ":2:1: error: this is indented below a statement"),
    ("x : vector(n)\n", "", ":1: error: nothing is asked"),
    ("d/dx x\n:set layuot mixed\nd/dx x^2", "1\n", ":2: error: there is no option layuot"),
    ("d/dx x\n:steps\n", "1\n", ":2: error: in a program :set alone"),
    ("# nothing\n\n", "", ":1: error: there is nothing to read"),
    ("x : R^3\nd/dx (x .* _ .* y_1 + A x x)", "", ":2:"),
]


@pytest.mark.parametrize(("script", "printed", "said"), REFUSED)
def test_a_refusal_names_the_file_the_line_and_the_column(
    matcalc: Matcalc, tmp_path: Path, script: str, printed: str, said: str
) -> None:
    file = tmp_path / "script.mc"
    file.write_text(script, "utf-8")
    for name, result in ((str(file), matcalc("run", str(file))), ("standard input", matcalc(stdin=script.encode()))):
        assert (result.status, result.out) == (2, printed)
        assert f"{name}{said}" in result.err


def test_it_may_keep_going(matcalc: Matcalc) -> None:
    script = b"d/dx x^3\nd/dx (x\n\nd/dx y \xff\nd/dx _\n"
    stopped = matcalc(stdin=script)
    assert (stopped.status, stopped.out) == (2, "3x²\n")
    result = matcalc("--keep-going", stdin=script)
    assert (result.status, result.out) == (2, "3x²\n6x\n")
    assert "standard input:2:6:" in result.err
    assert "standard input:4:8: error: this is not text: byte 0xff" in result.err


def test_each_file_is_a_session_of_its_own(matcalc: Matcalc, tmp_path: Path) -> None:
    first, second = tmp_path / "a.mc", tmp_path / "b.mc"
    first.write_text("x : vector(n)\nd/dx (x\n")
    second.write_text("d/dx x^2\n")
    result = matcalc("run", str(first), str(tmp_path / "none.mc"), str(second))
    assert (result.status, result.out) == (2, "2x\n")
    assert "No such file" in result.err
    output = tmp_path / "out"
    assert matcalc("run", str(first), str(second), "--keep-going", "-o", str(output)).status == 2
    assert not output.exists()


def test_refusals_are_objects_in_their_places(matcalc: Matcalc) -> None:
    result = matcalc("-f", "json", "--keep-going", stdin=b"d/dx x^3\n\nd/dx (x\n\n_ + q x\nd/dx \xff\n")
    lines = [json.loads(line) for line in result.out.splitlines()]
    assert (result.status, result.err) == (2, "")
    assert [line["line"] for line in lines] == [1, 3, 5, 5, 6]
    assert [line.get("unicode") for line in lines] == ["3x²", None, "6x + q", "x", None]
    assert lines[1]["input"] == "d/dx (x"
    assert lines[1]["error"] == {
        "message": "( is never closed",
        "hint": "close it with )",
        "span": [5, 6],
        "labels": [],
    }
    assert lines[-1]["input"] == "d/dx ?"
    assert matcalc("-f", "json", "d/dx (x").out == ""
    missing = matcalc("run", "-f", "json", "no such file")
    assert json.loads(missing.out)["line"] is None


# Formats whose texts belong together.
JOINED = [
    (["-f", "numpy"], "def derivative_2(x):"),
    (["--standalone"], "\\begin{gathered}\n3x^2 \\\\\n2x\n\\end{gathered}"),
    (["-f", "table", "--no-table"], "  ∂(x³)/∂x  =  3x²\n\n  where x ∈ ℝ\n\n  ∂(x²)"),
]


@pytest.mark.parametrize(("options", "part"), JOINED)
def test_formats_that_join_answers(matcalc: Matcalc, options: list[str], part: str) -> None:
    result = matcalc(*options, stdin=b"d/dx x^3\nd/dx x^2\n")
    assert result.status == 0
    assert part in result.out
    alone = matcalc("-f", "numpy", stdin=b"d/dx x^3\n")
    assert "def derivative(x):" in alone.out


def test_a_picture_holds_the_answers_of_all_programs(matcalc: Matcalc, tmp_path: Path) -> None:
    first, second, output = (tmp_path / name for name in ("a.mc", "b.mc", "answer.svg"))
    first.write_text("w : vector(n)\n:set layout mixed\nd/dw (w . w)\n", "utf-8")
    second.write_text("d/dx x^3\n", "utf-8")
    result = matcalc("run", str(first), str(second), "-o", str(output))
    assert (result.status, result.out) == (0, "")
    assert output.read_text("utf-8").count("<svg") == 1


def test_answers_are_compared_with_what_is_written_below(matcalc: Matcalc, tmp_path: Path) -> None:
    file = tmp_path / "script.mc"
    file.write_text("x : R\nd/dx x^3\n    3x²\nd/dx (x\n  error: ( is never closed\n    d/dx (x\n         ^\n  hint: close it with )\nd/dx x\n")
    assert matcalc("run", "--compare", str(file)) == matcalc("run", "--compare", str(file), tty=True)
    assert matcalc("run", "--compare", str(file)).status == 0
    file.write_text("d/dx x^3\n    3x\n\nd/dx x^2\n    2x\n")
    result = matcalc("run", "--compare", str(file))
    assert (result.status, result.out) == (1, f"{file}:2: d/dx x^3\n  - 3x\n  + 3x²\n")
    file.write_text("d/dx x^3\n    3x²\n\nd/dx (x\n")
    result = matcalc("run", "--compare", str(file))
    assert (result.status, result.out) == (2, "")
    assert "never closed" in result.err
    file.write_text("d/dx x^3\n")
    assert matcalc("run", "--compare", str(file)).status == 2


HOSTILE = [
    (b"(\n" * 2_000, 2_000),
    (b"d/dx (x\n" + b"d/dx x\n" * 300, 1),  # a bracket that was forgotten is of one line
    (b"x +\n" * 5_000, 1),
    (b"\0\xff\n" * 500, 500),
    (b"\\begin{\n" * 1_000, 1_000),
    (b"_\n" * 200, 200),
    (b"d/dx x\n" + b"   x\n" * 100_000, 0),
    (b"u = u\n" * 200, 200),
    (b"d/dx x^2\r\n\r\n\xef\xbb\xbfd/dx x\r\n", 0),
]


@pytest.mark.parametrize(("script", "refused"), HOSTILE, ids=[ascii(s[:12]) for s, _ in HOSTILE])
def test_the_hostile_is_refused_and_the_rest_goes_on(matcalc: Matcalc, script: bytes, refused: int) -> None:
    result = matcalc("-f", "json", "--keep-going", stdin=script + b"\nd/dy y^3\n")
    lines = [json.loads(line) for line in result.out.splitlines()]
    assert sum("error" in line for line in lines) == refused
    assert lines[-1]["unicode"] == "3y²"


def process(*arguments: str, stderr: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*COMMAND, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, env=os.environ
    )


@pytest.mark.parametrize("arguments", [[], ["-f", "json"], ["run", "-"]])
def test_an_answer_comes_before_the_next_line_is_written(arguments: list[str]) -> None:
    with process(*arguments) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        for line, answer in ((b"u = x^3\ndu/dx\n", "3x²"), (b"d/dx _\n", "6x")):
            running.stdin.write(line)
            running.stdin.flush()
            assert answer in running.stdout.readline().decode()
        running.stdin.close()
        assert running.wait() == 0


def test_a_reader_that_leaves_ends_it_quietly() -> None:
    with process("-f", "json", stderr=subprocess.PIPE) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdin.write(b"d/dx x\n")
        running.stdin.flush()
        running.stdout.readline()
        running.stdout.close()
        running.stdin.write(b"d/dx x\nd/dx x\n")
        running.stdin.close()
        assert (running.wait(), running.stderr.read()) == (141, b"")


def test_progress_makes_room_for_what_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "FIRST", 0.0)
    monkeypatch.setattr(progress, "EVERY", 0.0)
    out, err = io.StringIO(), io.StringIO()
    environment = Environment(
        io.BytesIO(b"d/dx x\n\nd/dx (x\n\nd/dx x^2\n"),
        out,
        err,
        stdin_tty=False,
        stdout_tty=False,
        width=80,
        color=False,
        error_color=False,
        progress=True,
    )
    assert run_command(["-f", "json", "--keep-going"], environment) == 2
    assert err.getvalue() == "\r1 answered\x1b[K\r1 answered, 1 refused\x1b[K\r2 answered, 1 refused\x1b[K\r\x1b[K"
    assert len(out.getvalue().splitlines()) == 3


def test_progress_is_for_a_terminal_beside_the_answers() -> None:
    here, there = pty.openpty()
    script = "import sys; from matcalc.presenting.environment import Environment as E; print(E.of_process({}).progress)"
    for stdout, said in ((subprocess.PIPE, b"True"), (there, b"False")):
        run = subprocess.run([sys.executable, "-c", script], stdout=stdout, stderr=there, check=True)
        assert said in (run.stdout if run.stdout is not None else os.read(here, 100))
    os.close(there)
    os.close(here)
