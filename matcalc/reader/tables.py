"""The LALR tables that ``build`` compiled, as ``parser`` walks them.

The file holds the rules, one a line, then a blank line, then the states, one a line from the start
state on. A rule is its origin, its alias or -, ``?`` if it hands on an only child or -, and what it is
made of. A state is pairs of a symbol and the state that it leads to; then, after each slash, a rule to
reduce by and the terminals before which to do so.
"""

from __future__ import annotations

import os.path
from typing import NamedTuple

START = "start"
END = "$END"
"""The terminal behind the last one of a text."""

GRAMMAR = "matcalc.lark"
TABLES = "tables.txt"


class Rule(NamedTuple):
    """origin: the symbol that the parts are reduced to. name: of the action. size: the number of parts.
    passes: it hands on its only part. dropped: the places of the parts that the action does not get, the last
    first. spliced: the places, among the others, of those whose own parts it gets, the last first."""

    origin: str
    name: str
    size: int
    passes: bool
    dropped: tuple[int, ...]
    spliced: tuple[int, ...]


Action = int | Rule
"""The state to go on in, or the rule to reduce by."""


def grammar_folder() -> str:
    """Where the grammar lies: inside an installed package, beside it in a checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    for parent in (package, os.path.dirname(package)):
        folder = os.path.join(parent, "grammar")
        if os.path.isfile(os.path.join(folder, GRAMMAR)):
            return folder
    raise FileNotFoundError("matcalc's grammar folder is missing from this installation")


class States(dict[int, dict[str, Action]]):
    """What to do in a state at a symbol; a state is made out when a text first leads to it."""

    def __init__(self, lines: list[str], rules: list[Rule]) -> None:
        self.lines = lines
        self.rules = rules

    def __missing__(self, state: int) -> dict[str, Action]:
        moves, *reductions = self.lines[state].split("/")
        words = moves.split()
        row: dict[str, Action] = dict(zip(words[::2], map(int, words[1::2]), strict=True))
        for reduction in reductions:
            number, *terminals = reduction.split()
            row |= dict.fromkeys(terminals, self.rules[int(number)])
        self[state] = row
        return row


def load() -> States:
    """The states of the parser, of which 0 is the first."""
    with open(os.path.join(grammar_folder(), TABLES), encoding="ascii") as file:
        rules, states = file.read().removesuffix("\n").split("\n\n", 1)
    made = States(states.split("\n"), [_rule(line) for line in rules.split("\n")])
    whole = made[0][START]
    assert isinstance(whole, int)
    made[whole] = {END: 0}
    return made


def _rule(line: str) -> Rule:
    origin, alias, expands, *parts = line.split()
    kept = [part for part in parts if part[0] != "_" or part.islower()]
    return Rule(
        origin,
        origin if alias == "-" else alias,
        len(parts),
        expands == "?" and alias == "-" and len(parts) == 1,
        tuple([place for place in range(len(parts) - 1, -1, -1) if parts[place] not in kept]),
        tuple([place for place in range(len(kept) - 1, -1, -1) if kept[place][0] == "_"]),
    )
