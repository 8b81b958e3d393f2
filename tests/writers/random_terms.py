"""Random terms that fit: scalars, vectors and matrices over the names of ``building``."""

from __future__ import annotations

from hypothesis import strategies as st

from matcalc.terms import Cases, Derivative, Element, Matrix, Name, Number, Summation, Term
from tests.writers.building import a, k, t

SCALARS = st.sampled_from([Name(n) for n in ("y", "z", "beta", "t", "r", "l", "n", "d", "g", "W_2", "loss")])
NUMBERS = st.builds(k, st.integers(-4, 5), st.sampled_from([1, 1, 1, 2, 3]))
VECTORS = st.sampled_from([Name(name) for name in ("w", "x", "b", "alpha", "w_hat")])
MATRICES = st.sampled_from([Name("A"), Name("W_1"), a("eye")])
INDICES = st.sampled_from([Name("i"), Name("j"), Name("k"), k(1), k(12), a("add", Name("n"), k(1))])
PAIRS = st.tuples(INDICES, INDICES)
ELEMENTS = st.one_of(
    st.builds(lambda index: Element(Name("x"), (index,)), INDICES),
    st.builds(lambda base, pair: Element(base, pair), MATRICES, PAIRS),
)
COLUMNS = st.builds(lambda base, index: Element(base, (None, index)), MATRICES, INDICES)
INDEX = Name("i")
ENTRY = Element(Name("x"), (INDEX,))
VARIABLES = st.sampled_from([Name("y"), Name("z"), Name("d"), Name("w")])


def not_zero(term: Term) -> bool:
    return not (isinstance(term, Number) and term.value == 0)


def _not_zero(term: Term) -> bool:
    return not (isinstance(term, Number) and term.value == 0)


def scalars(depth: int) -> st.SearchStrategy[Term]:
    """Scalars with at most ``depth`` operators above one another."""
    leaf: st.SearchStrategy[Term] = st.one_of(SCALARS, NUMBERS, ELEMENTS)
    if depth == 0:
        return leaf
    one, vector = scalars(depth - 1), vectors(depth - 1)
    return st.one_of(
        leaf,
        st.builds(a, st.sampled_from(["add", "product", "max"]), one, one, one),
        st.builds(a, st.sampled_from(["add", "product", "power", "min"]), one, one),
        st.builds(lambda y, z: a("divide", y, z), one, one.filter(not_zero)),
        st.builds(a, st.sampled_from(["neg", "sin", "exp", "sqrt", "sigmoid", "abs", "log", "log2"]), one),
        st.builds(a, st.sampled_from(["sum", "norm", "norm1"]), vector),
        st.builds(lambda w, x: a("dot", w, x), vector, vector),
        st.builds(lambda w, x: a("product", t(w), x), vector, vector),
        st.builds(lambda op, w, x: a(op, w, x), st.sampled_from(["lt", "ge", "ne"]), one, one),
        st.builds(lambda c, e, y, z: Cases(((y, a("gt", c, e)), (z, None))), one, one, one, one),
        st.builds(lambda body: Summation(INDEX, k(1), Name("n"), body), one),
        st.builds(lambda body: Summation(INDEX, None, None, a("product", body, ENTRY)), one),
        st.builds(lambda of, by: Derivative(of, (by,)), one, VARIABLES),
    )


def vectors(depth: int) -> st.SearchStrategy[Term]:
    if depth == 0:
        return st.one_of(VECTORS, COLUMNS, st.just(a("ones")))
    one, vector, matrix = scalars(depth - 1), vectors(depth - 1), matrices(depth - 1)
    return st.one_of(
        VECTORS,
        st.builds(a, st.sampled_from(["add", "hadamard", "max"]), vector, vector),
        st.builds(a, st.sampled_from(["hadamard"]), vector, vector, vector),
        st.builds(a, st.sampled_from(["hadamard_divide", "gt"]), vector, vector),
        st.builds(a, st.sampled_from(["neg", "tanh", "softmax"]), vector),
        st.builds(lambda s, x: a("product", s, x), one, vector),
        st.builds(lambda A, x: a("product", A, x), matrix, vector),
        st.builds(lambda x, s: a("divide", x, s), vector, one.filter(not_zero)),
        st.builds(lambda x: a("hadamard_power", x, k(2)), vector),
        st.builds(lambda y, z: Matrix(((y,), (z,))), one, one),
    )


def matrices(depth: int) -> st.SearchStrategy[Term]:
    if depth == 0:
        return MATRICES
    one, vector, matrix = scalars(depth - 1), vectors(depth - 1), matrices(depth - 1)
    return st.one_of(
        MATRICES,
        st.builds(a, st.sampled_from(["add", "product", "hadamard"]), matrix, matrix),
        st.builds(a, st.sampled_from(["neg", "transpose", "inv"]), matrix),
        st.builds(lambda A: a("power", A, k(-1)), matrix),
        st.builds(lambda x: a("diag", x), vector),
        st.builds(lambda w, x: a("product", w, t(x)), vector, vector),
        st.builds(lambda s, A: a("product", s, A), one, matrix),
    )
