"""``matcalc grade``: is a hand-written derivative right?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from textwrap import indent
from typing import Any

import numpy as np

from matcalc.calculator import Options
from matcalc.cli.delivery import REFUSED, report
from matcalc.errors import MatcalcError
from matcalc.grading.grade import Difference, Grade, graded
from matcalc.presenting.environment import Environment
from matcalc.writers import answer_text, declarations, write

RIGHT, WRONG = 0, 1
DIGITS = 6  # of the entry that is shown
FEWER = 4  # of all the others


def grade_function(environment: Environment, place: str, values: Mapping[str, Any]) -> int:
    """Print the verdict on a function. Returns the exit code."""
    asked = ("declarations", "dims", "entries", "convention", "notation")
    by = values["by"]
    options = Options(wrt=() if by is None else (by,), **{name: values[name] for name in asked})
    try:
        grade = graded(place, values["of"], options, values["seed"], environment.stderr)
    except MatcalcError as error:
        report(error, values["of"] if error.source is None else error.source, environment)
        return REFUSED
    if values["format_"] == "json":
        environment.write(json.dumps(as_data(grade), ensure_ascii=False) + "\n")
    else:
        environment.write("".join(f"{line}\n" for line in lines(grade)))
        environment.stderr.write("".join(f"{remark}\n" for remark in remarks(grade)))
    return RIGHT if grade.right else WRONG


def lines(grade: Grade) -> Iterator[str]:
    """The verdict as text."""
    derivative = answer_text(grade.answer)
    if grade.first is None:
        yield f"right: {grade.function} agrees at {grade.points} random inputs with {derivative}"
        return
    agreeing = f"it agrees at {grade.agreeing or 'none'} of {grade.points} random inputs"
    what = grade.fault.said if grade.fault else agreeing
    yield f"wrong: {grade.function}: {what}"
    yield f"  right is {derivative}"
    first = grade.first
    if first.entry:
        at = tuple(k - 1 for k in first.entry)
        place = ", ".join(map(str, first.entry))
        theirs, right = (f"{array[at]:.{DIGITS}g}" for array in (first.theirs, first.wanted))
        yield f"  entry ({place}) is {theirs}, and {right} is right"
    yield f"  at input {first.input}:"
    yield from (indent(line, "    ") for line in _arrays(first))


def _arrays(first: Difference) -> Iterator[str]:
    named = {**first.values, "yours": first.theirs, "right": first.wanted}
    width = max(map(len, named))
    for name, array in named.items():
        start = f"{name:<{width}} = "
        text = np.array2string(np.asarray(array), precision=FEWER, separator=", ", prefix=start)
        yield start + text


def remarks(grade: Grade) -> Iterator[str]:
    """How the names were read, and what else is to be said."""
    answer = grade.answer
    if stated := declarations(answer.reading, answer.names):
        yield f"where {stated}"
    yield from (f"note: {note}" for note in (*answer.notes, *grade.notes))


def as_data(grade: Grade) -> dict[str, Any]:
    """The verdict for programs. Arrays are lists, entries counted from 1; what is no number is a text."""
    answer, first = grade.answer, grade.first
    return {
        "function": grade.function,
        "verdict": "right" if first is None else "wrong",
        "of": write(answer.asked, answer.reading),
        "wrt": ", ".join(write(by, answer.reading) for by in answer.by),
        "derivative": answer_text(answer),
        "inputs": grade.points,
        "agreeing": grade.agreeing,
        "fault": None if grade.fault is None else {"kind": grade.fault.kind, "message": grade.fault.said},
        "first": None
        if first is None
        else {
            "input": first.input,
            "values": {name: _plain(array) for name, array in first.values.items()},
            "theirs": _plain(first.theirs),
            "right": _plain(first.wanted),
            "entry": None if first.entry is None else list(first.entry),
        },
        "reading": declarations(answer.reading, answer.names),
        "notes": [*answer.notes, *grade.notes],
    }


def _plain(array: Any) -> Any:
    def number(value: Any) -> Any:
        if isinstance(value, list):
            return [number(part) for part in value]
        return value if np.isfinite(value) else str(value)

    return number(np.asarray(array).tolist())
