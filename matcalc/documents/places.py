"""Which answer in a document belongs to which query."""

from __future__ import annotations

from collections.abc import Iterable

from matcalc.documents.parts import Marker, Part, Query, refused
from matcalc.errors import MatcalcError, Span
from matcalc.records import Value


class Place(Value):
    """A query, and its answer with its markers, where there is one, from line to line."""

    query: Query
    answer: Span | None


def places(document: str, parts: Iterable[Part]) -> list[Place]:
    """Every query of a document. An answer stands below its query, with empty lines between at most.

    Raises MatcalcError for markers that do not come in pairs, and an answer without a query.
    """
    found: list[Place] = []
    begun: Marker | None = None
    for part in parts:
        if isinstance(part, Query):
            if begun is not None:
                raise _unended(document, begun, f"a query follows in line {_line(document, part)}")
            found.append(Place(part, None))
        elif part.begins:
            if begun is not None:
                raise _unended(document, begun, f"another begins in line {_line(document, part)}")
            if not (found and found[-1].answer is None and _follows(document, found[-1].query, part)):
                message = "this answer belongs to no query"
                raise refused(message, part.span, document, "put a query right above it, or delete it")
            begun = part
        else:
            if begun is None:
                message = "this ends an answer that has not begun"
                raise refused(message, part.span, document, "delete the line")
            found[-1] = Place(found[-1].query, Span(begun.span.start, part.span.end))
            begun = None
    if begun is not None:
        raise _unended(document, begun, "the document ends")
    return found


def _follows(document: str, query: Query, marker: Marker) -> bool:
    return not document[query.span.end : marker.span.start].strip("> \t\r\n")


def _unended(document: str, begun: Marker, then: str) -> MatcalcError:
    hint = "put its end back, or delete this line"
    return refused(f"this answer does not end: {then}", begun.span, document, hint)


def _line(document: str, part: Part) -> int:
    return document.count("\n", 0, part.span.start) + 1
