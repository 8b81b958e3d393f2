"""A document brought up to date: the answer to each of its queries, below the query."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from matcalc.documents.answers import block
from matcalc.documents.languages import Language
from matcalc.documents.parts import Query, line_end
from matcalc.documents.places import Place, places
from matcalc.documents.settings import Settings
from matcalc.errors import MatcalcError, Span
from matcalc.records import Value, replace
from matcalc.session import Session

Chosen = Callable[[Settings, str], Settings]
"""Settings with the options that a text holds. Raises MatcalcError for what are none."""


class Change(Value):
    """What is wrong in a document. line: of the first of the old lines, from 1, or the line that the new ones
    come before. query: the first line of what they answer."""

    line: int
    old: tuple[str, ...]
    new: tuple[str, ...]
    query: str


class Woven(Value):
    """text: the document with the answers. changes: how it differs from what it was, in order."""

    text: str
    changes: tuple[Change, ...]


def weave(document: str, language: Language, settings: Settings, chosen: Chosen) -> Woven:
    """The document with an answer below each query; what is declared and defined holds from there on.

    Raises MatcalcError, whose places are in the document.
    """
    pieces: list[str] = []
    changes: list[Change] = []
    at, line = 0, 1
    for place, lines in _answered(document, language, settings, chosen):
        start, end = _old(document, place, bool(lines))
        old = document[start:end]
        new = _newline(document, place.query).join(lines)
        if place.answer is None and lines:
            new = _newline(document, place.query) + new
        pieces += [document[at:start], new]
        line += document.count("\n", at, start)
        if old != new:
            first = line + (not old or old[0] in "\r\n")
            query = place.query.text.strip().partition("\n")[0]
            changes.append(Change(first, _lines(old), _lines(new), query))
        line += old.count("\n")
        at = end
    return Woven("".join([*pieces, document[at:]]), tuple(changes))


def _old(document: str, place: Place, answered: bool) -> Span:
    """What an answer stands in place of; where there is none any more, a newline goes with the old one: that
    behind it, or at the end of a document the one before it."""
    if place.answer is None:
        return Span(place.query.span.end, place.query.span.end)
    start, end = place.answer
    if answered:
        return place.answer
    if end < len(document):
        return Span(start, document.index("\n", end) + 1)
    return Span(start - 1 - document.startswith("\r\n", start - 2), end)


def _newline(document: str, query: Query) -> str:
    """The newline at the end of a query, or where the document ends there, one like the others in it."""
    end = query.span.end
    if end == len(document):
        return "\r\n" if "\r\n" in document else "\n"
    return "\r\n" if document[end] == "\r" else "\n"


def _lines(text: str) -> tuple[str, ...]:
    """The lines of a text that has a newline before it, or behind it, or neither."""
    lines = text.removeprefix("\r").removeprefix("\n").removesuffix("\n").split("\n")
    return tuple(line.removesuffix("\r") for line in lines) if text else ()


def _answered(
    document: str, language: Language, settings: Settings, chosen: Chosen
) -> Iterator[tuple[Place, list[str]]]:
    """Each query, and the lines of its answer, none where nothing is asked."""
    _refuse_form(settings, language)
    session = Session.begun(settings.options)
    for place in places(document, language.find(document)):
        query = place.query
        try:
            here = chosen(settings, document[query.options.start : query.options.end])
            _refuse_form(here, language)
        except MatcalcError as error:
            raise MatcalcError(error.message, query.options, error.hint, source=document) from None
        lines: list[str] = []
        if not query.text.strip() and here != settings:
            settings = here
        else:
            try:
                turn = replace(session, options=here.options).enter(query.statements)
                session = turn.session
                if turn.answers:
                    lines = block(turn.answers, language, here, query.stop)
            except MatcalcError as error:
                raise _placed(error, query, document) from None
            except (RecursionError, MemoryError):
                large = MatcalcError("this is too large to answer", hint="try it in smaller parts")
                raise _placed(large, query, document) from None
        yield place, [query.margin + line if line else query.margin.rstrip() for line in lines]


def _refuse_form(settings: Settings, language: Language) -> None:
    if settings.form not in language.forms:
        message = f"an answer in {language.name} cannot stand as {settings.form}"
        raise MatcalcError(message, hint=f"it can as {', '.join(language.forms)}")


def _placed(error: MatcalcError, query: Query, document: str) -> MatcalcError:
    """The error with places in the document, at least that of the query."""
    if error.span is None or error.source != query.statements:
        first = Span(query.span.start, line_end(document, query.span.start))
        return MatcalcError(error.message, first, error.hint, source=document)
    labels = tuple((query.placed(span), said) for span, said in error.labels)
    return MatcalcError(error.message, query.placed(error.span), error.hint, labels, document)
