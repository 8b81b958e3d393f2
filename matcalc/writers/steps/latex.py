"""A derivation as LaTeX: an aligned block for each move, below a line of words that says what it does."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.derivation import Derivation
from matcalc.writers import STYLES
from matcalc.writers.latex import display, environment
from matcalc.writers.steps.outline import Block, Row, heading, sections

STYLE = STYLES["latex"]


def render(derivation: Derivation) -> str:
    """The derivation for one display, its moves below each other."""
    rows: list[str] = []
    for words, formula in _pieces(derivation):
        if words:
            rows.append(f"&\\text{{{words}}}" + (f" {formula}" if formula else ""))
        else:
            rows.append(f"&\\quad {formula}")
    return environment("aligned", rows)


def paragraphs(derivation: Derivation) -> Iterator[str]:
    """The derivation for a document: each move a paragraph and a display, so that pages can break."""
    yield display(heading(derivation, STYLE))
    for words, formula in _pieces(derivation):
        yield f"{words} ${formula}$" if words and formula else words or display(formula)


def _pieces(derivation: Derivation) -> Iterator[tuple[str, str]]:
    """Words, with a formula behind them or not, and the formulas to be displayed below them."""
    for section in sections(derivation, STYLE):
        if section.title is not None:
            yield f"Part {section.number}.", section.title
        for block in section.blocks:
            yield f"{block.number}. {block.title}.", ""
            yield "", _aligned(block)


def _aligned(block: Block) -> str:
    return environment("aligned", [line for row in block.rows for line in _lines(row)])


def _lines(row: Row) -> Iterator[str]:
    """A line of the derivation, each member behind the second on a line of its own; what rule leads to it
    stands to the right."""
    first, *rest = row.members
    if not rest:
        yield f"&{first}"
    named = f" && \\text{{({', '.join(row.rules)})}}" if row.rules else ""
    for place, member in enumerate(rest):
        yield f"{first} &= {member}{named}" if place == 0 else f"&= {member}"

