"""Chapters as plain text for a terminal or a pipe."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator

from matcalc.manual import CHAPTERS
from matcalc.manual.chapter import Body, Chapter, Entry, Heading, Lines

WIDEST = 100  # prose in longer lines is hard to read
INDENT = " " * 2

Strong = Callable[[str], str]


def contents() -> str:
    """The topics and what each is about."""
    longest = max(len(chapter.topic) for chapter in CHAPTERS)
    return "".join(f"{INDENT}{c.topic:{longest}}  {c.summary}\n" for c in CHAPTERS)


def text(chapter: Chapter, width: int, strong: Strong = str) -> str:
    """A chapter in lines of at most ``width`` columns, as far as its examples allow. strong: how headings and
    terms are set off."""
    blocks = [strong(chapter.title.capitalize()), *_blocks(chapter.body, min(width, WIDEST), strong)]
    return "\n\n".join(blocks) + "\n"


def _blocks(body: Body, width: int, strong: Strong) -> Iterator[str]:
    for item in body:
        match item:
            case Heading(title):
                yield strong(title)
            case Lines(lines):
                yield textwrap.indent(lines, INDENT * 2)
            case Entry(term, said):
                yield f"{INDENT}{strong(term)}\n{_filled(said, INDENT * 2, width)}"
            case _:
                yield _filled(item, INDENT, width)


def _filled(prose: str, indent: str, width: int) -> str:
    return textwrap.fill(
        prose,
        width,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
