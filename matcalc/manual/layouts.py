"""Whether a gradient is a row or a column."""

from __future__ import annotations

from matcalc.manual.chapter import Chapter, Lines

CHAPTER = Chapter(
    "layouts",
    "layouts",
    "whether a gradient is a row or a column",
    (
        "Vectors are columns, and --layout says how a derivative is laid out, by the tables of Wikipedia, "
        "Matrix calculus, Layout conventions:",
        Lines(
            "                           numerator   denominator   mixed\n"
            "scalar by n-vector         1 x n       n x 1         n x 1\n"
            "scalar by m x n matrix     n x m       m x n         m x n\n"
            "m-vector by scalar         m x 1       1 x m         m x 1\n"
            "m-vector by n-vector       m x n       n x m         m x n\n"
            "m x n matrix by scalar     m x n       n x m         m x n\n"
            "scalar by m-, n-vector     n x m       m x n         n x m"
        ),
        "The last is D(f, y, x), by x and then by y: the derivative of the gradient, a vector by a vector. "
        "A vector by a matrix, a matrix by a vector or a matrix, and whatever else has more than two axes "
        "is in index notation in every layout; its form with vec is laid out as a vector by a vector. A "
        "scalar among several variables does not matter. A sum of derivatives by the same variables is laid "
        "out as one; those inside other expressions are in numerator layout, and a note says so; the arrays "
        "of NumPy functions have the axes of the output first.",
    ),
)
