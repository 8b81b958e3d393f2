"""Whatever is typed, a refusal is a caret, a reason and a way out; never a traceback or a hang."""

from __future__ import annotations

import pytest

from tests.conftest import Matcalc

# What is typed, and a word that the reason or the way out holds.
REFUSED = [
    ("d/dx x ? 2", "?"),
    ("d/dx (x + 2", "("),
    ("d/dx x + 2)", ")"),
    ("d/dx x +", ""),
    ("d/dx * x", ""),
    ("", ""),
    ("   ", ""),
    ("d/dx sigmod(x)", "sigmoid"),
    (r"\begin{bmatrix} a & b", "bmatrix"),
    (r"\fracc{1}{x}", r"\frac"),
    ("w : vector(n); A : matrix(m, k); A w", "m"),
    ("w : vector(n); A : matrix(m, k); w + A", "n"),
    ("w : vector(n); x : vector(m); w . x", ""),
    ("w : vector(n); x : vector(m); w .* x", ""),
    ("w : vector; w^2", ".^"),
    ("w : vector; 1/w", "./"),
    ("w, x : vector; w*x", ""),
    ("x : vector(3); d/dx x_4", "3"),
    ("x : vector(3); x : vector(4); sum(x)", ""),
    ("A : matrix(2, 3); A^-1", "square"),
    ("d/dx x\x00", ""),
    ("d/dx \x1b[31mx", r"\x1b"),
    ("d/dx x\u202e", ""),
    ("(" * 10_000 + "x", "("),
    ("x" * 1_000_000 + "?", ""),
    ("9" * 100_000, ""),
]


def short(text: str) -> str:
    return ascii(text[:24])


@pytest.mark.parametrize(("typed", "said"), REFUSED, ids=[short(typed) for typed, _ in REFUSED])
def test_a_refusal_says_where_why_and_what_then(matcalc: Matcalc, typed: str, said: str) -> None:
    result = matcalc(typed)
    assert (result.status, result.out) == (2, "")
    assert said in result.err
    assert result.err.count("^") >= 1
    assert len(result.err) < 2000
    control = [c for c in result.err if (ord(c) < 32 and c != "\n") or c in "\x7f\u202e\x9b"]
    assert not control


# Large, odd or extreme, and answered all the same.
ANSWERED = [
    ("d/dx " + "(" * 3_000 + "x" + ")" * 3_000, "1"),
    ("d/dx (" + " + ".join(["x"] * 3_000) + ")", "3000"),
    ("d/dx x^1000000", "1000000x"),
    ("d/dx 9^9^9^9", "0"),
    ("d/dx y", "0"),
]


@pytest.mark.parametrize(("typed", "start"), ANSWERED, ids=[short(typed) for typed, _ in ANSWERED])
def test_the_large_is_answered(matcalc: Matcalc, typed: str, start: str) -> None:
    result = matcalc(typed)
    assert result.status == 0
    assert result.out.startswith(start)
    assert len(result.out) < 2000
