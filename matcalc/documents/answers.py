"""Answers as lines of a document."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from matcalc.answer import Answer
from matcalc.documents.languages import Form, Language
from matcalc.documents.settings import Settings
from matcalc.presenting.answers import Groups
from matcalc.terms import Derivative
from matcalc.writers import Format, answer_text, declarations, stacked_text, write
from matcalc.writers.latex import STYLE, environment, style, table
from matcalc.writers.latex_lines import TEXT_WIDTH, breadth
from matcalc.writers.latex_lines import lines as broken

WIDTH = 80
"""Cells of what is written as plain text."""

ALIGNED = " &= "
INDENT = breadth(r"\quad")


def block(groups: Groups, language: Language, settings: Settings, stop: str) -> list[str]:
    """The answers to a text, between the markers by which they are found again.

    How names were read is said in the first line. stop: what a formula at the end ends with.
    """
    form = language.forms[settings.form]
    if settings.steps is None:
        blocks = list(_formulas(groups, form, settings))
    else:
        groups, blocks = _steps(groups, language, form, settings)
    if form.format == "latex":
        blocks[-1] = _stopped(blocks[-1], form, stop)
    opening, closing = language.comment
    said = "; ".join(_said([answer for group in groups for answer in group], language.stating))
    said = said.replace("-->", "-- >") if closing else said
    gap = "\n\n" if language.apart else "\n"
    apart = [""] if language.apart else []
    return [
        f"{opening}begin matcalc{': ' if said else ''}{said}{closing}",
        *apart,
        *gap.join(blocks).split("\n"),
        *apart,
        f"{opening}end matcalc{closing}",
    ]


def _said(answers: Sequence[Answer], format_: str) -> Iterator[str]:
    """How names were read, and notes; the answers to one text share their reading."""
    names = dict.fromkeys(name for answer in answers for name in answer.names)
    if stated := declarations(answers[0].reading, names, format_):
        yield f"where {stated}"
    yield from dict.fromkeys(f"note: {' '.join(note.split())}" for answer in answers for note in answer.notes)


def _formulas(groups: Groups, form: Form, settings: Settings) -> Iterator[str]:
    """Each group in a formula of its own, or all in one where that has rows."""
    if form.format != "latex":
        yield _around(form, "\n".join(_plain(groups, form, settings)))
        return
    room = math.inf if settings.form == "inline" else TEXT_WIDTH
    laid = [[_laid(row, room) for row in _rows(group, form, settings, ALIGNED)] for group in groups]
    if form.rows:
        numbered = [" \\notag \\\\\n".join(lines) for rows in laid for lines in rows]
        yield _around(form, " \\\\\n".join(numbered))
        return
    for rows in laid:
        lines = [line for row in rows for line in row]
        several = len(lines) > 1
        yield _around(form, environment("aligned", lines) if several else lines[0].replace(ALIGNED, " = ", 1))


def _laid(row: str, room: float) -> list[str]:
    """An equation in lines that are no wider than a text, to be aligned where they are several. A left side
    that leaves little room for the right one has a line of its own."""
    left, equals, right = row.rpartition(ALIGNED)
    before = breadth(left + equals)
    if before + breadth(right) <= room:
        return [row]
    value, where, defined = right.partition(STYLE.where)
    heads = ["&"]
    if equals:
        heads = [left + equals] if before <= room / 2 else [f"&{left}", r"&\quad = "]
    after = room - (before if len(heads) == 1 else INDENT)
    pieces = broken(value, after, after - INDENT)
    if where:
        said = where.replace(r"\quad", "").lstrip() + defined
        pieces += broken(said, after - INDENT, after - INDENT)
    return [*heads[:-1], heads[-1] + pieces[0], *(f"&\\quad {piece}" for piece in pieces[1:])]


def _stopped(block: str, form: Form, stop: str) -> str:
    """A block with a full stop or comma at the end of its last line of mathematics."""
    closing = form.closing if block.endswith(form.closing) else ""
    rows = "\n\\end{aligned}"
    closing = rows + closing if block.endswith(rows + closing) else closing
    return block.removesuffix(closing) + stop + closing


def _plain(groups: Groups, form: Form, settings: Settings) -> Iterator[str]:
    for group in groups:
        if settings.table:
            from matcalc.writers.table import render_all

            yield render_all(group, WIDTH, False, False, True).rstrip("\n")
        else:
            yield from _rows(group, form, settings, " = ")


def _around(form: Form, formula: str) -> str:
    return f"{form.opening}{formula}{form.closing}"


def _rows(group: Sequence[Answer], form: Form, settings: Settings, equals: str) -> Iterator[str]:
    latex = style(settings.macros)
    format_: Format = latex if form.format == "latex" else form.format
    for answer in group:
        entries = table(answer, latex) if settings.table and form.format == "latex" else None
        value = entries or answer_text(answer, format_, equals)
        if answer.index is None and (settings.whole or len(group) > 1):
            asked = Derivative(answer.asked, answer.by) if answer.by else answer.asked
            left = write(asked, answer.reading, format_)
            value = value if left == value else f"{left}{equals}{value}"
        yield value
        stacked = None if entries else stacked_text(answer, format_, equals)
        if stacked is not None:
            yield stacked


def _steps(groups: Groups, language: Language, form: Form, settings: Settings) -> tuple[Groups, list[str]]:
    """Each answer by how it is found: for a display move by move, so that pages can break between them."""
    from matcalc.presenting.derivations import explained
    from matcalc.writers.steps import latex, plain

    assert settings.steps is not None
    found = [explained(answer, settings.steps) for group in groups for answer in group]
    before, behind = language.words
    blocks: list[str] = []
    for answer, derivation in found:
        moves = list(latex.pieces(derivation, style(settings.macros))) if derivation else []
        if derivation is None or not moves:
            blocks += _formulas([[answer]], form, settings)
        elif form.format != "latex":
            blocks.append(_around(form, plain.render(derivation, WIDTH).rstrip("\n")))
        elif settings.form != "display":
            blocks.append(_around(form, latex.render(derivation, style(settings.macros))))
        else:
            for words, formula in moves:
                said = f"{before}{words}{behind}" if words else ""
                blocks.append(f"{said} ${formula}$" if said and formula else said or _around(form, formula))
    return [[answer for answer, _ in found]], blocks
