"""The manual page, made from the commands and the chapters of ``matcalc.manual`` so that it cannot drift.

``python -m matcalc.cli.manual > man/matcalc.1`` writes it anew.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator

import click

from matcalc import __version__
from matcalc.cli.main import cli
from matcalc.cli.options import OPTIONS
from matcalc.manual import CHAPTERS
from matcalc.manual.chapter import Body, Entry, Heading, Lines

DESCRIPTION: Body = (
    "matcalc differentiates expressions of scalars, vectors and matrices and writes the answer as a "
    "textbook would: in matrix notation where there is one, in index notation where there is none. It reads "
    "the notation of Parr and Howard, The Matrix Calculus You Need For Deep Learning, in Unicode, ASCII or "
    "LaTeX, mixed at will, and states with every answer how it read each name.",
    "Each EXPR is a program of its own. An expression with a derivative operator is answered as it stands; "
    "with --wrt it is differentiated; with neither, all its partial derivatives are given. Without EXPR, or "
    "with - in its place, the program is read from standard input.",
    "An expression may begin with a minus sign: whatever is not an option listed below is an expression. "
    "Short options stand by themselves, their value being the next argument. After -- everything is an "
    "expression.",
)
SEE_ALSO: Body = (
    "Terence Parr and Jeremy Howard, The Matrix Calculus You Need For Deep Learning, arXiv:1802.01528.",
)


def page() -> str:
    """The page in roff's man macros, of 7-bit characters alone."""
    return "".join(line + "\n" for line in _lines())


def _lines() -> Iterator[str]:
    context = click.Context(cli, info_name="matcalc", **cli.context_settings)
    yield f'.TH MATCALC 1 "" "matcalc {__version__}" "User Commands"'
    yield ".nh"
    yield from _section("name", ("matcalc - derivative calculator for matrix calculus",))
    yield from _section("synopsis", (Lines("\n".join(_usages(context))),))
    yield from _section("description", DESCRIPTION)
    yield '.SH "OPTIONS"'
    for parameter in cli.get_params(context):
        if isinstance(parameter, click.Option):
            yield from _option(parameter, context)
    yield '.SH "COMMANDS"'
    shared = {option.name for option in cli.params if isinstance(option, click.Option)}
    for name in sorted(cli.commands):
        yield from _command(name, cli.commands[name], context, shared)
    for chapter in CHAPTERS:
        yield from _section(chapter.title, chapter.body)
    yield from _section("see also", SEE_ALSO)


def _usages(parent: click.Context) -> Iterator[str]:
    yield " ".join(("matcalc", *cli.collect_usage_pieces(parent)))
    for name, command in sorted(cli.commands.items()):
        context = click.Context(command, parent=parent, info_name=name)
        yield f"matcalc {name} {_usage(command, context)}".rstrip()


def _usage(command: click.Command, context: click.Context) -> str:
    return " ".join(command.collect_usage_pieces(context))


def _section(title: str, body: Body) -> Iterator[str]:
    yield f'.SH "{escape(title.upper())}"'
    for item in body:
        match item:
            case Heading(title):
                yield f'.SS "{escape(title)}"'
            case Entry(term, said):
                yield from (".TP", f"\\fB{escape(term)}\\fR")
                yield _text(said)
            case Lines(lines):
                yield from (".PP", ".RS 4", ".nf")
                yield from (_text(line) for line in lines.split("\n"))
                yield from (".fi", ".RE")
            case _:
                yield ".PP"
                yield _text(item)


def _option(option: click.Option, context: click.Context) -> Iterator[str]:
    record = option.get_help_record(context)
    if record is not None:
        yield from (".TP", f"\\fB{escape(record[0])}\\fR")
        yield _text(record[1])


def _command(name: str, command: click.Command, parent: click.Context, shared: set[str]) -> Iterator[str]:
    context = click.Context(command, parent=parent, info_name=name)
    yield from (".TP", f"\\fBmatcalc {name}\\fR {escape(_usage(command, context))}")
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
