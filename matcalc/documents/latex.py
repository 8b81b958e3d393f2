"""Queries in LaTeX: comments that begin with ``matcalc``, wherever TeX takes a % for a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from matcalc.documents.parts import BOM, Lines, Marker, Part, Query, line_end, line_start
from matcalc.errors import Span
from matcalc.reader.entries import entries

VERBATIM = (
    "verbatim", "verbatim*", "Verbatim", "Verbatim*", "BVerbatim", "LVerbatim", "alltt", "lstlisting",
    "minted", "comment", "filecontents", "filecontents*", "tcblisting",
)  # fmt: skip
"""Environments in which a % is a character like others."""

_MOST = 200  # characters of a \verb, so that one without an end costs no more
SKIPPED = rf"""
      \\begin[ \t]*\{{(?P<environment>{"|".join(map(re.escape, VERBATIM))})\}}
    | \\(?:verb\*?|(?:lstinline|mintinline)(?:\[[^]\n]{{0,{_MOST}}}\])?(?:\{{[a-z]{{1,30}}\}})?)
      (?:\{{[^}}\n]{{0,{_MOST}}}\}}|(?P<bar>[^\sA-Za-z*{{])[^\n]{{0,{_MOST}}}?(?P=bar))
    """
"""Begins such an environment, or is all of a command like \\verb."""

_OF_INTEREST = re.compile(rf"{SKIPPED} | \\. | %", re.VERBOSE | re.DOTALL)
_ANNOUNCES = r"%+[ \t]*matcalc(?=[ \t]*:|[ \t]+--[a-z])"
_MARKS = r"%+[ \t]*(?:(?P<begin>begin)|end)[ ]matcalc\b"
_QUERY = re.compile(rf"{_ANNOUNCES}[ \t]*+(?P<options>[^:\r\n]*):?[ \t]*")
_MARKER = re.compile(_MARKS)
_BELOW = re.compile(rf"\r?\n[ \t]*(?!{_ANNOUNCES}|{_MARKS})%++[ \t]?")


def find(document: str) -> Iterator[Part]:
    """The queries and markers of a document, in order."""
    at = 0
    while (found := _OF_INTEREST.search(document, at)) is not None:
        at = found.end()
        if found["environment"]:
            end = document.find(f"\\end{{{found['environment']}}}", at)
            at = len(document) if end < 0 else end
        elif found[0] == "%":
            part = _part(document, found.start())
            at = line_end(document, at) if part is None else part.span.end
            if part is not None:
                yield part


def _part(document: str, start: int) -> Part | None:
    """What a comment says to us."""
    first = line_start(document, start)
    before = document[first:start].lstrip(BOM)
    if (marker := _MARKER.match(document, start)) is not None and not before.strip():
        return Marker(Span(first, line_end(document, start)), marker["begin"] is not None)
    query = _QUERY.match(document, start)
    return None if query is None else _query(document, query, before)


def _query(document: str, announced: re.Match[str], before: str) -> Query:
    """A query with the comments that it goes on in, as an entry of a script goes on."""
    lines = Lines()
    for text, there in _read(document, announced.end()):
        lines.add(text, there)
    last = lines.starts[-1][1]
    return Query(
        Span(announced.start(), last + len(lines.texts[-1])),
        Span(*announced.span("options")),
        lines.text,
        tuple(lines.starts),
        before[: len(before) - len(before.lstrip())],
    )


def _read(document: str, start: int) -> list[tuple[str, int]]:
    """The lines of a query, and where each begins: it goes on in the comments below, where these are not
    queries themselves, as an entry of a script goes on."""
    read: list[tuple[str, int]] = []

    def comments() -> Iterator[str]:
        at = start
        while True:
            end = line_end(document, at)
            read.append((document[at:end], at))
            yield document[at:end]
            below = _BELOW.match(document, end)
            if below is None:
                return
            at = below.end()

    entry = next(entries(comments()), None)
    return read[: 1 if entry is None or entry.line > 1 else entry.text.count("\n") + 1]
