"""A session in a file: the lines that lead to it, as a program that can be loaded and run."""

from __future__ import annotations

import os
import re

from matcalc.errors import MatcalcError
from matcalc.presenting.environment import Environment
from matcalc.presenting.output import write_file
from matcalc.presenting.sources import read_source
from matcalc.reader.entries import entries
from matcalc.records import replace
from matcalc.repl.answers import entered
from matcalc.repl.recognise import called
from matcalc.repl.setting import set_
from matcalc.repl.state import Outcome, State
from matcalc.session import LAST

_NUMBERED = re.compile(rf"\b{LAST}_[0-9]+\b")


def save(state: State, argument: str, environment: Environment) -> tuple[State, Outcome]:
    """Write the session. Raises MatcalcError, or Refusal where the file cannot be written."""
    write_file(_path(argument), "".join(f"{line}\n" for line in state.log))
    return state, Outcome(remarks=(f"saved: {argument}, {_counted(len(state.log), 'line')}",))


def load(state: State, argument: str, environment: Environment) -> tuple[State, Outcome]:
    """Enter the lines of a file. Raises MatcalcError, or Refusal where the file cannot be read."""
    loaded = replayed(state, argument, environment)
    if state.session.count and any(map(_NUMBERED.search, loaded.log[len(state.log) :])):
        said = f"{argument} calls answers by their numbers, and there are some of this session already"
        raise MatcalcError(said, hint="reset first")
    after = replace(loaded, line=f"load {argument}", before=state, undone=())
    answers = loaded.session.count - state.session.count
    lines = _counted(len(loaded.log) - len(state.log), "line")
    return after, Outcome(remarks=(f"loaded: {argument}, {lines}, {_counted(answers, 'answer')}",))


def replayed(state: State, path: str, environment: Environment) -> State:
    """The state after the lines of a program. Raises MatcalcError, which names the line, or Refusal."""
    source = read_source(_path(path), environment)
    for entry in entries(source.text.splitlines(), ahead=True):
        if entry.below:
            continue
        try:
            state = _replayed(state, entry.text, environment)
        except MatcalcError as error:
            error.message = f"{path}, line {entry.line}: {error.message}"
            error.source = error.source or entry.text
            raise
    return state


def _replayed(state: State, text: str, environment: Environment) -> State:
    if called(text, (), ()) is None:
        return entered(state, text, state.session.enter(text))
    return directed(state, text, environment)


def directed(state: State, text: str, environment: Environment) -> State:
    """The state after a line of a program that begins with a colon. Raises MatcalcError."""
    call = called(text, (), ())
    if call is None or call.word != "set":
        raise MatcalcError("in a program :set alone may stand beside mathematics")
    return set_(state, call.argument, environment)[0]


def _path(argument: str) -> str:
    if not argument:
        raise MatcalcError("a file is to be named", hint="such as session.mc")
    quoted = len(argument) > 1 and argument[0] == argument[-1] and argument[0] in "\"'"
    return os.path.expanduser(argument[1:-1] if quoted else argument)


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
