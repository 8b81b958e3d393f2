"""Letters for lengths that nobody named: n for a vector, m × n for a matrix, then p, q, r …"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import Kind

LETTERS = "nmpqrklstuvd"


def letters(kinds: Sequence[Kind], others: Iterable[Kind], taken: Collection[str]) -> dict[str, Dimension]:
    """A letter for each unknown length: in ``kinds`` (of names, in order of appearance), then in
    ``others`` (of what has no name)."""
    lettering = _Lettering(taken)
    matrices = [k for k in kinds if k.rows is not None and k.cols is not None and k.family is None]
    tall = {k.rows.name for k in matrices if k.rows is not None}
    wide = {k.cols.name for k in matrices if k.cols is not None}
    for kind in kinds:
        if kind.family is not None:
            lettering.give(kind.family, "N")
    for kind in kinds:  # what goes into the first matrix is n
        if kind.word == "vector" and kind.rows is not None and kind.rows.name in wide - tall:
            lettering.give(kind.rows)
    pending = list(matrices)
    for kind in reversed(pending):
        if kind.cols is not None and kind.rows is not None and lettering.given(kind.cols):
            lettering.give(kind.rows)
    for kind in pending:
        if kind.rows is None or kind.cols is None:
            continue
        if kind.rows != kind.cols and lettering.unused("m") and lettering.open(kind.rows):
            lettering.give(kind.rows, "m")
        lettering.give(kind.rows)
        lettering.give(kind.cols)
    for kind in (*kinds, *others):
        for axis in kind.axes:
            lettering.give(axis)
    return lettering.chosen


class _Lettering:
    def __init__(self, taken: Collection[str]) -> None:
        self.chosen: dict[str, Dimension] = {}
        self._taken = set(taken)
        self._supply = self._names()

    def _names(self) -> Iterator[str]:
        yield from LETTERS
        count = 1
        while True:
            yield f"n_{count}"
            count += 1

    def unused(self, letter: str) -> bool:
        return letter not in self._taken

    def open(self, length: Dimension) -> bool:
        return any(True for _ in self._unknown(length))

    def given(self, length: Dimension) -> bool:
        return not self.open(length)

    def _unknown(self, length: Dimension) -> Iterable[str]:
        return (n for n in sorted(length.names) if n[0] == "?" and n not in self.chosen)

    def give(self, length: Dimension, preferred: str | None = None) -> None:
        for name in list(self._unknown(length)):
            letter = preferred if preferred is not None and preferred not in self._taken else None
            if letter is None:
                letter = next(c for c in self._supply if c not in self._taken)
            self._taken.add(letter)
            self.chosen[name] = Dimension.of(letter)
