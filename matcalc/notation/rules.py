"""The catalogue of rules: what derivations refer to, what ``matcalc rules`` lists.

A rule is stated in matcalc's own notation, so that it can be read, tried numerically and written in every
format. The element-wise functions' own rules are made from the table of functions.
"""

from __future__ import annotations

from matcalc.notation.functions import FUNCTIONS, Function
from matcalc.records import Value


class Formula(Value):
    """An equation that a rule consists of.

    names:  what its names are: declarations, and dependences such as u = u(x).
    value:  what is differentiated.
    result: its derivative, in numerator layout; where ``by`` is None its differential, in which dA is
            that of A; where ``by`` is '' what it is equal to.
    by:     what by.
    constrained: whether the entries of a matrix keep its structure as they vary.
    """

    names: str
    value: str
    result: str
    by: str | None = None
    constrained: bool = False


class Rule(Value):
    """A rule.

    id:       what derivations call it, in kebab-case.
    title:    what people call it.
    topic:    one of ``TOPICS``.
    formulas: what it says; empty where it says that there is no derivative.
    source:   where it can be looked up.
    example:  a program to show it at work.
    aliases:  other names it can be asked for by, functions among them.
    remark:   where it holds, or what it is for.
    engine:   the rules of ``calculus``, and nodes of ``tensor``, that it is the statement of.
    """

    id: str
    title: str
    topic: str
    formulas: tuple[Formula, ...]
    source: str
    example: str
    aliases: tuple[str, ...] = ()
    remark: str = ""
    engine: tuple[str, ...] = ()


TOPICS = {
    "basic": "Basic rules",
    "chain": "Chain rules",
    "functions": "Functions of a scalar",
    "conditions": "Where a function has a kink",
    "vectors": "Vectors",
    "matrices": "Matrices, by differentials",
    "gradients": "From a differential to a derivative",
    "structure": "Matrices that keep a structure",
    "data": "Sums over data",
}

PAPER = "Parr & Howard, section {}"
COOKBOOK = "Petersen & Pedersen, The Matrix Cookbook, eq. {}"
COOKBOOK_SECTION = "Petersen & Pedersen, The Matrix Cookbook, section {}"
MAGNUS = "Magnus & Neudecker, Matrix Differential Calculus, {}"
SCALAR = PAPER.format("2")
ELEMENTWISE = PAPER.format("4.2")
EXPANSION = PAPER.format("4.3")
REDUCTION = PAPER.format("4.4")
CHAIN = PAPER.format("4.5")

X = "x : R"
U = "x : R; u = u(x)"
UV = "x : R; u = u(x); v = v(x)"
WX = "w, x : vector(n)"
SQUARE = "A, dA : matrix(n, n)"
INVERTIBLE = "A : invertible(n); dA : matrix(n, n)"
PLAIN = "A, dA : matrix(m, n)"
SAME = "A, B, dA, dB : matrix(m, n)"

