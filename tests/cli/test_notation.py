"""``matcalc notation`` lists what the tables hold, and what it lists can be typed."""

from __future__ import annotations

import pytest

from matcalc.manual.symbols import FORMS, sections
from matcalc.notation.functions import FUNCTIONS
from matcalc.notation.symbols import GREEK, OPERATORS
from matcalc.reader import read
from tests.conftest import Matcalc


def test_every_row_of_the_tables_is_listed(matcalc: Matcalc) -> None:
    text = matcalc("notation").out
    for row in FUNCTIONS:
        assert f"  {row.name} " in text
        assert all(spelling in text for spelling in (*row.aliases, *row.derivatives))
    for operator in OPERATORS:
        assert operator.summary in text
    assert all(letter in text for letter in GREEK.values())
    assert "\x1b" not in text


@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_terminal_gets_tables_that_fit(matcalc: Matcalc, width: int) -> None:
    text = matcalc("notation", tty=True, width=width).out
    assert max(len(line.rstrip()) for line in text.splitlines()) <= width
    assert "logsumexp" in text or width < 80


# Several forms in one cell stand apart by two spaces.
TYPED = [form for row in FORMS for cell in row[1:] for form in cell.split("  ") if "…" not in form]


@pytest.mark.parametrize("form", TYPED)
def test_every_form_can_be_typed(form: str) -> None:
    assert read(form).statements


def test_every_section_has_rows_as_wide_as_its_head() -> None:
    for section in sections():
        assert section.rows
        assert all(len(row) == len(section.columns) for row in section.rows)
