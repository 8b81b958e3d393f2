"""Functions that the table defines in terms of others: which of their meanings a call has."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.errors import KindError
from matcalc.records import Record
from matcalc.terms import Apply, Declaration, Equation, Name, Number, Program, Term


class Meaning(Record):
    """A call by its parameters: names, and numbers where the meaning is that of this number alone."""

    parameters: tuple[Term, ...]
    body: Term
    declarations: tuple[Declaration, ...]


class Meant(Record):
    """A call as typed (its arguments elaborated), and what was put in its place."""

    call: Apply
    meaning: Meaning
    value: Term


def meaning_of(call: Apply, args: Sequence[Term], programs: Sequence[Program]) -> Meaning | None:
    """The meaning of a call; None where no meaning has so many arguments, so that it stands for itself.

    Raises ``KindError`` where an argument must be one of a few numbers and is none of them.
    """
    meanings = [taken_apart(program) for program in programs]
    fitting = [meaning for meaning in meanings if len(meaning.parameters) == len(args)]
    for meaning in fitting:
        if all(_fits(p, a) for p, a in zip(meaning.parameters, args, strict=True)):
            return meaning
    if not fitting:
        return None
    place = next(k for k, p in enumerate(fitting[0].parameters) if isinstance(p, Number))
    numbers = [str(m.parameters[place].value) for m in fitting if isinstance(m.parameters[place], Number)]  # type: ignore[union-attr]
    raise KindError(
        f"this argument of {call.op} is {' or '.join(numbers)}",
        args[place].span or call.span,
        f"write {' or '.join(_written(call.op, meaning) for meaning in fitting)}",
    )


def taken_apart(program: Program) -> Meaning:
    *declarations, equation = program.statements
    assert isinstance(equation, Equation)
    pattern, body = equation.members
    assert isinstance(pattern, Apply)
    return Meaning(pattern.args, body, tuple(d for d in declarations if isinstance(d, Declaration)))


def _fits(parameter: Term, argument: Term) -> bool:
    if isinstance(parameter, Number):
        return isinstance(argument, Number) and argument.value == parameter.value
    return True


def _written(name: str, meaning: Meaning) -> str:
    shown = [p.id if isinstance(p, Name) else str(p.value) for p in meaning.parameters]  # type: ignore[union-attr]
    return f"{name}({', '.join(shown)})"
