"""What each part of a text is, also of one that is broken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcalc.notation.symbols import OPERATORS
from matcalc.reader.parts import parts

# A text, and the parts of it that are of one sort.
SORTS = [
    ("xcos(x^2)", "function", ["cos"]),
    ("xcos(x^2)", "number", ["2"]),
    ("xcos(x^2)", "bracket", ["(", ")"]),
    ("u + v", "known", ["u"]),
    ("𝐮 + α", "known", ["𝐮"]),
    ("𝐮 + α", "name", ["α"]),
    ("w, x : vector(n) where m ∈ ℝ", "keyword", [":", "vector", "where", "∈", "ℝ"]),
    ("∂/∂x w ⊗ x  # half", "operator", ["/", "⊗"]),
    ("∂/∂x w ⊗ x  # half", "comment", ["# half"]),
    ("50\\% % all", "comment", ["% all"]),
    (r"\mathbf{x} \left( a \right)", "markup", [r"\left", r"\right"]),
    (r"\frac{a}{b} \log c", "function", [r"\frac", r"\log"]),
    (r"\begin{cases} a \end{cases}", "bracket", [r"\begin{cases}", r"\end{cases}"]),
    # What is wrong does not keep the rest from being coloured.
    ("sin(x) @ cos(y)", "wrong", ["@"]),
    ("sin(x) @ cos(y)", "function", ["sin", "cos"]),
    (r"\foo + sin(x)", "wrong", [r"\foo"]),
    (r"\foo + sin(x)", "function", ["sin"]),
    ("x } + sin(x)", "function", ["sin"]),
    (r"sin(x) + \mathbf", "function", ["sin"]),
    ("\\", "wrong", ["\\"]),
]


@pytest.mark.parametrize(("text", "sort", "expected"), SORTS)
def test_sorts(text: str, sort: str, expected: list[str]) -> None:
    found = parts(text, ["u"])
    assert [text[part.start : part.end] for part in found if part.sort == sort] == expected


SPELLINGS = [s for row in OPERATORS for s in (*row.unicode, *row.ascii, *row.latex)]


@given(st.lists(st.one_of(st.sampled_from([*SPELLINGS, "\\mathbf", "{", "}", "\\", "$$", "\\begin{"]), st.text())))
def test_any_text_is_covered(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = parts(text)
    assert "".join(text[part.start : part.end] for part in found) == text
