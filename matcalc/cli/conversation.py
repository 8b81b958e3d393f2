"""A program on its way through a session, an entry at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from matcalc.calculator import Options
from matcalc.cli.delivery import guarded, report
from matcalc.cli.directions import Directions
from matcalc.errors import MatcalcError, Span
from matcalc.presenting.environment import Environment
from matcalc.presenting.sources import Script, Source, require_text
from matcalc.reader.entries import Entry
from matcalc.records import Record, replace
from matcalc.session import Session, Turn

MOST_AT_ONCE = 20_000
"""So many characters of statements are tried together."""


class Outcome(Record):
    """What came of an entry: a turn, or an error. Of what is written below one that asked, neither, nor of
    statements.

    late: names that the entry states, each with the line of an entry that was answered without that.
    """

    entry: Entry
    turn: Turn | None = None
    error: MatcalcError | None = None
    late: tuple[tuple[str, int], ...] = ()


def begun(options: Options, environment: Environment) -> Session | None:
    """The session that programs begin with; None where a declaration among the options is refused."""
    try:
        return Session.begun(options)
    except MatcalcError as error:
        report(error, error.source or "", environment)
        return None


def held(
    source: Source | Script, session: Session, directions: Directions
) -> Iterator[Outcome]:
    """What comes of each entry, in order; statements are tried together, before the next entry that asks.

    A program that asks nothing asks for what it defines last.

    Raises Refusal for a source that cannot be read.
    """
    return _Conversation(session, directions).held(source.entries())


class _Conversation:
    """statements: those entries that have not been tried yet, ``session`` being the
    one before them and ``ahead`` the one after. assumed: names that were used before they were stated, and
    where."""

    def __init__(self, session: Session, directions: Directions) -> None:
        self.session = self.ahead = session
        self.directions = directions
        self.statements: list[Outcome] = []
        self.assumed: dict[str, int] = {}

    def held(self, entries: Iterable[Entry]) -> Iterator[Outcome]:
        before, last = self.session, Entry("", 1)
        asked = False
        for entry in entries:
            if entry.below:
                stray = bool(self.statements)
                yield from self.tried()
                yield Outcome(entry, error=_unasked(entry) if stray else None)
                continue
            if entry.text.lstrip().startswith(":"):
                yield from self.tried()
                yield self.directed(entry)
                continue
            before, last = self.ahead, entry
            if not self.states(entry):
                asked = True
                yield from self.tried()
                yield self.answered(entry)
            elif self.size > MOST_AT_ONCE:
                yield from self.tried()
        for outcome in self.tried():
            asked = asked or outcome.error is not None
            yield outcome
        if not asked:
            yield _answered(before, last)

    def states(self, entry: Entry) -> bool:
        """Whether an entry only states things, in which case it is put with those to be tried."""
        try:
            require_text(entry.text)
            stated = self.ahead.stating(entry.text)
        except MatcalcError:
            return False  # which will be said when it is entered
        if stated is None:
            return False
        self.ahead, names = stated
        late = tuple((name, self.assumed.pop(name)) for name in names if name in self.assumed)
        self.statements.append(Outcome(entry, late=late))
        return True
    @property
    def size(self) -> int:
        """Of the statements to be tried, in characters."""
        return sum(len(outcome.entry.text) for outcome in self.statements)

    def tried(self) -> Iterator[Outcome]:
        """What comes of the statements: of all together, or where these are refused of each by itself."""
        statements, self.statements = self.statements, []
        together = Entry("\n;\n".join(outcome.entry.text for outcome in statements), 1)
        turn = entered(self.session, together).turn if len(statements) > 1 else None
        for outcome in statements:
            if turn is None:
                alone = entered(self.session, outcome.entry)
                outcome = replace(alone, late=outcome.late)
                self.session = alone.turn.session if alone.turn else self.session
            yield outcome
        self.session = self.ahead = turn.session if turn else self.session

    def directed(self, entry: Entry) -> Outcome:
        """What comes of an entry that sets an option."""
        try:
            self.session = self.ahead = self.directions.take(entry.text, self.session)
            return Outcome(entry)
        except MatcalcError as error:
            return Outcome(entry, error=error)

    def answered(self, entry: Entry) -> Outcome:
        """What comes of an entry that asks."""
        outcome = entered(self.session, entry)
        turn = outcome.turn
        if turn is None:
            return outcome
        late = tuple((name, self.assumed.pop(name)) for name in turn.stated if name in self.assumed)
        self.session = self.ahead = turn.session
        for answer in (answer for group in turn.answers for answer in group):
            for name in answer.names:
                if name not in self.session.names:
                    self.assumed.setdefault(name, entry.line)
        return Outcome(entry, turn, late=late)


def _answered(session: Session, entry: Entry) -> Outcome:
    """What comes of an entry whose last definition is asked for."""
    outcome = entered(session, entry, asking=True)
    if outcome.turn is not None and not outcome.turn.answers:
        error = MatcalcError("nothing is asked", hint="add an expression, such as d/dx x^2")
        return Outcome(entry, error=error)
    return outcome


def entered(session: Session, entry: Entry, asking: bool = False) -> Outcome:
    """What comes of one entry."""
    try:
        require_text(entry.text)
        return Outcome(entry, guarded(lambda: session.enter(entry.text, asking)))
    except MatcalcError as error:
        return Outcome(entry, error=error)


def _unasked(entry: Entry) -> MatcalcError:
    """What stands below a declaration or definition is not passed over in silence."""
    return MatcalcError(
        "this is indented below a statement, as an answer is, but nothing is asked there",
        Span(0, len(entry.text.partition("\n")[0])),
        "begin it where the line above begins, or end that line with an operator to go on",
    )
