"""Trying an answer at random points against finite differences of what was differentiated.

The differences are taken of the terms as they were typed, and the answer is evaluated as it is printed,
so that neither goes through the algebra that found it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from math import prod
from typing import Any

import numpy as np

from matcalc.answer import Answer
from matcalc.errors import CalculusError, KindError
from matcalc.numeric.oracle import NoValue, Oracle
from matcalc.numeric.points import Point
from matcalc.numeric.printed import forms, places
from matcalc.records import Value, replace
from matcalc.terms import Call, Derivative, Name, Term, postorder

Array = Any

ENOUGH = 3  # points at which an answer has to agree
TWICE = 2  # points at which it has to differ, for one may lie on a kink
ATTEMPTS = 60
LARGEST = 1e6  # beyond this, numbers say little
MOST_MOVES = 20_000  # evaluations that the differences at one point may take
MOST_WORK = 20_000_000  # those, times the entries of all variables
SMALLEST = (3, 6, 12)  # for named dimensions; larger where an index needs it
# Where values are drawn: most functions are defined on one of these.
RANGES = ((-1.5, 1.5), (0.3, 0.9), (-0.9, 0.9), (1.2, 3.0))
TOLERANCE = {0: 1e-8, 1: 1e-6, 2: 1e-5}  # by order
COARSE = 1e-4  # for higher orders


class Untried(Exception):
    """The answer cannot be tried; the message says why."""


def verified(answer: Answer, definitions: Mapping[str, Term], constrained: bool) -> Answer:
    """The answer with a note of how often it was tried, or why it was not.

    constrained: whether the entries of matrices vary as their structure has it.

    Raises CalculusError where it differs from what it should be.
    """
    trial = Trial(answer, definitions, constrained)
    try:
        points = trial.agreeing()
    except Untried as reason:
        return replace(answer, verified=False, notes=(*answer.notes, f"not verified: {reason}"))
    except RecursionError:
        return replace(answer, verified=False, notes=(*answer.notes, "not verified: it is nested too deeply"))
    places = f"at {points} random point{'s' * (points > 1)}"
    note = f"verified: agrees with {trial.judge} {places}"
    return replace(answer, verified=True, notes=(*answer.notes, note))


class Trial(Value):
    """One answer, and what it takes to evaluate it."""

    answer: Answer
    definitions: Mapping[str, Term]
    constrained: bool

    @property
    def used(self) -> list[Term]:
        """All the terms that were differentiated or differentiated by, definitions looked through."""
        found = {id(part): part for part in postorder(self.answer.of, *self.answer.by)}
        waiting = list(found.values())
        while waiting:
            part = waiting.pop()
            if isinstance(part, Name) and part.id in self.definitions:
                new = [p for p in postorder(self.definitions[part.id]) if id(p) not in found]
                found.update((id(p), p) for p in new)
                waiting += new
        return list(found.values())

    @property
    def judge(self) -> str:
        asked = self.answer.by or any(isinstance(part, Derivative) for part in self.used)
        return "finite differences" if asked else "the expression"

    def agreeing(self) -> int:
        """The number of points at which the answer agrees.

        Raises CalculusError where it does not, Untried where that cannot be told.
        """
        unknown = next((part.function.id for part in self.used if isinstance(part, Call)), None)
        if unknown is not None:
            raise Untried(f"{unknown} is a function of which nothing is known")
        agreed = differed = 0
        for verdict in self.verdicts():
            agreed, differed = agreed + verdict, differed + (not verdict)
            if differed == TWICE:
                raise CalculusError(
                    f"the answer found does not agree with {self.judge} and is withheld",
                    self.answer.of.span,
                    "the fault is matcalc's own; another way to write the expression may avoid it",
                )
            if agreed >= ENOUGH * (1 + differed):
                return agreed
        if not agreed:
            raise Untried("no random point was found at which it can be compared")
        if differed:
            raise Untried("the random points found do not decide it")
        return agreed

    def verdicts(self) -> Iterator[bool]:
        """Whether the answer agrees, at one point after the other where it can be compared."""
        smallest = iter(SMALLEST)
        least: int | None = next(smallest)
        sizes = self.sizes(SMALLEST[0])
        told = False
        for seed in range(ATTEMPTS):
            if seed == ATTEMPTS // 2 and not told and least:  # XXᵀ has an inverse only where X is wide
                sizes = self.sizes(least, turned=True)
            try:
                verdict = self.compared(seed, sizes)
            except NoValue as reason:
                least = next(smallest, None)
                if least is None:
                    raise Untried(str(reason)) from None
                sizes = self.sizes(least)
                continue
            except KindError as error:
                raise Untried(f"as it is printed, {error.message}") from None
            except ValueError as error:
                raise Untried(f"its shapes do not fit: {error}") from None
            if verdict is not None:
                told = True
                yield verdict

    def allow(self, sizes: Mapping[str, int]) -> None:
        """Raises Untried where the differences would take too long."""
        reading = self.answer.reading

        def extent(term: Term) -> int:
            return prod(axis.substitute(sizes).value or 0 for axis in reading.of(term).axes)

        names = [known.kind for known in reading.names.values()]
        entries = sum(prod(axis.substitute(sizes).value or 0 for axis in kind.axes) for kind in names)
        moves = prod(map(extent, self.answer.by)) * 4 ** max(0, len(self.answer.by) - 1)
        if moves > MOST_MOVES or moves * entries > MOST_WORK:
            raise Untried("it has too many entries to be tried")

    def sizes(self, least: int, turned: bool = False) -> dict[str, int]:
        """Small numbers for the dimensions that have names, all different; ``turned``: in the other order."""
        reading = self.answer.reading
        names = reading.lengths
        spread = (least, least - 1, *range(least + 1, least + len(names)))
        sizes = dict(zip(names[::-1] if turned else names, spread, strict=False))
        for term in (self.answer.of, *self.answer.by, *self.definitions.values()):
            places(term, reading, sizes)
        self.allow(sizes)
        return sizes

    def compared(self, seed: int, sizes: dict[str, int]) -> bool | None:
        """Whether the answer agrees at one random point; None where the numbers do not tell."""
        answer = self.answer
        oracle = self.oracle(seed, sizes)
        tolerance = TOLERANCE.get(len(answer.by), COARSE)
        with np.errstate(all="ignore"):
            try:
                if not usable(oracle.value(answer.of)):
                    return None
                wanted = oracle.jacobian(answer.of, answer.by)
                found = list(forms(answer, self.definitions, oracle.values, oracle.sizes, wanted))
                if not usable(wanted) or not all(usable(value) for value, _ in found):
                    return None
                if all(close(value, expected, tolerance) for value, expected in found):
                    return True
                again = oracle.by_differences().jacobian(answer.of, answer.by)
            except (ArithmeticError, np.linalg.LinAlgError):
                return None
        return False if close(again, wanted, tolerance) else None

    def oracle(self, seed: int, sizes: dict[str, int]) -> Oracle:
        """The names' values at one random point."""
        reading = self.answer.reading
        chosen = random.Random(seed)
        domains = {
            name: RANGES[seed % len(RANGES)] if seed < 2 * len(RANGES) else chosen.choice(RANGES)
            for name in reading.names
        }
        values, sizes, _ = Point(seed, dict(sizes), domains).of(reading)
        for name in (*self.definitions, *dict(self.answer.where)):
            values.pop(name, None)
        return Oracle(reading, self.definitions, values, sizes, constrained=self.constrained)


def usable(array: Array) -> bool:
    return bool(np.all(np.isfinite(array)) and np.max(np.abs(array), initial=0) < LARGEST)


def close(found: Array, wanted: Array, tolerance: float) -> bool:
    """Whether arrays agree; 0 stands for zeros of any shape."""
    if found.ndim == 0 and not np.any(found):
        found = np.zeros(wanted.shape)
    if found.shape != wanted.shape:
        return False
    scale = 1 + np.max(np.abs(wanted), initial=0)
    return bool(np.max(np.abs(found - wanted), initial=0) < tolerance * scale)
