"""The paper, formula by formula, in each spelling: worth the paper's answer, and printed like it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from matcalc.answer import Answer
from matcalc.calculator import Options, calculate
from matcalc.lowering.lower import Lowering
from matcalc.numeric.points import Point
from matcalc.tensor.normal import normal
from matcalc.writers import answer_text, definitions
from tests.asking import asked
from tests.truth.agreement import (
    answer_disagreements,
    laid_out,
    program,
    typed_as,
    valued,
    wanted,
)


@dataclass(frozen=True)
class Case:
    """One spelling of one formula."""

    id: str
    text: str
    layout: str
    answer: str
    printed: str


def cases() -> list[Case]:
    with open(Path(__file__).parent / "cases.toml", "rb") as file:
        rows = tomllib.load(file)["case"]
    found = []
    for row in rows:
        for spelling in ("typed", "ascii", "latex"):
            if spelling not in row:
                continue
            text = row[spelling]
            if spelling == "latex":
                text = "\n".join(part for part in (row.get("given"), text, row.get("after")) if part)
            printed = row.get(f"print_{spelling}", row["print"])
            found.append(Case(f"{row['id']}-{spelling}", text, row.get("layout", "numerator"), row["answer"], printed))
    return found


CASES = cases()
every_case = pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])


def answered(case: Case) -> Answer:
    ((answer,),) = asked(case.text, case.layout)
    return answer


@every_case
def test_the_print(case: Case) -> None:
    assert answer_text(answered(case)) == case.printed


@every_case
def test_the_value(case: Case) -> None:
    answer = answered(case)
    expected = stated(case, answer)
    for seed, size in ((1, 2), (2, 3), (3, 4)):
        point = Point(seed, {"n": size, "m": size - 1, "N": 5 - size})
        numbers = laid_out(wanted(answer, point), answer)
        np.testing.assert_allclose(valued(expected, answer, point), numbers, rtol=1e-8, atol=1e-8)


@every_case
def test_every_way_to_the_number(case: Case) -> None:
    answer = answered(case)
    found = list(answer_disagreements(answer, Point(4)))
    assert not found, "\n".join(map(str, found))


@every_case
def test_the_normal_form(case: Case) -> None:
    """The paper's answer and ours are one node, not just one number."""
    ((answer,),) = calculate(case.text, Options(layout=case.layout))  # not asked before: each calculation has nodes of its own
    if "where" in case.printed:
        pytest.skip("derivatives of unknown functions have no value to lower")
    typed, query = typed_as(stated(case, answer), answer)
    lowering = Lowering(typed.reading, typed.definitions)
    node = normal(lowering.expand(lowering.lower(query).node))
    if case.layout == "denominator":
        node = normal(lowering.expand(lowering.lower(query).node))
        pytest.skip("the node has the output's axes first whatever the layout")
    assert node is answer.tensor.node


def stated(case: Case, answer: Answer) -> str:
    """The paper's answer as a program in the reading of ours."""
    dependences = definitions(answer)
    return program(answer, "unicode", case.answer + (f" where {dependences}" if dependences else ""))
