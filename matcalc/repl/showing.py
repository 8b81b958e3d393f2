"""An answer in another way: ``latex``, ``steps``, ``graph`` and the like, of the last answer, of one by its
number, or of an expression."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from matcalc.calculator import Options
from matcalc.errors import MatcalcError
from matcalc.explain.data_flows import DataFlow, flows
from matcalc.presenting.answers import chosen, present
from matcalc.presenting.environment import Environment
from matcalc.presenting.presentation import TARGETS, WAYS, Drawing, Presentation
from matcalc.records import replace
from matcalc.repl.answers import answered
from matcalc.repl.clipboard import LARGEST, NO_CLIPBOARD
from matcalc.repl.state import Answered, Outcome, State
from matcalc.session import LAST
from matcalc.terms import Program

FORMATS = {
    "latex": "latex",
    "unicode": "unicode",
    "ascii": "ascii",
    "table": "table",
    "code": "numpy",
    "json": "json",
}
"""The formats by the words of the prompt."""

_NUMBERED = re.compile(rf"(?:_|{LAST})\Z|{LAST}_([0-9]+)\Z")


def shown_as(word: str, state: State, argument: str, environment: Environment) -> tuple[State, Outcome]:
    """An answer in a format. Raises MatcalcError."""
    return _shown(state, argument, environment, formatted(word, state))


def steps(state: State, argument: str, environment: Environment) -> tuple[State, Outcome]:
    """How an answer is found. Raises MatcalcError."""
    _, usual = state.settings.chosen
    first, _, rest = argument.partition(" ")
    way = next((way for way in WAYS if way == first), None)
    format_ = None if usual.format in TARGETS else usual.format
    presentation = replace(usual, format=format_, steps=way or usual.steps or WAYS[0])
    return _shown(state, rest if way else argument, environment, presentation)


def copy(state: State, argument: str, environment: Environment) -> tuple[State, Outcome]:
    """An answer to the clipboard. Raises MatcalcError where there is none, or it is too small."""
    if not environment.stdout_tty:
        raise MatcalcError("the clipboard is that of a terminal, and the output goes elsewhere")
    if os.environ.get("TERM") in NO_CLIPBOARD:
        raise MatcalcError(f"a terminal of the type {os.environ['TERM']} has no clipboard")
    first, _, rest = argument.partition(" ")
    word = first if first in FORMATS and first != "table" else "unicode"
    presentation = formatted(word, state)
    found, after = called(state, argument := rest if word == first else argument), state
    if found is None:
        after, outcome = answered(state, argument, environment, presentation)
        found = [one for one in after.answers if one.number > state.session.count]
        if not found:
            return after, outcome
    text = _plain(found, presentation, environment).text.strip("\n")
    if len(text.encode()) > LARGEST:
        raise MatcalcError(f"{len(text)} characters are too many for the clipboard of a terminal")
    more = f" and {text.count(chr(10))} lines more" if "\n" in text else ""
    return after, Outcome(remarks=(f"copied: {text.partition(chr(10))[0]}{more}",), clipboard=text)


def check(state: State, argument: str, environment: Environment) -> tuple[State, Outcome]:
    """Whether equations are true. Raises MatcalcError where there is none, or one cannot be read."""
    from matcalc.presenting.verdicts import JUDGED, Checked, Style, Told, lines

    verdicts = state.session.judged(argument)
    error = next(filter(None, (getattr(verdict.found, "error", None) for verdict in verdicts)), None)
    if error is not None:
        raise error
    listed = [Told(verdict) for verdict in verdicts if verdict.verdict in JUDGED]
    if not listed:
        raise MatcalcError("there is no equation in this", hint="write one, such as check d/dx x^2 = 2x")
    _, usual = state.settings.chosen
    style = Style("ascii" if chosen(usual, environment)[1] else "unicode", environment.color)
    shown = lines(Checked(argument, tuple(verdicts)), listed, style)
    return state, Outcome("".join(f"{line}\n" for line in shown))


def graph(state: State, argument: str, environment: Environment) -> tuple[State, Outcome]:
    """The data-flow of what was asked. Raises MatcalcError."""
    found = called(state, argument)
    if found is None:
        drawn = state.session.read(argument, _flows)
    else:
        drawn = [found[0].session.read(found[0].text, _flows)[found[0].query]]
    if not drawn:
        raise MatcalcError("nothing is asked", hint="add an expression, such as sin(x^2)")
    from matcalc.presenting.graphs import present_flows

    _, usual = state.settings.chosen
    presented = present_flows(drawn, Drawing(ascii=usual.ascii), environment)
    return state, Outcome(presented.text, presented.remarks)


def formatted(word: str, state: State) -> Presentation:
    """How answers are shown, in the format of a word and without derivations."""
    _, usual = state.settings.chosen
    format_ = FORMATS[word]
    table = True if word == "table" else None if word == "unicode" else usual.table
    standalone = usual.standalone and format_ == "latex"
    return replace(usual, format=format_, table=table, standalone=standalone, steps=None, graph=False)


def called(state: State, argument: str) -> list[Answered] | None:
    """The answers that an argument calls: those to the last query if it is empty, None for an expression.

    Raises MatcalcError where there is no such answer.
    """
    if not argument:
        if not state.answers:
            raise MatcalcError("nothing has been answered yet")
        return [found for found in state.answers if found.first == state.answers[-1].first]
    match = _NUMBERED.match(argument)
    if match is None:
        return None
    number = int(match[1]) if match[1] else state.session.count
    found = next((found for found in state.answers if found.number == number), None)
    if found is None:
        last = f"the last is {LAST}_{state.session.count}" if state.answers else "nothing has been answered"
        raise MatcalcError(f"there is no answer {argument}", hint=last)
    return [found]


def _shown(
    state: State, argument: str, environment: Environment, presentation: Presentation
) -> tuple[State, Outcome]:
    found = called(state, argument)
    if found is None:
        return answered(state, argument, environment, presentation)
    return state, _plain(found, presentation, environment)


def _plain(found: Sequence[Answered], presentation: Presentation, environment: Environment) -> Outcome:
    """Answers without their numbers."""
    groups = [[one.answer for one in group] for _, group in groupby(found, lambda one: one.first)]
    presented = present(groups, presentation, environment)
    return Outcome(presented.text, presented.remarks)


def _flows(program: Program, options: Options, source: str) -> Iterator[list[DataFlow]]:
    yield list(flows(program, options, source))
