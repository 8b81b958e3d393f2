"""Verdicts in words, for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import Kind, NameKind, Reading
from matcalc.reader.characters import visible
from matcalc.terms import Name
from matcalc.verdicts.verdict import Counterexample, Verdict
from matcalc.writers import write

WIDEST = 100


def line(verdict: Verdict, format_: str = "unicode") -> str:
    """The verdict, what it is on, and why: ``false: d/dx x^2 = 3x, at x = 2: 4 ≠ 6``."""
    found = verdict.counterexample if verdict.verdict == "false" else None
    why = verdict.why
    if found is not None:
        between = ", in " if found.place else ": "
        why = between.join(filter(None, (_point(found, format_), _apart(found, format_))))
    return f"{verdict.verdict}: {equation(verdict)}{', ' if why else ''}{why}"


def equation(verdict: Verdict, width: int = WIDEST) -> str:
    """An equation as it was typed, on one line and no longer than that."""
    sides = [on_one_line(side) for side in (verdict.left, verdict.right) if side]
    shorter = min(map(len, sides), default=0)
    room = max(width - 3 - shorter, (width - 3) // 2)
    return " = ".join(_shortened(side, room) for side in sides)


def facts(verdict: Verdict, format_: str) -> Iterator[str]:
    """How a verdict came about, a fact a line."""
    if verdict.verdict == "true":
        yield verdict.how
    elif verdict.why:
        yield verdict.why
    if verdict.verdict == "false" and verdict.counterexample is not None:
        yield from counterexample(verdict.counterexample, format_)
    yield from (f"note: {note}" for note in verdict.notes)


def counterexample(found: Counterexample, format_: str) -> Iterator[str]:
    """The values at which the sides differ, those of the sides, and where they do."""
    point, apart = _point(found, format_), _apart(found, format_)
    if not found.place:
        yield ": ".join(filter(None, (point, apart)))
        return
    if point:
        yield point
    if len(found.place) <= 2:
        yield f"  left   {value(found.left)}"
        yield f"  right  {value(found.right)}"
    yield f"  in {apart}"


def _point(found: Counterexample, format_: str) -> str:
    kinds = {name: NameKind(_kind(value), "convention") for name, value in found.values}
    reading = Reading(kinds)
    stated = [_function(name, text, format_) for name, text in found.functions]
    stated += (f"{write(Name(name), reading, format_)} = {value(given)}" for name, given in found.values)
    return f"at {', '.join(stated)}" if stated else ""


def _function(name: str, text: str, format_: str) -> str:
    written = write(Name(name), Reading({name: NameKind(Kind(), "convention")}), format_)
    applied = text.removeprefix(name)
    return written + (applied.replace("^2", "²").replace("^3", "³") if format_ == "unicode" else applied)


def _apart(found: Counterexample, format_: str) -> str:
    """The entries that differ."""
    left, right = (value(_entry(side, found.place)) for side in (found.left, found.right))
    entry = f"entry {', '.join(map(str, found.place))}: " if found.place else ""
    return f"{entry}{left} {'≠' if format_ == 'unicode' else 'is not'} {right}"


def value(given: Any) -> str:
    """A number, or an array as a matrix is typed, [1, 2; 3, 4]; one of more axes as nested lists."""
    if not isinstance(given, list):
        return str(given)
    if all(isinstance(row, list) and not any(isinstance(entry, list) for entry in row) for row in given):
        return f"[{'; '.join(', '.join(map(value, row)) for row in given)}]"
    return f"[{', '.join(map(value, given))}]"


def _kind(given: Any) -> Kind:
    """That of a value: a list is a column."""
    sizes: list[Dimension] = []
    while isinstance(given, list):
        sizes.append(Dimension.of(len(given)))
        given = given[0] if given else None
    rows, cols = [*sizes, None, None][:2]
    return Kind(rows, cols)


def _entry(given: Any, place: tuple[int, ...]) -> Any:
    for number in place:
        given = given[number - 1]
    return given


def on_one_line(text: str) -> str:
    """A text that may be shown anywhere."""
    return visible(" ".join(text.split()))


def _shortened(text: str, width: int) -> str:
    """What is too long has an ellipsis in its middle."""
    if len(text) <= width:
        return text
    half = (width - 1) // 2
    return f"{text[:half].rstrip()}…{text[-half:].lstrip()}"
