"""A reading and short names for building terms by hand."""

from __future__ import annotations

import pytest

from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import SCALAR, Kind, NameKind, Reading
from matcalc.rationals import Fraction
from matcalc.terms import Apply, Name, Number, Term

N, M = Dimension.of("n"), Dimension.of("m")
VECTOR, SQUARE = Kind(N), Kind(N, N)


def made_reading() -> Reading:
    """𝐰, 𝐱, 𝐛, 𝛂, ŵ, 𝐱_new ∈ ℝⁿ; A, W_1 ∈ ℝⁿˣⁿ; data 𝐱_i as X; 𝐟 and h(·, ·) abstract; all else scalar."""
    vectors = {name: NameKind(VECTOR, "typography") for name in ("w", "x", "b", "alpha", "w_hat", "x_new")}
    matrices = {name: NameKind(SQUARE, "convention") for name in ("A", "W_1", "Sigma")}
    scalars = {name: NameKind(SCALAR, "inferred") for name in ("y", "z", "beta", "loss")}
    others = {
        "v": NameKind(Kind(N, family=Dimension.of("N")), "inferred"),
        "f": NameKind(Kind(M), "inferred", domain=(VECTOR,)),
        "h": NameKind(SCALAR, "inferred", domain=(SCALAR, SCALAR)),
    }
    return Reading(vectors | matrices | scalars | others)


@pytest.fixture
def reading() -> Reading:
    return made_reading()


def a(op: str, *args: Term) -> Apply:
    return Apply(op, args)


def k(numerator: int, denominator: int = 1) -> Number:
    return Number(Fraction(numerator, denominator))


def t(term: Term) -> Apply:
    return a("transpose", term)


def names(letters: str) -> list[Name]:
    return [Name(letter) for letter in letters]
