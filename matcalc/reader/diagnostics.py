"""An error drawn: the message, the line with carets under the place, labels, the hint.

Columns are terminal cells, not characters (x⃗ takes one cell, 漢 two). Control characters of the
text are shown as escapes and never sent to the terminal.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from matcalc.errors import MatcalcError, Span
from matcalc.reader.characters import visible
from matcalc.records import Value

Paint = Callable[[str, str], str]


class Place(Value):
    """Where a text stands: the name of the file, and the number of its first line there."""

    name: str
    line: int

WIDTH = 100
"""Cells of the source line that are shown; a longer line is cut around the caret."""

_RED, _BLUE, _GREEN, _BOLD, _OFF = "\x1b[1;31m", "\x1b[34m", "\x1b[32m", "\x1b[1m", "\x1b[0m"


def cells(text: str) -> int:
    """How many terminal cells a printable text takes."""
    return sum(map(_cell, text))


def _cell(char: str) -> int:
    if char.isascii():
        return 1
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def render(error: MatcalcError, text: str, color: bool = False, place: Place | None = None) -> str:
    """The error as lines of text, without a newline at the end.

    place: of the text, said as ``file:line:column:`` in front; the lines then have their numbers there.
    """

    def paint(code: str, words: str) -> str:
        return f"{code}{words}{_OFF}" if color else words

    before = f"{_where(error, text, place)} " if place else ""
    lines = [before + paint(_RED, "error: ") + paint(_BOLD, _shown(error.message))]
    if error.span is not None and text:
        number = place.line if place else 1 if "\n" in text.rstrip("\n") else None
        lines += _picture(error.span, text, "", paint, _RED, number)
        for span, label in error.labels:
            if span != error.span:
                lines += _picture(span, text, label, paint, _BLUE, number)
            else:
                lines[-1] += " " + paint(_RED, _shown(label))
    if error.hint:
        lines.append(paint(_GREEN, "hint: ") + _shown(error.hint))
    return "\n".join(lines)


def _shown(message: str) -> str:
    return visible(message.replace("\n", " "))


def _where(error: MatcalcError, text: str, place: Place) -> str:
    """``file:line:column:``, in characters and from 1, as compilers write it and editors read it."""
    if error.span is None or not text:
        return f"{visible(place.name)}:{place.line}:"
    start = max(0, min(error.span.start, len(text)))
    line = place.line + text.count("\n", 0, start)
    return f"{visible(place.name)}:{line}:{start - text.rfind(chr(10), 0, start)}:"


def _picture(
    span: Span, text: str, label: str, paint: Paint, code: str, number: int | None
) -> list[str]:
    """The line of ``span`` and the carets under it. number: of the first line, to show it."""
    start = max(0, min(span.start, len(text)))
    end = max(start + 1, min(span.end, len(text) + 1))
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", start)
    last = len(text) if last < 0 else last
    end = min(end, max(last, start + 1))
    left, line_start = _window_left(text, first, start)
    right = _window_right(text, start, last)
    before = left + visible(text[line_start:start])
    marked = visible(text[start : min(end, right)])
    after = visible(text[min(end, right) : right]) + ("…" if right < last else "")
    gutter = "  " if number is None else f"{number + text.count(chr(10), 0, first)} | "
    carets = "^" * max(1, cells(marked))
    row = f"{gutter}{before}{marked}{after}"
    under = " " * (cells(gutter) + cells(before)) + paint(
        code, carets + (f" {_shown(label)}" if label else "")
    )
    return [row.rstrip(), under]


def _window_left(text: str, first: int, start: int) -> tuple[str, int]:
    """Where the shown part of a long line begins."""
    if start - first <= WIDTH * 6 // 10:
        return "", first
    begin = start - WIDTH // 2
    while begin > first and unicodedata.combining(text[begin]):
        begin -= 1
    return "…", begin


def _window_right(text: str, start: int, last: int) -> int:
    return last if last - start <= WIDTH * 6 // 10 else start + WIDTH // 2
