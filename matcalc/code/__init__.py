"""Answers as code: one plan of array operations, and a dialect for each target."""

from __future__ import annotations

from matcalc.answer import Answer
from matcalc.code.function import TARGETS, source
from matcalc.errors import CalculusError

__all__ = ["TARGETS", "source", "source_or_none"]


def source_or_none(answer: Answer) -> str | None:
    """The NumPy function of an answer, None where it has no code."""
    try:
        return source([[answer]])
    except CalculusError:
        return None
