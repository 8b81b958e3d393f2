"""Kinds of expressions, and what elaboration makes of them."""

from __future__ import annotations

import pytest

from matcalc.kinds import infer, kinds_of
from matcalc.reader import read
from matcalc.terms import Apply, Call, Derivative, Matrix, Name, Summation, postorder
from tests.kinds.showing import shown

SHAPES = [
    # the paper's layout
    ("d/dx sin(x^2)", "scalar"),
    ("∂/∂z (𝐱 + z)", "vector n"),
    ("∂ sum(𝐱)/∂𝐱", "row n"),
    ("∂(𝐰 ⊗ 𝐱)/∂𝐰", "matrix n×n"),
    ("∂/∂𝐱 𝐟(𝐠(𝐱))", "matrix p×n"),
    ("f : R^p -> R^m; g : R^n -> R^p; x in R^n; df/dg dg/dx where g = g(x), f = f(g)", "matrix m×n"),
    ("∂ tr(A X)/∂X", "matrix m×n"),  # X is n×m
    ("∂²(x'A x)/∂x²", "matrix n×n"),
    ("hessian(x'A x, x)", "matrix n×n"),
    ("∂(A X)/∂X", "tensor m×p×n×p"),
    ("∂/∂x [ln(x^2); sin(3x)]", "vector 2"),
    ("∂/∂[x, y] 3x^2y", "row 2"),
    ("f(x,y) = 3x^2y; g(x,y) = 2x + y^8; jacobian([f(x,y); g(x,y)], [x, y])", "matrix 2×2"),
    ("f(x,y) = 3x^2y; ∇f(x,y)", "row 2"),
    ("f(x,y) = 3x^2y; ∇²f", "matrix 2×2"),
    ("ŵ = [𝐰; b]; x̂ = [𝐱; 1]; ∂(ŵ · x̂)/∂ŵ", "row n + 1"),
    ("C = 1/N Σ_{i=1}^N (y_i - w·x_i - b)^2; ∇C", "row n + 1"),  # by w and b, not by the data
    # products
    ("x'y", "scalar"),
    ("𝐱 𝐲ᵀ", "matrix n×m"),
    ("𝐱 𝐲ᵀ 𝐳", "vector n"),
    ("z 1⃗ᵀ", "row n"),
    ("A B", "matrix m×p"),
    ("A^-1 b", "vector n"),
    # lists
    ("[1, 2]", "vector 2"),
    ("[𝐰ᵀ, b]", "row n + 1"),
    ("[𝐰, b]", "vector n + 1"),
    ("[1, 2]ᵀ + 𝐱ᵀ", "row 2"),
    ("𝐱ᵀ + [1, 2]", "row 2"),
    ("[1, 2; 3, 4] x", "vector 2"),
    ("[A; c'] x", "vector m + 1"),
    # entry by entry
    ("𝐰 > 𝐱", "vector n"),
    ("max(0, 𝐱)", "vector n"),
    ("{0⃗ᵀ if 𝐰·𝐱 ≤ 0; 𝐱ᵀ if 𝐰·𝐱 > 0}", "row n"),
    ("abs(𝐱)", "vector n"),
    ("e^𝐱", "vector n"),
    (r"\frac{e^{\mathbf z}}{\sum_j e^{z_j}}", "vector n"),
    ("|𝐱|", "scalar"),
    ("|A|", "scalar"),
]


@pytest.mark.parametrize(("program", "expected"), SHAPES)
def test_shapes(program: str, expected: str) -> None:
    typed = infer(read(program))
    assert shown(typed.reading.of(typed.queries[-1].term)) == expected


@pytest.mark.parametrize("program", [program for program, _ in SHAPES])
def test_every_subterm_has_a_kind_and_the_same_again(program: str) -> None:
    typed = infer(read(program))
    for root in (*typed.definitions.values(), *(q.term for q in typed.queries)):
        again = kinds_of(root, typed.reading, typed.reading.of(root))
        for term in postorder(root):
            assert again[id(term)] == typed.reading.of(term)


OPERATORS = [
    ("𝐰 · 𝐱", "dot"),
    ("2 · 𝐱", "product"),
    ("A · 𝐱", "product"),
    ("|x|", "abs"),
    ("|𝐱|", "len"),
    ("|𝐱 - 𝐲|", "norm"),
    ("|A 𝐱|", "norm"),
    ("𝐱_i ∈ ℝⁿ; |𝐱_i|", "len"),
    ("|A|", "det"),
    ("abs(𝐱)", "abs"),
]


