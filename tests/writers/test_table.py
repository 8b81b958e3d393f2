"""Answers as drawn on a terminal."""

from __future__ import annotations

import pytest

from matcalc.answer import Answer, Entries
from matcalc.kinds.dimensions import Dimension
from matcalc.records import replace
from matcalc.terms import Cases, Element, Name, Term
from matcalc.writers.cells import size
from matcalc.writers.table import render, render_all
from tests.writers.building import N, a, k, made_reading, t

y, z, w, x = (Name(name) for name in ("y", "z", "w", "x"))
ONE = Dimension.of(1)


def entry(name: str, index: Term) -> Element:
    return Element(Name(name), (index,))


def places(name: str) -> tuple[Term | None, ...]:
    return entry(name, k(1)), entry(name, k(2)), None, entry(name, Name("n"))


def diagonal() -> Entries:
    x1, x2, _, xn = places("x")
    zero = k(0)
    entries = ((x1, zero, None, zero), (zero, x2, None, zero), (None,) * 4, (zero, zero, None, xn))
    return Entries(places("y"), places("w"), entries)


JACOBIAN = Answer(
    input="∂(𝐰 ⊗ 𝐱)/∂𝐰",
    of=a("hadamard", w, x),
    by=(w,),
    order=1,
    layout="numerator",
    value=a("diag", x),
    where=(),
    shape=(N, N),
    reading=made_reading(),
    names=("w", "x"),
    notes=(),
    index=None,
    table=diagonal,
)
activation = a("add", a("dot", w, x), z)
CONDITION = replace(
    JACOBIAN,
    of=a("max", k(0), activation),
    value=Cases(((t(a("zeros")), a("le", activation, k(0))), (t(x), a("gt", activation, k(0))))),
    shape=(ONE, N),
    names=("w", "x", "z"),
    notes=("max(0, z) has derivative 0 at z = 0",),
    table=lambda: None,
)


def drawn(picture: str) -> str:
    return picture.removeprefix("\n")


def test_a_jacobian() -> None:
    assert render(JACOBIAN, 80) == drawn("""
  ∂(𝐰 ⊗ 𝐱)/∂𝐰  =  diag(𝐱)                                  n × n

     │  ∂/∂w₁  ∂/∂w₂  ⋯  ∂/∂wₙ
  ───┼────────────────────────
  y₁ │    x₁     0    ⋯    0
  y₂ │    0      x₂   ⋯    0
   ⋮ │    ⋮      ⋮    ⋱    ⋮
  yₙ │    0      0    ⋯    xₙ

  where 𝐰, 𝐱 ∈ ℝⁿ
""")


def test_variables_stand_in_the_rows_of_denominator_layout() -> None:
    cells = (entry("x", k(1)), entry("x", k(2)), None, entry("x", Name("n")))
    upright = Entries(places("w"), (activation,), tuple((cell,) for cell in cells))
    for layout in ("denominator", "mixed"):
        answer = replace(JACOBIAN, of=activation, value=x, layout=layout, table=lambda: upright)
        assert render(answer, 80).splitlines()[2:8] == [
            "        │  𝐰 · 𝐱 + z",
            "  ──────┼───────────",
            "  ∂/∂w₁ │      x₁",
            "  ∂/∂w₂ │      x₂",
            "      ⋮ │      ⋮",
            "  ∂/∂wₙ │      xₙ",
        ]


def test_entries_of_a_matrix_need_no_commas() -> None:
    first, last = Element(Name("A"), (k(1), k(1))), Element(Name("A"), (k(1), Name("n")))
    drawing = render(replace(JACOBIAN, table=lambda: Entries((y,), (w, w), ((first, last),))), 80)
    assert drawing.splitlines()[4] == "  y │   A₁₁   A₁ₙ"


def test_ascii() -> None:
    text = render(JACOBIAN, 80, ascii=True)
    assert text.isascii()
    assert text == drawn("""
  d/dw (w .* x)  =  diag(x)                                n x n

      |  d/dw_1  d/dw_2  ...  d/dw_n
  ----+-----------------------------
  y_1 |    x_1      0    ...     0
  y_2 |     0      x_2   ...     0
    : |     :       :    ...     :
  y_n |     0       0    ...    x_n

  where w, x in R^n
""")


