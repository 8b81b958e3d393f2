"""Names looked up: definitions in order, functions applied, ∇ told what to differentiate by.

The definitions of values stay names, so what is shared stays shared; calls of defined functions
are replaced by their bodies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from matcalc.errors import KindError, Span
from matcalc.kinds.dependences import dependences
from matcalc.notation.symbols import CONSTANTS
from matcalc.terms import (
    Apply,
    Call,
    Declaration,
    Definition,
    Derivative,
    Element,
    Equation,
    Matrix,
    Name,
    Number,
    Program,
    Query,
    Statement,
    Summation,
    Term,
    children,
    postorder,
    rebuild,
)

NODE_LIMIT = 300_000


@dataclass(frozen=True, slots=True, eq=False)
class Application:
    """A defined function as it was applied (to its own parameters where it stands alone)."""

    definition: Definition
    args: tuple[Term, ...]
    value: Term


@dataclass(slots=True)
class Elaborated:
    """definitions in an order in which each needs only those before it; ``questions`` holds the
    members of each (one, or an equation's all) with the statement they come from."""

    definitions: dict[str, Term] = field(default_factory=dict)
    questions: list[tuple[tuple[Term, ...], Statement]] = field(default_factory=list)
    declarations: list[Declaration] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    bold: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()
    applications: list[Application] = field(default_factory=list)
    filled: dict[int, Name] = field(default_factory=dict)  # names put where ∇ has none, by identity


def elaborate(program: Program) -> Elaborated:
    """Raises ``KindError`` for names defined twice or by themselves and for wrong arguments."""
    return _Elaborator(program).result


def subterms(statement: Statement) -> tuple[Term, ...]:
    match statement:
        case Definition():
            return (statement.body,)
        case Query():
            return (statement.term,)
        case Equation():
            return statement.members
        case Declaration():
            return ()


def _bold(program: Program) -> frozenset[str]:
    found: set[str] = set()
    for statement in program.statements:
        roots: Iterable[Term] = subterms(statement)
        if isinstance(statement, Declaration):
            roots = statement.names
        elif isinstance(statement, Definition):
            roots = (*roots, statement.name)
        found |= {t.id for t in postorder(*roots) if isinstance(t, Name) and t.bold}
    return frozenset(found)


class _Elaborator:
    def __init__(self, program: Program) -> None:
        self.functions: dict[str, Definition] = {}
        self.values: dict[str, Definition] = {}
        self.bodies: dict[str, Term] = {}
        self.copies: dict[tuple[object, ...], Term] = {}
        self.unapplied: set[str] = set()
        self.made = 0
        self._only_indexed: set[str] | None = None
        self.result = result = Elaborated(bold=_bold(program))
        for statement in program.statements:
            if isinstance(statement, Definition):
                self._define(statement)
            elif isinstance(statement, Declaration):
                result.declarations.append(statement)
        self._fixed = {n.id for d in result.declarations for n in d.names if isinstance(n, Name)}
        result.functions = frozenset(self.functions)
        for definition in self._in_order():
            body = self._expand(definition.body)
            self.bodies[definition.name.id] = body
            if definition.params is None:
                result.definitions[definition.name.id] = body
        questions: list[tuple[tuple[Term, ...], Statement]] = [
            (tuple(self._expand(term) for term in subterms(s)), s)
            for s in program.statements
            if isinstance(s, Query | Equation)
        ]
        definitions = [s for s in program.statements if isinstance(s, Definition)]
        if not questions and definitions:
            questions = [((self.bodies[definitions[-1].name.id],), definitions[-1])]
        result.questions = questions
        implicit, notes = dependences(self._roots(), set(self.values) | self._fixed)
        result.definitions = {**implicit, **result.definitions}
        result.notes += notes
        self._fill()

    def _define(self, definition: Definition) -> None:
        id_ = definition.name.id
        earlier = self.functions.get(id_) or self.values.get(id_)
        if earlier is not None:
            raise KindError(
                f"{id_} is defined twice",
                definition.name.span or definition.span,
                "give the second one another name",
                _labels((earlier.name.span, "first defined here")),
            )
        (self.values if definition.params is None else self.functions)[id_] = definition

    def _in_order(self) -> list[Definition]:
        """Each definition after those it uses."""
        table = self.values | self.functions
        done: dict[str, bool] = {}
        order: list[Definition] = []
        for root in table:
            stack = [(root, False)]
            while stack:
                id_, ready = stack.pop()
                if ready:
                    done[id_] = True
                    order.append(table[id_])
                elif id_ not in done:
                    done[id_] = False
                    stack.append((id_, True))
                    for used in reversed(self._uses(table[id_])):
                        if done.get(used.id) is False:
                            raise KindError(
                                f"{used.id} is defined in terms of itself",
                                used.span,
                                "use another name for the new value",
                            )
                        if used.id not in done:
                            stack.append((used.id, False))
        return order

    def _uses(self, definition: Definition) -> list[Name]:
        local = {p.id for p in definition.params or ()}
        skip = abstract_self(definition.name.id, definition.body)
        return [
            t
            for t in postorder(definition.body)
            if isinstance(t, Name)
            and t is not skip
            and t.id not in local
            and (t.id in self.values or t.id in self.functions)
        ]

    # --- functions applied

    def _expand(self, root: Term) -> Term:
        results: dict[int, Term] = {}
        for term in postorder(root):
            results[id(term)] = self._expanded(term, tuple(results[id(c)] for c in children(term)))
        return results[id(root)]

    def _expanded(self, term: Term, parts: tuple[Term, ...]) -> Term:
        if isinstance(term, Call) and term.function.id in self.functions:
            return self._applied(term, parts[1:])
        if isinstance(term, Derivative):
            of = term.of
            parts = (self._unapplied(parts[0]), *parts[1:])
            if not term.by:
                parts = (parts[0], *self._arguments(of))
                return replace(term, of=parts[0], by=parts[1:])
            return rebuild(term, parts)
        if isinstance(term, Call):
            return replace(term, args=tuple(self._unapplied(p) for p in parts[1:]))
        return rebuild(term, tuple(self._unapplied(p) for p in parts))

    def _unapplied(self, term: Term) -> Term:
        """A defined function standing alone means its body, in its own parameters."""
        if isinstance(term, Name) and term.id in self.functions:
            definition = self.functions[term.id]
            if term.id not in self.unapplied:
                self.unapplied.add(term.id)
                application = Application(definition, definition.params or (), self.bodies[term.id])
                self.result.applications.append(application)
            return self.bodies[term.id]
        return term

    def _arguments(self, of: Term) -> tuple[Term, ...]:
        """What ∇ differentiates by when ``of`` is a function, applied or not."""
        if isinstance(of, Name) and of.id in self.functions:
            return _listed(self.functions[of.id].params or ())
        if isinstance(of, Call) and of.args and all(isinstance(a, Name | Element) for a in of.args):
            return _listed(of.args)
        return ()

    def _applied(self, call: Call, args: tuple[Term, ...]) -> Term:
        definition = self.functions[call.function.id]
        params = definition.params or ()
        if len(params) != len(args):
            raise KindError(
                f"{call.function.id} takes {_count(len(params))}, and {len(args)} "
                f"{'is' if len(args) == 1 else 'are'} given",
                call.span,
                f"write {call.function.id}({', '.join(p.id for p in params)})",
                _labels((definition.name.span, "defined here")),
            )
        args = tuple(self._unapplied(a) for a in args)
        key = (call.function.id, *(_argument_key(a) for a in args))
        if key not in self.copies:
            body = self.bodies[call.function.id]
            values = dict(zip((p.id for p in params), args, strict=True))
            self.copies[key] = self._substituted(body, values, call)
            self.result.applications.append(Application(definition, args, self.copies[key]))
        return self.copies[key]

    def _substituted(self, body: Term, values: dict[str, Term], call: Call) -> Term:
        nodes = list(postorder(body))
        self.made += len(nodes)
        if self.made > NODE_LIMIT:
            raise KindError(
                "applying these functions to each other makes the expression too large",
                call.span,
                "name intermediate values with definitions such as u = f(x)",
            )
        bound = {t.index.id for t in nodes if isinstance(t, Summation)}
        free = {t.id for value in values.values() for t in postorder(value) if isinstance(t, Name)}
        taken = bound | free | {t.id for t in nodes if isinstance(t, Name)}
        for index in sorted(bound & free):
            fresh = next(c for c in _index_names() if c not in taken)
            taken.add(fresh)
            values[index] = Name(fresh)
        results: dict[int, Term] = {}
        for term in nodes:
            if isinstance(term, Name):
                results[id(term)] = values.get(term.id, term)
            else:
                results[id(term)] = rebuild(term, tuple(results[id(c)] for c in children(term)))
        return results[id(body)]

    # --- what to differentiate by

    def _roots(self) -> list[Term]:
        result = self.result
        return [*result.definitions.values(), *(t for members, _ in result.questions for t in members)]

    def _fill(self) -> None:
        """Normalise every ``by``; an empty one becomes all variables, in order of appearance."""
        result = self.result
        originals = self._roots()  # alive as long as ``done`` holds their identities
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
            by = _listed(names)
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
            alone = {t.id for t in self._roots() if isinstance(t, Name)}
            for term in postorder(*self._roots()):
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
            skip |= not_variables(nodes)
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
            skip |= {
                t.id
                for d in declaration.kind.dims or ()
                for t in postorder(d)
                if isinstance(t, Name) and t.id not in self._fixed
            }
        return [name for id_, name in found.items() if id_ not in skip]


def abstract_self(id_: str, body: Term) -> Name | None:
    """In 𝐠 = 𝐠(𝐱), the applied name (which is the function, not the value)."""
    if isinstance(body, Call) and body.function.id == id_:
        return body.function
    return None


def not_variables(nodes: Iterable[Term]) -> set[str]:
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
                        skip |= {t.id for t in postorder(bound) if isinstance(t, Name)}
            case Element():
                for index in term.indices:
                    if index is not None:
                        skip |= {t.id for t in postorder(index) if isinstance(t, Name)}
            case Apply() if term.op in ("ones", "zeros", "eye"):
                skip |= {t.id for a in term.args for t in postorder(a) if isinstance(t, Name)}
            case _:
                pass
    return skip | set(CONSTANTS)


def _variable(by: Term, term: Derivative) -> Term:
    """A Name, an Element, or a flat list of these."""
    if isinstance(by, Name | Element):
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


def _listed(names: Iterable[Term]) -> tuple[Term, ...]:
    row = tuple(names)
    return row if len(row) == 1 else (Matrix((row,), flat=True),)


def _argument_key(term: Term) -> object:
    if isinstance(term, Name):
        return ("name", term.id)
    if isinstance(term, Number):
        return ("number", term.value)
    return id(term)


def _index_names() -> Iterable[str]:
    yield from "ijklpqrst"
    count = 1
    while True:
        yield f"i_{count}"
        count += 1


def _count(n: int) -> str:
    return "1 argument" if n == 1 else f"{n} arguments"


def _labels(*places: tuple[Span | None, str]) -> tuple[tuple[Span, str], ...]:
    return tuple((span, word) for span, word in places if span is not None)


def definitions_used(roots: Iterable[Term], definitions: Mapping[str, Term]) -> list[str]:
    """Names of definitions that the roots stand on, directly or through others."""
    seen: dict[str, None] = {}
    stack = list(roots)
    while stack:
        for term in postorder(stack.pop()):
            if isinstance(term, Name) and term.id in definitions and term.id not in seen:
                seen[term.id] = None
                stack.append(definitions[term.id])
    return list(seen)
