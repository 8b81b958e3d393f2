"""The conversation: a line is asked for, taken, and what comes of it shown."""

from __future__ import annotations

from matcalc import __version__
from matcalc.repl.clipboard import sequence
from matcalc.repl.editor import Editor
from matcalc.repl.prompt import Prompt
from matcalc.repl.state import Outcome

GREETING = f"matcalc {__version__}: type an expression to differentiate. Ctrl-D leaves.\n"


def converse(prompt: Prompt) -> None:
    """Talk on the terminal until the person leaves."""
    prompt.environment.write(GREETING)
    talk(prompt, Editor(prompt))


def talk(prompt: Prompt, editor: Editor) -> None:
    """Ask and answer until the person leaves. A line that is refused comes back to be corrected."""
    outcome = Outcome()
    while not outcome.leave:
        try:
            line = editor.ask(outcome.refused, outcome.place)
        except KeyboardInterrupt:
            outcome = Outcome()
            continue
        except EOFError:
            return
        outcome = taken(prompt, line)
        show(prompt, outcome)


def taken(prompt: Prompt, line: str) -> Outcome:
    """What comes of a line; Ctrl-C stops it and keeps the session."""
    try:
        return prompt.take(line)
    except KeyboardInterrupt:
        return Outcome(error="interrupted")


def show(prompt: Prompt, outcome: Outcome) -> None:
    """Put what came of a line where it belongs."""
    environment = prompt.environment
    environment.write(outcome.text)
    if outcome.clipboard:
        environment.write(sequence(outcome.clipboard))
    said = (*outcome.remarks, *([outcome.error] if outcome.error else []))
    environment.stderr.writelines(f"{line}\n" for line in said)
    environment.stderr.flush()
