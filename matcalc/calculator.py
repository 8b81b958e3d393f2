"""From a program's text to answers: the whole road in one place.

``calculate`` reads, infers kinds, lowers, differentiates and raises; everything it returns is terms
and shapes, ready for any writer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from itertools import islice
from typing import NamedTuple, TypeVar

from matcalc.answer import Answer
from matcalc.errors import CalculusError, MatcalcError, ReadError
from matcalc.kinds import Question, Typed, infer
from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import STRUCTURE, Kind, Reading
from matcalc.kinds.known import kinds_laid_out, unsized
from matcalc.kinds.layout import Layout
from matcalc.kinds.members import with_members
from matcalc.lowering import build
from matcalc.lowering.bridge import simplified
from matcalc.lowering.decimals import in_decimals
from matcalc.lowering.derivatives import differentiate, stacked
from matcalc.lowering.entries import entries
from matcalc.lowering.linear import as_one_derivative
from matcalc.lowering.lower import Lowering
from matcalc.lowering.pairs import gathered
from matcalc.lowering.raising import Raising
from matcalc.lowering.request import NoMatrixForm
from matcalc.lowering.sharing import shared
from matcalc.lowering.templates import partials
from matcalc.reader import read
from matcalc.records import Record, Value, replace
from matcalc.tensor.make import fresh_start, is_zero
from matcalc.tensor.node import Node, Variable, postorder
from matcalc.tensor.normal import normal
from matcalc.terms import (
    Apply,
    Call,
    Derivative,
    Element,
    Equation,
    Matrix,
    Name,
    Program,
    Query,
    Statement,
    Term,
    ids_in,
    reached,
)
from matcalc.terms import postorder as subterms

T = TypeVar("T")


class Options(Value):
    """How a program is to be answered.

    wrt:          variables to differentiate each query by, one answer each.
    declarations: statements that come before the program.
    dims:         numbers for named dimensions.
    layout:       'numerator', 'denominator' or 'mixed'.
    entries:      how those of a matrix with a declared structure vary when differentiating by it:
                  'independent' of each other, or 'constrained' to keep the structure.
    verify:       whether to try each answer against finite differences, and withhold one that differs.
    convention:   'paper' or 'matrixcalculus': what undeclared letters mean.
    notation:     'paper' or 'standard': how ⊗ is read and written.
    """

    wrt: tuple[str, ...] = ()
    declarations: tuple[str, ...] = ()
    dims: Mapping[str, int] = field(default_factory=dict)
    layout: str = "numerator"
    entries: str = "independent"
    verify: bool = False
    convention: str = "paper"
    notation: str = "paper"


def calculate(text: str, options: Options | None = None) -> list[list[Answer]]:
    """The answers to each query of a program, several where all partial derivatives are asked.

    Raises MatcalcError, with ``source`` set to the text its spans refer to.
    """
    return read_and(groups, text, options or Options())


def read_and(
    answer: Callable[[Program, Options, str], Iterable[T]], text: str, options: Options
) -> list[T]:
    """What a function makes of a program that has been read, its options and its text.

    Raises MatcalcError, with ``source`` set to the text its spans refer to.
    """
    fresh_start()
    partials.cache_clear()
    source = "\n".join((*options.declarations, text))
    try:
        if not text.strip():
            raise ReadError("there is nothing to read", hint="type an expression, such as d/dx x^2")
        return list(answer(read(source, notation=options.notation), options, source))
    except MatcalcError as error:
        if error.source is None:
            error.source = source
        raise


class Posed(Record):
    """The questions of a program, understood. asked: each query with the terms that answer it, several where
    all partial derivatives are asked. notes: how the program was read where that is not plain."""

    typed: Typed
    asked: tuple[tuple[Question, tuple[Term, ...]], ...]
    notes: tuple[str, ...]


def groups(
    program: Program, options: Options, source: str, typed: Typed | None = None
) -> Iterator[list[Answer]]:
    """One list of answers per query. typed: the program ``understood``, where that has been done."""
    made = posed(program, options, typed)
    engine = answering(made.typed, options)
    for query, terms in made.asked:
        text = span_text(source, query.source)
        yield [engine.answer(term, text, made.notes) for term in terms]


def posed(program: Program, options: Options, typed: Typed | None = None) -> Posed:
    """The questions of a program, each differentiated by what the options or else the paper would.

    typed: the program ``understood``, where that has been done.
    """
    asked_of = with_members(program)
    if options.layout != "numerator":
        asked_of = replace(asked_of, statements=tuple(map(combined, asked_of.statements)))
    if asked_of is not program:
        program, typed = asked_of, None
    wrt = [variable(text, program) for text in options.wrt]
    typed = typed or understood(program, options)
    asked = [question(q, typed, wrt) for q in typed.queries]
    if any(extra for _, extra in asked):
        program = asking(program, typed.queries, asked)
        typed = understood(program, options)
    notes = (*(text for text, _ in program.notes), *typed.notes)
    terms = (query.term for query in typed.queries)
    split = tuple((query, tuple(islice(terms, max(1, len(extra))))) for query, extra in asked)
    return Posed(typed, split, notes)


def combined(statement: Statement) -> Statement:
    """A query for a sum of derivatives as one for the derivative of a sum, which can be laid out."""
    if not isinstance(statement, Query):
        return statement
    return replace(statement, term=as_one_derivative(statement.term))


def understood(program: Program, options: Options) -> Typed:
    """The program with the kinds of its terms, to be written in the notation asked for."""
    typed = infer(program, options.dims, options.convention)
    typed.reading.notation = "standard" if options.notation == "standard" else "paper"
    return typed


def variable(text: str, program: Program) -> Term:
    """A variable of differentiation given as text."""
    names = {name.id for s in program.statements for name in declared(s)}
    statements = read(text, known=tuple(names)).statements
    if len(statements) == 1 and isinstance(statements[0], Query):
        term = statements[0].term
        if isinstance(term, (Name, Element, Matrix)):
            return term
    raise ReadError(
        f"{text!r} is not a variable", hint="name one variable, an element x_i or a list [x, y]", source=text
    )


def declared(statement: Statement) -> list[Name]:
    names = getattr(statement, "names", None) or [getattr(statement, "name", None)]
    found = [name.base if isinstance(name, Element) else name for name in names]
    return [name for name in found if isinstance(name, Name)]


def question(query: Question, typed: Typed, wrt: Sequence[Term]) -> tuple[Question, list[Term]]:
    """A query and the variables it is to be differentiated by (none if it says so itself)."""
    if wrt:
        return query, list(wrt)
    if any(isinstance(part, Derivative) for part in subterms(query.term)):
        return query, []
    return query, [Name(name) for name in variables(query.term, typed)]


def variables(term: Term, typed: Typed) -> list[str]:
    """The variables a term depends on, definitions looked through, in order of first appearance."""
    found = reached([term], typed.definitions) - typed.definitions.keys()
    return [
        name
        for name, known in typed.reading.names.items()
        if name in found and known.domain is None and known.flags.isdisjoint({"constant", "dimension"})
    ]


def asking(
    program: Program, queries: Sequence[Question], asked: Sequence[tuple[Question, list[Term]]]
) -> Program:
    """The program with each query replaced by the derivatives asked of it."""
    derivatives = {
        id(query.source): [Query(Derivative(original(query), (by,)), span=query.source.span) for by in extra]
        for query, (_, extra) in zip(queries, asked, strict=True)
        if extra
    }
    statements: list[Statement] = []
    for statement in program.statements:
        replacement = derivatives.get(id(statement))
        if replacement is None or not isinstance(statement, (Query, Equation)):
            statements.append(statement)
        if replacement is not None:
            statements += replacement
    return replace(program, statements=tuple(statements))


def original(query: Question) -> Term:
    """What the statement of a query says, before elaboration."""
    statement = query.source
    if isinstance(statement, Query):
        return statement.term
    if isinstance(statement, Equation):
        return statement.members[0]
    (name,) = declared(statement)
    return name


def span_text(source: str, statement: Statement) -> str:
    span = statement.span
    return source.strip() if span is None else source[span.start : span.end].strip()


def layout_of(outer: Kind, by: Sequence[Term], reading: Reading, name: str) -> Layout:
    """How the derivative of something of kind ``outer`` is laid out; name: 'numerator' or another."""
    if not by:
        return Layout("numerator", 0, (1,)) if outer.word == "row" else Layout("mixed", len(outer.axes))
    ranks = [1 if isinstance(t, Matrix) else len(reading.of(t).axes) for t in reversed(by)]
    return Layout(name, len(outer.axes), tuple(rank for rank in ranks if rank))


class Written(NamedTuple):
    """A node as terms: its value, the names in it, both sides in index notation and with vec, and the
    letters of its axes in index notation."""

    value: Term
    where: dict[str, Term]
    indexed: tuple[Term, Term] | None
    stacked: tuple[Term, Term] | None
    letters: tuple[str, ...]


class Answering(Record, frozen=False):
    """Answers one query of a typed program."""

    typed: Typed
    lowering: Lowering
    options: Options

    @property
    def layout(self) -> str:
        return self.options.layout

    @property
    def reading(self) -> Reading:
        return self.typed.reading

    def answer(self, term: Term, text: str, notes: tuple[str, ...]) -> Answer:
        by: tuple[Term, ...] = ()
        of = term
        if isinstance(term, Derivative) and term.operator != "entries":
            of, by = term.of, term.by
        value = self.lowering.lower(of)
        outer = value.kind
        node = differentiate(self.lowering, of, value, by) if by else value.node
        node = normal(self.lowering.closed(self.lowering.expand(node)))
        structured = self.lowering.structured(term)
        notes = (*notes, *(variation(name, self.reading, self.options.entries) for name in structured))
        if self.layout != "numerator" and any(isinstance(part, Derivative) for part in subterms(of)):
            notes = (*notes, "derivatives inside an expression are in numerator layout")
        if by and is_zero(node) and not self.depends(value.node, by):
            notes = (*notes, self.independence(by))
        answer = self.present(of, by, node, outer, text, notes)
        if not self.options.verify:
            return answer
        from matcalc.numeric.verify import verified

        return verified(answer, self.typed.definitions, self.options.entries == "constrained")

    def depends(self, node: Node, by: Sequence[Term]) -> bool:
        """Whether what was differentiated holds every variable of differentiation."""
        names = {n.name for n in postorder(self.lowering.expand(node)) if isinstance(n, Variable)}
        names |= {n.name for n in postorder(node) if isinstance(n, Variable)}
        wanted = ids_in(*by) & self.reading.names.keys()
        return wanted <= names

    def independence(self, by: Sequence[Term]) -> str:
        names = ", ".join(ids_in(*by))
        return f"{names} does not occur in what is differentiated, so the derivative is 0"

    def present(
        self, of: Term, by: tuple[Term, ...], node: Node, outer: Kind, text: str, notes: tuple[str, ...]
    ) -> Answer:
        own = len(outer.axes)
        asked = self.typed.as_written(of)
        layout = layout_of(outer, by, self.reading, self.layout)
        flipped, oriented = layout.transposes, layout.shape(node.shape)
        written = self.written(of, by, node, own, flipped, sized=False)
        if self.unsized(written, oriented):
            written = self.written(of, by, node, own, flipped, sized=True)
        value, where, index, vectorised, letters = written
        if index is not None:
            oriented = node.shape
        return Answer(
            input=text,
            of=of,
            by=by,
            order=len(by),
            layout=self.layout,
            value=value,
            where=tuple(where.items()),
            shape=oriented,
            reading=self.reading,
            names=tuple(self.names(of, by)),
            notes=notes,
            index=index,
            stacked=vectorised,
            indices=letters,
            table=lambda: entries(self.reading, layout, asked, by, node),
            tensor=Engine(node, self),
            flipped=flipped,
            typed=asked,
        )

    def names(self, of: Term, by: Sequence[Term]) -> list[str]:
        """The variables and functions that the reading states."""
        found = reached([of, *by], self.typed.definitions)
        return [
            name
            for name, known in self.reading.names.items()
            if name in found
            and (name not in self.typed.definitions or known.domain is not None)
            and "dimension" not in known.flags
            and not (name in ("e", "pi") and "constant" in known.flags)
        ]

    def kept(self, value: Term) -> dict[str, Term]:
        """The definitions that the answer goes on calling by name, and those that they are made of."""
        names = reached([value], self.typed.definitions)
        return {name: body for name, body in self.typed.definitions.items() if name in names}

    def written(
        self, of: Term, by: tuple[Term, ...], node: Node, own: int, flipped: bool, sized: bool
    ) -> Written:
        """The node as terms; ``sized``: with the sizes of 1⃗ and I."""
        raising = Raising(self.reading, self.lowering.stacks, [node], sized)
        index = vectorised = None
        try:
            value = build.case_by_case(raising.term(node, flipped=flipped))
        except NoMatrixForm:
            vectorised = self.vectorised(raising, of, by, node, own)
            try:
                index = self.by_index(raising, self.typed.as_written(of), by, node, own)
            except NoMatrixForm:
                raise CalculusError(
                    "this answer has no form that can be written here",
                    of.span,
                    "differentiate a part of it, or write it with matrices instead of indices",
                ) from None
            value = index[1]
        if not node.rank:
            value = simplified(value, self.reading)
        if self.reading.spellings.get("number") == "decimal":
            value = in_decimals(value)
        letters = tuple(raising.letters[: node.rank]) if index is not None else ()
        value, where = shared(value, {**raising.where, **self.kept(value)}, self.reading, letters)
        return Written(value, where, index, vectorised, letters)

    def unsized(self, written: Written, shape: tuple[Dimension, ...]) -> bool:
        """Whether nothing in what is written says how large some 1⃗ or I is."""
        constants = [
            part
            for term in (written.value, *written.where.values())
            for part in subterms(term)
            if isinstance(part, Apply) and not part.args
        ]
        if not constants:
            return False
        laid_out = () if written.indexed is not None else shape
        return any(
            unsized(term, kinds_laid_out(term, self.reading, laid_out if term is written.value else ()))
            for term in (written.value, *written.where.values())
            if not isinstance(term, Call)
        )

    def by_index(
        self, raising: Raising, of: Term, by: tuple[Term, ...], node: Node, own: int
    ) -> tuple[Term, Term]:
        """Both sides of the answer in index notation."""
        place = tuple(Dimension.of(letter) for letter in raising.letters[: node.rank])
        right = raising.term(node, place)
        left_of = build.element(of, place[:own]) if own else of
        rest = place[own:]
        targets: list[Term] = []
        for target in reversed(by):  # the axes of the innermost come first
            rank = len(self.reading.of(target).axes) if not isinstance(target, Matrix) else 1
            here, rest = rest[:rank], rest[rank:]
            targets.append(build.element(target, here) if rank else target)
        return Derivative(left_of, tuple(reversed(targets))), right

    def vectorised(
        self, raising: Raising, of: Term, by: tuple[Term, ...], node: Node, own: int
    ) -> tuple[Term, Term] | None:
        """Both sides of ∂vec(Y)/∂vec(X), or of as much of it as has matrices; None without a matrix form."""
        sizes = [own] if own else []
        targets = list(reversed(by))  # the axes of the innermost come first
        sizes += [len(self.reading.of(target).axes) if isinstance(target, Name) else 9 for target in targets]
        starts = [sum(sizes[:k]) for k, size in enumerate(sizes) if size == 2]
        if max(sizes, default=0) > 2 or node.rank - len(starts) > 2:
            return None
        try:
            turned = Layout(self.layout, 1, (1,)).transposes and own > 0 and len(by) == 1
            right = gathered(raising.term(stacked(node, starts), flipped=turned))
        except NoMatrixForm:
            return None
        sides = [
            Apply("vec", (shown,)) if len(self.reading.of(term).axes) == 2 else shown
            for term, shown in ((term, self.typed.as_written(term)) for term in (of, *by))
        ]
        return Derivative(sides[0], tuple(sides[1:])), right


def answering(typed: Typed, options: Options) -> Answering:
    """What answers the queries of a typed program."""
    asked = [query.term for query in typed.queries]
    constrained = options.entries == "constrained"
    return Answering(typed, Lowering(typed.reading, typed.definitions, asked, constrained), options)


def variation(name: str, reading: Reading, entries: str) -> str:
    """How the entries of a matrix that is differentiated by vary, and how to have it otherwise."""
    known = reading.names[name].flags & STRUCTURE
    if entries == "constrained":
        way = "only on its diagonal" if "diagonal" in known else "in pairs that keep it symmetric"
        return f"{name} varies {way}; with --entries independent each of its entries would vary by itself"
    return (
        f"each entry of {name} varies by itself, though {name} is {' and '.join(sorted(known))}; "
        "with --entries constrained it would keep its structure"
    )


class Engine(Value):
    """What an answer keeps for evaluation and further derivatives."""

    node: Node
    answering: Answering
