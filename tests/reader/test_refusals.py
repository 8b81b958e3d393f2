"""What is refused: the reason, the place of the caret, a way out. And what must never crash."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcalc.errors import MatcalcError, ReadError
from matcalc.reader import read, read_kind
from matcalc.reader.diagnostics import cells, render

# text, a part of the reason, what the caret stands under (by its offsets)
REFUSALS = [
    ("", "nothing to differentiate", (0, 0)),
    ("# only a comment", "nothing to differentiate", (16, 16)),
    ("x +", "missing after +", (3, 4)),
    ("* x", "missing before *", (0, 1)),
    ("x + * y", "missing between + and *", (4, 5)),
    ("(x", "( is never closed", (0, 1)),
    ("x)", ") closes nothing", (1, 2)),
    ("(a]", "] does not close (", (2, 3)),
    (r"\begin{bmatrix} a", "never closed", (0, 15)),
    (r"\begin{bmatrix} a \end{pmatrix}", "does not close", (18, 31)),
    (r"\begin{foo} x \end{foo}", "unknown environment foo", (0, 11)),
    (r"\frac{a}", "needs two arguments", (0, 5)),
    (r"\mathbff{x}", "unknown LaTeX command", (0, 8)),
    ("x @ y", "the character @", (2, 3)),
    ("A.T x", ".T is of Python", (1, 3)),
    ("x\x1b[31my", r"control character \x1b", (1, 2)),
    ("x\0y", r"control character \x00", (1, 2)),
    ("x 漢 y", "the character 漢", (2, 3)),
    ("(a, b)", "a comma cannot stand here", (2, 3)),
    ("d/dx", "missing after the derivative operator", (4, 5)),
    ("∂x", "without what it differentiates by", (0, 1)),
    ("∂²y/∂x", "order 2 by 1 variable", (0, 6)),
    ("∂^999999/∂x^999999 x", "no order of differentiation", (2, 8)),
    ("d/dxy + 1", "more than one name", (2, 5)),
    ("x^", "exponent is missing", (1, 2)),
    ("x_", "subscript is missing", (1, 2)),
    ("|x", "| is never closed", (0, 1)),
    ("‖x‖_0", "norm is not in the language", (3, 5)),
    ("sin", "missing after sin", (3, 4)),
    ("sin(x, y)", "sin takes one argument, not 2", (0, 3)),
    ("sine(x)", "unknown function sine", (0, 4)),
    ("sigmod(x)", "unknown function sigmod", (0, 6)),
    ("fᵀ(x)", "would be a transpose", (1, 2)),
    ("f'(x, y)", "a function of one number, and f is none", (0, 1)),
    ("max'(x)", "a function of one number, and max is none", (0, 3)),
    ("[]", "nothing between", (0, 2)),
    ("[1, 2; 3]", "2 entries and this one 1", (7, 8)),
    ("x : vectr(n)", "unknown kind vectr", (4, 9)),
    ("sin : R", "name of a function", (0, 3)),
    ("1e99999999", "more than 1,000 digits", (0, 1)),
    ("9" * 2000, "more than 1,000 digits", (0, 1)),
    (r"\sum(x)", "no index", (0, 4)),
    ("Σ_{i∈j} x", "index of a sum", (3, 4)),
    ("x.y", "spaces around the dot", (1, 2)),
    ("W^{(1)} x + W_1 x", "would be one name", (0, 1)),
    ("d/dx x/0", "division by zero", (7, 8)),
    (r"\frac{x}{0}", "division by zero", (9, 10)),
    ("d/d3 x", "one differentiates by a name", (2, 4)),
    ("sni(x)", "unknown function sni", (0, 3)),
    ("x; y +", "missing after +", (6, 7)),
    ("x where", "nothing follows where", (2, 7)),
    ("a & b", "& separates", (2, 3)),
    ("(x if x > 0)", "if belongs into cases", (3, 5)),
    ("{1 otherwise; 0 if x > 0}", "only the last case", (1, 2)),
]


@pytest.mark.parametrize(("text", "reason", "place"), REFUSALS)
def test_refusals(text: str, reason: str, place: tuple[int, int]) -> None:
    with pytest.raises(ReadError) as caught:
        read(text)
    assert reason in caught.value.message
    assert tuple(caught.value.span or ()) == place
    assert caught.value.source == text
    picture = render(caught.value, text)
    assert "\x1b" not in picture
    assert "\0" not in picture
    assert all(cells(line) <= 220 for line in picture.splitlines())


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("sigmod(x)", "did you mean sigmoid?"),
        ("sni(x)", "did you mean sin?"),
        ("tahn(x)", "did you mean tanh?"),
        (r"\mathbff{x}", r"did you mean \mathbf?"),
        ("x : vectr(n)", "did you mean vector?"),
        (r"\begin{bmatrx} 1 \end{bmatrx}", "did you mean bmatrix?"),
        ("d/dxy + 1", "dx y"),
        ("(a, b)", "[x, y]"),
        ("log(x, 2)", "log_2(x)"),
    ],
)
def test_the_way_out(text: str, offered: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(text)
    assert offered in (caught.value.hint or "")


def test_the_caret_counts_cells() -> None:
    text = "𝐱 + x⃗ + €"
    with pytest.raises(ReadError) as caught:
        read(text)
    lines = render(caught.value, text).splitlines()
    assert lines[1].endswith("€")
    assert cells(lines[2]) == cells(lines[1])


def test_a_long_line_is_cut_around_the_caret() -> None:
    text = "x + " * 20_000 + "@" + " + x" * 20_000
    with pytest.raises(ReadError) as caught:
        read(text)
    row, carets = render(caught.value, text).splitlines()[1:3]
    assert cells(row) < 120
    assert row[carets.index("^")] == "@"


HUGE = {
    "nested brackets": "(" * 5_000 + "x" + ")" * 5_000,
    "nested functions": "sin(" * 5_000 + "x" + ")" * 5_000,
    "nested fractions": r"\frac{" * 2_000 + "x" + "}{2}" * 2_000,
    "nested bars": "|" * 3_000 + "x" + "|" * 3_000,
    "nested subscripts": "x_{" * 3_000 + "i" + "}" * 3_000,
    "nested lists": "[" * 3_000 + "a; b" + "]" * 3_000,
    "nested styles": r"\mathbf{" * 3_000 + "x" + "}" * 3_000,
    "powers of functions": "sin^2(" * 3_000 + "x" + ")" * 3_000,
    "sums": "Σ_{i=1}^n " * 3_000 + "x_i",
    "a chain": "+".join(["x"] * 5_000),
    "a product": " ".join(["x"] * 5_000),
    "quotients": "/".join(["x"] * 5_000),
    "pointwise": " ⊗ ".join(["x"] * 5_000),
    "operators": "d/dx " * 3_000 + "x",
    "powers": "x^" * 5_000 + "2",
    "transposes": "x" + "'" * 5_000,
    "signs": "-" * 5_000 + "x",
    "statements": "x = 1;" * 3_000 + "x",
    "letters": "x" * 30_000,
    "a power tower": "9^9^9^9",
}


@pytest.mark.parametrize("name", HUGE)
def test_size_is_no_reason_to_refuse(name: str) -> None:
    assert read(HUGE[name]).statements


def test_a_megabyte_is_refused_at_once() -> None:
    start = time.process_time()
    with pytest.raises(ReadError, match="limit"):
        read("x + " * 262_144)
    with pytest.raises(ReadError, match="more than"):
        read("x" * 290_000)
    assert time.process_time() - start < 20


PIECES = [
    *"abdfgxyTIJ 0123.,;:+-*/^_'|‖()[]{}<>=∂∇Σ√·⊗⊘²ᵢ₁ᵀ⁻𝐱⃗̂σ&\\\n#%$@\0", " in ", " where ", " if ", "otherwise", "d/d",
    "dx", "/dx", "/∂", "∂/∂x ", "sin", "log", "sum", "max(", "D(", "\\frac", "\\sqrt", "\\mathbf", "\\hat", "\\vec",
    "\\left", "\\right", "\\begin{cases}", "\\end{cases}", "\\begin{bmatrix}", "\\end{bmatrix}", "\\\\", "\\sum",
    "\\partial", "\\nabla", "\\text{if }", "\\top", "\\{", "\\}", "ℝ", "∈", "R^n", "vector(n)", "->", "x_i", "^{-1}",
    "_{i=1}", "||", "I", "ones", "\\|", "\\cdot", "\\operatorname{tr}", "\\mathbb{R}", "^{(i)}", " x ", "== ", "and",
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join) | st.text(max_size=12))
def test_any_text_reads_or_is_refused(text: str) -> None:
    for reader in (read, read_kind):
        picture = _refusal(reader, text)
        assert all(c == "\n" or unicodedata.category(c)[0] != "C" for c in picture)


def _refusal(reader: Callable[[str], object], text: str) -> str:
    try:
        reader(text)
    except MatcalcError as error:
        return render(error, text)
    return ""
