"""The table of functions: a new function is one row here.

An element-wise function's ``derivatives`` (one per argument) are written in matcalc's own
notation in terms of the parameters ``x`` (and ``y``), so this table is also the documentation.
``domain`` is an interval on which tests and checks may sample each argument safely.
"""

from __future__ import annotations

from dataclasses import field
from typing import Literal

from matcalc.records import Value

Class = Literal["elementwise", "reduction", "vector", "matrix", "constant", "calculus"]
ANY = (-2.0, 2.0)


class Function(Value):
    """One function of the language.

    name:        canonical name, also its ASCII spelling.
    role:        'elementwise' (scalars to scalars, entry by entry), 'reduction' (tensor to
                 scalar), 'vector' (vector to vector), 'matrix' (matrix function with its own
                 shape rule), 'constant' (ones, zeros, eye), 'calculus' (grad, jacobian, hessian, D).
    aliases:     other spellings read (also after a backslash, and inside \\mathrm, \\operatorname).
    arity:       (least, most) number of arguments; most None: any number.
    derivatives: element-wise only, one per argument, in x (and y).
    source:      where the derivatives can be looked up.
    domain:      safe sampling interval per argument, for tests and checks.
    unicode, latex: how it is written when not as ``name(`` / ``\\operatorname{name}``; a template
                 with {0}, {1} where the notation is not name(arguments).
    lengths:     the first argument that is a dimension; None: none is.
    meaning:     what it stands for, written in matcalc's own notation as an equation, after what its
                 parameters are: one equation for each number of arguments, or for each number that an
                 argument may be (``sum(X, 1) = ones' X``). It is put in where the function is applied, so
                 such a row is complete.
    redefined:   whether f(x) = … says anew what it is, where that of another function is a claim about it:
                 of some there are several in use.
    summary:     a few words for ``matcalc notation``.
    """

    name: str
    role: Class
    aliases: tuple[str, ...] = ()
    arity: tuple[int, int | None] = (1, 1)
    derivatives: tuple[str, ...] = ()
    domain: tuple[tuple[float, float], ...] = (ANY,)
    source: str = field(default="Abramowitz & Stegun, ch. 4", compare=False)
    unicode: str | None = None
    latex: str | None = None
    lengths: int | None = None
    meaning: tuple[str, ...] = ()
    redefined: bool = False
    summary: str = field(default="", compare=False)


def _scalar(name: str, derivative: str, summary: str, *aliases: str, **more: object) -> Function:
    return Function(
        name, "elementwise", aliases, derivatives=(derivative,), summary=summary, **more  # type: ignore[arg-type]
    )


def _defined(name: str, role: Class, summary: str, meaning: str, *aliases: str, **more: object) -> Function:
    """A function defined in terms of others by one equation."""
    count = meaning.rpartition(f"{name}(")[2].partition(")")[0].count(",") + 1
    return Function(name, role, aliases, (count, count), meaning=(meaning,), summary=summary, **more)  # type: ignore[arg-type]


POSITIVE = ((0.3, 3.0),)
INSIDE = ((-0.8, 0.8),)
BEYOND = ((1.2, 3.0),)

