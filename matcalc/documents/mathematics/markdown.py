"""The formulas of a Markdown document, its headings, and what its comments say to matcalc.

What comes first counts, from left to right: a fence, a code span, a comment or a formula. A $ is a
delimiter where no space follows and it is closed by one that no space precedes and no digit follows, as in
Pandoc and on GitHub; or with a space on both sides of what it delimits, as notebooks have it. GitLab and
GitHub have $`…`$ as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from matcalc.documents.markdown import find as queries
from matcalc.documents.mathematics.delimiters import MOST, OPENS, UNCLOSED, Bounds, bounds
from matcalc.documents.mathematics.found import Found, Heading, Trouble
from matcalc.documents.mathematics.latex import formula, remark
from matcalc.documents.mathematics.macros import Macros
from matcalc.documents.mathematics.placed import Placed, joined, placed
from matcalc.documents.parts import Query
from matcalc.errors import MatcalcError

_OF_INTEREST = re.compile(
    rf"""
      ^(?P<margin>[ \t>]*(?:(?:[-+*]|[0-9]{{1,9}}[.)])[ \t]+)*)
       (?P<fence>`{{3,}}|~{{3,}})[ \t]*(?P<info>[^\r\n]*)
    | ^[ ]{{0,3}}(?P<heading>\#{{1,6}})(?=[ \t])
    | (?<=\S\n)(?P<underline>=+|-{{2,}})[ \t]*\r?$
    | <(?P<section>(?:sub)*section)[ ]title=
    | (?P<ticked>\$`(?!`))
    | (?P<code>`+)
    | (?P<comment><!--)
    | (?P<doubled>\\\\[\[(])
    | {OPENS}
    | \\.
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
_MATHEMATICAL = re.compile(r"[\\=^_{}<>+*/]|(?<!\w)\w(?!\w)")
_ESCAPES = re.compile(r"\\([_*])")
_QUOTE = re.compile(r"\n[ \t]*>+[ \t]?")


def find(document: str) -> Iterator[Found]:
    """What is found in a document, in order."""
    yield from within(placed(document, 0, len(document)), {})


def within(source: Placed, macros: Macros) -> Iterator[Found]:
    """What is found in Markdown that stands in another document, in order."""
    document = source.text
    remarks: dict[int, Query] = {}
    try:
        remarks = {part.span.start: part for part in queries(document) if isinstance(part, Query)}
    except MatcalcError as error:
        yield Trouble(source[slice(*error.span or (0, 0))], error.message)
    prose: list[str] = []
    at = 0
    while (found := _OF_INTEREST.search(document, at)) is not None:
        prose.append(document[at : found.start()])
        at = found.end()
        limits: Bounds | None = None
        if found["fence"] or found["comment"]:
            start = found.start("fence") if found["fence"] else found.start()
            if start in remarks:
                at = remarks[start].span.end
                yield remark(source, remarks[start])
            elif found["comment"]:
                at = _after(document, "-->", at)
            else:
                limits, at = _fenced(document, found)
        elif found["heading"] or found["underline"] or found["section"] is not None:
            prose.clear()
            yield Heading(_level(found))
        elif found["code"]:
            closed = re.compile(rf"(?<!`){found['code']}(?!`)").search(document, at)
            at = at if closed is None else closed.end()
        elif found["doubled"] or found["ticked"]:
            closing = "`$" if found["ticked"] else found[0].translate({40: 41, 91: 93})
            end = document.find(closing, at, at + MOST)
            limits = None if end < 0 else Bounds((at, end), end + len(found[0]))
        elif found["opens"]:
            limits = bounds(document, found.start(), found["opens"])
            if limits is None and found["opens"].startswith("\\begin"):
                yield Trouble(source[slice(*found.span())], UNCLOSED)
            if limits is not None and found["opens"] == "$" and not _delimits(document, limits):
                limits = None
        else:
            prose.append(found[0])
        if limits is not None:
            at = limits.end
            yield formula(
                _unescaped(source[slice(*limits.inside)]), limits.environment, "".join(prose), macros
            )
            prose.clear()


def _after(document: str, text: str, at: int) -> int:
    end = document.find(text, at)
    return len(document) if end < 0 else end + len(text)


def _fenced(document: str, found: re.Match[str]) -> tuple[Bounds | None, int]:
    """The mathematics in a fenced block, where it is that, and where the block ends."""
    fence = found["fence"]
    if fence[0] == "`" and "`" in found["info"]:  # a code span
        return None, found.end("fence")
    ends = re.compile(rf"^[ \t>]*{fence[0]}{{{len(fence)},}}[ \t]*\r?$", re.MULTILINE)
    closed = ends.search(document, found.end())
    start, end = (len(document),) * 2 if closed is None else closed.span()
    if found["info"].strip("{} .") == "math":
        return Bounds((found.end(), start), end), end
    return None, end


def _level(found: re.Match[str]) -> int:
    if found["underline"]:
        return 1 if found["underline"][0] == "=" else 2
    return len(found["heading"]) if found["heading"] else 1 + found["section"].count("sub")


def _delimits(document: str, limits: Bounds) -> bool:
    """Whether dollars are delimiters, and no prices."""
    start, end = limits.inside
    before, after = document[start : start + 1].isspace(), document[end - 1 : end].isspace()
    if start == end or before != after or document[end + 1 : end + 2].isdigit():
        return False
    return not before or _MATHEMATICAL.search(document, start, end) is not None


def _unescaped(source: Placed) -> Placed:
    """A formula without the > of a quote, and the \\ that keep Markdown from reading _ and * as its own."""
    parts: list[Placed] = []
    at = 0
    quoted = _QUOTE.search(source.text) is not None and all(
        line.lstrip().startswith(">") for line in source.text.split("\n")[1:]
    )
    for found in (re.compile(rf"{_QUOTE.pattern}|{_ESCAPES.pattern}") if quoted else _ESCAPES).finditer(
        source.text
    ):
        kept = found.start() + (found[0][0] == "\\"), found.start() + 1 + (found[0][0] == "\\")
        parts += [source[at : found.start()], source[slice(*kept)]]
        at = found.end()
    return joined([*parts, source[at:]]) if parts else source
