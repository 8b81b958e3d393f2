"""A derivation as plain data, for programs: one object a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from matcalc.derivation import Derivation
from matcalc.writers import Format, styled
from matcalc.writers.steps.outline import Block, Row, sections


def to_list(derivation: Derivation, latex: Format = "latex") -> list[dict[str, Any]]:
    """The lines, ready for ``json.dumps``: the move that each belongs to, the ids of the rules that it goes
    by, its first and its last member, all of them, and the equation in LaTeX. Where the derivation has
    several parts each line says which it belongs to."""
    several = len(derivation.parts) > 1
    return [
        ({"part": number} if several else {}) | _line(block, row, " = ".join(typeset.members))
        for (number, block, row), (_, _, typeset) in zip(
            _rows(derivation, "unicode"), _rows(derivation, latex), strict=True
        )
    ]


def _rows(derivation: Derivation, format: Format) -> Iterator[tuple[int, Block, Row]]:
    for section in sections(derivation, styled(format)):
        for block in section.blocks:
            yield from ((section.number, block, row) for row in block.rows)


def _line(block: Block, row: Row, latex: str) -> dict[str, Any]:
    return {
        "move": block.move.name,
        "rule": ", ".join(row.line.rules) or None,
        "lhs": row.members[0],
        "rhs": row.members[-1],
        "members": list(row.members),
        "latex": latex,
    }
