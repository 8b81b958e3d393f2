"""The languages of documents: how queries are found in each, and how answers stand in it. One row each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from matcalc.documents import latex, markdown
from matcalc.documents.parts import Part
from matcalc.records import Value


class Form(Value):
    """How a formula stands in a document.

    opening, closing: what is around it. rows: whether several equations may stand in one of them, aligned.
    format: what it is written in.
    """

    opening: str
    closing: str
    rows: bool = False
    format: str = "latex"


class Language(Value):
    """endings: of the names of files. comment: what is around one. words: what is around words between
    formulas. apart: whether an empty line stands between blocks. stating: the format to say in comments how
    names were read."""

    name: str
    endings: tuple[str, ...]
    find: Callable[[str], Iterator[Part]]
    forms: Mapping[str, Form]
    comment: tuple[str, str]
    words: tuple[str, str]
    apart: bool
    stating: str


LANGUAGES = (
    Language(
        "latex",
        (".tex", ".ltx", ".latex"),
        latex.find,
        {
            "display": Form("\\[\n", "\n\\]"),
            "inline": Form("$", "$"),
            "equation": Form("\\begin{equation}\n", "\n\\end{equation}"),
            "align": Form("\\begin{align}\n", "\n\\end{align}", rows=True),
            "formula": Form("", ""),
        },
        ("% ", ""),
        ("\n", ""),
        apart=False,
        stating="ascii",
    ),
    Language(
        "markdown",
        (".md", ".markdown", ".mkd", ".qmd", ".rmd"),
        markdown.find,
        {
            "display": Form("$$\n", "\n$$"),
            "inline": Form("$", "$"),
            "math": Form("```math\n", "\n```"),
            "text": Form("```text\n", "\n```", rows=True, format="unicode"),
        },
        ("<!-- ", " -->"),
        ("*", "*"),
        apart=True,
        stating="unicode",
    ),
)
