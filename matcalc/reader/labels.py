"""What stands above a name and is no power: an index in brackets, as in W^{(2)}, a star or a sign."""

from __future__ import annotations

from matcalc.reader.context import Context
from matcalc.reader.group import AWAITS, rematch
from matcalc.reader.tokens import Token
from matcalc.reader.words import UPRIGHT

LONGEST = 40  # tokens; what is longer is an exponent
_STARS = frozenset(("*", "∗", "\\ast", "\\star", "⋆"))
_SIGNS = {"+": "plus", "-": "minus", "−": "minus"}
_CLOSERS = ("_RIGHT", "_MATRIX_END", "_CASES_END", "_BARS_END", "NORM_END", "_", "_TRANSPOSE", "TOP")


def is_label(tokens: list[Token], i: int) -> bool:
    """Is the exponent whose ^ stands at ``i`` a label, with its brackets matched?"""
    if i >= len(tokens) or tokens[i].type != "POWER" or tokens[i].value != "power":
        return False
    after = behind(tokens, i)
    if after - i > LONGEST:
        return False
    inner = tokens[i + 1 : after]
    if inner and inner[0].text == "{":
        inner = inner[1:-1]
        if len(inner) > 2 and inner[0].type in ("_LEFT", "MATRIX") and inner[0].text in ("(", "["):
            close = inner[0].mate - i - 2
            several = any(token.type in ("_COMMA", "_SEMICOLON") for token in inner)
            return close > 1 and not several and _turned(inner[close + 1 :]) is not None
    if len(inner) != 1:
        return False
    if inner[0].type == "SIGN":
        return tokens[i + 1].text == "{" or _stands_alone(inner[0], tokens[after : after + 1])
    return inner[0].type in ("STAR", "_TIMES") and inner[0].text in _STARS


def _stands_alone(sign: Token, following: list[Token]) -> bool:
    """Whether a sign is not that of what follows: P^- H and P^+H, but no x^-1 and no x^-y."""
    for token in following:
        if token.type == "NUMBER" or (token.start == sign.end and sign.text != "+"):
            return token.type in AWAITS or token.type in _CLOSERS
    return True


def _turned(tokens: list[Token]) -> bool | None:
    """Whether what follows a label in its exponent is a transpose, as in W^{(2)T}; None if it is neither that
    nor nothing."""
    if not tokens:
        return False
    mark = tokens[0]
    letter = mark.type in ("WORD", "NAME", "SUBWORD") and mark.value == "T"
    return True if len(tokens) == 1 and (letter or mark.type in ("TOP", "_TRANSPOSE")) else None


def label_of(tokens: list[Token], i: int) -> tuple[str | None, int]:
    """What the label at ``i`` is in one word, None if it is more; and the position behind it."""
    after = behind(tokens, i)
    inner = tokens[i + 1 : after]
    if len(inner) < 4:
        return _word(inner), after
    word = inner[2] if inner[1].mate == i + 4 else None
    return (str(word.text) if word is not None and inner[-2].mate >= 0 else None), after


def behind(tokens: list[Token], i: int) -> int:
    """The position behind the script that begins at ``i``."""
    braced = i + 1 < len(tokens) and tokens[i + 1].type == "_LEFT"
    return tokens[i + 1].mate + 1 if braced else min(i + 2, len(tokens))


