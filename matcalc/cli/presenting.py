"""Answers to the text of one format; each format's writer is loaded only when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from matcalc.answer import Answer
from matcalc.cli.environment import Environment
from matcalc.cli.options import Presentation

Groups = Sequence[Sequence[Answer]]


def present(groups: Groups, presentation: Presentation, environment: Environment) -> str:
    """The answers of one program; a group holds those of one query. Ends in a newline."""
    to_terminal = environment.stdout_tty and presentation.output is None
    format_ = presentation.format or ("table" if to_terminal else "unicode")
    if format_ in ("unicode", "ascii") and presentation.table:
        presentation = Presentation("table", True, presentation.ascii or format_ == "ascii")
        format_ = "table"
    if format_ == "unicode" and presentation.ascii:
        format_ = "ascii"
    return PRESENTERS[format_](groups, presentation, environment)


def _lines(format_: str) -> Callable[[Groups, Presentation, Environment], str]:
    def lines(groups: Groups, presentation: Presentation, environment: Environment) -> str:
        from matcalc.writers import answer_text

        return "".join(answer_text(answer, format_) + "\n" for group in groups for answer in group)

    return lines


def _table(groups: Groups, presentation: Presentation, environment: Environment) -> str:
    from matcalc.writers.table import render

    show = presentation.table is not False
    colour = environment.color and presentation.output is None
    rendered = (
        render(answer, environment.width, colour, presentation.ascii, show)
        for group in groups
        for answer in group
    )
    return "\n".join(text.rstrip("\n") + "\n" for text in rendered)


def _json(groups: Groups, presentation: Presentation, environment: Environment) -> str:
    import json

    from matcalc.writers.json import to_dict

    return "".join(
        json.dumps(to_dict(answer), ensure_ascii=presentation.ascii) + "\n"
        for group in groups
        for answer in group
    )


def _numpy(groups: Groups, presentation: Presentation, environment: Environment) -> str:
    from matcalc.writers.numpy import source

    return "\n\n".join(source(answer).rstrip("\n") + "\n" for group in groups for answer in group)


PRESENTERS = {
    "unicode": _lines("unicode"),
    "ascii": _lines("ascii"),
    "latex": _lines("latex"),
    "table": _table,
    "json": _json,
    "numpy": _numpy,
}
