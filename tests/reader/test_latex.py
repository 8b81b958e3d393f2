"""LaTeX as papers and course notes spell it: what is typed, and a plainer spelling that is the same."""

from __future__ import annotations

import pytest

from matcalc.errors import MatcalcError
from matcalc.reader import read
from tests.reader import dump

SAME = [
    # remarks leave no trace
    (r"\underbrace{A x}_{\text{linear}} + b", "A x + b"),
    (r"\overbrace{2x}^{= \Delta} + \frac{a}{\underbrace{b}_{\neq 0}}", "2x + a/b"),
    (r"A x \stackrel{(a)}{=} y", "A x = y"),
    (r"\nabla f \overset{!}{=} 0", "∇f = 0"),
    (r"A x \stackrel{\text{def}}= y", "A x = y"),
    (r"\color{red}{x} + \textcolor{blue}{y} \hspace{1em} - \phantom{{x}} z", "x + y - z"),
    # fractions
    (r"\frac12 x + \tfrac{1}{2} + \dfrac 1 2 + \nicefrac{1}{2}", "1/2 x + 1/2 + 1/2 + 1/2"),
    (r"{a + b \over c}", "(a + b)/c"),
    (r"e^{x \over 2} + \sqrt{x \over 2}", "e^(x/2) + √(x/2)"),
    (r"{\partial f \over \partial x} + {\partial \over \partial x} x^2", "∂f/∂x + ∂/∂x x^2"),
    # relations and functions between braces
    (r"A x {=} y", "A x = y"),
    (r"A x \doteq y", "A x = y"),
    (r"\mathop{\mathrm{tr}}(A) + {\rm tr} A + \mathop{\rm tr}(A)", "tr(A) + tr(A) + tr(A)"),
    # labels above
    (r"z^{[1]} = W^{[1]} x + b^{[1]}", "z_1 = W_1 x + b_1"),
    (r"W_{ij}^{(2)} x_j + W^{(2)}_{ij}", "W_{2}_{ij} x_j + W_{2}_{ij}"),
    (r"x_j^{(i)} + x^{(i)}_j", "x_{i}_{j} + x_{i}_{j}"),
    (r"\frac{\partial L}{\partial a_j^{(1)}} + \frac{\partial L}{\partial W^{[1]}}", "∂L/∂a_{1}_{j} + ∂L/∂W_1"),
    (r"W^{(2)T} + W^{[2]\top} + {W^{(2)}}^T", "W_2' + W_2' + W_2'"),
    (r"W^{(1)} \in \mathbb{R}^{h \times d}; W^{(1)} x^{(i)}", "W_1 : matrix(h, d); W_1 x_{i}"),
    (r"\theta^* + \theta^{\star} + x_i^* + x^{*}_i", "θ_{star} + θ_{star} + x_{star}_i + x_{star}_i"),
    # what is said beside an equation
    (r"A x = b \quad C y = d", "A x = b; C y = d"),
    (r"A x = b, C y = d", "A x = b; C y = d"),
    (r"A x = b \quad \text{and} \quad C y = d", "A x = b; C y = d"),
    (r"A x = b \quad (3)", "A x = b"),
    (r"\begin{align} A x &= b & C y &= d \\ D z &= e \end{align}", "A x = b; C y = d; D z = e"),
    (r"∂a_j/∂z_i = -a_i a_j,\quad i \neq j.", "{∂a_j/∂z_i if i != j} = {-a_i a_j if i != j}"),
    (r"y = x^2 \quad \text{for } x > 0", "y = {x^2 if x > 0}"),
    ("x if x > 0; Σ_{i≠j} x_i", "{x if x > 0}; Σ_i {x_i if i != j; 0 otherwise}"),
    (r"f(x) = x^2 \text{ if $x > 0$}", "f(x) = {x^2 if x > 0}"),
    (r"A x = b \quad \forall x, i", "A x = b"),
    (r"∂f/∂x_i = b_i, \quad i = 1, \ldots, n", "∂f/∂x_i = b_i"),
    (r"∂f/∂x_i = b_i, \quad i \in \{1, 2, \dots, n\}", "∂f/∂x_i = b_i"),
    (r"∂f/∂x_i = b_i, i = 2, \ldots, n-1", "{∂f/∂x_i if i >= 2 and i <= n-1} = {b_i if i >= 2 and i <= n-1}"),
    (r"f(x) = x \quad \text{for all } x \in \mathbb{R}^n", "x : vector(n); f(x) = x"),
    (
        r"\begin{align} A x &= b, & \text{for } x > 0 \\ &= c \end{align}",
        "{A x if x > 0} = {b if x > 0} = {c if x > 0}",
    ),
    (r"D x = z \quad \text{where} \quad z = W x \text{ and } x > 0", "z = W x; {D x if x > 0} = {z if x > 0}"),
    # sums under a condition
    (r"\sum^n_{k=1} x_k", "Σ_{k=1}^n x_k"),
    (r"∂L/∂z_j = \sum_{k \neq j} y_k", "∂L/∂z_j = Σ_k {y_k if k != j; 0 otherwise}"),
    (r"\sum_{i < j} x_i x_j", "Σ_i Σ_j {x_i x_j if i < j; 0 otherwise}"),
    (r"\sum_{k=1, k \ne j}^n x_k + y_k", "Σ_{k=1}^n {x_k + y_k if k != j; 0 otherwise}"),
    # a 1 before a condition
    (r"\mathbf{1}\{y = k\} + \mathbb{1}[y = k] + \mathbb{1}_{y = k} + 1_{\{y = k\}}", "[y == k] + [y == k] + [y == k] + [y == k]"),
    # ∂ with a subscript, T
    (r"\partial_{o_j} l + \partial_{w_{i}} l + \partial_{x y} l", "∂l/∂o_j + ∂l/∂w_i + ∂²l/∂x∂y"),
    ("T : matrix(n, n); x^T T^T", "T : matrix(n, n); x' T'"),
    ("T : R; x^T", "T : R; x^{T}"),
    # what is written out
    (r"x_1 + \cdots + x_n", "Σ_{i=1}^n x_i"),
    (r"x_1 + x_2 + \cdots + x_n + y", "Σ_{i=1}^n x_i + y"),
    (r"a - x_1^2 - \cdots - x_d^2", "a + Σ_{i=1}^d (-x_i^2)"),
    (r"x_1 x_2 + \cdots + x_{n-1} x_n", "Σ_{i=1}^{n-1} x_i x_{i+1}"),
    (r"x + x^2 + ... + x^n", "x + Σ_{i=2}^n x^i"),
    (r"∂f/∂u_1 du_1/dx + ∂f/∂u_2 du_2/dx + … + ∂f/∂u_n du_n/dx", "Σ_{i=1}^n ∂f/∂u_i du_i/dx"),
    (r"[y_1, \ldots, y_n]", "y"),
    (r"\mathbf{x} = [x_1, x_2, \ldots, x_n]^T", r"\mathbf{x} : vector(n)"),
    (r"f(x_1, \ldots, x_n) = x_1^2 + \dots + x_n^2; f(y, u_1, \ldots, u_n)", "f(x) = Σ_{i=1}^n x_i^2; f(y, u)"),
    (r"diag(\ldots \frac{1}{x_i} \ldots)", "diag(Σ_i I_{:,i} (1/x_i))"),
    (r"[z, z, \ldots, z]; \begin{bmatrix} z & \cdots & z \end{bmatrix}", "z 1⃗; z 1⃗'"),
    (r"u_i = u_i(x); ∂f/∂u_1 du_1/dx + … + ∂f/∂u_n du_n/dx = Σ_{i=1}^n ∂f/∂u_i du_i/dx",
     "u_i = u_i(x); Σ_{i=1}^n ∂f/∂u_i du_i/dx = Σ_{i=1}^n ∂f/∂u_i du_i/dx"),
    (r"diag(1/x_1, \ldots, 1/x_d)", "diag(Σ_{i=1}^d I_{:,i} (1/x_i))"),
    (r"\begin{bmatrix} f(x_1) & \cdots & f(x_n) \end{bmatrix}", "Σ_{i=1}^n f(x_i) I_{:,i}'"),
    (r"\begin{bmatrix} \mathbf{x}_1^T \\ \vdots \\ \mathbf{x}_n^T \end{bmatrix}", "Σ_{i=1}^n I_{:,i} 𝐱_i'"),
    (
        r"\begin{bmatrix} \frac{\partial f_1}{\partial x_1} & \cdots & \frac{\partial f_1}{\partial x_n} \\"
        r" \vdots & \ddots & \vdots \\"
        r" \frac{\partial f_m}{\partial x_1} & \cdots & \frac{\partial f_m}{\partial x_n} \end{bmatrix}",
        "Σ_{i=1}^m Σ_{j=1}^n I_{:,i} ∂f_i/∂x_j I_{:,j}'",
    ),
    # conditioning is a comma
    (r"\log p(x \mid \mu) = -(x - \mu)^2; \frac{\partial \log p(x \mid \mu)}{\partial x}",
     "p(x, μ) = exp(-(x - μ)^2); ∂ log p(x, μ)/∂x"),
    (r"p(x \mid \theta) + p(y \mid x, \theta)", "p(x, θ) + p(y, x, θ)"),
]

