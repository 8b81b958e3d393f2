"""The LALR parser: the tables that ``build`` compiled with Lark, walked over the reader's own tokens.

Its stacks are explicit and the terms are built as it reduces, so that depth is no limit. Between a number
and the expression that it is lie a dozen rules that hand it on as it is: such a way is gone once and
remembered. Rules and terminals whose names begin with an underscore have the meaning that Lark gives them:
the parts of the one go to the rule around it, the other is not handed to actions.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from matcalc.errors import Span
from matcalc.reader.actions import ACTIONS, Members
from matcalc.reader.tables import END, Action, Rule, States, load
from matcalc.reader.tokens import Token
from matcalc.terms import Declaration


class _Reached(dict[tuple[int, str, str], tuple[int, Action | None]]):
    """By a state, a symbol that was made in it and the terminal that follows: where this leads once all rules
    that only hand it on are applied, and what is to be done there; None where the terminal cannot stand."""

    def __init__(self, states: States) -> None:
        self.states = states

    def __missing__(self, key: tuple[int, str, str]) -> tuple[int, Action | None]:
        state, symbol, terminal = key
        while True:
            target = self.states[state][symbol]
            assert isinstance(target, int)
            action = self.states[target].get(terminal)
            if not isinstance(action, Rule) or not action.passes:
                self[key] = target, action
                return target, action
            symbol = action.origin


@cache
def _tables() -> tuple[States, _Reached]:
    states = load()
    return states, _Reached(states)


def _made(rule: Rule, parts: list[Any], start: int, end: int) -> Any:
    """What a rule makes of its parts; of one whose name begins with an underscore, the list of them."""
    for place in rule.dropped:
        del parts[place]
    for place in rule.spliced:
        if place:
            parts[place : place + 1] = parts[place]
        else:  # in place, so that a long list is not copied with each part that it gets
            parts[0] += parts[1:]
            parts = parts[0]
    return parts if rule.name[0] == "_" else ACTIONS[rule.name](parts, Span(start, end))


def parse(tokens: list[Token], text: str) -> list[Declaration | Members]:
    """The statements that the tokens of a text are; ReadError where they fit no rule."""
    states, reached = _tables()
    end = max([token.end for token in tokens], default=len(text))
    tokens = [*tokens, Token(END, None, end, end)]
    # Of all that is read and not yet part of something: the state behind it, its value and place.
    stack = [0]
    values: list[Any] = [None]
    starts = [0]
    ends = [0]
    for index, token in enumerate(tokens):
        terminal = token.type
        action = states[stack[-1]].get(terminal)
        while isinstance(action, Rule):
            first = len(stack) - action.size
            parts = values[first:]
            if action.size > 1:
                # Not those of the first and the last: sin^2(x) reaches the parser as sin(x)^2.
                starts[first], ends[first] = min(starts[first:]), max(ends[first:])
                rest = first + 1
                del stack[rest:], values[rest:], starts[rest:], ends[rest:]
            values[first] = _made(action, parts, starts[first], ends[first])
            stack[first], action = reached[stack[first - 1], action.origin, terminal]
        if action is None:
            from matcalc.reader.explain import explain

            expected = [symbol for symbol in states[stack[-1]] if symbol.isupper()]
            raise explain(tokens, index, expected, text)
        stack.append(action)
        values.append(token)
        starts.append(token.start)
        ends.append(token.end)
    statements: list[Declaration | Members] = values[1]
    return statements
