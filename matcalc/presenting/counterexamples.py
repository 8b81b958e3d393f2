"""The numbers at which the sides of an equation differ, for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import Kind, NameKind, Reading
from matcalc.terms import Name
from matcalc.verdicts.verdict import Counterexample
from matcalc.writers import write


def counterexample(found: Counterexample, format_: str) -> Iterator[str]:
    """The values at which the sides differ, those of the sides, and where they do."""
    kinds = {name: NameKind(_kind(value), "convention") for name, value in found.values}
    reading = Reading(kinds)
    stated = (f"{write(Name(name), reading, format_)} = {value(given)}" for name, given in found.values)
    where = f"at {', '.join(stated)}"
    apart = "≠" if format_ == "unicode" else "is not"
    if not found.place:
        yield f"{where}: {value(found.left)} {apart} {value(found.right)}"
        return
    yield where
    left, right = (value(_entry(side, found.place)) for side in (found.left, found.right))
    if len(found.place) <= 2:
        yield f"  left   {value(found.left)}"
        yield f"  right  {value(found.right)}"
    entry = ", ".join(map(str, found.place))
    yield f"  in entry {entry}: {left} {apart} {right}"


def value(given: Any) -> str:
    """A number, or an array as a matrix is typed, [1, 2; 3, 4]; one of more axes as nested lists."""
    if not isinstance(given, list):
        return f"{given:.6g}"
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
