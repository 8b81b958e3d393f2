"""Unification of shapes: which axes a term has, and how long they are.

A ``Cell`` answers one yes-or-no question (is there a row axis?) and carries the axis's length once
the answer is yes. A ``Shape`` is three cells. ``Rule``s watch cells and run again when one is
settled; a heap keeps certain rules (priority 0) ahead of the guesses, so a guess is made only when
nothing certain is left to say, and one at a time.
"""

from __future__ import annotations

from heapq import heappop, heappush

from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import SCALAR, Kind
from matcalc.kinds.lengths import Conflict, Contradiction, Lengths
from matcalc.records import Record


class Cell:
    """A union-find node. ``there``: is the axis there (None: not known yet)."""

    __slots__ = ("leaf", "length", "more", "parent", "there", "watchers")

    def __init__(self) -> None:
        self.parent: Cell | None = None
        self.there: bool | None = None
        self.length: Dimension | None = None
        self.watchers: list[Rule] = []
        self.leaf = False  # of Shape.some: the shape of a letter, which guesses may make a vector
        self.more: tuple[Dimension, ...] | None = None  # of Shape.some: axes beyond two, if known


class Shape(Record):
    """rows, cols: the two axes; some: is there any axis, i.e. not a scalar."""

    rows: Cell
    cols: Cell
    some: Cell

    @property
    def transposed(self) -> Shape:
        return Shape(self.cols, self.rows, self.some)


class Rule:
    """What one construct demands. Lower priorities run first; equal ones in order of creation."""

    __slots__ = ("finished", "order", "queued")
    priority = 0

    def __init__(self) -> None:
        self.order = 0
        self.queued = False
        self.finished = False

    def run(self, solver: Solver) -> None:
        raise NotImplementedError

    def explain(self, solver: Solver) -> Exception:
        """The refusal when ``run`` meets a conflict (or the place of a ``Contradiction``)."""
        raise NotImplementedError


