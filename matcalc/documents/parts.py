"""What is found in a document, and where it stands there."""

from __future__ import annotations

from bisect import bisect_right

from matcalc.errors import MatcalcError, Span
from matcalc.records import Value

BOM = "\ufeff"


class Query(Value):
    """Statements for the calculator.

    span:    from where they are announced to the end of their last line, the line's end not included.
    options: where the options before them stand.
    text:    the statements, what surrounds them in the document taken away.
    lines:   for each line of the text, where it begins there and where in the document.
    margin:  what the lines of an answer begin with, to stand where the query stands.
    """

    span: Span
    options: Span
    text: str
    lines: tuple[tuple[int, int], ...]
    margin: str

    @property
    def stop(self) -> str:
        """The full stop or comma at its end, which belongs to the document: its answer ends with it."""
        end = self.text.rstrip()[-1:]
        return end if end and end in ".," else ""

    @property
    def statements(self) -> str:
        """The text without that."""
        return self.text.rstrip()[:-1] if self.stop else self.text

    def place(self, offset: int) -> int:
        """Where in the document a place of the text is."""
        start, there = self.lines[bisect_right(self.lines, offset, key=lambda line: line[0]) - 1]
        return there + offset - start

    def placed(self, span: Span) -> Span:
        start = self.place(span.start)
        return Span(start, max(self.place(max(span.end - 1, span.start)) + 1, start))


class Marker(Value):
    """A line that begins or ends an answer; the line's end is not in its span."""

    span: Span
    begins: bool


Part = Query | Marker


class Lines:
    """Collects the text of a query, line by line."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.starts: list[tuple[int, int]] = []
        self.size = 0

    def add(self, text: str, there: int) -> None:
        """A line, and where it stands in the document."""
        self.texts.append(text)
        self.starts.append((self.size, there))
        self.size += len(text) + 1

    @property
    def end(self) -> int:
        """Where the last line ends in the document."""
        return self.starts[-1][1] + len(self.texts[-1])

    @property
    def text(self) -> str:
        return "\n".join(self.texts)


def refused(message: str, span: Span, document: str, hint: str | None = None) -> MatcalcError:
    """A refusal of something in a document."""
    return MatcalcError(message, span, hint, source=document)


def line_start(document: str, offset: int) -> int:
    """Where the line of a place begins."""
    return document.rfind("\n", 0, offset) + 1


def line_end(document: str, offset: int) -> int:
    """Where the line of a place ends, before its newline, \\n or \\r\\n."""
    end = document.find("\n", offset)
    if end < 0:
        return len(document)
    return end - 1 if end > offset and document[end - 1] == "\r" else end
