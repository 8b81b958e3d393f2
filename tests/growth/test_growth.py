"""What long questions cost: twice the length makes about twice the nodes and twice the answer.

Work is counted in tensor nodes made, which no machine's load changes.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from matcalc.calculator import calculate
from matcalc.numeric.points import Point
from matcalc.tensor.make import variable
from matcalc.writers import answer_text
from tests.truth.agreement import disagreements
from tests.truth.productions import DOMAINS


def names(letter: str, k: int) -> list[str]:
    return [f"{letter}_{i}" for i in range(1, k + 1)]


def matrices(letter: str, k: int) -> str:
    return f"{', '.join(names(letter, k))} in R^(n x n); x in R^n; "


def repeated(k: int, first: str, step: str) -> str:
    """Statements, each made from the number before and its own."""
    return "; ".join([first, *(step.format(i - 1, i) for i in range(1, k + 1))])


def network(k: int) -> str:
    inside = "".join(f"tanh(W_{i} " for i in range(k, 0, -1)) + "x" + ")" * k
    return f"{matrices('W', k)}D(sum({inside}), W_1)"


FAMILIES: dict[str, Callable[[int], str]] = {
    "chain": lambda k: f"{matrices('A', k)}d/dx ({' '.join(names('A', k))} x)",
    "quadratic forms": lambda k: (
        f"{matrices('A', k)}d/dx ({' + '.join(f'x^T {a} x' for a in names('A', k))})"
    ),
    "network": network,
    "network by definitions": lambda k: (
        f"{matrices('W', k)}{repeated(k, 'h_0 = x', 'h_{1} = sigmoid(W_{1} h_{0})')}; D(sum(h_{k}), W_1)"
    ),
    "relu": lambda k: (
        f"{matrices('W', k)}{repeated(k, 'h_0 = x', 'h_{1} = max(0, W_{1} h_{0})')}; D(sum(h_{k}), W_1)"
    ),
    "products of scalars": lambda k: f"d/dx ({' '.join(f'sin({a} x)' for a in names('a', k))})",
    "nested": lambda k: f"d/dx {'sin(exp(' * k}x{'))' * k}",
    "each twice in the next": lambda k: f"{repeated(k, 'u_0 = x', 'u_{1} = sin(u_{0}) u_{0}')}; d/dx u_{k}",
    "sums on sums": lambda k: f"{repeated(k, 'u_0 = x', 'u_{1} = u_{0} + sin(u_{0})')}; d/dx u_{k}",
    "squares": lambda k: f"{repeated(k, 'u_0 = x', 'u_{1} = u_{0} u_{0}')}; d/dx u_{k}",
}


def cost(text: str) -> tuple[int, int]:
    """Nodes made for the answer, and its length."""
    first = variable("before").serial
    ((answer,),) = calculate(text)
    length = len(answer_text(answer))
    return variable("after").serial - first, length


@pytest.mark.parametrize("family", FAMILIES)
def test_twice_the_question_costs_about_twice(family: str) -> None:
    small, large = (cost(FAMILIES[family](k)) for k in (48, 96))
    assert large[0] < 2.6 * small[0]
    assert large[1] < 2.6 * small[1] + 100


LONG = [
    "u_0 = x; u_1 = sin(u_0) u_0; u_2 = sin(u_1) u_1; u_3 = sin(u_2) u_2; u_4 = sin(u_3) u_3; "
    "u_5 = sin(u_4) u_4; u_6 = sin(u_5) u_5; u_7 = sin(u_6) u_6; x in R; D(u_7, x)",
    FAMILIES["each twice in the next"](8).replace("d/dx", "d/dx d/dx"),
    FAMILIES["squares"](9),
    FAMILIES["sums on sums"](9),
    FAMILIES["products of scalars"](11),
    FAMILIES["network by definitions"](5),
    f"{', '.join(names('a', 10))}, x in R^n; d/dx ({' '.join(f'({a} . x)' for a in names('a', 10))})",
    f"{matrices('W', 6)}{repeated(6, 'h_0 = x', 'h_{1} = h_{0} + tanh(W_{1} h_{0})')}; D(sum(h_6), W_1)",
]


@pytest.mark.parametrize("text", LONG)
def test_what_stays_whole_is_right(text: str) -> None:
    found = list(disagreements(text, Point(5, {"n": 2, "m": 3, "N": 2}, DOMAINS)))
    assert not found, "\n".join(map(str, found))


def test_a_long_chain_is_answered_in_the_names_of_its_definitions() -> None:
    ((answer,),) = calculate(FAMILIES["each twice in the next"](30))
    assert [name for name, _ in answer.where] == [f"u_{i}" for i in range(30)]


DEEP = [
    f"d/dx {'sin(' * 2000}x{')' * 2000}",
    f"d/dx {'(' * 5000}x^2{')' * 5000}",
    f"A in R^(n x n); D(tr({'tanh(' * 500}A{')' * 500}), A)",
]


@pytest.mark.parametrize("text", DEEP, ids=["functions", "brackets", "functions of a matrix"])
def test_depth_is_no_limit(text: str) -> None:
    ((answer,),) = calculate(text)
    assert answer_text(answer)
