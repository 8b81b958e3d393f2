"""Derivatives written behind what they are taken of: F'_x, (\\ln |F|)'_x."""

from __future__ import annotations

from matcalc.notation.functions import SPELLINGS
from matcalc.reader.group import rematch
from matcalc.reader.labels import behind
from matcalc.reader.survey import INDEX_LETTERS
from matcalc.reader.tokens import Token

PRIMES = frozenset(("'", "′", "\\prime"))


def with_quotients(tokens: list[Token]) -> list[Token]:
    """Each E'_x made \\frac{∂E}{∂x}, where x is no index; y'_i is an entry of y'."""
    before: dict[int, list[Token]] = {}
    instead: dict[int, list[Token]] = {}
    for i in range(1, len(tokens)):
        if tokens[i].text in PRIMES and _is_derivative(tokens, i):
            first = tokens[i - 1].mate if tokens[i - 1].mate >= 0 else i - 1
            after = behind(tokens, i + 1)
            start, end = tokens[first].start, tokens[i].end
            command = Token("FRAC", None, start, start, tokens[first].spaced, text="\\frac")
            opened = [command, _open(start), Token("PARTIAL", None, start, start, text="∂")]
            before[first] = opened + before.get(first, [])
            instead[i] = [_close(end), _open(end), Token("PARTIAL", None, end, end, text="∂")]
            instead[i + 1] = []
            instead[after - 1] = [tokens[after - 1], _close(end)]
    if not before:
        return tokens
    made: list[Token] = []
    for i, token in enumerate(tokens):
        opened = before.get(i, [])
        if opened and token.type == "WORD" and len(token.value) > 1:  # the last of several letters
            rest, token = _last_alone(token)
            made.append(rest)
        made += opened
        made += instead.get(i, [token])
    rematch(made)
    return made


def _is_derivative(tokens: list[Token], i: int) -> bool:
    """Do a prime and a variable stand at ``i``, behind one letter or a bracket?"""
    if tokens[i].text not in PRIMES or i + 2 >= len(tokens) or tokens[i + 1].type != "_":
        return False
    inner = tokens[i + 2 : behind(tokens, i + 1)]
    inner = inner[1:-1] if inner[0].text == "{" else inner
    letters = [token for token in inner if token.type in ("WORD", "LETTER")]
    if not inner or inner[0] not in letters or (len(str(inner[0].value)) > 1 and inner[0].type == "WORD"):
        return False
    if len(inner) == 1 and inner[0].value in INDEX_LETTERS:
        return False
    before = tokens[i - 1]
    closed = before.type in ("_RIGHT", "_BARS_END", "_MATRIX_END") and before.mate >= 0
    return closed or before.type == "LETTER" or (before.type == "WORD" and before.value not in SPELLINGS)


def _last_alone(word: Token) -> list[Token]:
    cut = word.end - 1
    return [
        Token("WORD", word.value[:-1], word.start, cut, word.spaced, word.bold, text=word.text[:-1]),
        Token("WORD", word.value[-1], cut, word.end, bold=word.bold, text=word.text[-1:]),
    ]


def _open(place: int) -> Token:
    return Token("_LEFT", None, place, place, text="{")


def _close(place: int) -> Token:
    return Token("_RIGHT", None, place, place, text="}")
