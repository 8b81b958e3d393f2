"""Random inputs for a function, each with the right answer."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from matcalc.answer import Answer
from matcalc.errors import MatcalcError
from matcalc.numeric.points import Point
from matcalc.numeric.verify import RANGES, usable
from matcalc.records import Record
from matcalc.tensor.evaluate import evaluate
from matcalc.terms import Call
from matcalc.terms import postorder as subterms

Array = Any

ENOUGH = 8
ATTEMPTS = 60
LENGTHS = ((2, 3, 4, 5), (3, 2, 5, 4), (4, 5, 2, 3))  # of named dimensions, so that a transpose shows


class Case(Record):
    """values: an array for each name of the expression, a vector with one axis; sizes: of named dimensions.
    wanted: the derivative there, with the axes of the output and then those of the variable."""

    values: Mapping[str, Array]
    sizes: Mapping[str, int]
    wanted: Array


def names(answer: Answer) -> tuple[str, ...]:
    """What a function may take: the variables of the expression, and its dimensions."""
    known = answer.reading.names
    variables = [name for name in answer.names if known[name].domain is None]
    return (*variables, *dimensions(answer))


def dimensions(answer: Answer) -> list[str]:
    """The named dimensions that the variables have, and those that are names of the expression."""
    found: dict[str, None] = {}
    for name, stated in answer.reading.names.items():
        if "dimension" in stated.flags:
            found[name] = None
        found.update(dict.fromkeys(n for axis in stated.kind.axes for n in sorted(axis.names)))
    return list(found)


def cases(answer: Answer, seed: int) -> list[Case]:
    """Inputs at which the right answer is a number.

    Raises MatcalcError where none is found, or the expression has a function of which nothing is known.
    """
    for part in subterms(answer.of, answer.value):
        if isinstance(part, Call):
            raise MatcalcError(
                f"{part.function.id} is a function of which nothing is known", part.function.span, "define it"
            )
    found = list(_found(answer, seed))
    if not found:
        raise MatcalcError(
            "no random input was found at which the derivative is a number",
            answer.of.span,
            "give other dimensions, as in --dim n=3, or another --seed",
        )
    return found


def _found(answer: Answer, seed: int) -> Iterator[Case]:
    count = 0
    for attempt in range(ATTEMPTS):
        case = _drawn(answer, seed * ATTEMPTS + attempt)
        if case is not None:
            yield case
            count += 1
        if count == ENOUGH:
            return


def _drawn(answer: Answer, seed: int) -> Case | None:
    reading, node = answer.reading, answer.tensor.node
    lengths = LENGTHS[seed % len(LENGTHS)]
    sizes = {name: lengths[k % len(lengths)] for k, name in enumerate(dimensions(answer))}
    sizes |= reading.dims
    chosen = random.Random(seed)
    first = RANGES[seed % len(RANGES)]
    domains = {name: first if seed % 3 else chosen.choice(RANGES) for name in reading.names}
    values, sizes, _ = Point(seed, sizes, domains).of(reading)
    with np.errstate(all="ignore"):
        try:
            wanted = np.asarray(evaluate(node, values, sizes))
        except (ArithmeticError, ValueError, np.linalg.LinAlgError):
            return None
    numbers = {name: np.asarray(sizes[name]) for name in dimensions(answer)}
    return Case({**values, **numbers}, sizes, wanted) if usable(wanted) else None
