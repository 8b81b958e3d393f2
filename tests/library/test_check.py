"""``matcalc.check``: equations in, verdicts out."""

from __future__ import annotations

import pytest

import matcalc


def test_a_chain_is_judged_pair_by_pair() -> None:
    first, second = matcalc.check("d/dx x^2 = 2x = x")
    assert (first.verdict, first.left, first.right) == ("true", "d/dx x^2", "2x")
    assert (second.verdict, second.left, second.right) == ("false", "2x", "x")
    assert second.counterexample is not None
    (name, value), *_ = second.counterexample.values
    assert name == "x"
    assert (second.counterexample.left, second.counterexample.right) == (2 * value, value)


def test_declarations_beside_the_text_are_heeded_and_not_reported() -> None:
    where = {"x": "R^n", "A": "symmetric(n)"}
    (verdict,) = matcalc.check("d/dx x'*A*x = 2 A x", where)
    assert verdict.verdict == "true"
    assert verdict.span == (0, len("d/dx x'*A*x = 2 A x"))


def test_what_is_no_equation_is_unread() -> None:
    verdicts = matcalc.check("x : vector(n)\nu = x . x\nu + 1\n")
    assert [verdict.verdict for verdict in verdicts] == ["unread"] * 3
    assert [verdict.why for verdict in verdicts] == ["a declaration", "a definition", "no equation"]


def test_a_declaration_that_is_none_is_refused() -> None:
    with pytest.raises(matcalc.MatcalcError):
        matcalc.check("x = x", {"x": "R^"})
