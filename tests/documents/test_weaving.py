"""Documents woven: what stands below each query, that weaving again changes nothing, and what is refused."""

from __future__ import annotations

import pytest

from matcalc.cli.weave import chosen
from matcalc.documents.changes import unified
from matcalc.documents.languages import LANGUAGES
from matcalc.documents.settings import Settings
from matcalc.documents.weave import Woven, weave
from matcalc.errors import MatcalcError

BY_NAME = {language.name: language for language in LANGUAGES}


def woven(document: str, language: str = "latex") -> Woven:
    """The document woven, after trying that it is not changed again."""
    made = weave(document, BY_NAME[language], Settings(), chosen)
    again = weave(made.text, BY_NAME[language], Settings(), chosen)
    assert (again.text, again.changes) == (made.text, ())
    assert (made.text == document) == (made.changes == ())
    return made


def answers(document: str, language: str = "latex") -> list[str]:
    """What was written between the markers."""
    made, blocks = woven(document, language).text.split("\n"), list[list[str]]()
    for line in made:
        if "begin matcalc" in line or "end matcalc" in line:
            blocks.append([])
        elif blocks and len(blocks) % 2:
            blocks[-1].append(line)
    return ["\n".join(block).strip("\n") for block in blocks[::2]]


SQUARE = r"\frac{\partial (x^2)}{\partial x} = 2x"

LATEX = [
    ("% matcalc: d/dx x^2", [f"\\[\n{SQUARE}\n\\]"]),
    ("% matcalc --display: d/dx x^2", [f"\\[\n{SQUARE}\n\\]"]),
    ("% matcalc --inline: d/dx x^2", [f"${SQUARE}$"]),
    ("% matcalc --formula: d/dx x^2", [SQUARE]),
    ("% matcalc --equation: d/dx x^2", [f"\\begin{{equation}}\n{SQUARE}\n\\end{{equation}}"]),
    ("% matcalc --no-lhs --inline: d/dx x^2", ["$2x$"]),
    ("% matcalc --inline: d/dx x^2.", [f"${SQUARE}.$"]),
    ("% matcalc --formula: d/dx x^2,", [f"{SQUARE},"]),
    ("% matcalc: d/dx x^2.", [f"\\[\n{SQUARE}.\n\\]"]),
    ("% matcalc --formula: 2 + 3", ["2 + 3 = 5"]),
    ("% matcalc --formula: pi", [r"\pi"]),
    (
        "% matcalc: x y^2",
        [
            "\\[\n\\begin{aligned}\n\\frac{\\partial (xy^2)}{\\partial x} &= y^2 \\\\\n"
            "\\frac{\\partial (xy^2)}{\\partial y} &= 2xy\n\\end{aligned}\n\\]"
        ],
    ),
    (
        "% matcalc --align --no-lhs: x y^2.",
        [
            "\\begin{align}\n\\frac{\\partial (xy^2)}{\\partial x} &= y^2 \\\\\n"
            "\\frac{\\partial (xy^2)}{\\partial y} &= 2xy.\n\\end{align}"
        ],
    ),
    (
        "% matcalc: x y^2.",
        [
            "\\[\n\\begin{aligned}\n\\frac{\\partial (xy^2)}{\\partial x} &= y^2 \\\\\n"
            "\\frac{\\partial (xy^2)}{\\partial y} &= 2xy.\n\\end{aligned}\n\\]"
        ],
    ),
    ("% matcalc --wrt y --formula: x y", [r"\frac{\partial (xy)}{\partial y} = x"]),
    ("% matcalc: w, x : vector(n)\n% matcalc --inline --no-lhs: D(w . x, w)", [r"$\mathbf{x}^T$"]),
    (
        "% matcalc --layout denominator\n% matcalc: w, x : vector(n)\n% matcalc --inline --no-lhs: D(w . x, w)\n"
        "% matcalc --inline --no-lhs --layout numerator: D(w . x, w)",
        [r"$\mathbf{x}$", r"$\mathbf{x}^T$"],
    ),
    (
        "% matcalc --dim n=2\n% matcalc: w, x : vector(n)\n% matcalc --formula --table --no-lhs: D(w .* x, w)",
        [r"\begin{bmatrix} x_1 & 0 \\ 0 & x_2 \end{bmatrix}"],
    ),
    ("% matcalc --inline --no-lhs\n% matcalc: L = x^3; d/dx L\n% matcalc: d/dx _", ["$3x^2$", "$6x$"]),
    ("% matcalc --formula\n% matcalc: L = x^2\n% matcalc: ∂L/∂x", [r"\frac{dL}{dx} = 2x"]),
    ("% matcalc: a = 1\ntext", []),
    ("% matcalc --macros bm,top --formula\n% matcalc --no-lhs: D(𝐰 . 𝐱, 𝐰)", [r"\bm{x}^\top"]),
    (
        "% matcalc --macros bm,pmatrix\n% matcalc --formula --table: w, x : vector(2); D(w .* x, w)",
        [r"\frac{\partial (\bm{w} \otimes \bm{x})}{\partial \bm{w}} = \begin{pmatrix} x_1 & 0 \\ 0 & x_2 \end{pmatrix}"],
    ),
]  # fmt: skip

