"""``matcalc notation``: what can be typed, as tables."""

from __future__ import annotations

import io
from collections.abc import Iterable
from unicodedata import combining

from matcalc.manual.symbols import Section, sections
from matcalc.presenting.environment import Environment


def print_notation(environment: Environment) -> None:
    """The whole of it."""
    print_sections(environment, sections())


def print_sections(environment: Environment, sections: Iterable[Section]) -> None:
    """On a terminal in rich's tables, in a pipe as aligned text."""
    if environment.stdout_tty:
        _print_rich(environment, sections)
    else:
        environment.write("\n".join(_plain(section) for section in sections))


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


def _print_rich(environment: Environment, sections: Iterable[Section]) -> None:
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
    environment.write(text.getvalue())
