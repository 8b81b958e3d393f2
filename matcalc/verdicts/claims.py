"""What a text claims: neighbouring members of its equations, and the statements that they rest on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from matcalc.errors import MatcalcError, Span
from matcalc.reader import read
from matcalc.records import Value, replace
from matcalc.terms import (
    Apply,
    Call,
    Declaration,
    Definition,
    Derivative,
    Element,
    Equation,
    Name,
    Number,
    Program,
    Query,
    Statement,
    Term,
    fold,
    ids_in,
    postorder,
    rebuild,
    same,
)


class Claim(Value):
    """That ``left`` is ``right``. program: what was stated before, and no queries. sides: as typed, and
    ``span`` where they stand, in the text that was taken. anew: whether it may be another definition of
    what ``left`` is, which had one. whole: whether there is nothing else in the text before it."""

    program: Program
    left: Term
    right: Term
    sides: tuple[str, str]
    span: Span | None
    anew: bool = False
    whole: bool = False


class Unread(Value):
    """What holds no claim: a definition, an expression, or what is not read at all; ``why`` says which."""

    text: str
    span: Span
    why: str
    error: MatcalcError | None = None


Found = Claim | Unread

# What is said in brackets behind a formula, in words.
_ASIDE = re.compile(r"\s*\(\s*[A-Za-z]+(?:[ ,-]+[A-Za-z]+)+\s*\)\s*\.?\s*$")

NO_EQUATION = "no equation"


class Said:
    """What a text has said so far. Each piece is read after the statements before it; one that is not read
    is left out. alone: whether there is no text but these pieces."""

    def __init__(self, notation: str = "paper", alone: bool = False) -> None:
        self.notation = notation
        self.texts: list[str] = []
        self.whole = alone

    def take(self, text: str) -> list[Found]:
        """The claims of a piece of text, or why there are none; what it states is kept."""
        before = "".join(f"{said}\n" for said in self.texts)
        start = len(before)
        try:
            program = read(before + text, notation=self.notation)
        except MatcalcError as error:
            if (shorter := _ASIDE.sub("", text)) != text:
                return self.take(shorter)
            error.span = _moved(error.span, -start)
            error.source = text
            self.whole = False
            return [Unread(text, Span(0, len(text)), error.message, error)]
        found: list[Found] = []
        stated: list[Statement] = []
        for statement in program.statements:
            place = statement.span or Span(start, len(program.text))
            kept, claims = _taken(statement, stated, program, place)
            if place.start >= start:
                self.texts += kept
                found += (
                    replace(f, span=f.span and Span(f.span.start - start, f.span.end - start)) for f in claims
                )
        if any(isinstance(item, Unread) and item.why == NO_EQUATION for item in found):
            self.whole = False  # it is prose that could be read
        return [replace(item, whole=self.whole) if isinstance(item, Claim) else item for item in found]


def _taken(
    statement: Statement, stated: list[Statement], program: Program, place: Span
) -> tuple[list[str], list[Found]]:
    """What of a statement is to be kept, as text, and what it claims; ``stated`` grows by what it states."""
    text = program.text
    typed = text[place.start : place.end]
    if isinstance(statement, Declaration):
        stated.append(statement)
        return [typed], [Unread(typed, place, "a declaration")]
    members = _members(statement)
    kept: list[str] = []
    found: list[Found] = []
    while (new := _definition(members, statement, stated)) is not None:
        stated.append(new)
        whole = isinstance(statement, Definition)
        kept.append(typed if whole else _text(text, members[0], members[1]))
        members = members[1:]
    if len(members) < 2:
        found.append(Unread(typed, place, "a definition" if kept else NO_EQUATION))
    for k, (left, right) in enumerate(pairwise(members)):
        anew = _anew(left, right, stated) if not k and not kept else None
        context = replace(program, statements=tuple(stated))
        sides = tuple(text[slice(*side.span)] if side.span else "" for side in (left, right))
        span = _between(left, right) or place
        found.append(Claim(context, left, right, (sides[0], sides[1]), span, anew is not None))
        if anew is not None:
            stated[:] = [*_without(anew.name.id, stated), anew]
            kept.append(_text(text, left, right))
    return kept, found


def _definition(
    members: Sequence[Term], statement: Statement, stated: Sequence[Statement]
) -> Definition | None:
    """The definition that an equation begins with, of a name of which nothing has been said."""
    if len(members) < 2 or (new := _defining(*members[:2])) is None or new.name.id in _defined(stated):
        return None
    if isinstance(statement, Definition):
        return statement
    if any(isinstance(part, Name) and part.id == new.name.id for part in postorder(new.body)):
        return None
    squared = isinstance(members[0], Apply)
    if squared and new.name.id in _mentioned(stated):
        return None
    if len(_members(statement)) == 2 and new.params is None and not squared:
        return None  # the reader would have made it a definition
    return replace(new, span=statement.span)


def _anew(left: Term, right: Term, stated: Sequence[Statement]) -> Definition | None:
    """What may be another definition of a name that had one, rather than a claim: y = sin(x) where y = x²
    before. What a derivative comes to is claimed."""
    new, old = _defining(left, right), None
    if new is not None:
        old = _defined(stated).get(new.name.id)
    if new is None or old is None or same(old.body, new.body):
        return None
    for part in postorder(old.body, new.body):
        if isinstance(part, Derivative) or (isinstance(part, Name) and part.id == new.name.id):
            return None
    return new


def _without(name: str, stated: Sequence[Statement]) -> Iterator[Statement]:
    """The statements but the definition of a name and those that rest on it, which are no longer so."""
    gone = {name}
    for statement in stated:
        if isinstance(statement, Definition):
            used = {part.id for part in postorder(statement.body) if isinstance(part, Name)}
            if statement.name.id in gone or used & gone:
                gone.add(statement.name.id)
                continue
        yield statement


def _mentioned(stated: Sequence[Statement]) -> set[str]:
    """The names that are declared, or stand in definitions."""
    found: set[str] = set()
    for statement in stated:
        if isinstance(statement, Declaration):
            found |= ids_in(*statement.names)
        elif isinstance(statement, Definition):
            found |= ids_in(statement.body)
    return found


def _defined(stated: Sequence[Statement]) -> dict[str, Definition]:
    return {s.name.id: s for s in stated if isinstance(s, Definition)}


def _text(text: str, left: Term, right: Term) -> str:
    span = _between(left, right)
    return text[slice(*span)] if span else ""


def _defining(first: Term, body: Term) -> Definition | None:
    """What first = body defines: s, f(x), f_i(x_i); and s² = body, the s that is not negative."""
    if isinstance(first, Apply) and first.op == "power":
        name, exponent = first.args
        squared = isinstance(exponent, Number) and exponent.value == 2
        if not squared or not isinstance(name, Name) or not name.id[0].islower():
            return None
        return Definition(name, None, Apply("sqrt", (body,)))
    if isinstance(first, Name):
        return Definition(first, None, body)
    if not isinstance(first, Call):
        return None
    params: list[Name] = []
    for arg in first.args:
        if isinstance(arg, Name):
            params.append(arg)
        elif isinstance(arg, Element) and isinstance(arg.base, Name):
            param = Name(f"{arg.base.id}?" + "?" * sum(arg.base.id == p.id.rstrip("?") for p in params))
            body = _put(body, arg, param)
            params.append(param)
        else:
            return None
    return Definition(first.function, tuple(params), body)


def _put(body: Term, old: Term, new: Term) -> Term:
    return fold(body, lambda term, parts: new if same(term, old) else rebuild(term, parts))


def _members(statement: Statement) -> tuple[Term, ...]:
    if isinstance(statement, Equation):
        return statement.members
    if isinstance(statement, Definition):
        left: Term = statement.name
        if statement.params is not None:
            left = Call(statement.name, statement.params, span=statement.name.span)
        return (left, statement.body)
    return (statement.term,) if isinstance(statement, Query) else ()


def _between(left: Term, right: Term) -> Span | None:
    if left.span is None or right.span is None:
        return None
    return Span(min(left.span.start, right.span.start), max(left.span.end, right.span.end))


def _moved(span: Span | None, by: int) -> Span | None:
    return span and Span(max(span.start + by, 0), max(span.end + by, 0))