MARKDOWN = [
    ("<!-- matcalc: d/dx x^2 -->", [f"$$\n{SQUARE}\n$$"]),
    ("```matcalc\nd/dx x^2\n```", [f"$$\n{SQUARE}\n$$"]),
    ("```matcalc\nd/dx x^2\nd/dx x^2\n```", [f"$$\n{SQUARE}\n$$\n\n$$\n{SQUARE}\n$$"]),
    ("<!-- matcalc --inline: d/dx x^2 -->", [f"${SQUARE}$"]),
    ("<!-- matcalc --math: d/dx x^2. -->", [f"```math\n{SQUARE}.\n```"]),
    ("<!-- matcalc --text: d/dx x^2. -->", ["```text\n∂(x²)/∂x = 2x\n```"]),
    ("```matcalc --text --no-lhs\nd/dx x^2\n2 + 3\n```", ["```text\n2x\n5\n```"]),
    ("```matcalc --text\nx y\n```", ["```text\n∂(xy)/∂x = y\n∂(xy)/∂y = x\n```"]),
    ("> <!-- matcalc: d/dx x^2 -->", [f">\n> $$\n> {SQUARE}\n> $$\n>"]),
]


@pytest.mark.parametrize(("document", "written"), LATEX)
def test_answers_in_latex(document: str, written: list[str]) -> None:
    assert answers(document) == written


@pytest.mark.parametrize(("document", "written"), MARKDOWN)
def test_answers_in_markdown(document: str, written: list[str]) -> None:
    assert answers(document, "markdown") == written


def test_steps_are_paragraphs_in_a_display_and_one_formula_elsewhere() -> None:
    (display,) = answers("% matcalc --steps: d/dx sin(x^2)")
    assert "\n\n2. Compute derivatives.\n\\[\n" in display
    assert display.endswith("&= 2x \\cos(x^2)\n\\end{aligned}\n\\]")
    (formula,) = answers("% matcalc --steps --equation: d/dx sin(x^2)")
    assert formula.count("equation") == 2
    (moves,) = answers("<!-- matcalc --steps: d/dx sin(x^2) -->", "markdown")
    assert "\n\n*2. Compute derivatives.*\n\n$$\n" in moves
    (plain,) = answers("<!-- matcalc --steps --text: d/dx sin(x^2) -->", "markdown")
    assert "2. Compute derivatives\n   du/dx = 2x" in plain


def test_what_is_wider_than_a_page_is_broken() -> None:
    long = " + ".join(f"a_{k} sin(x)^{k}" for k in range(2, 9))
    for form in ("display", "equation", "formula"):
        (answer,) = answers(f"% matcalc --{form}: L = {long}; D(L, x).")
        assert r"\frac{dL}{dx} &= " in answer
        assert max(map(len, answer.split("\n"))) < 120
        assert answer.count(r"\begin{aligned}") == 1
    (answer,) = answers(f"% matcalc --align: L = {long}; L")
    assert answer.count(r"\notag \\") == answer.count(r"&\quad")
    (answer,) = answers(f"% matcalc: D({long}, x).")
    assert "\n&\\quad = " in answer
    (answer,) = answers(f"% matcalc --inline: L = {long}; D(L, x).")
    assert "\n" not in answer
    (answer,) = answers(f"% matcalc --no-lhs: D({long}, x).")
    assert answer.startswith("\\[\n\\begin{aligned}\n&")


def test_a_table_as_text() -> None:
    document = "<!-- matcalc --text --table: w, x : vector(2); D(w .* x, w) -->"
    assert "─┼─" in answers(document, "markdown")[0]


def test_what_was_read_stands_in_the_first_marker() -> None:
    document = "% matcalc: S : symmetric(n); D(tr(S), S)\n"
    begin = woven(document).text.split("\n")[1]
    assert begin.startswith("% begin matcalc: where S in R^(n x n) symmetric; note: each entry of S varies")
    begin = woven("% matcalc: w, x : vector(n); D(w . w, w); D(w . x, w)").text.split("\n")[1]
    assert begin == "% begin matcalc: where w, x in R^n"
    begin = woven(f"<!-- {document[2:].strip()} -->", "markdown").text.split("\n")[1]
    assert begin.startswith("<!-- begin matcalc: where S ∈ ℝⁿˣⁿ symmetric; note: each entry of S varies")
    assert begin.endswith("structure -->")


