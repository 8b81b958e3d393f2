"""What is to be known of a function that is graded."""

from __future__ import annotations

from matcalc.manual.chapter import Chapter, Entry, Lines

CHAPTER = Chapter(
    "grading",
    "grading a function",
    "derivatives that you wrote yourself, compared with the right ones",
    (
        "matcalc grade imports a module and calls a function in it, the derivative of an expression as you "
        "wrote it, on random inputs of several dimensions. It says that the function is right, or where it "
        "is first wrong, and what is wrong if it is a usual slip. No other command runs anything.",
        Lines("matcalc grade gradients.py:slope --of 'norm(X w - y)^2' --wrt w --var 'w : vector(p)'"),
        Entry(
            "The function",
            "It is named as my_module:my_function, where the module is in this folder or installed, or as "
            "file.py:my_function. Its parameters are named as in the expression, lambda_ for lambda; it may "
            "leave some out, and take the size of a dimension, n. Parameters of its own need a default.",
        ),
        Entry(
            "What it is given",
            "NumPy arrays of float64: a vector has one axis, a matrix two, a family of vectors its number "
            "first; a scalar is a number. A matrix declared symmetric or posdef is so.",
        ),
        Entry(
            "What it returns",
            "An array with the axes of what is differentiated and then those of the variable, as evaluate in "
            "the library gives it: of a number by a vector, one axis. Arrays of JAX, of PyTorch and of other "
            "libraries are taken. One that is a row or a column, that is flattened, or that is transposed so "
            "that its shape tells is taken with a note. A square matrix that is transposed is wrong.",
        ),
        Entry(
            "What is named",
            "A factor: 2, 1/n, the size of a dimension; a sign; a transpose; a term or a factor of the "
            "formula that is missing; a shape that does not fit; numbers that are not finite, or only as "
            "exact as finite differences.",
        ),
        "The exit code is 0 where the function is right, 1 where it is wrong, 2 where it cannot be told: "
        "it is not found, or raises an exception. With -f json the verdict is an object. --seed draws other "
        "inputs.",
    ),
)
