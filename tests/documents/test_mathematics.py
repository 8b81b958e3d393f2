"""The mathematics of documents: which formulas are found, and what each is taken apart into."""

from __future__ import annotations

import json

import pytest

from matcalc.documents.mathematics import latex, markdown, notebooks
from matcalc.documents.mathematics.found import Formula, Found
from matcalc.documents.mathematics.placed import placed
from matcalc.documents.mathematics.rows import statements
from matcalc.errors import MatcalcError


def nothing(name: str) -> None:
    return None


def formulas(found: list[Found]) -> list[str]:
    return [part.source.text.strip() for part in found if isinstance(part, Formula)]


LATEX = [
    (r"$a$ \(b\) $$c$$ \[d\]", ["a", "b", "c", "d"]),
    (r"\begin{align*}a\end{align*} \begin{equation}b\end{equation}", ["a", "b"]),
    (r"\begin{subequations}\begin{gather}a\end{gather}\end{subequations}", ["a"]),
    ("$a % $b\n + c$", ["a + c"]),
    (r"$a \% b$", [r"a \% b"]),
    ("% $a$\n$b$", ["b"]),
    (r"\verb|$a$| \begin{lstlisting}$b$\end{lstlisting} \$ $c$ \$", ["c"]),
    (r"\newcommand{\x}{$a$} $b$", ["b"]),
    (r"\title{$a$}\begin{document}$b$", ["b"]),
    (r"$a \text{ if $b$}$", [r"a \text{ if $b$}"]),
    ("$a\n\n$b$", ["b"]),
    (r"\[ a \\] b \]", [r"a \\] b"]),
]  # fmt: skip

MARKDOWN = [
    (r"$a$ $$b$$ \(c\) \\(d\\) \[e\] \\[f\\]", ["a", "b", "c", "d", "e", "f"]),
    ("It costs $5 and $6. $ a $ and $b$1", ["a"]),
    (r"`$a$` ``$b`$`` \`$c$\`", ["c"]),
    ("```\n$a$\n```\n~~~~ python\n$b$\n~~~\n~~~~\n```math\nc\n```", ["c"]),
    ("<!-- $a$ --> $b$", ["b"]),
    ("> $$\n> a\n> b\n> $$", ["a\nb"]),
    (r"$x\_1$", ["x_1"]),
    (r"\begin{align}a\end{align}", ["a"]),
    (r"\$a$ and $b$", ["b"]),
]  # fmt: skip


@pytest.mark.parametrize(("document", "expected"), LATEX)
def test_formulas_of_latex(document: str, expected: list[str]) -> None:
    assert formulas([*latex.find(document, nothing)]) == expected


@pytest.mark.parametrize(("document", "expected"), MARKDOWN)
def test_formulas_of_markdown(document: str, expected: list[str]) -> None:
    assert formulas([*markdown.find(document)]) == expected


MACROS = [
    (r"\newcommand{\x}{\mathbf{x}}$\x_1$", r"\mathbf{x}_1"),
    (r"\newcommand\x{a}$\x b$", "a b"),
    (r"\newcommand{\f}[2]{#2/#1}$\f{a}b$", "b/a"),
    (r"\newcommand{\f}[2][c]{#1#2}$\f[a]{b}\f{d}$", "abcd"),
    (r"\def\f#1{(#1)}$\f{\f a}$", "((a))"),
    (r"\let\y\alpha$\y$", r"\alpha "),
    (r"\DeclareMathOperator{\tr}{tr}$\tr A$", r"\operatorname{tr} A"),
    (r"\DeclarePairedDelimiter{\n}{\lVert}{\rVert}$\n*{x}$", r"\left\lVert x \right\rVert "),
    (r"\renewcommand{\x}{b}\providecommand{\x}{c}$\x$", "b"),
    (r"$\newcommand{\x}{b}\x$", "b"),
    (r"\NewDocumentCommand{\f}{m m}{#2#1}$\f{a}{b}$", "ba"),
    (r"\newcommand{\x}{a % b" + "\n}$" + r"\x$", "a "),
]  # fmt: skip


@pytest.mark.parametrize(("document", "expected"), MACROS)
def test_commands_are_written_out(document: str, expected: str) -> None:
    (formula,) = (part for part in latex.find(document, nothing) if isinstance(part, Formula))
    assert formula.source.text.strip() == expected.strip()


def test_commands_of_included_files() -> None:
    files = {"macros": r"\newcommand{\x}{a}\input{more}", "more": r"\newcommand{\y}{b}"}
    assert formulas([*latex.find(r"\input{macros}$\x\y$", files.get)]) == ["ab"]


