"""Derivations by differentials and by back-propagation: the words of the textbooks, and the truth of every line."""

from functools import cache

import pytest

from matcalc.calculator import Options, calculate
from matcalc.derivation import Derivation
from matcalc.explain import explain
from matcalc.terms import same
from matcalc.writers.latex import write
from tests.explain.directions import tried, untrue

COOKBOOK = [  # Petersen & Pedersen, The Matrix Cookbook, with the number of the equation
    ("d/dX tr(A X B)", "101"),
    ("X : matrix(n, m); d/dX tr(A X' B)", "102"),
    ("d/dX tr(X' A X)", "108"),
    ("A, B : matrix; d/dX tr(A X B X' C)", "118"),
    ("d/dX log(det(X' X))", "56"),
    ("d/dX logdet(X)", "57"),
    ("d/dX det(X' X)", "53"),
    ("d/dX det(A X B)", "51"),
    ("d/dX tr(X^-1 A)", "124"),
    ("d/dX a' X^-1 b", "61"),
    ("X : matrix; d/dX norm(A X - B)^2", "119"),
    ("d/dX tr((A X - B)'(A X - B))", "119"),
    ("d/dX a' X' X b", "77"),
    ("d/dX (X a + b)' C (X a + b)", "88"),
    ("d/dX tr(X^3)", "121"),
    ("X : matrix; d/dX norm(X)", "130"),
    ("d/dX X^-1", "59"),
    ("d/dX (X' X)", "79"),
    ("X : matrix; d/dX (X' A X)^-1", "59"),
    ("a : vector; d/dX X a", "73"),
    ("t : scalar; A, B : matrix(n, n); d/dt (A + t B)^-1", "59"),
    ("t : scalar; A, B : matrix(n, n); d/dt det(A + t B)", "46"),
]
OTHERS = [
    ("d/dX sum(sin(X A))", "Magnus & Neudecker, ch. 9"),
    ("X : matrix; d/dX sum(max(0, X))", "element-wise"),
    ("d/dX sum(softmax(X) .* Y)", "softmax of each row"),
    ("x : vector; X : matrix; d/dX exp(x' X x)", "a scalar on the way"),
    ("d/dX tr(X' A X)/tr(X' B X)", "Rayleigh quotient"),
    ("d/dX tr(diag(diag(X)) A)", "a diagonal"),
    ("d/dX sum(tril(X) .* A)", "a triangle"),
    ("x_i in R^n; y_i in R^m; d/dW sum_{i=1}^N norm(W x_i - y_i)^2", "least squares over data"),
    ("d/dX (X^2)", "a power"),
    ("d/dX tr(A X^k)", "a symbolic power, Matrix Cookbook, eq. 91"),
    ("d/dX (X^k)", "a symbolic power stacked"),
    ("X : matrix(n, n); d/dX det(X^k)", "Matrix Cookbook, eq. 55"),
    ("d/dX vec(A X B)", "Magnus & Neudecker, ch. 2, sec. 4"),
    ("D(vec(A X B), vec(X))", "Magnus & Neudecker, ch. 2, sec. 4"),
    ("X : matrix(n, n); D(vec(X^-1), vec(X))", "Magnus & Neudecker, ch. 9"),
    ("A : matrix(p, q); X : matrix(m, n); B : matrix(n, q); d/dX (kron(A, X) vec(B))", "a Kronecker product"),
    ("x : vector; d/dx (x x' A)", "a vector and its transpose"),
    ("d/dX (A sin(X) B)'", "a transpose of an element-wise function"),
    ("X : matrix; d/dX (2X + A)", "a multiple"),
    ("X, Y : matrix; d/dW norm(sigmoid(X W) - Y)^2", "one layer"),
]
NETWORKS = [
    ("x : vector; d/dW_1 norm(y - sigmoid(W_2 relu(W_1 x + b_1) + b_2))^2", 2),
    ("x : vector; d/db_1 norm(y - sigmoid(W_2 relu(W_1 x + b_1) + b_2))^2", 2),
    ("x : vector; d/dW_2 norm(y - sigmoid(W_2 relu(W_1 x + b_1) + b_2))^2", 1),
    ("x : vector; d/db_1 norm(y - W_2 relu(W_1 x + b_1) - b_2)^2", 2),
    ("x, y : vector; d/dW_1 (-y' log(softmax(W_2 relu(W_1 x + b_1) + b_2)))", 2),
    ("x, b, w : vector; d/dW (y - sigmoid(w' relu(W x + b) + c))^2", 2),
    ("X, Y : matrix; b_1, b_2 : vector; d/dW_1 norm(Y - relu(X W_1 + ones b_1') W_2 - ones b_2')^2", 2),
    ("d/dW_1 Σ_i norm(W_2 tanh(W_1 x_i + b_1) - y_i)^2", 2),
    ("d/dW_2 1/N Σ_{i=1}^N norm(W_2 tanh(W_1 x_i + b_1) - y_i)^2", 1),
    ("d/dW_1 (Σ_{i=1}^N norm(W_3 tanh(W_2 tanh(W_1 x_i)) - y_i)^2 + c norm(W_1)^2)", 3),
    ("d/db_1 Σ_i log(1 + exp(-y_i w . tanh(W_1 x_i + b_1)))", 2),
    ("z_i = W_1 x_i; d/dW_1 Σ_i norm(W_2 tanh(z_i) - z_i)^2", 2),
    ("x : vector; W_1 : matrix; d/dW_1 (norm(W_2 tanh(W_1 x) - y)^2 + c norm(W_1)^2)", 2),
    ("x, h : vector; z = V x + W h; k = tanh(z); o = U k; C = norm(o - y)^2; dC/dW", 2),
]
LAYERS = "; ".join(f"a_{k} = tanh(W_{k} a_{k - 1} + b_{k})" for k in range(1, 11))
DEEP = f"a_0 : vector; {LAYERS}; C = norm(a_10 - y)^2; dC/dW_1"


@cache
def derived(text: str, layout: str = "numerator") -> Derivation:
    ((answer,),) = calculate(text, Options(layout=layout))
    return explain(answer)


@pytest.mark.parametrize("layout", ["numerator", "mixed"])
@pytest.mark.parametrize("text", [text for text, _ in COOKBOOK + OTHERS + NETWORKS])
def test_every_line_is_true_and_the_last_is_the_answer(text: str, layout: str) -> None:
    derivation = derived(text, layout)
    assert same(derivation.parts[-1].moves[-1].lines[-1].members[-1], derivation.answer.value)
    if layout == "numerator":
        wrong = [[write(m, derivation.reading) for m in line.members] for line, _ in untrue(tried(derivation))]
        assert not wrong


@pytest.mark.parametrize(("text", "errors"), [*NETWORKS, (DEEP, 10)])
def test_networks_are_derived_backward_layer_by_layer(text: str, errors: int) -> None:
    (part,) = derived(text).parts
    assert [move.name for move in part.moves] == ["introduce", "differentiate", "combine", "substitute"]
    assert len(part.moves[1].lines) == errors


@pytest.mark.parametrize("text", [text for text, _ in COOKBOOK + OTHERS])
def test_matrices_are_derived_by_differentials(text: str) -> None:
    (part,) = derived(text).parts
    assert part.moves[-1].name == "identify"
