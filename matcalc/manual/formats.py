"""What answers are written in."""

from __future__ import annotations

from matcalc.manual.chapter import Chapter, Entry

CHAPTER = Chapter(
    "formats",
    "formats",
    "what answers are written in",
    (
        Entry("unicode, ascii", "One line for each answer, which is legal input again."),
        Entry(
            "latex",
            "The formula and nothing else, legal input again; several rows are an aligned environment. It "
            "needs amsmath alone, and KaTeX sets it too. --display and --inline put delimiters around it, "
            "--standalone a document. --macros chooses among the macros that authors differ about: bm needs "
            "the package of that name.",
        ),
        Entry("table", "The closed form, the Jacobian entry by entry, and how the names were read."),
        Entry("json", "One object on a line for each answer, and for what is refused in a file or a pipe."),
        Entry(
            "svg, png",
            "The formulas of all answers as one picture, below each other, drawn without TeX: shapes in "
            "black on nothing, or pixels on white. With --table the entries, with --steps the derivation.",
        ),
        Entry(
            "numpy",
            "One Python function for each answer, of NumPy arrays, with SciPy for what NumPy lacks. It "
            "refuses arrays of wrong shapes, keeps float32, and has stable forms for what overflows as "
            "typed. With --with value,gradient,hessian one function returns these, and computes once what "
            "they share. For many points at once take np.vectorize with a signature; where all names are "
            "numbers, they may be arrays of one shape.",
        ),
        Entry(
            "jax, torch",
            "The same for JAX and PyTorch, to be compiled by jax.jit and torch.compile, and made to take "
            "many points by jax.vmap and torch.func.vmap.",
        ),
        Entry("julia", "A function of Julia, of LinearAlgebra and, for erf, SpecialFunctions."),
        Entry("matlab", "A function of MATLAB, which Octave runs too; a vector is a column."),
        Entry(
            "array-api",
            "One function for every library of the Python array API standard, through array-api-compat: "
            "NumPy, JAX, PyTorch, Dask, CuPy. What the standard lacks, such as erf, is refused by name.",
        ),
        Entry(
            "--as product, solve, factors",
            "Second derivatives in code without their entries: the product with a direction, which costs "
            "about what the gradient does; the solution of a system, by blocks, by the factors of a "
            "Kronecker product, or by Woodbury's identity where it is diagonal plus a few outer products; or "
            "the factors themselves, and how the entries are made of them. With --with gradient,hessian it "
            "stands in the place of the Hessian.",
        ),
        "Where the format has no place for them, how names were read and notes go to standard error.",
        "Dimensions that are names are drawn with dots; give them numbers with --dim to see every entry.",
    ),
)
