"""Where mathematics begins and ends."""

from __future__ import annotations

import re

from matcalc.documents.mathematics.placed import Placed, joined
from matcalc.documents.parts import line_end
from matcalc.records import Value

MOST = 20_000  # characters of a formula, so that one without an end costs no more

_ENVIRONMENTS = (
    "equation", "align", "alignat", "flalign", "gather", "multline", "eqnarray", "displaymath", "math",
    "dmath", "dgroup", "IEEEeqnarray", "xalignat", "xxalignat", "aligned", "gathered",
)  # fmt: skip
OPENS = rf"(?P<opens>\\begin[ ]*\{{(?:{'|'.join(_ENVIRONMENTS)})\*?\}}|\\\[|\\\(|\$\$|\$)"
"""Begins mathematics."""

_CLOSES = {r"\[": r"\]", r"\(": r"\)", "$$": "$$", "$": "$"}
_MARK = re.compile(
    r"\\end[ ]*\{[A-Za-z]*\*?\}|\\(?:text[a-z]*|mbox|hbox)\s*\{(?:[^{}]|\{[^{}]{0,100}\}){0,300}\}"
    r"|\\.|%|\$\$?|\n[ \t\r]*(?=\n)",
    re.DOTALL,
)
_PERCENT = re.compile(r"\\.|%", re.DOTALL)
_COMMENT = re.compile(r"%[^\n]*(?:\n[ \t]*)?")


UNCLOSED = f"it does not end, or has more than {MOST:,} characters"


class Bounds(Value):
    """What is between delimiters, and where the closing one ends. environment: that it stands in."""

    inside: tuple[int, int]
    end: int
    environment: str = ""


def bounds(document: str, start: int, opening: str) -> Bounds | None:
    """The mathematics that an opening delimiter at some place begins, if it ends."""
    inside = start + len(opening)
    environment = opening[opening.index("{") + 1 : -1] if opening.startswith(r"\begin") else ""
    wanted = rf"\end{{{environment}}}" if environment else _CLOSES[opening]
    found = _closing(document, inside, wanted)
    return None if found is None else Bounds((inside, found[0]), found[1], environment.rstrip("*"))


def _closing(document: str, start: int, wanted: str) -> tuple[int, int] | None:
    """Where the closing delimiter begins and ends. A $ in words within the formula closes nothing."""
    at, limit = start, min(len(document), start + MOST)
    if document.find(wanted if wanted in _CLOSES.values() else r"\end", start, limit) < 0:
        return None
    while (mark := _MARK.search(document, at, limit)) is not None:
        at, text = mark.end(), mark[0]
        if text == "%":
            at = line_end(document, at)
        elif text.replace(" ", "") == wanted or (wanted == "$" and text == "$$"):
            return mark.start(), mark.start() + (len(wanted) if wanted.startswith("$") else len(text))
        elif text.startswith("\n") and wanted in ("$", r"\)"):
            return None
    return None


def uncommented(source: Placed) -> Placed:
    """A formula without its comments, each up to what begins the line below it."""
    parts: list[Placed] = []
    at = search = 0
    while (mark := _PERCENT.search(source.text, search)) is not None:
        search = mark.end()
        if mark[0] == "%":
            comment = _COMMENT.match(source.text, mark.start())
            assert comment is not None
            parts.append(source[at : mark.start()])
            at = search = comment.end()
    return joined([*parts, source[at:]]) if parts else source
