"""The rows of ``cases``: what textbooks, papers, issue trackers and question boards print, each with its source.

text:     the question, as it is typed; asked in the layout in which a gradient has the variable's shape.
answer:   the source's answer in our language, worth the same in that layout; some have none that we can say.
entries:  'constrained' where those of a symmetric matrix are not independent of each other.
positive: names whose values must be; posdef: matrices that must be, though they are not declared so;
domains:  where the entries of a name may lie.
reason:   why ours may be much longer than the source's.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from matcalc.answer import Answer
from matcalc.numeric.points import Point, structured
from matcalc.writers import write
from tests.asking import asked
from tests.truth.agreement import program, typed_as

POSITIVE = (0.3, 0.8)
Row = dict[str, Any]


def cases() -> list[Row]:
    rows: list[Row] = []
    for path in sorted((Path(__file__).parent / "cases").glob("*.toml")):
        rows += tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    return rows


CASES = cases()
PRINTED = [row for row in CASES if "answer" in row]


def answered(row: Row) -> tuple[Answer, Point]:
    """The answer, and numbers to try it at."""
    ((answer,),) = asked(row["text"], "mixed", row.get("entries", "independent"))
    domains = {name: tuple(ends) for name, ends in row.get("domains", {}).items()}
    point = Point(1, domains=dict.fromkeys(row.get("positive", ()), POSITIVE) | domains)
    point.of(answer.reading)
    for name in row.get("posdef", ()):
        point.values[name] = structured(point.values[name], frozenset({"posdef"}))
    return answer, point


def printed(row: Row, answer: Answer) -> str:
    """The source's answer with all that it takes to read it."""
    return program(answer, "unicode", row["answer"])


def forms(row: Row) -> tuple[str, str]:
    """Our answer, with the names that it introduces, and the source's: both written by our writer from their
    terms, so that spelling counts for nothing."""
    answer, _ = answered(row)
    ours = [write(answer.value, answer.reading, "unicode")]
    ours += [f"{name} = {write(body, answer.reading, 'unicode')}" for name, body in answer.where]
    typed, term = typed_as(printed(row, answer), answer)
    return ", ".join(ours), write(term, typed.reading, "unicode")


def symbols(text: str) -> int:
    """How many visible symbols there are."""
    return sum(not character.isspace() for character in text)
