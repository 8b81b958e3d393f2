"""What a program claims: neighbouring members of its equations, and the statements they rest on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from matcalc.errors import Span
from matcalc.records import Value
from matcalc.terms import (
    Call,
    Declaration,
    Definition,
    Equation,
    Name,
    Program,
    Query,
    Statement,
    Term,
    postorder,
)


class Claim(Value):
    """That ``left`` is ``right``. program: what was stated before, and no queries."""

    program: Program
    left: Term
    right: Term
    span: Span | None


def claims(program: Program) -> Iterator[Claim]:
    """The claims of a program, in order. The first equation that says what a name is defines it; what is
    said of it later is claimed."""
    stated: list[Statement] = []
    defined: set[str] = set()
    for statement in program.statements:
        if isinstance(statement, Declaration):
            stated.append(statement)
            continue
        members = _members(statement)
        if isinstance(statement, Definition) and statement.name.id not in defined:
            defined.add(statement.name.id)
            stated.append(statement)
            continue
        if len(members) > 2 and (new := _definition(members, statement, defined)) is not None:
            defined.add(new.name.id)
            stated.append(new)
            members = members[1:]
        for left, right in pairwise(members):
            context = Program(tuple(stated), program.text, program.notes, program.spellings, program.meanings)
            yield Claim(context, left, right, _span(left, right) or statement.span)


def _members(statement: Statement) -> tuple[Term, ...]:
    if isinstance(statement, Equation):
        return statement.members
    if isinstance(statement, Definition):
        left: Term = statement.name
        if statement.params is not None:
            left = Call(statement.name, statement.params, span=statement.name.span)
        return (left, statement.body)
    return (statement.term,) if isinstance(statement, Query) else ()


def _definition(members: tuple[Term, ...], statement: Statement, defined: set[str]) -> Definition | None:
    """The definition of s in s = a = b, where nothing has been said of s and a is not made of it."""
    first, body = members[:2]
    name, params = first, None
    if isinstance(first, Call) and all(isinstance(arg, Name) for arg in first.args):
        name, params = first.function, tuple(arg for arg in first.args if isinstance(arg, Name))
    if not isinstance(name, Name) or name.id in defined:
        return None
    if any(isinstance(part, Name) and part.id == name.id for part in postorder(body)):
        return None
    return Definition(name, params, body, span=statement.span)


def _span(left: Term, right: Term) -> Span | None:
    if left.span is None or right.span is None:
        return None
    return Span(min(left.span.start, right.span.start), max(left.span.end, right.span.end))
