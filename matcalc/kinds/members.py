"""Definitions by members: a_j = exp(z_j)/Σ_k exp(z_k) says what a_i is, too, and what a_1 is.

Such a definition is one of a function of the index; each member that a program calls is applied to its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matcalc.errors import KindError
from matcalc.records import replace
from matcalc.terms import (
    Call,
    Definition,
    Derivative,
    Element,
    Name,
    Program,
    Statement,
    Term,
    children,
    ids_in,
    postorder,
    rebuild,
    with_terms,
)

LETTERS = frozenset("ijklmnpqrst")

Families = Mapping[str, Definition]  # by the name without the letter


def with_members(program: Program) -> Program:
    """The program with functions of an index for what it defines by members.

    Raises KindError where one differentiates by such a member, or calls the family without an index.
    """
    families = _families(program.statements)
    if not families:
        return program
    return replace(program, statements=tuple(_opened(s, families) for s in program.statements))


def _families(statements: Sequence[Statement]) -> dict[str, Definition]:
    """Definitions by an index that stands in their bodies, also as that of another member."""
    candidates: dict[str, Definition] = {}
    for statement in statements:
        if isinstance(statement, Definition):
            base, _, letter = statement.name.id.rpartition("_")
            if base and letter in LETTERS:
                candidates[base] = statement
    called: dict[str, list[str]] = {}  # by a member, those that call it
    found: dict[str, Definition] = {}
    stack: list[str] = []
    for base, definition in candidates.items():
        letter = definition.name.id[len(base) + 1 :]
        if letter in _indices(definition.body):
            stack.append(base)
        for part in postorder(definition.body):
            if isinstance(part, Name) and part.id.endswith(f"_{letter}"):
                called.setdefault(part.id[: -len(letter) - 1], []).append(base)
    while stack:
        base = stack.pop()
        if base not in found:
            found[base] = candidates[base]
            stack += called.get(base, ())
    return {base: definition for base, definition in candidates.items() if base in found}


def _indices(term: Term) -> set[str]:
    places = [i for part in postorder(term) if isinstance(part, Element) for i in part.indices]
    return set(ids_in(*(place for place in places if place)))


def _opened(statement: Statement, families: Families) -> Statement:
    made = with_terms(statement, lambda term: _with_calls(term, families))
    if isinstance(made, Definition):
        base, _, letter = made.name.id.rpartition("_")
        if families.get(base) is statement:
            params = (Name(letter), *(made.params or ()))
            return replace(made, name=_function(made.name, base), params=params)
    return made


def _function(name: Name, base: str) -> Name:
    return replace(name, id=f"{base}[]")


def _with_calls(root: Term, families: Families) -> Term:
    made: dict[int, Term] = {}
    terms = list(postorder(root))
    bases = {id(term.base) for term in terms if isinstance(term, Element)}
    for term in terms:
        if isinstance(term, Name) and term.id in families and id(term) not in bases:
            raise KindError(
                f"{term.id} is defined by its members, and stands here without an index",
                term.span,
                f"write {term.id}_i, or define {term.id} as a vector",
            )
        if isinstance(term, Derivative):
            for target in term.by:
                _refuse(target, families)
        parts = tuple(made[id(child)] for child in children(term))
        made[id(term)] = _member(term, parts, families) or rebuild(term, parts)
    return made[id(root)]


def _member(term: Term, parts: tuple[Term, ...], families: Families) -> Term | None:
    """The call that a member is."""
    if isinstance(term, Element) and isinstance(term.base, Name) and len(term.indices) == 1:
        name, base, letter, at = term.base, term.base.id, "", parts[-1]
    elif isinstance(term, Name | Call):
        name = term.function if isinstance(term, Call) else term
        base, _, letter = name.id.rpartition("_")
        at = Name(letter)
    else:
        return None
    definition = families.get(base)
    if definition is None or (letter and letter not in LETTERS):
        return None
    given = parts[1:] if isinstance(term, Call) else definition.params or ()
    return Call(_function(name, base), (at, *given), span=term.span)


def _refuse(target: Term, families: Families) -> None:
    if isinstance(target, Name):
        base = target.id.rpartition("_")[0]
    else:
        base = target.base.id if isinstance(target, Element) and isinstance(target.base, Name) else ""
    if base in families:
        raise KindError(
            f"{base} is defined member by member, and no variable to differentiate by",
            target.span,
            f"define {base} as a vector, or leave its definition out",
        )
