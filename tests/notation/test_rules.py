"""The catalogue of rules: each is true, and each rule of the engine is in it."""

from __future__ import annotations

import ast
import inspect
import re
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matcalc import explain
from matcalc.calculator import Options, calculate
from matcalc.calculus import sweep
from matcalc.calculus.rules import COMMUTING, RULES, WITHOUT
from matcalc.explain.statements import stated
from matcalc.notation import rules
from matcalc.notation.functions import FUNCTIONS
from matcalc.notation.rules import BY_ID, TOPICS, Formula, Rule
from matcalc.numeric.oracle import Oracle
from matcalc.numeric.points import Point

FORMULAS = [(rule, formula) for rule in rules.RULES for formula in rule.formulas]
DOMAINS = {name: {"x": domain[0]} for name, domain in ((row.name, row.domain) for row in FUNCTIONS)}
STEP = 1e-5
POSITIVE = (0.3, 0.9)


def test_every_rule_of_the_engine_is_stated() -> None:
    stated = {name for rule in rules.RULES for name in rule.engine}
    tree = ast.parse(inspect.getsource(sweep.local))
    asked = {call.args[1].id for call in ast.walk(tree) if isinstance(call, ast.Call) and call.func.id == "isinstance"}  # type: ignore[attr-defined]
    nodes = asked - {"Operation", "Kept"}  # the one by the rules below, the other a name for a node
    assert nodes >= {"Sum", "Product", "Map", "Abstract"}
    functions = {row.name for row in FUNCTIONS if row.role == "elementwise" and not row.meaning}
    assert {*RULES, *COMMUTING, *WITHOUT, *functions, *nodes} <= stated


def test_names_are_said_once_and_topics_are_used() -> None:
    named = Counter(name for rule in rules.RULES for name in (rule.id, *rule.aliases))
    assert {name for name, count in named.items() if count > 1} == set()
    assert list(dict.fromkeys(rule.topic for rule in rules.RULES)) == list(TOPICS)
    assert len(BY_ID) == len(rules.RULES)
    assert all(rule.source and rule.title and (rule.formulas or rule.remark) for rule in rules.RULES)


def sides(formula: Formula, rule: Rule, seed: int) -> tuple[Any, Any] | None:
    """What both sides are worth at a random point; None where they are worth nothing there."""
    typed = stated(formula).typed
    point = Point(seed, {}, dict.fromkeys(typed.reading.names, POSITIVE) | DOMAINS.get(rule.id, {}))
    values, sizes, functions = point.of(typed.reading)
    values = {name: value for name, value in values.items() if name not in typed.definitions}

    def worth(term: Any, given: Any) -> Any:
        constrained = formula.constrained
        oracle = Oracle(typed.reading, typed.definitions, given, sizes, functions, constrained=constrained)
        return np.asarray(oracle.value(term))

    with np.errstate(all="ignore"):
        if formula.by is not None:
            found = worth(stated(formula).value, values)
        else:
            moving = {name: values["d" + name] for name in values if "d" + name in values}
            assert moving
            ahead, behind = (
                worth(stated(formula).value, {**values, **{name: values[name] + sign * STEP * d for name, d in moving.items()}})
                for sign in (1, -1)
            )
            found = (ahead - behind) / (2 * STEP)
        wanted = worth(stated(formula).result, values)
    fine = np.all(np.isfinite(found)) and np.all(np.isfinite(wanted)) and np.max(np.abs(wanted), initial=0) < 1e4
    return (found, wanted) if fine else None


@pytest.mark.parametrize(("rule", "formula"), FORMULAS, ids=[f"{r.id}: {f.value} by {f.by}" for r, f in FORMULAS])
def test_every_rule_is_true(rule: Rule, formula: Formula) -> None:
    tried = [pair for seed in range(12) if (pair := sides(formula, rule, seed)) is not None]
    assert len(tried) >= 3
    for found, wanted in tried:
        assert found.shape == wanted.shape or not wanted.shape
        assert found == pytest.approx(np.broadcast_to(wanted, found.shape), rel=1e-5, abs=1e-6)


def test_derivations_refer_to_rules_that_there_are() -> None:
    """The ids in kebab-case that stand in the modules of ``explain``."""
    named = set()
    for path in Path(explain.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                named |= set(re.findall(r"^[a-z]+(?:-[a-z]+)+$", node.value))
    assert len(named) > 10
    assert named <= BY_ID.keys()


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.id)
def test_every_example_is_answered(rule: Rule) -> None:
    assert calculate(rule.example, Options())
