"""Long formulas in LaTeX are broken where a person would break them."""

from __future__ import annotations

import pytest

from matcalc.writers.latex_lines import breadth, lines

SUM = r"\sum_{i=1}^{N} \left( \frac{a}{b} + cccccc \right) x"
CASES = r"\begin{cases} a + b & \text{if } c \\ d & \text{if } e \end{cases}"
BROKEN = [
    ("a + b", 20, ["a + b"]),
    ("aaaa + bbbb - cccc", 15, ["aaaa + bbbb", "- cccc"]),
    ("aaaa (bb + cc) + dddd", 17, ["aaaa (bb + cc)", "+ dddd"]),
    ("aaaaaaa (bb + cc) dddd", 15, ["aaaaaaa (bb", "+ cc) dddd"]),
    (SUM, 14, [r"\sum_{i=1}^{N} \biggl( \frac{a}{b}", r"+ cccccc \biggr) x"]),
    (r"aaaa \times bbbb + cccc \times dddd", 15, [r"aaaa \times bbbb", r"+ cccc \times dddd"]),
    (rf"aaaaa + {CASES}", 10, ["aaaaa", f"+ {CASES}"]),
    (r"\frac{aaaaaaaa + bbbbbbbb}{c}", 5, [r"\frac{aaaaaaaa + bbbbbbbb}{c}"]),
]


@pytest.mark.parametrize(("formula", "room", "expected"), BROKEN)
def test_formulas_are_broken_before_the_outermost_operators(formula: str, room: float, expected: list[str]) -> None:
    assert lines(formula, room, room) == expected


def test_widths_are_those_on_the_page() -> None:
    assert breadth(r"\frac{abc}{d}") == pytest.approx(breadth("abc"), abs=1)
    assert breadth(r"\mathbf{x}_i") < breadth("xi")
    assert breadth(r"\begin{bmatrix} aaa & b \\ c & dd \end{bmatrix}") == pytest.approx(breadth("aaadd") + 4)
    assert breadth("{" * 5000 + "x" + "}" * 5000) == breadth("x")


def test_a_very_long_sum_is_broken_in_time() -> None:
    pieces = lines(" + ".join(f"a_{{{k}}} \\cos(x)^{{{k}}}" for k in range(5000)), 40, 40)
    assert max(map(breadth, pieces)) <= 40
