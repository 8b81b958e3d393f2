"""What random expressions are made of: for each kind of expression the ways to write one.

A way is a pattern whose holes name kinds: ``$vector`` any vector, ``$vector1`` the same one at each of its
places. A tuple of ways stands for a choice among them, so that many functions weigh no more
than one operator. Functions come from the table of functions: one that is added there is tried here
at once, or asks for its patterns.
"""

from __future__ import annotations

import re

from matcalc.calculus.rules import WITHOUT
from matcalc.notation.functions import ANY, FUNCTIONS, Function

Way = str | tuple["Way", ...]

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
    "L": "R^(n x n) diagonal",
    "O": "R^(n x n) orthogonal",
    "z_i": "R^n",
    "t": "R^N",
}
POSITIVE = (0.3, 0.8)  # inside the domains of logarithms, roots and inverse sines alike
DOMAINS = {"p": POSITIVE, "q": POSITIVE, "Q": POSITIVE}

LEAVES: dict[str, Way] = {
    "scalar": ("a", "b", "p", "a", ("x_1", "x_n", "u_1", "A_{1,1}", "M_{1,n}"), ("2", "1", "len(x)")),
    "vector": ("x", "y", "q", "x", ("z_1", "ones(n)", "zeros(n)", "(M_{1,:})'", "(A_{1,:})'", "M_{:,1}")),
    "short": ("u", "v", ("A_{:,1}", "ones(m)")),
    "square": ("M", "Q", "M", ("S", "P", "L", "O"), "(ones(n, n) .* M)"),
    "matrix": ("A", "B", ("(ones(m, n) .* A)", "zeros(m, n)")),
    # scalars with an index i, over entries of vectors and over data
    "entry": ("(x_i * x_i)", "(y_i * a)", "(q_i * x_i)", "(x_i * M_{i,i})"),
    "datum": ("(dot(x, z_i) - t_i)", "t_i", "(dot(y, z_i) + a)", "norm(z_i - x)", "(z_i' * M * x)"),
    "full": ("A", "B", "(A .* sigmoid($scalar))"),
    "regular": (("($square + 3 I)", "($square + 3 eye(n))"), "P", "O"),
    "number": ("2", "3", "1/2", "0.3", "pi"),
    "exponent": ("3", "(-1)", "(1/2)", "p", "a"),
    "bound": ("1", "a"),
    "order": ("3", "1.5", "p", "4"),
    "definite": ("P", "(($matrix1)' * ($matrix1) + I)", "($square1 * ($square1)' + I)"),
}

# Where the arguments of a function may lie, and what brings any argument there.
INTO: dict[tuple[float, float], str] = {
    ANY: "{0}",
    (0.3, 3.0): "(0.4 + ({0}) .^ 2 ./ (1 + ({0}) .^ 2))",
    (-0.8, 0.8): "(0.7 sin({0}))",
    (1.2, 3.0): "(1.3 + 1.5 sigmoid({0}))",
    (0.2, 0.8): "(0.2 + 0.6 sigmoid({0}))",
}
ANYWHERE = frozenset({"abs", "elu", "relu", "sign", "softsign"})  # their domains only keep off the kink
INSIDE = {"scalar": "p", "vector": "q", "square": "Q"}  # names whose values lie in ``POSITIVE``


def functions(kind: str) -> tuple[Way, ...]:
    """The element-wise functions of one argument."""
    return tuple(applied(row, kind) for row in FUNCTIONS if row.role == "elementwise" and row.arity == (1, 1))


def applied(row: Function, kind: str) -> Way:
    """A function of what is brought where it is defined."""
    (domain,) = (ANY,) if row.name in ANYWHERE else row.domain
    way = f"{row.name}({INTO[domain].format(f'${kind}1')})"
    low, high = domain
    inside = kind in INSIDE and low <= POSITIVE[0] and POSITIVE[1] <= high
    return (way, f"{row.name}({INSIDE[kind]})") if inside else way


def entrywise(kind: str) -> tuple[Way, ...]:
    """What can be done to a scalar, a vector or a matrix alike."""
    ways: tuple[Way, ...] = (
        "($e + $e)",
        "($e - $e)",
        "(-$e)",
        "($number * $e)",
        "($scalar * $e)",
        "($e + $scalar)",
        "($e / (2 + sin($scalar)))",
        "($e .* $e)",
        "($e ./ (2 + sin($e)))",
        "($e .^ 2)",
        "((1.5 + tanh($e)) .^ $exponent)",
        ("max($e, $e)", "max(0, $e)", "min($e, $bound)"),
        ("(($e1 > $scalar) .* $e1)", "(($e <= $e) .* $e)"),
        ("{$e if $scalar > 0; $e otherwise}", "{$e if $scalar > 0 and $scalar <= 1; $e if $scalar > 2; $e otherwise}"),
    )
    return (*(fitted(way, kind) for way in ways), functions(kind), functions(kind))


def fitted(way: Way, kind: str) -> Way:
    if isinstance(way, tuple):
        return tuple(fitted(one, kind) for one in way)
    return re.sub(r"\$e(?![a-z])", f"${kind}", way)


