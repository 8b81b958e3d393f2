"""What the reader knows about names before it resolves the text."""

from __future__ import annotations

from dataclasses import field

from matcalc.errors import Span
from matcalc.records import Record


class Context(Record, frozen=False):
    """known:     ids declared or defined anywhere (or handed in).
    functions: those of them that are functions.
    letters:   single letters that stand by themselves somewhere in the text.
    tensors:   ids declared as vectors or matrices.
    bare:      ids used as variables of their own, without subscript.
    indexed:   ids used with an index letter.
    indices:   ids of the indices that a Σ binds.
    raised:    ids of names whose number is written above, as W^{(1)}, and where.
    lowered:   ids of names whose number is written below.
    runs:      runs of letters that no name is known of, what they were split into, and where they stand.
    notes:     remarks on how the text was read.
    """

    known: set[str] = field(default_factory=set)
    functions: set[str] = field(default_factory=set)
    tensors: set[str] = field(default_factory=set)
    bare: set[str] = field(default_factory=set)
    indexed: set[str] = field(default_factory=set)
    indices: set[str] = field(default_factory=set)
    runs: list[tuple[str, tuple[str, ...], Span]] = field(default_factory=list)
    notes: list[tuple[str, Span | None]] = field(default_factory=list)
    raised: dict[str, Span] = field(default_factory=dict)
    lowered: set[str] = field(default_factory=set)
    letters: set[str] = field(default_factory=set)
    longest: int = 0

    def is_transpose(self, letter: str) -> bool:
        """Is the letter in an exponent the mark of a transpose? A vector or matrix is no exponent."""
        return letter == "T" and ("T" not in self.known or "T" in self.tensors)

    def prepare(self) -> None:
        """Call when ``known`` is complete."""
        self.longest = max((len(k) for k in self.known), default=0)
