"""Runs of letters split into names: declared ones, functions and Greek words first, letters else."""

from __future__ import annotations

from matcalc.errors import ReadError
from matcalc.notation.functions import SPELLINGS, WITHOUT_DERIVATIVE
from matcalc.notation.symbols import ABSTRACT_LETTERS, GREEK, GREEK_VARIANTS
from matcalc.reader.context import Context
from matcalc.reader.tokens import Token

ABSTRACT = -2
"""The ``mate`` of a NAME that is applied though nothing declares it: an abstract function."""

UPRIGHT = -3
"""The ``mate`` of a SUBWORD that was typed upright, as \\text{new}: never an index."""

OPERATOR_WORDS = {"dot": "dot", "hadamard": "hadamard"}
"""Operators that may be written as functions."""

FUNCTIONS = {s: row.name for s, row in SPELLINGS.items() if s.isascii() and "|" not in s} | OPERATOR_WORDS
LONGEST_NAME = 20
"""Letters that a name which somebody meant may have."""

GREEK_WORDS = frozenset(GREEK) | {w for w in GREEK_VARIANTS if len(w) > 1}
_LONGEST = max(len(s) for s in (*FUNCTIONS, *GREEK_WORDS))


def greek_id(word: str) -> str:
    """The id of a Greek word: varphi is phi."""
    return GREEK_VARIANTS.get(word, word)


def split_words(tokens: list[Token], context: Context) -> list[Token]:
    """The tokens with every WORD and LETTER turned into NAME, FUNC or SUBWORD tokens."""
    out: list[Token] = []
    stop = 0
    for i, token in enumerate(tokens):
        kind = token.type
        if i < stop:  # of a word before
            continue
        if kind == "WORD" and (stop := _snake(tokens, i, context)):
            out.append(_quoted(_joined(tokens[i:stop]), tokens[stop], context))
        elif kind == "LETTER":
            token.type = "NAME"
            out.append(token)
        elif kind == "WORD" or kind == "QUOTED":
            following = tokens[i + 1] if i + 1 < len(tokens) else None
            if _is_subscript(tokens, i):
                _subscript(token, following, out, context)
            elif kind == "QUOTED":
                out.append(_quoted(token, following, context))
            else:
                several = token.value[-1] == "D" and not token.bold and _has_several(tokens, i + 1)
                _split(token, following, out, context, several, _script(tokens, i + 1))
        else:
            out.append(token)
    return out


def _snake(tokens: list[Token], i: int, context: Context) -> int:
    """The position behind the words that begin at ``i`` where they are one name of a function that nobody
    knows, as in leaky_relu(x), and 0 where they are not: y_max(x) and log_two(x) are not."""
    word, stop = tokens[i].value, i + 1
    while stop + 1 < len(tokens) and tokens[stop].type == "_" and tokens[stop + 1].type == "WORD":
        stop += 2
    if stop == i + 1 or stop == len(tokens) or tokens[stop].text != "(" or tokens[stop].spaced:
        return 0
    if len(word) == 1 or tokens[i].bold or (i and tokens[i - 1].type == "_"):
        return 0
    pieces = pieces_of(word, False, False, context, "")
    whole = all(kind == "letter" for _, kind, _ in pieces)
    return stop if whole and any(_strange(*piece, word, context) for piece in pieces) else 0


def _joined(words: list[Token]) -> Token:
    name = "".join(word.text for word in words)
    return Token("WORD", name, words[0].start, words[-1].end, words[0].spaced, text=name)


def _is_subscript(tokens: list[Token], i: int) -> bool:
    if i and tokens[i - 1].type == "_":
        return True
    return (
        1 < i < len(tokens) - 1
        and tokens[i - 1].type == "_LEFT"
        and tokens[i - 2].type == "_"
        and tokens[i + 1].type == "_RIGHT"
    )


def _subscript(token: Token, following: Token | None, out: list[Token], context: Context) -> None:
    word: str = token.value
    if token.type == "WORD" and len(word) > 1 and following is not None and following.type == "_":
        rest = Token("WORD", word[1:], token.start + 1, token.end, bold=token.bold, text=word[1:])  # w_ix_i
        out.append(Token("SUBWORD", word[0], token.start, token.start + 1, text=word[0]))
        _split(rest, following, out, context, False, "")
        return
    out.append(
        Token(
            "SUBWORD",
            word,
            token.start,
            token.end,
            mate=UPRIGHT if token.type == "QUOTED" else -1,
            text=token.text,
        )
    )


def _applied(following: Token | None) -> bool:
    return following is not None and following.type == "_LEFT"


def _quoted(token: Token, following: Token | None, context: Context) -> Token:
    word: str = token.value
    token.type = "NAME"
    if word in context.known:
        return token
    if word in FUNCTIONS and not token.bold:
        token.type, token.value = "FUNC", FUNCTIONS[word]
    elif word in GREEK_WORDS:
        token.value = greek_id(word)
    elif _applied(following):
        _refuse_near_miss(word, token, context)
        token.mate = ABSTRACT
    return token


