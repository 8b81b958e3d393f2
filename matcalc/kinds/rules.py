"""What each construct demands of the shapes around it, whatever else is known: certain rules.

Each rule names the construct's meaning in its first line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from matcalc.errors import MatcalcError
from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.solver import Cell, Rule, Shape, Solver

Explain = Callable[[], MatcalcError]


class Explained(Rule):
    """A rule whose refusal is made by whoever knows the text."""

    __slots__ = ("_explain",)

    def __init__(self, explain: Explain) -> None:
        super().__init__()
        self._explain = explain

    def explain(self, solver: Solver) -> MatcalcError:
        return self._explain()


class Demand(Explained):
    """Certain: whatever ``demand`` sets."""

    __slots__ = ("_demand",)

    def __init__(self, demand: Callable[[Solver], object], explain: Explain) -> None:
        super().__init__(explain)
        self._demand = demand

    def run(self, solver: Solver) -> None:
        self._demand(solver)
        self.finished = True


class OneAxis(Explained):
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


class Broadcast(Explained):
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


class Product(Explained):
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
            for shape in (self.a, self.b, self.r):
                if solver.there(shape.some):
                    solver.set_more(shape, ())
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


class Square(Explained):
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


class Diagonal(Explained):
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


class Vectorised(Explained):
    """r = vec(a): the columns of a, one below the other."""

    __slots__ = ("a", "r")

    def __init__(self, a: Shape, r: Shape, explain: Explain) -> None:
        super().__init__(explain)
        self.a, self.r = a, r

    def run(self, solver: Solver) -> None:
        solver.set_vector(self.r)
        if solver.known(self.a):
            solver.set_length(self.r.rows, size_of(solver, [self.a.rows, self.a.cols]))
            self.finished = True


class Kronecker(Explained):
    """r = kron(a, b): rows by rows, columns by columns."""

    __slots__ = ("a", "b", "r")

    def __init__(self, a: Shape, b: Shape, r: Shape, explain: Explain) -> None:
        super().__init__(explain)
        self.a, self.b, self.r = a, b, r

    def run(self, solver: Solver) -> None:
        if not (solver.known(self.a) and solver.known(self.b)):
            return
        axes = ((self.a.rows, self.b.rows, self.r.rows), (self.a.cols, self.b.cols, self.r.cols))
        for one, other, whole in axes:
            if solver.there(one) or solver.there(other):
                solver.set_length(whole, size_of(solver, [one, other]))
            else:
                solver.set(whole, False)
        self.finished = True


def size_of(solver: Solver, cells: Sequence[Cell]) -> Dimension:
    """The number of entries along axes, of which some may not be there."""
    total = Dimension.of(1)
    for cell in cells:
        if solver.there(cell):
            total = total * solver.length(cell)
    return total
