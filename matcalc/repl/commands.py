"""What each command of the prompt does: from the state, what stands behind its word and what is known of the
terminal to the state after it and what is said."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from matcalc.errors import MatcalcError
from matcalc.manual import TOPICS
from matcalc.manual.plain import contents, text
from matcalc.manual.symbols import Section
from matcalc.notation.commands import COMMANDS, WORDS
from matcalc.presenting.environment import Environment
from matcalc.presenting.sections import as_text
from matcalc.records import replace
from matcalc.repl.info import info, list_
from matcalc.repl.saving import load, save
from matcalc.repl.setting import set_
from matcalc.repl.settings import near
from matcalc.repl.showing import FORMATS, check, copy, graph, shown_as, steps
from matcalc.repl.state import Outcome, State
from matcalc.session import Session

Act = Callable[[State, str, Environment], tuple[State, Outcome]]


def undo(state: State, argument: str, environment: Environment) -> tuple[State, Outcome]:
    """The state before the last line. Raises MatcalcError where there is none."""
    _alone(argument)
    if state.before is None:
        raise MatcalcError("there is nothing to undo")
    back = replace(state.before, undone=(state, *state.undone))
    return back, Outcome(remarks=(f"undone: {state.line}",))


def redo(state: State, argument: str, environment: Environment) -> tuple[State, Outcome]:
    """The state that was undone last. Raises MatcalcError where none was."""
    _alone(argument)
    if not state.undone:
        raise MatcalcError("there is nothing to do again")
    again, *later = state.undone
    return replace(again, undone=tuple(later)), Outcome(remarks=(f"done again: {again.line}",))


def reset(state: State, argument: str, environment: Environment) -> tuple[State, Outcome]:
    """A session that has just begun, with the options as they are."""
    _alone(argument)
    session = Session(state.session.options)
    after = state.then("reset", session=session, answers=(), log=state.settings.directives)
    return after, Outcome(remarks=("all declarations, definitions and answers are forgotten",))


def help_(state: State, argument: str, environment: Environment) -> tuple[State, Outcome]:
    """The commands and the chapters of the manual, one of these, or all about an option or a name.

    Raises MatcalcError where there is none.
    """
    if not argument:
        rows = tuple((command.shown, command.summary) for command in COMMANDS)
        listed = as_text(environment, [Section("Commands", ("", ""), rows)])
        return state, Outcome(f"{listed}\n{HELP}\n\n{contents()}")
    said = [f"{WORDS[argument].shown}: {WORDS[argument].summary}\n"] if argument in WORDS else []
    if argument in TOPICS:
        said.append(text(TOPICS[argument], environment.width))
    if said:
        return state, Outcome("\n".join(said))
    if argument in state.settings.names:
        return set_(state, argument, environment)
    try:
        return info(state, argument, environment)
    except MatcalcError:
        known = [*TOPICS, *WORDS, *state.settings.names]
        raise MatcalcError(f"there is no help on {argument}", hint=near(argument, known, "help")) from None


def quit_(state: State, argument: str, environment: Environment) -> tuple[State, Outcome]:
    """Leave."""
    _alone(argument)
    return state, Outcome(leave=True)


HELP = "Anything else is mathematics. info NAME tells about a name, help TOPIC about one of these:"

ACTS: dict[str, Act] = {
    "list": list_,
    "info": info,
    "undo": undo,
    "redo": redo,
    "reset": reset,
    "save": save,
    "load": load,
    "set": set_,
    "steps": steps,
    **{word: partial(shown_as, word) for word in FORMATS},
    "check": check,
    "graph": graph,
    "copy": copy,
    "help": help_,
    "quit": quit_,
}


def act(word: str) -> Act:
    """What a word calls. Raises MatcalcError, with a near name, where there is no such command."""
    if word not in WORDS:
        raise MatcalcError(f"there is no command called {word}", hint=near(word, [*WORDS], "help"))
    return ACTS[WORDS[word].name]


def _alone(argument: str) -> None:
    if argument:
        raise MatcalcError(f"nothing stands behind this command, and {argument} does")
