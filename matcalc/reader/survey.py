"""What the whole program says about its names, before any of them is resolved."""

from __future__ import annotations

from matcalc.notation.symbols import ABSTRACT_LETTERS
from matcalc.rationals import Fraction
from matcalc.reader.context import Context
from matcalc.reader.group import rematch
from matcalc.reader.tokens import Token
from matcalc.reader.words import ABSTRACT

INDEX_LETTERS = frozenset("ijklmnpqrst")


def survey(tokens: list[Token], context: Context) -> None:
    """Collect from a statement's split tokens which names are used bare, with an index, by a Σ."""
    if any(token.type == "DOTS" for token in tokens):
        _written_out(tokens, context)
    for i, token in enumerate(tokens):
        if token.type not in ("NAME", "SIGMA"):
            continue
        following = tokens[i + 1].type if i + 1 < len(tokens) else ""
        if token.type == "NAME":
            if following == "_":
                sub = tokens[i + 2] if i + 2 < len(tokens) else None
                if sub is not None and sub.type == "_LEFT" and i + 3 < len(tokens):
                    sub = tokens[i + 3]
                if (
                    sub is not None
                    and sub.type in ("SUBWORD", "NAME")
                    and str(sub.value)[0] in INDEX_LETTERS
                    and len(str(sub.value)) == 1
                ):
                    context.indexed.add(token.value)
            elif (
                not _hides_subscript(tokens, i + 1)
                and not (following == "_LEFT" and token.value.split("_")[0] in ABSTRACT_LETTERS)
                and token.mate != ABSTRACT
            ):
                context.bare.add(token.value)
        elif following == "_" and i + 2 < len(tokens):
            first = tokens[i + 3] if tokens[i + 2].type == "_LEFT" and i + 3 < len(tokens) else tokens[i + 2]
            if first.type in ("NAME", "SUBWORD"):
                context.indices.add(str(first.value))


def _written_out(tokens: list[Token], context: Context) -> None:
    """x_1, …, x_d: what has a number and a letter below it beside dots has entries."""
    numbered: set[str] = set()
    lettered: dict[str, set[str]] = {}
    for token, mark, *inner in zip(tokens, tokens[1:], tokens[2:], [*tokens[3:], tokens[-1]], strict=False):
        if token.type == "NAME" and mark.type == "_":
            sub = inner[1] if inner[0].type == "_LEFT" else inner[0]
            if sub.type == "NUMBER":
                numbered.add(token.value)
            elif sub.type in ("SUBWORD", "NAME"):
                lettered.setdefault(token.value, set()).add(str(sub.value))
    for name in numbered & lettered.keys():
        context.indexed.add(name)
        context.indices |= lettered[name]


def _hides_subscript(tokens: list[Token], i: int) -> bool:
    """W^T_1: a subscript that comes after the exponent at ``i``."""
    if i < len(tokens) and tokens[i].type == "_TRANSPOSE":
        i += 1
    elif i < len(tokens) and tokens[i].type == "POWER":
        i += 2
        if tokens[i - 1 : i] and tokens[i - 1].text == "{":
            i += 2
    return i < len(tokens) and tokens[i].type == "_"


def positive_parts(tokens: list[Token]) -> list[Token]:
    """[z]_+, as hinge losses have it, made max(0, z)."""
    if not any(_is_plus(tokens, i) for i in [i for i, token in enumerate(tokens) if token.type == "_"]):
        return tokens
    rematch(tokens)
    opened: dict[int, list[Token]] = {}
    closed: dict[int, Token] = {}
    dropped: set[int] = set()
    for i in range(1, len(tokens)):
        if tokens[i - 1].type in ("_RIGHT", "_MATRIX_END") and (length := _is_plus(tokens, i)):
            closer, place = tokens[i - 1], tokens[i - 1].mate
            opener = tokens[place]
            here = (opener.start, opener.start)
            opened[place] = [
                Token("FUNC", "max", opener.start, opener.end, opener.spaced, text=opener.text),
                Token("_LEFT", None, *here, text="("),
                Token("NUMBER", Fraction(0), *here),
                Token("_COMMA", None, *here),
            ]
            closed[i - 1] = Token("_RIGHT", None, closer.start, tokens[i + length - 1].end, text=")")
            dropped.update(range(i, i + length))
    out: list[Token] = []
    for i, token in enumerate(tokens):
        if i in opened:
            out += opened[i]
        elif i not in dropped:
            out.append(closed.get(i, token))
    return out


def _is_plus(tokens: list[Token], i: int) -> int:
    """The number of tokens that a subscript + takes from ``i``, 0 if there is none."""
    for types in (["_", "SIGN"], ["_", "_LEFT", "SIGN", "_RIGHT"]):
        found = tokens[i : i + len(types)]
        if [t.type for t in found] == types and any(t.value == "add" for t in found):
            return len(types)
    return 0
