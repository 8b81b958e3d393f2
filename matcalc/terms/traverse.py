"""Walking terms without recursion: ten thousand levels of nesting is an ordinary input."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter, is_
from typing import Any, TypeVar

from matcalc.records import replace
from matcalc.terms.nodes import (
    Apply,
    Call,
    Cases,
    Declaration,
    Definition,
    Derivative,
    Element,
    Equation,
    Matrix,
    Name,
    Node,
    Number,
    Query,
    Statement,
    Summation,
    Term,
)

Result = TypeVar("Result")


def children(term: Term) -> tuple[Term, ...]:
    """The subterms of ``term`` in reading order (absent ones left out)."""
    return _CHILDREN[type(term)](term)


def _of_summation(term: Summation) -> tuple[Term, ...]:
    return (term.index, *[bound for bound in (term.lower, term.upper) if bound is not None], term.body)


_CHILDREN: dict[type, Callable[[Any], tuple[Term, ...]]] = {
    Number: lambda term: (),
    Name: lambda term: (),
    Element: lambda term: (term.base, *[index for index in term.indices if index is not None]),
    Apply: attrgetter("args"),
    Call: lambda term: (term.function, *term.args),
    Summation: _of_summation,
    Cases: lambda term: tuple([part for branch in term.branches for part in branch if part is not None]),
    Matrix: lambda term: tuple([entry for row in term.rows for entry in row]),
    Derivative: lambda term: (term.of, *term.by),
}

_LEAVES = {Number, Name}


def rebuild(term: Term, parts: tuple[Term, ...]) -> Term:
    """``term`` with its children replaced, in the order of ``children``; itself if none changed."""
    if all(map(is_, children(term), parts)):
        return term
    supply = iter(parts)
    match term:
        case Number() | Name():
            return term
        case Element():
            base = next(supply)
            return replace(
                term, base=base, indices=tuple(None if i is None else next(supply) for i in term.indices)
            )
        case Apply():
            return Apply(term.op, parts, span=term.span)
        case Call():
            return replace(term, function=_name(next(supply)), args=tuple(supply))
        case Summation():
            index = _name(next(supply))
            lower = None if term.lower is None else next(supply)
            upper = None if term.upper is None else next(supply)
            return replace(term, index=index, lower=lower, upper=upper, body=next(supply))
        case Cases():
            return replace(
                term,
                branches=tuple(
                    (next(supply), None if condition is None else next(supply))
                    for _, condition in term.branches
                ),
            )
        case Matrix():
            return replace(term, rows=tuple(tuple(next(supply) for _ in row) for row in term.rows))
        case Derivative():
            return replace(term, of=next(supply), by=tuple(supply))


def _name(term: Term) -> Name:
    if not isinstance(term, Name):
        raise TypeError("a function and an index are names")
    return term


SHORT = 64
"""So many subterms a term keeps with it, in their order; each part of a long one may be asked for its own."""
_keep_below: Callable[[Term, tuple[Term, ...]], None] = Node.below.__set__  # type: ignore[attr-defined]


def postorder(*roots: Term) -> list[Term]:
    """Every distinct subterm once, children before parents."""
    if len(roots) == 1 and (below := getattr(roots[0], "below", None)) is not None:
        return [*below, roots[0]]
    done: set[int] = set()
    order: list[Term] = []
    stack: list[Term | None] = [*reversed(roots)]
    while stack:
        term = stack.pop()
        if term is None:  # the children of what is below have been seen to
            term = stack.pop()
            assert term is not None
            order.append(term)
        elif id(term) not in done:
            done.add(id(term))
            if type(term) not in _LEAVES and (parts := children(term)):
                stack += (term, None, *parts[::-1])
            else:
                order.append(term)
    if len(roots) == 1 and len(order) <= SHORT:
        _keep_below(roots[0], tuple(order[:-1]))
    return order


def fold(root: Term, visit: Callable[[Term, tuple[Result, ...]], Result]) -> Result:
    """Bottom-up: ``visit(term, results of its children)``, once per distinct subterm."""
    results: dict[int, Result] = {}
    for term in postorder(root):
        results[id(term)] = visit(term, tuple([results[id(child)] for child in children(term)]))
    return results[id(root)]


def head(term: Term) -> tuple[Any, ...]:
    """What distinguishes a node besides its children."""
    match term:
        case Number():
            return (term.value,)
        case Name():
            return (term.id,)
        case Element():
            return tuple(i is None for i in term.indices)
        case Apply():
            return (term.op,)
        case Summation():
            return (term.lower is None, term.upper is None)
        case Cases():
            return tuple(condition is None for _, condition in term.branches)
        case Matrix():
            return tuple(len(row) for row in term.rows)
        case Derivative():
            return (term.operator,)
        case Call():
            return ()


def same(left: Term, right: Term) -> bool:
    """Structural equality, spans and typography aside."""
    table: dict[tuple[Any, ...], int] = {}

    def number(term: Term, parts: tuple[int, ...]) -> int:
        return table.setdefault((type(term), head(term), parts), len(table))

    return fold(left, number) == fold(right, number)


def terms_of(statement: Statement) -> tuple[Term, ...]:
    """The terms of a statement."""
    match statement:
        case Query():
            return (statement.term,)
        case Definition():
            return (statement.body,)
        case Equation():
            return statement.members
        case Declaration():
            return ()
