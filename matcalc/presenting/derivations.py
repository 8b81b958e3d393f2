"""Answers with their derivations to the text of one format."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from matcalc.answer import Answer
from matcalc.derivation import Derivation
from matcalc.errors import MatcalcError
from matcalc.explain import Way, explain
from matcalc.presenting.answers import Groups, Presented, chosen, remarks
from matcalc.presenting.environment import Environment
from matcalc.presenting.presentation import Presentation
from matcalc.records import replace
from matcalc.terms import Name

Derived = Sequence[tuple[Answer, Derivation | None]]


def present_steps(
    groups: Groups, way: Way, presentation: Presentation, environment: Environment
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
            return _json(derived, in_ascii)
        case "latex":
            text = _latex(derived, presentation.standalone, presentation.graph)
            return Presented(text, remarks(said, "ascii" if in_ascii else "unicode"), gap="\n")
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


def _latex(derived: Derived, standalone: bool, graph: bool) -> str:
    from matcalc.writers import answer_text
    from matcalc.writers.latex import display, document
    from matcalc.writers.steps.latex import paragraphs, render

    packages = ("amsmath", "tikz") if graph else ("amsmath",)
    texts: list[str] = []
    for answer, derivation in derived:
        pictures = _pictures(derivation) if graph and derivation else []
        if standalone:
            texts += paragraphs(derivation) if derivation else [display(answer_text(answer, "latex"))]
            texts += [f"\\begin{{center}}\n{picture}\\end{{center}}" for picture in pictures]
        else:
            texts += pictures
            texts.append((render(derivation) if derivation else answer_text(answer, "latex")) + "\n")
    return document("\n\n".join(texts), packages) if standalone else "\n".join(texts)


def _pictures(derivation: Derivation) -> list[str]:
    from matcalc.writers.flow_tikz import tikz

    flows = [part.flow for part in derivation.parts if part.flow is not None]
    return [tikz(flow, derivation.reading, tuple(map(Name, flow.inputs))) for flow in flows]


def _json(derived: Derived, in_ascii: bool) -> Presented:
    from matcalc.writers.json import to_dict

    objects = (
        json.dumps(to_dict(answer, derivation), ensure_ascii=in_ascii) for answer, derivation in derived
    )
    return Presented("".join(f"{line}\n" for line in objects))
