"""What the whole program says about its names, before any of them is resolved."""

from __future__ import annotations

from matcalc.notation.symbols import ABSTRACT_LETTERS
from matcalc.reader.context import Context
from matcalc.reader.group import rematch
from matcalc.reader.tokens import Token
from matcalc.reader.words import ABSTRACT

INDEX_LETTERS = frozenset("ijklmnpqrst")


def survey(tokens: list[Token], context: Context) -> None:
    """Collect from a statement's split tokens which names are used bare, with an index, by a Σ."""
    for i, token in enumerate(tokens):
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
        elif token.type == "SIGMA" and following == "_" and i + 2 < len(tokens):
            first = tokens[i + 3] if tokens[i + 2].type == "_LEFT" and i + 3 < len(tokens) else tokens[i + 2]
            if first.type in ("NAME", "SUBWORD"):
                context.indices.add(str(first.value))


def _hides_subscript(tokens: list[Token], i: int) -> bool:
    """W^T_1: a subscript that comes after the exponent at ``i``."""
    if i < len(tokens) and tokens[i].type == "_TRANSPOSE":
        i += 1
    elif i < len(tokens) and tokens[i].type == "POWER":
        i += 2
        if tokens[i - 1 : i] and tokens[i - 1].text == "{":
            i += 2
    return i < len(tokens) and tokens[i].type == "_"


def lower_indices(tokens: list[Token]) -> list[Token]:
    """x^{(i)}, an index written above and in brackets, made x_{i}."""
    rematch(tokens)
    out: list[Token] = []
    skip = -1
    for i, token in enumerate(tokens):
        if i == skip:
            continue
        if (
            token.type == "_LEFT"
            and token.text == "("
            and len(out) > 2
            and out[-1].text == "{"
            and out[-2].type == "POWER"
            and out[-3].type == "NAME"
            and token.mate + 1 < len(tokens)
            and tokens[token.mate + 1].text == "}"
        ):
            out[-2].type = "_"
            skip = token.mate
            continue
        out.append(token)
    return out