def _refuse_near_miss(word: str, token: Token, context: Context) -> None:
    import difflib

    if word in WITHOUT_DERIVATIVE:
        hint = "matcalc notation lists the functions that have"
        raise ReadError(f"{word} has no derivative here", token.span, hint)
    candidates = [s for s in FUNCTIONS if len(s) > 2] + [k for k in context.functions if len(k) > 2]
    near = difflib.get_close_matches(word, candidates, 3, 0.75)
    near.sort(key=lambda known: sorted(known) != sorted(word))  # letters that change places come first
    if not near and len(word) == 3:  # two letters out of three are no likeness, but sni is sin
        near = [name for name in candidates if sorted(name) == sorted(word)]
    if near:
        raise ReadError(f"unknown function {word}", token.span, f"did you mean {near[0]}?")


def _has_several(tokens: list[Token], i: int) -> bool:
    """Does the bracket that opens at ``i`` hold several arguments?"""
    if not _applied(tokens[i] if i < len(tokens) else None):
        return False
    k = i + 1
    while k < tokens[i].mate:
        if tokens[k].type == "_COMMA":
            return True
        k = max(tokens[k].mate, k) + 1
    return False


def _script(tokens: list[Token], i: int) -> str:
    """What the id of a name gains by the subscript or the digits that begin at ``i``: _1 or 1."""
    if i < len(tokens) and tokens[i].type == "NUMBER" and not tokens[i].spaced:
        return tokens[i].text
    if i + 1 >= len(tokens) or tokens[i].type != "_":
        return ""
    inner = tokens[i + 2 if tokens[i + 1].type == "_LEFT" else i + 1]
    return f"_{inner.value}" if inner.type in ("WORD", "LETTER", "QUOTED", "NUMBER") else ""


def _split(
    token: Token, following: Token | None, out: list[Token], context: Context, several: bool, script: str
) -> None:
    """several: whether a bracket with several arguments follows. script: what follows the word as a
    subscript, for foo_1 may be a name where foo is none."""
    word: str = token.value
    if word in ("if", "otherwise") and word not in context.known and not token.bold:
        raise ReadError(
            f"{word} belongs into cases", token.span, "cases are written {a if z > 0; b otherwise}"
        )
    applied = _applied(following)
    pieces = pieces_of(word, applied, several, context, script)
    if applied and not token.bold and _is_unknown(pieces, word, context):
        _refuse_near_miss(word, token, context)
        assert following is not None
        if not following.spaced:
            token.type, token.mate = "NAME", ABSTRACT
            out.append(token)
            return
    if not token.bold and _letters_alone(pieces):
        context.runs.append((word, tuple(piece for piece, _, _ in pieces), token.span))
    if len(pieces) == 1 and pieces[0][1] != "function":
        token.type, token.text = "NAME", word
        token.value = greek_id(word) if pieces[0][1] == "greek" else word
        out.append(token)
        return
    for n, (piece, kind, at) in enumerate(pieces):
        start = token.start + at
        value = FUNCTIONS[piece] if kind == "function" else greek_id(piece) if kind == "greek" else piece
        type_ = "FUNC" if kind == "function" else "NAME"
        if piece == "sum" and n == len(pieces) - 1 and following is not None and following.type == "_":
            type_ = "SIGMA"
        out.append(
            Token(
                type_,
                value,
                start,
                token.end if n == len(pieces) - 1 else start + len(piece),
                token.spaced and n == 0,
                token.bold,
                text=piece,
            )
        )


def _letters_alone(pieces: list[tuple[str, str, int]]) -> bool:
    """Might a run of letters have been meant as one name? reg is three letters, and mysin two and a sine."""
    *first, last = [kind for _, kind, _ in pieces]
    return LONGEST_NAME > len(first) > 1 and {*first} == {"letter"} and last in ("letter", "function")


def _is_unknown(pieces: list[tuple[str, str, int]], word: str, context: Context) -> bool:
    """Is a word before a bracket a function that nobody knows? xy(x + 1) is a product and foo(x) a function;
    x exp(z) may be typed xexp(z), but softsin(z) is no product of s, o, f, t and a sine."""
    letters = sum(kind == "letter" for _, kind, _ in pieces)
    strange = sum(_strange(*piece, word, context) for piece in pieces)
    if pieces[-1][1] == "letter":
        return len(word) > 2 and strange > 0
    return pieces[-1][1] == "function" and strange == letters > 2


def _strange(piece: str, kind: str, at: int, word: str, context: Context) -> bool:
    """Is a piece a letter that stands nowhere by itself, and is no f at the end either?"""
    called = at == len(word) - 1 and piece in ABSTRACT_LETTERS
    return kind == "letter" and piece not in context.letters and not called


def pieces_of(
    word: str, applied: bool, several: bool, context: Context, script: str
) -> list[tuple[str, str, int]]:
    """(text, kind, offset) with kind one of known, function, greek, letter. D(e, x) is a derivative, and
    D(e) a product."""
    known = context.known
    at, end = 0, len(word)
    if end == 1 and not several:
        return [(word, "known" if word in known or (script and word + script in known) else "letter", 0)]
    pieces: list[tuple[str, str, int]] = []
    longest = max(_LONGEST, context.longest)
    while at < end:
        for length in range(min(longest, end - at), 0, -1):
            piece = word[at : at + length]
            if piece in known or (script and at + length == end and piece + script in known):
                kind = "known"
            elif length == 1:
                kind = "function" if piece == "D" and several and at == end - 1 else "letter"
            elif piece in FUNCTIONS and (
                length > 2 or length == end or (applied and at + length == end) or piece == "ln"
            ):
                kind = "function"
            elif piece in GREEK_WORDS:
                kind = "greek"
            else:
                continue
            break
        pieces.append((piece, kind, at))
        at += length
    return pieces
