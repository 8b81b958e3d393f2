"""The form with vec and Kronecker products, in data and from the library, and entries of matrices."""

from __future__ import annotations

import matcalc
from matcalc.calculator import calculate
from matcalc.kinds.dimensions import Dimension
from matcalc.lowering.entries import positions
from matcalc.writers.json import to_dict

QUESTION = "A : matrix(m, n); X : matrix(n, p); B : matrix(p, q); D(A X B, X)"
EQUATION = "∂ vec(AXB)/∂vec(X) = kron(Bᵀ, A)"


def test_data_and_library_have_it() -> None:
    ((answer,),) = calculate(QUESTION)
    assert to_dict(answer)["vec"] == EQUATION
    shapes = {"A": "R^(m x n)", "X": "R^(n x p)", "B": "R^(p x q)"}
    assert matcalc.derivative("A X B", "X", where=shapes).vec == EQUATION
    assert matcalc.derivative("A X B", "A", where=shapes).vec == "∂ vec(AXB)/∂vec(A) = kron(BᵀXᵀ, Iₘ)"
    assert matcalc.derivative("tr(A X B)", "X", where=shapes, dims={"m": 3, "q": 3}).vec is None


def test_entries_of_matrices_stand_column_by_column() -> None:
    ((answer,),) = calculate("X : matrix(2, 3); D(sum(X .^ 2), X)")
    entries = answer.table()
    assert entries is not None
    assert not entries.vectors
    assert [column is not None for column in entries.columns] == [True] * 6
    two, three = Dimension.of(2), Dimension.of(3)
    assert [tuple(d.value for d in at or ()) for at in positions((two, three))] == [
        (1, 1), (2, 1), (1, 2), (2, 2), (1, 3), (2, 3),
    ]  # fmt: skip
    assert positions((Dimension.of("m"), three))[2] is None
