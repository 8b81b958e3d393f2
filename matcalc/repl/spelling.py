r"""Characters that a keyboard lacks, by what is typed for them: \alpha is α, \bfx 𝐱, x_1 x₁, x^2 x².

All of them are read as what was typed; the tables are those of the notation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from matcalc.notation.symbols import (
    ACCENTS,
    BOLD,
    BOLD_LATEX,
    GREEK,
    GREEK_VARIANTS,
    SIGNS,
    SUBSCRIPT,
    SUPERSCRIPT,
)

CHARACTERS: dict[str, str] = {
    **GREEK,
    **{word: GREEK[letter] for word, letter in GREEK_VARIANTS.items() if len(word) > 1},
    **{word: char for char, word in GREEK_VARIANTS.items() if len(char) == 1 and word not in GREEK},
    **SIGNS,
}
"""By the command of LaTeX, without its backslash."""

_MARKS = {command[1:]: mark for mark, commands in ACCENTS.values() for command in commands}
_BOLD = {command[1:] for command in BOLD_LATEX} | {"bf"}
_LETTER = r"(?:\{\s*\\?(?P<inner>\w+)\s*\}|\\?(?P<bare>\w+))\Z"
_DRESSED = re.compile(rf"\\(?P<command>{'|'.join(sorted({*_MARKS, *_BOLD}, reverse=True))})\s*{_LETTER}")
_COMMAND = re.compile(r"\\(?P<word>[A-Za-z]+)\Z")
_SCRIPT = re.compile(
    r"(?P<sort>[_^])(?:\{(?P<inner>[^{}]+)\}|(?P<bare>-?[0-9]+|-?[A-Za-z]|[a-z]{2}|\\top))\Z"
)


def spelled(before: str) -> tuple[int, str] | None:
    """What the end of a text stands for: how many characters of it, and the ones to put in their place."""
    if (found := _SCRIPT.search(before)) is not None:
        typed = "T" if found["bare"] == "\\top" else found["inner"] or found["bare"]
        made = _in(SUPERSCRIPT if found["sort"] == "^" else SUBSCRIPT, typed)
    elif (found := _DRESSED.search(before)) is not None:
        made = _dressed(found["command"], found["inner"] or found["bare"])
    elif (found := _COMMAND.search(before)) is not None:
        made = CHARACTERS.get(found["word"])
    return None if found is None or made is None else (len(found[0]), made)


def _dressed(command: str, letter: str) -> str | None:
    """A letter in bold or under an accent."""
    plain = CHARACTERS.get(letter, letter)
    if command in _BOLD and plain in BOLD:
        return BOLD[plain]
    if command in _MARKS and len(plain) == 1 and plain.isalpha():
        return unicodedata.normalize("NFC", plain + _MARKS[command])
    return None


def _in(table: Mapping[str, str], typed: str) -> str | None:
    found = [table.get(char) for char in typed.replace(" ", "")]
    return "".join(char for char in found if char is not None) if all(found) else None
