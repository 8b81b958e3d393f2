"""Canonical names taken apart: 'w_hat_1' is the letter w with a hat and the subscript 1."""

from __future__ import annotations

from functools import cache

from matcalc.kinds.kind import SCALAR, Kind, Reading
from matcalc.notation.functions import SPELLINGS
from matcalc.notation.symbols import ABSTRACT_LETTERS, ACCENTS, CONSTANTS, GREEK, GREEK_VARIANTS
from matcalc.records import Value

# Words that a run of letters is split at; no letters set side by side may happen to spell one.
WORDS = frozenset(SPELLINGS) | frozenset(GREEK) | frozenset(GREEK_VARIANTS) | {"ell", "if", "in", "and", "or"}
LONGEST_WORD = max(map(len, WORDS))


class Parts(Value):
    """base: a letter or word; accents: rows of ACCENTS, inside out; subscripts: the rest."""

    base: str
    accents: tuple[str, ...]
    subscripts: tuple[str, ...]

    @property
    def letter(self) -> bool:
        """Whether the base prints as one letter."""
        return len(self.base) == 1 or self.base in GREEK or self.base == "ell"


@cache
def take_apart(name: str) -> Parts:
    """The parts of a canonical name."""
    base, *rest = name.split("_")
    accents = 0
    while accents < len(rest) and rest[accents] in ACCENTS:
        accents += 1
    return Parts(base, tuple(rest[:accents]), tuple(rest[accents:]))


def is_number(name: str, reading: Reading) -> bool:
    """Whether the name stands for a number that everyone knows, π or e."""
    known = reading.names.get(name)
    return name in CONSTANTS and (known is None or known.origin == "convention")


class Names:
    """What the writers ask of a reading about names."""

    def __init__(self, reading: Reading) -> None:
        self._kinds = reading.names
        self.notation = reading.notation
        self.spellings = reading.spellings
        self.euler = is_number("e", reading)
        self._words = frozenset(name for name in reading.names if len(name) > 1)
        self._longest = max(LONGEST_WORD, *map(len, self._words), 0)

    def kind(self, name: str) -> Kind:
        """The kind of a name; of an index, or one that the reading does not know, scalar."""
        known = self._kinds.get(name)
        return known.kind if known else SCALAR

    def known(self, name: str) -> bool:
        return name in self._kinds

    def is_bold(self, name: str) -> bool:
        kind = self.kind(name)
        return kind.word == "vector" or (kind.family is not None and kind.word != "matrix")

    def is_scalar(self, name: str) -> bool:
        kind = self.kind(name)
        return kind.word == "scalar" and kind.family is None

    def is_callable(self, name: str) -> bool:
        """Whether a bracket behind the name could be read as its arguments."""
        parts = take_apart(name)
        return parts.base in ABSTRACT_LETTERS or not parts.letter or name == "sigma"

    def is_of_several(self, name: str) -> bool:
        """Whether the name is a function of several variables, so that its derivatives are partial."""
        known = self._kinds.get(name)
        return known is not None and known.domain is not None and len(known.domain) > 1

    def clash(self, run: str) -> bool:
        """Whether a run of letters ends in a word of its own."""
        return any(
            run[-size:] in WORDS or run[-size:] in self._words
            for size in range(2, min(len(run), self._longest) + 1)
        )
