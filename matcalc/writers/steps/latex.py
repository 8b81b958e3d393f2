"""A derivation as LaTeX: an aligned block for each move, below a line of words that says what it does."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.derivation import Derivation
from matcalc.writers.latex import STYLE, LatexStyle, display, environment
from matcalc.writers.latex_lines import TEXT_WIDTH, breadth, lines
from matcalc.writers.steps.outline import Block, Row, heading, sections

INDENT = breadth(r"\quad")
EQUALS = breadth("=")
GAP = 2 * INDENT  # before what stands in the margin

def render(derivation: Derivation, style: LatexStyle = STYLE) -> str:
    """The derivation for one display, its moves below each other."""
    rows: list[str] = []
    for words, formula in pieces(derivation, style):
        if words:
            rows.append(f"&\\text{{{words}}}" + (f" {formula}" if formula else ""))
        else:
            rows.append(f"&\\quad {formula}")
    return environment("aligned", rows)


def paragraphs(derivation: Derivation, style: LatexStyle = STYLE) -> Iterator[str]:
    """The derivation for a document: each move a paragraph and a display, so that pages can break."""
    yield display(heading(derivation, style))
    for words, formula in pieces(derivation, style):
        yield f"{words} ${formula}$" if words and formula else words or display(formula)


def pieces(derivation: Derivation, style: LatexStyle = STYLE) -> Iterator[tuple[str, str]]:
    """Words, with a formula behind them or not, and the formulas to be displayed below them."""
    for section in sections(derivation, style):
        if section.title is not None:
            yield f"Part {section.number}.", section.title
        for block in section.blocks:
            yield f"{block.number}. {block.title}.", ""
            yield "", _aligned(block)


def _aligned(block: Block) -> str:
    """The lines of a move in a text's width: each member behind the second on a line of its own, and what
    rule leads to it to the right, or below where there is no room."""
    room = TEXT_WIDTH - INDENT
    lefts = [breadth(row.members[0]) for row in block.rows]
    left = max((width for width in lefts if width <= room / 3), default=0.0)
    parts = zip(block.rows, lefts, strict=True)
    shown = [line for row, width in parts for line in _lines(row, width, left, room)]
    widths = [left + breadth(text.partition("&")[2]) for text, _ in shown]
    notes = [GAP + breadth(note) for _, note in shown]
    beside = max(widths) + max(notes) <= room
    rows: list[str] = []
    for (text, note), width, more in zip(shown, widths, notes, strict=True):
        if note and not beside and width + more > room:
            rows += [text, *(f"&\\quad {part}" for part in _folded(note, room - left - INDENT))]
        elif note:
            rows.append(f"{text} && {note}" if beside else f"{text} \\quad {note}")
        else:
            rows.append(text)
    return environment("aligned", rows)


def _folded(note: str, room: float) -> Iterator[str]:
    """Names of rules in lines of their own, where they are many."""
    held = ""
    for name in note.removeprefix(r"\text{").removesuffix("}").split(" "):
        longer = f"{held} {name}".lstrip()
        if held and breadth(f"\\text{{{longer}}}") > room:
            yield f"\\text{{{held}}}"
            longer = name
        held = longer
    yield f"\\text{{{held}}}"


def _lines(row: Row, width: float, left: float, room: float) -> Iterator[tuple[str, str]]:
    """The lines of one line of the derivation, each with what is noted beside it."""
    first, *rest = row.members
    note = f"\\text{{({', '.join(row.rules)})}}" if row.rules else ""
    head = "" if row.again else f"{first} "
    if width > left or not rest:  # it has lines of its own
        for place, text in enumerate(lines(first, room - left, room - left - INDENT)):
            yield ("&\\quad " if place else "&") + text, "" if rest else note
        head = ""
    for number, member in enumerate(rest, 1):
        pieces = lines(member, room - left - EQUALS, room - left - INDENT)
        yield f"{head}&= {pieces[0]}", note if number == row.noted else ""
        yield from ((f"&\\quad {piece}", "") for piece in pieces[1:])
        head = ""
