"""Equations as they are printed, and falsified ones: none may have the wrong verdict."""

from __future__ import annotations

import pytest

from tests.verdicts.rows import CASES, Row, outcome

# Those judged in a layout of their own; one mutant of each will do: the others differ from the truth in the same layout.
FALSIFIED = [id_ for id_, row in CASES.items() if not row["truth"] and "layout" in row and not id_.endswith("-m2")]


def rightly(row: Row) -> str:
    return "true" if row["truth"] else "false"


@pytest.mark.parametrize("id_", CASES)
def test_an_equation_has_the_right_verdict_unless_it_is_open(id_: str) -> None:
    row = CASES[id_]
    found = outcome(row, row.get("layout"))
    if "open" in row:
        assert found in ("unknown", "unread"), "it is decided: delete why it is open, if the verdict is right"
    else:
        assert found == rightly(row)


@pytest.mark.parametrize(
    "id_", [pytest.param(id_, marks=[pytest.mark.breadth] if n % 4 else []) for n, id_ in enumerate(FALSIFIED)]
)
def test_a_false_equation_is_true_in_no_layout_unless_the_layout_is_what_is_wrong(id_: str) -> None:
    row = CASES[id_]
    if outcome(row) == "true":
        assert row.get("true_in_other_layout"), "it is false in each layout"
