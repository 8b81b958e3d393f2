"""Documents checked: each verdict with its place, as it is told."""

from __future__ import annotations

import json

import pytest

from matcalc.documents.checking import cells, checked
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
    parts = [
        {"cell_type": "code", "source": ["$a$"]},
        {"cell_type": "markdown", "source": ["é \n", "and $\\frac{d}{dx} x^2 = 3x$"]},
    ]
    notebook = json.dumps({"cells": parts, "nbformat": 4})
    (verdict,) = checked(notebook, "notes.ipynb", How())
    assert verdict.verdict == "false"
    assert verdict.span is not None
    assert notebook[slice(*verdict.span)] == "\\\\frac{d}{dx} x^2 = 3x"
    tell = cells(notebook, "notes.ipynb")
    assert tell is not None
    assert tell(verdict.span.start) == (2, 2, 6)  # the cell, and the line and the column in it
    assert tell(0) is None


@pytest.mark.parametrize(("document", "name"), [(LATEX, "a.tex"), (MARKDOWN, "a.md")])
def test_no_beginning_of_a_document_is_refused(document: str, name: str) -> None:
    for end in range(0, len(document), 43):
        for verdict in checked(document[:end], name, How()):
            assert verdict.span is not None
            assert 0 <= verdict.span.start <= verdict.span.end <= end


BOMB = "\\newcommand{\\a}{\\b\\b}\\newcommand{\\b}{\\a\\a}\\[\\a = 1\\]"


def test_macros_that_do_not_end_are_told() -> None:
    assert [verdict.why for verdict in checked(BOMB, "a.tex", How())] == [
        "its commands do not come to an end"
    ]


@pytest.mark.parametrize("text", ["$" + "x + " * 16_000 + "x = y$", r"\begin{align} x &= y", r"\[ x = x + 1"])
def test_a_formula_that_has_no_end_is_told_of(text: str) -> None:
    assert checked(text, "a.tex", How())[0].why.startswith("it does not end")


