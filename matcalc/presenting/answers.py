"""Answers to the text of one format; each format's writer is loaded only when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from matcalc.answer import Answer
from matcalc.derivation import Derivation
from matcalc.notation.macros import Macros
from matcalc.presenting.environment import Environment
from matcalc.presenting.presentation import TARGETS, Presentation
from matcalc.records import Value
from matcalc.terms import Derivative

if TYPE_CHECKING:
    from matcalc.code.second import Form
    from matcalc.writers import Format

Groups = Sequence[Sequence[Answer]]
Entries = Callable[[Answer], str | None]


class Presented(Value):
    """The text of a program's answers, and what to say beside it: how names were read, notes.

    gap: what sets it apart from the text of the program before it.
    """

    text: str
    remarks: tuple[str, ...] = ()
    gap: str = ""


def present(
    groups: Groups, presentation: Presentation, environment: Environment, line: int | None = None
) -> Presented:
    """The answers of one program, or of an entry of one; a group holds those of one query. A picture is the
    text of an SVG, also where a PNG is to be made of it.

    line: where in a script they were asked, which the objects of JSON say.
    """
    if presentation.steps is not None:
        from matcalc.presenting.derivations import present_steps

        return present_steps(groups, presentation.steps, presentation, environment, line)
    format_, in_ascii = chosen(presentation, environment)
    match format_:
        case "table":
            color = environment.color and presentation.output is None
            return _table(groups, environment.width, color, in_ascii, presentation.table)
        case "json":
            answers = [(answer, None) for group in groups for answer in group]
            return as_objects(answers, in_ascii, presentation.macros, line)
        case format_ if format_ in TARGETS:
            return _code(groups, format_, presentation.results, presentation.second)
        case "latex":
            return _latex(groups, presentation)
        case "svg" | "png":
            return _picture(groups, presentation)
        case _:
            lines = (line for group in groups for line in _lines(group, format_))
            return Presented("".join(f"{line}\n" for line in lines), remarks(groups, format_))


def chosen(presentation: Presentation, environment: Environment) -> tuple[str, bool]:
    """The format to write in, and whether in 7 bits."""
    to_terminal = environment.stdout_tty and presentation.output is None
    format_ = presentation.format or ("table" if to_terminal else "unicode")
    in_ascii = presentation.ascii or format_ == "ascii"
    if format_ in ("unicode", "ascii"):
        format_ = "table" if presentation.table else "ascii" if in_ascii else "unicode"
    return format_, in_ascii


def _lines(
    group: Sequence[Answer], format_: Format, equals: str = " = ", entries: Entries = lambda answer: None
) -> Iterable[str]:
    """One answer is its value alone; several say each what they are, as an equation. One in index notation
    is followed by its form with vec and Kronecker products, where there is one.

    entries: an answer written entry by entry, which then stands for its value.
    """
    from matcalc.writers import answer_text, stacked_text, write

    for answer in group:
        table = entries(answer)
        value = table or answer_text(answer, format_, equals)
        if len(group) > 1 and answer.by and answer.index is None:
            asked = Derivative(answer.asked, answer.by)
            value = f"{write(asked, answer.reading, format_)}{equals}{value}"
        yield value
        stacked = None if table else stacked_text(answer, format_, equals)
        if stacked is not None:
            yield stacked


def _latex(groups: Groups, presentation: Presentation) -> Presented:
    from matcalc.writers.latex import display, document, environment

    formulas = [_formula(group, presentation) for group in groups]
    said = remarks(groups, "ascii" if presentation.ascii else "unicode")
    if presentation.standalone:
        body = formulas[0] if len(formulas) == 1 else environment("gathered", formulas)
        return Presented(document(display(body), presentation.macros), said)
    return Presented("".join(delimited(formula, presentation) for formula in formulas), said)


def _picture(groups: Groups, presentation: Presentation) -> Presented:
    from matcalc.writers.svg import svg

    formulas = [_formula(group, presentation) for group in groups]
    return Presented(svg(formulas), remarks(groups, "ascii" if presentation.ascii else "unicode"))


def _formula(group: Sequence[Answer], presentation: Presentation) -> str:
    from matcalc.writers.latex import environment, style, table

    chosen = style(presentation.macros)
    several = len(group) > 1 or any(answer.stacked is not None for answer in group)
    rows = list(
        _lines(
            group,
            chosen,
            " &= " if several else " = ",
            lambda answer: table(answer, chosen) if presentation.table else None,
        )
    )
    return environment("aligned", rows) if len(rows) > 1 else "".join(rows)


def delimited(formula: str, presentation: Presentation) -> str:
    """A formula of LaTeX on lines of its own, in the delimiters asked for."""
    opening, closing = presentation.delimiters
    return f"{opening}{formula}{closing}\n"


def _table(groups: Groups, width: int, color: bool, in_ascii: bool, show_table: bool | None) -> Presented:
    from matcalc.writers.table import render_all

    tables = (render_all(group, width, color, in_ascii, show_table) for group in groups)
    return Presented("\n".join(tables), gap="\n")


def as_objects(
    answers: Iterable[tuple[Answer, Derivation | None]], in_ascii: bool, macros: Macros, line: int | None
) -> Presented:
    """One object a line for each answer."""
    import json

    from matcalc.code import source_or_none
    from matcalc.writers.json import to_dict
    from matcalc.writers.latex import style

    latex = style(macros)
    objects = (
        to_dict(answer, derivation, latex, line, source_or_none(answer)) for answer, derivation in answers
    )
    return Presented("".join(f"{json.dumps(made, ensure_ascii=in_ascii)}\n" for made in objects))


def _code(groups: Groups, target: str, wanted: Sequence[str], form: Form) -> Presented:
    from matcalc.code import source

    questions = groups if wanted else [[answer] for group in groups for answer in group]
    return Presented(source(questions, target, wanted=wanted, form=form), tuple(_notes(groups)), gap="\n\n")


def remarks(groups: Groups, format_: str) -> tuple[str, ...]:
    """A reading is never silent: where the text has no place for it, it is said beside the text."""
    from matcalc.writers import declarations

    readings = (
        f"where {stated}"
        for group in groups
        for answer in group
        if (stated := declarations(answer.reading, answer.names, format_))
    )
    return tuple(dict.fromkeys((*readings, *_notes(groups))))


def _notes(groups: Groups) -> Iterable[str]:
    return dict.fromkeys(f"note: {note}" for group in groups for answer in group for note in answer.notes)
