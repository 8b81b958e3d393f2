"""The normal form: what is equal by the laws of the algebra is one node, however it is written."""

from __future__ import annotations

import random
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcalc.kinds import infer
from matcalc.kinds.dimensions import Dimension
from matcalc.lowering.lower import Lowering
from matcalc.reader import read
from matcalc.tensor.make import add, basis, delta, is_zero, mapped, number, ones, product, select, variable
from matcalc.tensor.node import Node, postorder
from matcalc.tensor.normal import normal
from tests.truth.productions import DECLARED
from tests.truth.programs import Problem, expression, problem

STOCK = "; ".join(f"{name} in {space}" for name, space in DECLARED.items())


def node(text: str) -> Node:
    """The normal form of an expression over the stock of names."""
    typed = infer(read(f"{STOCK}; C in R^(n x m); {text}"))
    lowering = Lowering(typed.reading, typed.definitions)
    return normal(lowering.expand(lowering.lower(typed.queries[0].term).node))


EQUAL = [
    # traces, transposes, orders
    ("tr(A C)", "tr(C A)"),
    ("tr(M Q S)", "tr(S M Q)"),
    ("tr(M)", "tr(M')"),
    ("x' M x", "x' M' x"),
    ("(A C)'", "C' A'"),
    ("(M')'", "M"),
    ("dot(x, y)", "y' x"),
    ("x y' q", "dot(y, q) x"),
    ("tr(x y')", "dot(x, y)"),
    ("sum(A x)", "u' 0 u + sum(x' A')"),
    ("S'", "S"),
    ("x' S y", "y' S x"),
    # element by element
    ("diag(x) y", "x .* y"),
    ("diag(x) diag(y)", "diag(x .* y)"),
    ("diag(diag(x))", "x"),
    ("sum(x .* y)", "dot(x, y)"),
    ("sum_i x_i y_i", "dot(x, y)"),
    ("x ./ y .* y", "x"),
    ("sum(A .* B)", "tr(A' B)"),
    ("norm(x)^2", "dot(x, x)"),
    ("sum(diag(M))", "tr(M)"),
    ("x .* x .* x", "x .^ 3"),
    ("relu(x) .^ 2 .* (x > 0)", "relu(x) .^ 2"),
    ("relu(x) .^ (-1/2) .* (x > 0)", "x .^ (-1/2) .* (x > 0)"),
    # identities, ones, zeros
    ("I x", "x"),
    ("M I Q", "M Q"),
    ("diag(ones) x", "x"),
    ("x .* ones", "x"),
    ("dot(x, ones)", "sum(x)"),
    ("M - M", "0 M"),
    ("x + 0", "x"),
    # scalars: like terms, powers, constants
    ("a + b + a", "b + 2a"),
    ("a b a", "a^2 b"),
    ("a^2 a^(-1)", "a"),
    ("2 (3 a)", "6a"),
    ("a/3 + a/6", "a/2"),
    ("(a + b)(a + b)", "(b + a)^2"),
    ("a b - b a", "0"),
    ("2 x + 3 x", "5x"),
    ("a (x + y) - a y", "a x"),
    ("sin(a + b)", "sin(b + a)"),
    # inverses
    ("inv(M) M x", "x"),
    ("inv(inv(M))", "M"),
    ("det(M')", "det(M)"),
    ("inv(M Q')", "inv(Q)' inv(M)"),
    ("inv(a M)", "inv(M)/a"),
    ("det(M Q)", "det(Q) det(M)"),
    ("det(a M)", "a^n det(M)"),
    ("det(M^3)", "det(M)^3"),
    ("det(C A M)", "det(M) det(C A)"),
    ("logdet(M Q)", "logdet(Q) + logdet(M)"),
    ("inv(P) S inv(P) M", "(inv(P) S inv(P))' M"),
    ("tr(P S P M)", "tr(M P S P)"),
    # quotients
    ("a (1/a + b/a)", "1 + b"),
    ("a b (1/a + 2/b)", "b + 2a"),
    ("sin(a)/cos(a)", "tan(a)"),
    ("sinh(x) ./ cosh(x)", "tanh(x)"),
    ("exp(a)/(exp(a) + exp(b))", "sigmoid(a - b)"),
    ("exp(a) exp(b)/(exp(a) + exp(b))^2", "sigmoid(a - b) sigmoid(b - a)"),
    ("sigmoid(-a) (1 - sigmoid(-a))", "sigmoid(a) (1 - sigmoid(a))"),
    # conditions
    ("(a > 0) (a > 0)", "(a > 0)"),
    ("(a > 0) max(0, a)", "(a > 0) a"),
    ("(a > 0) a", "max(0, a)"),
    ("(a > b) (b - a)^3", "-max(0, a - b)^3"),
    ("(a > 0) (a <= 0)", "0"),
    ("{a if b > 0; a otherwise}", "a"),
    # blocks
    ("dot([x; a], [y; b])", "dot(x, y) + a b"),
    ("[x; a]_1", "x_1"),
    # sums
    ("sum_{i=1}^N a", "N a"),
    ("sum_i sum_j x_i M_{i,j} y_j", "x' M y"),
]


