"""Rules of what is put together from parts: blocks, lists of variables, data, derivatives."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.layout import Layout
from matcalc.kinds.lengths import Conflict
from matcalc.kinds.rules import Explain, Explained, size_of
from matcalc.kinds.solver import Cell, Shape, Solver


class VariableList(Explained):
    """r = [x, y, …], what to differentiate by: a column of scalars, vectors and, where they were ``typed``
    and not put in for a bare ∇, the columns of matrices."""

    __slots__ = ("entries", "r", "typed")

    def __init__(self, entries: Sequence[Shape], r: Shape, typed: bool, explain: Explain) -> None:
        super().__init__(explain)
        self.entries, self.r, self.typed = entries, r, typed

    def run(self, solver: Solver) -> None:
        if not all(solver.known(shape) for shape in self.entries):
            return
        total = Dimension({})
        for shape in self.entries:
            if not self.typed and solver.there(shape.rows) and solver.there(shape.cols):
                raise Conflict
            total = total + size_of(solver, [shape.rows, shape.cols])
        solver.set_vector(self.r)
        solver.set_length(self.r.rows, total)
        self.finished = True


class Data(Explained):
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
            solver.set_more(self.r, tuple(solver.length(c) for c in axes[1:]))
        self.finished = True


class Block(Explained):
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


class Gradient(Explained):
    """r = ∂a/∂by as a layout has it: the axes are the output's, then the variables' (innermost first)."""

    __slots__ = ("a", "by", "layout", "r")

    def __init__(self, a: Shape, by: Sequence[Shape], r: Shape, layout: str, explain: Explain) -> None:
        super().__init__(explain)
        self.a, self.by, self.r, self.layout = a, by, r, layout

    def run(self, solver: Solver) -> None:
        if not all(solver.known(shape) for shape in self.by):
            return
        variables = [self._axes(solver, shape) for shape in reversed(self.by)]
        variables = [axes for axes in variables if axes]
        if not variables:
            solver.equate(self.a.transposed if self.layout == "denominator" else self.a, self.r)
            self.finished = True
            return
        if not solver.known(self.a):
            return
        output = self._axes(solver, self.a)
        axes = [*output, *(axis for part in variables for axis in part)]
        layout = Layout(self.layout, len(output), tuple(map(len, variables)))
        solver.set(self.r.some, True)
        if len(axes) == 1:
            along, across = (self.r.cols, self.r.rows) if layout.transposes else (self.r.rows, self.r.cols)
            solver.set_length(along, axes[0])
            solver.set(across, False)
        else:
            rows, cols, *more = layout.shape(tuple(axes))
            solver.set_length(self.r.rows, rows)
            solver.set_length(self.r.cols, cols)
            solver.set_more(self.r, tuple(more))
        self.finished = True

    @staticmethod
    def _axes(solver: Solver, shape: Shape) -> list[Dimension]:
        axes = [solver.length(c) for c in (shape.rows, shape.cols) if solver.there(c)]
        return axes + list(solver.find(shape.some).more or ())
