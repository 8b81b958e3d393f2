"""A statement that a document has made, where it stands, and on what pieces of the text it may bear."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from matcalc.records import Value

_WORD = re.compile(r"(?:\\([A-Za-z]+)|([^\W\d_]+))(?:\}?\s*_\s*\{?\s*(\w+))?")
_MARKUP = frozenset(
    {
        "frac",
        "dfrac",
        "tfrac",
        "partial",
        "nabla",
        "mathbf",
        "boldsymbol",
        "bm",
        "vec",
        "mathrm",
        "left",
        "right",
        "begin",
        "end",
        "top",
    }
)


class Section(Value):
    """Where something stands. number: of the section. parts: of the headings above it, from the highest."""

    number: int = 0
    parts: tuple[int, ...] = ()

    def holds(self, other: Section) -> bool:
        """Whether the other place is below the same heading, or below one of those under it."""
        return other.parts[: len(self.parts)] == self.parts


class Stated(Value):
    """A declaration or definition of one name. uses: the words in it. place: where it stands.
    applied: whether it defines a function. names: whether it is another name only."""

    name: str
    text: str
    uses: frozenset[str]
    defines: bool
    place: Section
    applied: bool = False
    names: bool = False

    def bears_on(self, words: Collection[str]) -> bool:
        """Whether a text with these words may be about it: f_1 is no entry of a function f, and neither is
        it f_2, but f_i may be."""
        letter, _, index = self.name.partition("_")
        if letter in words:
            return True
        indices = [word[len(letter) + 1 :] for word in words if word.startswith(f"{letter}_")]
        if index:
            return any(other == index or not other.isdigit() for other in indices)
        return bool(indices) and not self.applied


def relevant_to(text: str, stated: Sequence[Stated]) -> list[Stated]:
    """The statements that a text may rest on, in order."""
    words = words_in(text)
    chosen: set[int] = set()
    while True:
        more = [k for k, s in enumerate(stated) if k not in chosen and s.bears_on(words)]
        if not more:
            return [stated[k] for k in sorted(chosen)]
        chosen.update(more)
        words = words.union(*(stated[k].uses for k in more))


def words_in(text: str) -> set[str]:
    """The letters, the runs of letters and the commands in a text, x_1 where x has an index."""
    words: set[str] = set()
    for found in _WORD.finditer(text):
        letters = found[2] or ""
        ends = {letters, letters[-1:]} if letters else {found[1]} - _MARKUP
        words.update(f"{word}_{found[3]}" if found[3] else word for word in ends)
        words.update(letters[:-1] if found[3] else letters)
    return words