class Solver:
    """Cells, lengths and the queue of rules."""

    def __init__(self) -> None:
        self.lengths = Lengths()
        self._heap: list[tuple[int, int, Rule]] = []
        self._rules = 0
        self._absent = Cell()
        self._absent.there = False

    # --- shapes

    def scalar(self) -> Shape:
        return Shape(self._absent, self._absent, self._absent)

    def shape(self, leaf: bool = False) -> Shape:
        """An unknown shape; ``leaf`` when it is that of a letter."""
        made = Shape(Cell(), Cell(), Cell())
        made.some.leaf = leaf
        made.some.more = () if leaf else None  # letters have two axes at most
        self.add(_Consistent(made), made.rows, made.cols, made.some)
        self.add(_Upright(made), made.some, made.rows, made.cols)
        return made

    def fixed(self, kind: Kind) -> Shape:
        """The shape of a known kind."""
        if kind.rows is None and kind.cols is None:
            return self.scalar()
        some = Cell()
        some.there, some.more = True, kind.more
        return Shape(self._axis(kind.rows), self._axis(kind.cols), some)

    def _axis(self, length: Dimension | None) -> Cell:
        if length is None:
            return self._absent
        cell = Cell()
        cell.there, cell.length = True, length
        return cell

    def kind(self, shape: Shape) -> Kind:
        """What is known of a shape now; what is not known counts as absent."""
        rows, cols = self.there(shape.rows), self.there(shape.cols)
        more = self.find(shape.some).more
        if not (rows or cols or more):
            return SCALAR
        return Kind(
            self.length(shape.rows) if rows else None,
            self.length(shape.cols) if cols else None,
            tuple([self.lengths.resolve(d) for d in more or ()]),
        )

    def known(self, shape: Shape) -> bool:
        return self.there(shape.rows) is not None and self.there(shape.cols) is not None

    def leaf(self, shape: Shape) -> bool:
        return self.find(shape.some).leaf

    # --- cells

    def find(self, cell: Cell) -> Cell:
        root = cell
        while root.parent is not None:
            root = root.parent
        while cell.parent is not None:
            cell.parent, cell = root, cell.parent
        return root

    def there(self, cell: Cell) -> bool | None:
        return self.find(cell).there

    def length(self, cell: Cell) -> Dimension:
        """The length of an axis that is there."""
        root = self.find(cell)
        if root.length is None:
            root.length = self.lengths.fresh()
        root.length = self.lengths.resolve(root.length)
        return root.length

    def set(self, cell: Cell, there: bool) -> None:
        root = self.find(cell)
        if root.there is None:
            root.there = there
            self._wake(root)
        elif root.there is not there:
            raise Conflict

    def set_length(self, cell: Cell, length: Dimension) -> None:
        self.set(cell, True)
        root = self.find(cell)
        if root.length is None:
            root.length = length
        else:
            self.lengths.equate(root.length, length)

    def merge(self, one: Cell, other: Cell) -> None:
        one, other = self.find(one), self.find(other)
        if one is other:
            return
        if one.there is not None and other.there is not None:
            if one.there is not other.there:
                raise Conflict
            if one.length is not None and other.length is not None:
                self.lengths.equate(one.length, other.length)
        if other.more is not None:
            self._extend(one, other.more)
        if len(one.watchers) < len(other.watchers):
            one, other = other, one
        settled = one.there if one.there is not None else other.there
        if settled is not None:
            for cell in (one, other):
                if cell.there is None:
                    cell.there = settled
                    self._wake(cell)
        one.length = one.length or other.length
        one.more = other.more if one.more is None else one.more
        one.leaf = one.leaf or other.leaf
        one.watchers.extend(other.watchers)
        other.watchers = []
        other.parent = one

    def set_more(self, shape: Shape, more: tuple[Dimension, ...]) -> None:
        """The axes beyond rows and columns."""
        root = self.find(shape.some)
        self._extend(root, more)
        root.more = more

    def _extend(self, root: Cell, more: tuple[Dimension, ...]) -> None:
        if root.more is None:
            return
        if len(root.more) != len(more):
            raise Conflict
        for left, right in zip(root.more, more, strict=True):
            self.lengths.equate(left, right)

    def equate(self, one: Shape, other: Shape) -> None:
        self.merge(one.rows, other.rows)
        self.merge(one.cols, other.cols)
        self.merge(one.some, other.some)

    def set_scalar(self, shape: Shape) -> None:
        for cell in (shape.some, shape.rows, shape.cols):
            self.set(cell, False)

    def set_vector(self, shape: Shape) -> None:
        self.set(shape.rows, True)
        self.set(shape.cols, False)
        self.set(shape.some, True)

    def suggest_vector(self, shape: Shape) -> None:
        """A guess: a letter becomes a vector, a compound at least not a scalar."""
        if self.there(shape.some) is not None:
            return
        rows, cols = self.find(shape.rows), self.find(shape.cols)
        if rows is cols:  # square or scalar: a vector is out of the question
            return
        if not self.leaf(shape):
            self.set(shape.some, True)
            return
        if rows.there is None:
            self.set(rows, True)
        if cols.there is None:
            self.set(cols, False)

    # --- rules

    def add(self, rule: Rule, *watched: Cell) -> None:
        self._rules += 1
        rule.order = self._rules
        self.watch(rule, *watched)
        self._queue(rule)

    def watch(self, rule: Rule, *cells: Cell) -> None:
        for cell in cells:
            root = self.find(cell)
            if root.there is None:
                root.watchers.append(rule)

    def _wake(self, cell: Cell) -> None:
        watchers, cell.watchers = cell.watchers, []
        for rule in watchers:
            self._queue(rule)

    def _queue(self, rule: Rule) -> None:
        if not rule.queued and not rule.finished:
            rule.queued = True
            heappush(self._heap, (rule.priority, rule.order, rule))

    def run(self) -> None:
        """Until no rule has anything more to say. Raises the refusal of the rule that conflicts."""
        while self._heap:
            rule = heappop(self._heap)[2]
            rule.queued = False
            if rule.finished:
                continue
            try:
                rule.run(self)
            except Conflict:
                raise rule.explain(self) from None


class _Consistent(Rule):
    """Some axis is there exactly if rows or cols are."""

    __slots__ = ("shape",)

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape

    def run(self, solver: Solver) -> None:
        shape = self.shape
        rows, cols, some = (solver.there(cell) for cell in (shape.rows, shape.cols, shape.some))
        if rows or cols:
            solver.set(shape.some, True)
            self.finished = rows is not None and cols is not None
        elif some is False or (rows is False and cols is False):
            solver.set_scalar(shape)
            self.finished = True
        elif some:
            if rows is False:
                solver.set(shape.cols, True)
            elif cols is False:
                solver.set(shape.rows, True)

    def explain(self, solver: Solver) -> Exception:
        return Contradiction(solver.find(self.shape.some))


class _Upright(Rule):
    """A guess: what is only known not to be a scalar is a column."""

    __slots__ = ("shape",)
    priority = 70

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape

    def run(self, solver: Solver) -> None:
        rows, cols = self.shape.rows, self.shape.cols
        if not solver.there(self.shape.some):
            return
        if solver.there(rows) is None:
            solver.set(rows, solver.there(cols) is not True)
        if solver.there(cols) is None:
            solver.set(cols, solver.find(cols) is solver.find(rows))
        self.finished = True

    explain = _Consistent.explain
