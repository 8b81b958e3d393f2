"""What a program is made of."""

from __future__ import annotations

from matcalc.manual.chapter import Chapter, Entry

CHAPTER = Chapter(
    "language",
    "language",
    "declarations, definitions, expressions and how names are read",
    (
        "A program is statements on lines of their own or separated by semicolons. # and, as in LaTeX, % "
        "start a comment.",
        Entry(
            "Declarations",
            "x in R^n, x ∈ ℝⁿ, x : vector(n), A : matrix(m, n), c : scalar constant, S : symmetric(n); also "
            "diagonal, orthogonal, posdef, invertible; several names at once: w, x : vector(n). A dimension "
            "is a number or a name, and a name means the same number everywhere.",
        ),
        Entry(
            "Definitions",
            "u = w .* x, f(x, y) = 3x^2y. Later statements may differentiate them: du/dw, grad f.",
        ),
        Entry(
            "Expressions",
            "Letters side by side multiply: 3x^2y, 2xcos(x^2). A run of letters is split, longest first, "
            "into declared names, functions and Greek letters, then single letters. Before a bracket a "
            "function is applied and a variable multiplied; undeclared f, g, h and longer words are "
            "abstract functions. A letter with a number is one name, as W1; where a letter follows at once "
            "the number is a factor, as in x2x, unless W2x stands in a text with W1.",
        ),
        Entry(
            "Derivatives",
            "A derivative operator and a sum over an index take the product that follows, not a sum: d/dx"
            " 9(x + x^2) is all of it, d/dx x + d/dx x^2 is two terms; a number that is left over beside "
            "a gradient is an error. A prime is the derivative of a function of one number, taken at what"
            " stands in the brackets: f'(2x), f''(x). That of a function of each element, as in σ'(W x), "
            "has an element for each. Behind a name alone a prime is the transpose.",
        ),
        Entry(
            "Structure",
            "What is declared symmetric, diagonal, orthogonal or posdef simplifies answers. When a matrix "
            "is differentiated by, all its entries vary independently, and its structure is used in what "
            "comes out. With --entries constrained they vary as the structure has it: of a symmetric matrix "
            "S_ij together with S_ji, of a diagonal one the diagonal alone. A note says which it was. By an "
            "orthogonal matrix there is only the former.",
        ),
        Entry(
            "Products",
            "The dot product is w . x with spaces or dot(w, x), the element-wise product w .* x, the "
            "quotient w ./ x, and A x or A*x the product of matrices. A scalar is expanded where it meets a "
            "vector: x + z adds z to every element. Functions of scalars apply element by element.",
        ),
        Entry(
            "Kinds",
            "A name has the kind that its declaration says; else its typography (bold lowercase is a "
            "vector, bold uppercase a matrix); else what the expression forces, such as operands of a dot "
            "product or a letter right of a matrix; else the convention that lowercase is a scalar and "
            "uppercase a matrix. Two that disagree are an error.",
        ),
    ),
)
