"""Pieces of code, and how tightly they bind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from matcalc.rationals import Fraction

# Binding strengths, loosest first; Python, Julia and MATLAB agree on these.
TEST, SUM, PRODUCT, SIGN, POWER, ATOM = range(6)


class Text(NamedTuple):
    """An expression. parts: its pieces, if it may be broken over lines; around: what is around them."""

    text: str
    level: int = ATOM
    parts: tuple[str, ...] = ()
    around: tuple[str, str] = ("(", ")")

    def within(self, level: int) -> str:
        """The expression, in brackets unless it binds as tightly as ``level``."""
        return self.text if self.level >= level else f"({self.text})"


def call(function: str, *args: str) -> Text:
    """A function applied."""
    parts = tuple(f"{arg}," for arg in args)
    return Text(f"{function}({', '.join(args)})", ATOM, parts, (f"{function}(", ")"))


def decimal(value: Fraction) -> Text:
    """A number as all targets write it: a quotient where its decimals are many or do not end."""
    level = SIGN if value < 0 else ATOM
    if value.denominator == 1:
        return Text(str(value.numerator), level)
    shown = repr(float(value)) if abs(value) < 10**15 else ""
    if shown and len(shown) < 12 and Fraction(shown) == value:
        return Text(shown, level)
    return Text(f"{value.numerator} / {value.denominator}", PRODUCT)


def sum_of(terms: Sequence[tuple[int, Text]]) -> Text:
    """Signed terms added up, one that is added first."""
    ordered = sorted(terms, key=lambda term: term[0] < 0) if terms[0][0] < 0 else list(terms)
    parts: list[str] = []
    for sign, term in ordered:
        first = not parts
        if first:
            signed = term.level == PRODUCT and term.text[0].isdigit()  # -2 * x needs no brackets
            shown = term.within(SUM if sign > 0 else PRODUCT if signed else SIGN)
        else:
            shown = term.within(PRODUCT)
        parts.append(
            f"-{shown}" if first and sign < 0 else shown if first else f"{'-' if sign < 0 else '+'} {shown}"
        )
    return Text(" ".join(parts), SUM, tuple(parts))
