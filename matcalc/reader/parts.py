"""What each part of a text is, for whoever colours it: of any text, also a wrong or half typed one."""

from __future__ import annotations

from collections.abc import Collection
from itertools import groupby
from typing import Literal

from matcalc.errors import ReadError, Span
from matcalc.reader.context import Context
from matcalc.reader.kinds import WORDS
from matcalc.reader.scan import Scanner
from matcalc.reader.tokens import Token
from matcalc.reader.words import FUNCTIONS, pieces_of
from matcalc.records import Value

Sort = Literal[
    "number", "name", "known", "function", "operator", "bracket", "keyword", "comment", "markup", "wrong", ""
]

_SORTS: dict[str, Sort] = {
    **dict.fromkeys(("NUMBER", "CONSTANT", "INFINITY"), "number"),
    **dict.fromkeys(("PARTIAL", "NABLA", "SIGMA", "FRAC", "ROOT"), "function"),
    **dict.fromkeys(("SIGN", "POINTWISE", "_TIMES", "_DIVIDE", "POWER", "COMPARE", "EQUALS"), "operator"),
    **dict.fromkeys(("_TRANSPOSE", "TOP", "AND", "OR", "_"), "operator"),
    **dict.fromkeys(("(", ")", "[", "]", "{", "}", "BEGIN", "END", "BAR", "NORMBAR", "RIGHTDOT"), "bracket"),
    **dict.fromkeys((",", ";", "NEWLINE", "AMP", "ROWBREAK"), ""),
    **dict.fromkeys(("BELONGS", ":", "REALS", "ARROW"), "keyword"),
    "WRAPPER": "markup",
}
_PIECES: dict[str, Sort] = {"known": "known", "function": "function"}
_KEYWORDS = WORDS.keys() | {"in", "where", "if", "for", "when", "otherwise", "else", "and", "or"}


class Part(Value):
    """A stretch of the text."""

    start: int
    end: int
    sort: Sort


def parts(text: str, known: Collection[str] = ()) -> tuple[Part, ...]:
    """The whole text in parts, in order; known: the names that have been declared or defined."""
    sorts: list[Sort] = [""] * len(text)
    context = Context(known=set(known))
    context.prepare()
    at = 0
    while at < len(text):
        tokens, wrong = _scanned(text, at)
        end = len(text) if wrong is None else wrong.end
        _paint_between(text, at, end, sorts)
        for i, token in enumerate(tokens):
            _paint(token, tokens[i + 1] if i + 1 < len(tokens) else None, context, sorts)
        if wrong is not None:
            sorts[wrong.start : wrong.end] = ["wrong"] * (wrong.end - wrong.start)
        at = end
    grouped = (list(places) for _, places in groupby(range(len(text)), key=sorts.__getitem__))
    return tuple(Part(places[0], places[-1] + 1, sorts[places[0]]) for places in grouped)


def _scanned(text: str, at: int) -> tuple[list[Token], Span | None]:
    """The tokens from a place on, up to where the text is wrong, and that place."""
    scanner = Scanner(text)
    scanner.at = at
    try:
        scanner.run()
    except ReadError as error:
        start, end = error.span or (at, len(text))
        start = min(max(start, at), len(text) - 1)
        return scanner.tokens, Span(start, min(max(end, start + 1), len(text)))
    return scanner.tokens, None


def _paint_between(text: str, start: int, end: int, sorts: list[Sort]) -> None:
    """What makes no token: comments, and the markup of LaTeX."""
    comment = False
    for i in range(start, end):
        comment = text[i] != "\n" and (comment or (text[i] in "#%" and text[i - 1 : i] != "\\"))
        sorts[i] = "comment" if comment else "" if text[i].isspace() else "markup"


def _paint(token: Token, following: Token | None, context: Context, sorts: list[Sort]) -> None:
    word = str(token.value)
    lettered = token.type in ("WORD", "LETTER", "QUOTED")
    if lettered and word not in _KEYWORDS and token.end - token.start == len(word):
        applied = following is not None and following.type == "("
        for piece, kind, at in pieces_of(word, applied, False, context, ""):
            start = token.start + at
            sorts[start : start + len(piece)] = [_PIECES.get(kind, "name")] * len(piece)
        return
    if not lettered:
        sort = _SORTS.get(token.type, "operator")
    elif word in _KEYWORDS:
        sort = "keyword"
    else:  # a letter or a word that is written in another way: 𝐱, \log
        sort = "known" if word in context.known else "function" if word in FUNCTIONS else "name"
    sorts[token.start : token.end] = [sort] * (token.end - token.start)
