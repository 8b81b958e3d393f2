"""What the literature prints comes out: against differences, and against the printed answers."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matcalc.answer import Answer
from matcalc.calculator import Options, calculate
from matcalc.check.points import Point, structured
from tests.truth.agreement import (
    answer_disagreements,
    laid_out,
    program,
    valued,
    wanted,
)

POSITIVE = (0.3, 0.8)


def cases() -> list[dict[str, Any]]:
    with open(Path(__file__).parent / "cases.toml", "rb") as file:
        rows: list[dict[str, Any]] = tomllib.load(file)["case"]
    return rows


CASES = cases()


def answered(row: dict[str, Any]) -> tuple[Answer, Point]:
    """The answer, and numbers to try it at."""
    ((answer,),) = calculate(row["text"], Options(layout="mixed"))
    point = Point(1, domains=dict.fromkeys(row.get("positive", ()), POSITIVE))
    point.of(answer.reading)
    for name in row.get("posdef", ()):
        point.values[name] = structured(point.values[name], frozenset({"posdef"}))
    return answer, point


@pytest.mark.parametrize("row", CASES, ids=[row["id"] for row in CASES])
def test_against_differences(row: dict[str, Any]) -> None:
    found = list(answer_disagreements(*answered(row)))
    assert not found, "\n".join(map(str, found))


PRINTED = [row for row in CASES if "answer" in row]


@pytest.mark.parametrize("row", PRINTED, ids=[row["id"] for row in PRINTED])
def test_against_what_the_source_prints(row: dict[str, Any]) -> None:
    answer, point = answered(row)
    printed = valued(program(answer, "unicode", row["answer"]), answer, point)
    np.testing.assert_allclose(printed, laid_out(wanted(answer, point), answer), rtol=1e-8, atol=1e-8)
