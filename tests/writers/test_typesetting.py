"""All that is written in LaTeX is set by the real programs: by TeX with amsmath alone, and by KaTeX."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from matcalc.notation.macros import CHOICES, macros
from matcalc.presenting.answers import present
from matcalc.presenting.environment import Environment
from matcalc.presenting.presentation import Presentation
from matcalc.records import replace
from matcalc.writers.latex import display, document
from tests.asking import asked
from tests.literature.rows import cases
from tests.paper.test_paper import CASES

# Debian keeps the modules of its packages there, where only its own node looks.
MODULES = os.pathsep.join(filter(None, (os.environ.get("NODE_PATH"), "/usr/share/nodejs")))
KATEX = """
const katex = require('katex');
const refused = JSON.parse(require('fs').readFileSync(0, 'utf8')).flatMap(formula => {
    try { katex.renderToString(formula, {displayMode: true, throwOnError: true, strict: 'error'}); return []; }
    catch (error) { return [error.message]; }
});
console.log(JSON.stringify(refused));
"""
QUIET = Environment(io.BytesIO(), io.StringIO(), io.StringIO(), False, False, 80, False, False)
SPELLINGS = [(), ("bm", "pmatrix", "top"), ("boldsymbol",)]

def has_tex() -> bool:
    return shutil.which("pdflatex") is not None or bool(os.environ.get("CI"))


@cache
def has_katex() -> bool:
    if os.environ.get("CI"):
        return True
    return shutil.which("node") is not None and not node("require('katex')", "").returncode


def node(program: str, stdin: str) -> subprocess.CompletedProcess[str]:
    variables = os.environ | {"NODE_PATH": MODULES}
    return subprocess.run(["node", "-e", program], input=stdin, capture_output=True, text=True, check=False, env=variables)


@cache
def questions() -> list[tuple[str, ...]]:
    """The paper's formulas and the literature's, each with its layout."""
    found = [(case.text, case.layout) for case in CASES if case.id.endswith("typed")]
    return [*found, *((row["text"], "mixed", row.get("entries", "independent")) for row in cases())]


@cache
def written(words: tuple[str, ...], more: bool = False) -> list[str]:
    """All answers in default macros and some in others, and some of their tables and derivations, or ``more``."""
    every = 6 if words else 1
    rest = every if words or more else 2
    shown = Presentation("latex", macros=macros(words))
    ways = [
        (shown, every),
        (replace(shown, table=True), 4 * rest),
        (replace(shown, steps="brief"), 8 * rest),
        (replace(shown, steps="full"), 32 * rest),
    ]
    texts = [present(asked(*questions()[number]), way, QUIET).text for way, step in ways for number in range(0, len(questions()), step)]
    return [formula for text in texts for formula in text.removesuffix("\n").split("\n\n")]


def test_the_choices_of_macros_are_all_tried() -> None:
    tried = {macro for words in SPELLINGS for macro in type(macros(words))._values(macros(words))}
    assert tried == {macro for _, macro in CHOICES.values()}


@pytest.mark.long
@pytest.mark.parametrize(
    ("words", "more"),
    [
        *[pytest.param(words, False, id=",".join(words) or "default") for words in SPELLINGS],
        pytest.param((), True, id="more", marks=pytest.mark.breadth),
    ],
)
def test_katex_and_tex_set_all(words: tuple[str, ...], more: bool, tmp_path: Path) -> None:
    """One test of both, since what they set takes longer to work out than to set."""
    if not (has_katex() or has_tex()):
        pytest.skip("needs node and KaTeX (Debian: katex), or pdflatex (Debian: texlive-latex-base)")
    formulas = written(words, more)
    if has_katex():
        run = node(KATEX, json.dumps(formulas))
        assert run.returncode == 0, run.stderr
        assert json.loads(run.stdout) == []
    if has_tex():
        text = document("\n".join(map(display, formulas)), macros(words))
        set_by_tex(text, tmp_path)


@pytest.mark.skipif(not has_katex(), reason="needs node and KaTeX (Debian: katex)")
def test_katex_refuses_what_is_wrong() -> None:
    assert len(json.loads(node(KATEX, json.dumps([r"\mathbff{x}", r"\frac{1}", "x"])).stdout)) == 2


def set_by_tex(text: str, folder: Path) -> None:
    (folder / "all.tex").write_text(text, "utf-8")
    command = ["pdflatex", "-interaction=batchmode", "-halt-on-error", "-no-shell-escape", "all.tex"]
    run = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    log = (folder / "all.log").read_text("latin-1")
    assert run.returncode == 0, log[-2000:]
    assert "Missing character" not in log
