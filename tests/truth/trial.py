"""One random problem put to all the ways at once."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.check.points import Point
from tests.truth.agreement import Disagreement, disagreements
from tests.truth.programs import DOMAINS, Problem


def trial(problem: Problem, ways: Sequence[str] | None = None) -> list[Disagreement]:
    """The ways that fail at two points: at one alone a kink may be to blame."""
    found: list[Disagreement] = []
    for attempt in range(2):
        n, m, N = problem.sizes
        point = Point(problem.seed + 100 * attempt, {"n": n, "m": m, "N": N}, DOMAINS)
        more = {} if ways is None else {"ways": tuple(ways)}
        here = list(disagreements(problem.text, point, **more))
        found = here if not attempt else [d for d in here if d.way in {f.way for f in found}]
        if not found:
            break
    return found


def report(problem: Problem, found: Sequence[Disagreement]) -> str:
    n, m, N = problem.sizes
    lines = [problem.text, f"  at n = {n}, m = {m}, N = {N}", *map(str, found)]
    return "\n".join(lines)
