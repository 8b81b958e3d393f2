"""A derivation as plain text, for pipes and files: numbered moves, each line an equation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matcalc.derivation import Derivation
from matcalc.writers import STYLES
from matcalc.writers.boxes import Box
from matcalc.writers.cells import size, wrapped
from matcalc.writers.steps.layout import Equation, Laid, aligned, broken
from matcalc.writers.steps.outline import Row, heading, sections

INDENT = "   "
GAP = "   "


def render(derivation: Derivation, width: int = 80, ascii: bool = False) -> str:
    """The derivation in lines of ``width`` cells, a newline at its end."""
    return "".join(f"{line}\n" for line in _lines(derivation, width, ascii))


def _lines(derivation: Derivation, width: int, ascii: bool) -> Iterator[str]:
    style = STYLES["ascii" if ascii else "unicode"]
    yield from broken(heading(derivation, style), width)
    for section in sections(derivation, style):
        if section.title is not None:
            yield ""
            yield from broken(f"Part {section.number}. {section.title}", width)
        for block in section.blocks:
            yield ""
            yield f"{block.number}. {block.title}"
            laid = aligned([_equation(row) for row in block.rows], width - len(INDENT))
            yield from (INDENT + line for line in _noted(laid, width - len(INDENT)))


def _equation(row: Row) -> Equation:
    margin = f"({', '.join(row.rules)})" if row.rules else ""
    members = tuple(Box((member,), 0, member) for member in row.members)
    return Equation(members, margin, row.noted, row.again)


def _noted(lines: Sequence[Laid], width: int) -> Iterator[str]:
    """The lines with what is in the margin in a column behind them, or below where there is no room."""
    column = max((size(line.text) for line in lines if _fits(line, width)), default=0)
    for line in lines:
        if not line.margin:
            yield line.text
        elif _fits(line, width):
            room = min(column, width - len(GAP) - size(line.margin)) - size(line.text)
            yield line.text + " " * room + GAP + line.margin
        else:
            yield line.text
            for part in wrapped(line.margin, width - len(INDENT)):
                yield " " * (width - size(part)) + part


def _fits(line: Laid, width: int) -> bool:
    return bool(line.margin) and size(line.text) + len(GAP) + size(line.margin) <= width
