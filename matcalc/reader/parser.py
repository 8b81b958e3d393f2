"""A table-driven LALR parser: an explicit stack, so that depth is no limit.

It runs the tables that ``build`` compiles from the grammar and hands each reduction to the function
of that name in ``actions``.
"""

from __future__ import annotations

import json
import os.path
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from matcalc.errors import Span
from matcalc.reader.tokens import Token

Action = Callable[[list[Any], Span], Any]


def grammar_folder() -> str:
    """Where the grammar lies: inside an installed package, beside it in a checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    for parent in (package, os.path.dirname(package)):
        folder = os.path.join(parent, "grammar")
        if os.path.isfile(os.path.join(folder, "tables.json")):
            return folder
    raise FileNotFoundError("matcalc's grammar folder is missing from this installation")


@cache
def _tables() -> Any:
    with open(os.path.join(grammar_folder(), "tables.json"), encoding="utf-8") as file:
        return json.load(file)


class Unexpected(Exception):
    """The token at ``index`` cannot stand there; ``expected`` are the terminals that could."""

    def __init__(self, index: int, expected: frozenset[str]) -> None:
        super().__init__(index)
        self.index = index
        self.expected = expected


def parse(tokens: Sequence[Token], table: Mapping[str, Action]) -> Any:
    """The value that ``table``'s actions build for the start rule; ``Unexpected`` where it ends.

    The last token must be of type '$END'.
    """
    tables = _tables()
    rules, actions, gotos = tables["rules"], tables["actions"], tables["gotos"]
    states = [0]
    values: list[Any] = []
    starts: list[int] = []
    ends: list[int] = []
    end_state = tables["end"]
    for position, token in enumerate(tokens):
        while True:
            move = actions[states[-1]].get(token.type)
            if move is None:
                raise Unexpected(position, frozenset(actions[states[-1]]))
            if move >= 0:
                states.append(move)
                values.append(token)
                starts.append(token.start)
                ends.append(token.end)
                break
            name, origin, length, kept = rules[-1 - move]
            if length == 1:
                if name is not None:
                    only = values[-1]
                    children = only if isinstance(only, _Spliced) else [only] if kept else []
                    values[-1] = table[name](children, Span(starts[-1], ends[-1]))
                elif origin[0] == "_" and not isinstance(values[-1], _Spliced):
                    values[-1] = _Spliced(values[-1:])
            else:
                value = _reduce(name, origin, kept, values[-length:], starts[-length], ends[-1], table)
                ends[-length] = max(ends[-length:])
                starts[-length] = min(starts[-length:])
                del states[-length:], values[-length:], starts[1 - length :], ends[1 - length :]
                values.append(value)
                states.append(0)
            states[-1] = gotos[states[-2]][origin]
            if states[-1] == end_state and token.type == "$END":
                return values[-1]
    raise AssertionError("the tokens do not end")


class _Spliced(list[Any]):
    """The children of a rule whose name begins with an underscore; its parent takes them as its own."""


def _reduce(
    name: str | None,
    origin: str,
    kept: list[int],
    values: list[Any],
    start: int,
    end: int,
    table: Mapping[str, Action],
) -> Any:
    children: list[Any] | None = None
    for i in kept:
        value = values[i]
        if isinstance(value, _Spliced):
            if children is None:
                children = value  # grown in place: a long chain stays linear
            else:
                children.extend(value)
        elif children is None:
            children = _Spliced([value])
        else:
            children.append(value)
    if children is None:
        children = _Spliced()
    if name is not None:
        return table[name](children, Span(min(start, end), max(start, end)))
    return children if origin[0] == "_" else children[0]
