"""``list`` and ``info``: what there is, and all about one thing."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.errors import MatcalcError
from matcalc.manual.symbols import Section
from matcalc.notation.commands import WORDS
from matcalc.notation.functions import FUNCTIONS, Function
from matcalc.notation.symbols import BY_OP, STANDARD, Operator
from matcalc.presenting.environment import Environment
from matcalc.presenting.sections import as_text
from matcalc.repl.answers import style
from matcalc.repl.names import Fact, fact, facts
from matcalc.repl.settings import near
from matcalc.repl.showing import called
from matcalc.repl.state import Answered, Outcome, State
from matcalc.terms import Derivative
from matcalc.writers import answer_text, write

LISTED = ("names", "answers")


def list_(state: State, argument: str, environment: Environment) -> tuple[State, Outcome]:
    """What has been declared and defined, or answered. Raises MatcalcError for anything else."""
    if argument not in ("", *LISTED):
        raise MatcalcError(f"{argument} cannot be listed", hint=near(argument, LISTED, "list answers"))
    _, usual = state.settings.chosen
    format_ = style(usual, environment)
    if argument == "answers":
        if not state.answers:
            return state, Outcome(remarks=("nothing has been answered",))
        rows = tuple(_row(found, format_) for found in state.answers)
        return state, Outcome(as_text(environment, [Section("Answers", ("", "", "of"), rows)]))
    names = [
        (found.kind or found.id, "; ".join(found.stated), found.origin)
        for found in facts(state.session, format_)
    ]
    if not names:
        return state, Outcome(remarks=("nothing has been declared or defined",))
    section = Section("Names", ("", "as it was typed", "kind"), tuple(names))
    return state, Outcome(as_text(environment, [section]))


def info(state: State, argument: str, environment: Environment) -> tuple[State, Outcome]:
    """All about one thing. Raises MatcalcError where nothing is called so."""
    if not argument:
        raise MatcalcError("info needs a name", hint="such as info tanh")
    _, usual = state.settings.chosen
    format_ = style(usual, environment)
    lines = [*_info(state, argument, format_)]
    if not lines:
        known = [*state.session.names, *FUNCTION_NAMES, *WORDS]
        raise MatcalcError(f"nothing is called {argument}", hint=near(argument, known, "list"))
    return state, Outcome("".join(f"{line}\n" for line in lines))


def _info(state: State, name: str, format_: str) -> Iterator[str]:
    from matcalc.presenting.rules import NAMES, described

    declared = name in state.session.names
    function, rule = FUNCTION_NAMES.get(name), NAMES.get(name)
    if name.startswith(("ans", "_")) and (found := called(state, name)) is not None:
        yield from _of_answer(found[0], format_)
    elif not declared and function is not None:
        yield from _of_function(function, rule is None)
        yield from () if rule is None else ("", *described(rule, format_))
    elif not declared and rule is not None:
        yield from described(rule, format_)
    elif (known := fact(state.session, name, format_)) is not None:
        yield from _of_name(state, known, format_)
    elif (operator := _operator(name, state.session.options.notation)) is not None:
        yield f"{operator.summary}: {'  '.join(dict.fromkeys(_spellings(operator)))}"
    if name in WORDS:
        yield f"the command {WORDS[name].shown}: {WORDS[name].summary}"


def _of_name(state: State, known: Fact, format_: str) -> Iterator[str]:
    yield known.kind or known.id
    yield f"  kind      {known.origin}"
    for number, line in enumerate(known.stated):
        yield f"  {'' if number else 'said':9} {line}"
    if known.made_of:
        yield f"  made of   {', '.join(known.made_of)}"
    used = [other.id for other in facts(state.session, format_) if known.id in other.made_of]
    if used:
        yield f"  used by   {', '.join(used)}"
    if known.applied:
        for answer in (answer for group in state.session.enter(known.id).answers for answer in group):
            if answer.by:
                asked = write(Derivative(answer.asked, answer.by), answer.reading, format_)
                yield f"  so        {asked} = {answer_text(answer, format_)}"


def _of_function(function: Function, alone: bool) -> Iterator[str]:
    """alone: whether no rule of the catalogue says what its derivative is."""
    yield f"{function.name}: {function.summary}"
    if function.aliases:
        yield f"  also      {', '.join(function.aliases)}"
    for meaning in function.meaning:
        yield f"  meaning   {meaning}"
    if alone:
        yield f"  source    {function.source}"


def _of_answer(found: Answered, format_: str) -> Iterator[str]:
    name, text, of = _row(found, format_)
    yield f"{name} = {text}"
    yield f"  of        {of}"
    shape = " × ".join(str(size) for size in found.answer.shape)
    yield f"  shape     {shape or 'a number'}"
    yield f"  layout    {found.answer.layout}"


def _row(found: Answered, format_: str) -> tuple[str, str, str]:
    return f"ans_{found.number}", answer_text(found.answer, format_), found.text


def _operator(spelling: str, notation: str) -> Operator | None:
    rows = {**BY_OP, **STANDARD} if notation == "standard" else BY_OP
    return next((row for row in rows.values() if spelling in _spellings(row)), None)


def _spellings(row: Operator) -> tuple[str, ...]:
    return tuple(s.strip() for s in (*row.unicode, *row.ascii, *row.latex) if s.strip())


FUNCTION_NAMES = {name: row for row in FUNCTIONS for name in (*row.aliases, row.name)}
