"""Characters by what is typed for them, and that they are read alike."""

from __future__ import annotations

import pytest

from matcalc.calculator import calculate
from matcalc.reader.scan import scan
from matcalc.repl.spelling import CHARACTERS, spelled
from matcalc.writers import write

SPELLED = [
    (r"\alpha", "α"), (r"2\varphi", "2φ"), (r"\partial", "∂"), (r"w \otimes", "w ⊗"), (r"w \odot", "w ⊙"),
    (r"\ell", "ℓ"), (r"x \in \R", r"x \in ℝ"), (r"\bfx", "𝐱"), (r"A\bfx", "A𝐱"), (r"\bfalpha", "𝛂"),
    (r"\mathbf{W}", "𝐖"), (r"\bm \beta", "𝛃"), (r"\vec{x}", "𝐱"), (r"\hat{w}", "ŵ"), (r"\hatw", "ŵ"),
    (r"\tilde α", "α̃"), ("x_1", "x₁"), ("x_12", "x₁₂"), ("A_ij", "Aᵢⱼ"), ("x_{n+1}", "xₙ₊₁"),
    ("3x^2", "3x²"), ("A^-1", "A⁻¹"), ("A^T", "Aᵀ"), (r"A^\top", "Aᵀ"), ("x^{10}", "x¹⁰"),
]  # fmt: skip

# What is left alone: words that stand for nothing else, and what has no such character.
LEFT = ["alpha", r"\foo", r"\bfseries", "x_max", "x^q", "x_{i,q}", "x", "", "\\", r"\frac{a}{b}"]


@pytest.mark.parametrize(("typed", "expected"), SPELLED)
def test_spelled(typed: str, expected: str) -> None:
    found = spelled(typed)
    assert found is not None
    assert typed[: -found[0]] + found[1] == expected


@pytest.mark.parametrize("typed", LEFT)
def test_left_alone(typed: str) -> None:
    assert spelled(typed) is None


@pytest.mark.parametrize(
    "word", sorted(CHARACTERS.keys() - {"omicron"})
)  # ο is read as the o that it looks like
def test_a_command_and_its_character_are_one_to_the_reader(word: str) -> None:
    told = [
        [(token.type, token.value) for token in scan(f"a {text} b")[0]]
        for text in (f"\\{word}", CHARACTERS[word])
    ]
    assert told[0] == told[1]


@pytest.mark.parametrize(
    ("typed", "ending"),
    [
        (r"u . \mathbf{x}", ""),
        ("u . \\hat{w}", ""),
        ("a x_1", "^2"),
        ("3x^2", "y"),
        ("tr(A^-1", ")"),
        ("u . x^T", ""),
    ],
)
def test_scripts_and_dressed_letters_are_read_alike(typed: str, ending: str) -> None:
    found = spelled(typed)
    assert found is not None
    texts = (typed + ending, typed[: -found[0]] + found[1] + ending)
    answers = [[write(a.value, a.reading) for a in calculate(text)[0]] for text in texts]
    assert answers[0] == answers[1]
