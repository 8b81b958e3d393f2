"""Answers with their derivations to the text of one format."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from matcalc.answer import Answer
from matcalc.derivation import Derivation
from matcalc.errors import MatcalcError
from matcalc.explain import Way, explain
from matcalc.presenting.answers import Groups, Presented, as_objects, chosen, delimited, remarks
from matcalc.presenting.environment import Environment
from matcalc.presenting.presentation import Presentation
from matcalc.records import replace
from matcalc.terms import Name

if TYPE_CHECKING:
    from matcalc.writers.latex import LatexStyle

Derived = Sequence[tuple[Answer, Derivation | None]]


def present_steps(
    groups: Groups, way: Way, presentation: Presentation, environment: Environment, line: int | None
) -> Presented:
    """As ``presenting.present``; an answer that has no derivation stands alone, and a note says why."""
    derived = [explained(answer, way) for group in groups for answer in group]
    said = [[answer for answer, _ in derived]]
    format_, in_ascii = chosen(presentation, environment)
    match format_:
        case "table":
            color = environment.color and presentation.output is None
            return _table(derived, environment.width, color, in_ascii, presentation.table)
        case "json":
            return as_objects(derived, in_ascii, presentation.macros, line)
        case "latex":
            text = _latex(derived, presentation)
            return Presented(text, remarks(said, "ascii" if in_ascii else "unicode"), gap="\n")
        case "svg" | "png":
            from matcalc.writers.svg import svg

            formulas = [_formula(answer, derivation, presentation) for answer, derivation in derived]
            return Presented(svg(formulas), remarks(said, "ascii" if in_ascii else "unicode"))
        case _:
            text = "\n".join(_plain(derived, environment.width, format_))
            return Presented(text, remarks(said, format_), gap="\n")


def explained(answer: Answer, way: Way) -> tuple[Answer, Derivation | None]:
    try:
        derivation = explain(answer, way)
        return derivation.answer, derivation
    except MatcalcError as error:
        return replace(answer, notes=(*answer.notes, f"no steps: {error.message}")), None


def _table(derived: Derived, width: int, color: bool, in_ascii: bool, show_table: bool | None) -> Presented:
    from matcalc.writers.table import render

    shown = (render(answer, width, color, in_ascii, show_table, derivation) for answer, derivation in derived)
    return Presented("\n".join(shown), gap="\n")


def _plain(derived: Derived, width: int, format_: str) -> Iterable[str]:
    from matcalc.writers import answer_text
    from matcalc.writers.steps.plain import render

    for answer, derivation in derived:
        if derivation is None:
            yield answer_text(answer, format_) + "\n"
        else:
            yield render(derivation, width, format_ == "ascii")


def _latex(derived: Derived, presentation: Presentation) -> str:
    from matcalc.writers import answer_text
    from matcalc.writers.latex import display, document, style
    from matcalc.writers.steps.latex import paragraphs

    chosen = style(presentation.macros)
    texts: list[str] = []
    for answer, derivation in derived:
        pictures = _pictures(derivation, chosen) if presentation.graph and derivation else []
        if presentation.standalone:
            texts += paragraphs(derivation, chosen) if derivation else [display(answer_text(answer, chosen))]
            texts += [f"\\begin{{center}}\n{picture}\\end{{center}}" for picture in pictures]
        else:
            texts += pictures
            texts.append(delimited(_formula(answer, derivation, presentation), presentation))
    packages = ("tikz",) if presentation.graph else ()
    if not presentation.standalone:
        return "\n".join(texts)
    return document("\n\n".join(texts), presentation.macros, *packages)


def _formula(answer: Answer, derivation: Derivation | None, presentation: Presentation) -> str:
    from matcalc.writers import answer_text
    from matcalc.writers.latex import style
    from matcalc.writers.steps.latex import render

    chosen = style(presentation.macros)
    return render(derivation, chosen) if derivation else answer_text(answer, chosen)


def _pictures(derivation: Derivation, style: LatexStyle) -> list[str]:
    from matcalc.writers.flow_tikz import tikz

    flows = [part.flow for part in derivation.parts if part.flow is not None]
    return [tikz(flow, derivation.reading, tuple(map(Name, flow.inputs)), style) for flow in flows]
