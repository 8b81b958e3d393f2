"""Programs to answers to text: a conversation is held, a writer chosen, the text put where it belongs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from matcalc.answer import Answer
from matcalc.calculator import Options
from matcalc.cli.conversation import Outcome, begun, held
from matcalc.cli.delivery import REFUSED, Delivery, guarded
from matcalc.cli.directions import Directions
from matcalc.errors import MatcalcError
from matcalc.presenting.answers import Groups, Presented, present
from matcalc.presenting.environment import Environment
from matcalc.presenting.presentation import Presentation
from matcalc.presenting.refusal import Refusal
from matcalc.presenting.sources import Script, Source
from matcalc.reader.diagnostics import Place
from matcalc.reader.entries import Entry
from matcalc.session import Session, Turn

if TYPE_CHECKING:
    from matcalc.repl.settings import Settings

ASKED = ("wrt", "declarations", "dims", "layout", "entries", "verify", "convention", "notation")


def options_of(values: Mapping[str, Any]) -> Options:
    """The question, from the values of the command's options."""
    return Options(**{name: values[name] for name in ASKED if name in values})


def answer_sources(
    environment: Environment,
    sources: Iterable[Source | Script],
    options: Options,
    presentation: Presentation,
    settings: Callable[[], Settings],
    keep_going: bool = False,
) -> int:
    """Answer each program in a session of its own, an entry at a time. Returns the exit code.

    settings: of the command, which a program may change for itself. keep_going: whether a program goes on
    after an entry that is refused.

    Raises Refusal for a picture that cannot be shown where it is to go.
    """
    if presentation.format == "png" and presentation.output is None and environment.stdout_tty:
        raise Refusal("a PNG cannot be shown on a terminal", "write it to a file: -o answer.png")
    session = begun(options, environment)
    if session is None:
        return REFUSED
    delivery = Delivery(environment, presentation.output)
    groups: list[Sequence[Answer]] = []
    for source in sources:
        directions = Directions(presentation, environment, settings)
        _Program(source, directions, delivery, groups).answer(session, keep_going)
        if not presentation.whole:
            _put_together(delivery, groups, directions.presentation)
            groups.clear()
    _put_together(delivery, groups, presentation)
    return delivery.finish()


def _put_together(delivery: Delivery, groups: Groups, presentation: Presentation) -> None:
    """Answers that make one text or picture."""
    if not groups or (delivery.status and presentation.output is not None):
        return
    try:
        presented = guarded(lambda: present(groups, presentation, delivery.environment))
    except MatcalcError as error:
        delivery.refuse(error, "")
        return
    delivery.put(presented, as_png=presentation.format == "png")


class _Program:
    """What comes of a program, on its way to where it belongs. groups: the answers to be put together."""

    def __init__(
        self,
        source: Source | Script,
        directions: Directions,
        delivery: Delivery,
        groups: list[Sequence[Answer]],
    ) -> None:
        self.source = source
        self.directions = directions
        self.delivery = delivery
        self.groups = groups

    @property
    def presentation(self) -> Presentation:
        """How the next answer is shown."""
        return self.directions.presentation

    def answer(self, session: Session, keep_going: bool) -> None:
        try:
            for outcome in held(self.source, session, self.directions):
                if not self._put(outcome) and not keep_going:
                    break
        except Refusal as refusal:
            self._refuse_source(refusal)

    def _put(self, outcome: Outcome) -> bool:
        """Whether an entry has not been refused."""
        entry, turn, error = outcome.entry, outcome.turn, outcome.error
        try:
            if error is not None:
                raise error
            if turn is not None and turn.answers:
                self._present(turn, entry)
        except MatcalcError as refused:
            self._refuse(refused, entry)
            return False
        if outcome.late:
            names = ", ".join(name for name, _ in outcome.late)
            first = min(line for _, line in outcome.late)
            said = f"line {first} was answered before line {entry.line} states this"
            self.delivery.say(f"note: {names}: {said}\n")
        return True

    def _present(self, turn: Turn, entry: Entry) -> None:
        if self.presentation.joins:
            self.groups += turn.answers
        else:
            line = None if self.source.name is None else entry.line
            environment = self.delivery.environment
            self.delivery.put(guarded(lambda: present(turn.answers, self.presentation, environment, line)))
        self.delivery.progress.step(answered=sum(map(len, turn.answers)))

    def _refuse(self, error: MatcalcError, entry: Entry) -> None:
        self.delivery.progress.step(refused=1)
        if self._as_data:
            self.delivery.refuse_as_data(error, self.presentation.ascii, entry.text, entry.line)
        else:
            name = self.source.name
            text = entry.text if error.source is None else error.source
            self.delivery.refuse(error, text, None if name is None else Place(name, entry.line))

    def _refuse_source(self, refusal: Refusal) -> None:
        """Say why the source cannot be read, or not further."""
        if self._as_data:
            error = MatcalcError(refusal.message, hint=refusal.hint)
            self.delivery.refuse_as_data(error, self.presentation.ascii)
        else:
            self.delivery.refuse_source(refusal)

    @property
    def _as_data(self) -> bool:
        """Whether what is refused has its place among the answers."""
        presentation = self.presentation
        return self.source.name is not None and presentation.format == "json" and presentation.output is None


def each(
    environment: Environment,
    sources: Iterable[Source],
    answer: Callable[[Source], Presented],
    output: str | None,
) -> int:
    """Present what answers each program; a refused one goes to standard error and the next one is tried.

    Returns the exit code. With an output file nothing is written unless all are answered.
    """
    delivery = Delivery(environment, output)

    def put(source: Source) -> None:
        try:
            delivery.put(guarded(lambda: answer(source)))
        except MatcalcError as error:
            place = None if source.name is None else Place(source.name, 1)
            delivery.refuse(error, source.text if error.source is None else error.source, place)

    for source in sources:
        put(source)
    return delivery.finish()
