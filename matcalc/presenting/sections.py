"""Sections of rows, each with a heading: on a terminal in rich's tables, in a pipe as aligned text."""

from __future__ import annotations

import io
from collections.abc import Iterable
from unicodedata import combining

from matcalc.manual.symbols import Section
from matcalc.presenting.environment import Environment


def print_sections(environment: Environment, sections: Iterable[Section]) -> None:
    """Write them on standard output."""
    environment.write(as_text(environment, sections))


def as_text(environment: Environment, sections: Iterable[Section]) -> str:
    """What ``print_sections`` writes."""
    if environment.stdout_tty:
        return _rich(environment, sections)
    return "\n".join(_plain(section) for section in sections)


def _plain(section: Section) -> str:
    widths = [max(map(_cells, column)) for column in zip(section.columns, *section.rows, strict=True)]
    lines = [section.title]
    for row in (section.columns, *section.rows):
        cells = (cell + " " * (width - _cells(cell)) for cell, width in zip(row, widths, strict=True))
        lines.append("  " + "  ".join(cells).rstrip())
    return "\n".join(lines) + "\n"


def _cells(text: str) -> int:
    """Columns on a terminal: an accent takes none."""
    return sum(not combining(character) for character in text)


def _rich(environment: Environment, sections: Iterable[Section]) -> str:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    text = io.StringIO()
    console = Console(
        file=text,
        width=environment.width,
        force_terminal=environment.color,
        markup=False,
        highlight=False,
        emoji=False,
    )
    for section in sections:
        table = Table(title=section.title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
        for name in section.columns:
            table.add_column(name, header_style="dim", overflow="fold")
        for row in section.rows:
            table.add_row(*(Text(cell) for cell in row))
        console.print(table)
    return text.getvalue()