BLOCK = f"% begin matcalc: where x in R\n$\n{SQUARE}\n$\n% end matcalc".replace("$\n", "\\[\n", 1).replace(
    "\n$", "\n\\]"
)
CRLF = BLOCK.replace("\n", "\r\n")
EDITS = [
    ("a\n% matcalc: d/dx x^2\nb", f"a\n% matcalc: d/dx x^2\n{BLOCK}\nb"),
    ("% matcalc: d/dx x^2", f"% matcalc: d/dx x^2\n{BLOCK}"),
    ("% matcalc: d/dx x^2\n", f"% matcalc: d/dx x^2\n{BLOCK}\n"),
    ("a\r\n% matcalc: d/dx x^2", f"a\r\n% matcalc: d/dx x^2\r\n{CRLF}"),
    ("a\n% matcalc: d/dx x^2\r\nb", f"a\n% matcalc: d/dx x^2\r\n{CRLF}\r\nb"),
    ("\ufeff% matcalc: d/dx x^2 \t\n", f"\ufeff% matcalc: d/dx x^2 \t\n{BLOCK}\n"),
    (
        "% matcalc: d/dx x^2\n\n \t\n% begin matcalc\nold\n  % end matcalc  \nb",
        f"% matcalc: d/dx x^2\n\n \t\n{BLOCK}\nb",
    ),
    ("% matcalc: a = 1\n% begin matcalc\nold\n% end matcalc\nb", "% matcalc: a = 1\nb"),
    ("% matcalc: a = 1\r\n% begin matcalc\r\nold\r\n% end matcalc", "% matcalc: a = 1"),
    ("% matcalc: a = 1\n% begin matcalc\r\nold\r\n% end matcalc\r\nb", "% matcalc: a = 1\nb"),
    ("% matcalc: a = 1\r\n\r\n% begin matcalc\r\nold\r\n% end matcalc", "% matcalc: a = 1\r\n"),
    ("% matcalc --inline\n\n% begin matcalc\n% end matcalc\n", "% matcalc --inline\n\n"),
]


@pytest.mark.parametrize(("document", "after"), EDITS)
def test_what_is_around_an_answer_stays(document: str, after: str) -> None:
    assert woven(document).text == after


def test_what_would_change_is_a_diff() -> None:
    document = (
        "a\n% matcalc: L = x^2\n% begin matcalc\nx\n% end matcalc\n% matcalc --inline: d/dx L\nb\n"
        "% matcalc --inline --no-lhs: d/dx (L +\n% 1)\n% begin matcalc: where x in R\n$x$\n% end matcalc\n"
    )
    diff = unified("a.tex", woven(document).changes)
    assert diff.splitlines() == [
        "--- a.tex",
        "+++ a.tex",
        "@@ -3,3 +2,0 @@ L = x^2",
        "-% begin matcalc",
        "-x",
        "-% end matcalc",
        "@@ -6,0 +4,3 @@ d/dx L",
        "+% begin matcalc: where x in R",
        "+$\\frac{dL}{dx} = 2x$",
        "+% end matcalc",
        "@@ -11,1 +11,1 @@ d/dx (L +",
        "-$x$",
        "+$2x$",
    ]
    assert unified("a.tex", ()) == ""


REFUSED = [
    ("latex", "a\n% matcalc: d/dx (x", "never closed", "("),
    ("latex", "% matcalc: x : vector(n)\nb\n% matcalc: [1;\n%  x^2]", "powers", "x"),
    ("latex", "% matcalc:\n", "nothing to read", "% matcalc:"),
    ("latex", "% matcalc --layuot mixed: a\n", "--layuot", "--layuot mixed"),
    ("latex", "% matcalc --layout upright: a\n", "upright", "--layout upright"),
    ("latex", "% matcalc --steps d/dx x\n", "extra argument", "--steps d/dx x"),
    ("latex", "% matcalc --wrt 'x: a\n", "quot", "--wrt 'x"),
    ("latex", "% matcalc --math: a", "math", "--math"),
    ("markdown", "<!-- matcalc --equation: a -->", "equation", "--equation"),
    ("latex", "% matcalc: _ + 1", "no answer", "_"),
    ("latex", "% matcalc: 2\nb\n% begin matcalc\n% end matcalc", "no query", "% begin matcalc"),
    ("latex", "% begin matcalc\n% end matcalc", "no query", "% begin matcalc"),
    ("latex", "% matcalc: 2\n% end matcalc", "not begun", "% end matcalc"),
    ("latex", "% matcalc: 2\n% begin matcalc\n", "document ends", "% begin matcalc"),
    ("latex", "% matcalc: 2\n% begin matcalc\n% matcalc: 3", "query follows in line 3", "% begin matcalc"),
    ("latex", "% matcalc: 2\n% begin matcalc\n%begin matcalc", "another begins in line 3", "% begin matcalc"),
    ("markdown", "> ```matcalc\n> 2 $ 3\n>\n> &\n> ```\n", "&", "&"),
]


@pytest.mark.parametrize(("language", "document", "message", "blamed"), REFUSED)
def test_a_refusal_names_the_place_in_the_document(
    language: str, document: str, message: str, blamed: str
) -> None:
    with pytest.raises(MatcalcError, match=message) as error:
        weave(document, BY_NAME[language], Settings(), chosen)
    span = error.value.span
    assert span is not None
    assert error.value.source == document
    assert document[span.start : span.end].rstrip() == blamed.rstrip()
