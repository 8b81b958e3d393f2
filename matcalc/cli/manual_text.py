"""The prose of the manual page; what the commands and tables say themselves is not repeated here."""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """A term and what is to be said about it."""

    term: str
    text: str


Body = tuple[str | Entry, ...]

BEFORE: tuple[tuple[str, Body], ...] = (
    ("NAME", ("matcalc - derivative calculator for matrix calculus",)),
    (
        "SYNOPSIS",
        (
            "matcalc [OPTIONS] EXPR...",
            "matcalc run [OPTIONS] FILE...",
            "matcalc notation",
            "matcalc rules [--topic TOPIC] [-f FORMAT] [RULE]",
            "matcalc completion [bash|zsh|fish]",
        ),
    ),
    (
        "DESCRIPTION",
        (
            "matcalc differentiates expressions of scalars, vectors and matrices and writes the answer as a "
            "textbook would: in matrix notation where there is one, in index notation where there is none. "
            "It reads the notation of Parr and Howard, The Matrix Calculus You Need For Deep Learning, in "
            "Unicode, ASCII or LaTeX, mixed at will, and states with every answer how it read each name.",
            "Each EXPR is a program of its own. An expression with a derivative operator is answered as it "
            "stands; with --wrt it is differentiated; with neither, all its partial derivatives are given. "
            "Without EXPR, or with - in its place, the program is read from standard input.",
            "An expression may begin with a minus sign: whatever is not an option listed below is an "
            "expression. Short options stand by themselves, their value being the next argument. After -- "
            "everything is an expression.",
        ),
    ),
)

LANGUAGE: Body = (
    "A program is statements on lines of their own or separated by semicolons. # and, as in LaTeX, % start "
    "a comment.",
    Entry(
        "Declarations",
        "x in R^n, x \N{ELEMENT OF} \N{DOUBLE-STRUCK CAPITAL R}\N{SUPERSCRIPT LATIN SMALL LETTER N}, "
        "x : vector(n), A : matrix(m, n), c : scalar constant, S : symmetric(n); also diagonal, orthogonal, "
        "posdef, invertible; several names at once: w, x : vector(n). A dimension is a number or a name, and "
        "a name means the same number everywhere.",
    ),
    Entry(
        "Definitions",
        "u = w .* x, f(x, y) = 3x^2y. Later statements may differentiate them: du/dw, grad f.",
    ),
    Entry(
        "Expressions",
        "Letters side by side multiply: 3x^2y, 2xcos(x^2). A run of letters is split, longest first, into "
        "declared names, functions and Greek letters, then single letters. Before a bracket a function is "
        "applied and a variable multiplied; undeclared f, g, h and longer words are abstract functions.",
    ),
    Entry(
        "Derivatives",
        "A derivative operator and a sum over an index take the product that follows, not a sum: "
        "d/dx 9(x + x^2) is all of it, d/dx x + d/dx x^2 is two terms.",
    ),
    Entry(
        "Structure",
        "What is declared symmetric, diagonal, orthogonal or posdef simplifies answers. When a matrix is "
        "differentiated by, all its entries vary independently, and its structure is used in what comes out. "
        "With --entries constrained they vary as the structure has it: of a symmetric matrix S_ij together "
        "with S_ji, of a diagonal one the diagonal alone. A note says which it was. By an orthogonal matrix "
        "there is only the former.",
    ),
    Entry(
        "Products",
        "The dot product is w . x with spaces or dot(w, x), the element-wise product w .* x, the quotient "
        "w ./ x, and A x or A*x the product of matrices. A scalar is expanded where it meets a vector: x + z "
        "adds z to every element. Functions of scalars apply element by element.",
    ),
    Entry(
        "Kinds",
        "A name has the kind that its declaration says; else its typography (bold lowercase is a vector, "
        "bold uppercase a matrix); else what the expression forces, such as operands of a dot product or a "
        "letter right of a matrix; else the convention that lowercase is a scalar and uppercase a matrix. "
        "Two that disagree are an error.",
    ),
)

