"""A claim and how it is read, and what a reading asks of a claim's terms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from itertools import count

from matcalc.reader.differentials import TRANSPOSED
from matcalc.records import Value, replace
from matcalc.terms import (
    Call,
    Declaration,
    Definition,
    Derivative,
    Element,
    Equation,
    Name,
    Query,
    Statement,
    Summation,
    Term,
    fold,
    names_in,
    postorder,
)
from matcalc.verdicts.claims import Claim

Change = Callable[[Term, tuple[Term, ...]], Term]


class Meant(Value):
    """A claim and how to read it. note: what that takes for granted.

    partial, constrained: see ``Pair.lowered``. normalised: a vector whose entries add up to 1.
    """

    claim: Claim
    note: str = ""
    partial: bool = False
    constrained: bool = False
    normalised: str = ""


def changed(claim: Claim, change: Change) -> Claim:
    """The claim with all of its terms changed, from the leaves up."""

    def new(term: Term) -> Term:
        return fold(term, change)

    statements = tuple(_statement(statement, new) for statement in claim.program.statements)
    program = replace(claim.program, statements=statements)
    return replace(claim, program=program, left=new(claim.left), right=new(claim.right))


def _statement(statement: Statement, new: Callable[[Term], Term]) -> Statement:
    match statement:
        case Definition():
            return replace(statement, body=new(statement.body))
        case Query():
            return replace(statement, term=new(statement.term))
        case Equation():
            return replace(statement, members=tuple(map(new, statement.members)))
    return statement


def supposing(claim: Claim, definitions: Iterable[Definition]) -> Claim:
    """The claim with more definitions stated before it."""
    statements = (*claim.program.statements, *definitions)
    return replace(claim, program=replace(claim.program, statements=statements))


def relevant(claim: Claim) -> Claim:
    """The claim without the definitions that it does not rest on, which may make no sense."""
    statements = claim.program.statements
    families: dict[str, list[Definition]] = {}
    for statement in statements:
        if isinstance(statement, Definition):
            families.setdefault(_family(statement.name.id), []).append(statement)
    used: set[str] = set()
    stack = [claim.left, claim.right]
    while stack:
        for name in {_family(part.id) for part in names_in(stack.pop())} - used:
            used.add(name)
            stack += [definition.body for definition in families.get(name, ())]
    kept = tuple(s for s in statements if not isinstance(s, Definition) or _family(s.name.id) in used)
    return replace(claim, program=replace(claim.program, statements=kept))


def _family(name: str) -> str:
    """a of a_1 and of a_i."""
    return name.partition("_")[0]


@lru_cache(maxsize=64)
def terms(claim: Claim) -> tuple[Term, ...]:
    """All terms of a claim and of the definitions that were stated before it: most readings ask for them."""
    bodies = [s.body for s in claim.program.statements if isinstance(s, Definition)]
    return tuple(postorder(*bodies, claim.left, claim.right))


def declared(claim: Claim) -> Mapping[str, Declaration]:
    return {
        name.id: statement
        for statement in claim.program.statements
        if isinstance(statement, Declaration)
        for name in statement.names
        if isinstance(name, Name)
    }


def declared_rank(claim: Claim, name: str) -> int | None:
    """0 of a declared scalar, 1 of a vector, 2 of a matrix, None of what is not declared so."""
    declaration = declared(claim).get(name)
    if declaration is None or declaration.kind.domain or declaration.kind.dims is None:
        return None
    return len(declaration.kind.dims)


def defined(claim: Claim) -> Mapping[str, Definition]:
    return {s.name.id: s for s in claim.program.statements if isinstance(s, Definition)}


def applied(claim: Claim) -> set[str]:
    return {term.function.id for term in terms(claim) if isinstance(term, Call)}


def indices(claim: Claim) -> set[str]:
    """The names that stand as indices."""
    found = {
        n.id for t in terms(claim) if isinstance(t, Element) for i in t.indices if i for n in names_in(i)
    }
    return found | {t.index.id for t in terms(claim) if isinstance(t, Summation)}


def only_names(claim: Claim) -> set[int]:
    """The names, by identity, in whose place nothing else can stand: functions, and the indices of sums."""
    bound = [term for term in terms(claim) if isinstance(term, Call | Summation)]
    return {id(term.function if isinstance(term, Call) else term.index) for term in bound}


def by_rows(claim: Claim) -> int:
    """How many derivatives of a claim are by a transposed vector."""
    first, last = claim.left.span, claim.right.span
    if first is None or last is None:
        return 0
    start, end = min(first.start, last.start), max(first.end, last.end)
    places = {span for note, span in claim.program.notes if note == TRANSPOSED and span is not None}
    return sum(start <= place.start and place.end <= end for place in places)


def by_entries(claim: Claim) -> bool:
    """Whether all derivatives of a claim are by one entry of a matrix, ∂Y/∂X_ij, which has the shape of Y in
    every text."""
    found = [term for term in postorder(claim.left, claim.right) if isinstance(term, Derivative)]
    by = [term.by[0] if len(term.by) == 1 else None for term in found]
    return bool(by) and all(isinstance(b, Element) and len(b.indices) == 2 for b in by)


def fresh(claim: Claim, like: str) -> str:
    """A name that stands nowhere in a claim."""
    names = {term.id for term in terms(claim) if isinstance(term, Name)}
    taken = names | declared(claim).keys() | defined(claim).keys()
    return next(name for k in count(1) if (name := f"{like}_{k}") not in taken)


def typed(claim: Claim, term: Term) -> str:
    """How a term was typed, where it was."""
    return claim.program.text[slice(*term.span)] if term.span else ""
