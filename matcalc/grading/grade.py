"""From an expression and a function to a grade: right, or where and how it is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any, TextIO

import numpy as np

from matcalc.answer import Answer
from matcalc.calculator import Options, calculate
from matcalc.errors import MatcalcError
from matcalc.grading.arrangement import AS_IT_IS, arrangements, described
from matcalc.grading.faults import SINGLE, Fault, apart, related, tolerance
from matcalc.grading.inputs import Case, cases, names
from matcalc.grading.slips import slips
from matcalc.grading.submission import submission
from matcalc.numeric.oracle import NoValue
from matcalc.numeric.printed import forms
from matcalc.records import Record, Value
from matcalc.terms import Term
from matcalc.writers import write

Array = Any

MOST_SLIPS = 400


class Difference(Value):
    """input: its number. entry: where the two differ most, counted from 1; None where the shapes do not fit.
    values: of what the function was called with, by the parameters' names."""

    input: int
    entry: tuple[int, ...] | None
    values: dict[str, Array]
    theirs: Array
    wanted: Array


class Grade(Record):
    """answer: the right one. points: so many inputs were tried; agreeing: at so many the function is right.
    fault: what is wrong, where that can be told. first: where it is first wrong, None where it is right.
    notes: what else is to be said of the function."""

    function: str
    answer: Answer
    points: int
    agreeing: int
    fault: Fault | None
    first: Difference | None
    notes: tuple[str, ...]

    @property
    def right(self) -> bool:
        return self.first is None


def graded(place: str, text: str, options: Options, seed: int, aloud: TextIO) -> Grade:
    """The grade of the function at ``place`` as the derivative of the expression ``text``.

    options: wrt has the variable, or nothing where the text asks for a derivative. aloud: where what the
    function prints goes.

    Raises MatcalcError where there is no expression or no function, or the function has no value.
    """
    answer = _asked(text, options)
    function = submission(place, names(answer), aloud)
    inputs = cases(answer, seed)
    called = [function(case.values) for case in inputs]
    returned = [array for array, _ in called]
    changed = dict.fromkeys(name for _, some in called for name in some)
    notes = [f"it changes its argument {name}" for name in changed]
    close = tolerance(returned)
    if close == SINGLE:
        notes.append("it has numbers of 32 bits or fewer, and is compared to four digits")
    said, arrays = _arranged(returned, inputs, answer, close)
    if said != AS_IT_IS:
        notes.append(said)
    beside = zip(arrays, inputs, strict=True)
    good = [array is not None and apart(array, case.wanted) <= close for array, case in beside]
    fault = first = None
    if not all(good):
        at = good.index(False)
        fault = _fault(returned, arrays, inputs, answer, close)
        given = {own: inputs[at].values[name] for own, name in function.takes.items()}
        first = _difference(at, given, returned[at], arrays[at], inputs[at])
    return Grade(place, answer, len(inputs), sum(good), fault, first, tuple(notes))


def _asked(text: str, options: Options) -> Answer:
    """The one derivative that is asked."""
    groups = calculate(text, options)
    if len(groups) > 1:
        raise MatcalcError(f"these are {len(groups)} expressions", hint="give one, definitions before it")
    answers = groups[0] if groups else []
    if len(answers) == 1 and answers[0].by:
        return answers[0]
    by = [write(answer.by[0], answer.reading) for answer in answers if answer.by]
    among = f"; it depends on {', '.join(by)}" if by else ""
    raise MatcalcError(f"nothing says what to differentiate by{among}", hint="name it, as in --wrt x")


def _arranged(
    returned: Sequence[Array], inputs: Sequence[Case], answer: Answer, close: float
) -> tuple[str, list[Array | None]]:
    """What was returned in the shape of the right answers, and what is to be said of how it lies; None in
    place of an array that cannot be given that shape."""
    own = len(answer.reading.of(answer.of).axes)
    ways = [dict(arrangements(a, case.wanted, own)) for a, case in zip(returned, inputs, strict=True)]
    possible = [said for said in ways[0] if all(said in way for way in ways)]
    for said in possible:
        if all(apart(way[said], case.wanted) <= close for way, case in zip(ways, inputs, strict=True)):
            return said, [way[said] for way in ways]
    said = possible[0] if possible else AS_IT_IS
    return said, [way.get(said) for way in ways]


def _fault(
    returned: Sequence[Array],
    arrays: Sequence[Array | None],
    inputs: Sequence[Case],
    answer: Answer,
    close: float,
) -> Fault | None:
    """What is wrong, if that can be told."""
    whole = [array for array in arrays if array is not None]
    if len(whole) < len(arrays):
        sizes = [case.sizes for case in inputs]
        theirs = described([array.shape for array in returned], sizes)
        wanted = described([case.wanted.shape for case in inputs], sizes)
        return Fault("shape", f"its shape is {theirs}, and {wanted} is expected")
    return related(whole, inputs, close) or _slip(whole, inputs, answer, close)


def _slip(arrays: Sequence[Array], inputs: Sequence[Case], answer: Answer, close: float) -> Fault | None:
    """The slip by which the right formula becomes theirs."""
    if answer.index is not None:
        return None
    definitions = answer.tensor.answering.typed.definitions
    for fault, slipped in islice(slips(answer), MOST_SLIPS):
        if all(_gives(slipped, definitions, a, case, close) for a, case in zip(arrays, inputs, strict=True)):
            return fault
    return None


def _gives(answer: Answer, definitions: Mapping[str, Term], theirs: Array, case: Case, close: float) -> bool:
    """Whether a formula has this value."""
    with np.errstate(all="ignore"), suppress(MatcalcError, NoValue, ArithmeticError, ValueError, IndexError):
        value, wanted = next(forms(answer, definitions, case.values, case.sizes, theirs))
        return value.shape == wanted.shape and apart(value, wanted) <= close
    return False


def _difference(
    at: int, given: dict[str, Array], returned: Array, arranged: Array | None, case: Case
) -> Difference:
    if arranged is None:
        return Difference(at + 1, None, given, returned, case.wanted)
    with np.errstate(all="ignore"):
        distance = np.nan_to_num(np.abs(arranged - case.wanted), nan=np.inf)
    entry = tuple(int(k) + 1 for k in np.unravel_index(int(np.argmax(distance)), distance.shape))
    return Difference(at + 1, entry, given, arranged, case.wanted)
