"""What a text claims, and what it says before: each text with the verdicts on its equations."""

from __future__ import annotations

import pytest

from matcalc.verdicts.judge import How, judged

CASES: list[tuple[str, list[str]]] = [
    # a definition is no claim, and one that goes on is a claim from there
    ("u = x^2", ["a definition"]),
    ("f_i(x_i) = x_i^2; ∂/∂x_i f_i(x_i) = 2x_i", ["a definition", "true"]),
    ("f_i(x_i) = x_i^2; ∂/∂x_i f_i(x_i) = x_i", ["a definition", "false"]),
    ("y_1 = f_1(𝐱) = 3x_1^2x_2", ["a definition"]),
    ("y_1 = f_1(𝐱) = 3x_1^2x_2 = 3x_1x_2x_1", ["true"]),
    ("y_1 = f_1(𝐱) = 3x_1^2x_2 = 3x_1x_2", ["false"]),
    # a name that is defined anew: what is known of it is replaced, and what rested on it forgotten
    ("y = sin(x); y = cos(x); dy/dx = -sin(x)", ["a definition", "a definition", "true"]),
    ("y = sin(x); y = cos(x); dy/dx = cos(x)", ["a definition", "a definition", "false"]),
    ("y = (x + 1)^2; y = x^2 + 2x + 1", ["a definition", "true"]),
    ("u = x^2; y = 3u; u = x; dy/dx = 6x", ["a definition"] * 3 + ["unknown"]),
    ("h = d/dx x^2; h = 3x", ["a definition", "false"]),
    ("h = d/dx x^2; h = 2x", ["a definition", "true"]),
    # a statement that makes no sense costs only what rests on it
    ("A : matrix(m, n); s = A + A'; d/dx x^2 = 2x", ["a declaration", "a definition", "true"]),
    ("A : matrix(m, n); s = A + A'; d/dx x^2 = x", ["a declaration", "a definition", "false"]),
    # dimensions of what was declared are known
    (
        "x : vector(n); z : scalar; y = sum(x z); ∂y/∂z = n z",
        ["a declaration"] * 2 + ["a definition", "false"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_what_a_text_claims(text: str, expected: list[str]) -> None:
    found = judged(text.replace("; ", "\n"), How())
    assert [v.why if v.verdict == "unread" else v.verdict for v in found] == expected
