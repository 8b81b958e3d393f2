"""An error drawn: the message, the line with carets under the place, labels, the hint.

Columns are terminal cells, not characters (x⃗ takes one cell, 漢 two). Control characters of the
text are shown as escapes and never sent to the terminal.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from matcalc.errors import MatcalcError, Span
from matcalc.reader.characters import visible

Paint = Callable[[str, str], str]

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


def render(error: MatcalcError, text: str, color: bool = False) -> str:
    """The error as lines of text, without a newline at the end."""

    def paint(code: str, words: str) -> str:
        return f"{code}{words}{_OFF}" if color else words

    lines = [paint(_RED, "error: ") + paint(_BOLD, _shown(error.message))]
    if error.span is not None and text:
        lines += _picture(error.span, text, "", paint, _RED)
        for span, label in error.labels:
            if span != error.span:
                lines += _picture(span, text, label, paint, _BLUE)
            else:
                lines[-1] += " " + paint(_RED, _shown(label))
    if error.hint:
        lines.append(paint(_GREEN, "hint: ") + _shown(error.hint))
    return "\n".join(lines)


def _shown(message: str) -> str:
    return visible(message.replace("\n", " "))


def _picture(span: Span, text: str, label: str, paint: Paint, code: str) -> list[str]:
    """The line of ``span`` and the carets under it."""
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
    number = text.count("\n", 0, first) + 1
    gutter = f"{number} | " if "\n" in text.rstrip("\n") else "  "
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