@pytest.mark.parametrize(("program", "expected"), OPERATORS)
def test_operators_settled_by_kind(program: str, expected: str) -> None:
    (query,) = infer(read(program)).queries
    assert isinstance(query.term, Apply)
    assert query.term.op == expected


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("e^x", "exp"),
        ("e^{𝐱}", "exp"),
        ("e : R; e^x", "power"),
        ("e = 3; e^x", "power"),
        ("f(e) = e^x; f(y)", "power"),
    ],
)
def test_a_power_of_the_number_e_is_its_function(program: str, expected: str) -> None:
    term = infer(read(program)).queries[-1].term
    assert isinstance(term, Apply)
    assert term.op == expected


def test_bars_inside_a_sum_are_absolute_values() -> None:
    (query,) = infer(read("sum(|𝐱|)")).queries
    assert isinstance(query.term, Apply)
    assert [a.op for a in query.term.args if isinstance(a, Apply)] == ["abs"]


@pytest.mark.parametrize(
    ("program", "notes"),
    [
        ("|a|; |A|; abs(𝐱); sum(|𝐱|); ‖𝐱‖", ()),
        ("|𝐱|", ("|𝐱| is read as the length of 𝐱, its number of elements; the norm is ‖𝐱‖",)),
        ("|A 𝐱|", ("|A 𝐱| is read as the norm ‖A 𝐱‖; for the entries write abs(A 𝐱)",)),
    ],
)
def test_bars_around_a_vector_are_noted(program: str, notes: tuple[str, ...]) -> None:
    assert infer(read(program)).notes == notes


def test_lists_are_turned_as_their_place_asks() -> None:
    row, column = (infer(read(text)).queries[0].term for text in ("𝐱ᵀ + [1, 2]", "[1, 2]"))
    assert isinstance(row, Apply)
    assert isinstance(row.args[1], Matrix)
    assert isinstance(column, Matrix)
    assert (len(row.args[1].rows), len(column.rows)) == (1, 2)
    assert not column.flat


BY = [
    ("f(x, y) = x y; ∇f", ["x", "y"]),
    ("f(x, y) = x y; ∇f(a, b)", ["a", "b"]),
    ("∇(b x + a)", ["b", "x", "a"]),
    ("u = w ⊗ x; ∇sum(u)", ["w", "x"]),
    ("c : scalar constant; ∇(c x)", ["x"]),
    ("∇(pi x)", ["x"]),
    ("∇_w ‖w‖²", ["w"]),
    ("hessian(w'w, w)", ["w", "w"]),
]


@pytest.mark.parametrize(("program", "expected"), BY)
def test_what_nabla_differentiates_by(program: str, expected: list[str]) -> None:
    (query,) = infer(read(program)).queries
    assert isinstance(query.term, Derivative)
    by = [n for b in query.term.by for n in postorder(b) if isinstance(n, Name)]
    assert [n.id for n in by] == expected


def test_definitions_stay_names_and_functions_are_applied() -> None:
    typed = infer(read("u = w + x; f(z) = z^2; f(u)"))
    term = typed.queries[0].term
    assert list(typed.definitions) == ["u"]
    assert [n.id for n in postorder(term) if isinstance(n, Name)] == ["u"]
    assert not any(isinstance(t, Call) for t in postorder(term))


def test_an_index_of_a_function_does_not_catch_one_of_its_argument() -> None:
    (query,) = infer(read("f(z) = Σ_{i=1}^3 z x_i; Σ_{i=1}^3 f(w_i)")).queries
    sums = [t for t in postorder(query.term) if isinstance(t, Summation)]
    assert len({s.index.id for s in sums}) == 2


def test_dependences_read_out_of_quotients() -> None:
    typed = infer(read("dy/du du/dx"))
    assert list(typed.definitions) == ["u", "y"] or list(typed.definitions) == ["y", "u"]
    y = typed.definitions["y"]
    assert isinstance(y, Call)
    assert [a.id for a in y.args if isinstance(a, Name)] == ["u"]
    assert any("u is read as a function of x" in note for note in typed.notes)


def test_a_constant_after_an_operator_is_no_function() -> None:
    assert not infer(read("∂/∂x b")).definitions


def test_equations_keep_their_members() -> None:
    (query,) = infer(read("x'x = sum(x ⊗ x) = norm(x)^2")).queries
    assert len(query.members) == 3
    assert query.term is query.members[0]


def test_the_last_definition_is_the_question_if_there_is_no_other() -> None:
    (query,) = infer(read("u = 2v; w = 3u")).queries
    assert isinstance(query.term, Apply)
