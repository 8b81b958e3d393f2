"""Every refusal is one of these: a place, a reason, a fix.

Errors carry data; turning them into the caret picture is the business of ``reader.diagnostics``.
"""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """Half-open range of character offsets in the text of the program."""

    start: int
    end: int


class MatcalcError(Exception):
    """A refusal that a person can act on.

    message: what is wrong, in the language of shapes.
    span:    where in the typed text (None when no place is to blame).
    hint:    the likely fix, or None.
    labels:  further places with a word for each, e.g. both operands with their shapes.
    source:  the text that span refers to, filled in by the reader.
    """

    def __init__(
        self,
        message: str,
        span: Span | None = None,
        hint: str | None = None,
        labels: tuple[tuple[Span, str], ...] = (),
        source: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.span = span
        self.hint = hint
        self.labels = labels
        self.source = source


class ReadError(MatcalcError):
    """The text is not an expression of the language."""


class KindError(MatcalcError):
    """The expression is read but its kinds or dimensions do not fit."""


class CalculusError(MatcalcError):
    """The expression fits but what is asked of it does not exist (or is not known here)."""
