"""What is said beside an equation: when it holds, for which indices, and what else its line states.

A line is cut at commas, wide spaces and words such as ``for``. A condition goes behind an ``_IF`` at the end
of what it limits; other equations become statements of their own.
"""

from __future__ import annotations

from matcalc.errors import ReadError
from matcalc.rationals import Fraction
from matcalc.reader.group import depth_zero, rematch
from matcalc.reader.tokens import Token
from matcalc.records import Record

_IFS = frozenset(("if", "when", "whenever", "provided", "provided_that"))
_FORS = frozenset(("for", "for_all", "for_any", "for_every", "for_each", "forall", "with"))
_NAMES = frozenset(("WORD", "LETTER", "QUOTED"))
_ENDS = frozenset(("_COMMA", "QUAD"))
_CUTTING = _ENDS | {"_AND", "WORD", "QUOTED"}


class _Piece(Record, frozen=False):
    """A part of a line and what stands before it: a word, 'and', ',' or '' for a wide space."""

    mark: Token | None
    tokens: list[Token]

    @property
    def word(self) -> str:
        return str(self.mark.value) if self.mark is not None and _is_word(self.mark) else ""

    def has(self, *types: str) -> bool:
        return any(self.tokens[i].type in types for i in depth_zero(self.tokens))


def _is_word(token: Token) -> bool:
    spaced = token.type == "QUOTED" or (token.type == "WORD" and token.spaced)
    return spaced and not token.bold and token.value in _IFS | _FORS


def is_beside(tokens: list[Token], i: int) -> bool:
    """Does something else begin at ``i``, outside all brackets?"""
    token = tokens[i]
    return token.type in _ENDS or (token.type in ("WORD", "QUOTED") and _is_word(token))


def _is_cut(tokens: list[Token], i: int) -> bool:
    return is_beside(tokens, i) or tokens[i].type == "_AND"


def strip(tokens: list[Token]) -> list[Token]:
    """The tokens without commas and wide spaces at their end."""
    end = len(tokens)
    while end and tokens[end - 1].type in _ENDS:
        end -= 1
    return tokens[:end]


def beside(tokens: list[Token]) -> list[list[Token]]:
    """The statements of a line, what is to be known for the others first."""
    if not any(_is_cut(tokens, i) for i in depth_zero(tokens) if tokens[i].type in _CUTTING):
        return [tokens]
    pieces = _pieces(strip(tokens))
    main = pieces[0]
    claims_something = main.has("EQUALS") or any(piece.word for piece in pieces[1:])
    if len(pieces) == 1 or main.has("BELONGS", ":") or not claims_something:
        rematch(tokens)
        return [tokens]
    first: list[list[Token]] = []
    claims = [main.tokens]
    conditions: list[list[Token]] = []
    word = ""
    for piece in _ranged(pieces[1:]):
        word = piece.word or word
        if (bounds := _range(piece.tokens)) is not None and (word or _is_index(piece.tokens, main.tokens)):
            conditions += bounds
        elif piece.has("BELONGS"):
            first.append(piece.tokens)
        elif word in _FORS and _only_names(piece.tokens):
            continue
        elif piece.has("COMPARE") or (piece.has("EQUALS") and (word or _is_index(piece.tokens, main.tokens))):
            conditions.append(piece.tokens)
        elif piece.has("EQUALS"):
            claims.append(piece.tokens)
        elif piece.mark is not None and piece.mark.type == "QUAD":
            if not _is_number(piece.tokens):
                claims[-1] = claims[-1] + piece.tokens
        elif word or piece.mark is None:
            place = [*piece.tokens, piece.mark or main.tokens[0]][0]
            raise ReadError("this condition is not read", place.span, "write it in signs, as in: if x > 0")
        else:
            claims[-1] = [*claims[-1], piece.mark, *piece.tokens]
    made = [*first, *(limited(claim, conditions) for claim in claims)]
    for statement in made:
        rematch(statement)
    return made


