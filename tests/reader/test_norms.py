"""Every spelling of a norm is one norm."""

from __future__ import annotations

import pytest

from matcalc.reader import read
from matcalc.terms import Apply, Name, Number, Query, same

SPELLINGS = {
    ("norm", None): (
        "‖x‖", "‖x‖₂", "‖x‖_2", "||x||", "||x||_2", "norm(x)", "norm2(x)", "norm(x, 2)", "norm_2(x)", "|x|_2",
        r"\|x\|", r"\|x\|_2", r"\|x\|_{2}", r"\lVert x \rVert", r"\left\lVert x \right\rVert_2", r"\Vert x \Vert",
        r"\left\| x \right\|", r"\bigl\| x \bigr\|_2", r"\norm{x}", r"\norm{x}_2", r"\parallel x \parallel", "∥x∥₂",
    ),
    ("norm1", None): ("‖x‖₁", "‖x‖_1", "||x||_1", "norm1(x)", "norm(x, 1)", r"\|x\|_1", r"\norm{x}_1", "|x|_1"),
    ("normF", None): (
        "‖x‖_F", "norm(x, 'fro')", 'norm(x, "fro")', "normF(x)", "norm_F(x)", "|x|_F", r"\|x\|_F", r"\|x\|_{F}",
        r"\|x\|_{\mathrm{F}}", r"\|x\|_{\text{F}}", r"\norm{x}_F", "frobenius(x)",
    ),
    ("norminf", None): (
        "‖x‖_∞", r"\|x\|_\infty", r"\|x\|_{\infty}", "norm(x, inf)", "norm(x, Inf)", "norm(x, 'inf')", "norm(x, ∞)",
        "norminf(x)", "|x|_∞", r"\norm{x}_\infty",
    ),
    ("norm", "p"): ("‖x‖_p", "‖x‖ₚ", "norm(x, p)", r"\|x\|_p", r"\lVert x \rVert_{p}", r"\norm{x}_p", "norm_p(x)"),
    ("norm", 3): ("‖x‖₃", "‖x‖_3", "norm(x, 3)", r"\|x\|_3", "norm(x)_3"),
}  # fmt: skip
CASES = [(text, norm, order) for (norm, order), texts in SPELLINGS.items() for text in texts]


def term_of(text: str) -> object:
    (statement,) = read(text).statements
    assert isinstance(statement, Query)
    return statement.term


@pytest.mark.parametrize(("text", "norm", "order"), CASES, ids=[text for text, _, _ in CASES])
def test_spelling(text: str, norm: str, order: str | int | None) -> None:
    term = term_of(text)
    assert isinstance(term, Apply)
    assert term.op == norm
    (x, *rest) = term.args
    assert isinstance(x, Name)
    assert [r.id if isinstance(r, Name) else r.value for r in rest if isinstance(r, Name | Number)] == (
        [] if order is None else [order]
    )


SQUARED = ["‖x‖²", "‖x‖_2^2", "‖x‖^2_2", "‖x‖₂²", r"\|x\|^2_2", r"\|x\|_2^2", r"\norm{x}^2_2", "norm(x)^2", "|x|_2^2"]


@pytest.mark.parametrize("text", SQUARED)
def test_squared(text: str) -> None:
    (statement,) = read("norm(x)^2").statements
    assert isinstance(statement, Query)
    term = term_of(text)
    assert isinstance(term, Apply)
    assert same(term, statement.term)