SCALARS = (
    Rule(
        "constant", "Constant rule", "basic", (Formula("c : scalar constant; x : R", "c", "0", "x"),),
        SCALAR, "d/dx 99",
    ),
    Rule(
        "variable", "The variable itself", "basic",
        (Formula(X, "x", "1", "x"), Formula("x : vector(n)", "x", "I", "x")),
        SCALAR, "d/dx x", engine=("Variable",),
    ),
    Rule(
        "constant-multiple", "Multiplication by a constant", "basic",
        (Formula(f"c : scalar constant; {U}", "c u", "c du/dx", "x"), Formula(f"c : scalar constant; {PLAIN}", "c A", "c dA")),
        SCALAR, "d/dx 3x",
    ),
    Rule(
        "power", "Power rule", "basic",
        (Formula("n : scalar constant; x : R", "x^n", "n x^(n - 1)", "x"), Formula(f"n : scalar constant; {U}", "u^n", "n u^(n - 1) du/dx", "x")),
        SCALAR, "d/dx x^3", engine=("Product",),
    ),
    Rule(
        "exponential", "A variable exponent", "basic",
        (
            Formula(f"a : scalar constant; {U}", "a^u", "a^u log(a) du/dx", "x"),
            Formula(UV, "u^v", "v u^(v - 1) du/dx + u^v log(u) dv/dx", "x"),
        ),
        "Spivak, Calculus, ch. 18", "d/dx x^x", engine=("Product",), remark="for a base above 0",
    ),
    Rule("sum", "Sum rule", "basic", (Formula(UV, "u + v", "du/dx + dv/dx", "x"),), SCALAR, "d/dx (x^2 + 3x)", engine=("Sum",)),
    Rule("difference", "Difference rule", "basic", (Formula(UV, "u - v", "du/dx - dv/dx", "x"),), SCALAR, "d/dx (x^2 - 3x)", engine=("Sum",)),
    Rule("product", "Product rule", "basic", (Formula(UV, "u v", "u dv/dx + v du/dx", "x"),), SCALAR, "d/dx x^2 sin(x)", engine=("Product",)),
    Rule("quotient", "Quotient rule", "basic", (Formula(UV, "u/v", "(v du/dx - u dv/dx)/v^2", "x"),), "Spivak, Calculus, ch. 10", "d/dx sin(x)/x", engine=("Product",)),
    Rule("chain", "Chain rule", "basic", (Formula("x : R; g = g(x); f = f(g)", "f", "df/dg dg/dx", "x"),), SCALAR, "d/dx log(x^2)", engine=("Abstract",)),
)

CHAINS = (
    Rule(
        "single-variable-chain", "Single-variable chain rule", "chain",
        (Formula("x : R; u = u(x); y = y(u)", "y", "dy/du du/dx", "x"),),
        PAPER.format("4.5.1"), "d/dx sin(x^2)", remark="where one path leads from the variable to the result",
    ),
    Rule(
        "total-derivative-chain", "Single-variable total-derivative chain rule", "chain",
        (Formula("x : R; u = u(x); v = v(x); f = f(x, u, v)", "f(x, u, v)", "∂f/∂x + ∂f/∂u du/dx + ∂f/∂v dv/dx", "x"),),
        PAPER.format("4.5.2"), "d/dx sin(x + x^2)", ("total-derivative",), remark="where several paths do", engine=("Abstract",),
    ),
    Rule(
        "vector-chain", "Vector chain rule", "chain",
        (Formula("x : vector(n); g : R^n -> R^k; f : R^k -> R^m; g = g(x); f = f(g)", "f", "df/dg dg/dx", "x"),),
        PAPER.format("4.5.3"), "w, x : vector(n); d/dw max(0, w . x + b)", engine=("Abstract",),
        remark="the Jacobians multiplied, in the order of the functions",
    ),
)

CONDITIONS = (
    Rule(
        "max", "Largest of two", "conditions",
        (
            Formula("x : R", "max(0, x)", "{0 if x <= 0; 1 if x > 0}", "x"),
            Formula("c : scalar constant; x : R", "max(c, x)", "{0 if x < c; 1 if x >= c}", "x"),
            Formula("x, y : R", "max(x, y)", "{0 if x <= y; 1 if x > y}", "x"),
        ),
        PAPER.format("5"), "d/dx max(0, x^2 - 1)", engine=("max",),
        remark="where two are equal, 0 beside 0, and else the derivative of the later one",
    ),
    Rule(
        "min", "Smallest of two", "conditions",
        (
            Formula("c : scalar constant; x : R", "min(c, x)", "{0 if x > c; 1 if x <= c}", "x"),
            Formula("x, y : R", "min(x, y)", "{0 if x >= y; 1 if x < y}", "x"),
        ),
        PAPER.format("5"), "d/dx min(1, x^2)", engine=("min",),
        remark="where two are equal, the derivative of the later one",
    ),
    Rule(
        "cases", "Case by case", "conditions",
        (Formula(f"c : scalar constant; {UV}", "{u if x < c; v if x >= c}", "{du/dx if x < c; dv/dx if x >= c}", "x"),),
        PAPER.format("6"), "d/dx {0 if x < 0; x^2 if x >= 0}", ("condition",), engine=("Map",),
        remark="the derivative of a condition is 0",
    ),
)

