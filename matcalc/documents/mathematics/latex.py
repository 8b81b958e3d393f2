"""The formulas of a LaTeX document, its headings, and what its comments say to matcalc."""

from __future__ import annotations

import re
from collections.abc import Iterator

from matcalc.documents.latex import SKIPPED
from matcalc.documents.latex import find as queries
from matcalc.documents.mathematics.delimiters import OPENS, UNCLOSED, bounds, uncommented
from matcalc.documents.mathematics.found import Formula, Found, Heading, Remark, Trouble
from matcalc.documents.mathematics.macros import (
    DEFINES,
    INCLUDES,
    Beside,
    Macros,
    cut,
    define,
    included,
    written_out,
)
from matcalc.documents.mathematics.placed import Placed, joined, placed
from matcalc.documents.parts import Query, line_end
from matcalc.errors import MatcalcError

_LEVELS = ("part", "chapter", "section", "subsection", "subsubsection")
_OF_INTEREST = re.compile(
    rf"""{SKIPPED}
    | \\(?P<heading>{"|".join(_LEVELS)})\*?(?=[ ]*[\[{{])
    | {DEFINES}
    | {INCLUDES}
    | (?P<body>\\begin[ ]*\{{document\}})
    | {OPENS}
    | \\.
    | %""",
    re.VERBOSE | re.DOTALL,
)


def find(document: str, beside: Beside) -> Iterator[Found]:
    """What is found in a document, in order."""
    remarks = [part for part in queries(document) if isinstance(part, Query)][::-1]
    macros: Macros = {}
    prose: list[str] = []
    preamble = re.search(r"\\begin[ ]*\{document\}", document) is not None
    at = 0
    while (found := _OF_INTEREST.search(document, at)) is not None:
        prose.append(document[at : found.start()])
        at = found.end()
        if found["environment"]:
            at = _verbatim(document, found)
        elif found["heading"]:
            prose.clear()
            yield Heading(_LEVELS.index(found["heading"]) + 1)
        elif found["defines"]:
            at = define(document, found.start(), macros)
        elif found["file"]:
            included(found["file"], beside, macros)
        elif found["body"]:
            preamble = False
            prose.clear()
        elif found[0] == "%":
            at = line_end(document, at)
            while remarks and remarks[-1].span.start < found.start():
                remarks.pop()
            if remarks and remarks[-1].span.start == found.start():
                query = remarks.pop()
                at = query.span.end
                yield remark(placed(document, 0, len(document)), query)
        elif found["opens"] and not preamble:
            limits = bounds(document, found.start(), found["opens"])
            if limits is None:
                yield Trouble(placed(document, *found.span()), UNCLOSED)
            else:
                at = limits.end
                yield formula(placed(document, *limits.inside), limits.environment, "".join(prose), macros)
                prose.clear()
        else:
            prose.append(found[0])


def _verbatim(document: str, found: re.Match[str]) -> int:
    end = document.find(f"\\end{{{found['environment']}}}", found.end())
    return len(document) if end < 0 else end


def formula(source: Placed, environment: str, before: str, macros: Macros) -> Formula | Trouble:
    """A formula with the author's commands written out; those that are defined in it are kept."""
    try:
        return Formula(written_out(cut(uncommented(source), macros), macros), environment, before)
    except MatcalcError as error:
        return Trouble(source, error.message)


def remark(source: Placed, query: Query) -> Remark:
    """What a query says, with places."""
    document = source.text
    parts: list[Placed] = []
    for number, (start, there) in enumerate(query.lines):
        last = number + 1 == len(query.lines)
        end = there + (len(query.text) if last else query.lines[number + 1][0] - 1) - start
        parts.append(source[there:end])
        if not last:
            parts.append(source[max(end - 1, 0) : end].put("\n"))
    return Remark(joined(parts), document[query.options.start : query.options.end])
