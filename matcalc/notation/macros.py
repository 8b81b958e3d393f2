"""The LaTeX macros that authors differ about. All of them are read; which are written is a choice."""

from __future__ import annotations

from collections.abc import Iterable

from matcalc.records import Value


class Macros(Value):
    """bold: the command for vectors, empty where they look like scalars. matrix: the environment. transpose: what stands in the exponent."""

    bold: str = r"\mathbf"
    matrix: str = "bmatrix"
    transpose: str = "T"


# The word for each choice, what it chooses, and the macro.
CHOICES = {
    "mathbf": ("bold", r"\mathbf"),
    "bm": ("bold", r"\bm"),
    "boldsymbol": ("bold", r"\boldsymbol"),
    "bmatrix": ("matrix", "bmatrix"),
    "pmatrix": ("matrix", "pmatrix"),
    "T": ("transpose", "T"),
    "top": ("transpose", r"\top"),
}


def macros(words: Iterable[str]) -> Macros:
    """The macros that some words of ``CHOICES`` choose; raises ValueError for what is none, and for two that
    exclude each other."""
    chosen: dict[str, str] = {}
    for word in words:
        if word not in CHOICES:
            raise ValueError(f"{word!r} is no choice of macros: they are {', '.join(CHOICES)}")
        place, macro = CHOICES[word]
        if chosen.setdefault(place, macro) != macro:
            other = next(word for word, choice in CHOICES.items() if choice == (place, chosen[place]))
            raise ValueError(f"{other} and {word} exclude each other")
    return Macros(**chosen)
