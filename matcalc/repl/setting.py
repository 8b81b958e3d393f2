"""``set``: an option is changed, or shown."""

from __future__ import annotations

import re

from matcalc.errors import MatcalcError
from matcalc.manual.symbols import Section
from matcalc.presenting.environment import Environment
from matcalc.presenting.sections import as_text
from matcalc.records import replace
from matcalc.repl.settings import choices, directive, spelled
from matcalc.repl.state import Outcome, State

_GIVEN = re.compile(r"\s*=\s*|\s+")


def set_(state: State, argument: str, environment: Environment) -> tuple[State, Outcome]:
    """Another value for an option, or what there is to set.

    Raises MatcalcError for a name or a value that is not one.
    """
    if not argument:
        return state, Outcome(as_text(environment, [_options(state)]), ("set OPTION tells more about one",))
    name, value = _GIVEN.split(f"{argument} ", 1)
    if not value.strip():
        option = state.settings.option(name)
        said = f"{spelled(option)} is {state.settings.shown(option)}"
        takes = ", ".join(choices(option))
        return state, Outcome(remarks=(said, *([f"it can be {takes}"] if takes else []), option.help or ""))
    settings = state.settings.set(name, value.strip())
    options, _ = settings.chosen
    options = replace(options, declarations=())
    if options.notation != state.session.options.notation and (state.session.kept or state.session.count):
        hint = "choose the notation before all else, or with --notation"
        raise MatcalcError("what was stated and answered is kept in the notation that it is in", hint=hint)
    option = settings.option(name)
    changed = options != state.session.options
    line = directive(spelled(option), settings.shown(option))
    log = (*state.log, line) if changed else state.log
    after = state.then(f"set {argument}", settings=settings, log=log)
    after = replace(after, session=replace(state.session, options=options)) if changed else after
    return after, Outcome(remarks=(f"{spelled(option)} is {settings.shown(option)}",))


def _options(state: State) -> Section:
    rows = (
        (spelled(option), state.settings.shown(option), ", ".join(choices(option)))
        for option in state.settings.options
    )
    return Section("Options", ("", "is", "can be"), tuple(rows))
