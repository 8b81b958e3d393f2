"""What the statements of a text introduce, and which words stand in them, before it is read in full."""

from __future__ import annotations

from collections.abc import Collection

from matcalc.errors import MatcalcError, Span
from matcalc.reader.context import Context
from matcalc.reader.group import match
from matcalc.reader.kinds import WORDS
from matcalc.reader.scan import scan
from matcalc.reader.statements import Draft, atom, draft, joined
from matcalc.reader.tokens import Token
from matcalc.records import Value

_LETTERED = ("WORD", "LETTER", "QUOTED")


class Outline(Value):
    """One statement of a text, with its where clause.

    span:     where it stands.
    asks:     whether it holds an expression to be answered.
    declares: the names that it declares, each with what would declare it alone.
    defines:  the names that it defines.
    words:    the runs of letters in it that have no number; a name is among them, or within one of them.
    names:    the names in it that have a subscript or digits, such as x_1.
    """

    span: Span
    asks: bool
    declares: tuple[tuple[str, str], ...]
    defines: tuple[str, ...]
    words: frozenset[str]
    names: frozenset[str]


def outline(text: str, known: Collection[str] = ()) -> tuple[Outline, ...]:
    """The statements of a text, in order; known: ids declared or defined elsewhere.

    Raises ReadError, with ``source`` set to the text.
    """
    try:
        raw, display = scan(text)
        context = Context(known=set(known))
        return tuple(_outlined(tokens, text, context) for tokens in joined(match(raw, display)) if tokens)
    except MatcalcError as error:
        error.source = text
        raise


def _outlined(tokens: list[Token], text: str, context: Context) -> Outline:
    span = Span(tokens[0].start, max(token.end for token in tokens))
    atoms = [atom(tokens, i) for i in range(len(tokens))]
    names = frozenset(found[0] for found in atoms if found is not None)
    words = frozenset(
        str(token.value)
        for token, found in zip(tokens, atoms, strict=True)
        if token.type in _LETTERED and not (found and found[0][-1].isdigit())
    ).difference(WORDS)
    drafts = draft([tokens], context)
    declares = tuple(pair for made in drafts if made.split is not None for pair in _declared(made, text))
    defines = tuple(made.defines for made in drafts if made.defines is not None)
    asks = any(made.split is None and made.defines is None for made in drafts)
    return Outline(span, asks, declares, defines, words, names - words)


def _declared(made: Draft, text: str) -> list[tuple[str, str]]:
    """w ∈ ℝⁿ and x ∈ ℝⁿ for w, x ∈ ℝⁿ."""
    assert made.split is not None
    tokens = made.tokens
    kind = text[tokens[made.split].start : tokens[-1].end]
    found: list[tuple[str, str]] = []
    i = 0
    while i < made.split:
        named = atom(tokens, i)
        if named is None:
            i += 1
            continue
        name, after = named
        found.append((name, f"{text[tokens[i].start : tokens[after - 1].end]} {kind}"))
        i = after
    return found
