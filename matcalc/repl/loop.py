"""The conversation: a line is asked for, taken, and what comes of it shown."""

from __future__ import annotations

import os
import sys
from typing import Protocol

from matcalc import __version__
from matcalc.presenting.refusal import fault
from matcalc.repl.clipboard import sequence
from matcalc.repl.pager import show as show_text
from matcalc.repl.prompt import Prompt
from matcalc.repl.state import Outcome

GREETING = f"matcalc {__version__}: type an expression, or help. Ctrl-D leaves.\n"


class Asking(Protocol):
    """What asks for lines. warnings: what has not been said yet."""

    @property
    def warnings(self) -> list[str]: ...

    def ask(self, text: str = "", cursor: int = 0) -> str: ...


def converse(prompt: Prompt) -> None:
    """Talk on the terminal until the person leaves."""
    if prompt.environment.stdout_tty:
        prompt.environment.write(GREETING)
    talk(prompt, _editor(prompt))


def _editor(prompt: Prompt) -> Asking:
    environment = prompt.environment
    if os.environ.get("TERM") == "dumb" or not (environment.stdout_tty or environment.stderr.isatty()):
        from matcalc.repl.editor.plain import PlainEditor

        return PlainEditor(environment)
    from matcalc.repl.editor.editor import Editor
    from matcalc.repl.editor.history import history_path

    return Editor(prompt, history_path())


def talk(prompt: Prompt, editor: Asking) -> None:
    """Ask and answer until the person leaves. A line that is refused comes back to be corrected; Ctrl-C stops
    a computation and keeps the session."""
    outcome = Outcome()
    while not outcome.leave:
        try:
            line = editor.ask(outcome.refused, outcome.place)
            prompt.environment = prompt.environment.measured()
            outcome = taken(prompt, line)
            show(prompt, outcome)
        except KeyboardInterrupt:
            outcome = Outcome()
            prompt.environment.stderr.write("\ninterrupted\n")
        except EOFError:
            return
        while editor.warnings:
            prompt.environment.stderr.write(f"warning: {editor.warnings.pop()}\n")


def taken(prompt: Prompt, line: str) -> Outcome:
    """What comes of a line. What nobody foresaw is no reason to lose the session either."""
    try:
        return prompt.take(line)
    except Exception as error:
        if sys.flags.dev_mode:
            raise
        return Outcome(error=fault(error), refused=line, place=len(line))


def show(prompt: Prompt, outcome: Outcome) -> None:
    """Put what came of a line where it belongs."""
    environment = prompt.environment
    show_text(outcome.text, environment)
    if outcome.clipboard:
        environment.write(sequence(outcome.clipboard))
    said = (*outcome.remarks, *([outcome.error] if outcome.error else []))
    environment.stderr.writelines(f"{line}\n" for line in said)
    environment.stderr.flush()