VECTORS = (
    Rule(
        "jacobian", "Jacobian", "vectors",
        (
            Formula(UV, "[u; v]", "[du/dx; dv/dx]", "x"),
            Formula("x, y : R; u = u(x, y); v = v(x, y)", "[u; v]", "[du/dx, du/dy; dv/dx, dv/dy]", "[x, y]"),
        ),
        PAPER.format("4.1"), "d/dx [log(x^2); sin(3x)]",
        remark="a row for each function, a column for each variable",
    ),
    Rule(
        "element-wise", "Element-wise diagonal condition", "vectors",
        (
            Formula(WX, "w + x", "I", "w"), Formula(WX, "w - x", "I", "w"), Formula(WX, "w - x", "-I", "x"),
            Formula(WX, "w .* x", "diag(x)", "w"), Formula(WX, "w .* x", "diag(w)", "x"),
            Formula(WX, "w ./ x", "diag(1 ./ x)", "w"), Formula(WX, "w ./ x", "diag(-w ./ x .^ 2)", "x"),
            Formula("x : vector(n); p : scalar constant", "x .^ p", "diag(p x .^ (p - 1))", "x"),
        ),
        ELEMENTWISE, "w, x : vector(n); d/dw (w .* x)", ("diagonal-condition",),
        remark="element i of the result depends on elements i alone, so the Jacobian is diagonal",
    ),
    Rule(
        "scalar-expansion", "Scalar expansion", "vectors",
        (
            Formula("x : vector(n); z : R", "x + z", "I", "x"), Formula("x : vector(n); z : R", "x + z", "ones(n)", "z"),
            Formula("x : vector(n); z : R", "x z", "z I", "x"), Formula("x : vector(n); z : R", "x z", "x", "z"),
        ),
        EXPANSION, "x : vector(n); d/dz (x + z)",
    ),
    Rule(
        "sum-reduction", "Sum of a vector", "vectors",
        (
            Formula("x : vector(n)", "sum(x)", "ones(n)'", "x"),
            Formula("f : R^n -> R^m; x : vector(n); f = f(x)", "sum(f)", "ones(m)' df/dx", "x"),
        ),
        REDUCTION, "x : vector(n); d/dx sum(x .^ 2)", ("mean",), engine=("Product",),
    ),
    Rule(
        "dot", "Dot product", "vectors",
        (
            Formula(WX, "w . x", "x'", "w"),
            Formula("u, v : R^n -> R^m; x : vector(n); u = u(x); v = v(x)", "u . v", "v' du/dx + u' dv/dx", "x"),
        ),
        PAPER.format("5"), "w, x : vector(n); d/dw (w . x)", engine=("Product",),
    ),
    Rule(
        "linear", "Linear map", "vectors",
        (
            Formula("A : matrix(m, n); x : vector(n)", "A x", "A", "x"),
            Formula("A : matrix(m, n); b : vector(m); x : vector(n)", "A x + b", "A", "x"),
            Formula("A : matrix(m, n); x : vector(m)", "x' A", "A'", "x"),
            Formula("A : matrix(m, k); X, dX : matrix(k, l); B : matrix(l, n)", "A X B", "A dX B"),
        ),
        COOKBOOK.format("69"), "A : matrix(m, n); x : vector(n); d/dx (A x)", ("affine",), engine=("Product",),
    ),
    Rule(
        "quadratic", "Quadratic form", "vectors",
        (
            Formula("A : matrix(n, n); x : vector(n)", "x' A x", "x' (A + A')", "x"),
            Formula("A : symmetric(n); x : vector(n)", "x' A x", "2 x' A", "x"),
        ),
        COOKBOOK.format("81"), "A : matrix(n, n); x : vector(n); d/dx x' A x",
    ),
    Rule(
        "norm", "Euclidean norm", "vectors",
        (
            Formula("x : vector(n)", "norm(x)", "x'/norm(x)", "x"),
            Formula("x : vector(n)", "norm(x)^2", "2 x'", "x"),
        ),
        COOKBOOK.format("129"), "x : vector(n); d/dx norm(x)", ("normF", "norm2"), remark="where it is not 0",
    ),
    Rule(
        "p-norm", "Norm with an exponent", "vectors",
        (Formula("x : vector(n); p : scalar constant", "norm(x, p)", "(abs(x) .^ (p - 1) .* sign(x))'/norm(x, p)^(p - 1)", "x"),),
        "Wikipedia, Norm (mathematics), p-norm", "x : vector(n); d/dx norm(x, p)", remark="where no entry is 0",
    ),
    Rule(
        "absolute-norm", "Sum of absolute values", "vectors",
        (Formula("x : vector(n)", "norm1(x)", "sign(x)'", "x"),),
        REDUCTION, "x : vector(n); d/dx norm1(x)", ("norm1",), remark="where no entry is 0",
    ),
    Rule(
        "maximum-norm", "Largest absolute value", "vectors", (),
        "Boyd & Vandenberghe, Convex Optimization, section 3.1.5", "x : vector(n); d/dx norm(x, p)", ("norminf",), engine=("norminf",),
        remark="without derivative where two are equal: a smooth function like it is ‖x‖_p with a large p",
    ),
    Rule(
        "softmax", "Softmax", "vectors",
        (Formula("x : vector(n)", "softmax(x)", "diag(softmax(x)) - softmax(x) softmax(x)'", "x"),),
        "Bishop, Pattern Recognition and Machine Learning, eq. 4.106", "x : vector(n); d/dx softmax(x)", engine=("softmax",),
    ),
    Rule(
        "logsumexp", "Logarithm of a sum of exponentials", "vectors",
        (Formula("x : vector(n)", "logsumexp(x)", "softmax(x)'", "x"),),
        "Boyd & Vandenberghe, Convex Optimization, section 3.1.5", "x : vector(n); d/dx logsumexp(x)", ("lse",), engine=("logsumexp",),
    ),
    Rule(
        "product-of-entries", "Product of all entries", "vectors",
        (Formula("x : vector(n)", "prod(x)", "prod(x) (1 ./ x)'", "x"),),
        SCALAR, "x : vector(n); d/dx prod(x)", ("prod",), engine=("prod",), remark="by the product rule, where no entry is 0",
    ),
)