FUNCTIONS: tuple[Function, ...] = (
    # exponentials and logarithms
    _scalar("exp", "exp(x)", "exponential", latex=r"\exp"),
    _scalar("log", "1/x", "natural logarithm", "ln", latex=r"\log", domain=POSITIVE),
    _scalar("log2", "1/(x log(2))", "logarithm, base 2", "lb", domain=POSITIVE, latex=r"\log_2"),
    _scalar("log10", "1/(x log(10))", "logarithm, base 10", "lg", domain=POSITIVE, latex=r"\log_{10}"),
    _scalar("log1p", "1/(1 + x)", "log(1 + x)", domain=POSITIVE),
    _scalar("expm1", "exp(x)", "exp(x) - 1"),
    _scalar("sqrt", "1/(2 sqrt(x))", "square root", "√", domain=POSITIVE, latex=r"\sqrt{{{0}}}", unicode="√({0})"),
    # absolute value and its kin
    _scalar("abs", "sign(x)", "absolute value", unicode="|{0}|", latex=r"\left|{0}\right|", domain=POSITIVE, source="Spivak, Calculus, ch. 9"),
    _scalar("sign", "0", "sign: -1, 0 or 1", "sgn", "signum", domain=POSITIVE, source="Spivak, Calculus, ch. 9"),
    Function("max", "elementwise", ("maximum",), (2, None), domain=(ANY, ANY), latex=r"\max", summary="largest of two or more"),
    Function("min", "elementwise", ("minimum",), (2, None), domain=(ANY, ANY), latex=r"\min", summary="smallest of two or more"),
    # trigonometric
    _scalar("sin", "cos(x)", "sine", latex=r"\sin"),
    _scalar("cos", "-sin(x)", "cosine", latex=r"\cos"),
    _scalar("tan", "1/cos(x)^2", "tangent", "tg", latex=r"\tan", domain=INSIDE),
    _scalar("cot", "-1/sin(x)^2", "cotangent", "ctg", latex=r"\cot", domain=POSITIVE),
    _scalar("sec", "sec(x) tan(x)", "secant", latex=r"\sec", domain=INSIDE),
    _scalar("csc", "-csc(x) cot(x)", "cosecant", "cosec", latex=r"\csc", domain=POSITIVE),
    _scalar("arcsin", "1/sqrt(1 - x^2)", "inverse sine", "asin", latex=r"\arcsin", domain=INSIDE),
    _scalar("arccos", "-1/sqrt(1 - x^2)", "inverse cosine", "acos", latex=r"\arccos", domain=INSIDE),
    _scalar("arctan", "1/(1 + x^2)", "inverse tangent", "atan", "arctg", latex=r"\arctan"),
    # hyperbolic
    _scalar("sinh", "cosh(x)", "hyperbolic sine", latex=r"\sinh"),
    _scalar("cosh", "sinh(x)", "hyperbolic cosine", latex=r"\cosh"),
    _scalar("tanh", "1 - tanh(x)^2", "hyperbolic tangent", latex=r"\tanh"),
    _scalar("coth", "1 - coth(x)^2", "hyperbolic cotangent", latex=r"\coth", domain=POSITIVE),
    _scalar("sech", "-sech(x) tanh(x)", "hyperbolic secant"),
    _scalar("csch", "-csch(x) coth(x)", "hyperbolic cosecant", domain=POSITIVE),
    _scalar("arcsinh", "1/sqrt(x^2 + 1)", "inverse hyperbolic sine", "asinh", "arsinh"),
    _scalar("arccosh", "1/sqrt(x^2 - 1)", "inverse hyperbolic cosine", "acosh", "arcosh", domain=BEYOND),
    _scalar("arctanh", "1/(1 - x^2)", "inverse hyperbolic tangent", "atanh", "artanh", domain=INSIDE),
    # of neural networks
    _scalar("sigmoid", "sigmoid(x) (1 - sigmoid(x))", "logistic sigmoid 1/(1 + exp(-x))", "σ", "logistic", "expit", unicode="σ", latex=r"\sigma", source="Bishop, Pattern Recognition and Machine Learning, ch. 4"),
    _scalar("relu", "[x > 0]", "max(0, x)", "ReLU", domain=POSITIVE, source="Parr & Howard, section 5"),
    _scalar("softplus", "sigmoid(x)", "log(1 + exp(x))", source="Dugas et al., NIPS 13 (2000)"),
    _defined("silu", "elementwise", "x sigmoid(x), also called swish", "silu(x) = x .* sigmoid(x)", "swish", "SiLU", source="Ramachandran, Zoph & Le, arXiv 1710.05941", redefined=True),
    _defined("gelu", "elementwise", "x times the normal distribution function at x", "gelu(x) = x .* (1 + erf(x/sqrt(2)))/2", "GELU", source="Hendrycks & Gimpel, arXiv 1606.08415", redefined=True),
    _defined("elu", "elementwise", "x, and exp(x) - 1 below 0", "elu(x) = {x if x > 0; exp(x) - 1 otherwise}", "ELU", domain=POSITIVE, source="Clevert, Unterthiner & Hochreiter, arXiv 1511.07289", redefined=True),
    _defined("mish", "elementwise", "x tanh(softplus(x))", "mish(x) = x .* tanh(softplus(x))", source="Misra, arXiv 1908.08681", redefined=True),
    _defined("softsign", "elementwise", "x/(1 + |x|)", "softsign(x) = x ./ (1 + abs(x))", domain=POSITIVE, source="Glorot & Bengio, AISTATS 2010", redefined=True),
    _defined("logit", "elementwise", "log(x/(1 - x)), the inverse of sigmoid", "logit(x) = log(x ./ (1 - x))", domain=((0.2, 0.8),), redefined=True),
    _scalar("erf", "2/sqrt(pi) exp(-x^2)", "error function", source="Abramowitz & Stegun, ch. 7"),
    # reductions: a tensor to a number
    Function(
        "sum", "reduction", (), (1, 2),
        meaning=("X in R^(m x n); sum(X, 1) = ones' X", "X in R^(m x n); sum(X, 2) = X ones"),
        summary="sum of all entries; sum(X, 1) of each column, a row; sum(X, 2) of each row, a column",
    ),
    _defined("rowsum", "vector", "sum of each row, sum(X, 2)", "X in R^(m x n); rowsum(X) = X ones", "rowsums", "rowSums"),
    _defined("colsum", "vector", "sum of each column, sum(X, 1)", "X in R^(m x n); colsum(X) = ones' X", "colsums", "colSums"),
    Function("prod", "reduction", domain=POSITIVE, summary="product of all entries; its derivatives are those where no entry is 0"),
    Function("norm", "reduction", ("norm2",), (1, 2), unicode="‖{0}‖", latex=r"\left\|{0}\right\|", summary="Euclidean norm of a vector, Frobenius norm of a matrix; norm(x, p) is ‖x‖_p, (Σ |xᵢ|ᵖ)^(1/p)"),
    Function("norm1", "reduction", unicode="‖{0}‖₁", latex=r"\left\|{0}\right\|_1", domain=POSITIVE, summary="sum of absolute values"),
    Function("normF", "reduction", ("norm_F", "frobenius"), unicode="‖{0}‖_F", latex=r"\left\|{0}\right\|_F", summary="Frobenius norm"),
    Function("norminf", "reduction", ("norm_inf", "normInf", "maxnorm"), unicode="‖{0}‖_∞", latex=r"\left\|{0}\right\|_\infty", summary="largest absolute value"),
    Function("len", "reduction", ("length",), unicode="|{0}|", latex=r"\left|{0}\right|", summary="number of elements of a vector"),
    Function(
        "mean", "reduction", (), (1, 2),
        meaning=(
            "X in R^(m x n); mean(X, 1) = ones' X / len(X_{:,1})",
            "X in R^(m x n); mean(X, 2) = X ones / len(X_{1,:})",
        ),
        summary="mean of all entries; mean(X, 1) of each column, mean(X, 2) of each row",
    ),
    _defined("var", "reduction", "population variance of all entries, the mean of (x - mean(x))²", "var(x) = mean(x .^ 2) - mean(x)^2", "variance"),
    _defined("std", "reduction", "population standard deviation, √var(x)", "std(x) = sqrt(var(x))"),
    _defined("mse", "reduction", "mean squared error of two arrays", "mse(x, y) = mean((x - y) .^ 2)", redefined=True),
    _defined("cross_entropy", "reduction", "cross-entropy of the classes y and the probabilities p", "y, p in R^n; cross_entropy(y, p) = -y . log(p)", "crossentropy", domain=(ANY, POSITIVE[0]), redefined=True),
    Function("logsumexp", "reduction", ("lse",), summary="log of the sum of exponentials"),
    # vectors
    Function("softmax", "vector", summary="exp(x)/sum(exp(x)); of a matrix, for each row"),
    Function("diag", "vector", ("Diag",), summary="diagonal matrix of a vector; diagonal of a matrix"),
    _defined("outer", "vector", "outer product x yᵀ", "x in R^m; y in R^n; outer(x, y) = x y'"),
    _defined(
        "cross", "vector", "cross product of vectors of 3 entries",
        "x, y in R^3; cross(x, y) = [x_2 y_3 - x_3 y_2; x_3 y_1 - x_1 y_3; x_1 y_2 - x_2 y_1]",
    ),
    _defined("cumsum", "vector", "sums of the first 1, 2, … entries", "x in R^n; cumsum(x) = tril(ones ones') x + 0 x"),
    # matrices
    Function("tr", "matrix", ("trace", "Tr"), summary="trace"),
    Function("det", "matrix", latex=r"\det", summary="determinant"),
    Function("logdet", "matrix", latex=r"\log\det", unicode="log det", summary="logarithm of the determinant"),
    _defined("adj", "matrix", "adjugate of an invertible matrix", "A in R^(n x n); adj(A) = det(A) inv(A)", "adjugate"),
    Function("inv", "matrix", ("inverse",), unicode="{0}⁻¹", latex="{0}^{{-1}}", summary="inverse"),
    Function("pinv", "matrix", ("pseudoinverse",), summary="pseudoinverse of a matrix of constant rank"),
    Function("expm", "matrix", summary="exponential of a square matrix"),
    Function("logm", "matrix", summary="principal logarithm of a square matrix"),
    Function("sqrtm", "matrix", summary="principal square root of a square matrix"),
    Function("tril", "matrix", summary="lower triangle, zeros above the diagonal"),
    Function("triu", "matrix", summary="upper triangle, zeros below the diagonal"),
    Function("kron", "matrix", ("Kron",), (2, None), summary="Kronecker product"),
    Function("vec", "matrix", ("Vec",), summary="columns of a matrix, stacked"),
    Function("unvec", "matrix", ("mat",), (3, 3), lengths=1, summary="unvec(x, m, n): the m×n matrix whose vec is x"),
    Function("commutation", "matrix", (), (1, 2), lengths=0, summary="commutation(m, n): the matrix K with K vec(A) = vec(A') for m×n A"),
    # constants; arguments are dimensions and may be left out where they can be inferred
    Function("ones", "constant", arity=(0, 2), lengths=0, unicode="1⃗", latex=r"\vec{1}", summary="vector of ones"),
    Function("zeros", "constant", arity=(0, 2), lengths=0, unicode="0⃗", latex=r"\vec{0}", summary="vector of zeros"),
    Function(
        "vector", "vector", (), (1, 2), lengths=1,
        meaning=("c in R; vector(c) = c ones", "c in R; vector(c, n) = c ones(n)"),
        summary="vector(c): all of whose entries are c; vector(c, n): of n entries",
    ),
    Function(
        "matrix", "matrix", (), (1, 3), lengths=1,
        meaning=(
            "c in R; matrix(c) = c ones ones'", "c in R; matrix(c, n) = c ones(n, n)",
            "c in R; matrix(c, m, n) = c ones(m, n)",
        ),
        summary="matrix(c): all of whose entries are c; matrix(c, m, n): of m×n entries",
    ),
    Function("eye", "constant", ("identity",), arity=(0, 1), lengths=0, unicode="I", latex="I", summary="identity matrix I"),
    # calculus, as functions
    Function("grad", "calculus", ("gradient",), (1, None), summary="gradient: grad(f, w) or grad_w f"),
    Function("jacobian", "calculus", ("Jacobian",), (1, None), summary="Jacobian: jacobian(f, w) or jacobian_w f"),
    Function("hessian", "calculus", ("Hessian", "hess"), (1, None), summary="Hessian: hessian(f, w) or hessian_w f"),
    Function("D", "calculus", (), (2, None), summary="derivative: D(e, x)"),
)

BY_NAME: dict[str, Function] = {row.name: row for row in FUNCTIONS}
SPELLINGS: dict[str, Function] = {s: row for row in FUNCTIONS for s in (row.name, *row.aliases)}

# What is known by name and has no derivative that can be written here.
WITHOUT_DERIVATIVE = frozenset(
    ("svd", "eig", "eigvals", "rank", "qr", "cholesky", "chol", "argmax", "argmin", "sort", "median", "floor", "ceil", "round")
)
