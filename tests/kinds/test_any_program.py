"""Whatever is read is either understood whole or refused; nothing else."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from matcalc.errors import MatcalcError
from matcalc.kinds import infer
from matcalc.reader import read
from matcalc.terms import postorder

ATOMS = st.sampled_from(
    (
        "x",
        "y",
        "𝐱",
        "𝐰",
        "A",
        "𝐗",
        "x_i",
        "𝐱_i",
        "A_ij",
        "x_1",
        "f(x)",
        "𝐟(𝐱)",
        "u",
        "N",
        "2",
        "1⃗",
        "I",
        "∂f/∂g",
        "∂u/∂x",
        "e",
    )
)
FORMS = (
    "({0} + {1})",
    "({0} - {1})",
    "{0} {1}",
    "{0} · {1}",
    "{0} ⊗ {1}",
    "({0})ᵀ",
    "({0})^2",
    "{0}/({1})",
    "sum({0})",
    "norm({0})",
    "sin({0})",
    "max(0, {0})",
    "diag({0})",
    "[{0}; {1}]",
    "[{0}, {1}]",
    "Σ_i ({0})",
    "Σ_{{i=1}}^N ({0})",
    "∂/∂𝐰 ({0})",
    "∂/∂[x, y] ({0})",
    "∇({0})",
    "|{0}|",
    "{{{0} if {1} > 0; 0 otherwise}}",
)


def forms(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(st.sampled_from(FORMS), parts, parts).map(lambda t: t[0].format(t[1], t[2]))


EXPRESSIONS = st.recursive(ATOMS, forms, max_leaves=8)
SETTINGS = st.lists(
    st.sampled_from(["x : vector(3)", "A : matrix(m, n)", "y ∈ ℝ", "x_i ∈ ℝⁿ", "f : R^n -> R"]), max_size=2
)


@given(SETTINGS, EXPRESSIONS, EXPRESSIONS)
@settings(max_examples=150, deadline=None)
def test_every_program_has_kinds_or_a_refusal(declarations: list[str], value: str, query: str) -> None:
    refusal: MatcalcError | None = None
    try:
        typed = infer(read("; ".join((*declarations, f"u = {value}", query))))
    except MatcalcError as error:
        refusal = error
    if refusal is not None:
        assert refusal.span is not None
        return
    for root in (*typed.definitions.values(), *(question.term for question in typed.queries)):
        for term in postorder(root):
            kind = typed.reading.of(term)
            assert not any(name.startswith("?") for axis in kind.axes for name in axis.names)