ROWS = [
    ("a = b", ["a = b"]),
    (r"a &= b \\ &= c", ["a = b = c"]),
    (r"a &= b \\[2pt] c &= d", ["a = b", "c = d"]),
    (r"a &= b \\ \\ &= c \\* d &= e", ["a = b = c", "d = e"]),
    (r"a &= b & c &= d \\ &= e & &= f", ["a = b = e", "c = d = f"]),
    (r"a &= b + \\ &\quad c", ["a = b + c"]),
    (r"a &= b \\ &\quad + c", ["a = b + c"]),
    (r"a &= \left( b \right. \\ & \left. + c \right)", [r"a = \left( b + c \right)"]),
    (r"\begin{array}{rcl} a & = & b \\ & = & c \\ & \vdots & \\ d & = & e \end{array}", ["a = b = c", r"\vdots", "d = e"]),
    (r"\begin{array}{ll} u &= v && (\text{so } x = y) \end{array}", ["u = v"]),
    (r"\begin{array}{ll} - && a = b \end{array}", ["-", "a = b"]),
    (r"A = \begin{bmatrix} a & b \\ c & d \end{bmatrix}", [r"A = \begin{bmatrix} a & b \\ c & d \end{bmatrix}"]),
    (r"f = \begin{cases} a & x = 0 \\ b \end{cases}", [r"f = \begin{cases} a & x = 0 \\ b \end{cases}"]),
    (r"a = b \quad \text{and} \quad c = d.", ["a = b", "c = d"]),
    (r"a = b, \qquad c = d \label{e} \tag{1} \nonumber", ["a = b", "c = d"]),
    (r"a = b \approx c = d", ["a = b", "c = d"]),
    (r"f(x, y) = [a, b]", ["f(x, y) = [a, b]"]),
    (r"x, y \in R", [r"x, y \in R"]),
    (r"\text{loss}(x) = a", [r"\text{loss}(x) = a"]),
    (r"\boxed{a = b}", ["a = b"]),
    (r"a \overset{(1)}{=} b", ["a = b"]),
    (r"a = b \intertext{so that} c = d", ["a = b", "c = d"]),
    (r"\sum_{i=1}^n a_i", [r"\sum_{i=1}^n a_i"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), ROWS)
def test_what_a_formula_states(text: str, expected: list[str]) -> None:
    formula = Formula(placed(text, 0, len(text)), "align", "")
    said = [" ".join(statement.source.text.split()) for statement in statements(formula)]
    assert said == expected


SUPPOSED = [
    (r"a = b \implies c = d", [True, True]),
    (r"a := b", [True]),
    (r"a \stackrel{\text{def}}{=} b", [True]),
    (r"a \stackrel{(2)}{=} b", [False]),
    (r"a = 1, 2, 3", [True]),
    (r"a = b \text{ if } c > 0", [True, False]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SUPPOSED)
def test_what_a_formula_only_supposes(text: str, expected: list[bool]) -> None:
    formula = Formula(placed(text, 0, len(text)), "", "")
    assert [bool(statement.supposed) for statement in statements(formula)] == expected


def test_the_cells_of_a_notebook_have_places_in_its_text() -> None:
    cells = [
        {"cell_type": "code", "source": ["$a$"], "outputs": [{"text": ["$b$"]}]},
        {"cell_type": "markdown", "metadata": {"source": ["$c$"]}, "source": ["é \\alpha\n", '"😀" 𝐱']},
        {"source": "text", "cell_type": "markdown"},
    ]
    for ascii_ in (True, False):
        notebook = json.dumps({"nbformat": 4, "cells": cells}, ensure_ascii=ascii_, indent=1)
        first, second = notebooks.cells(notebook)
        assert (first.number, first.source.text) == (2, 'é \\alpha\n"😀" 𝐱')
        assert (second.number, second.source.text) == (3, "text")
        for start, end, character in zip(first.source.starts, first.source.ends, first.source.text, strict=True):
            assert json.loads(f'"{notebook[start:end]}"') == character


@pytest.mark.parametrize("text", ["", "{", "[]", '{"cells": 1}', "[" * 100_000, "\0"])
def test_what_is_no_notebook_is_refused(text: str) -> None:
    with pytest.raises(MatcalcError, match="this is not a notebook"):
        notebooks.cells(text)


def test_cells_that_are_none_are_passed_over() -> None:
    assert notebooks.cells('{"cells": ["a", {"cell_type": 1}, {"cell_type": "markdown", "source": 1}]}') == []


ENDLESS = ["$" * 30_000, "\\[" * 15_000, "{" * 30_000 + "$a$", "$a{" * 20_000, "`" * 30_000, "<!--" * 10_000, "\\begin{align}" * 9_000,
           "\\newcommand{\\a}" * 5_000, "\\def\\a{" * 2_500, "$" + "\\left(" * 3_000 + "= a$", "$a = " + "\\begin{array}" * 1_000 + "$", "> " * 20_000]  # fmt: skip


@pytest.mark.parametrize("document", ENDLESS, ids=[text[:8] for text in ENDLESS])
def test_nothing_takes_long_or_fails(document: str) -> None:
    for found in ([*latex.find(document, nothing)], [*markdown.find(document)]):
        for part in found:
            if isinstance(part, Formula):
                assert len([*statements(part)]) < len(document)
