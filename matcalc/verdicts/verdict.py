"""What is found out about an equation."""

from __future__ import annotations

from dataclasses import field
from typing import Any, Literal

from matcalc.errors import Span
from matcalc.records import Value
from matcalc.verdicts.claims import Found

Truth = Literal["true", "false", "unknown", "unread"]


class Counterexample(Value):
    """Values at which the sides of an equation differ.

    values: a number or nested lists of numbers for each name, dimensions and indices among them.
    left, right: the values of the sides. place: of the first entry that differs, from 1; () for numbers.
    functions: by name, what the unknown functions are there: "f(x) = (2 x)^2".
    """

    values: tuple[tuple[str, Any], ...]
    left: Any
    right: Any
    place: tuple[int, ...] = ()
    functions: tuple[tuple[str, str], ...] = ()


class Verdict(Value):
    """One equation and whether it is true.

    left, right: its sides, as typed. span: where it stands in the text.
    how:  in what way it was shown to be true or false.
    why:  why it is false, or could not be decided or read.
    layout: that in which it is judged, where that matters.
    notes: how it was read, where that may surprise.
    found: what was judged, with the statements that it rests on, or what was not read, with the error.
    """

    verdict: Truth
    left: str
    right: str
    span: Span | None
    how: str = ""
    why: str = ""
    layout: str | None = None
    counterexample: Counterexample | None = None
    notes: tuple[str, ...] = ()
    found: Found | None = field(default=None, compare=False)

    def __str__(self) -> str:
        from matcalc.verdicts.wording import line

        return line(self)
