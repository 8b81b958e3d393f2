"""Unit rules taken out of LALR tables, so that a name is not handed up a dozen levels of precedence.

A unit rule hands on its only child, as ``?sum: term`` does: the tree is the same without it. A state in which
one would be reduced does at once what the state after it does, and so on until something else is to be
done. (A. V. Aho and J. D. Ullman, "A technique for speeding up LR(k) parsers", SIAM Journal on Computing 2,
1973.) Where nothing else can be done, the last of the reductions stays, so that a mistake is found in
the state in which it would have been, and the same is expected there.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from lark.grammar import Rule
from lark.parsers.lalr_analysis import Shift

Row = dict[str, tuple[Any, Any]]


class State(NamedTuple):
    """A state of the given table, and those behind the unit rules that it passes over, by their origins."""

    state: int
    passed: tuple[tuple[str, int], ...]


class Units:
    """The table that is given. kept: origins whose unit rules stay."""

    def __init__(self, states: dict[int, Row], kept: Collection[str]) -> None:
        self.states = states
        self.kept = kept

    def rows(self, start: int) -> dict[State, Row]:
        """What to do in each of the states that can be reached, the start's first.

        ValueError where two states would follow at one symbol, which in a grammar of levels is nowhere.
        """
        queue = [State(start, ())]
        rows: dict[State, Row] = {}
        for one in queue:
            if one not in rows:
                rows[one] = self._row(one)
                queue += [target for action, target in rows[one].values() if action is Shift]
        return rows

    def _row(self, one: State) -> Row:
        passed = dict(one.passed)
        row = {symbol: self._done(one.state, symbol, passed) for symbol in self.states[one.state]}
        for state in passed.values():
            for symbol in filter(str.islower, self.states[state]):
                found = Shift, self._after(state, symbol)
                if row.setdefault(symbol, found) != found:
                    raise ValueError(f"two states follow at {symbol}")
        return row

    def _done(self, state: int, symbol: str, passed: dict[str, int]) -> tuple[Any, Any]:
        action, argument = self.states[state][symbol]
        while self._is_passed(action, argument) and symbol in self.states[passed[argument.origin.name]]:
            state = passed[argument.origin.name]
            action, argument = self.states[state][symbol]
        return (Shift, self._after(state, symbol)) if action is Shift else (action, argument)

    def _after(self, state: int, symbol: str) -> State:
        """The state after a symbol, with all to which passed rules lead from it."""
        target = self.states[state][symbol][1]
        passed: dict[str, int] = {}
        pending = [target]
        for one in pending:
            for action, argument in self.states[one].values():
                if self._is_passed(action, argument) and (origin := argument.origin.name) not in passed:
                    passed[origin] = self.states[state][origin][1]
                    pending.append(passed[origin])
        return State(target, tuple(passed.items()))

    def _is_passed(self, action: Any, argument: Any) -> bool:
        return action is not Shift and is_unit(argument) and argument.origin.name not in self.kept


def is_unit(rule: Rule) -> bool:
    """Whether a rule hands on what its only part has built."""
    return len(rule.expansion) == 1 and rule.options.expand1 and rule.alias is None
