"""The entries of a Jacobian as a table: rows the outputs, columns the inputs, dots in between."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from matcalc.answer import Entries
from matcalc.terms import Number, Term
from matcalc.writers.cells import cut, hanging, size

if TYPE_CHECKING:
    from rich.text import Text

MARGIN = "  "
DOTS = {False: ("⋮", "⋯", "⋱"), True: (":", "...", "...")}
ELLIPSIS = {False: "…", True: "..."}
RULES = {False: ("│", "─", "┼"), True: ("|", "-", "+")}
Write = Callable[[Term], str]


def grid(
    entries: Entries,
    write: Write,
    label: Write,
    head: Write,
    width: int,
    ascii: bool,
    wanted: bool = False,
) -> list[Text]:
    """The table, line by line, with as many columns as ``width`` cells hold, and what is left out.

    write, label, head: of an entry, a row, a column; wanted: that it was asked for. If it was not,
    there is none where not even two columns fit; if it was, what does not fit is cut.
    """
    from rich.text import Text

    across = DOTS[ascii][1]
    heads = [across if term is None else head(term) for term in entries.columns]
    labels = [DOTS[ascii][0] if term is None else label(term) for term in entries.rows]
    cells = _cells(entries, write, ascii)
    columns = zip(heads, zip(*cells, strict=True), strict=True)
    widths = [max(map(size, (head, *column))) for head, column in columns]
    margin = len(MARGIN) + max(map(size, labels))
    shown = _fitting(widths, width - margin - 2)
    needed = margin + 2 + sum(w + 2 for w in widths)
    if shown < min(2, len(widths)):
        if not wanted:
            return []
        short = partial(cut, ellipsis=ELLIPSIS[ascii])
        labels = [short(label, max(width // 3, 1)) for label in labels]
        margin = len(MARGIN) + max(map(size, labels))
        shown, room = 1, max(width - margin - 4, 1)
        heads[0], widths[0] = short(heads[0], room), min(widths[0], room)
        cells = [[short(row[0], room), *row[1:]] for row in cells]

    bar, dash, cross = RULES[ascii]
    shown_widths = widths[:shown]
    lines = [Text(" " * margin + f" {bar}" + "".join(map(_column, heads, shown_widths)))]
    rule = dash * (margin - len(MARGIN) + 1) + cross + dash * sum(w + 2 for w in shown_widths)
    lines.append(Text(MARGIN + rule))
    for name, row, terms in zip(labels, cells, entries.entries, strict=True):
        line = Text(" " * (margin - size(name)) + f"{name} {bar}")
        for term, cell, column in zip(terms, row, shown_widths, strict=False):
            faint = term is None or (isinstance(term, Number) and term.value == 0)
            line.append(_column(cell, column), style="dim" if faint else "")
        lines.append(line)
    if shown < len(widths):
        message = f"{shown} of {len(widths)} columns shown; for all: COLUMNS={needed}"
        lines.append(Text(""))
        lines += [Text(line, style="italic") for line in hanging(MARGIN, message, width)]
    return lines


def _cells(entries: Entries, write: Write, ascii: bool) -> list[list[str]]:
    down, across, diagonal = DOTS[ascii]

    def cell(entry: Term | None, row: Term | None, column: Term | None) -> str:
        if entry is not None:
            return write(entry)
        if row is None:
            return diagonal if column is None else down
        return across

    return [
        [cell(entry, row, column) for entry, column in zip(line, entries.columns, strict=True)]
        for line, row in zip(entries.entries, entries.rows, strict=True)
    ]


def _fitting(widths: list[int], room: int) -> int:
    """How many columns fit."""
    shown = 0
    for column in widths:
        room -= column + 2
        if room < 0:
            break
        shown += 1
    return shown


def _column(cell: str, width: int) -> str:
    space = width - size(cell)
    return " " * (2 + space - space // 2) + cell + " " * (space // 2)