def lower_labels(tokens: list[Token], context: Context) -> list[Token]:
    """x^{(i)} made x_{i}, also where a subscript comes between, so that the label is next to the name:
    W_{jk}^{(2)} is W_{2}_{jk}. Numbers above and below are noted down. A^+ is the pseudoinverse of A where
    no A^- stands beside it."""
    rematch(tokens)
    out: list[Token] = []
    i, end = 0, len(tokens)
    while i < end:
        token = tokens[i]
        out.append(token)
        i += 1
        if token.type != "NAME" or i == end or tokens[i].type not in ("_", "POWER"):
            continue
        if _is_pair(tokens, i):  # J^{i,j} has its indices above
            tokens[i].type, tokens[i].value = "_", None
        place = behind(tokens, i) if tokens[i].type == "_" else i
        plus = place == i and is_label(tokens, i) and _sign(tokens, i) == "plus"
        if plus and _is_matrix(token) and not _has_minus(tokens):
            out[-1:] = [
                Token("FUNC", "pinv", token.start, token.start, text="pinv"),
                Token("_LEFT", "list", token.start, token.start, text="("),
                token,
                Token("_RIGHT", None, token.end, tokens[behind(tokens, i) - 1].end, text=")"),
            ]
            i = behind(tokens, i)
        elif is_label(tokens, place):
            after = behind(tokens, place)
            label, top = _lowered(token, tokens[place:after], context)
            out += [*label, *tokens[i:place], *top]
            i = after
        elif (number := _number(tokens[i:place])) is not None:
            context.lowered.add(f"{token.value}_{number}")
    return out


def _is_matrix(name: Token) -> bool:
    return len(str(name.value)) == 1 and str(name.value).isupper()


def _has_minus(tokens: list[Token]) -> bool:
    return any(is_label(tokens, i) and _sign(tokens, i) == "minus" for i in range(len(tokens)))


def _sign(tokens: list[Token], i: int) -> str:
    """What the label at ``i`` is called where it is a sign or a star, "" for another."""
    after = behind(tokens, i)
    return _word(tokens[i + 1 : after]) if after - i < 5 else ""


def _is_pair(tokens: list[Token], i: int) -> bool:
    """Are there two indices with a comma between them in the exponent whose ^ may stand at ``i``?"""
    if i + 5 >= len(tokens) or tokens[i].type != "POWER":
        return False
    inner = tokens[i + 2 : i + 5]
    kinds = [token.type for token in inner]
    return behind(tokens, i) == i + 6 and kinds in (
        ["NAME", "_COMMA", "NAME"],
        ["NUMBER", "_COMMA", "NUMBER"],
    )


def _lowered(name: Token, script: list[Token], context: Context) -> tuple[list[Token], list[Token]]:
    """The label ``script``, which begins with its ^, as a subscript of ``name``; and the transpose in it."""
    power, inner = script[0], script[1:]
    mark = Token("_", None, power.start, power.end, text=power.text)
    if inner[-1].type == "_RIGHT" and len(inner) > 3:
        turned = inner[-2].mate < 0
        content = inner[2 : -3 if turned else -2]
        if len(content) == 1 and content[0].type == "NUMBER":
            context.raised.setdefault(f"{name.value}_{content[0].text}", name.span)
        top = [Token("TOP", None, inner[-2].start, inner[-2].end, text=inner[-2].text)] if turned else []
        return [mark, inner[0], *content, inner[-1]], top
    word = _word(inner)
    return [mark, Token("SUBWORD", word, inner[0].start, inner[-1].end, mate=UPRIGHT, text=word)], []


def _word(inner: list[Token]) -> str:
    """What a star or a sign above a name is called."""
    return next((_SIGNS[token.text] for token in inner if token.text in _SIGNS), "star")


def _number(script: list[Token]) -> str | None:
    """The number that a subscript is."""
    inner = script[2:-1] if len(script) > 2 else script[1:]
    return inner[0].text if len(inner) == 1 and inner[0].type == "NUMBER" else None


def own_numbers(defined: str, tokens: list[Token], context: Context) -> None:
    """In c = f c_0, what is being defined is not made of its own entries: c_0 is another name."""
    if any(token.type == "DOTS" for token in tokens):
        return  # 𝐱 = [x_1, …, x_n]
    for i, token in enumerate(tokens):
        if token.type == "NAME" and token.value == defined and tokens[i + 1 : i + 2]:
            number = _number(tokens[i + 1 : behind(tokens, i + 1)])
            if tokens[i + 1].type == "_" and number is not None:
                context.known.add(f"{defined}_{number}")
