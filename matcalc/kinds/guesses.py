"""What is likely, where nothing certain is left to say: one guess at a time.

Priorities follow the language's definition of how a name gets its kind: what the expression asks
for comes before the convention of lowercase scalars.
"""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.kinds.lengths import Contradiction
from matcalc.kinds.solver import Rule, Shape, Solver

WEIGHT, CONVENTION_MATRIX, DEMAND, SCALES, RIGHT_OF, PEERS, WHOLE, CONVENTION = 5, 10, 20, 25, 30, 40, 50, 60


class Guess(Rule):
    """What may be so. ``about``: the shape to point at when a guess meets a conflict."""

    __slots__ = ("about",)

    def __init__(self, about: Shape) -> None:
        super().__init__()
        self.about = about

    def explain(self, solver: Solver) -> Exception:
        return Contradiction(solver.find(self.about.some))


class NotScalar(Guess):
    """The operand of an operation that is idle on scalars (ᵀ, sum, norm, …) is not one."""

    __slots__ = ("shape",)
    priority = DEMAND

    def __init__(self, shape: Shape) -> None:
        super().__init__(shape)
        self.shape = shape

    def run(self, solver: Solver) -> None:
        solver.suggest_vector(self.shape)
        self.finished = True


class Fellows(Guess):
    """Both operands of ⊗ or · are of one kind."""

    __slots__ = ("a", "b", "dot")
    priority = DEMAND

    def __init__(self, a: Shape, b: Shape, dot: bool) -> None:
        super().__init__(a)
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
            if solver.there(one.cols) is None and solver.leaf(one):  # w of w_j: · joins columns
                solver.set(one.cols, False)
            if solver.there(one.cols) is False:
                solver.suggest_vector(other)
        elif solver.leaf(other):
            solver.equate(one, other)
        else:
            solver.suggest_vector(other)


class Scales(Guess):
    """A letter written directly right of a column scales it (letters are never rows)."""

    __slots__ = ("a", "b")
    priority = SCALES

    def __init__(self, a: Shape, b: Shape) -> None:
        super().__init__(b)
        self.a, self.b = a, b

    def run(self, solver: Solver) -> None:
        if solver.there(self.a.some) and solver.there(self.a.cols) is False:
            if solver.there(self.b.some) is None and solver.leaf(self.b):
                solver.set_scalar(self.b)
            self.finished = True


class RightOf(Guess):
    """A letter written directly right of something with columns is a vector."""

    __slots__ = ("a", "b")
    priority = RIGHT_OF

    def __init__(self, a: Shape, b: Shape) -> None:
        super().__init__(b)
        self.a, self.b = a, b

    def run(self, solver: Solver) -> None:
        if solver.there(self.a.cols):
            solver.suggest_vector(self.b)
            self.finished = True


class Peers(Guess):
    """In a sum, letters take the kind of a compound operand that is not a scalar (Ax + b). One rule
    for each compound; ``operands`` is common to those of one sum, and emptied when it is done."""

    __slots__ = ("compound", "operands")
    priority = PEERS

    def __init__(self, operands: list[Shape], compound: Shape) -> None:
        super().__init__(compound)
        self.operands, self.compound = operands, compound

    def run(self, solver: Solver) -> None:
        if not solver.there(self.compound.some) or solver.kind(self.compound).more:
            return
        operands = self.operands[:]
        self.operands.clear()
        for shape in operands:
            if solver.there(shape.some) is None and solver.leaf(shape):
                solver.equate(shape, self.compound)
        self.finished = True


class BlockMates(Guess):
    """In a block matrix a letter beside a matrix is a column: [A, b; c', d]."""

    __slots__ = ("row",)
    priority = PEERS

    def __init__(self, row: Sequence[Shape]) -> None:
        super().__init__(row[0])
        self.row = row

    def run(self, solver: Solver) -> None:
        if any(solver.there(shape.rows) and solver.there(shape.cols) for shape in self.row):
            for shape in self.row:
                if solver.leaf(shape):
                    solver.suggest_vector(shape)
            self.finished = True


class Whole(Guess):
    """A sum that is not a scalar, of operands none of which is known: none is a scalar."""

    __slots__ = ("operands", "r")
    priority = WHOLE

    def __init__(self, operands: Sequence[Shape], r: Shape) -> None:
        super().__init__(r)
        self.operands, self.r = operands, r

    def run(self, solver: Solver) -> None:
        if not solver.there(self.r.some):
            return
        self.finished = True
        if any(solver.there(shape.some) for shape in self.operands):
            return
        for shape in self.operands:
            solver.suggest_vector(shape)


class LastFactor(Guess):
    """A product of unknowns that is not a scalar: the right factor carries the axes."""

    __slots__ = ("a", "b", "r")
    priority = WHOLE

    def __init__(self, a: Shape, b: Shape, r: Shape) -> None:
        super().__init__(r)
        self.a, self.b, self.r = a, b, r

    def run(self, solver: Solver) -> None:
        if solver.there(self.r.some):
            if solver.there(self.a.some) is None and solver.there(self.b.some) is None:
                solver.suggest_vector(self.b)
            self.finished = True


class Convention(Guess):
    """What nothing else decides: scalar, vector or matrix by the letter."""

    __slots__ = ("priority", "shape", "word")

    def __init__(self, shape: Shape, word: str, priority: int) -> None:
        super().__init__(shape)
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
