"""The reading in words: what stands behind 'where', as input that declares the same."""

from __future__ import annotations

from collections.abc import Iterable

from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import Kind, NameKind, Reading
from matcalc.rationals import Fraction
from matcalc.terms import Apply, Name, Number, Term
from matcalc.writers import text
from matcalc.writers.names import Names, is_number
from matcalc.writers.piece import Piece, join
from matcalc.writers.style import Style

SILENT = "dimension"  # a bound such as N, which its sum declares


def declarations(reading: Reading, names: Iterable[str], style: Style) -> str:
    """'𝐰, 𝐱 ∈ ℝⁿ, b ∈ ℝ': the kinds of ``names``, in order, those of one kind together."""
    groups: dict[tuple[Kind, frozenset[str], tuple[Kind, ...] | None], list[str]] = {}
    known = Names(reading)
    for name in names:
        stated = reading.names.get(name)
        if stated is None or SILENT in stated.flags or is_number(name, reading):
            continue
        written = _name(name, stated, known, style)
        groups.setdefault((stated.kind, stated.flags, stated.domain), []).append(written)
    return ", ".join(
        ", ".join(group) + _space(kind, flags, domain, known, style)
        for (kind, flags, domain), group in groups.items()
    )


def space(kind: Kind, known: Names, style: Style) -> str:
    """ℝ, ℝⁿ, ℝᵐˣⁿ: where one member of the kind lives."""
    axes = [d for d in (kind.rows, kind.cols, *kind.more) if d is not None]
    if kind.word == "row":
        axes.insert(0, Dimension.of(1))
    return style.space([size(axis, known, style) for axis in axes])


def size(dimension: Dimension, known: Names, style: Style) -> Piece:
    """A dimension, written."""
    return text.compose(dimension_term(dimension), known, style)


def dimension_term(dimension: Dimension) -> Term:
    """A dimension as a term: n + 1, 2n."""
    terms: list[Term] = []
    for monomial, coefficient in sorted(dimension.terms, key=lambda item: (-len(item[0]), item[0])):
        factors: list[Term] = [Name(name) for name in monomial]
        if abs(coefficient) != 1 or not factors:
            factors.insert(0, Number(Fraction(abs(coefficient))))
        term = factors[0] if len(factors) == 1 else Apply("product", tuple(factors))
        terms.append(term if coefficient > 0 else Apply("neg", (term,)))
    if not terms:
        return Number(Fraction(0))
    return terms[0] if len(terms) == 1 else Apply("add", tuple(terms))


def _name(name: str, stated: NameKind, known: Names, style: Style) -> str:
    piece = text.compose(Name(name), known, style)
    if stated.kind.family is None:
        return join(piece)
    index = text.compose(Name("i"), known, style)
    return join(style.subscript(piece, [index], False))


def _space(
    kind: Kind, flags: frozenset[str], domain: tuple[Kind, ...] | None, known: Names, style: Style
) -> str:
    value = space(kind, known, style)
    if domain is not None:
        sources = style.times.join(space(source, known, style) for source in domain)
        return f" : {sources}{style.arrow}{value}"
    return style.member + value + "".join(style.flag(word) for word in sorted(flags))
