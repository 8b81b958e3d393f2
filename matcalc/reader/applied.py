"""Letters that only ever stand before a variable in brackets: x(t), u_1(x). They are functions."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Set
from dataclasses import field

from matcalc.errors import Span
from matcalc.notation.symbols import ABSTRACT_LETTERS, CONSTANTS, GREEK
from matcalc.reader.context import Context
from matcalc.reader.postfix import PRIMES
from matcalc.reader.survey import INDEX_LETTERS
from matcalc.reader.tokens import Token
from matcalc.reader.words import ABSTRACT
from matcalc.records import Record


class _Uses(Record, frozen=False):
    """applied: for each letter what it is first applied to and where; single: letters that are applied to one
    variable somewhere; places: those applied to what may be indices; otherwise: letters used else."""

    applied: dict[str, tuple[str, Span]] = field(default_factory=dict)
    single: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    otherwise: set[str] = field(default_factory=set)


def applied_letters(statements: list[list[Token]], context: Context) -> None:
    """Note down, in ``functions``, the undeclared letters whose every use is an application.

    Uppercase letters are matrices, A(x) a product and A(i, j) an entry; but L(w, b) can only be a function.
    """
    uses = _Uses()
    for tokens in statements:
        dots = [i for i, token in enumerate(tokens) if token.type == "DOTS" or token.text == "\\mid"]
        for i, token in enumerate(tokens):
            if token.type == "NAME" and token.mate != ABSTRACT:
                _look(tokens, i, dots, INDEX_LETTERS | context.indices, uses)
    for id_, (arguments, span) in uses.applied.items():
        base = id_.partition("_")[0]
        if (
            uses.otherwise.isdisjoint((id_, base))
            and context.known.isdisjoint((id_, base))
            and base not in (*CONSTANTS, "d", "sigma")
            and base not in ABSTRACT_LETTERS
            and (base[0].islower() or id_ not in uses.single | uses.places)
            and (len(base) == 1 or base in GREEK)
        ):
            context.functions.add(id_)
            context.notes.append((f"{id_} is read as a function of {arguments}", span))


def _look(tokens: list[Token], i: int, dots: list[int], indices: Set[str], uses: _Uses) -> None:
    """Is the name at ``i`` applied to variables? ``dots``: where some are left out."""
    token = tokens[i]
    below = i > 0 and tokens[i - 1].type == "_"  # θ of π_θ(x, y)
    if below or i + 1 == len(tokens) or tokens[i + 1].type not in ("_", "_LEFT", "_TRANSPOSE"):
        uses.otherwise.add(token.value)
        return
    id_, after = _numbered(tokens, i)
    start = after
    while after < len(tokens) and tokens[after].type == "_TRANSPOSE" and tokens[after].text in PRIMES:
        after += 1
    opener = tokens[after] if after < len(tokens) else None
    joined = i > 0 and tokens[i - 1].type == "NAME" and tokens[i - 1].end == token.start
    if opener is not None and opener.type == "_LEFT" and opener.text in ("(", "\\left(") and not joined:
        arguments = _variables(tokens, after, dots)
        behind = tokens[opener.mate + 1].type if opener.mate + 1 < len(tokens) else ""
        if after > start and not arguments:
            return  # it says no more than φ'(z)
        if arguments and not opener.spaced and behind != "_":
            uses.applied.setdefault(id_, (", ".join(arguments), Span(token.start, tokens[after - 1].end)))
            if len(arguments) == 1:
                uses.single.add(id_)
            elif indices >= set(arguments):
                uses.places.add(id_)
            return
    uses.otherwise.add(id_)


def _numbered(tokens: list[Token], i: int) -> tuple[str, int]:
    """The id of the name at ``i`` with a number below it, and what comes after."""
    value = str(tokens[i].value)
    kinds = [t.type for t in tokens[i + 1 : i + 5]]
    if kinds[:2] == ["_", "NUMBER"]:
        return f"{value}_{tokens[i + 2].text}", i + 3
    if kinds == ["_", "_LEFT", "NUMBER", "_RIGHT"]:
        return f"{value}_{tokens[i + 3].text}", i + 5
    return value, i + 1


def _variables(tokens: list[Token], opener: int, dots: list[int]) -> list[str]:
    """The variables between commas in the bracket at ``opener``, if it holds nothing else."""
    found: list[str] = []
    i, end = opener + 1, tokens[opener].mate
    if bisect(dots, end) > bisect(dots, opener):
        return ["several variables"]
    while i < end and tokens[i].type == "NAME":
        id_, i = _numbered(tokens, i)
        found.append(id_)
        if i == end:
            return found
        if tokens[i].type != "_COMMA":
            return []
        i += 1
    return []
