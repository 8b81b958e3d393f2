"""All that a line at the prompt can change, as a value: undoing is going back to the one before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matcalc.answer import Answer
from matcalc.records import Record, Value, replace
from matcalc.repl.settings import Settings
from matcalc.session import Session


class Answered(Record):
    """An answer by its number, and what led to it: a text entered into a session, whose query it answers is
    the one of this place. first: the number of the first answer to that query."""

    number: int
    answer: Answer
    session: Session
    text: str
    query: int
    first: int


class State(Record):
    """session, settings: what lines are answered with. answers: those that can still be called, in order.
    log: the lines that lead here from a session that has just begun. line: the last of them.
    before: the state that it was entered into. undone: the states after this one that were left again,
    the next first.
    """

    session: Session
    settings: Settings
    answers: tuple[Answered, ...] = ()
    log: tuple[str, ...] = ()
    line: str = ""
    before: State | None = None
    undone: tuple[State, ...] = ()

    def then(self, line: str, **changes: Any) -> State:
        """The state after a line, which can be undone."""
        return replace(self, **{"log": (*self.log, line), **changes}, line=line, before=self, undone=())


class Outcome(Value):
    """What came of a line.

    text:      for standard output; a long one may go through a pager.
    remarks:   what is said beside it, one line each.
    error:     what was wrong, with the place, in place of all the above.
    refused:   the line, to be edited and entered again.
    place:     where in it the error is.
    clipboard: what is to be copied to the clipboard of the terminal.
    leave:     whether to leave the prompt.
    """

    text: str = ""
    remarks: tuple[str, ...] = ()
    error: str = ""
    refused: str = ""
    place: int = 0
    clipboard: str = ""
    leave: bool = False


def joined(outcomes: Sequence[Outcome]) -> Outcome:
    """What came of several lines, as of one."""
    last = outcomes[-1]
    remarks = dict.fromkeys(remark for outcome in outcomes for remark in outcome.remarks)
    leave = any(outcome.leave for outcome in outcomes)
    text = "\n".join(outcome.text for outcome in outcomes if outcome.text)
    return Outcome(text, tuple(remarks), clipboard=last.clipboard, leave=leave)
