"""A line of mathematics at the prompt: its answers with their numbers, or how it was read."""

from __future__ import annotations

import re

from matcalc.presenting.answers import chosen, present
from matcalc.presenting.environment import Environment
from matcalc.presenting.presentation import Presentation
from matcalc.reader.diagnostics import cells
from matcalc.repl.state import Answered, Outcome, State
from matcalc.session import LAST, REMEMBERED, Turn
from matcalc.writers import declarations

WIDEST = 80
"""The column in which numbers of answers end, where the terminal is wider."""

_ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def answered(
    state: State, line: str, environment: Environment, presentation: Presentation | None = None
) -> tuple[State, Outcome]:
    """The state after a line of mathematics, and its answers as text.

    Raises MatcalcError.
    """
    turn = state.session.enter(line)
    after = entered(state, line, turn)
    _, usual = state.settings.chosen
    return after, shown(turn, presentation or usual, environment)


def entered(state: State, line: str, turn: Turn) -> State:
    """The state after a line that led to a turn."""
    new = [answer for group in turn.answers for answer in group]
    first = turn.session.count - len(new) + 1
    answers = (*state.answers, *(Answered(number, answer) for number, answer in enumerate(new, first)))
    return state.then(line, session=turn.session, answers=answers[-REMEMBERED:])


def shown(turn: Turn, presentation: Presentation, environment: Environment) -> Outcome:
    """The answers of a turn as text; how its statements were read where it asks nothing."""
    format_, in_ascii = chosen(presentation, environment)
    if not turn.answers:
        return Outcome(remarks=understood(turn, "ascii" if in_ascii else "unicode"))
    number = turn.session.count - sum(map(len, turn.answers)) + 1
    texts, remarks = list[str](), dict[str, None]()
    for group in turn.answers:
        presented = present([group], presentation, environment)
        label = labels(number, len(group))
        number += len(group)
        if format_ in ("table", "unicode", "ascii"):
            texts.append(labelled(presented.text, label, environment))
        else:
            texts.append(presented.text)
            remarks[label] = None
        remarks |= dict.fromkeys(presented.remarks)
    gap = "\n" if format_ == "table" else ""
    return Outcome(gap.join(texts), tuple(remarks))


def understood(turn: Turn, style: str) -> tuple[str, ...]:
    """How the statements of a turn were read, the names that it states first."""
    reading = turn.typed.reading
    known = dict.fromkeys((*turn.stated, *reading.names))
    stated = declarations(reading, known, style)
    return (*((stated,) if stated else ()), *(f"note: {note}" for note in turn.typed.notes))


def labels(first: int, count: int) -> str:
    """``ans_3``, or ``ans_3 to ans_5`` for several."""
    return f"{LAST}_{first}" + (f" to {LAST}_{first + count - 1}" if count > 1 else "")


def labelled(text: str, label: str, environment: Environment) -> str:
    """The text with a label at the right end of its first line, or on a line above where there is no room."""
    first, newline, rest = text.partition("\n")
    used = cells(_ESCAPE.sub("", first).rstrip())
    room = min(environment.width, WIDEST) - used - len(label)
    painted = f"\x1b[2m{label}\x1b[0m" if environment.color else label
    if room < 2:
        return f"{' ' * (room + used)}{painted}\n{text}"
    return f"{first.rstrip()}{' ' * room}{painted}{newline}{rest}"
