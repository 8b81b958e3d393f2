"""The names in terms, and other terms in the place of some."""

from __future__ import annotations

from collections.abc import Callable, Iterable, KeysView, Mapping

from matcalc.records import replace
from matcalc.terms.nodes import Definition, Equation, Name, Query, Statement, Term
from matcalc.terms.traverse import fold, postorder, rebuild, same


def names_in(*roots: Term) -> list[Name]:
    """Every name in the order in which it is read, each place where one stands."""
    return [part for part in postorder(*roots) if isinstance(part, Name)]


def ids_in(*roots: Term) -> KeysView[str]:
    """What the names in terms are called, in the order in which they are first read."""
    return dict.fromkeys(name.id for name in names_in(*roots)).keys()


def reached(roots: Iterable[Term], definitions: Mapping[str, Term]) -> KeysView[str]:
    """What the names in terms are called, and those in their definitions, in reading order: a definition's
    where it is first used."""
    found: dict[str, None] = {}
    stack = list(ids_in(*roots))[::-1]
    while stack:
        id_ = stack.pop()
        if id_ not in found:
            found[id_] = None
            if id_ in definitions:
                stack += list(ids_in(definitions[id_]))[::-1]
    return found.keys()


def put_in(root: Term, values: Mapping[str, Term]) -> Term:
    """The term with other terms for the names that have one."""

    def visit(term: Term, parts: tuple[Term, ...]) -> Term:
        return values.get(term.id, term) if isinstance(term, Name) else rebuild(term, parts)

    return fold(root, visit)


def put_for(root: Term, old: Term, new: Term) -> Term:
    """The term with another for each occurrence of a part."""
    return fold(root, lambda term, parts: new if same(term, old) else rebuild(term, parts))


def with_terms(statement: Statement, change: Callable[[Term], Term]) -> Statement:
    """The statement with each of its terms changed."""
    match statement:
        case Query():
            return replace(statement, term=change(statement.term))
        case Definition():
            return replace(statement, body=change(statement.body))
        case Equation():
            return replace(statement, members=tuple(map(change, statement.members)))
    return statement
