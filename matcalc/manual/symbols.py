"""What can be typed, drawn from the very tables that the reader uses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from matcalc.manual.chapter import Chapter, Entry, Heading
from matcalc.notation.functions import FUNCTIONS, Function
from matcalc.notation.symbols import ACCENTS, BOLD, BOLD_LATEX, GREEK, OPERATORS
from matcalc.records import Value

ROLES = {
    "elementwise": "Functions of scalars, entry by entry on vectors and matrices",
    "reduction": "From a vector or matrix to a number",
    "vector": "Of vectors",
    "matrix": "Of matrices",
    "constant": "Constants",
    "calculus": "Calculus as functions",
}

# Spellings with a structure of their own, which no row of a table holds.
FORMS = (
    ("derivative", "d/dx e  ∂y/∂x  ∂²/∂x∂y e", "d/dx e  dy/dx  D(e, x)", r"\frac{\partial y}{\partial x}"),
    ("derivative of a function", "f'(x)  σ'(z)", "f'(x)  f''(x)  tanh'(z)", r"f'(x)  \sigma'(\mathbf z)"),
    ("gradient", "∇f  ∇_w f", "grad(f, w)", r"\nabla f  \nabla_{\mathbf w} f"),
    ("Jacobian, Hessian", "J f  J_w f  ∇²f", "jacobian(f, w)  hessian(f, w)", r"\nabla^2 f"),
    ("sum over an index", "Σᵢ e  Σ_{i=1}^N e", "sum_i e  sum_{i=1}^N e", r"\sum_{i=1}^{N} e"),
    ("element, member", "xᵢ  x₁  𝐱ᵢ", "x_i  x_1  A_{ij}", r"x_i  x_{n+1}  \mathbf{x}_i"),
    ("cases", "{0 if z ≤ 0; 1 if z > 0}", "{0 if z <= 0; 1 if z > 0}", r"\begin{cases} … \end{cases}"),
    ("vector, matrix", "[a; b]  [a, b; c, d]", "[a; b]  [a, b; c, d]", r"\begin{bmatrix} … \end{bmatrix}"),
    ("declaration", "x ∈ ℝⁿ  A ∈ ℝ^{m×n}", "x in R^n  x : vector(n)", r"x \in \mathbb{R}^n"),
    ("definition", "u = w ⊗ x", "f(x, y) = 3x^2y", r"u = w \otimes x"),
)


class Section(Value):
    """A heading, the names of the columns, and the rows below them."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def sections() -> Iterator[Section]:
    """The whole of the notation, section by section."""
    spelling = ("", "Unicode", "ASCII", "LaTeX")
    yield Section("Forms", spelling, FORMS)
    operators = ((row.summary, _list(row.unicode), _list(row.ascii), _list(row.latex)) for row in OPERATORS)
    yield Section("Operators, loosest first", spelling, tuple(operators))
    yield Section("Letters", spelling, tuple(_letters()))
    for role, title in ROLES.items():
        functions = [row for row in FUNCTIONS if row.role == role]
        if any(row.derivatives for row in functions):
            columns = ("", "derivative", "also written", "meaning")
            rows = [
                (row.name, ", ".join(row.derivatives), ", ".join(row.aliases), row.summary)
                for row in functions
            ]
        else:
            columns = ("", "Unicode", "also written", "meaning")
            rows = [(row.name, _written(row), ", ".join(row.aliases), row.summary) for row in functions]
        yield Section(title, columns, tuple(tuple(row) for row in rows))


def _list(spellings: Sequence[str]) -> str:
    return "  ".join(spelling.strip() or "(side by side)" for spelling in spellings)


def _letters() -> Iterator[tuple[str, str, str, str]]:
    yield "vector, bold", f"{BOLD['x']}  x⃗", "x : vector(n)", "  ".join(f"{c}{{x}}" for c in BOLD_LATEX)
    for accent, (mark, commands) in ACCENTS.items():
        yield accent, f"w{mark}", f"w_{accent}", "  ".join(f"{command}{{w}}" for command in commands)
    for word, letter in GREEK.items():
        yield "Greek", letter, word, f"\\{word}"


def _written(row: Function) -> str:
    if row.unicode is None:
        letters = ("m", "n") if row.lengths == 0 else ("x", "y", "z")
        return f"{row.name}({', '.join(letters[: max(1, row.arity[0])])})"
    return row.unicode.format("x") if "{0}" in row.unicode else row.unicode


def _body() -> Iterator[Heading | Entry]:
    for section in sections():
        yield Heading(section.title)
        for first, rows in groupby(section.rows, key=lambda row: row[0]):
            # The Greek letters share a title: one entry for all of them.
            joined = ("  ".join(cells) for cells in zip(*(row[1:] for row in rows), strict=True))
            titled = zip(section.columns[1:], joined, strict=True)
            yield Entry(first, "; ".join(f"{title}: {cell}" for title, cell in titled if cell))


CHAPTER = Chapter(
    "symbols", "symbols and functions", "every symbol and function, and its spellings", tuple(_body())
)
