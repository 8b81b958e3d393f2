"""Queries in Markdown: fenced blocks of the language ``matcalc``, and HTML comments that begin with it.

They stand where CommonMark lets blocks begin, at the beginning of a line, within block quotes and lists too.
What stands in code of other languages, or is commented out, is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from matcalc.documents.parts import BOM, Lines, Marker, Part, Query, line_end, refused
from matcalc.errors import MatcalcError, Span

_ITEM = r"(?:[-+*]|[0-9]{1,9}[.)])(?=[ \t])"
_OF_INTEREST = re.compile(
    rf"""
    ^{BOM}?(?P<margin>[ \t]*+(?:(?:>|{_ITEM})[ \t]*+)*+)
    (?: (?P<fence>`{{3,}}+|~{{3,}}+)[ \t]*+(?P<info>[^\r\n]*+)
      | (?P<comment><!--)
      | <(?P<raw>(?i:pre|script|style|textarea))\b
    )
    | (?P<within><!--\s*matcalc\s*(?::|--[a-z]))
    """,
    re.VERBOSE | re.MULTILINE,
)
_FENCED = re.compile(r"matcalc(?![^ \t])[ \t]*(?P<options>.*)")
_QUERY = re.compile(r"\s*matcalc(?=\s*:|[ \t]+--[a-z])\s*+(?P<options>[^:\r\n]*):?")
_MARKER = re.compile(r"[ \t]*(?:(?P<begin>begin)|end)[ ]matcalc\b")
_ABOVE = re.compile(rf"(?P<indent>[ \t]*+)(?:(?P<item>{_ITEM})[ \t]+|(?=\S))")
_WINDOW = 2_000  # characters that are looked back


def find(document: str) -> Iterator[Part]:
    """The queries and markers of a document, in order.

    Raises MatcalcError for a query that does not end, or that does not stand on a line of its own.
    """
    margins = _Margins(document)
    at = 0
    while (found := _OF_INTEREST.search(document, at)) is not None:
        at = found.end()
        part: Part | None = None
        if found["within"]:
            if not _in_code_span(document, found.start()):
                raise _not_alone(document, Span(*found.span()))
            continue
        if margins.is_code(found):
            pass
        elif found["fence"]:
            part, at = _fenced(document, found)
        elif found["comment"]:
            part, at = _commented(document, found)
        else:
            closed = re.compile(rf"(?i:</{found['raw']}\b)").search(document, at)
            at = len(document) if closed is None else closed.end()
        margins.seen = at = line_end(document, at)
        if part is not None:
            yield part


def _fenced(document: str, found: re.Match[str]) -> tuple[Part | None, int]:
    """A fenced block, where it is ours, and where it ends."""
    fence, info = found["fence"], found["info"]
    if fence[0] == "`" and "`" in info:
        return None, found.end()
    end = re.compile(rf"^[ \t>]*+{fence[0]}{{{len(fence)},}}+[ \t]*+\r?$", re.MULTILINE)
    closed = end.search(document, found.end())
    ours = _FENCED.match(info)
    if ours is None:
        return None, len(document) if closed is None else closed.end()
    if closed is None:
        span = Span(found.start("fence"), found.end())
        raise refused("this block does not end", span, document, f"end it with {fence}")
    start = found.start("info")
    options = Span(start + ours.start("options"), start + ours.end())
    text = _trimmed(document, document.find("\n", start) + 1, closed.start())
    span = Span(found.start("fence"), line_end(document, closed.start()))
    return _query(document, span, options, text, found["margin"]), span.end


def _commented(document: str, found: re.Match[str]) -> tuple[Part | None, int]:
    """An HTML comment, where it is ours, and where the lines that it stands on end."""
    start = found.end("comment")
    end = document.find("-->", start - 2)
    inside = len(document) if end < 0 else end
    marker = _MARKER.match(document, start, inside)
    query = _QUERY.match(document, start, inside)
    if end < 0:
        if marker or query:
            span = Span(found.start("comment"), line_end(document, start))
            raise refused("this comment does not end", span, document, "end it with -->")
        return None, len(document)
    after = line_end(document, end)
    span = Span(found.start("comment"), after)
    if marker is not None and not found["margin"].strip("> \t"):
        return Marker(Span(found.start(), after), marker["begin"] is not None), after
    if query is None:
        return None, after
    if document[end + 3 : after].strip():
        raise _not_alone(document, Span(end + 3, after))
    text = _trimmed(document, query.end(), end)
    return _query(document, span, Span(*query.span("options")), text, found["margin"]), after


def _trimmed(document: str, start: int, end: int) -> Span:
    return Span(start, start + len(document[start:end].rstrip()))


def _query(document: str, span: Span, options: Span, text: Span, margin: str) -> Query:
    quotes = re.compile(rf"[ \t]*(?:>[ \t]?){{0,{margin.count('>')}}}")
    lines = Lines()
    at, more = text.start, True
    while more:
        newline = document.find("\n", at, text.end)
        more = newline >= 0
        end = newline if more else text.end
        if document[at - 1] == "\n":
            quote = quotes.match(document, at, end)
            at = at if quote is None else quote.end()
        lines.add(document[at:end].rstrip(), at)
        at = end + 1
    below = re.sub(r"[^>\s]", " ", margin)
    return Query(span, options, lines.text, tuple(lines.starts), below)


def _not_alone(document: str, span: Span) -> MatcalcError:
    message = "a query stands on a line of its own"
    return refused(message, span, document, "end the line before it, and behind it")


def _in_code_span(document: str, at: int) -> bool:
    first = max(document.rfind("\n", max(at - _WINDOW, 0), at), at - _WINDOW, 0)
    return document.count("`", first, at) % 2 == 1


class _Margins:
    """Tells indented code from what is indented to stand below an item of a list.

    seen:   up to where the document has been looked at.
    column: where the text of the innermost item that is open there begins, 0 where none is.
    """

    def __init__(self, document: str) -> None:
        self.document = document
        self.seen = 0
        self.column = 0

    def is_code(self, found: re.Match[str]) -> bool:
        """Whether what begins in some line is a line of code."""
        margin = found["margin"]
        behind = len(margin) - len(margin.rstrip())
        if behind < len(margin):
            self.column = 0 if ">" in margin else _width(margin)
            return behind > 4
        self.column = self._above(found.start(), _width(margin))
        return _width(margin) - self.column >= 4

    def _above(self, start: int, width: int) -> int:
        """The column of the innermost item above a line that is still open there: no line since is indented
        less than its text."""
        at = start
        while at > self.seen and width:
            end = at - 1
            at = max(self.document.rfind("\n", self.seen, end) + 1, self.seen)
            line = _ABOVE.match(self.document, at, end)
            if line is None:
                continue
            if line["item"] and _width(line[0]) <= width:
                return _width(line[0])
            width = min(width, _width(line["indent"]))
        return self.column if self.column <= width else 0


def _width(margin: str) -> int:
    return len(margin.expandtabs(4))