MATRICES = (
    Rule(
        "matrix-sum", "Sum of matrices", "matrices",
        (Formula(SAME, "A + B", "dA + dB"), Formula(SAME, "A - B", "dA - dB")),
        COOKBOOK.format("35"), "A, X : matrix(m, n); d/dX tr((X - A)'(X - A))", engine=("Sum",),
    ),
    Rule(
        "matrix-product", "Product of matrices", "matrices",
        (Formula("A, dA : matrix(m, k); B, dB : matrix(k, n)", "A B", "dA B + A dB"),),
        COOKBOOK.format("37"), "A : matrix(m, n); X : matrix(n, m); d/dX tr(X A X A)", engine=("Product",),
    ),
    Rule(
        "matrix-sum-reduction", "Sum of all entries", "matrices",
        (Formula(PLAIN, "sum(A)", "sum(dA)"),),
        MAGNUS.format("ch. 8"), "X : matrix(m, n); d/dX sum(X .* X)",
    ),
    Rule("hadamard", "Element-wise product", "matrices", (Formula(SAME, "A .* B", "dA .* B + A .* dB"),), COOKBOOK.format("38"), "A, X : matrix(m, n); d/dX sum(A .* X .* X)", engine=("Product",)),
    Rule("hadamard-quotient", "Element-wise quotient", "matrices", (Formula(SAME, "A ./ B", "dA ./ B - A .* dB ./ B .^ 2"),), MAGNUS.format("ch. 8"), "A, X : matrix(m, n); d/dX sum(A ./ X)"),
    Rule("hadamard-power", "Element-wise power", "matrices", (Formula(f"p : scalar constant; {PLAIN}", "A .^ p", "p A .^ (p - 1) .* dA"),), MAGNUS.format("ch. 8"), "X : matrix(m, n); d/dX sum(X .^ 3)"),
    Rule("element-wise-function", "Element-wise function", "matrices", (Formula(PLAIN, "sin(A)", "cos(A) .* dA"),), MAGNUS.format("ch. 8"), "X : matrix(m, n); d/dX sum(exp(X))", remark="with any function of a scalar and its derivative in place of sin and cos", engine=("Map",)),
    Rule("kronecker", "Kronecker product", "matrices", (Formula("A, dA : matrix(m, n); B, dB : matrix(k, l)", "kron(A, B)", "kron(dA, B) + kron(A, dB)"),), COOKBOOK.format("39"), "A : matrix(m, n); X : matrix(k, l); d/dX sum(kron(A, X))", ("kron",), engine=("Product",)),
    Rule("transpose", "Transpose", "matrices", (Formula(PLAIN, "A'", "dA'"),), COOKBOOK.format("44"), "A, X : matrix(m, n); d/dX tr(A' X)"),
    Rule("vec", "Columns stacked", "matrices", (Formula(PLAIN, "vec(A)", "vec(dA)"),), MAGNUS.format("ch. 8"), "A, X : matrix(m, n); d/dX (vec(A) . vec(X))"),
    Rule("diagonal", "Diagonal", "matrices", (Formula(SQUARE, "diag(A)", "diag(dA)"), Formula("x, dx : vector(n)", "diag(x)", "diag(dx)")), MAGNUS.format("ch. 8"), "x : vector(n); A : matrix(n, n); d/dx tr(A diag(x))", ("diag",)),
    Rule("triangle", "Triangle", "matrices", (Formula(SQUARE, "tril(A)", "tril(dA)"), Formula(SQUARE, "triu(A)", "triu(dA)")), MAGNUS.format("ch. 8"), "X : matrix(n, n); d/dX tr(tril(X) X)", ("tril", "triu")),
    Rule("trace", "Trace", "matrices", (Formula(SQUARE, "tr(A)", "tr(dA)"),), COOKBOOK.format("36"), "A : matrix(n, m); X : matrix(m, n); d/dX tr(A X)", ("tr",)),
    Rule("inverse", "Inverse", "matrices", (Formula(INVERTIBLE, "inv(A)", "-inv(A) dA inv(A)"),), COOKBOOK.format("40"), "A, X : matrix(n, n); d/dX tr(A inv(X))", ("inv",), engine=("inverse",), remark="of an invertible matrix"),
    Rule(
        "pseudoinverse", "Pseudoinverse", "matrices",
        (Formula(PLAIN, "pinv(A)", "-pinv(A) dA pinv(A) + pinv(A) pinv(A)' dA' (I - A pinv(A)) + (I - pinv(A) A) dA' pinv(A)' pinv(A)"),),
        "Golub & Pereyra, SIAM J. Numer. Anal. 10 (1973)", "X : matrix(m, n); A : matrix(m, n); d/dX tr(A pinv(X))", ("pinv",), engine=("pinverse",), remark="while the rank stays as it is",
    ),
    Rule("determinant", "Determinant", "matrices", (Formula(INVERTIBLE, "det(A)", "det(A) tr(inv(A) dA)"),), COOKBOOK.format("42"), "X : matrix(n, n); d/dX det(X)", ("det",), engine=("det",), remark="of an invertible matrix"),
    Rule("log-determinant", "Logarithm of a determinant", "matrices", (Formula("A : posdef(n); dA : matrix(n, n)", "logdet(A)", "tr(inv(A) dA)"),), COOKBOOK.format("43"), "X : posdef(n); d/dX logdet(X)", ("logdet",), engine=("logdet",), remark="of a matrix with a determinant above 0"),
    Rule(
        "matrix-power", "Power of a matrix", "matrices",
        (Formula(SQUARE, "A^2", "dA A + A dA"), Formula(SQUARE, "A^3", "dA A^2 + A dA A + A^2 dA")),
        COOKBOOK.format("90"), "X : matrix(n, n); d/dX tr(X^3)", engine=("matrix_power",), remark="dAᵏ has a term for each of the k factors",
    ),
    Rule("trace-power", "Trace of a power", "matrices", (Formula(SQUARE, "tr(A^3)", "3 tr(A^2 dA)"),), COOKBOOK.format("121"), "X : matrix(n, n); d/dX tr(X^4)", remark="d tr(Aᵏ) = k tr(Aᵏ⁻¹ dA)"),
    Rule("trace-exponential", "Trace of the exponential", "matrices", (Formula(SQUARE, "tr(expm(A))", "tr(expm(A) dA)"),), MAGNUS.format("ch. 8"), "X : matrix(n, n); d/dX tr(expm(X))", ("expm",), engine=("tr expm",)),
    Rule("square-root", "Square root of a matrix", "matrices", (Formula("S, dS : matrix(n, n)", "S^2", "S dS + dS S"),), "Higham, Functions of Matrices, ch. 6.1", "A, S : matrix(n, n); d/dS tr(A S^2)", ("sqrtm",), engine=("sqrtm",), remark="solved for dS, it gives that of the root S of A = S²"),
    Rule("trace-square-root", "Trace of the square root", "matrices", (Formula("A : posdef(n); dA : symmetric(n)", "tr(sqrtm(A))", "1/2 tr(inv(sqrtm(A)) dA)"),), "Higham, Functions of Matrices, ch. 6.1", "X : posdef(n); d/dX tr(sqrtm(X))", engine=("tr sqrtm",)),
    Rule(
        "commuting-function", "Functions of a matrix times a scalar", "matrices",
        (
            Formula("A : matrix(n, n); t : R", "expm(t A)", "A expm(t A)", "t"),
            Formula("A : posdef(n); t : R", "logm(t A)", "I/t", "t"),
            Formula("A : posdef(n); t : R", "sqrtm(t A)", "1/2 A inv(sqrtm(t A))", "t"),
            Formula("A : matrix(n, n); t : R", "(t A)^3", "3 t^2 A^3", "t"),
        ),
        "Higham, Functions of Matrices, ch. 3", "A : matrix(n, n); d/dt expm(t A)", ("logm",), engine=("expm", "logm", "sqrtm", "matrix_power"),
        remark="where the matrix commutes with its derivative",
    ),
)

