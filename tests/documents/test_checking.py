"""Documents checked: each verdict with its place, as it is told."""

from __future__ import annotations

import json

import pytest

from matcalc.documents.checking import checked
from matcalc.verdicts.judge import How


def said(document: str, name: str) -> list[str]:
    """Every verdict but on what holds no equation: line, column, verdict, the sides or why there are none."""
    lines = []
    for verdict in checked(document, name, How()):
        if verdict.span is None or verdict.why == "no equation":
            continue
        line = document.count("\n", 0, verdict.span.start) + 1
        column = verdict.span.start - document.rfind("\n", 0, verdict.span.start)
        what = verdict.why if verdict.verdict == "unread" else f"{verdict.left} = {verdict.right}"
        lines.append(f"{line}:{column} {verdict.verdict}: {what}")
    return lines


LATEX = r"""
\newcommand{\w}{\mathbf{w}} \def\x{\mathbf{x}}
\newcommand{\by}[2][]{\frac{\partial #1}{\partial #2}}
\begin{document}
Let $\x \in \mathbb{R}^n$ and $z = \w\cdot\x + b$. % $z = 1$
Then
\begin{align}
  \by[z]{\w} &= \by{\w}(\w\cdot\x + b) \\[2pt]
             &= \x^T, & \by[z]{b} &= 1 \label{eq}
\end{align}
but \( \frac{d}{dt} t^3 = 2t^2 \) is wrong, and where $z = 0$ nothing is.
\begin{verbatim}
$\frac{d}{dt} t^3 = 2t^2$
\end{verbatim}
\[ \w = \w - \eta \by[z]{\w}^T \]
\end{document}
"""

MARKDOWN = r"""# Notes
Costs $5 and $6. With $f(x,y) = 3x^2y$ the gradient is

> $$
> \nabla f(x,y) = [6yx,
>   3x^2]
> $$

`$d/dx x^2 = x$` and

```math
\frac{d}{dx} x^2 = 3x
```
"""


def test_latex() -> None:
    assert said(LATEX, "paper.tex") == [
        r"5:6 unread: a declaration",
        r"5:32 unread: a definition",
        r"8:3 true: \frac{\partial z}{\partial \mathbf{w}} = \frac{\partial }{\partial \mathbf{w}}(\mathbf{w}\cdot\mathbf{x} + b)",
        r"8:17 true: \frac{\partial }{\partial \mathbf{w}}(\mathbf{w}\cdot\mathbf{x} + b) = \mathbf{x}^T",
        r"9:25 true: \frac{\partial z}{\partial b} = 1",
        r"11:8 false: \frac{d}{dt} t^3 = 2t^2",
        r"11:56 unread: supposed, as the words before it say",
        r"15:4 unread: a definition",
    ]


def test_markdown() -> None:
    assert said(MARKDOWN, "notes.md") == [
        r"2:24 unread: a definition",
        r"5:3 true: \nabla f(x,y) = [6yx, 3x^2]",
        r"12:1 false: \frac{d}{dx} x^2 = 3x",
    ]


def test_places_in_a_notebook_are_those_in_its_text() -> None:
    cells = [
        {"cell_type": "code", "source": ["$a$"]},
        {"cell_type": "markdown", "source": ["é \n", "and $\\frac{d}{dx} x^2 = 3x$"]},
    ]
    notebook = json.dumps({"cells": cells, "nbformat": 4})
    (verdict,) = checked(notebook, "notes.ipynb", How())
    assert verdict.verdict == "false"
    assert verdict.span is not None
    assert notebook[slice(*verdict.span)] == "\\\\frac{d}{dx} x^2 = 3x"


@pytest.mark.parametrize(("document", "name"), [(LATEX, "a.tex"), (MARKDOWN, "a.md")])
def test_no_beginning_of_a_document_is_refused(document: str, name: str) -> None:
    for end in range(0, len(document), 43):
        for verdict in checked(document[:end], name, How()):
            assert verdict.span is not None
            assert 0 <= verdict.span.start <= verdict.span.end <= end


BOMB = "\\newcommand{\\a}{\\b\\b}\\newcommand{\\b}{\\a\\a}\\[\\a = 1\\]"


def test_macros_that_do_not_end_are_told() -> None:
    assert [verdict.why for verdict in checked(BOMB, "a.tex", How())] == ["its commands do not come to an end"]
