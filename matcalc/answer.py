"""An answer, ready to be written in any format.

The engine makes it (``matcalc.calculator``), the writers show it; it holds terms, never text.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import Reading
from matcalc.records import Record, Value
from matcalc.terms import Term


class Entries(Value):
    """A Jacobian entry by entry. ``rows`` and ``columns`` are the labels (y_1, y_2, ⋯, y_n and what
    is differentiated by); None in them, and in the matching entries, stands for the dots between the
    second and the last where a dimension is a name. ``entries[i][j]`` belongs to rows[i], columns[j].
    ``vectors``: neither the rows nor the columns are those of a matrix, laid out column by column.
    """

    rows: tuple[Term | None, ...]
    columns: tuple[Term | None, ...]
    entries: tuple[tuple[Term | None, ...], ...]
    vectors: bool = True


class Answer(Record):
    """One answered query.

    input:   the statement as typed.
    of, by:  what was differentiated by what (by is empty for a plain value).
    value:   the closed form, in ``layout``.
    where:   names for repeated parts of ``value`` (legal input), and the dependences
             𝐠 = 𝐠(𝐱) that make short partials such as ∂𝐟/∂𝐠 readable.
    shape:   of ``value`` as laid out: () scalar, (n, 1) column, (1, n) row, (m, n) matrix, more axes.
    reading: kinds of all names, for bold letters and for 'where 𝐰, 𝐱 ∈ ℝⁿ'.
    names:   ids to state in the reading, in order of first appearance.
    index:   both sides in index notation (the left a Derivative of elements) where no matrix form
             exists and ``value`` is the right side, its repeated parts named; else None.
    stacked: both sides with the matrices among output and variables stacked by vec, where the answer is
             in index notation and this gives it a matrix form; else None.
    indices: the letters in ``index`` for the axes of the output, then of the variables, innermost first.
    table:   computes the entries when asked (it is not free).
    tensor:  the engine's node, for evaluation and further derivatives; opaque here.
    verified: whether it was tried and agreed with finite differences; None where that was not asked.
    flipped: whether ``value`` is laid out transposed: the axes of the variables before those of the output.
    typed:   ``of`` with the functions that the table defines as they were typed, where it holds any.
    """

    input: str
    of: Term
    by: tuple[Term, ...]
    order: int
    layout: str
    value: Term
    where: tuple[tuple[str, Term], ...]
    shape: tuple[Dimension, ...]
    reading: Reading
    names: tuple[str, ...]
    notes: tuple[str, ...]
    index: tuple[Term, Term] | None
    table: Callable[[], Entries | None]
    tensor: Any = None
    stacked: tuple[Term, Term] | None = None
    indices: tuple[str, ...] = ()
    verified: bool | None = None
    flipped: bool = False
    typed: Term | None = None

    @property
    def asked(self) -> Term:
        """What was differentiated, to be shown."""
        return self.typed or self.of
