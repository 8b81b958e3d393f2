"""A line at the prompt, and what comes of it. No terminal is needed here, only what is known of one."""

from __future__ import annotations

import click

from matcalc.errors import MatcalcError
from matcalc.presenting.environment import Environment
from matcalc.reader.diagnostics import render
from matcalc.repl.answers import answered
from matcalc.repl.commands import WORDS, command
from matcalc.repl.recognise import called
from matcalc.repl.settings import Settings
from matcalc.repl.state import Outcome, State
from matcalc.session import Session


class Prompt:
    """A conversation under way. ``state`` changes when a line has been taken in full, so that one that is
    refused or interrupted has changed nothing."""

    def __init__(self, settings: Settings, environment: Environment) -> None:
        """Raises MatcalcError for declarations among the settings that cannot be read."""
        options, _ = settings.chosen
        self.state = State(Session.begun(options), settings, log=options.declarations)
        self.environment = environment

    def take(self, line: str) -> Outcome:
        """Enter a line, or the lines of one entry. Raises nothing but KeyboardInterrupt."""
        if not line.strip():
            return Outcome()
        place = len(line)
        try:
            self.state, outcome = taken(self.state, line, self.environment)
            return outcome
        except MatcalcError as error:
            said = render(error, error.source or line, self.environment.error_color)
            if error.span is not None and error.source in (None, line):
                place = error.span.start
        except click.ClickException as error:
            said = "\n".join(filter(None, (f"error: {error.message}", getattr(error, "hint", None))))
        except (RecursionError, MemoryError):
            said = "error: this is too large to answer\nhint: try it in smaller parts"
        return Outcome(error=said, refused=line, place=place)


def taken(state: State, line: str, environment: Environment) -> tuple[State, Outcome]:
    """The state after a line, and what is said.

    Raises MatcalcError or click.ClickException for what is refused.
    """
    call = called(line, WORDS, state.session.names)
    if call is None:
        return answered(state, line, environment)
    return command(call.word).act(state, call.argument, environment)
