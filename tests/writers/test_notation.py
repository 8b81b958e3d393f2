"""Standard notation: ⊙ is the element-wise product, and ⊗ the Kronecker product."""

from __future__ import annotations

import pytest

import matcalc
from matcalc.calculator import Options, calculate
from matcalc.writers import answer_text

STANDARD = Options(notation="standard")
WRITTEN = {
    "unicode": "diag(𝐱 ⊙ 𝐳)",
    "ascii": "diag(x .* z)",
    "latex": r"\operatorname{diag}(\mathbf{x} \odot \mathbf{z})",
}


@pytest.mark.parametrize("format", WRITTEN)
@pytest.mark.parametrize("typed", ["𝐰 ⊙ 𝐱 ⊙ 𝐳", "w .* x .* z", r"\mathbf{w} \odot \mathbf{x} \odot \mathbf{z}"])
def test_written_and_read_back(typed: str, format: str) -> None:
    ((answer,),) = calculate(f"w, x, z : vector(n); D({typed}, w)", STANDARD)
    written = answer_text(answer, format)
    assert written == WRITTEN[format]
    ((again, *_),) = calculate(f"w, x, z : vector(n); {written}", STANDARD)
    assert answer_text(again, "ascii")


@pytest.mark.parametrize("typed", ["A ⊗ B", r"A \otimes B", "kron(A, B)"])
def test_the_kronecker_product_is_read_and_written(typed: str) -> None:
    ((answer,),) = calculate(f"A : matrix(m, n); B : matrix(p, q); x : vector(n q); D(({typed}) x, x)", STANDARD)
    assert [answer_text(answer, format) for format in WRITTEN] == ["A ⊗ B", "kron(A, B)", r"A \otimes B"]


def test_the_library_writes_it_too() -> None:
    d = matcalc.derivative("w .* x .* z", "w", where={"w": "R^n", "x": "R^n"}, notation="standard")
    assert str(d) == WRITTEN["unicode"]
    assert str(d.derivative("x")).count("⊗") == 0
