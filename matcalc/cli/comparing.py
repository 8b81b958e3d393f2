"""``matcalc run --compare``: are the answers those that are written below their entries?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from textwrap import dedent
from typing import TYPE_CHECKING

from matcalc.calculator import Options
from matcalc.cli.conversation import Outcome, begun, held
from matcalc.cli.delivery import guarded
from matcalc.cli.directions import Directions
from matcalc.errors import MatcalcError
from matcalc.presenting.answers import present
from matcalc.presenting.environment import Environment
from matcalc.presenting.presentation import Presentation
from matcalc.presenting.sources import Script
from matcalc.reader.diagnostics import render
from matcalc.reader.entries import Entry
from matcalc.records import Value, replace
from matcalc.session import Session

if TYPE_CHECKING:
    from matcalc.repl.settings import Settings

SAME, DIFFERENT, REFUSED = 0, 1, 2
WIDTH = 80


class Compared(Value):
    """An entry, what is written below it (None where nothing is), and what is printed; refused: that this
    is an error."""

    entry: Entry
    written: Entry | None
    printed: str
    refused: bool

    @property
    def same(self) -> bool:
        return self.written is not None and self.printed == self.written.text


def comparisons(
    script: Script, session: Session, directions: Directions
) -> Iterator[Compared]:
    """The entries of a script, each with what is written and what is printed in a pipe.

    Raises Refusal for a script that cannot be read.
    """
    pipe = replace(directions.environment, stdout_tty=False, color=False, width=WIDTH)
    last: Compared | None = None
    for outcome in held(script, session, directions):
        if not outcome.entry.below:
            if last is not None:
                yield last
            last = _compared(outcome, directions.presentation, pipe)
        elif last is not None:
            yield replace(last, written=outcome.entry)
            last = None
    if last is not None:
        yield last


def _compared(outcome: Outcome, presentation: Presentation, environment: Environment) -> Compared:
    entry, turn, error = outcome.entry, outcome.turn, outcome.error
    shown = replace(presentation, format=presentation.format or "unicode")
    printed = ""
    try:
        if error is not None:
            raise error
        if turn is not None and turn.answers:
            printed = guarded(lambda: present(turn.answers, shown, environment)).text
    except MatcalcError as refused:
        text = entry.text if refused.source is None else refused.source
        return Compared(entry, None, render(refused, text), refused=True)
    return Compared(entry, None, dedent(printed).strip("\n"), refused=False)


def compare_scripts(
    environment: Environment,
    scripts: Iterable[Script],
    options: Options,
    presentation: Presentation,
    settings: Callable[[], Settings],
) -> int:
    """Print where answers differ from what is written. Returns the exit code.

    Raises Refusal for a script that cannot be read.
    """
    status = SAME
    session = begun(options, environment)
    if session is None:
        return REFUSED
    for script in scripts:
        directions = Directions(presentation, environment, settings)
        count = 0
        for compared in comparisons(script, session, directions):
            if compared.written is None:
                if compared.refused:
                    status = REFUSED
                    environment.stderr.write(f"{script.name}:{compared.entry.line}: {compared.printed}\n")
                continue
            count += 1
            if not compared.same:
                status = max(status, DIFFERENT)
                environment.write(_difference(script.name, compared, compared.written))
        if not count:
            status = REFUSED
            environment.stderr.write(f"{script.name}: no answers are written in it\n")
    return status


def _difference(name: str, compared: Compared, written: Entry) -> str:
    lines = [f"{name}:{written.line}: {compared.entry.text.splitlines()[0]}"]
    lines += [f"  - {line}" for line in written.text.splitlines()]
    lines += [f"  + {line}" for line in compared.printed.splitlines()]
    return "".join(f"{line.rstrip()}\n" for line in lines)
