"""The terminals of what stands right of ∈: R^n, vector(n), R^{m×n}, R^n → R^m."""

from __future__ import annotations

from matcalc.errors import ReadError
from matcalc.reader.context import Context
from matcalc.reader.group import rematch
from matcalc.reader.resolve import resolve
from matcalc.reader.tokens import Token
from matcalc.reader.words import split_words

WORDS = {
    "scalar": "scalar", "number": "scalar", "real": "scalar", "vector": "vector", "matrix": "matrix",
    "symmetric": "symmetric", "diagonal": "diagonal", "orthogonal": "orthogonal", "posdef": "posdef",
    "spd": "posdef", "invertible": "invertible", "nonsingular": "invertible",
    "constant": "constant", "const": "constant",
}  # fmt: skip

FLAGS = frozenset(WORDS.values()) - {"scalar", "vector", "matrix"}


def kind_tokens(tokens: list[Token], context: Context) -> list[Token]:
    """The terminals of a kind. ``tokens`` is what ``match`` made of its text."""
    shift = next((t.mate - i for i, t in enumerate(tokens) if t.mate > i), None)
    if shift is not None:
        rematch(tokens)
    out: list[Token] = []
    i = 0
    while i < len(tokens):
        token = tokens[i]
        if token.type == "REALS" or (token.type == "WORD" and token.value == "R"):
            out.append(Token("SPACE", "R", token.start, token.end, text=token.text))
            i = _dimensions(tokens, i + 1, out, context)
        elif token.type == "WORD" and token.value == "x" and out:
            out.append(Token("_CROSS", None, token.start, token.end, text="x"))
            i += 1
        elif token.type in ("WORD", "QUOTED"):
            i = _word(tokens, i, out, context)
        elif token.type == "ARROW":
            out.append(Token("_ARROW", None, token.start, token.end, text=token.text))
            i += 1
        elif token.type == "_TIMES":
            out.append(Token("_CROSS", None, token.start, token.end, text=token.text))
            i += 1
        else:
            out.append(token)
            i += 1
    return out


def _word(tokens: list[Token], i: int, out: list[Token], context: Context) -> int:
    token = tokens[i]
    if token.value not in WORDS:
        import difflib

        near = difflib.get_close_matches(token.value, WORDS, 1)
        raise ReadError(
            f"unknown kind {token.value}",
            token.span,
            f"did you mean {near[0]}?"
            if near
            else "write R, R^n, R^(m x n), vector(n), matrix(m, n) or symmetric(n)",
        )
    out.append(Token("SPACE", WORDS[token.value], token.start, token.end, text=token.text))
    if i + 1 < len(tokens) and tokens[i + 1].type == "_LEFT":
        close = tokens[i + 1].mate
        out.append(tokens[i + 1])
        out.extend(_expressions(tokens[i + 2 : close], context))
        out.append(tokens[close])
        return close + 1
    return i + 1


def _dimensions(tokens: list[Token], i: int, out: list[Token], context: Context) -> int:
    """R^n, R^{m×n}, R^(2 x 3), R^2x3 from the exponent at ``i``."""
    if i >= len(tokens) or tokens[i].type != "POWER":
        return i
    i += 1
    if i >= len(tokens):
        raise ReadError("the dimension is missing", tokens[i - 1].span, "write R^n or R^(m x n)")
    if tokens[i].type == "_LEFT":
        close = tokens[i].mate
        inner = tokens[i + 1 : close]
        first, last, after = tokens[i], tokens[close], close + 1
    else:
        after = i + 1
        while after < len(tokens) and (
            tokens[after].type == "NUMBER"
            or (tokens[after].type == "WORD" and not tokens[after].spaced)
            or (
                tokens[after].type == "_TIMES"
                and after + 1 < len(tokens)
                and tokens[after + 1].type in ("WORD", "NUMBER")
                and tokens[after + 1].value != "R"
            )
        ):
            after += 1
        inner = tokens[i:after]
        first = last = Token("", None, inner[0].start, inner[-1].end)
    out.append(Token("_LEFT", None, first.start, first.start))
    out.extend(_expressions(_crossed(inner), context))
    out.append(Token("_RIGHT", None, last.end, last.end))
    return after


def _crossed(tokens: list[Token]) -> list[Token]:
    """× (or an x between two dimensions) separates dimensions."""
    out: list[Token] = []
    for n, token in enumerate(tokens):
        if token.type == "_TIMES" and token.text != "*":
            out.append(Token("_COMMA", None, token.start, token.end))
        elif token.type == "WORD" and "x" in token.value and (n > 0 or len(token.value) > 2):
            start = token.start
            for k, part in enumerate(token.value.split("x")):
                if k:
                    out.append(Token("_COMMA", None, start - 1, start))
                if part:
                    out.append(Token("WORD", part, start, start + len(part), text=part))
                start += len(part) + 1
        else:
            out.append(token)
    return out


def _expressions(tokens: list[Token], context: Context) -> list[Token]:
    rematch(tokens)
    return resolve(split_words(tokens, context), context)
