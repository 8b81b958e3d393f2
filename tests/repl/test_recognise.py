"""Commands told from mathematics that looks like them."""

from __future__ import annotations

import pytest

from matcalc.notation.commands import COMMANDS, WORDS
from matcalc.notation.functions import FUNCTIONS
from matcalc.notation.symbols import GREEK
from matcalc.reader.kinds import WORDS as KINDS
from matcalc.repl.commands import ACTS
from matcalc.repl.recognise import called

# A line, the names declared, and the command with its argument, None where it is mathematics.
LINES = [
    ("list", "", ("list", "")),
    ("  list  ", "", ("list", "")),
    ("list", "list", None),
    (":list", "list", ("list", "")),
    (": list", "list", ("list", "")),
    (":no", "", ("no", "")),
    ("?", "", ("?", "")),
    ("?steps", "", ("?", "steps")),
    ("? steps", "", ("?", "steps")),
    ("set layout mixed", "", ("set", "layout mixed")),
    ("set layout=mixed", "", ("set", "layout=mixed")),
    ("set layout mixed", "set", None),
    # What follows goes on with an expression, or makes a statement of it.
    ("set = 3", "", None),
    ("set=3", "", None),
    ("set : vector(n)", "", None),
    ("set, x : vector(n)", "", None),
    ("set in R^n", "", None),
    ("set ∈ ℝⁿ", "", None),
    ("set(x) = x^2", "", None),
    ("set' x", "", None),
    ("set^2", "", None),
    ("set_1 + x", "", None),
    ("set + 1", "", None),
    ("set .* x", "", None),
    ("set . x", "", None),
    ("set - x", "", None),
    ("set ./ x", "", None),
    ("save / 2", "", None),
    ("table where table : vector(n)", "", None),
    ("sets", "", None),
    ("set1", "", None),
    # The argument of a command may begin with what could be an operator.
    ("save /tmp/x.mc", "", ("save", "/tmp/x.mc")),
    ("save ./x.mc", "", ("save", "./x.mc")),
    ("load ~/x.mc", "", ("load", "~/x.mc")),
    ("load 'my x.mc'", "", ("load", "'my x.mc'")),
    ("latex -x^2", "", ("latex", "-x^2")),
    ("latex (x + 1)^2", "", ("latex", "(x + 1)^2")),
    ("latex \\frac{d}{dx} x^2", "", ("latex", "\\frac{d}{dx} x^2")),
    ("info ⊗", "", ("info", "⊗")),
    ("info .*", "", ("info", ".*")),
    # Mathematics with a command's word in it.
    ("x set", "", None),
    ("d/dx list", "", None),
    ("x : vector(n)", "", None),
    ("", "", None),
]


@pytest.mark.parametrize(("line", "names", "expected"), LINES)
def test_called(line: str, names: str, expected: tuple[str, str] | None) -> None:
    found = called(line, WORDS, names.split())
    assert (found and (found.word, found.argument)) == expected


def test_no_command_is_a_word_of_the_language() -> None:
    words = {name for row in FUNCTIONS for name in (row.name, *row.aliases)} | set(GREEK) | set(KINDS)
    assert not words & set(WORDS)


def test_no_command_is_a_letter() -> None:
    assert not [word for word in WORDS if len(word) == 1 and word.isalpha()]


def test_every_command_does_something() -> None:
    assert [command.name for command in COMMANDS] == list(ACTS)
