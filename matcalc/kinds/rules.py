"""What each construct demands of the shapes around it: certain rules, then guesses.

Each rule names the construct's meaning in its first line; priorities of guesses follow the order
of the language's definition (what an expression forces comes before any convention).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from matcalc.errors import MatcalcError
from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.solver import Cell, Conflict, Rule, Shape, Solver

Explain = Callable[[], MatcalcError]

CONVENTION_MATRIX, DEMAND, SCALES, RIGHT_OF, PEERS, WHOLE, CONVENTION = 10, 20, 25, 30, 40, 50, 60


class _Explained(Rule):
    """A rule whose refusal is made by whoever knows the text."""

    __slots__ = ("_explain",)

    def __init__(self, explain: Explain) -> None:
        super().__init__()
        self._explain = explain

    def explain(self, solver: Solver) -> MatcalcError:
        return self._explain()


class Demand(_Explained):
    """Certain: whatever ``demand`` sets."""

    __slots__ = ("_demand",)

    def __init__(self, demand: Callable[[Solver], object], explain: Explain) -> None:
        super().__init__(explain)
        self._demand = demand

    def run(self, solver: Solver) -> None:
        self._demand(solver)
        self.finished = True


class OneAxis(_Explained):
    """A vector, column or row: what has entries with one index."""

    __slots__ = ("a",)

    def __init__(self, a: Shape, explain: Explain) -> None:
        super().__init__(explain)
        self.a = a

    def run(self, solver: Solver) -> None:
        solver.set(self.a.some, True)
        for one, other in ((self.a.rows, self.a.cols), (self.a.cols, self.a.rows)):
            if solver.there(one):
                solver.set(other, False)
                self.finished = True


class Broadcast(_Explained):
    """r = a ∘ b entry by entry: equal shapes, or one a scalar that is expanded."""

    __slots__ = ("a", "b", "r")

    def __init__(self, a: Shape, b: Shape, r: Shape, explain: Explain) -> None:
        super().__init__(explain)
        self.a, self.b, self.r = a, b, r

    def run(self, solver: Solver) -> None:
        a, b, r = (solver.there(shape.some) for shape in (self.a, self.b, self.r))
        if a is not None and b is not None:
            self.finished = True
        if a and b:
            solver.equate(self.a, self.b)
        if a is False:
            solver.equate(self.b, self.r)
        elif b is False or a:
            solver.equate(self.a, self.r)
        elif b:
            solver.equate(self.b, self.r)
        elif r is False:
            solver.set_scalar(self.a)
            solver.set_scalar(self.b)


class Product(_Explained):
    """r = a b: a scalar scales; else a's columns meet b's rows, both there or both absent."""

    __slots__ = ("a", "b", "r")

    def __init__(self, a: Shape, b: Shape, r: Shape, explain: Explain) -> None:
        super().__init__(explain)
        self.a, self.b, self.r = a, b, r

    def run(self, solver: Solver) -> None:
        a, b = solver.there(self.a.some), solver.there(self.b.some)
        if a is None and b and self._differ(solver, self.b):
            solver.set(self.a.some, True)
            a = True
        if b is None and a and self._differ(solver, self.a):
            solver.set(self.b.some, True)
            b = True
        if a is False:
            solver.equate(self.b, self.r)
        elif b is False:
            solver.equate(self.a, self.r)
        elif a and b:
            solver.merge(self.a.cols, self.b.rows)
            solver.merge(self.r.rows, self.a.rows)
            solver.merge(self.r.cols, self.b.cols)
        else:
            return
        self.finished = True

    def _differ(self, solver: Solver, factor: Shape) -> bool:
        """Is the result not shaped like this factor, so that the other is no mere scale?"""
        pairs = ((factor.rows, self.r.rows), (factor.cols, self.r.cols), (factor.some, self.r.some))
        return any(
            x is not None and y is not None and x is not y
            for x, y in ((solver.there(f), solver.there(r)) for f, r in pairs)
        )


class Dot(Product):
    """r = a · b: the dot product of two columns, else as the product."""

    __slots__ = ()

    def run(self, solver: Solver) -> None:
        a, b = solver.there(self.a.some), solver.there(self.b.some)
        if a is False or b is False:
            super().run(solver)
        elif a and b:
            a_cols, b_cols, b_rows = (solver.there(c) for c in (self.a.cols, self.b.cols, self.b.rows))
            if a_cols is False and b_cols is False:
                solver.merge(self.a.rows, self.b.rows)
                solver.set_scalar(self.r)
                self.finished = True
            elif a_cols or b_cols or b_rows is False:
                super().run(solver)


class Square(_Explained):
    """A scalar or a square matrix (of powers, inverses, determinants)."""

    __slots__ = ("a",)

    def __init__(self, a: Shape, explain: Explain) -> None:
        super().__init__(explain)
        self.a = a

    def run(self, solver: Solver) -> None:
        if solver.known(self.a):
            solver.merge(self.a.rows, self.a.cols)
            self.finished = True


class SquareIfMatrix(Square):
    """|A|: a determinant if A is a matrix at all."""

    __slots__ = ()

    def run(self, solver: Solver) -> None:
        if solver.there(self.a.rows) and solver.there(self.a.cols):
            super().run(solver)


class VariableList(_Explained):
    """r = [x, y, …], what to differentiate by: a column of scalars and vectors."""

    __slots__ = ("entries", "r")

    def __init__(self, entries: Sequence[Shape], r: Shape, explain: Explain) -> None:
        super().__init__(explain)
        self.entries, self.r = entries, r

    def run(self, solver: Solver) -> None:
        if not all(solver.known(shape) for shape in self.entries):
            return
        total = Dimension({})
        for shape in self.entries:
            kind = solver.kind(shape)
            if kind.rows is not None and kind.cols is not None:
                raise Conflict
            total = total + (kind.rows or kind.cols or 1)
        solver.set_vector(self.r)
        solver.set_length(self.r.rows, total)
        self.finished = True


class Diagonal(_Explained):
    """r = diag(a): vector to diagonal matrix, matrix to its diagonal."""

    __slots__ = ("a", "r")

    def __init__(self, a: Shape, r: Shape, explain: Explain) -> None:
        super().__init__(explain)
        self.a, self.r = a, r

    def run(self, solver: Solver) -> None:
        a, r = self.a, self.r
        if solver.there(a.some) is False:
            solver.set_scalar(r)
        elif solver.there(r.cols):
            solver.set(a.some, True)
            if solver.there(a.rows) is None and solver.there(a.cols) is None:
                solver.set_vector(a)
        if not solver.known(a) or solver.there(a.some) is False:
            return
        rows, cols = solver.there(a.rows), solver.there(a.cols)
        if rows and cols:
            solver.set_vector(r)
            solver.merge(a.rows, a.cols)
            solver.merge(r.rows, a.rows)
        else:
            axis = a.rows if rows else a.cols
            solver.merge(r.rows, axis)
            solver.merge(r.cols, axis)
        self.finished = True


class Data(_Explained):
    """All members of a family at once: a vector of scalars, or a matrix with a row for each."""

    __slots__ = ("length", "member", "r")

    def __init__(self, member: Shape, length: Dimension, r: Shape, explain: Explain) -> None:
        super().__init__(explain)
        self.member, self.length, self.r = member, length, r

    def run(self, solver: Solver) -> None:
        if not solver.known(self.member):
            return
        axes = [c for c in (self.member.rows, self.member.cols) if solver.there(c)]
        solver.set_length(self.r.rows, self.length)
        if not axes:
            solver.set(self.r.cols, False)
        else:
            solver.set_length(self.r.cols, solver.length(axes[0]))
            solver.find(self.r.some).more = tuple(solver.length(c) for c in axes[1:])
        self.finished = True


class Block(_Explained):
    """A matrix of blocks. ``upright`` None: a flat list, whose orientation comes from its place."""

    __slots__ = ("blocks", "position", "r", "sums", "upright", "waiting")

    def __init__(
        self, blocks: Sequence[Sequence[Shape]], r: Shape, upright: bool | None, explain: Explain
    ) -> None:
        super().__init__(explain)
        self.blocks, self.r, self.upright = blocks, r, upright
        self.waiting = [cell for row in blocks for shape in row for cell in (shape.rows, shape.cols)]
        self.position = 0
        self.sums: Dimension | None = None

    def run(self, solver: Solver) -> None:
        while self.position < len(self.waiting):
            cell = self.waiting[self.position]
            if solver.there(cell) is None:
                solver.watch(self, cell)
                return
            self.position += 1
        if self.upright is None and not self._orient(solver):
            return
        blocks = [(shape,) for shape in self.blocks[0]] if self.upright else self.blocks
        heights = [self._common(solver, [shape.rows for shape in row]) for row in blocks]
        widths = [self._common(solver, [row[k].cols for row in blocks]) for k in range(len(blocks[0]))]
        tall = len(blocks) > 1 or any(solver.there(shape.rows) for shape in blocks[0])
        wide = len(blocks[0]) > 1 or any(solver.there(row[0].cols) for row in blocks)
        for cell, there, lengths in ((self.r.rows, tall, heights), (self.r.cols, wide, widths)):
            if there:
                solver.set_length(cell, self._total(lengths))
            else:
                solver.set(cell, False)
        self.finished = True

    def _orient(self, solver: Solver) -> bool:
        """Entries that have axes decide; plain numbers stand as the place asks."""
        kinds = [(solver.there(s.rows), solver.there(s.cols)) for s in self.blocks[0]]
        if any(cols for _, cols in kinds) or all(rows for rows, _ in kinds):
            self.upright = False
        elif any(rows for rows, _ in kinds):
            self.upright = True
        else:
            solver.set(self.r.some, True)
            rows, cols = solver.there(self.r.rows), solver.there(self.r.cols)
            if rows is None and cols is None:
                solver.watch(self, self.r.rows, self.r.cols)
                return False
            self.upright = rows is True or cols is False
        return True

    @staticmethod
    def _total(lengths: Sequence[Dimension]) -> Dimension:
        total: dict[tuple[str, ...], int] = {}
        for length in lengths:
            for monomial, coefficient in length.terms:
                total[monomial] = total.get(monomial, 0) + coefficient
        return Dimension(total)

    @staticmethod
    def _common(solver: Solver, cells: Sequence[Cell]) -> Dimension:
        lengths = [solver.length(c) if solver.there(c) else Dimension.of(1) for c in cells]
        for length in lengths[1:]:
            solver.lengths.equate(lengths[0], length)
        return lengths[0]


class Gradient(_Explained):
    """r = ∂a/∂by in numerator layout: the output's axes, then the variables' (innermost first)."""

    __slots__ = ("a", "by", "r")

    def __init__(self, a: Shape, by: Sequence[Shape], r: Shape, explain: Explain) -> None:
        super().__init__(explain)
        self.a, self.by, self.r = a, by, r

    def run(self, solver: Solver) -> None:
        if not all(solver.known(shape) for shape in self.by):
            return
        variables = [self._axes(solver, shape) for shape in reversed(self.by)]
        variables = [axes for axes in variables if axes]
        if not variables:
            solver.equate(self.a, self.r)
            self.finished = True
            return
        if not solver.known(self.a):
            return
        output = self._axes(solver, self.a)
        if not output and len(variables) == 1 and len(variables[0]) <= 2:
            by = next(shape for shape in self.by if solver.there(shape.some))
            for cell, axis in ((self.r.cols, by.rows), (self.r.rows, by.cols)):
                if solver.there(axis):
                    solver.set_length(cell, solver.length(axis))
                else:
                    solver.set(cell, False)
        else:
            axes = output + [axis for part in variables for axis in part]
            solver.set_length(self.r.rows, axes[0])
            solver.set_length(self.r.cols, axes[1])
            solver.set(self.r.some, True)
            if len(axes) > 2:
                root = solver.find(self.r.some)
                if root.more and len(root.more) != len(axes) - 2:
                    raise Conflict
                root.more = tuple(axes[2:])
        self.finished = True

    @staticmethod
    def _axes(solver: Solver, shape: Shape) -> list[Dimension]:
        axes = [solver.length(c) for c in (shape.rows, shape.cols) if solver.there(c)]
        return axes + list(solver.find(shape.some).more)


# --- guesses


class _Guess(Rule):
    __slots__ = ()

    def explain(self, solver: Solver) -> MatcalcError:
        return MatcalcError("the shapes in this expression do not fit together")


class NotScalar(_Guess):
    """The operand of an operation that is idle on scalars (ᵀ, sum, norm, …) is not one."""

    __slots__ = ("shape",)
    priority = DEMAND

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape

    def run(self, solver: Solver) -> None:
        solver.suggest_vector(self.shape)
        self.finished = True


class Fellows(_Guess):
    """Both operands of ⊗ or · are of one kind."""

    __slots__ = ("a", "b", "dot")
    priority = DEMAND

    def __init__(self, a: Shape, b: Shape, dot: bool) -> None:
        super().__init__()
        self.a, self.b, self.dot = a, b, dot

    def run(self, solver: Solver) -> None:
        for one, other in ((self.a, self.b), (self.b, self.a)):
            settled = solver.there(one.some)
            if solver.there(other.some) is None and (settled or (settled is None and one is self.a)):
                self._match(solver, one, other)
        self.finished = solver.there(self.a.some) is not None and solver.there(self.b.some) is not None

    def _match(self, solver: Solver, one: Shape, other: Shape) -> None:
        if solver.there(one.some) is None:
            solver.suggest_vector(one)
            solver.suggest_vector(other)
        elif self.dot:
            if solver.there(one.cols) is False:
                solver.suggest_vector(other)
        elif solver.leaf(other):
            solver.equate(one, other)
        else:
            solver.suggest_vector(other)


class Scales(_Guess):
    """A letter written directly right of a column scales it (letters are never rows)."""

    __slots__ = ("a", "b")
    priority = SCALES

    def __init__(self, a: Shape, b: Shape) -> None:
        super().__init__()
        self.a, self.b = a, b

    def run(self, solver: Solver) -> None:
        if solver.there(self.a.some) and solver.there(self.a.cols) is False:
            if solver.there(self.b.some) is None and solver.leaf(self.b):
                solver.set_scalar(self.b)
            self.finished = True


class RightOf(_Guess):
    """A letter written directly right of something with columns is a vector."""

    __slots__ = ("a", "b")
    priority = RIGHT_OF

    def __init__(self, a: Shape, b: Shape) -> None:
        super().__init__()
        self.a, self.b = a, b

    def run(self, solver: Solver) -> None:
        if solver.there(self.a.cols):
            solver.suggest_vector(self.b)
            self.finished = True


class Peers(_Guess):
    """In a sum, letters take the kind of a compound operand that is not a scalar (Ax + b). One rule
    for each compound; ``operands`` is common to those of one sum, and emptied when it is done."""

    __slots__ = ("compound", "operands")
    priority = PEERS

    def __init__(self, operands: list[Shape], compound: Shape) -> None:
        super().__init__()
        self.operands, self.compound = operands, compound

    def run(self, solver: Solver) -> None:
        if not solver.there(self.compound.some):
            return
        operands = self.operands[:]
        self.operands.clear()
        for shape in operands:
            if solver.there(shape.some) is None and solver.leaf(shape):
                solver.equate(shape, self.compound)
        self.finished = True


class BlockMates(_Guess):
    """In a block matrix a letter beside a matrix is a column: [A, b; c', d]."""

    __slots__ = ("row",)
    priority = PEERS

    def __init__(self, row: Sequence[Shape]) -> None:
        super().__init__()
        self.row = row

    def run(self, solver: Solver) -> None:
        if any(solver.there(shape.rows) and solver.there(shape.cols) for shape in self.row):
            for shape in self.row:
                if solver.leaf(shape):
                    solver.suggest_vector(shape)
            self.finished = True


class Whole(_Guess):
    """A sum that is not a scalar, of operands none of which is known: none is a scalar."""

    __slots__ = ("operands", "r")
    priority = WHOLE

    def __init__(self, operands: Sequence[Shape], r: Shape) -> None:
        super().__init__()
        self.operands, self.r = operands, r

    def run(self, solver: Solver) -> None:
        if not solver.there(self.r.some):
            return
        self.finished = True
        if any(solver.there(shape.some) for shape in self.operands):
            return
        for shape in self.operands:
            solver.suggest_vector(shape)


class LastFactor(_Guess):
    """A product of unknowns that is not a scalar: the right factor carries the axes."""

    __slots__ = ("a", "b", "r")
    priority = WHOLE

    def __init__(self, a: Shape, b: Shape, r: Shape) -> None:
        super().__init__()
        self.a, self.b, self.r = a, b, r

    def run(self, solver: Solver) -> None:
        if solver.there(self.r.some):
            if solver.there(self.a.some) is None and solver.there(self.b.some) is None:
                solver.suggest_vector(self.b)
            self.finished = True


class Convention(_Guess):
    """What nothing else decides: scalar, vector or matrix by the letter."""

    __slots__ = ("priority", "shape", "word")

    def __init__(self, shape: Shape, word: str, priority: int) -> None:
        super().__init__()
        self.shape, self.word, self.priority = shape, word, priority

    def run(self, solver: Solver) -> None:
        self.finished = True
        shape, word = self.shape, self.word
        if word == "vector" and solver.find(shape.rows) is solver.find(shape.cols):
            word = "scalar"
        if word == "scalar":
            if solver.there(shape.some) is None:
                solver.set_scalar(shape)
            return
        for cell, there in ((shape.rows, True), (shape.cols, word == "matrix")):
            if solver.there(cell) is None and solver.there(shape.some) is not False:
                solver.set(cell, there)
