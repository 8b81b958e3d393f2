"""A program's elaborated terms, with a kind for each: the face of this layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field

from matcalc.errors import KindError
from matcalc.kinds.constraints import Constraints
from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.elaborate import elaborate
from matcalc.kinds.elaborated import Application, Elaborated
from matcalc.kinds.kind import SCALAR, Kind, NameKind, Reading
from matcalc.kinds.lengths import Conflict, Contradiction
from matcalc.kinds.lettering import letters
from matcalc.kinds.meanings import Meant
from matcalc.kinds.messages import Messages, in_words
from matcalc.kinds.names import Declarations, declared, is_upper, length_of
from matcalc.kinds.ranges import link
from matcalc.kinds.scope import Scope
from matcalc.kinds.settle import Settler
from matcalc.kinds.solver import Solver
from matcalc.kinds.uses import Uses
from matcalc.notation.functions import BY_NAME
from matcalc.records import Record, replace
from matcalc.terms import (
    Apply,
    Declaration,
    Definition,
    Element,
    Equation,
    Name,
    Program,
    Statement,
    Term,
    children,
    ids_in,
    postorder,
    rebuild,
)
from matcalc.terms.operators import left_over


class Question(Record):
    """What is asked: ``term``; for an equation ``members`` holds all sides and term is the first."""

    term: Term
    source: Statement
    members: tuple[Term, ...] = ()


class Typed(Record, frozen=False):
    """A program read through.

    reading:     kinds of names (in order of first appearance) and of every subterm below.
    definitions: the values defined, by name; names of definitions stand as names in terms.
    questions:   one for each query or equation; if there is none, the last definition's body.
    notes:       how it was read where that is not plain.
    written:     by identity of what stands for them, the calls of functions that the table defines.
    """

    reading: Reading
    definitions: dict[str, Term]
    queries: tuple[Question, ...]
    notes: tuple[str, ...] = ()
    written: dict[int, Apply] = field(default_factory=dict)

    def as_written(self, root: Term) -> Term:
        """A term with the functions that the table defines as they were typed."""
        made: dict[int, Term] = {}
        stack = [root]
        while stack:
            term = stack[-1]
            shown = self.written.get(id(term), term)
            waiting = [child for child in children(shown) if id(child) not in made]
            if waiting:
                stack += waiting
                continue
            made[id(term)] = rebuild(shown, tuple(made[id(child)] for child in children(shown)))
            stack.pop()
        return made[id(root)]


def infer(
    program: Program,
    dims: Mapping[str, int] | None = None,
    convention: str = "paper",
    layout: str = "numerator",
) -> Typed:
    """Kinds and dimensions by unification over the whole program.

    dims gives numbers for dimension names; convention is 'paper' or 'matrixcalculus'; layout is that of
    the derivatives in it, 'numerator', 'denominator' or 'mixed'. Raises ``KindError`` with the place, the
    shapes that do not fit and the likely fix.
    """
    return _Inference(program, dims or {}, convention, layout).typed()


class _Inference:
    def __init__(self, program: Program, dims: Mapping[str, int], convention: str, layout: str) -> None:
        self.program = program
        self.layout = layout
        self.solver = solver = Solver()
        for name, value in dims.items():
            if value < 1:
                raise KindError(
                    f"the dimension {name} cannot be {value}", None, "give a number of at least 1"
                )
            solver.lengths.bindings[name] = Dimension.of(value)
        self.dims = dims
        self.elaborated: Elaborated = elaborate(program)
        self.roots = self.elaborated.roots()
        self.nodes = list(postorder(*self.roots))
        self.mentioned = dict.fromkeys(t.id for t in self.nodes if isinstance(t, Name))
        declarations: Declarations = declared(self.elaborated.declarations, solver.lengths.fresh)
        self.scope = Scope(
            solver,
            Uses(self.roots, self.nodes, self.elaborated.filled),
            self.elaborated.definitions,
            declarations,
            self.elaborated.bold,
            convention,
        )
        self.messages = Messages(program.text, self._known, self._presentable)
        self.constraints = Constraints(solver, self.scope, program.text, self.messages)
        self.constraints.filled = self.elaborated.filled
        self.constraints.layout = layout

    def typed(self) -> Typed:
        self._solve()
        order = self._order()
        unfinished = {id_: self.scope.name_kind(id_) for id_ in order}
        variables = [named.kind for named in unfinished.values() if named.domain is None]
        functions = [k for named in unfinished.values() if named.domain for k in (named.kind, *named.domain)]
        finish = self._finisher([*variables, *reversed(functions)])
        names = {id_: _finished(named, finish) for id_, named in unfinished.items()}
        for id_ in self._matrix_exponents() & names.keys():
            names[id_] = replace(names[id_], flags=names[id_].flags | {"dimension"})
        reading = Reading(names, spellings=self.program.spellings, dims=self.dims, layout=self.layout)
        settler = Settler(self.constraints, reading, finish)
        definitions = {id_: settler.settle(body) for id_, body in self.elaborated.definitions.items()}
        queries = []
        for members, source in self.elaborated.questions:
            settled = tuple(settler.settle(term) for term in members)
            queries.append(Question(settled[0], source, settled if isinstance(source, Equation) else ()))
        written = {}
        for meant in self.elaborated.meant:
            shapes = self.constraints.shapes  # a number that chose the meaning has none
            args = tuple(settler.settle(a) if id(a) in shapes else a for a in meant.call.args)
            written[id(settler.settle(meant.value))] = replace(meant.call, args=args)
        notes = (*self.elaborated.notes, *settler.notes)
        return Typed(reading, definitions, tuple(queries), notes, written)

    def _solve(self) -> None:
        elaborated = self.elaborated
        for meant in elaborated.meant:
            self._expect_of(meant)
        self.constraints.state(self.nodes)
        for id_, body in elaborated.definitions.items():
            self.constraints.define(id_, body)
        for application in elaborated.applications:
            self._apply(application)
        for members, _ in elaborated.questions:
            if len(members) > 1:
                self.constraints.equal(members, members[0])
        try:
            self.solver.run()
        except Contradiction as contradiction:
            raise self.constraints.contradiction(self.nodes, contradiction.cell) from None
        asked = [term for members, _ in elaborated.questions for term in members]
        for term in (*elaborated.definitions.values(), *asked):
            self._refuse_left_over(term)
        link(elaborated.definitions, asked, self.constraints, self.scope)
        try:
            self.solver.lengths.settle()
        except Conflict:
            raise KindError(
                "the dimensions contradict each other", None, "declare the shapes of the names"
            ) from None

    def _refuse_left_over(self, term: Term) -> None:
        """∇_w f(w) + ‖w‖² adds a number to a gradient, which nobody means who does not write the brackets."""
        found = left_over(term)
        if found is None or not (shape := self._known(found[0])).axes:
            return
        operator, behind = found
        number = next((other for other in behind if not self._known(other).axes), None)
        if number is not None and operator.span is not None and operator.of.span is not None:
            written = self.program.text[operator.span.start : operator.of.span.start].rstrip("( ")
            raise KindError(
                f"the derivative is {in_words(self._presentable([shape])[0])}, and does not take this scalar",
                number.span,
                f"to differentiate the whole sum, put it in brackets: {written} (… + …)",
            )

    def _apply(self, application: Application) -> None:
        """What is said of a function's parameters and value holds for arguments and values."""
        definition = application.definition
        name = definition.name.id
        declared = self.scope.declared.get(name)
        domain = declared.domain if declared is not None and declared.domain else ()
        if declared is not None and declared.kind is not None and domain:
            self._expect(application.value, declared.kind, name)
        fresh = self.solver.lengths.fresh
        for k, (param, argument) in enumerate(zip(definition.params or (), application.args, strict=True)):
            if k < len(domain):
                self._expect(argument, domain[k], name)
            elif param.bold:
                self._expect(argument, Kind(fresh(), fresh() if is_upper(param.id) else None), name)

    def _expect_of(self, meant: Meant) -> None:
        """What the table says of a function's parameters holds for the arguments of a call."""
        fresh = self.solver.lengths.fresh
        known = declared(meant.meaning.declarations, fresh).names
        kinds = [named.kind for named in known.values() if named.kind is not None]
        lengths = {name: fresh() for kind in kinds for axis in kind.axes for name in axis.names}
        for param, argument in zip(meant.meaning.parameters, meant.call.args, strict=True):
            kind = known[param.id].kind if isinstance(param, Name) and param.id in known else None
            if kind is not None:
                own = _mapped(kind, lambda d: d.substitute(lengths))  # other than those of another call
                self.constraints.expected.setdefault(id(argument), []).append((own, meant.call.op))
        if BY_NAME[meant.call.op].role == "elementwise":
            given = {id(term) for term in postorder(*meant.call.args)}
            self.constraints.told |= {id(term) for term in postorder(meant.value)} - given

    def _expect(self, term: Term, kind: Kind, function: str) -> None:
        if id(term) in self.constraints.shapes:
            self.constraints.expect(term, kind, function)

    def _order(self) -> list[str]:
        """Names that the reading states, in order of first appearance."""
        elaborated = self.elaborated
        asked = {id(source): members for members, source in elaborated.questions}
        order: dict[str, None] = {}
        for statement in self.program.statements:
            if isinstance(statement, Declaration):
                bases = [n.base if isinstance(n, Element) else n for n in statement.names]
                order |= dict.fromkeys(b.id for b in bases if isinstance(b, Name))
                continue
            roots = list(asked.get(id(statement), ()))
            if isinstance(statement, Definition) and statement.name.id in elaborated.definitions:
                order.setdefault(statement.name.id)
                roots.append(elaborated.definitions[statement.name.id])
            order |= dict.fromkeys(ids_in(*roots))
        order |= self.mentioned
        return [id_ for id_ in order if self._stated(id_)]

    def _stated(self, id_: str) -> bool:
        if id_ in self.elaborated.functions:
            return False
        role = self.scope.role(id_)
        return role != "index" and (role != "count" or id_ in self.scope.uses.alone)

    def _matrix_exponents(self) -> set[str]:
        """The undeclared names in exponents of matrices: they stand for whole numbers, as lengths do."""
        found: set[str] = set()
        for term in self.nodes:
            if isinstance(term, Apply) and term.op == "power" and self._known(term.args[0]).word == "matrix":
                exponent = length_of(term.args[1])
                found |= exponent.names if exponent is not None else set()
        return found - self.scope.declared.keys()

    # --- lengths for people

    def _finisher(self, kinds: list[Kind]) -> Callable[[Kind], Kind]:
        """Replaces unknown lengths by letters (or by --dim's numbers for these letters)."""
        shapes = dict.fromkeys(self.solver.kind(shape) for shape in self.constraints.shapes.values())
        resolved, others = [self._resolved(k) for k in kinds], [self._resolved(k) for k in shapes]
        chosen = letters(resolved, others, self._taken([*resolved, *others]))
        numbered = {
            name: Dimension.of(self.dims[str(letter)]) if str(letter) in self.dims else letter
            for name, letter in chosen.items()
        }

        def finish(kind: Kind) -> Kind:
            kind = self._resolved(kind)
            return _mapped(kind, lambda d: d.substitute(numbered))

        return finish

    def _taken(self, kinds: list[Kind]) -> set[str]:
        names = set(self.mentioned)
        names -= self.scope.uses.lengths
        return names | {n for kind in kinds for d in kind.axes for n in d.names}

    def _resolved(self, kind: Kind) -> Kind:
        return _mapped(kind, self.solver.lengths.resolve)

    def _known(self, term: Term) -> Kind:
        return self.constraints.kind(term)

    def _presentable(self, kinds: list[Kind]) -> list[Kind]:
        kinds = [self._resolved(kind) for kind in kinds]
        chosen = letters(kinds, (), self._taken(kinds))
        return [_mapped(kind, lambda d: d.substitute(chosen)) for kind in kinds]


def _mapped(kind: Kind, change: Callable[[Dimension], Dimension]) -> Kind:
    if kind is SCALAR:
        return kind

    def axis(length: Dimension | None) -> Dimension | None:
        return None if length is None else change(length)

    return Kind(axis(kind.rows), axis(kind.cols), tuple(change(d) for d in kind.more), axis(kind.family))


def _finished(named: NameKind, finish: Callable[[Kind], Kind]) -> NameKind:
    domain = None if named.domain is None else tuple(finish(k) for k in named.domain)
    return replace(named, kind=finish(named.kind), domain=domain)