OPERATIONS: dict[str, tuple[Way, ...]] = {
    "scalar": (
        "($scalar * $scalar)",
        ("($scalar)^2", "($scalar)^3"),
        "($scalar / (1.5 + ($scalar)^2))",
        "dot($vector, $vector)",
        "(($short)' * ($short))",
        "(($vector)' * ($square) * ($vector))",
        "(($short)' * ($matrix) * ($vector))",
        "(sum_i ($entry))",
        "(1/N sum_{i=1}^N ($datum))",
        "dot([$vector; $scalar], [$vector; 1])",
        ("sum($vector)", "sum($short)", "sum($square)", "sum($matrix)"),
        ("mean($vector)", "mean($short)", "mean($square)", "mean($matrix)"),
        ("norm(2 + sin($vector), $order)", "norm($vector + 3, 4)", "sum(matrix($scalar, m, n) .* $matrix)"),
        ("norm($vector + 3)", "norm($short - 4)", "norm($matrix + 3)"),
        ("normF($matrix + 3)", "normF($square - 4)"),
        ("len($vector)", "len($short)"),
        ("tr($square)", "tr(($matrix) * ($matrix)')"),
        "det($regular)",
        ("mse($vector, $vector)", "mse($square, 1)", "cross_entropy($vector, softmax($vector))"),
        ("std([$scalar; 1; $scalar; 2.5])", "sum(cross([$scalar; $scalar; 1], [a; $scalar; b]))"),
        ("tr(expm(0.5 $square))", "tr(logm($definite))", "tr(sqrtm($definite))", "(($vector)' * ($square)^k * $vector)"),
        ("logdet($definite)", "logdet($regular)"),
        ("sum(kron($matrix, $square))", "tr(kron($square, $square))"),
        ("dot(vec($matrix), vec($matrix))", "norm(vec($square) + 3)"),
        "((vec(($matrix)'))' * commutation(m, n) * vec($matrix))",
    ),
    "vector": (
        "($square * $vector)",
        "(($matrix)' * $short)",
        "(inv($regular) * $vector)",
        "softmax($vector)",
        ("diag($square)", "cumsum($vector)", "vector($scalar, n)"),
        ("(sum($matrix, 1))'", "(mean($matrix, 1))'", "(colsum($matrix))'", "sum($square, 2)"),
        "(pinv($full) * $short)",
    ),
    "short": (
        ("($matrix * $vector)", "($matrix * ($vector))"),
        ("softmax($short)", "(softmax($matrix) * $vector)"),
        ("rowsum($matrix)", "sum($matrix, 2)", "mean($matrix, 2)"),
    ),
    "square": (
        "($square * $square)",
        "(($square)')",
        "(($matrix)' * $matrix)",
        "($vector * ($vector)')",
        ("diag($vector)", "diag(diag($square))"),
        ("inv($regular)", "adj($regular)", "tril($square)", "triu($square)"),
        ("expm(a * M)", "sqrtm(a^2 * P)", "logm(p * P)"),
        ("($square)^2", "($square)^3", "($regular)^(-1)", "($regular)^(-2)"),
        ("kron($vector, ($vector)')", "unvec(vec($square), n, n)"),
    ),
    "matrix": (
        "($matrix * $square)",
        ("($short * ($vector)')", "outer($short, $vector)"),
        ("(diag($short) * $matrix)", "($matrix * diag($vector))"),
        ("unvec(vec($matrix), m, n)", "softmax($matrix)", "($matrix + matrix($scalar))", "tril($matrix)", "triu($matrix)"),
    ),
}
"""What is done to arrays as wholes."""


def reductions() -> tuple[Way, ...]:
    """Those functions of all entries that ``OPERATIONS`` does not use."""
    used = set(re.findall(r"\w+", repr(OPERATIONS)))
    rows = [
        row
        for row in FUNCTIONS
        if row.role == "reduction" and row.arity == (1, 1) and row.name not in used | WITHOUT.keys()
    ]
    return tuple(tuple(f"{row.name}(${kind})" for kind in OPERATIONS if kind != "scalar") for row in rows)


WAYS: dict[str, tuple[Way, ...]] = {
    **{kind: (*entrywise(kind), *ways) for kind, ways in OPERATIONS.items()},
    "scalar": (*entrywise("scalar"), *OPERATIONS["scalar"], *reductions()),
    "entry": ("($entry + $scalar)", "($entry * $scalar)", functions("entry")),
    "datum": ("($datum)^2", "($datum + $scalar)", "($datum * $datum)", "max(0, $datum)", functions("datum")),
    # what stands only at the top of an expression
    "stack": (
        "[$vector; $scalar]",
        "[$short; $vector]",
        "[$scalar; $scalar; 1]",
        "[$square, $vector; ($vector)', $scalar]",
        "[$matrix; ($vector)']",
    ),
    "slope": (
        "(D($scalar, a))",
        "($scalar * sum(grad($scalar, x)))",
        "tr(hessian($scalar, x))",
        "sum(jacobian($short, x))",
        "(d/dp ($scalar))",
        "norm(D($scalar, M) + 3)",
    ),
}
