"""What a text claims: neighbouring members of its equations, and the statements that they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from matcalc.errors import MatcalcError, Span
from matcalc.reader import read
from matcalc.records import Value, replace
from matcalc.terms import (
    Call,
    Declaration,
    Definition,
    Element,
    Equation,
    Name,
    Program,
    Query,
    Statement,
    Term,
    fold,
    postorder,
    rebuild,
    same,
)


class Claim(Value):
    """That ``left`` is ``right``. program: what was stated before, and no queries. sides: as typed, and
    ``span`` where they stand, in the text that was taken."""

    program: Program
    left: Term
    right: Term
    sides: tuple[str, str]
    span: Span | None


class Unread(Value):
    """What holds no claim: a definition, an expression, or what is not read at all; ``why`` says which."""

    text: str
    span: Span
    why: str
    error: MatcalcError | None = None


Found = Claim | Unread


class Said:
    """What a text has said so far. Each piece is read after the statements before it; one that is not read
    is left out."""

    def __init__(self, notation: str = "paper") -> None:
        self.notation = notation
        self.texts: list[str] = []
        self.defined: set[str] = set()

    def take(self, text: str) -> list[Found]:
        """The claims of a piece of text, or why there are none; what it states is kept."""
        before = "".join(f"{said}\n" for said in self.texts)
        start = len(before)
        try:
            program = read(before + text, notation=self.notation)
        except MatcalcError as error:
            if error.span is not None:
                error.span = Span(max(error.span.start - start, 0), max(error.span.end - start, 0))
            error.source = text
            return [Unread(text, Span(0, len(text)), error.message, error)]
        stated = [s for s in program.statements if s.span is None or s.span.start < start]
        found: list[Found] = []
        for statement in program.statements[len(stated) :]:
            found += self._statement(statement, stated, program, start)
        return found

    def _statement(
        self, statement: Statement, stated: list[Statement], program: Program, start: int
    ) -> Iterator[Found]:
        text, members = program.text, _members(statement)
        place = statement.span or Span(start, len(text))
        place = Span(place.start - start, place.end - start)
        typed = text[place.start + start : place.end + start]
        if isinstance(statement, Declaration):
            stated.append(statement)
            self.texts.append(typed)
            yield Unread(typed, place, "a declaration")
            return
        new = self._definition(members, statement)
        if new is not None:
            stated.append(new)
            self.defined.add(new.name.id)
            if isinstance(statement, Definition):
                self.texts.append(typed)
            else:
                first, second = members[0].span, members[1].span
                if first is not None and second is not None:
                    self.texts.append(text[first.start : second.end])
            members = members[1:]
        if len(members) < 2:
            yield Unread(typed, place, "a definition" if new is not None else "no equation")
        context = replace(program, statements=tuple(stated))
        for left, right in pairwise(members):
            sides = tuple(text[slice(*side.span)] if side.span else "" for side in (left, right))
            yield Claim(context, left, right, (sides[0], sides[1]), _between(left, right, start) or place)

    def _definition(self, members: Sequence[Term], statement: Statement) -> Definition | None:
        """The definition that an equation is, of a name of which nothing has been said."""
        if isinstance(statement, Definition):
            return statement if statement.name.id not in self.defined else None
        if len(members) < 2:
            return None
        first, body = members[:2]
        new = _defining(first, body)
        if new is None or new.name.id in self.defined:
            return None
        if any(isinstance(part, Name) and part.id == new.name.id for part in postorder(body)):
            return None
        if len(members) == 2 and new.params is None:
            return None  # the reader would have made it a definition
        return replace(new, span=statement.span)


def _defining(first: Term, body: Term) -> Definition | None:
    """What first = body defines: s, f(x), f_i(x_i)."""
    if isinstance(first, Name):
        return Definition(first, None, body)
    if not isinstance(first, Call):
        return None
    params: list[Name] = []
    for arg in first.args:
        if isinstance(arg, Name):
            params.append(arg)
        elif isinstance(arg, Element) and isinstance(arg.base, Name):
            param = Name(f"{arg.base.id}?")
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


def _between(left: Term, right: Term, start: int) -> Span | None:
    if left.span is None or right.span is None:
        return None
    return Span(min(left.span.start, right.span.start) - start, max(left.span.end, right.span.end) - start)
