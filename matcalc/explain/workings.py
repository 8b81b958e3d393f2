"""What every way of deriving works with: the names of the question and those it introduces, and the
engine, which is asked for the derivative of each small step and for the shortest form of a term."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count

from matcalc.answer import Answer
from matcalc.calculator import Answering, Engine, Options
from matcalc.derivation import Intermediate
from matcalc.kinds import Typed, kinds_of
from matcalc.kinds.kind import Kind, NameKind, Reading
from matcalc.lowering.lower import Lowering
from matcalc.lowering.raising import INDEX_LETTERS
from matcalc.records import replace
from matcalc.terms import (
    Call,
    Derivative,
    Element,
    Matrix,
    Name,
    Number,
    Summation,
    Term,
    fold,
    ids_in,
    postorder,
    put_in,
    rebuild,
    same,
)


class Workings:
    """The workings of one derivation. ``reading`` grows with the names that are introduced;
    ``definitions`` are those of the program."""

    def __init__(self, typed: Typed, options: Options, roots: Iterable[Term] = ()) -> None:
        known = typed.reading
        self.reading = replace(
            known, names=dict(known.names), kinds=dict(known.kinds), kept=list(known.kept)
        )
        self.definitions: Mapping[str, Term] = typed.definitions
        self.options = replace(options, layout="numerator", verify=False, wrt=())
        asked = [query.term for query in typed.queries]
        parts = list(postorder(*roots, *asked, *self.definitions.values()))
        self.sums = {part.index.id for part in parts if isinstance(part, Summation)}
        self.taken = {part.id for part in parts if isinstance(part, Name)}  # indices among them
        axes = [axis for known in self.reading.names.values() for axis in known.kind.axes]
        self.lengths = {name for axis in axes for name in axis.names}
        self.taken |= self.lengths

    @classmethod
    def of(cls, answer: Answer) -> Workings:
        engine = answer.tensor
        assert isinstance(engine, Engine)
        answering = engine.answering
        return cls(answering.typed, answering.options, (answer.of, *answer.by, answer.value))

    # names and kinds

    def fresh(self, candidates: Iterable[str], kind: Kind) -> str:
        """The first of the candidates that is not in use, now a name of this kind."""
        name = next(c for c in candidates if c not in self.taken and c not in self.reading.names)
        self.reading.names[name] = NameKind(kind, "defined")
        return name

    @contextmanager
    def specimen(self, term: Term) -> Iterator[Name]:
        """A name of the term's kind for as long as it takes; of a name itself."""
        if isinstance(term, Name):
            yield term
            return
        name = self.fresh((f"{_letter(term)}_{k}specimen" for k in count()), self.kind(term))
        try:
            yield Name(name)
        finally:
            del self.reading.names[name]

    def index(self, term: Term) -> str:
        """A letter for a Σ that is to stand around parts of a term."""
        names = ids_in(term)
        used = self.reading.names.keys() | self.lengths | names
        letter = next(letter for letter in INDEX_LETTERS if letter not in used)
        self.sums.add(letter)
        return letter

    def settle(self, term: Term, expected: Kind | None = None) -> Term:
        """The term, the kinds of whose parts the reading now has. Raises KindError if shapes don't fit."""
        kinds = kinds_of(term, self.reading, expected)
        self.reading.kinds.update(kinds)
        self.reading.kept.append(term)
        return term

    def settled(self, term: Term) -> Mapping[int, Kind]:
        """The kinds of all parts of a term, by identity."""
        self.settle(term)
        return self.reading.kinds

    def kind(self, term: Term) -> Kind:
        if id(term) not in self.reading.kinds:
            self.settle(term)
        return self.reading.kinds[id(term)]

    # the engine

    def derivative(self, of: Term, *by: Term) -> Answer:
        """The engine's derivative of a term, all names in it being variables, definitions too; in numerator
        layout. Σ indices that nothing binds are held.

        by: Names, or Elements whose indices nothing binds, as v_i in the summand v_i².

        Raises MatcalcError where there is none.
        """
        return self._asked(Derivative(of, by))

    def simplified(self, term: Term) -> Term:
        """The term as the engine would write it, all names in it being variables."""
        answer = self._asked(term)
        if answer.where or answer.index is not None:
            return term
        sized = not any(isinstance(p, Name) and p.id.startswith("?") for p in postorder(answer.value))
        return answer.value if sized else term  # nothing says how large 0⃗ is

    def _asked(self, term: Term) -> Answer:
        held = _Held(term, self.reading, self.sums)
        reading = replace(
            self.reading, names={**self.reading.names, **held.names}, kinds=dict(self.reading.kinds)
        )
        asked = held.named(term)
        reading.kinds.update(kinds_of(asked, reading))
        answering = Answering(
            Typed(reading, {}, ()),
            Lowering(reading, {}, [asked], self.options.entries == "constrained"),
            self.options,
        )
        answer = answering.answer(asked, "", ())
        for name, known in answer.reading.names.items():
            if name not in held.names:
                self.reading.names.setdefault(name, known)  # those that the answer names
        return replace(answer, value=held.put_back(answer.value))


