"""The table of commands: one row serves dispatch, completion, ``help`` and the manual."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from typing import Literal

from matcalc.errors import MatcalcError
from matcalc.presenting.environment import Environment
from matcalc.records import Value, replace
from matcalc.repl.state import Outcome, State

Act = Callable[[State, str, Environment], tuple[State, Outcome]]
Takes = Literal["", "name", "answer", "file", "setting", "topic", "way"]


class Command(Value):
    """words: what it is called by. takes: what its argument is, for completion. usage: the argument as the
    help shows it."""

    words: tuple[str, ...]
    takes: Takes
    usage: str
    summary: str
    topic: str
    act: Act

    @property
    def name(self) -> str:
        return self.words[0]


def _undo(state: State, argument: str, environment: Environment) -> tuple[State, Outcome]:
    alone(argument)
    if state.before is None:
        raise MatcalcError("there is nothing to undo")
    back = replace(state.before, undone=(state, *state.undone))
    return back, Outcome(remarks=(f"undone: {state.line}",))


def _redo(state: State, argument: str, environment: Environment) -> tuple[State, Outcome]:
    alone(argument)
    if not state.undone:
        raise MatcalcError("there is nothing to do again")
    again, *later = state.undone
    return replace(again, undone=tuple(later)), Outcome(remarks=(f"done again: {again.line}",))


def _quit(state: State, argument: str, environment: Environment) -> tuple[State, Outcome]:
    alone(argument)
    return state, Outcome(leave=True)


def alone(argument: str) -> None:
    """Raises MatcalcError for an argument where none is taken."""
    if argument:
        raise MatcalcError(f"this command takes nothing behind it, and there is {argument}")


COMMANDS: tuple[Command, ...] = (
    Command(("undo",), "", "", "take back the last line that changed something", "session", _undo),
    Command(("redo",), "", "", "do again what was undone", "session", _redo),
    Command(("quit", "exit"), "", "", "leave", "prompt", _quit),
)

WORDS = {word: row for row in COMMANDS for word in row.words}


def command(word: str) -> Command:
    """Raises MatcalcError, with a near name, where there is no such command."""
    if word not in WORDS:
        found = get_close_matches(word, WORDS, 1)
        hint = f"did you mean {found[0]}?" if found else "help lists them all"
        raise MatcalcError(f"there is no command called {word}", hint=hint)
    return WORDS[word]