GRADIENTS = (
    Rule(
        "differentials", "Differential and derivative", "gradients",
        (Formula("x, dx : vector(n); f : R^n -> R^m; f = f(x)", "f", "∂f/∂x dx"),),
        MAGNUS.format("ch. 5"), "A : matrix(n, n); x : vector(n); d/dx x' A x",
        remark="whatever x depends on itself",
    ),
    Rule(
        "identification", "Identification of a derivative", "gradients",
        (
            Formula("A : matrix(n, m); X : matrix(m, n)", "tr(A X)", "A", "X"),
            Formula("a, x : vector(n)", "a' x", "a'", "x"),
            Formula("A : matrix(m, n); x : vector(n)", "A x", "A", "x"),
        ),
        MAGNUS.format("ch. 9"), "A : matrix(n, m); X : matrix(m, n); d/dX tr(A X)",
        remark="df = tr(G dX) says that the derivative is G, in numerator layout",
    ),
    Rule(
        "vec-identification", "Identification with vec", "gradients",
        (Formula("A : matrix(k, m); X : matrix(m, n); B : matrix(n, l)", "vec(A X B)", "kron(B', A)", "vec(X)"),),
        MAGNUS.format("ch. 2, sec. 4"), "A : matrix(k, m); X : matrix(m, n); B : matrix(n, l); d/dX (A X B)",
        remark="vec dF = M vec dX says that the derivative of vec F by vec X is M",
    ),
    Rule("cyclic", "A trace is cyclic", "gradients", (Formula("A : matrix(l, m); B : matrix(m, n); C : matrix(n, l)", "tr(A B C)", "tr(C A B)", ""),), COOKBOOK.format("16"), "A : matrix(n, k); X : matrix(k, m); B : matrix(m, n); d/dX tr(A X B)"),
    Rule("trace-transpose", "Trace of a transpose", "gradients", (Formula("A : matrix(m, n); B : matrix(m, n)", "tr(A' B)", "tr(B' A)", ""),), COOKBOOK.format("13"), "A, X : matrix(m, n); d/dX tr(X' A)"),
    Rule("trace-hadamard", "Element-wise product in a trace", "gradients", (Formula("A, B, C : matrix(m, n)", "tr(A' (B .* C))", "tr((A .* B)' C)", ""),), MAGNUS.format("ch. 3"), "A, X : matrix(m, n); d/dX sum(A .* exp(X))"),
    Rule("trace-diagonal", "Trace with a diagonal matrix", "gradients", (Formula("A : matrix(n, n); x : vector(n)", "tr(A diag(x))", "diag(A)' x", ""),), MAGNUS.format("ch. 2"), "A : matrix(n, n); x : vector(n); d/dx tr(A diag(x))"),
    Rule("sum-trace", "Sum of all entries as a trace", "gradients", (Formula("A, B : matrix(m, n)", "sum(A .* B)", "tr(A' B)", ""), Formula(PLAIN, "sum(A)", "ones(m)' A ones(n)", "")), MAGNUS.format("ch. 2"), "A, X : matrix(m, n); d/dX sum(A .* X)"),
    Rule("index-identification", "Identification entry by entry", "gradients", (), MAGNUS.format("ch. 5"), "A, X : matrix(n, n); d/dX (X A X)", remark="dF_ij = Σ M_ijkl dX_kl says that the derivative of F_ij by X_kl is M_ijkl"),
    Rule("layout", "Denominator layout", "gradients", (), "Wikipedia, Matrix calculus, Layout conventions", "A : matrix(m, n); x : vector(n); d/dx (A x)", remark="the derivative in denominator layout is that in numerator layout, transposed"),
)