class _Held:
    """Elements with indices that nothing binds, x_i and A_{i,:}, as names: specimens of their kind."""

    def __init__(self, term: Term, reading: Reading, sums: set[str]) -> None:
        bound = {part.index.id for part in postorder(term) if isinstance(part, Summation)}
        self.reading = reading
        names = ids_in(term)
        self.free = (names & sums) - bound
        self.names: dict[str, NameKind] = {}
        self.specimens: list[tuple[Term, str]] = []
        for part in postorder(term):
            if isinstance(part, Element) and self.free & {n.id for n in part.indices if isinstance(n, Name)}:
                self._name(part)

    def _name(self, part: Element) -> None:
        if any(same(part, known) for known, _ in self.specimens):
            return
        kind = self.reading.kinds.get(id(part)) or kinds_of(part, self.reading)[id(part)]
        name = f"{_letter(part)}_{len(self.specimens)}specimen"
        self.names[name] = NameKind(kind, "declared")
        self.specimens.append((part, name))

    def named(self, term: Term) -> Term:
        if not self.specimens:
            return term

        def visit(part: Term, parts: Sequence[Term]) -> Term:
            if isinstance(part, Element):
                for known, name in self.specimens:
                    if same(part, known):
                        return Name(name)
            return rebuild(part, tuple(parts))

        return fold(term, visit)

    def put_back(self, term: Term) -> Term:
        return put_in(term, {name: part for part, name in self.specimens})


def _letter(part: Term) -> str:
    return part.base.id if isinstance(part, Element) and isinstance(part.base, Name) else "x"


def substituted(term: Term, bodies: Mapping[str, Term]) -> Term:
    """The term with each of the names replaced by what it stands for; u_i by u's body, in which the
    same letters are the indices, and g_1 by the first entry of g's."""

    def visit(part: Term, parts: Sequence[Term]) -> Term:
        if isinstance(part, Name) and part.id in bodies:
            return bodies[part.id]
        if isinstance(part, Element) and isinstance(part.base, Name) and part.base.id in bodies:
            return entry(bodies[part.base.id], part)
        if isinstance(part, Call):
            parts = (part.function, *parts[1:])
        return rebuild(part, tuple(parts))

    return fold(term, visit)


def entry(body: Term, element: Element) -> Term:
    """What an entry of a name is where the name's body is a column of entries, or varies with the index."""
    (index, *more) = element.indices
    if isinstance(body, Matrix) and isinstance(index, Number) and not more:
        return body.rows[int(index.value) - 1][0]
    letters = {index.id for index in element.indices if isinstance(index, Name)}
    varies = letters and letters <= ids_in(body)
    return body if varies else replace(element, base=body)


def expanded(term: Term, variables: Iterable[Intermediate]) -> Term:
    """The term with intermediate variables, given in the order of computation, all put in."""
    bodies: dict[str, Term] = {}
    for v in variables:
        bodies[v.name] = substituted(v.body, bodies)
    return substituted(term, bodies)


def distinct(members: Iterable[Term]) -> tuple[Term, ...]:
    """The members without those that are like the one before."""
    kept: list[Term] = []
    for member in members:
        if not kept or not same(kept[-1], member):
            kept.append(member)
    return tuple(kept)
