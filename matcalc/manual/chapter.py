"""What a chapter is made of, whatever it is printed on."""

from __future__ import annotations

from matcalc.records import Value


class Entry(Value):
    """A term and what is to be said about it."""

    term: str
    text: str


class Heading(Value):
    """The title of a part of a chapter."""

    title: str


class Lines(Value):
    """Lines that stand as they are: a command to type, a table."""

    text: str


Body = tuple[str | Entry | Heading | Lines, ...]


class Chapter(Value):
    """topic: the word to ask for it by. title: its heading on the page, here in small letters. summary: what
    it is about, in a line."""

    topic: str
    title: str
    summary: str
    body: Body
