"""Documents that define things anew from example to example."""

from __future__ import annotations

import pytest

from matcalc.documents.checking import checked
from matcalc.verdicts.judge import How

RENEWED = r"""
\section{Chains}
\subsection{One path}
If $y = h(t)$, then $\frac{dy}{dt} = \frac{d}{dt} h(t)$. Now take $y = \cos(\ln t)$ in steps:
\[ \begin{array}{lll} v_1 &=& \ln(t)\\ v_2 &=& \cos(v_1) & (y = v_2) \end{array} \]
The slopes are
\[ \begin{array}{lllll}
  \frac{d}{v_1} v_2 &=& \frac{d}{v_1} \cos(v_1) &=& -\sin(v_1)
\end{array} \]
\subsection{Two paths}
Let $y = t + t^3$, in steps
\[ \begin{array}{lll} v_1(t) &=& t^3\\ v_2(t, v_1) &=& t + v_1 \end{array} \]
A naive chain gives $\frac{dv_2}{dt} = \frac{dv_2}{dv_1} \frac{dv_1}{dt} = 3t^2$, but
\[ \frac{dv_2}{dt} = \frac{\partial v_2}{\partial t} + \frac{\partial v_2}{\partial v_1}\frac{d v_1}{dt}
 = 1 + 3t^2. \]
Given $y = t t^3$ instead of $y = t + t^3$, we have
\[ \begin{array}{lll}
  v_1(t) &=& t^3\\ v_2(t, v_1) &=& t v_1\\
  \frac{\partial v_2}{\partial t} &=& v_1
\end{array} \]
\[ \frac{dy}{dt} = \frac{\partial v_2}{\partial t} + \frac{\partial v_2}{\partial v_1}\frac{d v_1}{dt} = 4t^3 \]
\subsection{Sums}
For $y = \operatorname{sum}(\mathbf{p} c)$ we get
\[ \nabla_c y = \operatorname{sum}(\mathbf{p}) \]
\[ \nabla_c y = 2 \operatorname{sum}(\mathbf{p}) \]
\[ \nabla_\mathbf{p} y = [c, c, \ldots, c] \]
\subsection{A unit}
The output is $output(\mathbf{p}) = \max(0, \mathbf{v} \cdot \mathbf{p} + c)$. In steps it is
\[ s(\mathbf{v}, c, \mathbf{p}) = \mathbf{v} \cdot \mathbf{p} + c \]
\[ output(s) = \max(0, s) \]
and so
\[ \frac{\partial output}{\partial c} = \begin{cases}
  0\frac{\partial s}{\partial c} = 0 & \mathbf{v} \cdot \mathbf{p} + c \leq 0\\
  1\frac{\partial s}{\partial c} = 1 & \mathbf{v} \cdot \mathbf{p} + c > 0
\end{cases} \]
"""


def test_names_that_are_defined_anew() -> None:
    found = [(v.verdict, v.left, v.why) for v in checked(RENEWED, "paper.tex", How())]
    assert [item[1:] for item in found if item[0] == "false"] == [
        (r"\frac{d}{v_1} \cos(v_1)", "it is true with d/dv_1 in the place of d/v_1"),
        (r"\frac{dv_2}{dt}", "the sides differ"),
        (r"\nabla_c y", "it is true but for a factor 1/2"),
    ]
    assert sum(item[0] == "true" for item in found) == 11
    assert [item for item in found if item[0] == "unknown"] == []


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Let $u = x^2$. Consider $y = x + x^2$, which would become $y = x + u$. So $dy/dx = 1 + 2x$.", "true"),
        ("If $x = 2$, all is well. Then $x^2 = 4$.", "unread"),
        ("Let $u(x) = x^2$ and $v(x, u) = x u$. Then $dv/dx = 3x^2$.", "true"),
        ("Let $y = h(g(x))$ with $u = g(x)$. Then $dy/dx = dy/du \\, du/dx$.", "true"),
        ("Let $y = x + x^2$ with $u = x^2$. Then $dy/dx = dy/du \\, du/dx$.", "unknown"),
        ("Let $u(x) = x^2$ and $v(x, u) = x u$. Then $dv/dx = 2x^2$.", "false"),
    ],
)
def test_what_holds_for_a_while(text: str, verdict: str) -> None:
    assert checked(text, "notes.md", How())[-1].verdict == verdict


COLUMNS = r"""
\[ \begin{bmatrix} p_1(t) \\ p_2(t) \end{bmatrix} = \begin{bmatrix} h_1(t) \\ h_2(t) \end{bmatrix}
 = \begin{bmatrix} \exp(t^2) \\ \cos(5t) \end{bmatrix} \]
\[ \begin{bmatrix} k_1(t) \\ k_2(t) \end{bmatrix} = \begin{bmatrix} t^2 \\ 5t \end{bmatrix} \]
\[ \begin{bmatrix} h_1(\mathbf{k}) \\ h_2(\mathbf{k}) \end{bmatrix}
 = \begin{bmatrix} \exp(k_1) \\ \cos(k_2) \end{bmatrix} \]
Its slope comes to
\[ \frac{\partial \mathbf{p}}{\partial t}
 = \begin{bmatrix} \exp(k_1) 2t \\ -5\sin(k_2) \end{bmatrix}
 = \begin{bmatrix} 2t \exp(t^2) \\ 5\sin(5t) \end{bmatrix}. \]
"""


def test_a_column_of_definitions() -> None:
    found = [v.verdict for v in checked(COLUMNS, "paper.tex", How())]
    assert found == ["unread"] * 4 + ["true", "false"]
