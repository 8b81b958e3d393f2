"""Derivatives unfolded rule by rule: each line is true, and the last is the engine's."""

from __future__ import annotations

import random

import numpy as np
import pytest

from matcalc.answer import Answer
from matcalc.calculator import calculate
from matcalc.derivation import Line
from matcalc.explain import explain
from matcalc.explain.scalar import rules_of, unfold
from matcalc.explain.workings import Workings
from matcalc.notation.rules import BY_ID
from matcalc.numeric.oracle import Oracle
from matcalc.numeric.points import Point
from matcalc.terms import Name, same

# What is differentiated, and the rules in the order in which they are used (Parr & Howard, section 2).
CASES = [
    ("d/dx 99", [("constant",)]),
    ("d/dx 3x", [("constant-multiple",)]),
    ("d/dx x^3", [("power",)]),
    ("d/dx (x^2 + 3x)", [("sum",), ("power", "constant-multiple")]),
    ("d/dx (x^2 - 3x)", [("difference",), ("power", "constant-multiple")]),
    ("d/dx (3x^2 + 2x)", [("sum",), ("constant-multiple",), ("power",)]),
    ("d/dx x^2 sin(x)", [("product",), ("power", "sin")]),
    ("d/dx sin(x)/x", [("quotient",), ("sin",)]),
    ("d/dx 1/x", [("quotient",)]),
    ("d/dx sin(x^2)", [("sin", "chain"), ("power",)]),
    ("d/dx log(sin(x^3)^2)", [("log", "chain"), ("power", "chain"), ("sin", "chain"), ("power",)]),
    ("a : constant; d/dx a^x", [("exponential",)]),
    ("d/dx x^x", [("exponential",)]),
    ("d/dx max(0, x)", [("max",)]),
    ("d/dx relu(x)", [("relu",)]),
    ("w, x : vector(n); d/dw (w .* x)", [("element-wise",)]),
    ("w, x : vector(n); d/dw (w + x)", [("sum", "constant")]),
    ("w, x : vector(n); d/dw (w . x)", [("dot",)]),
    ("x : vector(n); d/dx (x + z)", [("scalar-expansion",)]),
    ("x : vector(n); d/dx exp(x)", [("exp", "element-wise")]),
    ("x : vector(n); d/dx sum(x)", [("sum-reduction",)]),
    ("A : matrix(m, n); x : vector(n); d/dx (A x)", [("linear",)]),
    ("A : matrix(m, n); x : vector(n); b : vector(m); d/dx (A x + b)", [("sum", "constant"), ("linear",)]),
    ("x : vector(n); d/dx norm(x)", [("norm",)]),
]
LEAVES = ("x", "x", "2", "a", "3")
WAYS = ("({} + {})", "({} - {})", "({} {})", "({}/(2 + {}^2))", "sin({})", "exp(-({})^2)", "({})^3", "log(2 + ({})^2)")


def asked(text: str) -> tuple[Answer, Workings, Name]:
    ((answer,),) = calculate(text)
    (by,) = answer.by
    assert isinstance(by, Name)
    return answer, Workings.of(answer), by


def expression(chooser: random.Random, depth: int) -> str:
    if not depth:
        return chooser.choice(LEAVES)
    way = chooser.choice(WAYS)
    return way.format(*(expression(chooser, depth - 1) for _ in range(way.count("{}"))))


def check(lines: tuple[Line, ...], answer: Answer, workings: Workings) -> None:
    for line in lines:
        worth = []
        for member in line.members:
            workings.settle(member, workings.kind(line.members[0]))
            values, sizes, _ = Point(1, {}, dict.fromkeys(workings.reading.names, (0.3, 0.9))).of(workings.reading)
            worth.append(np.asarray(Oracle(workings.reading, {}, values, sizes).value(member)))
        assert all(np.broadcast_to(w, worth[0].shape) == pytest.approx(worth[0], rel=1e-6, abs=1e-7) for w in worth)
    found = workings.derivative(answer.of, answer.by[0])
    assert found.where or same(lines[-1].members[-1], found.value)
    assert {rule for line in lines for rule in line.rules} <= BY_ID.keys()


@pytest.mark.parametrize(("text", "rules"), CASES, ids=[text for text, _ in CASES])
def test_rules_are_named_and_lines_are_true(text: str, rules: list[tuple[str, ...]]) -> None:
    answer, workings, by = asked(text)
    lines = unfold(answer.of, by, workings)
    assert [line.rules for line in lines if line.rules] == rules
    assert rules_of(answer.of, by, workings) == rules[0]
    check(lines, answer, workings)


@pytest.mark.parametrize("seed", range(40))
def test_lines_of_random_expressions_are_true(seed: int) -> None:
    chooser = random.Random(seed)
    answer, workings, by = asked(f"d/dx ({expression(chooser, 1 + seed % 3)})")
    check(unfold(answer.of, by, workings), answer, workings)


@pytest.mark.parametrize("text", ["sin(" * 60 + "x" + ")" * 60, " + ".join(f"x^{k}" for k in range(300)), " ".join(["(x + 1)"] * 100)])
def test_large_ones_are_few_lines(text: str) -> None:
    answer, workings, by = asked(f"d/dx ({text})")
    assert len(unfold(answer.of, by, workings)) <= 13


# What is derived in brief, one of each kind; each local derivative names one rule.
BRIEFLY = [
    "d/dx log(sin(x^3)^2)",
    "d/dx sin(x)/(x^2 + 1)",
    "d/dx x^2 e^(-x)",
    "d/dx [log(x^2); sin(3x)]",
    "x : vector(n); d/dx x/norm(x)",
    "A : matrix(n, n); x : vector(n); d/dx (x' A x)/norm(x)",
    "A : matrix(m, n); x : vector(n); d/dx log(sum(exp(A x)))",
    "z, y : vector(n); d/dz -(y . log(softmax(z)))",
    "w : vector(n); d/dw 1/N Σ_{i=1}^N (y_i - max(0, w . x_i + b))^2",
    "w : vector(n); d/dw Σ_{i=1}^N (y_i log(sigmoid(w . x_i)) + (1 - y_i) log(1 - sigmoid(w . x_i)))",
    "d/dx {0 if x < 0; sin(x^2) if x >= 0}",
]


@pytest.mark.parametrize("text", BRIEFLY)
def test_each_local_derivative_names_its_rule(text: str) -> None:
    ((answer,),) = calculate(text)
    brief, full = explain(answer), explain(answer, "full")
    lines = [line for part in brief.parts for move in part.moves if move.name == "differentiate" for line in move.lines]
    assert all(len(line.rules) == 1 for line in lines)
    known = {rule for part in full.parts for move in part.moves for line in move.lines for rule in line.rules}
    assert {rule for line in lines for rule in line.rules} <= known
