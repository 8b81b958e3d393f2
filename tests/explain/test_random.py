"""Random expressions, derived in matrix notation: an oracle that knows no tensor agrees with every line."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest

from matcalc.answer import Answer
from matcalc.calculator import Options, calculate
from matcalc.derivation import Derivation
from matcalc.errors import MatcalcError
from matcalc.explain import Way, explain
from matcalc.terms import Name
from matcalc.writers import write
from tests.explain.directions import tried, untrue
from tests.truth.programs import Problem, problem

COUNT, TOGETHER = 80, 40
WAYS: tuple[Way, ...] = ("brief", "full")
FEWEST = 30  # lines of each that are tried together


def first_derivatives(start: int) -> Iterator[tuple[Problem, Answer]]:
    for number in range(start, start + TOGETHER):
        asked = problem(number, seed=7)
        try:
            found = [a for group in calculate(asked.text, Options(entries=asked.entries)) for a in group]
        except MatcalcError:
            continue
        yield from ((asked, a) for a in found if len(a.by) == 1 and isinstance(a.by[0], Name))


@pytest.mark.parametrize("start", range(0, COUNT, TOGETHER))
def test_every_line_is_true(start: int) -> None:
    count: Counter[Way] = Counter()
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for asked, answer in first_derivatives(start):
            for way in WAYS:
                made = explain(answer, way)
                if by_entries(made):
                    continue  # ``numbers`` tries these
                lines = list(tried(made))
                wrong = [[write(m, made.reading, "unicode") for m in line.members] for line, _ in untrue(lines)]
                assert not wrong, f"{asked.text}: {way}"
                count[way] += len(lines)
    assert min(count[way] for way in WAYS) >= FEWEST


def by_entries(made: Derivation) -> bool:
    """Whether it is in index notation."""
    flows = [part.flow for part in made.parts if part.flow is not None]
    return any(len(v.indices) > 1 for flow in flows for v in flow.variables)
