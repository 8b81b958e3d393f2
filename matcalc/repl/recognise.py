"""Is a line a command or mathematics? ``list`` could be the product of l, i, s and t.

A line is a command when its first word is one that has not been declared or defined, and what follows begins
as a word does, not as an operator would: ``set layout mixed`` is a command, ``set = 3``, ``set x : vector``,
``set(x)`` and ``set in R^n`` are mathematics. After a colon a line is always a command.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from matcalc.records import Value

_LINE = re.compile(r"\s*(?P<mark>:)?\s*(?P<word>[A-Za-z]+(?!\w)|\?)(?P<rest>.*)\Z", re.DOTALL)
# What would go on with an expression, or make a statement of it.
_GOES_ON = re.compile(r"\S|\s+(?:in\b|where\b|[=:∈^*+,;)·⊗⊙∘⊘×<>≤≥≠|&]|(?:\.[*/]|[-./])\s)\s*\S")


class Called(Value):
    """A command's word and what stands behind it. marked: whether a colon stands in front."""

    word: str
    argument: str
    marked: bool = False


def called(line: str, commands: Collection[str], names: Collection[str]) -> Called | None:
    """The command that a line calls, None where it is mathematics.

    commands: the words that are. names: what has been declared or defined. A line with a colon in front
    calls a command, though there may be none of that name.
    """
    found = _LINE.match(line)
    if found is None:
        return None
    word, rest, marked = found["word"], found["rest"], found["mark"] is not None
    if not marked and (word not in commands or word in names or (word != "?" and _GOES_ON.match(rest))):
        return None
    return Called(word, rest.strip(), marked)
