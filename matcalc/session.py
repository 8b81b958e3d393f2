"""A conversation with the calculator: what was declared and defined stays, answers have numbers.

A session is a value. ``enter`` reads one line, or several, after the statements that it needs of those kept,
and gives the session that comes after; the one before is still what it was, which is all that undoing
takes. A definition that is made anew takes the place of the old one, and flows into all that use it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, TypeVar

from matcalc.answer import Answer
from matcalc.calculator import Options, groups, read_and, understood
from matcalc.errors import MatcalcError, Span
from matcalc.kinds import Typed
from matcalc.reader.outline import Outline, outline
from matcalc.records import Value, replace
from matcalc.terms import Program, Term, fold, ids_in, put_in
from matcalc.writers import declarations, write

if TYPE_CHECKING:
    from matcalc.verdicts.verdict import Verdict

T = TypeVar("T")

REMEMBERED = 100
"""So many answers can be used by name; older ones are forgotten."""

LONGEST = 2_000
"""An answer of more symbols cannot be used by name."""

LAST = "ans"
_BLANK = re.compile(r"(?<![\w\\}\])'])_(?![^\W²³¹\u2070-\u207f\u1d2c-\u1d6a]|[∞{(\\])")
_ANSWER = re.compile(r"ans_[0-9]{1,9}\Z|\Aans\Z")
_BASE = re.compile(r"[^\W\d_]*")


class Kept(Value):
    """A statement that stays. text: it alone. words, names: those in it (see ``Outline``)."""

    name: str
    sort: Literal["declaration", "definition"]
    text: str
    words: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


class Turn(Value):
    """What entering a text led to. answers: for each query its answers. stated: the names that it declared
    or defined. typed: how the text was read."""

    session: Session
    answers: tuple[tuple[Answer, ...], ...]
    stated: tuple[str, ...]
    typed: Typed


class Session(Value):
    """options: how everything is answered. kept: the statements that stay. answers: the last of the answers,
    whose ``count`` there has been so far."""

    options: Options = Options()
    kept: tuple[Kept, ...] = ()
    answers: tuple[Answer, ...] = ()
    count: int = 0

    @classmethod
    def begun(cls, options: Options) -> Session:
        """A session whose first statements are the declarations of the options.

        Raises MatcalcError.
        """
        session = cls(replace(options, declarations=()))
        for text in options.declarations:
            session = session.enter(text).session
        return session

    @property
    def names(self) -> tuple[str, ...]:
        """What has been declared or defined, in order."""
        return tuple(dict.fromkeys(kept.name for kept in self.kept))

    @property
    def called(self) -> Iterator[tuple[str, str]]:
        """The names of answers that can be called, and what each means, or why it cannot be used."""
        numbered = zip(range(self.count, 0, -1), reversed(self.answers), strict=False)
        last = [(LAST, answer) for answer in self.answers[-1:]]
        for name, answer in (*last, *((f"{LAST}_{n}", answer) for n, answer in numbered)):
            made = _said(answer)
            yield name, f"{name} = {made.text}" if made.text else made.reason

    def enter(self, text: str, asking: bool = False) -> Turn:
        """Answer the queries of a text, and keep what it states.

        asking: whether a text without a query asks for what it defines last.

        Raises MatcalcError, whose spans refer to its ``source``: the text, or where a statement that was kept
        is to blame that one before it.
        """
        try:
            return self._enter(_BLANK.sub(LAST, text), asking)
        except MatcalcError as error:
            raise _as_typed(error, text) from None

    def stating(self, text: str) -> tuple[Session, tuple[str, ...]] | None:
        """The session after a text that states things, and their names, before it is found out whether they
        can be meant; None for one that asks something.

        Raises MatcalcError where its statements cannot be told apart.
        """
        outlined = outline(_BLANK.sub(LAST, text), self.names)
        if any(part.asks for part in outlined):
            return None
        return self._stating(text, outlined), _all_stated(outlined)

    def understood(self, text: str) -> Typed:
        """How a text would be read; nothing is answered or kept.

        Raises MatcalcError as ``enter`` does.
        """
        return self.read(text, lambda program, options, _: [understood(program, options)])

    def read(self, text: str, answer: Callable[[Program, Options, str], Iterable[T]]) -> T:
        """The one thing that a function makes of a text as it would be read, of its options and its source.

        Raises MatcalcError as ``enter`` does.
        """
        named = _BLANK.sub(LAST, text)
        try:
            return self._reading(named, outline(named, self.names), answer)
        except MatcalcError as error:
            raise _as_typed(error, text) from None

    def judged(self, text: str) -> list[Verdict]:
        """Whether the equations of a text are true, by what has been declared, defined and answered; of a
        layout nothing is said, so that it is found out.

        Raises MatcalcError where the statements of the text cannot be told apart, or it calls an answer that
        cannot be used.
        """
        named = _BLANK.sub(LAST, text)
        try:
            words = set[str]().union(*(part.words | part.names for part in outline(named, self.names)))
            called = [self._answer(name, named) for name in _answers_in(words)]
        except MatcalcError as error:
            raise _as_typed(error, text) from None
        from matcalc.verdicts.judge import How, judged

        options = self.options
        how = How(None, options.dims, options.convention, options.notation)
        return judged(named, how, "".join(f"{kept.text}\n" for kept in (*self.kept, *called)))

    def without(self, name: str) -> Session:
        """The session in which a name has not been declared or defined."""
        return replace(self, kept=tuple(kept for kept in self.kept if kept.name != name))

    def _enter(self, text: str, asking: bool) -> Turn:
        outlined = outline(text, self.names)
        after = self._stating(text, outlined)

        def answered(program: Program, options: Options, source: str) -> Iterator[Turn]:
            typed = understood(program, options)
            asks = asking or any(part.asks for part in outlined)
            answers = tuple(map(tuple, groups(program, options, source, typed))) if asks else ()
            if any(query.members for query in typed.queries):
                answers = _judged(answers, typed, options, source)
            yield Turn(after._answering(answers), answers, _all_stated(outlined), typed)

        return self._reading(text, outlined, answered)

    def _stating(self, text: str, outlined: Sequence[Outline]) -> Session:
        """The session with what a text states, in the place of what it replaces."""
        kept = list(self.kept)
        for part in outlined:
            if part.asks:
                continue  # what stands behind where is said of that expression only
            for name, alone in part.declares:
                kept = [old for old in kept if old.name != name]
                (made,) = outline(alone)
                kept.append(Kept(name, "declaration", alone, made.words, made.names))
            alone = text[part.span.start : part.span.end]
            for name in part.defines:
                new = Kept(name, "definition", alone, part.words, part.names)
                place = next((i for i, old in enumerate(kept) if _replaces(new, old)), len(kept))
                kept[place : place + 1] = [new]
        return replace(self, kept=tuple(kept))

    def _answering(self, answers: Sequence[Sequence[Answer]]) -> Session:
        """The session after more answers."""
        new = [answer for group in answers for answer in group]
        last = (*self.answers, *new)[-REMEMBERED:]
        return replace(self, answers=last, count=self.count + len(new))

    def _reading(
        self, text: str, outlined: Sequence[Outline], answer: Callable[[Program, Options, str], Iterable[T]]
    ) -> T:
        """What a function makes of a text that is read after the statements that it needs."""
        try:
            context = [kept.text for kept in self._needed(text, outlined)]
            options = replace(self.options, declarations=tuple(context))
            (made,) = read_and(answer, text, options)
            return made
        except MatcalcError as error:
            raise _placed(error, text) from None

    def _needed(self, text: str, outlined: Sequence[Outline]) -> list[Kept]:
        """The kept statements that the words of a text lead to, but not those that it replaces.

        Raises MatcalcError where an answer is called that cannot be used.
        """
        replaced = {name for part in outlined if not part.asks for name in _stated(part)}
        declared = {name for part in outlined if not part.asks for name, _ in part.declares}
        found: set[int] = set()
        called: dict[str, Kept] = {}
        words = set[str]().union(*(part.words | part.names for part in outlined))
        new = words
        while new:
            led = [
                i
                for i, kept in enumerate(self.kept)
                if i not in found
                and not (kept.name in replaced and (kept.sort == "definition" or kept.name in declared))
                and any(_leads(word, kept) for word in new)
            ]
            found.update(led)
            answers = {name: self._answer(name, text) for name in _answers_in(new) if name not in called}
            called |= answers
            more = (*(self.kept[i] for i in led), *answers.values())
            new = set[str]().union(*(kept.words | kept.names for kept in more)) - words
            words |= new
        return [*(self.kept[i] for i in sorted(found)), *called.values()]

    def _answer(self, name: str, text: str) -> Kept:
        """The definition of ``ans`` or ``ans_3``, which a text calls.

        Raises MatcalcError where there is no such answer, or no expression says it.
        """
        number = self.count if name == LAST else int(name.removeprefix(f"{LAST}_"))
        place = number - 1 - self.count + len(self.answers)
        if not 0 <= place < len(self.answers):
            last = f"the last is {LAST}_{self.count}" if self.count else "nothing has been answered"
            raise MatcalcError(f"there is no answer {name}", _span(name, text), last, source=text)
        made = _said(self.answers[place])
        if not made.text:
            message = f"{name} cannot be used in an expression"
            raise MatcalcError(message, _span(name, text), made.reason, source=text)
        return Kept(name, "definition", f"{name} = {made.text}", made.words, made.names)


def _judged(
    answers: Sequence[tuple[Answer, ...]], typed: Typed, options: Options, source: str
) -> tuple[tuple[Answer, ...], ...]:
    """The answers to queries, with a note for each equation among these that says whether it is true, where
    that can be told."""
    from matcalc.verdicts.judge import How, judged
    from matcalc.verdicts.wording import line

    how = How(options.layout, options.dims, options.convention, options.notation)
    told = [verdict for verdict in judged(source, how) if verdict.verdict in ("true", "false")]
    noted: list[tuple[Answer, ...]] = []
    for query, group in zip(typed.queries, answers, strict=True):
        start, end = query.source.span or (0, 0)
        said = [line(v, "ascii") for v in told if v.span and start <= v.span.start < end]
        if query.members and said:
            group = tuple(replace(answer, notes=(*answer.notes, *said)) for answer in group)
        noted.append(group)
    return tuple(noted)


def _stated(part: Outline) -> tuple[str, ...]:
    return () if part.asks else (*(name for name, _ in part.declares), *part.defines)


def _all_stated(outlined: Sequence[Outline]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for part in outlined for name in _stated(part)))


def _replaces(new: Kept, old: Kept) -> bool:
    return old.name == new.name and old.sort == new.sort


def _leads(word: str, kept: Kept) -> bool:
    """Whether a word may hold the name of a kept statement. Runs of letters are not split yet, so that this
    may say yes for too many; a statement more does no harm."""
    base = _BASE.match(kept.name)
    assert base is not None
    if kept.name[-1].isdigit() and word[-1].isdigit():  # f_1 is not in f_2
        return word.endswith(kept.name)
    return base[0] in word


def _answers_in(words: Iterable[str]) -> list[str]:
    return sorted({found[0] for word in words if (found := _ANSWER.search(word)) is not None})


def _span(name: str, text: str) -> Span | None:
    found = re.search(rf"{name}(?![0-9_])", text)
    return None if found is None else Span(*found.span())


class _Said(Value):
    """An answer as text to be read, with its words and names (see ``Outline``); empty where no expression
    says what it is, and the reason."""

    text: str
    words: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    reason: str = ""


@lru_cache(maxsize=2 * REMEMBERED)
def _said(answer: Answer) -> _Said:
    if answer.index is not None:
        return _Said("", reason="it is an equation in index notation")
    value = _expanded(answer)
    if value is None:
        return _Said("", reason="it is too long")
    text = write(value, answer.reading)
    named = ids_in(value)
    stated = declarations(answer.reading, [name for name in answer.reading.names if name in named])
    text += f" where {stated}" if stated else ""
    (made,) = outline(text)
    return _Said(text, made.words, made.names)


def _expanded(answer: Answer) -> Term | None:
    """The value with what is meant for its names, None where that is too long. 𝐠 = 𝐠(𝐱) stays a name."""
    meant = {name: body for name, body in answer.where if name not in ids_in(body)}

    value = answer.value
    while fold(value, lambda part, sizes: 1 + sum(sizes)) <= LONGEST:
        if ids_in(value).isdisjoint(meant):
            return value
        value = put_in(value, meant)
    return None


def _placed(error: MatcalcError, text: str) -> MatcalcError:
    """The error with places in the text; a statement before it that is to blame is quoted."""
    source, span = error.source, error.span
    if source is None or not source.endswith(text) or span is None:
        return error
    start = len(source) - len(text)
    places = [(span, "here"), *error.labels]
    inside = [(Span(at.start - start, at.end - start), said) for at, said in places if at.start >= start]
    outside = [(at, said) for at, said in places if at.start < start]
    quoted = "; ".join(f"{_line(source, at)} ({said})" for at, said in outside)
    error.source = text
    error.span = inside[0][0] if inside else None
    error.labels = tuple(label for label in inside if label[0] != error.span or label[1] != "here")
    if quoted:
        error.message = f"{error.message}, as was said before: {quoted}"
    return error


def _as_typed(error: MatcalcError, text: str) -> MatcalcError:
    """The error with places in a text in which ``_`` is still as it was typed."""
    blanks = [found.start() for found in _BLANK.finditer(text)]
    if not blanks or error.source != _BLANK.sub(LAST, text):
        return error

    def typed(place: int) -> int:
        for blank in blanks:
            if place > blank:
                place -= min(place - blank, len(LAST)) - 1
        return place

    def moved(span: Span) -> Span:
        return Span(typed(span.start), typed(span.end))

    error.source = text
    error.span = error.span and moved(error.span)
    error.labels = tuple((moved(span), said) for span, said in error.labels)
    return error


def _line(source: str, at: Span) -> str:
    first = source.rfind("\n", 0, at.start) + 1
    last = source.find("\n", at.start)
    return source[first : len(source) if last < 0 else last].strip()