REFUSED = [
    (r"\overset{\cdot}{x}", "above a relation only", r"\overset"),
    (r"{a \over b \over c}", "stands once", r"\over"),
    (r"\mathbb{E}[x]", "expectations", r"\mathbb{E}"),
    (r"f(x) \approx x", "not part of the language", r"\approx"),
    (r"\int f(x)", "not part of the language", r"\int"),
    (r"\begin{align} A x &= b & x > 0 \\ &= c & x < 0 \end{align}", "two rows", "& x < 0"),
    (r"A x = b \text{ for } x + 1", "condition", "x"),
    (r"1 + x + x^2 + \cdots", "the dots", r"\cdots"),
    (r"[x_1, \ldots, y_n]", "the dots", r"\ldots"),
    (r"x_1 x_2 \cdots x_n", "the dots", r"\cdots"),
    (r"\sum_{k=1, j=2} x", "condition on an index", "j"),
    (r"\sum_{i \in S} x_i", "index of a sum", "i"),
    (r"\sigma^{\prime}(z, w)", "function of one number", r"\sigma"),
    (r"{\over y}", "needs two arguments", r"{"),
]


@pytest.mark.parametrize(("typed", "plain"), SAME)
def test_a_spelling_is_the_same_as_a_plainer_one(typed: str, plain: str) -> None:
    assert dump.program(read(typed)) == dump.program(read(plain))


@pytest.mark.parametrize(("typed", "reason", "place"), REFUSED)
def test_what_the_language_has_not_is_refused_with_its_place(typed: str, reason: str, place: str) -> None:
    with pytest.raises(MatcalcError) as caught:
        read(typed)
    assert reason in caught.value.message
    assert caught.value.span is not None
    assert typed[slice(*caught.value.span)] == place
