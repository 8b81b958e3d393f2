"""The manual page, made from the commands and the notation tables so that it cannot drift.

``python -m matcalc.cli.manual > man/matcalc.1`` writes it anew.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from itertools import groupby

import click

from matcalc import __version__
from matcalc.cli.main import cli
from matcalc.cli.manual_text import AFTER, BEFORE, LANGUAGE, Entry
from matcalc.cli.notation import sections
from matcalc.cli.options import OPTIONS


def page() -> str:
    """The page in roff's man macros, of 7-bit characters alone."""
    return "".join(line + "\n" for line in _lines())


def _lines() -> Iterator[str]:
    context = click.Context(cli, info_name="matcalc", **cli.context_settings)
    yield f'.TH MATCALC 1 "" "matcalc {__version__}" "User Commands"'
    yield ".nh"
    for heading, body in BEFORE:
        yield from _section(heading, body)
    yield '.SH "OPTIONS"'
    for parameter in cli.get_params(context):
        if isinstance(parameter, click.Option):
            yield from _option(parameter, context)
    yield '.SH "COMMANDS"'
    shared = {option.name for option in cli.params if isinstance(option, click.Option)}
    for name in sorted(cli.commands):
        yield from _command(name, cli.commands[name], context, shared)
    yield from _section("LANGUAGE", LANGUAGE)
    yield from _notation()
    for heading, body in AFTER:
        yield from _section(heading, body)


def _section(heading: str, body: tuple[str | Entry, ...]) -> Iterator[str]:
    yield f'.SH "{heading}"'
    for item in body:
        if isinstance(item, Entry):
            yield from (".TP", f"\\fB{escape(item.term)}\\fR")
            yield _text(item.text)
        elif item.startswith("    "):
            yield from (".PP", ".RS 4", ".nf")
            yield from (_text(line[4:]) for line in item.split("\n"))
            yield from (".fi", ".RE")
        else:
            yield ".PP"
            yield _text(item)


def _option(option: click.Option, context: click.Context) -> Iterator[str]:
    record = option.get_help_record(context)
    if record is not None:
        yield from (".TP", f"\\fB{escape(record[0])}\\fR")
        yield _text(record[1])


def _command(
    name: str, command: click.Command, parent: click.Context, shared: set[str]
) -> Iterator[str]:
    context = click.Context(command, parent=parent, info_name=name)
    usage = escape(" ".join(command.collect_usage_pieces(context)))
    yield from (".TP", f"\\fBmatcalc {name}\\fR {usage}")
    paragraphs = inspect.cleandoc(command.help or "").split("\n\n")
    for number, paragraph in enumerate(paragraphs):
        if number:
            yield ".IP"
        if paragraph.startswith("\b\n"):
            yield ".nf"
            yield from (_text(line) for line in paragraph[2:].split("\n"))
            yield ".fi"
        else:
            yield _text(" ".join(paragraph.split()))
    own = [p for p in command.params if isinstance(p, click.Option) and p.name not in shared]
    own_names = {p.name for p in own}
    taken = [p.opts[0] for p in command.params if isinstance(p, click.Option) and p.name not in own_names]
    if len(taken) == len(OPTIONS):
        yield from (".IP", "It takes the options above.")
    elif taken:
        yield from (".IP", _text(f"It takes {', '.join(taken)} as above."))
    for option in own:
        yield from _option(option, context)


def _notation() -> Iterator[str]:
    yield '.SH "SYMBOLS AND FUNCTIONS"'
    for section in sections():
        yield f'.SS "{escape(section.title)}"'
        for first, rows in groupby(section.rows, key=lambda row: row[0]):
            # The Greek letters share a title: one entry for all of them.
            joined = ("  ".join(cells) for cells in zip(*(row[1:] for row in rows), strict=True))
            cells = (
                f"{title}: {cell}"
                for title, cell in zip(section.columns[1:], joined, strict=True)
                if cell
            )
            yield from (".TP", f"\\fB{escape(first)}\\fR")
            yield _text("; ".join(cells))


def _text(line: str) -> str:
    """A line that roff cannot take for a request."""
    escaped = escape(line)
    return f"\\&{escaped}" if escaped.startswith((".", "'")) or not escaped else escaped


def escape(text: str) -> str:
    """Text for roff: its own characters, and all beyond 7 bits by their code."""
    return "".join(ROFF.get(c) or (c if c.isascii() else f"\\[u{ord(c):04X}]") for c in text)


ROFF = {"\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti", '"': "\\(dq"}


if __name__ == "__main__":
    sys.stdout.write(page())
