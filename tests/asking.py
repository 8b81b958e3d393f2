"""Questions that several tests ask, each answered once in a process."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from matcalc.answer import Answer
from matcalc.calculator import Options, calculate


@cache
def asked(text: str, layout: str = "numerator", entries: str = "independent") -> Sequence[Sequence[Answer]]:
    """The answers, question by question. Raises MatcalcError where they are refused."""
    return calculate(text, Options(layout=layout, entries=entries))
