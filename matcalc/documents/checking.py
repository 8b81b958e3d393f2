"""Whether the equations of a document are true."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from matcalc.documents.mathematics import latex, markdown, notebooks
from matcalc.documents.mathematics.conditions import derives
from matcalc.documents.mathematics.found import Found
from matcalc.documents.mathematics.heeding import heeded
from matcalc.documents.mathematics.items import Item, items
from matcalc.documents.mathematics.macros import Beside
from matcalc.errors import MatcalcError, Span
from matcalc.records import replace
from matcalc.verdicts.claims import Claim, Unread
from matcalc.verdicts.judge import How, fitting, verdicts
from matcalc.verdicts.verdict import Verdict

_DELIMITED = re.compile(r"\$[^$\n]*[\\^_=][^$\n]*\$|^\s*\$\$\s*$|(?<!\\)\\[\[(]", re.MULTILINE)
SAMPLED = 40  # claims of a long document by which its layout is found
LARGEST = 1_000_000  # bytes of a file that is included
FINDERS: tuple[tuple[tuple[str, ...], Callable[[str, Beside], Iterator[Found]]], ...] = (
    ((".tex", ".ltx", ".latex"), latex.find),
    ((".ipynb",), lambda text, _: notebooks.find(text)),
    (
        (".md", ".markdown", ".mkd", ".qmd", ".rmd", ".xml"),
        lambda text, _: markdown.find(text),
    ),
)
"""What finds the mathematics of a document, by the ending of its name."""


def checks(name: str) -> bool:
    """Whether a file is a document, by the ending of its name."""
    return any(name.lower().endswith(endings) for endings, _ in FINDERS)


def delimits(text: str) -> bool:
    """Whether a text has mathematics between delimiters, as documents have."""
    return _DELIMITED.search(text) is not None


def checked(text: str, name: str, how: How, declarations: str = "") -> list[Verdict]:
    """The verdicts on the equations of a document, in order, with their places in its text.

    What is no claim is "unread", and its ``why`` says what it is. An equation that is not true in general is
    left alone, too, where it may be a definition or a condition.

    declarations: what is known before, of which nothing is said, a line each.

    Raises MatcalcError for a document of a language that is not known, or that is not in its language.
    """
    found = items([*_finder(name)(text, _beside(name))], how, declarations)
    claims = [found.assumed(item)[0] for item in found.items]
    found = replace(found, how=replace(found.how, layout=found.how.layout or _layout(claims, found.how)))
    given = verdicts([(claim, 0) for claim in claims], found.how)
    return [_placed(verdict, item) for verdict, item in zip(heeded(given, found), found.items, strict=True)]


def cells(text: str, name: str) -> Callable[[int], notebooks.Located | None] | None:
    """What tells the cell of a place in a notebook, and the line and column in it; None for another document.

    Raises MatcalcError for what is no notebook.
    """
    if not name.lower().endswith(".ipynb"):
        return None
    found = notebooks.cells(text)
    return lambda offset: notebooks.located(found, offset)


def _layout(claims: Sequence[Claim | Unread], how: How) -> str | None:
    """The layout that a long document keeps to, found of some of its derivatives."""
    derived = [claim for claim in claims if isinstance(claim, Claim) and derives(claim)]
    if len(derived) <= SAMPLED:
        return None
    return fitting([derived[k * len(derived) // SAMPLED] for k in range(SAMPLED)], how)


def _placed(verdict: Verdict, item: Item) -> Verdict:
    span = verdict.span or Span(0, len(item.source))
    return replace(verdict, span=item.source.span(span))


def _finder(name: str) -> Callable[[str, Beside], Iterator[Found]]:
    for endings, find in FINDERS:
        if name.lower().endswith(endings):
            return find
    known = ", ".join(ending for endings, _ in FINDERS for ending in endings)
    raise MatcalcError(f"which language is {name!r} written in?", hint=f"known are {known}")


def _beside(name: str) -> Beside:
    """Reads the files beside a document that it includes, and no others."""
    folder = Path(name).parent

    def read(wanted: str) -> str | None:
        for ending in ("", ".tex", ".sty"):
            path = folder / f"{wanted}{ending}"
            try:
                inside = path.resolve().is_relative_to(folder.resolve())
                if inside and path.is_file() and path.stat().st_size < LARGEST:
                    return path.read_text("utf-8", "replace")
            except (OSError, ValueError):
                continue
        return None

    return read
