"""What is written reads back as the same expression, in every text format."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from matcalc.kinds.kind import Reading
from matcalc.notation.macros import macros
from matcalc.reader import read
from matcalc.records import replace
from matcalc.terms import Declaration, Element, Name, Query, Statement, Term
from matcalc.writers import STYLES, Format, declarations, write
from matcalc.writers.latex import style
from tests.writers.building import made_reading
from tests.writers.canonical import alike
from tests.writers.random_terms import matrices, scalars, vectors

READING = made_reading()
TYPED = replace(READING, spellings={"log": "ln", "exp": "e^"})
DECLARED = {
    format: "\n".join(declarations(READING, [name], format) for name in READING.names) for format in STYLES
}


def reads_back(term: Term, format: str, reading: Reading = READING, chosen: Format | None = None) -> None:
    text = write(term, reading, chosen or format)
    *_, query = read(f"{DECLARED[format]}\n{text}").statements
    assert isinstance(query, Query), text
    again = query.term
    assert alike(again, term), f"{text} reads as {write(again, reading, format)}"


@pytest.mark.parametrize("format", STYLES)
@settings(max_examples=100, deadline=None)
@given(term=scalars(3) | vectors(2) | matrices(2))
def test_random_terms(format: str, term: Term) -> None:
    reads_back(term, format)


@pytest.mark.parametrize("format", STYLES)
@settings(max_examples=60, deadline=None)
@given(term=scalars(3) | vectors(2))
def test_random_terms_with_other_spellings(format: str, term: Term) -> None:
    reads_back(term, format, TYPED)


@pytest.mark.parametrize("words", [("bm", "pmatrix", "top"), ("boldsymbol",)])
@settings(max_examples=60, deadline=None)
@given(term=scalars(3) | vectors(2) | matrices(2))
def test_random_terms_with_other_macros(words: tuple[str, ...], term: Term) -> None:
    reads_back(term, "latex", chosen=style(macros(words)))


@pytest.mark.parametrize("format", STYLES)
def test_a_reading_is_input(format: str) -> None:
    text = "1" + STYLES[format].where + declarations(READING, READING.names, format)
    *declared, _ = read(text).statements
    assert {name.id for group in declared for name in named(group)} == READING.names.keys()


def named(statement: Statement) -> list[Name]:
    assert isinstance(statement, Declaration)
    return [name.base if isinstance(name, Element) else name for name in statement.names]  # type: ignore[misc]
