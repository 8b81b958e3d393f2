"""Numbers as they are spelled."""

from __future__ import annotations

from matcalc.rationals import Fraction

MOST_PLACES = 6  # behind the point; a number that needs more is written as a fraction


def decimal(value: Fraction) -> str | None:
    """A number as a decimal, 0.25; None for whole numbers and for those with too many places."""
    for places in range(1, MOST_PLACES + 1):
        shifted = abs(value) * 10**places
        if shifted.denominator == 1 and value.denominator != 1:
            digits = str(shifted.numerator).rjust(places + 1, "0")
            return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"
    return None