AFTER: tuple[tuple[str, Body], ...] = (
    (
        "OUTPUT",
        (
            Entry("unicode, ascii, latex", "One line for each answer. Each is legal input again."),
            Entry("table", "The closed form, the Jacobian entry by entry, and how the names were read."),
            Entry("json", "One object on a line for each answer."),
            Entry("numpy", "One Python function for each answer; it needs NumPy alone."),
            Entry(
                "--steps",
                "How each answer is found, a move after the other. On a terminal each has a panel, and "
                "the flow of data is drawn as a tree above; in unicode and ascii they are numbered, in "
                "latex each is an aligned environment, and in json there is a list of lines, each with "
                "its move, rule, lhs, rhs, members and latex. Intermediate variables have new names. Of "
                "several derivatives of one variable, partial ones have a curly d and the total one a "
                "straight d (in ascii D).",
            ),
            "Where the format has no place for them, how names were read and notes go to standard error.",
            "Dimensions that are names are drawn with dots; give them numbers with --dim to see every entry.",
        ),
    ),
    (
        "LAYOUTS",
        (
            "Vectors are columns, and --layout says how a derivative is laid out, by the tables of "
            "Wikipedia, Matrix calculus, Layout conventions:",
            "                               numerator   denominator   mixed\n"
            "    scalar by n-vector         1 x n       n x 1         n x 1\n"
            "    scalar by m x n matrix     n x m       m x n         m x n\n"
            "    m-vector by scalar         m x 1       1 x m         m x 1\n"
            "    m-vector by n-vector       m x n       n x m         m x n\n"
            "    m x n matrix by scalar     m x n       n x m         m x n\n"
            "    scalar by m-, n-vector     n x m       m x n         n x m",
            "The last is D(f, y, x), by x and then by y: the derivative of the gradient, a vector by a "
            "vector. A vector by a matrix, a matrix by a vector or a matrix, and whatever else has more than "
            "two axes is in index notation in every layout; its form with vec is laid out as a vector by a "
            "vector. A scalar among several variables does not matter. A sum of derivatives by the same "
            "variables is laid out as one; those inside other expressions are in numerator layout, and a "
            "note says so; the arrays of NumPy functions have the axes of "
            "the output first.",
        ),
    ),
    (
        "EXIT STATUS",
        (
            Entry("0", "Everything was answered."),
            Entry("2", "Something was refused, or the command was misused; standard error says what."),
            Entry("130", "Interrupted."),
            Entry("141", "The reader of the output left before it was all written."),
        ),
    ),
    (
        "ENVIRONMENT",
        (
            Entry("NO_COLOR", "When set and not empty, no colour is used. Neither is it in a pipe."),
            Entry("TERM", "When it is dumb, no colour is used."),
            Entry("COLUMNS", "The width to write tables for, instead of the terminal's."),
            Entry("SHELL", "The shell that matcalc completion writes for when none is named."),
        ),
    ),
    (
        "FILES",
        (
            "matcalc reads the files named on the command line and writes the one named by -o, and no "
            "others: it has no configuration and keeps no cache. Programs are UTF-8 text, by custom named "
            "with the ending .mc.",
        ),
    ),
    (
        "EXAMPLES",
        (
            "The derivative of a scalar:",
            "    matcalc 'd/dx sin(x^2)'",
            "The gradient and the Hessian of a quadratic form:",
            "    matcalc \"x'*A*x\" --var 'x : vector(n)' --wrt x\n"
            "    matcalc \"hessian(x'*A*x, x)\" --var 'x : vector(n)'",
            "The Jacobian of an element-wise product with every entry:",
            "    matcalc 'w, x : vector(n); ∂/∂w (w .* x)' --dim n=3 -f table",
            "A formula pasted from a paper, answered in LaTeX:",
            "    matcalc -f latex '\\frac{\\partial}{\\partial \\mathbf{w}} "
            "\\max(0, \\mathbf{w}\\cdot\\mathbf{x}+b)'",
            "A document that compiles:",
            "    matcalc --standalone -o answer.tex 'd/dx ln(x^2)'",
            "How a derivative is found:",
            "    matcalc --steps 'd/dx sin(x^2)'",
            "A program in a file:",
            "    matcalc run neuron.mc",
        ),
    ),
    (
        "SEE ALSO",
        (
            "Terence Parr and Jeremy Howard, The Matrix Calculus You Need For Deep Learning, "
            "arXiv:1802.01528.",
        ),
    ),
)
