"""Names looked up: definitions in order, functions applied, ∇ told what to differentiate by.

The definitions of values stay names, so what is shared stays shared; calls of defined functions,
the program's and those of the table, are replaced by their bodies. A function's bare name is its value
at the variables that its parameters are called after; where it is differentiated by, it is a name too.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator

from matcalc.errors import KindError, Span
from matcalc.kinds.dependences import dependences
from matcalc.kinds.elaborated import Application, Elaborated
from matcalc.kinds.meanings import Meaning, Meant, meaning_of
from matcalc.kinds.members import with_members
from matcalc.kinds.mentions import (
    bare_names,
    bold_names,
    circular,
    derivatives,
    e_is_the_number,
    in_order,
    is_e,
    targets,
)
from matcalc.kinds.points import at_points, hidden
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
    ids_in,
    names_in,
    postorder,
    rebuild,
    same,
    terms_of,
)

NODE_LIMIT = 300_000


def elaborate(program: Program) -> Elaborated:
    """Raises ``KindError`` for names defined twice or by themselves and for wrong arguments."""
    return _Elaborator(with_members(program)).result


def _refuse_bare(roots: Iterable[Term], mappings: Container[str]) -> None:
    """A name that was declared as a function is no variable."""
    terms = list(postorder(*roots))
    applied = {id(term.function) for term in terms if isinstance(term, Call)}
    for term in terms:
        if isinstance(term, Name) and term.id in mappings and id(term) not in applied:
            raise KindError(
                f"{term.id} is declared as a function, and stands here without its arguments",
                term.span,
                f"write {term.id}(x), or say what it depends on: {term.id} = {term.id}(x)",
            )


class _Elaborator:
    def __init__(self, program: Program) -> None:
        self.functions: dict[str, Definition] = {}
        self.values: dict[str, Definition] = {}
        self.bodies: dict[str, Term] = {}
        self.copies: dict[tuple[object, ...], Term] = {}
        self.meanings = program.meanings
        self.alone: dict[str, Term] = {}
        self.made = 0
        self.primes = 0
        self.euler = e_is_the_number(program)
        self.result = result = Elaborated(bold=bold_names(program))
        for statement in program.statements:
            if isinstance(statement, Definition):
                self._define(statement)
            elif isinstance(statement, Declaration):
                result.declarations.append(statement)
        declared = {n.id for d in result.declarations for n in d.names if isinstance(n, Name)}
        self.quantities = self.functions.keys() & targets(program)
        result.functions = frozenset(self.functions.keys() - self.quantities)
        table = self.values | self.functions
        for id_ in in_order({id_: self._uses(definition) for id_, definition in table.items()}):
            params = frozenset(p.id for p in table[id_].params or ())
            self.bodies[id_] = self._expand(table[id_].body, params)
        given = {id_: self.bodies[id_] for id_ in self.values}
        given |= {id_: self._alone(self.functions[id_].name) for id_ in table if id_ in self.quantities}
        order = in_order({id_: bare_names(body, given) for id_, body in given.items()})
        result.definitions = {id_: given[id_] for id_ in order}
        questions: list[tuple[tuple[Term, ...], Statement]] = [
            (tuple(self._expand(term) for term in terms_of(s)), s)
            for s in program.statements
            if isinstance(s, Query | Equation)
        ]
        definitions = [s for s in program.statements if isinstance(s, Definition)]
        if not questions and definitions:
            last = definitions[-1]
            body = self.bodies[last.name.id] if last.params is None else self._alone(last.name)
            questions = [((body,), last)]
        result.questions = questions
        of_functions = [n for d in result.declarations if d.kind.domain for n in d.names]
        mappings = {name.id for name in of_functions if isinstance(name, Name)}
        at_points(result)
        implicit, notes = dependences(result.roots(), set(self.values) | (declared - mappings), given)
        result.definitions = {**implicit, **result.definitions}
        _refuse_bare(result.roots(), mappings - result.definitions.keys())
        result.notes += [*notes, *dict.fromkeys(self._totals(program))]
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

    def _uses(self, definition: Definition) -> list[Name]:
        """The names that have to be looked up before the body of a definition is: those in it, and the
        parameters of those that stand alone."""
        local = {p.id for p in definition.params or ()}
        skip = _abstract_self(definition)
        table = self.values | self.functions
        used = [n for n in names_in(definition.body) if n is not skip and n.id not in local]
        found = {n.id: n for n in used if n.id in table}
        stack = [n for n in bare_names(definition.body, self.functions) if n.id not in local]
        seen: set[str] = set()
        while stack:
            name = stack.pop()
            if name.id in self.functions and name.id not in seen:
                seen.add(name.id)
                found.setdefault(name.id, name)
                stack += [replace(p, span=name.span) for p in self.functions[name.id].params or ()]
        return list(found.values())

    # --- functions standing alone

    def _named(self, name: Name) -> Term:
        """What a bare name means."""
        is_name = name.id not in self.functions or name.id in self.quantities
        return name if is_name else self._alone(name)

    def _alone(self, name: Name) -> Term:
        """The value of a function at the variables that its parameters are called after."""
        stack = [name.id]  # each is a parameter of the one before it
        while stack:
            definition = self.functions[stack[-1]]
            params = definition.params or ()
            inner = [p.id for p in params if p.id in self.functions and p.id not in self.quantities]
            waiting = next((id_ for id_ in inner if id_ not in self.alone), None)
            if waiting in stack:
                raise circular(replace(name, id=waiting))
            if waiting is not None:
                stack.append(waiting)
                continue
            id_ = stack.pop()
            if id_ not in self.alone:
                values = {p: self.alone[p] for p in inner}
                self.alone[id_] = self._substituted(self.bodies[id_], values, name)
                self.result.applications.append(Application(definition, params, self.alone[id_]))
        return self.alone[name.id]

    def _carried(self, body: Term, values: dict[str, Term]) -> dict[str, Term]:
        """The values of parameters, and those that the quantities in a body then have."""
        if not self.quantities:
            return values
        uses: dict[str, list[Name]] = {}
        stack = bare_names(body, self.quantities)
        while stack:
            name = stack.pop()
            if name.id not in uses and name.id not in values:
                uses[name.id] = [
                    n for n in bare_names(self._alone(name), self.quantities) if n.id not in values
                ]
                stack += uses[name.id]
        for id_ in in_order(uses):
            if bare_names(self.alone[id_], values):
                values[id_] = self._substituted(self.alone[id_], values, self.functions[id_].name)
        return values

    def _totals(self, program: Program) -> Iterator[str]:
        """A note for each parameter that varies with another one, by which the function is differentiated."""
        for term in derivatives(program):
            of = term.of.function if isinstance(term.of, Call) else term.of
            definition = self.functions.get(of.id) if isinstance(of, Name) else None
            params = list((definition and definition.params) or ())
            if isinstance(term.of, Call) and not all(map(same, term.of.args, params)):
                continue
            by = ids_in(*term.by)
            for param in (p for p in params if p.id not in by):
                for id_ in sorted(by & {p.id for p in params} & self._made_of(param)):
                    yield (
                        f"{param.id} varies with {id_}, and the derivative by {id_} is the total one; "
                        f"without the definition of {param.id} it is the partial one"
                    )

    def _made_of(self, name: Name) -> set[str]:
        """The names that the value of a name depends on."""
        found: set[str] = set()
        stack = [name]
        while stack:
            top = stack.pop()
            if top.id not in found:
                found.add(top.id)
                body = self._alone(top) if top.id in self.functions else self.result.definitions.get(top.id)
                stack += names_in(body) if body is not None else ()
        return found - {name.id}

    # --- functions applied

    def _expand(self, root: Term, local: Collection[str] = ()) -> Term:
        """A term with its names looked up but those of ``local``, parameters."""
        results: dict[int, Term] = {}
        applied = {id(term.function) for term in postorder(root) if isinstance(term, Call)}
        for term in postorder(root):
            if isinstance(term, Name):
                known = id(term) in applied or term.id in local
                results[id(term)] = term if known else self._named(term)
            else:
                results[id(term)] = self._expanded(term, tuple(results[id(c)] for c in children(term)))
        return results[id(root)]

    def _expanded(self, term: Term, parts: tuple[Term, ...]) -> Term:
        if isinstance(term, Call) and term.function.id in self.functions:
            return self._applied(term, parts[1:])
        if isinstance(term, Derivative) and not term.by:
            return replace(term, of=parts[0], by=self._arguments(term.of))
        if isinstance(term, Apply) and term.op == "power" and self.euler and is_e(term.args[0]):
            return Apply("exp", (parts[1],), span=term.span)
        if isinstance(term, Apply) and term.op == "prime":
            return self._prime(term, parts)
        made = rebuild(term, parts)
        if isinstance(made, Apply) and made.op in self.meanings:
            return self._meant(made)
        return made

    def _prime(self, term: Apply, parts: tuple[Term, ...]) -> Term:
        """f'(x): the derivative by a variable of its own, taken at x."""
        variable = Name(hidden(self.primes), span=parts[1].span)
        self.primes += 1
        of, count = term.args[0], term.args[2]
        if not isinstance(of, Call | Apply):
            raise KindError("nothing here says of what function this is", term.span, "define the function")
        assert isinstance(count, Number)
        if isinstance(of, Call):
            outside = len(self.result.applications)
            value = self._expanded(replace(of, args=(variable,)), (of.function, variable))
            del self.result.applications[outside:]  # nobody typed these
            made: Term = Derivative(value, (variable,) * int(count.value), span=term.span)
        else:  # of entries each: the gradient of their sum
            made = replace(of, args=(variable,))
            for _ in range(int(count.value)):
                made = Derivative(Apply("sum", (made,)), (variable,), "entries", span=term.span)
        return Apply("at", (made, variable, parts[1]), span=term.span)

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
        if call.function.id in self.quantities and [_argument_key(a) for a in args] == [
            _argument_key(p) for p in params
        ]:
            return call.function
        key = (call.function.id, *(_argument_key(a) for a in args))
        if key not in self.copies:
            body = self.bodies[call.function.id]
            values = self._carried(body, dict(zip((p.id for p in params), args, strict=True)))
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
        self, body: Term, values: dict[str, Term], call: Term, place: Span | None = None
    ) -> Term:
        """``body`` with names replaced by ``values``; where it is not the user's text, at ``place``."""
        if not values:
            return body
        nodes = postorder(body)
        self.made += len(nodes)
        if self.made > NODE_LIMIT:
            raise KindError(
                "applying these functions to each other makes the expression too large",
                call.span,
                "name intermediate values with definitions such as u = f(x)",
            )
        if bound := {t.index.id for t in nodes if isinstance(t, Summation)}:
            free = ids_in(*values.values())
            taken = bound | free | ids_in(body)
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
