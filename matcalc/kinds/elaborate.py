"""Names looked up: definitions in order, functions applied, ∇ told what to differentiate by.

The definitions of values stay names, so what is shared stays shared; calls of defined functions,
the program's and those of the table, are replaced by their bodies.
"""

from __future__ import annotations

from collections.abc import Iterable

from matcalc.errors import KindError, Span
from matcalc.kinds.dependences import dependences
from matcalc.kinds.elaborated import Application, Elaborated
from matcalc.kinds.meanings import Meaning, Meant, meaning_of
from matcalc.kinds.variables import Variables, listed
from matcalc.records import replace
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
    Summation,
    Term,
    children,
    postorder,
    rebuild,
    terms_of,
)

NODE_LIMIT = 300_000


def elaborate(program: Program) -> Elaborated:
    """Raises ``KindError`` for names defined twice or by themselves and for wrong arguments."""
    return _Elaborator(program).result


def _bold(program: Program) -> frozenset[str]:
    found: set[str] = set()
    for statement in program.statements:
        roots: Iterable[Term] = terms_of(statement)
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
        self.meanings = program.meanings
        self.unapplied: set[str] = set()
        self.made = 0
        self.euler = _e_is_the_number(program)
        self.result = result = Elaborated(bold=_bold(program))
        for statement in program.statements:
            if isinstance(statement, Definition):
                self._define(statement)
            elif isinstance(statement, Declaration):
                result.declarations.append(statement)
        declared = {n.id for d in result.declarations for n in d.names if isinstance(n, Name)}
        result.functions = frozenset(self.functions)
        for definition in self._in_order():
            body = self._expand(definition.body)
            self.bodies[definition.name.id] = body
            if definition.params is None:
                result.definitions[definition.name.id] = body
        questions: list[tuple[tuple[Term, ...], Statement]] = [
            (tuple(self._expand(term) for term in terms_of(s)), s)
            for s in program.statements
            if isinstance(s, Query | Equation)
        ]
        definitions = [s for s in program.statements if isinstance(s, Definition)]
        if not questions and definitions:
            questions = [((self.bodies[definitions[-1].name.id],), definitions[-1])]
        result.questions = questions
        implicit, notes = dependences(result.roots(), set(self.values) | declared)
        result.definitions = {**implicit, **result.definitions}
        result.notes += notes
        Variables(result).fill()

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
        skip = _abstract_self(definition)
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
        if isinstance(term, Apply) and term.op == "power" and self.euler and _is_e(term.args[0]):
            return Apply("exp", (self._unapplied(parts[1]),), span=term.span)
        if isinstance(term, Call):
            return replace(term, args=tuple(self._unapplied(p) for p in parts[1:]))
        made = rebuild(term, tuple(self._unapplied(p) for p in parts))
        if isinstance(made, Apply) and made.op in self.meanings:
            return self._meant(made)
        return made

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
            return listed(self.functions[of.id].params or ())
        if isinstance(of, Call) and of.args and all(isinstance(a, Name | Element) for a in of.args):
            return listed(of.args)
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

    def _meant(self, call: Apply) -> Term:
        """A function that the table defines, with its meaning put in."""
        meaning = meaning_of(call, call.args, self.meanings[call.op])
        if meaning is None:
            return call
        key = (call.op, *map(_argument_key, call.args))
        if key not in self.copies:
            pairs = zip(meaning.parameters, call.args, strict=True)
            values = {p.id: argument for p, argument in pairs if isinstance(p, Name)}
            self.copies[key] = self._substituted(self._body(meaning), values, call, call.span)
            self.result.meant.append(Meant(call, meaning, self.copies[key]))
        return self.copies[key]

    def _body(self, meaning: Meaning) -> Term:
        """The body of a meaning with the functions in it replaced by their own meanings."""
        key = ("meaning", id(meaning.body))
        if key not in self.copies:
            outside = len(self.result.meant)
            self.copies[key] = self._expand(meaning.body)
            del self.result.meant[outside:]  # nobody typed these
        return self.copies[key]

    def _substituted(
        self, body: Term, values: dict[str, Term], call: Call | Apply, place: Span | None = None
    ) -> Term:
        """``body`` with names replaced by ``values``; where it is not the user's text, at ``place``."""
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
            if isinstance(term, Name) and term.id in values:
                results[id(term)] = values[term.id]
                continue
            made = rebuild(term, tuple(results[id(c)] for c in children(term)))
            results[id(term)] = made if place is None else replace(made, span=place)
        return results[id(body)]


def _is_e(term: Term) -> bool:
    return isinstance(term, Name) and term.id == "e" and not term.bold


def _e_is_the_number(program: Program) -> bool:
    """Is e nowhere declared, defined, bold, a parameter or a variable of differentiation?"""
    for statement in program.statements:
        match statement:
            case Declaration(names):
                own = [n.base if isinstance(n, Element) else n for n in names]
            case Definition(name, params, _):
                own = [name, *(params or ())]
            case _:
                own = []
        terms = list(postorder(*terms_of(statement)))
        own += [variable for term in terms if isinstance(term, Derivative) for variable in term.by]
        own += [term for term in terms if isinstance(term, Name) and term.bold]
        if any(isinstance(n, Name) and n.id == "e" for n in own):
            return False
    return True


def _abstract_self(definition: Definition) -> Name | None:
    """In 𝐠 = 𝐠(𝐱), the applied name (which is the function, not the value)."""
    body = definition.body
    if definition.params is None and isinstance(body, Call) and body.function.id == definition.name.id:
        return body.function
    return None


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
