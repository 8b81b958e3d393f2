"""A line of mathematics at the prompt: its answers with their numbers, or how it was read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches

from matcalc.answer import Answer
from matcalc.notation.commands import WORDS
from matcalc.presenting.answers import chosen, present
from matcalc.presenting.environment import Environment
from matcalc.presenting.presentation import Presentation
from matcalc.reader.diagnostics import cells
from matcalc.repl.names import fact
from matcalc.repl.state import Answered, Outcome, State
from matcalc.session import LAST, REMEMBERED, Turn
from matcalc.writers import declarations

WIDEST = 80
"""The column in which numbers of answers end, where the terminal is wider."""

LABELLED = ("table", "unicode", "ascii")
"""Formats that are for reading: the number of an answer stands in them, beside the others it is said."""

NEAR = 0.75
"""How much a word that is mathematics may resemble a command before that is said."""

_ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def answered(
    state: State, text: str, environment: Environment, presentation: Presentation | None = None
) -> tuple[State, Outcome]:
    """The state after a text of mathematics, and its answers.

    Raises MatcalcError.
    """
    turn = state.session.enter(text)
    after = entered(state, text, turn)
    _, usual = state.settings.chosen
    presentation = presentation or usual
    if not turn.answers:
        return after, Outcome(remarks=understood(turn, style(presentation, environment)))
    first = turn.session.count - sum(map(len, turn.answers)) + 1
    outcome = shown(turn.answers, first, presentation, environment)
    return after, Outcome(outcome.text, (*outcome.remarks, *misspelt(text)))


def entered(state: State, text: str, turn: Turn) -> State:
    """The state after a text that led to a turn."""
    answers = list(state.answers)
    number = turn.session.count - sum(map(len, turn.answers))
    for query, group in enumerate(turn.answers):
        first = number + 1
        for answer in group:
            number += 1
            answers.append(Answered(number, answer, state.session, text, query, first))
    return state.then(text, session=turn.session, answers=tuple(answers[-REMEMBERED:]))


def shown(
    groups: Sequence[Sequence[Answer]], first: int, presentation: Presentation, environment: Environment
) -> Outcome:
    """Answers as text, with their numbers, which begin with ``first``; a group holds those of one query."""
    format_, _ = chosen(presentation, environment)
    texts, remarks = list[str](), dict[str, None]()
    for group in groups:
        presented = present([group], presentation, environment)
        label = labels(first, len(group))
        first += len(group)
        if format_ in LABELLED:
            texts.append(labelled(presented.text, label, environment))
        else:
            texts.append(presented.text)
            remarks[label] = None
        remarks |= dict.fromkeys(presented.remarks)
        gap = presented.gap
    return Outcome(gap.join(texts), tuple(remarks))


def style(presentation: Presentation, environment: Environment) -> str:
    """What names are written in, beside answers."""
    return "ascii" if chosen(presentation, environment)[1] else "unicode"


def understood(turn: Turn, style: str) -> tuple[str, ...]:
    """How the statements of a turn were read, the names that it states first."""
    reading = turn.typed.reading
    functions = [name for name in turn.stated if name not in reading.names]
    found = (fact(turn.session, name, style) for name in functions)
    names = declarations(reading, dict.fromkeys((*turn.stated, *reading.names)), style)
    stated = ", ".join(filter(None, [*(known.kind for known in found if known), names]))
    return (*((stated,) if stated else ()), *(f"note: {note}" for note in turn.typed.notes))


def misspelt(text: str) -> tuple[str, ...]:
    """What to say of a word that was answered as a product of letters, and nearly is a command."""
    word = text.strip()
    near = get_close_matches(word, WORDS, 1, NEAR) if word.isalpha() and len(word) > 2 else []
    return tuple(f"note: {word} was read as a product; did you mean the command {name}?" for name in near)


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
        return f"{' ' * max(0, room + used)}{painted}\n{text}"
    return f"{first.rstrip()}{' ' * room}{painted}{newline}{rest}"
