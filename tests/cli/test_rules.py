"""``matcalc rules`` lists the catalogue, and shows a rule at work."""

from __future__ import annotations

import json

import pytest

from matcalc.notation.rules import RULES, TOPICS, Rule
from tests.conftest import Matcalc


def test_every_rule_is_listed(matcalc: Matcalc) -> None:
    text = matcalc("rules").out
    assert all(f"  {rule.id} " in text for rule in RULES)
    assert all(title in text for title in TOPICS.values())


def test_a_topic_is_listed_alone(matcalc: Matcalc) -> None:
    text = matcalc("rules", "--topic", "matrices").out
    assert "d(A⁻¹) = -A⁻¹ dA A⁻¹" in text
    assert "dc/dx" not in text


@pytest.mark.parametrize("name", ["inverse", "inv"])
def test_one_rule_is_shown_with_an_example(matcalc: Matcalc, name: str) -> None:
    text = matcalc("rules", name).out
    assert "d(A⁻¹) = -A⁻¹ dA A⁻¹" in text
    assert "eq. 40" in text
    assert "∂ tr(AX⁻¹)/∂X = -X⁻¹AX⁻¹" in text


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_is_shown(matcalc: Matcalc, rule: Rule) -> None:
    run = matcalc("rules", rule.id)
    assert run.status == 0
    assert rule.source in run.out


def test_formats(matcalc: Matcalc) -> None:
    assert matcalc("rules", "sin", "-f", "latex").out == "\\frac{d\\sin(x)}{dx} = \\cos(x)\n"
    assert json.loads(matcalc("rules", "sin", "-f", "json").out)["formulas"][0]["ascii"]


@pytest.mark.parametrize(("asked", "hint"), [("inverce", "inverse"), ("qqqqq", "lists them all")])
def test_an_unknown_rule_gets_a_hint(matcalc: Matcalc, asked: str, hint: str) -> None:
    run = matcalc("rules", asked)
    assert run.status == 2
    assert hint in run.err
    assert not run.out
    assert "the topics are" in matcalc("rules", "--topic", asked).err
