"""The token: what the stages of the reader hand to each other."""

from __future__ import annotations

from typing import Any

from matcalc.errors import Span
from matcalc.records import Record


class Token(Record, frozen=False):
    """A piece of the text.

    type:   the terminal, or before the last stage a raw type (WORD, COMMAND, ...).
    value:  what the type needs: an operator's name, an exact number, the letters of a word.
    start, end: offsets into the original text.
    spaced: white space stands before it.
    bold:   typed bold (words and names).
    mate:   for brackets, the index of the partner in the same list.
    text:   as typed, for messages.
    """

    type: str
    value: Any
    start: int
    end: int
    spaced: bool = False
    bold: bool = False
    mate: int = -1
    text: str = ""

    def __str__(self) -> str:
        return self.text

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)