@pytest.mark.parametrize(("left", "right"), EQUAL)
def test_equal_expressions_are_one_node(left: str, right: str) -> None:
    assert node(left) is node(right)


SMALL = st.integers(0, 10**6).map(lambda seed: expression(seed, depth=1))
EXPRESSIONS = st.integers(0, 10**6).map(expression)

DIFFERENT = [("A C", "(A C)'"), ("x' M y", "y' M x"), ("M Q", "Q M"), ("a > 0", "a >= 0"), ("M .* Q", "M Q"), ("I", "M")]


@pytest.mark.parametrize(("left", "right"), DIFFERENT)
def test_others_are_not(left: str, right: str) -> None:
    assert node(left) is not node(right)


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(expression=EXPRESSIONS)
def test_a_normal_form_is_its_own(expression: str) -> None:
    found = node(expression)
    assert normal(found) is found


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(first=SMALL, second=SMALL, third=SMALL)
def test_the_order_of_terms_and_factors_is_nothing(first: str, second: str, third: str) -> None:
    for sign in ("+", "*"):
        forms = {node(f" {sign} ".join(f"({e})" for e in order)) for order in permutations((first, second, third))}
        assert len(forms) == 1


n, m = Dimension.of("n"), Dimension.of("m")


def test_labels_are_only_names() -> None:
    """A product of twelve matrices in any order, with any letters for its sums, is one node."""
    matrices = [variable(f"M_{k}", (n, n)) for k in range(12)]
    forms = set()
    for seed in range(5):
        chance = random.Random(seed)
        letters = chance.sample(range(100, 200), 11)
        ends = ["r", *letters, "c"]
        pieces = [(matrix, (ends[k], ends[k + 1])) for k, matrix in enumerate(matrices)]
        chance.shuffle(pieces)
        forms.add(normal(product(pieces, ("r", "c"))))
    assert len(forms) == 1


def test_a_ring_of_equal_matrices_has_no_beginning() -> None:
    matrix, other = variable("M", (n, n)), variable("Q", (n, n))
    forms = set()
    for turn in range(6):
        ring = [other if (k + turn) % 6 == 0 else matrix for k in range(6)]
        forms.add(normal(product([(ring[k], (k, (k + 1) % 6)) for k in range(6)], ())))
    assert len(forms) == 1


def test_deltas() -> None:
    x = variable("x", (n,))
    assert normal(product([(delta(n), ("i", "j")), (x, ("j",))], ("i",))) is x
    assert normal(product([(delta(n), ("i", "j")), (delta(n), ("j", "k"))], ("i", "k"))) is delta(n)
    assert normal(product([(delta(n), ("i", "i"))], ())) is normal(product([(ones((n,)), ("i",))], ()))


def test_parts_of_a_whole() -> None:
    """What is put in a place is found there, and nowhere else."""
    x = variable("x", (n,))
    whole = n + m
    first, second = select(whole, Dimension.of(0), n), select(whole, n, m)
    assert normal(product([(first, ("w", "a")), (first, ("w", "b")), (x, ("b",))], ("a",))) is x
    assert is_zero(normal(product([(second, ("w", "a")), (first, ("w", "b")), (x, ("b",))], ("a",))))
    assert is_zero(normal(product([(basis(n, Dimension.of(1)), ("a",)), (basis(n, Dimension.of(2)), ("a",))], ())))


def test_constants_are_exact() -> None:
    third = number(1)
    total = normal(add([product([(third, ())], ())] * 3))
    assert total is number(3)


def test_ten_thousand_levels() -> None:
    deep: Node = variable("x", ())
    for _ in range(10_000):
        deep = mapped("sin", deep)
    found = normal(deep)
    assert normal(found) is found
    assert len(postorder(found)) == 10_001


def test_two_thousand_matrices() -> None:
    matrices = [variable(f"M_{k}", (n, n)) for k in range(2_000)]
    found = normal(product([(matrix, (k, k + 1)) for k, matrix in enumerate(matrices)], (0, 2_000)))
    assert len(postorder(found)) == 2_001
    assert normal(found) is found


@pytest.mark.parametrize("build", ["sin(a {0})", "({0} + a)^2", "max(0, {0} b + a)"])
def test_derivatives_grow_with_the_expression(build: str) -> None:
    """Twice as deep is at most about twice as many nodes, since what repeats is shared."""
    sizes = []
    for depth in (8, 16, 32):
        text = "a"
        for _ in range(depth):
            text = build.format(text)
        sizes.append(len(postorder(node(f"D({text}, a)"))))
    assert sizes[2] < 5 * sizes[0]
    assert sizes[2] - sizes[1] <= 2.5 * (sizes[1] - sizes[0])


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(tried=st.integers(0, 10**6).map(problem))
def test_an_answer_is_in_normal_form(tried: Problem) -> None:
    found = node(tried.question)
    assert normal(found) is found
