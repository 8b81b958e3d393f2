"""A line at the prompt, and what comes of it. No terminal is needed here, only what is known of one."""

from __future__ import annotations

from collections.abc import Callable

import click

from matcalc.errors import MatcalcError
from matcalc.notation.commands import WORDS
from matcalc.presenting.environment import Environment
from matcalc.reader.diagnostics import render
from matcalc.reader.entries import entries
from matcalc.records import replace
from matcalc.repl.answers import answered
from matcalc.repl.commands import act
from matcalc.repl.recognise import called
from matcalc.repl.saving import replayed
from matcalc.repl.settings import Settings
from matcalc.repl.state import Outcome, State, joined
from matcalc.session import Session


class Prompt:
    """A conversation under way. ``state`` changes when a line has been taken in full, so that one that is
    refused or interrupted has changed nothing."""

    def __init__(self, settings: Settings, environment: Environment) -> None:
        """Raises MatcalcError for declarations among the settings that cannot be read."""
        options, _ = settings.chosen
        log = (*settings.directives, *options.declarations)
        self.state = State(Session.begun(options), settings, log=log)
        self.environment = environment

    def take(self, line: str) -> Outcome:
        """Enter a line, or several. Raises nothing but KeyboardInterrupt."""
        return self._changed(line, lambda: taken(self.state, line, self.environment))

    def begin(self, path: str) -> Outcome:
        """Enter the lines of a program, which cannot be undone. Raises nothing but KeyboardInterrupt."""

        def begun() -> tuple[State, Outcome]:
            state = replayed(self.state, path, self.environment)
            return replace(state, before=None), Outcome()

        return self._changed("", begun)

    def _changed(self, line: str, change: Callable[[], tuple[State, Outcome]]) -> Outcome:
        """What comes of a line that leads to another state, or is refused."""
        place = len(line)
        try:
            self.state, outcome = change()
            return outcome
        except MatcalcError as error:
            source = line if error.source is None else error.source
            said = render(error, source, self.environment.error_color)
            if error.span is not None and source in line:
                place = line.rindex(source) + error.span.start
        except click.ClickException as error:
            said = "\n".join(filter(None, (f"error: {error.message}", _hint(error))))
        except (RecursionError, MemoryError):
            said = "error: this is too large to answer\nhint: try it in smaller parts"
        return Outcome(error=said, refused=line, place=place)


def taken(state: State, text: str, environment: Environment) -> tuple[State, Outcome]:
    """The state after the lines of a text, which are undone together, and what is said.

    Raises MatcalcError or click.ClickException for what is refused.
    """
    after, outcomes = state, list[Outcome]()
    for entry in entries(text.splitlines(), ahead=True):
        if entry.below:
            continue
        after, outcome = _taken(after, entry.text, environment)
        outcomes.append(outcome)
    if len(outcomes) < 2:
        return after, outcomes[0] if outcomes else Outcome()
    return replace(after, line=text, before=state, undone=()), joined(outcomes)


def _taken(state: State, line: str, environment: Environment) -> tuple[State, Outcome]:
    call = called(line, WORDS, state.session.names)
    if call is None:
        return answered(state, line, environment)
    return act(call.word)(state, call.argument, environment)


def _hint(error: click.ClickException) -> str | None:
    hint: str | None = getattr(error, "hint", None)
    return hint and f"hint: {hint}"
