"""``matcalc weave``: documents in, documents out, and files that stay as they were but for the answers."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from matcalc.cli.options import DOCUMENTS, FORMS
from matcalc.documents.languages import LANGUAGES
from tests.conftest import Matcalc
from tests.writers.test_typesetting import KATEX, has_katex, has_tex, node

QUERY = "% matcalc --inline: d/dx x^2\n"
ANSWER = "% begin matcalc: where x in R\n$\\frac{\\partial (x^2)}{\\partial x} = 2x$\n% end matcalc\n"
ARTICLE = Path(__file__).parent / "weave" / "article.tex"
NOTE = ARTICLE.with_name("note.md")


def test_the_document_goes_to_standard_output(matcalc: Matcalc, tmp_path: Path) -> None:
    path = tmp_path / "a.tex"
    path.write_text(QUERY)
    result = matcalc("weave", str(path))
    assert (result.status, result.out, result.err) == (0, QUERY + ANSWER, "")
    assert path.read_text() == QUERY
    assert matcalc("weave", "-", "--language", "latex", stdin=QUERY.encode()).out == QUERY + ANSWER
    assert matcalc("weave", str(path), "-o", str(tmp_path / "b.tex")).status == 0
    assert (tmp_path / "b.tex").read_text() == QUERY + ANSWER


def test_in_place_the_file_keeps_all_but_its_answers(matcalc: Matcalc, tmp_path: Path) -> None:
    path, link = tmp_path / "a.tex", tmp_path / "link.tex"
    before = b"\xef\xbb\xbfcaf\xe9 \\\"o\r\n" + QUERY.encode() + b"a\r\nb"
    path.write_bytes(before)
    path.chmod(0o640)
    link.symlink_to("a.tex")
    assert matcalc("weave", "--in-place", str(link)).status == 0
    assert path.read_bytes() == before.replace(QUERY.encode(), (QUERY + ANSWER).encode())
    assert link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [entry.name for entry in sorted(tmp_path.iterdir())] == ["a.tex", "link.tex"]
    os.utime(path, (1, 1))
    assert matcalc("weave", "--in-place", str(link)).status == 0
    assert path.stat().st_mtime == 1


def test_check_says_what_is_stale_and_changes_nothing(matcalc: Matcalc, tmp_path: Path) -> None:
    stale, fresh = tmp_path / "a.tex", tmp_path / "b.tex"
    stale.write_text("x\n" + QUERY + ANSWER.replace("2x", "3x"))
    fresh.write_text(QUERY + ANSWER)
    result = matcalc("weave", "--check", str(fresh), str(stale))
    assert (result.status, result.err) == (1, "")
    assert result.out.splitlines()[:3] == [f"--- {stale}", f"+++ {stale}", "@@ -4,1 +4,1 @@ d/dx x^2"]
    assert "3x" in stale.read_text()
    assert matcalc("weave", "--check", str(fresh)).out == ""


def test_a_document_that_is_refused_stays_as_it_is_and_the_others_are_woven(
    matcalc: Matcalc, tmp_path: Path
) -> None:
    wrong, right = tmp_path / "a.tex", tmp_path / "b.tex"
    wrong.write_text(QUERY + "text\n% matcalc: x : vector(n)\n  % matcalc: d/dx x^2\n")
    right.write_text(QUERY)
    result = matcalc("weave", "-i", str(wrong), str(right))
    assert result.status == 2
    assert str(wrong) in result.err
    lines = result.err.splitlines()
    (place,) = (k for k, line in enumerate(lines) if line.startswith("4 |   % matcalc: d/dx x^2"))
    assert lines[place + 1].startswith(" " * len("4 |   % matcalc: d/dx ") + "^")
    assert "end matcalc" not in wrong.read_text()
    assert right.read_text() == QUERY + ANSWER
    assert matcalc("weave", "--check", str(wrong), str(right)).status == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["a.txt"], "--language"),
        (["-"], "--language"),
        (["missing.tex"], "missing.tex"),
        (["zero.tex"], "line 2"),
        (["a.tex", "b.tex"], "--in-place"),
        (["-i", "-", "--language", "latex"], "--in-place"),
        (["-i", "--check", "a.tex"], "exclude"),
        (["--check", "-o", "c.tex", "a.tex"], "exclude"),
        (["--math", "a.tex"], "math"),
        (["--var", "x : vector", "a.tex"], "--var"),
        ([], "FILE"),
    ],
)
def test_misuse(
    matcalc: Matcalc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.tex", "b.tex", "a.txt"):
        Path(name).write_text(QUERY)
    Path("zero.tex").write_bytes(b"\n\0")
    result = matcalc("weave", *arguments)
    assert result.status == 2
    assert said in result.err
    assert result.out == ""


def test_options_hold_for_the_document_unless_a_query_says_otherwise(matcalc: Matcalc) -> None:
    document = b"% matcalc: w, x : vector(n)\n% matcalc: D(w . x, w)\n% matcalc --layout numerator: D(w . x, w)"
    options = ("--layout", "mixed", "--no-lhs", "--formula")
    lines = matcalc("weave", "-", "--language", "latex", *options, stdin=document).out.split("\n")
    assert [line for line in lines if not line.startswith("%")] == [r"\mathbf{x}", r"\mathbf{x}^T"]


def test_every_form_has_an_option_and_every_language_a_name() -> None:
    assert set(FORMS) == {form for language in LANGUAGES for form in language.forms}
    assert tuple(language.name for language in LANGUAGES) == DOCUMENTS


@pytest.mark.skipif(not has_tex(), reason="needs TeX")
def test_a_woven_article_compiles(matcalc: Matcalc, tmp_path: Path) -> None:
    path = tmp_path / "article.tex"
    shutil.copy(ARTICLE, path)
    assert matcalc("weave", "--in-place", str(path)).err == ""
    assert path.read_text("utf-8").count("% begin matcalc") == 9
    assert matcalc("weave", "--check", str(path)).status == 0
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "article.tex"]
    for _ in range(2):
        run = subprocess.run(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True, check=False)
        assert run.returncode == 0, run.stdout[-2000:]
    assert "undefined" not in run.stdout


@pytest.mark.skipif(not has_katex(), reason="needs node and KaTeX (Debian: katex)")
def test_katex_sets_a_woven_note(matcalc: Matcalc) -> None:
    for macros in ("mathbf", "bm,pmatrix,top"):
        text = matcalc("weave", str(NOTE), "--macros", macros).out.replace("\n> ", "\n").replace("```math\n", "$$\n")
        formulas = re.findall(r"^ *\$\$\n(.*?)\n *(?:\$\$|```)$", text, re.MULTILINE | re.DOTALL)
        assert len(formulas) == 8
        run = node(KATEX, json.dumps(formulas))
        assert (run.returncode, json.loads(run.stdout)) == (0, []), run.stderr


def test_a_note_in_markdown(matcalc: Matcalc, tmp_path: Path) -> None:
    path = tmp_path / "note.md"
    path.write_bytes(NOTE.read_bytes())
    assert matcalc("weave", "--in-place", str(path)).err == ""
    text = path.read_text("utf-8")
    assert text.count("<!-- begin matcalc") == 6
    assert matcalc("weave", "--check", str(path)).status == 0
    path.write_bytes(text.replace("h = tanh(z)", "h = z").encode())
    stale = matcalc("weave", "--check", str(path))
    assert stale.status == 1
    assert [line for line in stale.out.splitlines() if line.startswith("@@")] == ["@@ -20,1 +20,1 @@ ∂C/∂z."]
