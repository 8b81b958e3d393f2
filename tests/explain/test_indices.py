"""Derivations in index notation: the lines of known ones, and the truth of those of random problems."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import numpy as np
import pytest

from matcalc.answer import Answer
from matcalc.calculator import Options, calculate
from matcalc.derivation import Derivation, Line
from matcalc.errors import MatcalcError
from matcalc.explain import explain
from matcalc.explain.naming import renamed
from matcalc.terms import Name, postorder, same
from matcalc.writers import write
from tests.explain.numbers import same_worth, tried
from tests.truth.programs import Problem, problem

# A question, and lines that its derivation has, in order.
LINES = [
    # the quadratic form as index notation differentiates it, factor by factor
    (
        "A in R^(n x n); x in R^n; d/dx x' A x",
        "y = Σᵢ Σⱼ xᵢAᵢⱼxⱼ",
        "∂y/∂xₖ = Σᵢ Σⱼ IᵢₖAᵢⱼxⱼ + Σᵢ Σⱼ xᵢAᵢⱼIⱼₖ = Σᵢ Aₖᵢxᵢ + Σᵢ Aᵢₖxᵢ",
        "∂y/∂xₖ = ((A + Aᵀ)𝐱)ₖ",
        "∂y/∂𝐱 = 𝐱ᵀ(A + Aᵀ)",
    ),
    # The Matrix Cookbook, section 2.5
    (
        "A in R^(m x n); X in R^(n x p); B in R^(p x q); D(A X B, X)",
        "Yᵢⱼ = Σᵣ Σₛ AᵢᵣXᵣₛBₛⱼ",
        "∂Yᵢⱼ/∂Xₖₗ = Σᵣ Σₛ AᵢᵣIᵣₖIₛₗBₛⱼ = AᵢₖBₗⱼ",
        "∂(AXB)ᵢⱼ/∂Xₖₗ = AᵢₖBₗⱼ",
    ),
    ("A, X in R^(n x n); D(tr(inv(X) A), X)", "∂Uᵢⱼ/∂Xₖₗ = -UᵢₖUₗⱼ", "∂y/∂X = -X⁻¹AX⁻¹"),
    # the total derivative, x being in the body beside an intermediate variable
    (
        "x in R^n; D(exp(x)/sum(exp(x)), x)",
        "u = Σᵢ exp(xᵢ)",
        "yᵢ = exp(xᵢ)/u",
        "dyᵢ/dxⱼ = ∂yᵢ/∂xⱼ + ∂yᵢ/∂u ∂u/∂xⱼ",
        "dyᵢ/dxⱼ = Iᵢⱼ exp(xᵢ)/u - exp(xᵢ) exp(xⱼ)/u² = Iᵢⱼ softmax(𝐱)ᵢ - softmax(𝐱)ᵢ softmax(𝐱)ⱼ",
        "d𝐲/d𝐱 = diag(softmax(𝐱)) - softmax(𝐱) softmax(𝐱)ᵀ",
    ),
    # what is done entry by entry needs no sum
    (
        "A in R^(N x n); w in R^n; D(sum(log(1 + exp(A w))), w, w)",
        "∂vᵢ/∂wₖ = ∂vᵢ/∂uᵢ ∂uᵢ/∂wₖ",
        "∂y/∂wₖ = Σᵢ Aᵢₖ exp(uᵢ)/vᵢ = Σᵢ Aᵢₖ σ(Σⱼ Aᵢⱼwⱼ) = (Aᵀ σ(A𝐰))ₖ",
        "∂gᵢ/∂wⱼ = Σₖ AₖᵢAₖⱼ σ(uₖ)(1 - σ(uₖ)) = Σₖ AₖᵢAₖⱼ σ(Σₗ Aₖₗwₗ)(1 - σ(Σₗ Aₖₗwₗ))",
        "∂² sum(log(1 + exp(A𝐰)))/∂𝐰² = Aᵀ diag(σ(A𝐰) ⊗ (1 - σ(A𝐰))) A",
    ),
    # declared structure that holds only once all is differentiated
    ("X in R^(n x n) posdef; D(logdet(X), X, X)", "∂Gᵢⱼ/∂Xₖₗ = -(X⁻¹)ⱼₖ(X⁻¹)ₗᵢ"),
    ("A in R^(n x n); x in R^n; D(x' A x, x_2)", "∂(𝐱ᵀA𝐱)/∂x₂ = ((A + Aᵀ)𝐱)₂"),
    ("A in R^(n x n); x in R^n; D(x' A x + y^2, [x; y])", "∂(𝐱ᵀA𝐱 + y²)/∂[𝐱, y] = [𝐱ᵀ(A + Aᵀ), 2y]"),
    ("x in R^n; D(3, x)", "∂(3)/∂𝐱 = 0⃗ᵀ"),
    # a derivative in terms of the variable itself
    ("x in R^n; D(norm(sin(sigmoid(x))), x)", "zᵢ = σ(xᵢ)", "∂zᵢ/∂xₖ = Iᵢₖzᵢ(1 - zᵢ)"),
    # the square of a length has no root in it
    ("x in R^n; D(norm(sin(x))^2, x)", "y = Σᵢ uᵢ²"),
    # abstract functions go by their own names, and those that derivatives are of are said
    ("d/dx f(g(x))", "g = g(x)", "f = f(g)", "df/dx = df/dg dg/dx"),
    (
        "A in R^(m x n); x in R^n; D(f(A x), x, x)",
        "f = f(𝐮)",
        "∂f/∂xₖ = Σᵢ Aᵢₖ ∂f/∂uᵢ",
        "gᵢ = Σₖ Aₖᵢ ∂f/∂uₖ",
        "∂gᵢ/∂xⱼ = Σₖ Σₗ AₖᵢAₗⱼ ∂²f/∂uₖ∂uₗ",
    ),
    # vec and the Kronecker product: two indices within one
    (
        "A in R^(p x q); X in R^(m x n); D(kron(X, A), X)",
        "Yᵢⱼ = Σᵣ Σₛ Σₜ Σᵤ XᵣₛAₜᵤI_{i,pr - p + t}I_{j,qs - q + u}",
        "∂Yᵢⱼ/∂Xₖₗ = Σᵣ Σₛ AᵣₛI_{i,kp - p + r}I_{j,lq - q + s}",
    ),
    # variables that depend on each other: each is held as the others vary (Parr & Howard, section 4.5.2)
    ("u_1(x) = x^2; u_2(x, u_1) = x + u_1^3; ∇u_2(x, u_1)", "dy/dx = 1", "∂y/∂u₁ = 3u₁²", "∂(x + u₁³)/∂[x, u₁] = [1, 3x⁴]"),
    # derivatives within an expression
    ("w, x in R^n; z = w . x; a(z) = max(0, z); ∂a/∂z ∂z/∂w", "∂z/∂wₖ = Σᵢ Iᵢₖxᵢ = xₖ", "∂z/∂𝐰 = 𝐱ᵀ"),
    # stacked vectors
    ("x, y in R^n; D(dot([x; y], [y; x]), x)", "∂vᵢ/∂xₖ = Σ_{j=1}^n IⱼₖI_{i,j+n} = I_{i,k+n}", "∂f/∂xₖ = vₖ + uₖ₊ₙ = 2yₖ"),
]  # fmt: skip


def answers(text: str, **options: object) -> list[Answer]:
    return [answer for group in calculate(text, Options(**options)) for answer in group]  # type: ignore[arg-type]


def lines(derivation: Derivation) -> list[str]:
    moves = [move for part in derivation.parts for move in part.moves]
    shown = [[write(m, derivation.reading, "unicode") for m in line.members] for move in moves for line in move.lines]
    return [" = ".join(members) for members in shown]


@pytest.mark.parametrize(("text", "wanted"), [(text, wanted) for text, *wanted in LINES])
def test_known_derivations(text: str, wanted: list[str]) -> None:
    (answer,) = answers(text)
    written = iter(lines(explain(answer, "index")))
    for line in wanted:
        assert line in written, line  # each after the one before


# Every combination of scalar, vector and matrix by scalar, vector and matrix.
SHAPES = [
    f"a, b in R; x, y in R^n; A, B in R^(n x n); D({of}, {by})"
    for of in ("a b^2 + x' A y + exp(a)", "a x + A (x .* y)", "a A B + x y' B")
    for by in ("a", "x", "A")
]
LAYOUTS = ("numerator", "denominator", "mixed")


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("way", ["index", "brief"])
@pytest.mark.parametrize("text", SHAPES)
def test_the_last_member_is_the_answer(text: str, way: str, layout: str) -> None:
    (answer,) = answers(text, layout=layout)
    made = explain(answer, way)  # type: ignore[arg-type]
    assert ends_in(made, answer)


COUNT, TOGETHER = 200, 20
FEWEST = 40  # lines that are tried together, each in several places


@pytest.mark.parametrize(
    "start",
    [
        pytest.param(start, marks=[pytest.mark.breadth] if start >= COUNT // 2 else [])
        for start in range(0, COUNT, TOGETHER)
    ],
)
def test_random_derivations_are_true_and_end_in_the_answer(start: int) -> None:
    count = 0
    for asked, answer in asked_at_random(start):
        made = explain(answer, "index")
        assert ends_in(made, answer), str(asked)
        if asked.entries == "independent" and has_two_axes(made):
            lines = worth(made, asked)
            wrong = [line for line, members in lines if not same_worth(members)]
            assert not wrong, [[write(m, made.reading, "unicode") for m in line.members] for line in wrong]
            count += len(lines)
        assert ends_in(explain(answer, "brief"), answer), str(asked)
    assert count >= FEWEST


def asked_at_random(start: int) -> Iterator[tuple[Problem, Answer]]:
    """Random problems, and each answer to them."""
    for number in range(start, start + TOGETHER):
        asked = problem(number)
        try:
            found = answers(asked.text, entries=asked.entries)
        except MatcalcError:
            continue
        yield from ((asked, answer) for answer in found)


def ends_in(made: Derivation, answer: Answer) -> bool:
    """Whether the last line ends in the answer, but for the names of its repeated parts."""
    names = [name for name, _ in answer.where]
    other = [name for name, _ in made.answer.where]
    expected = renamed(answer.value, dict(zip(names, other, strict=True)))
    last = made.parts[-1].moves[-1].lines[-1].members[-1]
    return same(last, expected) and same(last, made.answer.value)


def has_two_axes(made: Derivation) -> bool:
    return all(len(known.kind.axes) <= 2 and known.kind.family is None for known in made.reading.names.values())


def worth(made: Derivation, asked: Problem) -> list[tuple[Line, list[float]]]:
    sizes = dict(zip("nmN", asked.sizes, strict=True))
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return list(tried(made, asked.seed, sizes))


@pytest.mark.parametrize("way", ["index", "brief"])
def test_deep_networks_take_no_longer_than_their_length(way: str) -> None:
    """Ten layers: what is long is called by its symbol, so no line holds all of them."""
    layers = "; ".join(f"h_{k} = tanh(W_{k} h_{k - 1})" for k in range(2, 11))
    text = f"x in R^n; W_1 in R^(n x n); h_1 = tanh(W_1 x); {layers}; D(sum(h_10), x)"
    (answer,) = answers(text)
    made = explain(answer, way)  # type: ignore[arg-type]
    terms = [member for part in made.parts for move in part.moves for line in move.lines for member in line.members]
    own = max(sum(isinstance(p, Name) for p in postorder(term)) for term in terms if term is not answer.value)
    assert own < 200
