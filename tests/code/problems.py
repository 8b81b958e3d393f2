"""What every target is tried on: the paper's formulas, the literature's and random ones, with numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from matcalc.answer import Answer
from matcalc.calculator import calculate
from matcalc.errors import MatcalcError
from matcalc.numeric.points import Point
from matcalc.numeric.printed import places
from matcalc.tensor.evaluate import evaluate
from tests.literature.rows import CASES as LITERATURE
from tests.literature.rows import answered as literature
from tests.paper.test_paper import CASES as PAPER
from tests.paper.test_paper import answered as paper
from tests.truth.programs import problem
from tests.truth.trial import answers, point

RANDOM = 40  # problems, where not all are asked for
STEP = 4  # of the literature's every fourth, where not all are asked for

# Names that mean something else in the targets, are letters of other alphabets, or those of a dimension too.
NAMES = (
    "lambda : R; def : vector(n); D(lambda def . def, def)",
    "end, function : vector(n); D(end . function, end)",
    "np, xp, torch : vector(n); D(np . xp + torch . np + norm(np), np)",
    "derivative, result : vector(n); D(sum(exp(derivative)) + result . derivative, derivative)",
    "α, β̂ : vector(n); D(norm(α) + α . β̂, α)",
    "θ_k, ẋ : vector(n); D(θ_k . ẋ, θ_k)",
    "W^{(1)} : matrix(m, n); x_1 : vector(n); D(norm(W^{(1)} x_1)^2, x_1)",
    "i, j : R; D(i^2 j, i)",
    "T, t1 : vector(n); A : matrix(n, n); D(norm(A t1) (A t1) . T, t1)",
    "m : vector(n); n : R; D(n m . m, m)",
    "dtype, device : vector(n); D(norm(dtype) + dtype . device, dtype, dtype)",
)

# One factorisation serves a solution, an inverse and a determinant.
FACTORED = (
    "S : posdef(n); x, m : vector(n); D(-1/2 logdet(S) - 1/2 (x - m)' S^-1 (x - m), S)",
    "S : posdef(n); x : vector(n); D(logdet(S) S^-1 x + x, x)",
)


class Problem(NamedTuple):
    """An answer, arrays and lengths by name, and the engine's own value of it."""

    name: str
    answer: Answer
    values: dict[str, Any]
    wanted: np.ndarray[Any, Any]


def problems(whole: bool = False) -> Iterator[Problem]:
    """whole: all of them."""
    for case in PAPER[:: 1 if whole else 3]:
        yield from valued(case.id, paper(case), Point(1))
    for row in LITERATURE[:: 1 if whole else STEP]:
        yield from valued(row["id"], *literature(row))
    for text in (*NAMES, *FACTORED):
        ((answer,),) = calculate(text)
        yield from valued(text, answer, Point(1))
    for number in range(10 * RANDOM if whole else RANDOM):
        asked = problem(number, 3, 4)
        try:
            found = answers(asked)
        except MatcalcError:
            continue
        for answer in found:
            yield from valued(f"random-{number}: {asked.text}", answer, point(asked, 0))


def valued(name: str, answer: Answer, at: Point) -> Iterator[Problem]:
    """A problem, if it has a value that says something: finite, and of no unknown function."""
    values, sizes, functions = at.of(answer.reading)
    if functions:
        return
    definitions = answer.tensor.answering.typed.definitions
    for term in (answer.of, *answer.by, *definitions.values()):
        places(term, answer.reading, sizes)
    given = {k: v for k, v in values.items() if k not in definitions}
    with np.errstate(all="ignore"):
        wanted = evaluate(answer.tensor.node, given, sizes)
    if np.all(np.isfinite(wanted)) and np.max(np.abs(wanted), initial=0) < 1e7:
        yield Problem(name, answer, {**sizes, **given}, wanted)
