"""Text of which each character knows where in a document it comes from."""

from __future__ import annotations

from collections.abc import Iterable

from matcalc.errors import Span
from matcalc.records import Value


class Placed(Value):
    """text, and for each of its characters where that begins and ends in the document: many may come from one
    command, and one may come from an escape of several characters."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.text)

    def __getitem__(self, part: slice) -> Placed:
        return Placed(self.text[part], self.starts[part], self.ends[part])

    def put(self, text: str) -> Placed:
        """Another text that comes from where this one does."""
        place = self.span(Span(0, len(self)))
        return Placed(text, (place.start,) * len(text), (place.end,) * len(text))

    def span(self, span: Span) -> Span:
        """Where a part of the text stands in the document."""
        if not self.text:
            return Span(0, 0)
        first = min(span.start, len(self) - 1)
        last = max(first, min(span.end, len(self)) - 1)
        return Span(self.starts[first], max(self.ends[last], self.starts[first]))

    def stripped(self, characters: str = " \t\r\n") -> Placed:
        start = len(self.text) - len(self.text.lstrip(characters))
        return self[start : max(start, len(self.text.rstrip(characters)))]


def placed(document: str, start: int, end: int) -> Placed:
    """A part of a document as it stands there."""
    return Placed(document[start:end], tuple(range(start, end)), tuple(range(start + 1, end + 1)))


def joined(parts: Iterable[Placed]) -> Placed:
    parts = list(parts)
    return Placed(
        "".join(part.text for part in parts),
        tuple(place for part in parts for place in part.starts),
        tuple(place for part in parts for place in part.ends),
    )
