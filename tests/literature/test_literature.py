"""What the literature prints comes out: against differences, against the printed answers, and no longer than these."""

from __future__ import annotations

from statistics import median

import numpy as np
import pytest

from tests.literature.rows import CASES, PRINTED, Row, answered, forms, printed, symbols
from tests.truth.agreement import answer_disagreements, laid_out, valued, wanted

LONGEST = 1.5  # times the source's form, unless the row has a reason


@pytest.mark.parametrize("row", CASES, ids=[row["id"] for row in CASES])
def test_against_differences(row: Row) -> None:
    found = list(answer_disagreements(*answered(row)))
    assert not found, "\n".join(map(str, found))


@pytest.mark.parametrize("row", PRINTED, ids=[row["id"] for row in PRINTED])
def test_against_what_the_source_prints(row: Row) -> None:
    answer, point = answered(row)
    expected = laid_out(wanted(answer, point), answer)
    assert np.all(np.isfinite(expected))
    np.testing.assert_allclose(valued(printed(row, answer), answer, point), expected, rtol=1e-7, atol=1e-7)


def test_the_forms_are_as_short_as_the_sources() -> None:
    ratios = {}
    for row in PRINTED:
        ours, theirs = forms(row)
        ratios[row["id"]] = symbols(ours) / symbols(theirs)
    assert len(ratios) == len(PRINTED)
    assert median(ratios.values()) <= 1
    excused = {row["id"] for row in CASES if "reason" in row}
    assert {name for name, ratio in ratios.items() if ratio > LONGEST} == excused
