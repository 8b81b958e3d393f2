"""Derivatives that take several: Hessians in two rounds, lists of variables one by one, an entry of a
variable by way of the whole, and expressions with derivatives in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from matcalc.answer import Answer
from matcalc.calculator import Answering, Engine, layout_of
from matcalc.derivation import Derivation, Line, Move, Part
from matcalc.errors import CalculusError
from matcalc.explain.workings import Workings
from matcalc.kinds import Kind
from matcalc.kinds.layout import Layout
from matcalc.lowering import build
from matcalc.lowering.lower import Lowering
from matcalc.records import replace
from matcalc.terms import Derivative, Element, Matrix, Name, Summation, Term, children, ids_in, same

Explained = Callable[[Answer], Derivation]


def fits(answer: Answer) -> bool:
    """Whether it takes several derivations; not by variables that depend on each other, each of which is
    held as the others vary."""
    if len(answer.by) == 1 and isinstance(answer.by[0], Matrix):
        engine = answer.tensor
        assert isinstance(engine, Engine)
        return engine.answering.typed.definitions.keys().isdisjoint(ids_in(answer.by[0]))
    if len(answer.by) == 1:
        return isinstance(answer.by[0], Element)
    return len(answer.by) > 1 or any(inner_derivatives(answer.of))


def derive(answer: Answer, explained: Explained) -> Derivation:
    """The derivation, each part as ``explained`` says.

    Raises CalculusError where what is to be differentiated again has more than two axes.
    """
    rounds = Rounds(answer, explained)
    if not answer.by:
        for inner in inner_derivatives(answer.of):
            rounds.add(rounds.ask(inner.of, inner.by), whole(inner.of, *inner.by))
    elif len(answer.by) > 1:
        rounds.in_turn()
    elif isinstance(answer.by[0], Matrix):
        for by in (entry for row in answer.by[0].rows for entry in row):
            rounds.add(rounds.ask(answer.of, (by,)), whole(answer.of, by))
    elif isinstance(answer.by[0], Element):
        rounds.add(rounds.ask(answer.of, (answer.by[0].base,)))
    return rounds.concluded()


def inner_derivatives(term: Term) -> Iterator[Derivative]:
    """The outermost derivatives in a term that are not under Σ."""
    stack = [term]
    while stack:
        part = stack.pop()
        if isinstance(part, Derivative):
            yield part
        elif not isinstance(part, Summation):
            stack += reversed(children(part))


def whole(of: Term, *by: Term) -> Line:
    """The symbol of a derivative, as the title of its part."""
    return Line((Derivative(of, by),))


def joined(derivation: Derivation) -> Derivation:
    """The derivation, its last part as a line of the one before where that has found the answer already."""
    if len(derivation.answer.by) < 2 or len(derivation.parts) < 2:
        return derivation
    *parts, before, last = derivation.parts
    *moves, move = before.moves
    *lines, found = move.lines
    line = last.moves[0].lines[-1]
    if last.flow is not None or len(last.moves[0].lines) > 1 or not same(found.members[-1], line.members[-1]):
        return derivation
    whole = Line((line.members[0], *found.members), found.rules)
    before = replace(before, moves=(*moves, replace(move, lines=(*lines, whole))))
    return replace(derivation, parts=(*parts, before))


class Rounds:
    """The parts so far. ``reading`` and ``definitions`` grow with what they introduce."""

    def __init__(self, answer: Answer, explained: Explained) -> None:
        engine = answer.tensor
        assert isinstance(engine, Engine)
        self.answer, self.explained = answer, explained
        self.typed = engine.answering.typed
        self.workings = Workings.of(answer)
        self.definitions = dict(self.typed.definitions)
        self.parts: list[Part] = []
        self.stated: set[str] = set()

    def ask(self, of: Term, by: tuple[Term, ...]) -> Answer:
        """The engine's answer, in numerator layout, of no more than two axes."""
        typed = replace(self.typed, reading=self.workings.reading, definitions=self.definitions)
        options = self.workings.options
        asked = Derivative(of, by)
        low = Lowering(typed.reading, typed.definitions, [asked], options.entries == "constrained")
        answer = Answering(typed, low, options).answer(asked, "", ())
        if answer.index is not None:
            raise CalculusError("this derivative has a form in index notation only")
        return answer

    def add(self, answer: Answer, title: Line | None = None) -> None:
        made = self.explained(answer)
        self.workings.reading = made.reading
        first, *others = made.parts
        self.parts += (replace(first, title=first.title or title), *others)
        self.stated |= {name for name, _ in answer.where}

    def in_turn(self) -> None:
        """One variable after the other; what is differentiated again is called g, or G."""
        of = self.answer.of
        title: Line | None = None
        for left, by in zip(reversed(range(len(self.answer.by))), reversed(self.answer.by), strict=True):
            answer = self.ask(of, (by,))
            self.add(answer, title)
            if left:
                title = self.called(answer)
                of = self.workings.settle(title.members[0])

    def called(self, answer: Answer) -> Line:
        """A name for a first derivative, as a column or a matrix of the variable's shape."""
        assert isinstance(answer.tensor, Engine)
        rows, cols = (*answer.tensor.node.shape, None, None)[:2]
        kind = Kind(rows, cols)
        turned = build.transpose if answer.flipped else lambda term: term
        value = self.workings.simplified(self.workings.settle(turned(answer.value)))
        name = self.workings.fresh(["G", "H", "G_2"] if cols is not None else ["g", "h", "g_2"], kind)
        for where, body in answer.where:
            self.definitions[where] = self.workings.settle(body, self.workings.reading.names[where].kind)
        self.definitions[name] = self.workings.settle(value, kind)
        return Line((Name(name), turned(Derivative(answer.of, answer.by))), definition=True)

    def concluded(self) -> Derivation:
        """All parts, the answer last."""
        answer = self.answer
        symbol: Term = Derivative(answer.of, answer.by) if answer.by else answer.of
        if answer.by and self.numerator().transposes != answer.flipped:
            symbol = build.transpose(symbol)
        where = [(name, body) for name, body in answer.where if name not in self.stated]
        lines = [Line((Name(name), body), definition=True) for name, body in where]
        title = Line((symbol,)) if any(part.title for part in self.parts) else None
        last = Part("", (Move("combine", (*lines, Line((symbol, answer.value)))),), title=title)
        return Derivation(answer, self.workings.reading, (*self.parts, last))

    def numerator(self) -> Layout:
        """How the answer would be laid out in numerator layout."""
        answer, layout = self.answer, self.workings.options.layout
        return layout_of(answer.reading.of(answer.of), answer.by, answer.reading, layout)
