"""What is said to stay as it is when products are multiplied out does so in each of their parts."""

from __future__ import annotations

import pytest

from matcalc.tensor.combination import multiplied_out
from matcalc.tensor.invariants import Invariants, invariants
from matcalc.tensor.make import is_zero, transposed
from matcalc.tensor.node import Node, postorder
from matcalc.tensor.normal import normal
from matcalc.tensor.symmetry import lopsided
from tests.algebra.test_structure import nodes

TEXTS = [
    "(A + A') x",
    "exp(x' A x) (A + A') x x' (A + A')",
    "((A + S) (x + y)) .* (A' x)",
    "(A + inv(A)) A x",
    "A (inv(A) + S) x y'",
    "(Q' A + A Q') Q x x'",
    "(Q + R)' Q A (S + T)",
    "D (A + E) D x",
    "(D + E) diag(x) (A + I) y",
    "(I - x x') A (S + x y')",
    "(x - y) .* (x + y) .* (A x)",
    "((x + A x) .^ 2) y'",
    "relu(x) .* (x > 0) .* (x + y)",
    "abs(x) .* (sign(x) + y) .* (A y)",
    "exp((1 - a) log(x' y)) (exp(a log(x' y)) + exp(a)) x x'",
    "(x ./ (x + y)) .* (x + y) .* (A x + y)",
    "tr((A + A') S) (x + A x) y'",
    "[x; y] [x; y]' [A + S, A; S, T]",
    "(vec(A) + vec(S)) vec(A)' (kron(A, S) + kron(T, S))",
    "(x_1 + y_2) (A + S) x x'",
    "(x' A y + x' y) .^ a (x + y) x'",
    "diag(x) + S (A + A') S + inv(S + T)",
]


def agree(one: Invariants, other: Invariants) -> bool:
    loose = one.loose | other.loose
    degrees = [{base: n for base, n in of.degrees.items() if n and base not in loose} for of in (one, other)]
    known = [
        (first, second)
        for first, second in zip(one.axes, other.axes, strict=True)
        if first is not None and second is not None and not {base for base, _ in (*first, *second)} & loose
    ]
    return (
        degrees[0] == degrees[1]
        and all(first == second for first, second in known)
        and (one.joined is None or other.joined is None or one.joined == other.joined)
    )


def within(text: str) -> list[Node]:
    return [part for part in postorder(*nodes(text)) if normal(part) is part]


@pytest.mark.parametrize("text", TEXTS)
def test_parts_have_the_invariants_of_the_whole(text: str) -> None:
    for node in within(text):
        parts = [part for _, part in multiplied_out(node) or [] if not is_zero(part)]
        assert all(agree(invariants(node), invariants(part)) for part in parts)


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_lopsided_is_not_symmetric(text: str) -> None:
    for node in within(text):
        if node.rank == 2 and node.shape[0] == node.shape[1] and lopsided(node):
            assert normal(transposed(node, (1, 0))) is not node
