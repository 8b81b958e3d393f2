"""From programs to where their answers belong."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import Matcalc

ANSWERED = [
    (["d/dx x^3"], "3x²\n"),
    (["-x^2", "--wrt", "x"], "-2x\n"),
    (["d/dx x^3", "d/dx x^2"], "3x²\n2x\n"),
    (["d/dx x^3; d/dx x^2"], "3x²\n2x\n"),
    (["d/dx x^3", "-f", "ascii"], "3x^2\n"),
    (["d/dx x^3", "--ascii"], "3x^2\n"),
    (["d/dx x^3", "-f", "latex"], "3x^2\n"),
    (["3x^2y", "--wrt", "x"], "6xy\n"),
    (["3x^2y", "--wrt", "y"], "3x²\n"),
]
STRUCTURED = [
    (["--entries", "constrained"], "2X⁻¹ - X⁻¹ ⊗ I\n", "independent"),
    ([], "X⁻¹\n", "constrained"),
]


@pytest.mark.parametrize(("options", "printed", "other"), STRUCTURED)
def test_how_the_entries_of_a_symmetric_matrix_vary(
    matcalc: Matcalc, options: list[str], printed: str, other: str
) -> None:
    result = matcalc("X : symmetric(n); d/dX log(det(X))", *options)
    assert (result.status, result.out) == (0, printed)
    assert f"with --entries {other}" in result.err


@pytest.mark.parametrize(("arguments", "printed"), ANSWERED)
def test_an_answer_is_one_line_in_a_pipe(matcalc: Matcalc, arguments: list[str], printed: str) -> None:
    result = matcalc(*arguments)
    assert (result.status, result.out) == (0, printed)
    assert result.err.startswith("where x")
    assert result.err.count("\n") == 1


@pytest.mark.parametrize("arguments", [[], ["-"], ["run", "-"]])
def test_a_program_from_standard_input(matcalc: Matcalc, arguments: list[str]) -> None:
    result = matcalc(*arguments, stdin="# two lines\nf(x) = x^2\n∂/∂x f(x)\n".encode())
    assert (result.status, result.out) == (0, "2x\n")


def test_a_program_from_a_file(matcalc: Matcalc, tmp_path: Path) -> None:
    file = tmp_path / "neuron.mc"
    file.write_text("\ufeffx : vector(n)\r\n∂/∂x sum(x)\r\n", "utf-8")
    assert matcalc("run", str(file)).out == "1⃗ᵀ\n"
    assert matcalc("run", str(file), "-f", "ascii").out == "ones'\n"


def test_a_declaration_holds_for_every_expression(matcalc: Matcalc) -> None:
    result = matcalc("∂/∂x (w . x)", "∂/∂w (w . x)", "--var", "w, x : vector(n)")
    assert result.out == "𝐰ᵀ\n𝐱ᵀ\n"


def test_the_terminal_gets_a_table_and_a_pipe_does_not(matcalc: Matcalc) -> None:
    arguments = ("w, x : vector; ∂/∂w (w .* x)",)
    assert matcalc(*arguments).out == "diag(𝐱)\n"
    shown = matcalc(*arguments, tty=True).out
    assert "where 𝐰, 𝐱 ∈ ℝⁿ" in shown
    assert "⋱" in shown
    assert "⋱" not in matcalc(*arguments, "--no-table", tty=True).out
    assert "⋱" in matcalc(*arguments, "--table").out
    assert matcalc(*arguments, "--ascii", tty=True).out.isascii()


def test_json_is_one_object_on_a_line_for_each_query(matcalc: Matcalc) -> None:
    result = matcalc("d/dx x^3; d/dx x^2", "-f", "json")
    first, second = map(json.loads, result.out.splitlines())
    assert (first["unicode"], second["unicode"]) == ("3x²", "2x")


def test_a_refusal_points_and_prints_nothing(matcalc: Matcalc) -> None:
    result = matcalc("d/dx x^3; d/dx (x")
    assert (result.status, result.out) == (2, "")
    assert "^" in result.err


def test_one_refusal_does_not_stop_the_others(matcalc: Matcalc) -> None:
    result = matcalc("d/dx x^3", "d/dx (x", "d/dx x^2")
    assert (result.status, result.out) == (2, "3x²\n2x\n")


def test_a_refusal_in_a_file_names_the_file(matcalc: Matcalc, tmp_path: Path) -> None:
    file = tmp_path / "neuron.mc"
    file.write_text("d/dx x\nd/dx (x\n")
    assert "neuron.mc" in matcalc("run", str(file)).err


def test_output_goes_to_a_file_whole(matcalc: Matcalc, tmp_path: Path) -> None:
    file = tmp_path / "answer.txt"
    result = matcalc("d/dx x^3", "d/dx x^2", "-o", str(file), tty=True)
    assert (result.status, result.out) == (0, "")
    assert file.read_text("utf-8") == "3x²\n2x\n"
    assert [path.name for path in tmp_path.iterdir()] == ["answer.txt"]


def test_output_is_left_alone_by_a_refusal(matcalc: Matcalc, tmp_path: Path) -> None:
    file = tmp_path / "answer.txt"
    file.write_text("before")
    assert matcalc("d/dx x^3", "d/dx (x", "-o", str(file)).status == 2
    assert file.read_text() == "before"
    assert matcalc("d/dx x^3", "-o", str(tmp_path / "none" / "answer.txt")).status == 2
    assert [path.name for path in tmp_path.iterdir()] == ["answer.txt"]


def test_output_keeps_the_mode_and_the_link(matcalc: Matcalc, tmp_path: Path) -> None:
    file, link = tmp_path / "answer.txt", tmp_path / "link"
    file.write_text("before")
    file.chmod(0o640)
    link.symlink_to(file)
    assert matcalc("d/dx x^3", "-o", str(link)).status == 0
    assert link.is_symlink()
    assert file.read_text("utf-8") == "3x²\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def matcalc_process(*arguments: str, **variables: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "matcalc", *arguments],
        env=os.environ | variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_a_reader_that_leaves_is_no_error() -> None:
    process = matcalc_process(*["d/dx x^3"] * 20)
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert b"rror" not in process.stderr.read()
    process.stderr.close()
    assert process.wait() == 141


def test_an_interrupt_is_quiet() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "matcalc", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    time.sleep(0.5)  # it now waits for standard input
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert (process.returncode, out, err.strip()) == (130, b"", b"")


UNRAISABLE = """
import signal, weakref
from matcalc import __main__
from matcalc.cli import main

