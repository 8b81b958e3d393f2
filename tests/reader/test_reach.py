"""How far a Σ reaches: over later summands too, where its index means nothing outside."""

from __future__ import annotations

import pytest

from matcalc.reader import read
from tests.reader import dump

REACHES = [
    ("-Σ_{i=1}^N y_i log(p_i) + (1 - y_i) q_i", "(neg (Σ i 1 N (add (product (elem y i) (log (elem p i))) (product (add 1 (neg (elem y i))) (elem q i)))))"),
    (r"\nabla_{\mathbf w} \left[ -\sum_{i=1}^{N} y_i a_i + (1-y_i) b_i \right]", "(grad (neg (Σ i 1 N (add (product (elem y i) (elem a i)) (product (add 1 (neg (elem y i))) (elem b i))))) by *w)"),
    ("1/N Σ_i x_i - y_i + λ b", "(add (product (divide 1 N) (Σ i : : (add (elem x i) (neg (elem y i))))) (product lambda b))"),
    ("c + 2 Σ_i x_i + a + y_i", "(add c (product 2 (Σ i : : (add (elem x i) a (elem y i)))))"),
    ("Σ_i x_i + (y_i)", "(Σ i : : (add (elem x i) (elem y i)))"),
    ("∂/∂w Σ_i a_i w + b_i w", "(d (Σ i : : (add (product (elem a i) w) (product (elem b i) w))) by w)"),
    # several sums: the nearest takes it
    ("Σ_i a_i + Σ_i b_i + c_i", "(add (Σ i : : (elem a i)) (Σ i : : (add (elem b i) (elem c i))))"),
    ("Σ_i a_i + Σ_j b_ij + c_i", "(Σ i : : (add (elem a i) (Σ j : : (elem b i j)) (elem c i)))"),
    ("Σ_i Σ_j a_ij + b_j + c_i + d", "(add (Σ i : : (add (Σ j : : (add (elem a i j) (elem b j))) (elem c i))) d)"),
    ("Σ_i Σ_j a_ij + b_i + c_j", "(Σ i : : (Σ j : : (add (elem a i j) (elem b i) (elem c j))))"),
    ("Σ_i a_i + b_i = Σ_i c_i + d_i", "(= (Σ i : : (add (elem a i) (elem b i))) (Σ i : : (add (elem c i) (elem d i))))"),
]

STAYS = [
    "(Σ_i x_i) + y_i",
    "2 (Σ_i x_i) + y_i",
    "-(Σ_i x_i) + y_i",
    "a - (Σ_i x_i) + y_i",
    r"{\sum_i x_i} + y_i",
    r"\left( \sum_i x_i \right) + y_i",
    "log Σ_i y_i + z_i",
    "1/N Σ_i (y_i + 1)^2 + λ‖w‖²",
    "1/N Σ_i (y_i + z_i)",
    # where the letter has another meaning
    "∂/∂w_i Σ_i a_i + b_i",
    "∂/∂w_i (Σ_i a_i + b_i)",
    "∂L/∂w_i = Σ_i a_i + b_i",
    "Σ_i (Σ_i a_i + b_i)",
    "x_i + Σ_i y_i + z_i",
    "x_i Σ_i y_i + z_i",
    "i : scalar; Σ_i y_i + z_i",
    "i = 3; Σ_i y_i + z_i",
    "f(i) = Σ_i y_i + i",
]


@pytest.mark.parametrize(("text", "expected"), REACHES)
def test_reaches(text: str, expected: str) -> None:
    program = read(text)
    assert dump.program(program) == expected
    assert any("has no meaning outside" in note for note, _ in program.notes)


@pytest.mark.parametrize("text", STAYS)
def test_stays(text: str) -> None:
    assert not any("has no meaning outside" in note for note, _ in read(text).notes)


@pytest.mark.parametrize(
    "text",
    [
        " + ".join(["Σ_i x_i + y_i"] * 1_000) + " + z" * 1_000,
        "Σ_i x_i + (" * 2_000 + "y_i" + ")" * 2_000,
        "(0 < " * 1_000 + "Σ_i x_i + y_i" + " < 1)" * 1_000,
        "Σ_i " * 2_000 + "x_i" + " + y_i" * 2_000,
    ],
    ids=["many", "nested", "chained", "piled"],
)
def test_size_is_no_matter(text: str) -> None:
    assert read(text).statements
