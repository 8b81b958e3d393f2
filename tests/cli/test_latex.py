"""How a formula of LaTeX is delivered: bare, in delimiters, in the macros of one's choice."""

from __future__ import annotations

import pytest

from tests.conftest import Matcalc

QUADRATIC = "x : vector(n); A : symmetric(n); ∂/∂x (x' A x)"
COLUMN = "∂/∂x [x^2; 3x]"

# Arguments, and all of standard output.
WRITTEN = [
    ([QUADRATIC, "-f", "latex"], "2\\mathbf{x}^T A\n"),
    ([QUADRATIC, "--inline"], "\\(2\\mathbf{x}^T A\\)\n"),
    ([QUADRATIC, "--inline=dollar"], "$2\\mathbf{x}^T A$\n"),
    ([QUADRATIC, "--display"], "\\[\n2\\mathbf{x}^T A\n\\]\n"),
    (["--display", "dollar", QUADRATIC], "$$\n2\\mathbf{x}^T A\n$$\n"),
    (["--display", QUADRATIC, "d/dx x^2"], "\\[\n2\\mathbf{x}^T A\n\\]\n\\[\n2x\n\\]\n"),
    ([QUADRATIC, "-f", "latex", "--macros", "bm"], "2\\bm{x}^T A\n"),
    ([QUADRATIC, "-f", "latex", "--macros", "top,boldsymbol"], "2\\boldsymbol{x}^\\top A\n"),
    ([QUADRATIC, "-f", "latex", "--macros", "top", "--macros", "bm"], "2\\bm{x}^\\top A\n"),
    ([COLUMN, "-f", "latex", "--macros", "pmatrix"], "\\begin{pmatrix} 2x \\\\ 3 \\end{pmatrix}\n"),
    ([QUADRATIC, "--macros", "bm"], "2𝐱ᵀA\n"),
]


@pytest.mark.parametrize(("arguments", "out"), WRITTEN, ids=[" ".join(row[0][1:]) for row in WRITTEN])
def test_the_formula_and_nothing_else_is_printed(matcalc: Matcalc, arguments: list[str], out: str) -> None:
    result = matcalc(*arguments)
    assert (result.status, result.out) == (0, out)


REFUSED = [
    (["--display", "--inline"], "exclude each other"),
    (["--display", "--standalone"], "exclude each other"),
    (["--inline", "-f", "json"], "json"),
    (["--macros", "bm,mathbf"], "bm and mathbf exclude each other"),
    (["--macros", "bold"], "boldsymbol"),
    (["--macros", ""], "pmatrix"),
]


@pytest.mark.parametrize(("options", "said"), REFUSED, ids=[" ".join(row[0]) for row in REFUSED])
def test_contradictions_are_refused(matcalc: Matcalc, options: list[str], said: str) -> None:
    result = matcalc("d/dx x^2", *options)
    assert (result.status, result.out) == (2, "")
    assert said in result.err


def test_json_has_the_formula_in_these_macros(matcalc: Matcalc) -> None:
    assert r"\\bm{x}^\\top" in matcalc(QUADRATIC, "-f", "json", "--macros", "bm,top").out


def test_a_document_has_the_packages_of_its_macros(matcalc: Matcalc) -> None:
    assert r"\usepackage{bm}" in matcalc(QUADRATIC, "--standalone", "--macros", "bm").out
    assert r"\usepackage{bm}" not in matcalc(QUADRATIC, "--standalone").out


def test_a_table_without_a_form_is_left_out(matcalc: Matcalc) -> None:
    """Of a vector made of blocks no single entry can be told."""
    program = "ŵ = [𝐰; b]; x̂ = [𝐱; 1]; ∂(ŵ · x̂)/∂ŵ"
    assert matcalc(program, "--table", "-f", "latex").out.startswith(r"\hat{\mathbf{x}}^T")
    assert matcalc(program, "--table").status == 0