class Kept: pass

def run_command():
    kept = Kept()
    reference = weakref.ref(kept, lambda gone: signal.raise_signal(signal.SIGINT))
    del kept
    while True: pass

main.run_command = run_command
__main__.entry()
"""


def test_an_interrupt_is_not_lost_where_python_cannot_raise_it() -> None:
    done = subprocess.run([sys.executable, "-c", UNRAISABLE], capture_output=True, timeout=30, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
def test_any_terminal_encoding_gets_utf_8(encoding: str) -> None:
    out, err = matcalc_process("d/dx x^3", PYTHONIOENCODING=encoding, PYTHONUTF8="0").communicate()
    assert (out, err) == ("3x²\n".encode(), "where x ∈ ℝ\n".encode())


def test_a_reading_is_never_silent(matcalc: Matcalc) -> None:
    result = matcalc("w, x : vector; ∂/∂w (w .* x)")
    assert (result.out, result.err) == ("diag(𝐱)\n", "where 𝐰, 𝐱 ∈ ℝⁿ\n")
    noted = matcalc("d/dx x^2 + 3x")
    assert "note: " in noted.err


def test_several_partial_derivatives_say_which_each_is(matcalc: Matcalc) -> None:
    result = matcalc("3x^2y", "-f", "ascii")
    first, second = result.out.splitlines()
    assert first.endswith("= 6x y")
    assert second.endswith("= 3x^2")
    assert matcalc(first, "-f", "ascii").status == 0
