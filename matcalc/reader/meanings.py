"""Functions that the table defines in terms of others: their meanings, read once and only when used."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from matcalc.notation.functions import BY_NAME
from matcalc.records import replace
from matcalc.terms import Apply, Definition, Equation, Program, Term, postorder

DEFINED = frozenset(row.name for row in BY_NAME.values() if row.meaning)
Read = Callable[[str], Program]


def meanings(terms: Iterable[Term], read: Read) -> dict[str, tuple[Program, ...]]:
    """What the defined functions among ``terms`` stand for, and those in their meanings.

    read: from a text to a program, whose meanings are not needed.
    """
    found: dict[str, tuple[Program, ...]] = {}
    for name in {term.op for term in terms if isinstance(term, Apply)} & DEFINED:
        found[name] = programs(name, read)
        for program in found[name]:
            found |= program.meanings
    return found


@cache
def programs(name: str, read: Read) -> tuple[Program, ...]:
    """The meanings of one function. Its name is not looked up in them."""
    found = []
    for text in BY_NAME[name].meaning:
        program = read(text)
        *before, equation = program.statements
        if isinstance(equation, Definition):  # of a function that people may define too
            equation = Equation((Apply(name, equation.params or ()), equation.body))
            program = replace(program, statements=(*before, equation))
        assert isinstance(equation, Equation), text
        found.append(replace(program, meanings=meanings(postorder(equation.members[1]), read)))
    return tuple(found)