STRUCTURE = (
    Rule(
        "symmetric", "Symmetric matrix", "structure",
        (Formula("A : matrix(n, n); X : symmetric(n)", "tr(A X)", "A + A' - diag(diag(A))", "X", True),),
        COOKBOOK_SECTION.format("2.8.2"), "A : matrix(n, n); X : symmetric(n); d/dX tr(A X)", engine=("seed symmetric",),
        remark="with --entries constrained: X_ji moves with X_ij",
    ),
    Rule(
        "diagonal-matrix", "Diagonal matrix", "structure",
        (Formula("A : matrix(n, n); X : diagonal(n)", "tr(A X)", "diag(diag(A))", "X", True),),
        COOKBOOK_SECTION.format("2.8.3"), "A : matrix(n, n); X : diagonal(n); d/dX tr(A X)", engine=("seed diagonal",),
        remark="with --entries constrained: only the diagonal moves",
    ),
)

DATA = (
    Rule(
        "sum-over-data", "Sum over data", "data",
        (
            Formula("x_i : vector(n); w : vector(n)", "Σ_{i=1}^N (w . x_i)^2", "Σ_{i=1}^N 2 (w . x_i) x_i'", "w"),
        ),
        PAPER.format("6"), "w : vector(n); d/dw 1/N Σ_{i=1}^N (y_i - w . x_i)^2", engine=("Product",),
        remark="the derivative of a sum is the sum of the derivatives",
    ),
)


def own(row: Function) -> Rule:
    """The rule of an element-wise function, from its row."""
    formulas = tuple(
        Formula(X, f"{row.name}({', '.join('xy'[: len(row.derivatives)])})", text, by)
        for by, text in zip("xy", row.derivatives, strict=False)
    )
    return Rule(
        row.name, f"Derivative of {row.name}", "functions", formulas,
        row.source, f"d/dx {row.name}(x^2)", row.aliases, row.summary, (row.name,),
    )


RULES: tuple[Rule, ...] = (
    *SCALARS,
    *CHAINS,
    *(own(row) for row in FUNCTIONS if row.derivatives),
    *CONDITIONS,
    *VECTORS,
    *MATRICES,
    *GRADIENTS,
    *STRUCTURE,
    *DATA,
)
BY_ID = {rule.id: rule for rule in RULES}
