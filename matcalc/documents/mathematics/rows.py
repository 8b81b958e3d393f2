"""A formula taken apart into what it states: rows and columns, chains, and what words and commas divide."""

from __future__ import annotations

import re
from collections.abc import Iterator

from matcalc.documents.mathematics.found import Formula
from matcalc.documents.mathematics.placed import Placed, joined
from matcalc.documents.mathematics.tokens import RELATIONS, Row, Token, tokens
from matcalc.records import Value

_JOINING = ("multline", "dmath")  # a row goes on with the one above
_STATES = re.compile(r"[=≔≜≡∈]|\\(?:in|coloneqq|triangleq|doteq|equiv)(?![A-Za-z])")
_OPERATOR = re.compile(r"[-+*/·×]|\\(?:cdot|times|odot|otimes|circ|pm|mp)(?![A-Za-z])")
_WAITS = re.compile(r"(?:[-+*/·×=([]|\\(?:cdot|times|odot|otimes|circ|pm|mp))\s*$")
_OPENING, _CLOSING = ("(", "[", r"\{"), (")", "]", r"\}")
_IN = (r"\in", "∈")
_BARE = re.compile(
    r"\s*(?:\\?[^\W\d_]+|\\(?:math\w+|bold\w*|bm|vec|hat|tilde|bar)\s*\{?\s*\\?[^\W\d_]+\s*\}?)\s*"
)
_OPEN = re.compile(r"\\(?:left|right)\s*\.")
_CONDITION = re.compile(
    r"\b(?:if|when|whenever|unless|otherwise|where|provided|subject|s\.t|such that)\b", re.IGNORECASE
)
_WORDS = frozenset(
    {
        "and",
        "or",
        "so",
        "then",
        "thus",
        "hence",
        "if",
        "iff",
        "when",
        "where",
        "with",
        "for",
        "as",
        "is",
        "let",
        "set",
        "given",
        "subject",
        "otherwise",
        "at",
        "on",
        "to",
    }
)
_DEFINING = re.compile(r"def|set|let|[!?]|\\triangle")


class Statement(Value):
    """source: an equation, a chain of them, or a declaration, without what lays it out. before: the prose in
    front of it. relation: "=", "in", or "" for what is none of these. supposed: why it need not hold, where
    the formula says so. chained: whether it has more than two members."""

    source: Placed
    before: str
    relation: str = "="
    supposed: str = ""
    chained: bool = False


class _Piece(Value):
    """Part of a row, with the words in front. apart: whether only a gap divides it from the one before.
    comma: that in front, if any."""

    words: str
    row: Row
    apart: bool = False
    comma: Token | None = None

    @property
    def relates(self) -> bool:
        return any(token.does("relates", *RELATIONS) for token in self.row)


def statements(formula: Formula) -> Iterator[Statement]:
    """What a formula states, in order."""
    if not _STATES.search(formula.source.text):
        yield Statement(formula.source.stripped(), formula.before, "")
        return
    before = formula.before
    for row in _rows(tokens(formula.source), formula.environment):
        yield from _divided(row, before)
        before = ""


def _rows(made: Row, environment: str) -> list[Row]:
    """The rows of a formula, equation by equation, those joined that go on with the one above."""
    above: dict[int, Row] = {}
    rows: list[Row] = []
    for line in _split(made, "break"):
        cells = _split(line, "divides")
        for column, row in enumerate(_columns(cells)):
            if column in above and (
                environment in _JOINING or _goes_on(above[column], row, column > 0 or not _solid(cells[0]))
            ):
                above[column] += [_space(row), *row]
            else:
                above[column] = row
                rows.append(row)
    return rows


def _columns(cells: list[Row]) -> list[Row]:
    """The equations that stand beside each other in a row of cells."""
    found: list[Row] = []
    for number, cell in enumerate(cells):
        if not _solid(cell):
            continue
        pair = number > 1 and number % 2 and not _solid(cells[number - 1])  # … & & = b begins the next one
        complete = found and any(token.does(*RELATIONS) for token in found[-1])
        if found and _belongs(found[-1], cell) and not (pair and complete):
            found[-1] += [_space(cell), *cell]
        else:
            found.append(cell)
    return found


def _belongs(row: Row, cell: Row) -> bool:
    """Whether a cell goes on with those before it: a = | b, a | = b, a | + b | = c."""
    first = _first(cell)
    if first.does("relates", *RELATIONS):
        return True
    typed = _typed(row)
    if _OPERATOR.fullmatch(typed.strip()):  # the head of a row in a table of operators
        return False
    return _WAITS.search(typed) is not None or _OPERATOR.match(first.text) is not None


def _space(row: Row) -> Token:
    return Token("space", row[0].source[:1].put(" "), 0)


def _first(row: Row) -> Token:
    return next(token for token in row if token.kind not in ("space", "opens", "closes"))


def _split(row: Row, kind: str) -> list[Row]:
    parts: list[Row] = [[]]
    for token in row:
        if token.does(kind):
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _solid(row: Row) -> bool:
    return any(token.kind not in ("space", "opens", "closes") for token in row)


def _goes_on(above: Row, row: Row, indented: bool) -> bool:
    """Whether a row goes on with the one above. indented: whether it begins behind an &."""
    first = _first(row)
    if first.kind in ("relates", *RELATIONS):
        return True
    if _WAITS.search(_typed(above)) or (first.kind == "left" and _OPEN.fullmatch(first.text) is not None):
        return True
    states = any(token.does(*RELATIONS) for token in row)
    return _OPERATOR.match(first.text) is not None and (indented or not states)


def _typed(row: Row) -> str:
    return "".join(token.text for token in row)


