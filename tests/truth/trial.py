"""One random problem put to all the ways at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from matcalc.answer import Answer
from matcalc.calculator import Options, calculate
from matcalc.numeric.points import Point
from tests.truth.agreement import ALL, Disagreement, answer_disagreements
from tests.truth.productions import DOMAINS
from tests.truth.programs import Problem


def answers(problem: Problem) -> list[Answer]:
    """Raises MatcalcError where the problem is refused."""
    return [a for group in calculate(problem.text, Options(entries=problem.entries)) for a in group]


def trial(problem: Problem, ways: Sequence[str] = ALL, found: Sequence[Answer] | None = None) -> list[Disagreement]:
    """The ways that fail at two points: at one alone a kink may be to blame."""
    found = answers(problem) if found is None else found
    failed = [d for answer in found for d in answer_disagreements(answer, point(problem, 0), tuple(ways))]
    if failed:
        again = tuple(dict.fromkeys(d.way for d in failed))
        failed = [d for answer in found for d in answer_disagreements(answer, point(problem, 1), again)]
    return failed


def point(problem: Problem, attempt: int) -> Point:
    n, m, N = problem.sizes
    return Point(problem.seed + 100 * attempt, {"n": n, "m": m, "N": N}, DOMAINS)


def shrunk(problem: Problem, fails: Callable[[Problem], bool], seconds: float) -> Problem:
    """A smaller problem that fails as well, the smallest that replacing parts by parts of theirs leads to."""
    until = time.monotonic() + seconds
    searching = True
    while searching:
        searching = False
        for smaller in sorted(problem.smaller(), key=lambda p: len(p.expression)):
            if time.monotonic() > until:
                return problem
            if len(smaller.expression) < len(problem.expression) and fails(smaller):
                problem, searching = smaller, True
                break
    return problem


def report(problem: Problem, found: Sequence[Disagreement]) -> str:
    n, m, N = problem.sizes
    how = "" if problem.entries == "independent" else f", --entries {problem.entries}"
    return "\n".join([problem.text, f"  at n = {n}, m = {m}, N = {N}, point {problem.seed}{how}", *map(str, found)])
