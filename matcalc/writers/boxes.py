"""Matrices and cases drawn over several lines, for terminals.

A style that draws puts a placeholder into the text for each of them; ``Canvas.box`` sets the finished
drawings side by side. They are made from the inside out, so that depth is no limit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from matcalc.notation.symbols import SIGN
from matcalc.records import Record
from matcalc.writers.ascii import AsciiStyle
from matcalc.writers.cells import size
from matcalc.writers.piece import Piece, join
from matcalc.writers.style import Style
from matcalc.writers.unicode import UnicodeStyle

FIRST = 0xF0000  # placeholders are private to us, and no name has them
PLACEHOLDER = re.compile("([\U000f0000-\U000ffffd])")
TALLEST = 12  # lines; a taller drawing is written on one
BRACES = {False: ("⎧", "⎪", "⎨", "⎩"), True: ("/", "|", "<", "\\")}
BRACKETS = {False: ("⎡⎢⎣", "⎤⎥⎦"), True: ("[[[", "]]]")}


class Box(Record):
    """Lines of equal width in cells. base: the line that is level with the text around; inline: all of it
    on one line."""

    lines: tuple[str, ...]
    base: int
    inline: str

    @property
    def width(self) -> int:
        return size(self.lines[0])


class Canvas:
    """The drawings made so far. ``style`` writes terms with placeholders for them."""

    def __init__(self, ascii: bool) -> None:
        self.ascii = ascii
        self.boxes: list[Box] = []
        self.style: Style = _DrawnAscii(self) if ascii else _DrawnUnicode(self)

    def box(self, text: str) -> Box:
        """A written text, its placeholders drawn."""
        parts = [self._part(part) for part in PLACEHOLDER.split(text) if part] or [_line("")]
        above = max(part.base for part in parts)
        below = max(len(part.lines) - part.base for part in parts)
        columns = []
        for part in parts:
            blank = " " * part.width
            top = [blank] * (above - part.base)
            columns.append([*top, *part.lines, *[blank] * (above + below - len(top) - len(part.lines))])
        lines = tuple("".join(row) for row in zip(*columns, strict=True))
        inline = "".join(part.inline for part in parts)
        return Box(lines, above, inline) if len(lines) <= TALLEST else _line(inline)

    def _part(self, part: str) -> Box:
        return self.boxes[ord(part) - FIRST] if PLACEHOLDER.fullmatch(part) else _line(part)

    def keep(self, box: Box) -> str:
        """The placeholder of a drawing."""
        self.boxes.append(box)
        return chr(FIRST + len(self.boxes) - 1)

    def inlined(self, piece: Piece) -> str:
        return self.box(join(piece)).inline

    # drawings

    def matrix(self, rows: Sequence[Sequence[Piece]], inline: str) -> str:
        """The entries in columns, each centred in its own."""
        cells = [[self.box(join(entry)) for entry in row] for row in rows]
        widths = [max(cell.width for cell in column) for column in zip(*cells, strict=True)]
        lines = []
        for row in cells:
            padded = [_centred(cell, width) for cell, width in zip(row, widths, strict=True)]
            lines += _beside(padded, "  ")
        count = len(lines)
        left, right = ([_side(side, k, count) for k in range(count)] for side in BRACKETS[self.ascii])
        drawn = tuple(f"{a} {line} {b}" for a, line, b in zip(left, lines, right, strict=True))
        return self.keep(Box(drawn, (len(drawn) - 1) // 2, inline))

    def cases(self, branches: Sequence[tuple[Piece, Piece | None]], inline: str) -> str:
        """The branches one below the other, their conditions aligned, behind a brace."""
        values = [self.box(join(value)) for value, _ in branches]
        widest = max(value.width for value in values)
        lines: list[str] = []
        for value, (_, condition) in zip(values, branches, strict=True):
            clause = "otherwise" if condition is None else f"if {self.inlined(condition)}"
            for place, line in enumerate(value.lines):
                lines.append(f"{line}{' ' * (widest - value.width)}  {clause if place == value.base else ''}")
        top, side, centre, bottom = BRACES[self.ascii]
        if len(lines) % 2 == 0:
            lines.insert(len(lines) // 2, "")
        braces = [top, *[side] * (len(lines) - 2), bottom] if len(lines) > 1 else ["{"]
        if len(lines) > 1:
            braces[len(lines) // 2] = centre
        width = max(map(size, lines))
        padded = (line + " " * (width - size(line)) for line in lines)
        drawn = tuple(f"{brace} {line}" for brace, line in zip(braces, padded, strict=True))
        return self.keep(Box(drawn, len(drawn) // 2, inline))


class _DrawnUnicode(UnicodeStyle):
    def __init__(self, canvas: Canvas) -> None:
        super().__init__()
        self.canvas = canvas

    def matrix(self, rows: Sequence[Sequence[Piece]], flat: bool) -> Piece:
        return _matrix(self.canvas, rows, super().matrix(rows, flat), flat)

    def cases(self, branches: Sequence[tuple[Piece, Piece | None]]) -> Piece:
        return _cases(self.canvas, branches, super().cases(branches))


class _DrawnAscii(AsciiStyle):
    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas

    def matrix(self, rows: Sequence[Sequence[Piece]], flat: bool) -> Piece:
        return _matrix(self.canvas, rows, super().matrix(rows, flat), flat)

    def cases(self, branches: Sequence[tuple[Piece, Piece | None]]) -> Piece:
        return _cases(self.canvas, branches, super().cases(branches))


def _matrix(canvas: Canvas, rows: Sequence[Sequence[Piece]], written: Piece, flat: bool) -> Piece:
    return written if flat else Piece((canvas.matrix(rows, canvas.inlined(written)),))


def _cases(canvas: Canvas, branches: Sequence[tuple[Piece, Piece | None]], written: Piece) -> Piece:
    return Piece((canvas.cases(branches, canvas.inlined(written)),), SIGN)


def _line(text: str) -> Box:
    return Box((text,), 0, text)


def _centred(box: Box, width: int) -> Box:
    left = (width - box.width) // 2
    right = width - box.width - left
    return Box(tuple(" " * left + line + " " * right for line in box.lines), box.base, box.inline)


def _beside(boxes: Sequence[Box], gap: str) -> list[str]:
    """Entries of one row, which may be drawings themselves, their tops level."""
    blanks = [" " * box.width for box in boxes]
    rows = zip_longest(*(box.lines for box in boxes))
    filled = ([cell or blank for cell, blank in zip(row, blanks, strict=True)] for row in rows)
    return [gap.join(row) for row in filled]


def _side(bracket: str, place: int, count: int) -> str:
    """The piece of a bracket at one of its lines; [ and ] on a single one."""
    if count == 1:
        return "[" if bracket[0] in "[⎡" else "]"
    return bracket[0 if place == 0 else 2 if place == count - 1 else 1]
