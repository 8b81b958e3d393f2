"""python -m tests.explain.coverage [--every N] [--ways brief,full,index]: how many of the paper's and the
literature's rows get a derivation whose lines the judge accepts, by way; those that do not, and why.

A row counts once for each answer it asks for.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple, get_args

from matcalc.answer import Answer
from matcalc.derivation import Derivation
from matcalc.errors import MatcalcError
from matcalc.explain import Way, explain
from matcalc.explain.judge import false_line
from matcalc.terms import same
from matcalc.writers import write
from tests.asking import asked
from tests.literature import rows
from tests.paper import test_paper

WAYS: tuple[Way, ...] = get_args(Way)
SLOW = 5.0  # seconds, beyond which a derivation is named


class Question(NamedTuple):
    id: str
    text: str
    layout: str
    entries: str = "independent"


def questions() -> list[Question]:
    """Of the paper in the first of its spellings, and of the literature, as their tests ask them."""
    paper = {case.id.rpartition("-")[0]: case for case in reversed(test_paper.CASES)}
    found = [Question(id, case.text, case.layout) for id, case in paper.items()]
    for row in rows.CASES:
        found.append(Question(row["id"], row["text"], "mixed", row.get("entries", "independent")))
    return found


def answers(question: Question) -> Iterator[Answer]:
    for group in asked(question.text, question.layout, question.entries):
        yield from group


def complaint(answer: Answer, way: Way) -> str | None:
    """Why an answer has no derivation that holds, if it has none."""
    try:
        made = explain(answer, way)
    except MatcalcError as refusal:
        return f"refused: {refusal.message}"
    except Exception as error:
        return f"fails: {type(error).__name__} {error}"
    return unsound(made)


def unsound(made: Derivation) -> str | None:
    """What is wrong with a derivation, if anything is: a line that is not true, or another end."""
    line = false_line(made)
    if line is not None:
        return "untrue: " + " = ".join(write(m, made.reading, "unicode") for m in line.members)
    if not same(made.parts[-1].moves[-1].lines[-1].members[-1], made.answer.value):
        return "the last line is not the answer"
    return None


def main(every: int, ways: list[Way]) -> int:
    tried: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    begun = time.monotonic()
    for question in questions()[::every]:
        for answer in answers(question):
            for way in ways:
                since = time.monotonic()
                tried[way] += 1
                found = complaint(answer, way)
                spent = time.monotonic() - since
                if found is not None:
                    failed[way] += 1
                    print(f"{way:6} {question.id}: {found}\n       {question.text!r}", flush=True)
                elif spent > SLOW:
                    print(f"{way:6} {question.id}: takes {spent:.1f} s\n       {question.text!r}", flush=True)
    for way in ways:
        print(f"{way:6} {tried[way] - failed[way]} of {tried[way]}")
    print(f"{time.monotonic() - begun:.0f} s")
    return min(1, sum(failed.values()))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.explain.coverage", description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="try each N-th row only (1)")
    parser.add_argument("--ways", default=",".join(WAYS), help=f"separated by commas ({','.join(WAYS)})")
    given = parser.parse_args()
    sys.exit(main(given.every, given.ways.split(",")))