# What is stated and what is only supposed: each text, and the verdicts on what is no definition or declaration.
STATED = [
    ("Let $Ax = b$. We set $\\nabla f(x) = 0$ with $Q^T Q = I$.", ["unread", "unread"]),
    ("$\\theta = \\theta - \\eta \\nabla J$ and $A = A^T$", []),
    ("If $x^2 = x$ then $\\frac{d}{dx} x^2 = 2x$.", ["unread", "true"]),
    ("$\\frac{d}{dx} x^2 = 3x$ would be wrong.", ["false"]),
    ("It would be wrong that $\\frac{d}{dx} x^2 = 3x$.", ["unread"]),
    ("The gradient is $\\frac{dL}{dw} = (y - t) x$.", ["unknown"]),
    ("$y = f(x) = x^2$ and $\\frac{dy}{dx} = 2x$", ["true"]),
    ("$y = x^2$, then $y = x^3$ and $\\frac{dy}{dx} = 3x^2$", ["unread", "true"]),
    ("# A\n$y = x^2$\n# B\n$\\frac{dy}{dx} = 3x$", ["unknown"]),
    ("# A\n$y = x^2$\n## B\n$\\frac{dy}{dx} = 3x$", ["false"]),
    ("With $A$ symmetric, $\\frac{\\partial}{\\partial x} x^T A x = 2 x^T A$", ["true"]),
    ("$\\frac{\\partial}{\\partial x} x^T A x = 2 x^T A$", ["false"]),
    ("$U$ is orthogonal: $A U = U L U^T U = U L$", ["unread", "true"]),
    ("As $U^T U = I$ we have $A = U L U^T U = U L$", ["unread", "unknown"]),
    ("$\\mathbf{x} \\in R^n$ and $\\frac{d}{dx} x^2 = 2x$", ["true"]),
    # what is said of a matrix in words
    ("For a real *symmetric positive-definite* matrix $S$: $\\nabla_S \\log|S| = S^{-1}$", ["true"]),
    ("Given a covariance matrix $S$, $\\nabla_S \\log|S| = S^{-1}$", ["true"]),
    ("A cross-covariance $S$ has $\\det(S) x^T S = \\det(S) (S x)^T$", ["unknown"]),
    ("$Q \\in R^{n \\times p}$ has orthonormal columns: $tr(QR) = tr(RQ)$", ["true"]),
    ("Our Hessians are symmetric. $\\nabla_X tr(X B X^T) = 2XB$", ["unknown"]),
    ("Our Hessians are symmetric. $\\nabla_X tr(X B X^T) = 3XB$", ["false"]),
    ("$\\nabla_x (x^T A x) = (A + A)x$. If $A$ is symmetric, it is $2Ax$.", ["unknown"]),
    ("$\\nabla_x (x^T A x) = (A + A)x$\n\nwhere $A$ is symmetric, is $2Ax$.", ["true"]),
    # what another section says is of no help
    ("# A\n$y = f(x)$\n# B\n$L(w) = ‖y - X w‖^2$. $\\nabla_w L = X^T (X w - y)$", ["false"]),
    ("# A\n$y = f(x)$\n# B\n$L(w) = ‖y - X w‖^2$. $\\nabla_w L = 2X^T (X w - y)$", ["true"]),
    # what is part of an equation, and what is said of it
    ("$$\\frac{d}{dx} f(x^2) = 2x f'(x^2) \\quad (y = x^2) \\blacksquare$$", ["true"]),
    ("$$\\frac{d}{dx} x^2 = 2x g(P, \\text{dim}=-1) \\cdot x$$", ["unknown"]),
    ("$`\\frac{d}{dx} x^2 = 3x`$ and\n\\begin{aligned}\n\\frac{d}{dx} x^2 &= 4x\n\\end{aligned}", ["false", "false"]),
    # a sign above a name
    ("$P^+ = (I - K H) P^-$, so $\\nabla_K tr(K H P^-) = (H P^-)^T$", ["true"]),
    ("$\\hat{x}_k^+ - \\hat{x}_k^- = K_k (z_k - H_k \\hat{x}_k^-)$", ["unread"]),
    ("$a - K_k (H_k a + b) = (I - K_k H_k) a - K_k b$", ["unknown"]),
    # what names entries, or is declared for one formula only
    ("Let $X = (x_{ij}) \\in R^{m \\times n}$. Then $\\nabla_X (a^T X b) = a b^T$.", ["true"]),
    ("$A \\in R^{m \\times n}$, $B \\in R^{p \\times q}$. $tr(A^T B) = tr(B A^T)$", ["true"]),
    ("$A \\in R^{m \\times n}$, $B \\in R^{p \\times q}$. $tr(A^T B) = tr(B A)$", ["unknown"]),
    # what is said again
    ("$f(x) = x^2 y$ and so on, as $f(x) = x^2 y$ and $f(x) = y x x$", ["true"]),
    # the chain rule is no supposition
    ("By the chain rule $\\frac{d}{dx} e^{x^2} = x e^{x^2}$", ["false"]),
    ("**Set it to zero.** Then use $\\frac{d}{dx} x^2 = 3x$", ["false"]),
    # σ is softmax in this section, z something else in another
    (
        "# A\n$z = W x$\n# B\n$\\sigma(z)_i = \\frac{e^{z_i}}{\\sum_j e^{z_j}}$\n"
        "$\\frac{\\partial}{\\partial z} \\log\\sigma(z)_k = e_k^T - \\sigma(z)^T$",
        ["unread", "unknown"],
    ),
    # d_{u,i} beside u_i
    ("$u_{i+1} - u_i = \\lambda d_{u,i}$", ["unread"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), STATED)
def test_what_is_stated_and_what_is_supposed(text: str, expected: list[str]) -> None:
    found = checked(text, "a.md", How())
    of_no_interest = ("a definition", "a declaration", "no equation")
    restated = [v for v in found if v.right or v.why not in of_no_interest]
    assert [verdict.verdict for verdict in restated] == expected


def test_options_and_declarations_in_comments_are_heeded() -> None:
    document = (
        "% matcalc --layout denominator: A : symmetric(n)\n$\\frac{\\partial}{\\partial x} x^T A x = 2 A x$"
    )
    assert [verdict.verdict for verdict in checked(document, "a.tex", How())] == ["true"]