def test_cases_behind_a_brace() -> None:
    assert render(CONDITION, 80) == drawn("""
                             ⎧ 0⃗ᵀ  if 𝐰 · 𝐱 + z ≤ 0
  ∂ max(0, 𝐰 · 𝐱 + z)/∂𝐰  =  ⎨                             1 × n
                             ⎩ 𝐱ᵀ  if 𝐰 · 𝐱 + z > 0

  where 𝐰, 𝐱 ∈ ℝⁿ, z ∈ ℝ

  note: max(0, z) has derivative 0 at z = 0
""")


def test_a_narrow_terminal_says_what_is_left_out() -> None:
    assert render(JACOBIAN, 24) == drawn("""
  ∂(𝐰 ⊗ 𝐱)/∂𝐰  =   n × n
    diag(𝐱)

     │  ∂/∂w₁  ∂/∂w₂  ⋯
  ───┼─────────────────
  y₁ │    x₁     0    ⋯
  y₂ │    0      x₂   ⋯
   ⋮ │    ⋮      ⋮    ⋱
  yₙ │    0      0    ⋯

  3 of 4 columns shown;
  for all: COLUMNS=30

  where 𝐰, 𝐱 ∈ ℝⁿ
""")


def test_entries_too_long_are_shown_only_when_asked_for() -> None:
    assert "│" not in render(JACOBIAN, 18)
    assert render(JACOBIAN, 14, show_table=True).splitlines()[4:10] == [
        "     │  ∂/∂w₁",
        "  ───┼───────",
        "  y₁ │    x₁",
        "  y₂ │    0",
        "   ⋮ │    ⋮",
        "  yₙ │    0",
    ]


def test_an_entry_that_does_not_fit_is_cut() -> None:
    long = a("add", *(a("product", k(number), y) for number in range(2, 30)))
    entries = Entries((y,), places("w"), ((long, long, None, long),))
    wide = replace(JACOBIAN, table=lambda: entries)
    lines = render(wide, 40, show_table=True).splitlines()
    assert max(map(size, lines)) <= 40
    assert next(line for line in lines if line.startswith("  y │")).endswith("…")
    assert "│" not in render(wide, 40)


def test_definitions_come_before_the_reading() -> None:
    shared = replace(JACOBIAN, where=(("z", a("sum", x)),), names=("w", "x", "z"))
    assert render(shared, 80, show_table=False).endswith("  where z = sum(𝐱)\n        𝐰, 𝐱 ∈ ℝⁿ\n")


def test_a_long_value_wraps_beneath_its_left_side() -> None:
    value = a("add", *[a("product", k(number), y) for number in range(2, 22)])
    long = replace(JACOBIAN, value=value, table=lambda: None)
    lines = render(long, 60).splitlines()
    assert lines[0].startswith("  ∂(𝐰 ⊗ 𝐱)/∂𝐰  =")
    assert all(line.startswith("    ") for line in lines[1:3])
    assert max(map(len, lines)) <= 60


def test_partial_derivatives_are_a_row_each() -> None:
    partials = [
        replace(JACOBIAN, by=(by,), value=value, shape=(), names=("y", "z"))
        for by, value in ((y, a("product", k(6), y, z)), (z, a("product", k(3), a("power", y, k(2)))))
    ]
    assert render_all(partials, 80) == drawn("""
  ∂/∂y  =  6yz
  ∂/∂z  =  3y²

  where y, z ∈ ℝ
""")


@pytest.mark.parametrize("width", [10, 20, 40, 80, 200])
def test_color_changes_nothing_but_color(width: int) -> None:
    import re

    for answer in (JACOBIAN, CONDITION):
        colored = render(answer, width, color=True)
        assert "\x1b[" in colored
        assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == render(answer, width)


def test_names_are_not_markup() -> None:
    bracketed = replace(JACOBIAN, notes=("[bold]not markup[/bold] :smile:",))
    assert "note: [bold]not markup[/bold] :smile:" in render(bracketed, 80)
