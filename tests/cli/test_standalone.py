"""A document made with --standalone compiles as it is, by a real TeX."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from matcalc.writers.latex import display, document
from tests.conftest import Matcalc

needs_tex = pytest.mark.skipif(
    shutil.which("pdflatex") is None and not os.environ.get("CI"),
    reason="needs pdflatex (Debian: texlive-latex-base)",
)

PROGRAMS = [
    ["d/dx ln(x^2)"],
    ["w, x : vector; ∂/∂w (w ./ x)"],
    ["∂/∂𝐰 max(0, 𝐰 · 𝐱 + b)"],
    ["∂/∂𝐰 max(0, 𝐰 · 𝐱 + b)", "--table", "--dim", "n=3"],
    ["w, x : vector; ∂/∂w (w .* x)", "--table"],
    ["3x^2y"],
    ["3x^2y; d/dx (sin(x)/x)", "d/dx sigmoid(x)"],
    ["∂/∂𝐰 1/N Σ_{i=1}^N (𝐰 · 𝐱_i + b - y_i)^2"],
    ["--steps", "∂/∂x [ln(x^2); sin(3x)]", "3x^2y"],
    ["--steps", "∂/∂𝐰 1/N Σ_{i=1}^N (y_i - max(0, 𝐰 · 𝐱_i + b))^2"],
    ["--steps", "w : vector(n); d/dw Σ_{i=1}^N (y_i log(sigmoid(w . x_i)) + (1 - y_i) log(1 - sigmoid(w . x_i)))"],
    ["--steps=full", "x, y : vector; L = norm(W_2 tanh(W_1 x + b_1) + b_2 - y)^2; ∂L/∂W_1"],
    ["--steps=full", "S : posdef(n); x, m : vector(n); d/dS (-1/2 log(det(S)) - 1/2 (x - m)' inv(S) (x - m))"],
]


@needs_tex
@pytest.mark.parametrize("program", PROGRAMS, ids=[program[0] for program in PROGRAMS])
def test_the_document_compiles(matcalc: Matcalc, tmp_path: Path, program: list[str]) -> None:
    result = matcalc(*program, "--standalone", "-o", str(tmp_path / "answer.tex"))
    assert result.status == 0
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "answer.tex"]
    run = subprocess.run(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True, check=False)
    assert run.returncode == 0, run.stdout[-2000:]
    assert "Overfull" not in run.stdout
    assert (tmp_path / "answer.pdf").stat().st_size > 0


@needs_tex
def test_steps_compile_when_pasted_into_a_display(matcalc: Matcalc, tmp_path: Path) -> None:
    pasted = matcalc("--steps", "-f", "latex", "∂/∂𝐰 max(0, 𝐰 · 𝐱 + b)").out
    (tmp_path / "answer.tex").write_text(document(display(pasted.strip())), "utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "answer.tex"]
    run = subprocess.run(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True, check=False)
    assert run.returncode == 0, run.stdout[-2000:]
