"""``matcalc graph``: the data-flow of what is typed, in each format."""

from __future__ import annotations

import os
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.conftest import Matcalc

LOSS = "C = 1/N Σ_{i=1}^N (y_i - max(0, 𝐰 · 𝐱_i + b))^2; ∂C/∂𝐰"
NETWORK = (
    "W_1 : matrix(h, n); W_2 : matrix(m, h); x, b_1 : vector; y : vector(m); "
    "C = norm(W_2 sigmoid(W_1 x + b_1) - y)^2; ∂C/∂W_1"
)

# arguments, the tree
TREES = [
    (  # Parr & Howard, section 4.5.1
        ["d/dx ln(sin(x^3)^2)"],
        "u₄ = ln(u₃)\n└── u₃ = u₂²\n    └── u₂ = sin(u₁)\n        └── u₁ = x³\n            └── x ← ∂/∂x\n",
    ),
    (["x + x^2"], "u₂ = x + u₁\n├── x\n└── u₁ = x²\n    └── x\n"),  # section 4.5.2
    (["x y", "--wrt", "x"], "C = xy\n├── x ← ∂/∂x\n└── y\n"),
    (["-x^2"], "y = -x²\n└── x\n"),
    (["u = x^2; y = sin(u)"], "y = sin(u)\n└── u = x²\n    └── x\n"),
    (["x^2; 3"], "y = x²\n└── x\n\ny = 3\n"),
    (["x ⊙ x", "--notation", "standard", "--var", "x : vector(n)"], "𝐲 = 𝐱 ⊙ 𝐱\n└── 𝐱\n"),
    (
        [LOSS],
        """\
C = 1/N Σ_{i=1}^N vᵢ²
└── vᵢ = yᵢ - uᵢ
    ├── yᵢ
    └── uᵢ = max(0, zᵢ)
        └── zᵢ = 𝐰 · 𝐱ᵢ + b
            ├── 𝐰 ← ∂/∂𝐰
            ├── 𝐱ᵢ
            └── b
""",
    ),
]


@pytest.mark.parametrize(("arguments", "tree"), TREES, ids=[arguments[0] for arguments, _ in TREES])
def test_tree(matcalc: Matcalc, arguments: list[str], tree: str) -> None:
    result = matcalc("graph", *arguments)
    assert result.status == 0
    assert result.out == tree


def test_on_a_terminal_the_reading_stands_below(matcalc: Matcalc) -> None:
    result = matcalc("graph", "d/dw max(0, w . x + b)", tty=True)
    assert result.out.endswith("    └── b\n\nwhere 𝐰, 𝐱 ∈ ℝⁿ, b ∈ ℝ\n")
    assert not result.err


def test_in_a_pipe_it_is_said_beside(matcalc: Matcalc) -> None:
    result = matcalc("graph", stdin=b"d/dx sin(x)", tty=False)
    assert result.out == "y = sin(x)\n└── x ← ∂/∂x\n"
    assert result.err == "where x ∈ ℝ\n"


@pytest.mark.parametrize("format", ["tree", "dot", "tikz", "mermaid", "svg"])
def test_every_format_draws_every_variable(matcalc: Matcalc, tmp_path: Path, format: str) -> None:
    path = tmp_path / "picture"
    result = matcalc("graph", "-f", format, "--ascii", "-o", str(path), NETWORK)
    assert (result.status, result.out) == (0, "")
    text = path.read_text("utf-8")
    assert text.isascii()
    assert text.count("sigma") + text.count("sigmoid") == 1
    if format == "svg":
        ET.fromstring(text)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["d/dx x^"], "error: "),
        (["w : vector(n); v : vector(3); v . w + sum(q"], "^"),
        (["x : vector(n)"], "nothing is asked"),
        ([""], "there is nothing to read"),
        (["x^2", "--wrt", "3"], "is not a variable"),
        (["x^2", "--standalone", "-f", "dot"], "--standalone makes a LaTeX document"),
        (["x^2", "--layout", "mixed"], "No such option"),
    ],
)
def test_refusals(matcalc: Matcalc, arguments: list[str], said: str) -> None:
    result = matcalc("graph", *arguments)
    assert (result.status, result.out) == (2, "")
    assert said in result.err


def test_steps_in_latex_with_the_data_flow(matcalc: Matcalc) -> None:
    alone = matcalc("--steps", "-f", "latex", "d/dx ln(sin(x^3)^2)").out
    both = matcalc("--steps", "--graph", "-f", "latex", "d/dx ln(sin(x^3)^2)").out
    picture, steps = both.split("\\end{tikzpicture}\n\n")
    assert picture.startswith("\\begin{tikzpicture}")
    assert "{$u_1 = x^3$}" in picture
    assert steps == alone
    refused = matcalc("--graph", "d/dx x^2")
    assert (refused.status, refused.out) == (2, "")
    assert "matcalc graph" in refused.err


def has_tikz() -> bool:
    found = shutil.which("kpsewhich")
    return bool(found and subprocess.run([found, "tikz.sty"], capture_output=True, check=False).stdout)


@pytest.mark.skipif(
    not has_tikz() and not os.environ.get("CI"), reason="needs TikZ (Debian: texlive-pictures)"
)
@pytest.mark.parametrize("program", [NETWORK, LOSS, "{0 if x < 0; x^2 if x > 0}; x/y + sin(x) cos(y)^3/2"])
@pytest.mark.parametrize("asked", [["graph"], ["--steps", "--graph"]])
def test_the_document_compiles(matcalc: Matcalc, tmp_path: Path, program: str, asked: list[str]) -> None:
    assert matcalc(*asked, "--standalone", "-o", str(tmp_path / "flow.tex"), program).status == 0
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "flow.tex"]
    run = subprocess.run(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True, check=False)
    assert run.returncode == 0, run.stdout[-2000:]