def _pieces(tokens: list[Token]) -> list[_Piece]:
    pieces = [_Piece(None, [])]
    start = 0
    top = depth_zero(tokens)
    for i in top:
        token = tokens[i]
        if _is_cut(tokens, i):
            pieces[-1].tokens += tokens[start:i]
            start = i + 1
            if pieces[-1].tokens or pieces[-1].mark is None:
                pieces.append(_Piece(token, []))
            elif not pieces[-1].word:  # the strongest of several marks counts
                pieces[-1].mark = token
    pieces[-1].tokens += tokens[start:]
    for piece in pieces:
        rematch(piece.tokens)
    return pieces


def _ranged(pieces: list[_Piece]) -> list[_Piece]:
    """The pieces with i = 1, …, n as one."""
    out: list[_Piece] = []
    for piece in pieces:
        dots = bool(out) and out[-1].tokens[-1:] != [] and out[-1].tokens[-1].type == "DOTS"
        counts = [token.type for token in piece.tokens] in (["DOTS"], ["NUMBER"])
        if out and out[-1].has("EQUALS") and piece.mark is not None and not piece.word and (dots or counts):
            out[-1].tokens += [piece.mark, *piece.tokens]
            rematch(out[-1].tokens)
        else:
            out.append(piece)
    return out


def _range(tokens: list[Token]) -> list[list[Token]] | None:
    """What i = 1, …, n or i ∈ {1, …, n} asks of an index beyond being one; None if it is something else."""
    if len(tokens) < 3:
        return None
    if tokens[1].type == "BELONGS" and tokens[2].text == "\\{" and tokens[2].mate == len(tokens) - 1:
        inner = tokens[3:-1]
    elif tokens[1].type == "EQUALS":
        inner = tokens[2:]
    else:
        return None
    inner = [token for token in inner if token.type != "_COMMA"]
    place = next((n for n, token in enumerate(inner) if token.type == "DOTS"), None)
    if tokens[0].type not in _NAMES or not place or place + 1 == len(inner):
        return None
    counted = inner[:place]
    low = counted[:1] if all(token.type == "NUMBER" for token in counted) else counted
    high = inner[place + 1 :]
    limits = []
    if [token.value for token in low] != [Fraction(1)]:
        limits.append([_copy(tokens[0]), Token("COMPARE", "ge", low[0].start, low[0].start), *low])
    if len(high) > 1:
        limits.append([_copy(tokens[0]), Token("COMPARE", "le", high[0].start, high[0].start), *high])
    return limits


def _is_index(tokens: list[Token], main: list[Token]) -> bool:
    """Is i = j, or i = 1, …, n, about an index that ``main`` has?"""
    index = tokens[0]
    if index.type != "WORD" or len(str(index.value)) != 1 or len(tokens) < 3:
        return False
    if tokens[1].type not in ("EQUALS", "BELONGS"):
        return False
    if len(tokens) > 3 and not any(token.type == "DOTS" for token in tokens):
        return False
    within = 0  # the position behind the subscript that is open
    for i, token in enumerate(main):
        if token.type == "_" and i + 1 < len(main):
            within = max(within, main[i + 1].mate + 1, i + 2)
        elif i < within and token.type == "WORD" and index.value in token.value:
            return True
    return False


def _only_names(tokens: list[Token]) -> bool:
    return all(token.type in _NAMES for token in tokens)


def _is_number(tokens: list[Token]) -> bool:
    """Is it the number of an equation, as in (3)?"""
    types = [token.type for token in tokens]
    return types in (["_LEFT", "NUMBER", "_RIGHT"], ["_LEFT", "_TIMES", "_RIGHT"])


def limited(claim: list[Token], conditions: list[list[Token]]) -> list[Token]:
    """A claim with the conditions under which it is made."""
    if not conditions:
        return claim
    place = conditions[0][0].start
    out = [*claim, Token("_IF", None, place, place)]
    for n, condition in enumerate(conditions):
        if n:
            out.append(Token("_AND", None, condition[0].start, condition[0].start))
        out += map(_copy, condition)
    return out


def _copy(token: Token) -> Token:
    copied = Token(token.type, token.value, token.start, token.end, token.spaced, token.bold, text=token.text)
    copied.mate = token.mate
    return copied