def _divided(row: Row, before: str) -> Iterator[Statement]:
    """What words, commas and arrows divide in a row."""
    pieces = _pieces(_nested(row))
    follow = any(token.does("implies") for token in row)
    said, waiting = before, Row()
    for piece, behind in zip(pieces, [*pieces, None][1:], strict=True):
        said = f"{said} {piece.words}".strip() if piece.words else said
        if waiting and piece.comma is not None:
            waiting.append(piece.comma)
        if not piece.relates:
            waiting += piece.row
            continue
        supposed = "one of those that follow from each other" if follow else ""
        if behind is not None and not behind.relates and not behind.words and _solid(behind.row):
            supposed = "the first of a list"
        elif behind is not None and _CONDITION.search(behind.words):
            supposed = f"it holds {behind.words.strip()} …"
        yield from _related([*waiting, *piece.row], said, supposed)
        said, waiting = ",", []
    if waiting and not any(piece.relates for piece in pieces):
        yield Statement(_text(waiting), before, "")


def _nested(row: Row) -> Row:
    """The row with what stands in brackets a level deeper, where they come in pairs; without remarks in
    brackets, which have words in them or are equations of their own."""
    opened: list[int] = []
    nested: Row = []
    for token in row:
        closes = token.does("right") or (not token.level and token.text in _CLOSING)
        if closes and opened:
            start = opened.pop()
            if not opened and _is_remark(nested, start):
                del nested[start:]
                continue
        nested.append(token if not opened else Token(token.kind, token.source, token.level + len(opened)))
        if token.does("left") or (not token.level and token.text in _OPENING):
            opened.append(len(nested) - 1)
    return row if opened else nested


def _is_remark(row: Row, start: int) -> bool:
    """Whether a bracket holds what is said of the formula, and no argument: words, or an equation behind a
    gap."""
    inside = [part for part in row[start:] if part.kind != "space"]
    if inside[:1] and inside[0].kind == "words" and not _names(inside[0]):
        return True
    before = row[start - 2].text if start > 1 else ""
    gap = start < 2 or "quad" in before or before in ("\\ ", r"\;", r"\:", "~")
    return gap and any(part.kind in ("words", *RELATIONS) for part in inside)


def _pieces(row: Row) -> list[_Piece]:
    pieces: list[_Piece] = [_Piece("", [])]
    for token in row:
        if token.does("implies", "separates"):
            pieces.append(_Piece("", [], comma=token if token.kind == "separates" else None))
        elif token.does("space") and "quad" in token.text and not _WAITS.search(_typed(pieces[-1].row)):
            pieces.append(_Piece("", [], apart=True))
        elif token.does("words") and not _names(token):
            said = token.text[token.text.index("{") + 1 : -1] if "{" in token.text else ""
            last = pieces.pop()
            if _solid(last.row):
                pieces.append(last)
                last = _Piece("", [])
            pieces.append(_Piece(f"{last.words} {said}", []))
        else:
            pieces[-1].row.append(token)
    joined_: list[_Piece] = []
    for piece in pieces:
        if joined_ and piece.apart and _OPERATOR.match(_typed(piece.row).lstrip()):
            joined_[-1].row.extend(piece.row)
        elif piece.words or _solid(piece.row):
            joined_.append(piece)
    return joined_


def _names(token: Token) -> bool:
    """Whether \\text{…} is a name, as in \\text{loss}(x): one word that does not join sentences."""
    _, _, inside = token.text.partition("{")
    word = inside.removesuffix("}")
    return token.text.startswith(r"\text") and word.isalpha() and word.lower() not in _WORDS


def _related(piece: Row, before: str, supposed: str) -> Iterator[Statement]:
    """The chains of equations in a part of a row, or what it declares."""
    relations = [token for token in piece if token.does("relates", *RELATIONS)]
    if len(relations) == 1 and relations[0].text in _IN:
        yield Statement(_text(piece), before, "in")
        return
    if (
        len(relations) > 1
        and relations[-1].text in _IN
        and not any(t.does("relates") for t in relations[:-1])
    ):
        first, last = piece.index(relations[0]), piece.index(relations[-1])
        if _BARE.fullmatch(_typed(piece[:first])):  # X = … ∈ ℝ^{m×n} says what X is
            yield Statement(_text([*piece[:first], *piece[last:]]), before, "in")
    runs = [run for run in _split(piece, "relates") if any(token.does(*RELATIONS) for token in run)]
    for run in runs:
        defines = any(_defines(token) for token in run)
        reason = "a definition, as its sign says" if defines else supposed
        chained = sum(token.does(*RELATIONS) for token in run) > 1
        yield Statement(_text(run), before, "=", reason, chained)
    if not runs:
        yield Statement(_text(piece), before, "")


def _defines(token: Token) -> bool:
    mark = token.text if token.does("marked") else ""
    return token.does("defines") or _DEFINING.search(mark.partition("{")[2]) is not None


def _text(row: Row) -> Placed:
    """A row in the language of formulas. A bracket that is open at the end of one line and closed in the next
    is written with \\right. and \\left. there."""
    parts: list[Placed] = []
    broken = len({token.kind for token in row if _OPEN.fullmatch(token.text)}) == 2
    for number, token in enumerate(row):
        if token.does(*RELATIONS):
            if not (number and _last(row[:number]).does(*RELATIONS)):
                parts.append(token.source.put("="))
        elif token.kind == "space":
            parts.append(token.source[:1].put(" "))
        elif not (broken and _OPEN.fullmatch(token.text)):
            parts.append(token.source)
    return joined(parts).stripped(" \t\r\n.,;")


def _last(row: Row) -> Token:
    return next((token for token in reversed(row) if token.kind != "space"), row[-1])
