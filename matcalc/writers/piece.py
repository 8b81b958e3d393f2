"""Written pieces: ropes of text that know how they bind and how they may stand side by side.

A rope is joined once, at the end, so a term ten thousand levels deep costs no quadratic copying.
"""

from __future__ import annotations

from typing import Literal, Union

from matcalc.notation.symbols import ATOM
from matcalc.records import Record

# What stands at an end of a piece, as far as setting it beside another goes.
Edge = Literal["number", "letter", "array", "open", "close", "call", "word"]
Rope = Union[str, "Piece"]


class Piece(Record):
    """A written term.

    parts:    the text, in order; without the sign if ``minus``.
    level:    binding strength, as in ``notation.symbols``.
    minus:    the term is the negative of what ``parts`` says.
    greedy:   the right end takes whatever product follows (Σ and derivative operators).
    callable: a bracket set right behind it could be taken for arguments.
    scalar:   surely a number; False when not known.
    root:     a root with its sign before it, which stands bare as a divisor.
    chain:    a product of several vectors or matrices.
    open:     the letters that Σs at the right end bind: a summand that follows and uses one would be
              taken inside.
    bars:     there are bars | or ‖ inside, so it may not stand between bars.
    run:      the letters at the right end that stand without spaces.
    inverse:  what the term is the inverse of, when it is written as one.
    plain:    the text itself where it is short enough to be raised or lowered, else ''.
    """

    parts: tuple[Rope, ...]
    level: int = ATOM
    minus: bool = False
    greedy: bool = False
    tall: bool = False
    callable: bool = False
    scalar: bool = False
    root: bool = False
    chain: bool = False
    open: frozenset[str] = frozenset()
    bars: bool = False
    left: Edge = "word"
    right: Edge = "word"
    run: str = ""
    inverse: Piece | None = None
    plain: str = ""

    @property
    def rope(self) -> tuple[Rope, ...]:
        """The parts with the sign."""
        return ("-", *self.parts) if self.minus else self.parts

    @property
    def body(self) -> Piece:
        """The piece without its sign."""
        return Piece(self.parts) if self.minus else self


def join(*rope: Rope) -> str:
    """The text of a rope."""
    out: list[str] = []
    stack: list[Rope] = list(reversed(rope))
    while stack:
        part = stack.pop()
        if isinstance(part, str):
            out.append(part)
        else:
            stack.extend(reversed(part.rope))
    return "".join(out)


def first(piece: Piece) -> str:
    """The first character of the piece, its sign aside."""
    rope: Rope = piece.body
    while not isinstance(rope, str):
        rope = rope.rope[0]
    return rope[:1]
