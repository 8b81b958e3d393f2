"""Remarks on how a program was read, where another reading was possible."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.errors import Span
from matcalc.reader.context import Context
from matcalc.terms import Definition, Name, Query, Statement, Term
from matcalc.terms.operators import left_over


def of_operators(statements: tuple[Statement, ...]) -> tuple[tuple[str, Span | None], ...]:
    """d/dx x^2 + 3x leaves 3x undifferentiated, as in the paper; say so."""
    stated = [one for one in statements if isinstance(one, (Query, Definition))]
    values = [one.term if isinstance(one, Query) else one.body for one in stated]
    note = (
        "the derivative operator takes the product that follows it, not the sum; "
        "to differentiate all of it, put the sum in brackets: d/dx (a + b)"
    )
    return tuple((note, found[0].span) for found in map(left_over, values) if found is not None)


def of_runs(context: Context, terms: Sequence[Term], text: str) -> tuple[tuple[str, Span | None], ...]:
    """reg w^2 is a product of r, e, g and w^2, and mysin(x) one of m, y and a sine: say so of each such word
    whose letters stand nowhere else. Of a word alone the answer shows it.

    terms: all of them, with those that they are made of.
    """
    runs = [run for run in context.runs if run[0] != text.strip()]
    if not runs:
        return ()
    inside = {place for _, _, span in runs for place in range(span.start, span.end)}
    elsewhere = {
        term.id
        for term in terms
        if isinstance(term, Name) and (term.span is None or term.span.start not in inside)
    }
    said: dict[str, Span | None] = {}
    for word, pieces, span in runs:
        if elsewhere.isdisjoint(pieces):
            cure = f"a name is declared: {word} : scalar"
            if len(pieces[-1]) > 1:
                cure = f"a function is defined: {word}(z) = …"
            said.setdefault(f"{word} is read as {' '.join(pieces)}; {cure}", span)
    return tuple(said.items())
