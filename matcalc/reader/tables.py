"""The LALR tables that ``build`` compiled, in the form in which Lark's parser takes them.

The file holds the rules, one a line, then a blank line, then the states, one a line from the start
state on. A rule is its origin, its alias or -, ``?`` if it hands on an only child or -, and what it is
made of. A state is pairs of a symbol and the state that it leads to; then, after each slash, a rule to
reduce by and the terminals before which to do so.
"""

from __future__ import annotations

import os.path
from typing import Any

from lark.grammar import NonTerminal, Rule, RuleOptions, Symbol, Terminal
from lark.parsers.lalr_analysis import IntParseTable, Reduce, Shift

START = "start"
GRAMMAR = "matcalc.lark"
TABLES = "tables.txt"


def grammar_folder() -> str:
    """Where the grammar lies: inside an installed package, beside it in a checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    for parent in (package, os.path.dirname(package)):
        folder = os.path.join(parent, "grammar")
        if os.path.isfile(os.path.join(folder, GRAMMAR)):
            return folder
    raise FileNotFoundError("matcalc's grammar folder is missing from this installation")


class _Rule(Rule):
    """A rule of the table, equal to itself only: the parser compares and looks it up at each reduction."""

    __slots__ = ()
    __eq__ = object.__eq__
    __hash__ = object.__hash__


class States(dict[int, dict[str, tuple[Any, Any]]]):
    """What to do in a state at a symbol; a state is made out when a text first leads to it."""

    def __init__(self, lines: list[str], rules: list[Rule]) -> None:
        self.lines = lines
        self.rules = rules

    def __missing__(self, state: int) -> dict[str, tuple[Any, Any]]:
        moves, *reductions = self.lines[state].split("/")
        words = moves.split()
        row: dict[str, tuple[Any, Any]] = {
            symbol: (Shift, int(target)) for symbol, target in zip(words[::2], words[1::2], strict=True)
        }
        for reduction in reductions:
            number, *terminals = reduction.split()
            row |= dict.fromkeys(terminals, (Reduce, self.rules[int(number)]))
        self[state] = row
        return row


def load() -> tuple[list[Rule], IntParseTable]:
    """The rules, and the table of the parser that is made of them."""
    with open(os.path.join(grammar_folder(), TABLES), encoding="ascii") as file:
        rule_lines, state_lines = file.read().removesuffix("\n").split("\n\n", 1)
    rules = [_rule(line) for line in rule_lines.split("\n")]
    states = States(state_lines.split("\n"), rules)
    _, end = states[0][START]
    table: Any = IntParseTable
    return rules, table(states, {START: 0}, {START: end})


def _rule(line: str) -> Rule:
    origin, alias, expands, *expansion = line.split()
    options = RuleOptions(keep_all_tokens=True, expand1=expands == "?")
    return _Rule(
        NonTerminal(origin),
        [_symbol(name) for name in expansion],
        alias=None if alias == "-" else alias,
        options=options,
    )


def _symbol(name: str) -> Symbol:
    return Terminal(name) if name.isupper() else NonTerminal(name)
