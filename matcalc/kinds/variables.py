"""What a derivative is taken by: names, elements or a list of them; where ∇ says nothing, all variables."""

from __future__ import annotations

from collections.abc import Iterable

from matcalc.errors import KindError
from matcalc.kinds.elaborated import Application, Elaborated
from matcalc.kinds.names import lengths_in
from matcalc.notation.symbols import CONSTANTS
from matcalc.records import replace
from matcalc.terms import (
    Apply,
    Call,
    Derivative,
    Element,
    Matrix,
    Name,
    Summation,
    Term,
    children,
    ids_in,
    postorder,
    rebuild,
)


class Variables:
    """Completes the derivatives of an elaborated program, in place."""

    def __init__(self, result: Elaborated) -> None:
        self.result = result
        self._only_indexed: set[str] | None = None
        self._declared = {n.id for d in result.declarations for n in d.names if isinstance(n, Name)}

    def fill(self) -> None:
        """Normalise every ``by``; an empty one becomes all variables, in order of appearance."""
        result = self.result
        originals = result.roots()  # alive as long as ``done`` holds their identities
        filled: dict[str, Term] = {}
        done: dict[int, Term] = {}
        for id_, body in result.definitions.items():
            filled[id_] = self._filled(body, done)
        result.definitions = filled
        result.questions = [
            (tuple(self._filled(t, done) for t in members), source) for members, source in result.questions
        ]
        result.applications = [
            Application(
                a.definition, tuple(done.get(id(t), t) for t in a.args), done.get(id(a.value), a.value)
            )
            for a in result.applications
        ]
        result.meant = [
            replace(
                m,
                call=replace(m.call, args=tuple(done.get(id(a), a) for a in m.call.args)),
                value=done.get(id(m.value), m.value),
            )
            for m in result.meant
        ]
        originals.clear()

    def _filled(self, root: Term, done: dict[int, Term]) -> Term:
        for term in postorder(root):
            if id(term) in done:
                continue
            parts = tuple(done[id(c)] for c in children(term))
            made = rebuild(term, parts)
            if isinstance(made, Derivative):
                made = self._normalised(made)
            done[id(term)] = made
            done.setdefault(id(made), made)
        return done[id(root)]

    def _normalised(self, term: Derivative) -> Derivative:
        by = tuple(_variable(b, term) for b in term.by)
        if not by:
            names = self._parameters(term.of)
            if not names:
                raise KindError(
                    "there is no variable here to differentiate by",
                    term.span,
                    "name it: ∇_x f, or ∂f/∂x",
                )
            by = listed(names)
            self.result.filled |= {id(name): name for name in names}
        if term.operator == "hessian" and len(by) == 1:
            by = (by[0], by[0])
        if len(by) == len(term.by) and all(a is b for a, b in zip(by, term.by, strict=True)):
            return term
        return replace(term, by=by)

    def _parameters(self, root: Term) -> list[Name]:
        """The variables, without data (x_i, y_i, never written alone) beside which others stand."""
        names = self._variables(root)
        alone = [name for name in names if name.id not in self._data()]
        if not alone or len(alone) == len(names):
            return names
        by, data = (", ".join(n.id for n in names if (n in alone) is part) for part in (True, False))
        note = f"∇ is taken by {by}; {data} {'are' if ',' in data else 'is'} data"
        if note not in self.result.notes:
            self.result.notes.append(note)
        return alone

    def _data(self) -> set[str]:
        """Names that occur with an index only."""
        if self._only_indexed is None:
            indexed: set[str] = set()
            alone = {t.id for t in self.result.roots() if isinstance(t, Name)}
            for term in postorder(*self.result.roots()):
                if isinstance(term, Element) and isinstance(term.base, Name):
                    indexed.add(term.base.id)
                elif not isinstance(term, Element):
                    alone |= {c.id for c in children(term) if isinstance(c, Name)}
            self._only_indexed = indexed - alone
        return self._only_indexed

    def _variables(self, root: Term) -> list[Name]:
        found: dict[str, Name] = {}
        skip: set[str] = set()
        seen: set[str] = set()
        stack = [root]
        while stack:
            part = stack.pop()
            nodes = list(postorder(part))
            skip |= _not_variables(nodes)
            for term in nodes:
                if isinstance(term, Name):
                    if term.id not in self.result.definitions:
                        found.setdefault(term.id, Name(term.id, term.bold, span=term.span))
                    elif term.id not in seen:
                        seen.add(term.id)
                        stack.append(self.result.definitions[term.id])
        for declaration in self.result.declarations:
            if "constant" in declaration.kind.flags:
                skip |= {n.id for n in declaration.names if isinstance(n, Name)}
            skip |= ids_in(*(declaration.kind.dims or ())) - self._declared
        return [name for id_, name in found.items() if id_ not in skip]


def listed(names: Iterable[Term]) -> tuple[Term, ...]:
    """One variable, or a flat list of several, as ``Derivative.by`` has it."""
    row = tuple(names)
    return row if len(row) == 1 else (Matrix((row,), flat=True),)


def _not_variables(nodes: Iterable[Term]) -> set[str]:
    """Names that are functions, indices, counts or fixed constants."""
    skip: set[str] = set()
    for term in nodes:
        match term:
            case Call():
                skip.add(term.function.id)
            case Summation():
                skip.add(term.index.id)
                for bound in (term.lower, term.upper):
                    if bound is not None:
                        skip |= ids_in(bound)
            case Element():
                for index in term.indices:
                    if index is not None:
                        skip |= ids_in(index)
            case _:
                skip |= ids_in(*lengths_in(term))
    return skip | set(CONSTANTS)


def _variable(by: Term, term: Derivative) -> Term:
    """A Name, an Element, a matrix stacked by vec, or a flat list of these."""
    if isinstance(by, Name | Element):
        return by
    if isinstance(by, Apply) and by.op == "vec" and isinstance(by.args[0], Name):
        return by
    if isinstance(by, Matrix):
        entries: list[Term] = []
        stack = list(reversed([entry for row in by.rows for entry in row]))
        while stack:
            entry = stack.pop()
            if isinstance(entry, Matrix):
                stack.extend(reversed([e for row in entry.rows for e in row]))
            elif isinstance(entry, Name | Element):
                entries.append(entry)
            else:
                _refuse_by(entry, term)
        if by.flat and len(by.rows) == 1 and len(entries) == len(by.rows[0]):
            return by
        return Matrix((tuple(entries),), flat=True, span=by.span)
    _refuse_by(by, term)
    raise AssertionError


def _refuse_by(by: Term, term: Derivative) -> None:
    raise KindError(
        "one differentiates by a variable, and this is none",
        by.span or term.span,
        "give it a name first: u = …; ∂y/∂u",
    )
