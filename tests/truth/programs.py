"""Random programs that fit: expressions over a fixed stock of names, as text ready to paste.

Every function is fed what it is defined on (``notation.functions`` says on what), so that no value
is lost to a pole; poles are the business of other tests.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st

from matcalc.notation.functions import ANY, FUNCTIONS

Text = st.SearchStrategy[str]

POSITIVE = (0.3, 0.8)  # inside the domains of logarithms, roots and inverse sines alike
DECLARED = {
    "a": "R",
    "b": "R",
    "p": "R",
    "x": "R^n",
    "y": "R^n",
    "q": "R^n",
    "u": "R^m",
    "v": "R^m",
    "A": "R^(m x n)",
    "B": "R^(m x n)",
    "M": "R^(n x n)",
    "Q": "R^(n x n)",
    "S": "R^(n x n) symmetric",
    "P": "R^(n x n) posdef",
    "z_i": "R^n",
    "t": "R^N",
}
DOMAINS = {"p": POSITIVE, "q": POSITIVE, "Q": POSITIVE}
NAMES = {name.removesuffix("_i"): name for name in DECLARED}
VARIABLES = ("a", "b", "p", "x", "y", "q", "u", "v", "A", "B", "M", "Q", "t")

# Where an argument may lie, and what brings any argument there.
INTO: dict[tuple[float, float], str] = {
    (0.3, 3.0): "(0.4 + ({0}) .^ 2 ./ (1 + ({0}) .^ 2))",
    (-0.8, 0.8): "(0.7 sin({0}))",
    (1.2, 3.0): "(1.3 + 1.5 sigmoid({0}))",
}
ANYWHERE = frozenset({"abs", "relu", "sign"})  # their domains only keep off the kink


def fed(name: str, domain: tuple[float, float], argument: str) -> str:
    into = "{0}" if domain == ANY or name in ANYWHERE else INTO[domain]
    if argument in ("p", "q", "Q") and domain != (1.2, 3.0):
        into = "{0}"
    return f"{name}({into.format(argument)})"


ENTRYWISE = [row for row in FUNCTIONS if row.role == "elementwise" and row.arity == (1, 1)]


def functions(argument: Text) -> Text:
    """An element-wise function of one argument."""
    return st.builds(lambda row, e: fed(row.name, row.domain[0], e), st.sampled_from(ENTRYWISE), argument)


def written(pattern: str, *parts: Text) -> Text:
    return st.builds(lambda *texts: pattern.format(*texts), *parts)


NUMBERS = st.sampled_from(["2", "3", "1/2", "0.3", "pi"])


def entrywise(e: Text, scalar: Text) -> list[Text]:
    """What can be done to a scalar, a vector or a matrix alike."""
    return [
        written("({0} + {1})", e, e),
        written("({0} - {1})", e, e),
        written("(-{0})", e),
        written("({0} * {1})", NUMBERS, e),
        written("({0} * {1})", scalar, e),
        written("({0} + {1})", e, scalar),
        written("({0} / (2 + sin({1})))", e, scalar),
        written("({0} .* {1})", e, e),
        written("({0} ./ (2 + sin({1})))", e, e),
        written("({0} .^ 2)", e),
        written("((1.5 + tanh({0})) .^ {1})", e, st.sampled_from(["3", "(-1)", "(1/2)", "p", "a"])),
        written("max({0}, {1})", e, e),
        written("max(0, {0})", e),
        written("min({0}, {1})", e, st.sampled_from(["1", "a"])),
        written("({0} > {1}) .* {1}", e, e).map(lambda text: f"({text})"),
        functions(e),
        functions(e),
    ]


def scalars(depth: int) -> Text:
    leaf = st.sampled_from(["a", "b", "p", "a", "x_1", "u_1", "A_{1,1}", "2", "1"])
    if depth <= 0:
        return leaf
    s, x, u, M, A = (kind(depth - 1) for kind in (scalars, vectors, shorts, squares, matrices))
    return st.one_of(
        leaf,
        *entrywise(s, s),
        written("({0} * {1})", s, s),
        written("({0})^{1}", s, st.sampled_from(["2", "3"])),
        written("({0} / (1.5 + ({1})^2))", s, s),
        written("dot({0}, {1})", x, x),
        written("({0})' * ({1})", u, u).map(lambda text: f"({text})"),
        written("(({0})' * ({1}) * ({2}))", x, M, x),
        written("(({0})' * ({1}) * ({2}))", u, A, x),
        written("{0}({1})", st.sampled_from(["sum", "mean", "norm1", "logsumexp", "var", "prod"]), x),
        written("norm({0} + 3)", x),
        written("norm(2 + sin({0}), {1})", x, st.sampled_from(["3", "1.5", "p", "4"])),
        written("norm({0}, {1})", x, st.sampled_from(["3", "4", "2.5"])),
        written("logsumexp({0})", A),
        written("std([{0}; 1; {1}; 2.5])", s, s),
        written("sum(cross([{0}; {1}; 1], [a; {2}; b]))", s, s, s),
        written("sum({0})", A),
        written("normF({0} + 3)", A),
        written("tr({0})", M),
        written("tr(({0}) * ({1})')", A, A),
        written("det({0} + 3 I)", M),
        written("logdet(({0})' * ({0}) + I)", A),
        written("{{{0} if {1} > 0; {2} otherwise}}", s, s, s).map(lambda text: f"({text})"),
        written("(sum_i ({0}))", entries(depth - 1)),
        written("(1/N sum_{{i=1}}^N ({0}))", data(depth - 1)),
    )


def entries(depth: int) -> Text:
    """Scalars with an index i that runs over entries of vectors of length n."""
    leaf = written("({0} * {1})", st.sampled_from(["x_i", "y_i", "q_i"]), st.sampled_from(["x_i", "y_i", "a", "M_{i,i}"]))
    if depth <= 0:
        return leaf
    e, s = entries(depth - 1), scalars(depth - 2)
    return st.one_of(leaf, written("({0} + {1})", e, s), written("({0} * {1})", e, s), functions(e))


def data(depth: int) -> Text:
    """Scalars with an index i that runs over data."""
    leaf = st.sampled_from(["(dot(x, z_i) - t_i)", "t_i", "(dot(y, z_i) + a)", "norm(z_i - x)", "(z_i' * M * x)"])
    if depth <= 0:
        return leaf
    e, s = data(depth - 1), scalars(depth - 2)
    return st.one_of(
        leaf,
        written("({0})^2", e),
        written("({0} + {1})", e, s),
        written("({0} * {1})", e, e),
        written("max(0, {0})", e),
        functions(e),
    )


def vectors(depth: int) -> Text:
    """Columns of n entries."""
    leaf = st.sampled_from(["x", "y", "q", "x", "z_1"])
    if depth <= 0:
        return leaf
    s, x, u, M, A = (kind(depth - 1) for kind in (scalars, vectors, shorts, squares, matrices))
    return st.one_of(
        leaf,
        *entrywise(x, s),
        written("({0} * {1})", M, x),
        written("(({0})' * {1})", A, u),
        written("(inv({0} + 3 I) * {1})", M, x),
        written("softmax({0})", x),
        written("cumsum({0})", x),
        written("(sum({0}, 1))'", A),
        written("(mean({0}, 1))'", A),
        written("diag({0})", M),
    )


def shorts(depth: int) -> Text:
    """Columns of m entries."""
    leaf = st.sampled_from(["u", "v"])
    if depth <= 0:
        return leaf
    s, x, u, A = (kind(depth - 1) for kind in (scalars, vectors, shorts, matrices))
    return st.one_of(
        leaf,
        *entrywise(u, s),
        written("({0} * {1})", A, x),
        written("softmax({0})", u),
        written("rowsum({0})", A),
        written("mean({0}, 2)", A),
        written("(softmax({0}) * {1})", A, x),
        written("({0} * ({1}))", A, x),
    )


def squares(depth: int) -> Text:
    """Matrices of n × n."""
    leaf = st.sampled_from(["M", "Q", "S", "P", "M", "I"])
    if depth <= 0:
        return leaf
    s, x, M, A = (kind(depth - 1) for kind in (scalars, vectors, squares, matrices))
    return st.one_of(
        leaf,
        *entrywise(st.one_of(st.sampled_from(["M", "Q", "S"]), written("({0} * {1})", M, M)), s),
        written("({0} * {1})", M, M),
        written("({0})'", M).map(lambda text: f"({text})"),
        written("(({0})' * {1})", A, A),
        written("({0} * ({1})')", x, x),
        written("diag({0})", x),
        written("inv({0} + 3 I)", M),
        written("adj({0} + 3 I)", M),
        written("tril({0})", M),
        written("({0})^2", M),
    )


def matrices(depth: int) -> Text:
    """Matrices of m × n."""
    leaf = st.sampled_from(["A", "B"])
    if depth <= 0:
        return leaf
    s, x, u, M, A = (kind(depth - 1) for kind in (scalars, vectors, shorts, squares, matrices))
    return st.one_of(
        leaf,
        *entrywise(A, s),
        written("({0} * {1})", A, M),
        written("({0} * ({1})')", u, x),
        written("outer({0}, {1})", u, x),
        written("tril({0})", A),
        written("triu({0})", A),
        written("softmax({0})", A),
        written("({0} + matrix({1}))", A, s),
        written("(diag({0}) * {1})", u, A),
        written("({0} * diag({1}))", A, x),
    )


def stacks(depth: int) -> Text:
    """Columns put together."""
    s, x, u = (kind(depth) for kind in (scalars, vectors, shorts))
    return st.one_of(
        written("[{0}; {1}]", x, s),
        written("[{0}; {1}]", u, x),
        written("[{0}; {1}; 1]", s, s),
        written("dot([{0}; {1}], [{2}; 1])", x, s, x),
    )


@dataclass(frozen=True)
class Problem:
    """An expression, what to differentiate it by, in order, and the numbers to try it at."""

    expression: str
    by: tuple[str, ...]
    seed: int
    sizes: tuple[int, int, int]

    @property
    def text(self) -> str:
        """The program that asks for the derivative."""
        used = dict.fromkeys(w for w in WORDS.findall(" ".join((self.expression, *self.by))) if w in NAMES)
        stated = "; ".join(f"{NAMES[name]} in {DECLARED[NAMES[name]]}" for name in used)
        return f"{stated}; {self.question}"

    @property
    def question(self) -> str:
        """The derivative alone, without declarations."""
        return f"D({self.expression}, {', '.join(self.by)})"

    def __str__(self) -> str:
        return self.text


WORDS = re.compile(r"[a-zA-Z]\w*?(?=_|\b)")


def occurring(expression: str) -> list[str]:
    """The variables in an expression that it may be differentiated by."""
    return [name for name in VARIABLES if name in WORDS.findall(expression)]


@st.composite
def problems(draw: st.DrawFn, depth: int = 2) -> Problem:
    """An expression and one or two of its variables."""
    kinds: list[Callable[[int], Text]] = [scalars, scalars, scalars, vectors, shorts, matrices, stacks]
    kind = draw(st.sampled_from(kinds))
    expression = draw(kind(depth if kind is scalars else depth - 1).filter(occurring))
    names = occurring(expression)
    order = draw(st.sampled_from([1, 1, 2])) if kind is scalars else 1
    by = tuple(draw(st.sampled_from(names)) for _ in range(order))
    sizes = draw(st.sampled_from([(3, 2, 4), (2, 3, 2), (3, 3, 3), (1, 2, 3), (2, 1, 1)]))
    return Problem(expression, by, draw(st.integers(0, 5)), sizes)
