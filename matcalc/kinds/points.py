"""Derivatives at a point: f'(g(x)) is df/du where u = g(x).

While definitions are put in, such a derivative is ``at(D(f(t), t), t, g(x))`` with a variable t of its own,
which no text can name. Here the point gets a name: its own where it is one, else a definition.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from matcalc.errors import KindError
from matcalc.kinds.elaborated import Elaborated
from matcalc.kinds.mentions import bare_names, in_order
from matcalc.terms import (
    Apply,
    Declaration,
    Derivative,
    Element,
    KindSpec,
    Name,
    Summation,
    Term,
    fold,
    ids_in,
    postorder,
    put_in,
    rebuild,
    same,
)

MOST_POINTS = 200


def hidden(number: int) -> str:
    """The id of a variable that no text can name."""
    return f"'{number}"


def at_points(result: Elaborated) -> None:
    """Give the points of derivatives names; those that are new become definitions.

    Raises ``KindError`` where a point varies with an index and has no name, and where it is no number.
    """
    if any(map(_is_at, postorder(*result.roots()))):
        _Points(result).run()


def _is_at(term: Term) -> bool:
    return isinstance(term, Apply) and term.op == "at"


class _Points:
    def __init__(self, result: Elaborated) -> None:
        self.result = result
        self.kinds = {n.id: d.kind for d in result.declarations for n in d.names if isinstance(n, Name)}
        taken = {*ids_in(*result.roots()), *result.definitions, *result.functions, *self.kinds}
        self.names = (name for name in _letters() if name not in taken)
        self.points: list[tuple[Name, Term]] = []
        self.met = 0

    def run(self) -> None:
        result = self.result
        result.applications = [
            a for a in result.applications if not any(map(_is_at, postorder(*a.args, a.value)))
        ]
        result.questions = [(tuple(map(self.named, terms)), source) for terms, source in result.questions]
        given = {id_: self.named(body) for id_, body in result.definitions.items()}
        for name, point in self.points:  # which grow with what is in them
            given[name.id] = self.named(point)
        order = in_order({id_: bare_names(body, given) for id_, body in given.items()})
        result.definitions = {id_: given[id_] for id_ in order}

    def named(self, root: Term) -> Term:
        """The term, with each derivative at a point by the name of the point. Outer ones come first: what is
        inside may vary with their variables."""
        while found := [term for term in postorder(root) if _is_at(term)]:
            outer = found[-1]
            assert isinstance(outer, Apply)
            derivative, variable, point = outer.args
            self.met += 1
            if self.met > MOST_POINTS:
                raise KindError(
                    f"there are more than {MOST_POINTS} derivatives at a point",
                    outer.span,
                    "name them: y = f'(x)",
                )
            assert isinstance(variable, Name)
            assert isinstance(derivative, Derivative)
            name = self.name(root, outer, derivative, point)
            root = _replaced(root, outer, put_in(derivative, {variable.id: name}))
        return root

    def name(self, root: Term, outer: Apply, derivative: Derivative, point: Term) -> Term:
        """By what to differentiate."""
        numbers = derivative.operator == "d"
        alone = not bare_names(derivative, _Others(outer.args[1]))
        if _indices(root, outer, point):
            if not (alone and isinstance(point, Element) and not numbers):
                raise KindError(
                    "this derivative is taken at a point that varies with an index",
                    outer.span,
                    "write it for vectors, or write the derivative out",
                )
            return point
        if isinstance(point, Name) and alone:
            name = point
        else:
            name = next((u for u, value in self.points if same(value, point)), None) or self.fresh(point)
        kind = self.kinds.get(name.id)
        if numbers and kind is None:
            self.kinds[name.id] = number = KindSpec(())
            self.result.declarations.append(Declaration((name,), number))
        elif numbers and kind is not None and kind.dims != ():
            raise KindError(
                f"a prime is the derivative of a function of one number, and {name.id} is none",
                outer.span,
                "write d/dx or ∇",
            )
        return name

    def fresh(self, point: Term) -> Name:
        name = Name(next(self.names), span=point.span)
        self.points.append((name, point))
        return name


class _Others:
    """All ids but one."""

    def __init__(self, variable: Term) -> None:
        self.own = ids_in(variable)

    def __contains__(self, id_: object) -> bool:
        return id_ not in self.own


def _indices(root: Term, outer: Term, point: Term) -> set[str]:
    """The indices that a point varies with: of sums around it, and those that stand free in it."""
    sums = [term for term in postorder(root) if isinstance(term, Summation)]
    around = {s.index.id for s in sums if any(term is outer for term in postorder(s.body))}
    inside = {term.index.id for term in postorder(point) if isinstance(term, Summation)}
    below = [i for t in postorder(point) if isinstance(t, Element) for i in t.indices if i is not None]
    return (around & ids_in(point)) | (ids_in(*below) - inside)


def _replaced(root: Term, old: Term, new: Term) -> Term:
    return fold(root, lambda term, parts: new if term is old else rebuild(term, parts))


def _letters() -> Iterator[str]:
    yield from "uvwst"
    yield from (f"u_{number}" for number in count(1))
