"""What a term is worth, worked out from the term alone: no tensor, no rule of differentiation.

Scalars are arrays without axes and everything else has two, so that orientation is never lost.
``xp`` is NumPy, or autograd's copy of it. Derivatives are numerical: a complex step outside, where
nothing cancels, and differences of fourth order inside another derivative.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from time import process_time
from typing import Any

import numpy as np

from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import STRUCTURE, Kind, Reading
from matcalc.kinds.layout import Layout, layout_of
from matcalc.notation.symbols import CONSTANTS
from matcalc.numeric.functions import COMPARISONS, FUNCTIONS
from matcalc.terms import (
    Apply,
    Call,
    Cases,
    Derivative,
    Element,
    Matrix,
    Name,
    Number,
    Summation,
    Term,
    children,
    postorder,
    reached,
)

Array = Any
STEP = 1e-30
STENCIL = ((-2, 1 / 12), (-1, -8 / 12), (1, 8 / 12), (2, -1 / 12))
WIDTH = 1e-3
CONSTANT_ARRAYS = ("ones", "zeros", "eye")


class NoValue(Exception):
    """A term has no value here: a size or a name is not known, or an index is out of range."""


class OutOfRange(NoValue):
    """An entry is asked for that is not there."""


def natural(value: Array, kind: Kind, xp: Any = np) -> Array:
    """As a user sees it: vectors and rows with one axis."""
    return xp.reshape(value, -1) if kind.word in ("vector", "row") else value


def framed(value: Array, kind: Kind, xp: Any = np) -> Array:
    """The opposite of ``natural``."""
    value = xp.array(value)
    if kind.family is not None or kind.word in ("scalar", "matrix", "tensor"):
        return value
    return xp.reshape(value, (-1, 1) if kind.word == "vector" else (1, -1))


class Oracle:
    """Values of the terms of one program.

    values: an array for each variable, vectors with one axis, families with the members' count first.
    sizes:  numbers for dimensions and for indices that nothing binds.
    functions: NumPy functions for abstract ones.
    constrained: whether matrices keep their declared structure as an entry of theirs is moved.
    until: by what time of ``process_time`` derivatives have to be found.
    """

    def __init__(
        self,
        reading: Reading,
        definitions: Mapping[str, Term],
        values: Mapping[str, Array],
        sizes: Mapping[str, int],
        functions: Mapping[str, Callable[..., Array]] | None = None,
        xp: Any = np,
        constrained: bool = False,
        inner: bool = False,
        width: float = WIDTH,
        until: float = math.inf,
    ) -> None:
        self.reading, self.definitions = reading, definitions
        self.values, self.sizes = values, sizes
        self.functions = functions or {}
        self.xp = xp
        self.constrained = constrained
        self.inner = inner
        self.width = width
        self.until = until
        self.mentions: dict[Term, frozenset[str]] = {}
        self.kept: dict[Term, Array] = {}  # the values of what no index around it varies

    def length(self, dimension: Dimension | None) -> int:
        found = 1 if dimension is None else dimension.substitute(self.sizes).value
        if found is None:
            raise NoValue(f"nothing says how long {dimension} is")
        if found < 0:
            raise NoValue(f"{dimension} is {found}")
        return found

    def kind(self, name: str) -> Kind:
        return self.reading.names[name].kind

    def value(self, term: Term, scope: Mapping[str, int] | None = None) -> Array:
        """The value of a term; ``scope`` holds the Σ indices around it."""
        scope = scope or {}
        done: dict[Term, Array] = {}
        stack = [term]
        while stack:
            part = stack.pop()
            if part in done:
                continue
            fixed = bool(scope) and self.mentioned(part).isdisjoint(scope)
            if fixed and part in self.kept:
                done[part] = self.kept[part]
                continue
            operands = self.operands(part, scope)
            waiting = [operand for operand in operands if operand not in done]
            if waiting:
                stack += (part, *reversed(waiting))
                continue
            done[part] = self.visit(part, [done[operand] for operand in operands], scope)
            if fixed:
                self.kept[part] = done[part]
        return done[term]

    def mentioned(self, term: Term) -> frozenset[str]:
        """What the names in a term are called, and those in their definitions."""
        if term not in self.mentions:
            for part in postorder(term):
                if part not in self.mentions:
                    own = reached((part,), self.definitions) if isinstance(part, Name) else ()
                    inner = (self.mentions[child] for child in children(part))
                    self.mentions[part] = frozenset(own).union(*inner)
        return self.mentions[term]

    def operands(self, term: Term, scope: Mapping[str, int]) -> tuple[Term, ...]:
        """The parts that are worked out before a term; the others are so as they are needed."""
        match term:
            case Name() if self.is_defined(term.id, scope):
                return (self.definitions[term.id],)
            case Apply() if term.op not in CONSTANT_ARRAYS:
                return term.args
            case Call():
                return term.args
            case Matrix():
                return children(term)
            case Element():
                return () if self.is_family(term) or self.of_any_length(term) else (term.base,)
        return ()

    def visit(self, term: Term, args: Sequence[Array], scope: Mapping[str, int]) -> Array:
        match term:
            case Number():
                return self.xp.array(float(term.value))
            case Name():
                return self.name(term.id, args, scope)
            case Element():
                return self.element(term, args, scope)
            case Apply():
                return self.apply(term, args)
            case Call():
                return self.functions[term.function.id](*args)
            case Summation():
                return self.summation(term, scope)
            case Cases():
                return self.cases(term, scope)
            case Matrix():
                return self.block(term, args)
            case Derivative():
                return self.derivative(term, scope)

    def is_defined(self, id_: str, scope: Mapping[str, int]) -> bool:
        return id_ in self.definitions and id_ not in scope and id_ not in self.values

    def name(self, id_: str, args: Sequence[Array], scope: Mapping[str, int]) -> Array:
        if id_ in scope:
            return self.xp.array(float(scope[id_]))
        if id_ in self.values:
            return framed(self.values[id_], self.kind(id_), self.xp)
        if args:
            (value,), kind = args, self.kind(id_)
            return value if value.ndim or not kind.axes else value * self.filled(kind, 1.0)
        if id_ in self.sizes:
            return self.xp.array(float(self.sizes[id_]))
        if id_ not in CONSTANTS:
            raise NoValue(f"nothing says what {id_} is")
        return self.xp.array({"pi": math.pi, "e": math.e}[id_])

    def filled(self, kind: Kind, number: float) -> Array:
        return self.xp.full((self.length(kind.rows), self.length(kind.cols)), number)

    # elements and sums

    def is_family(self, term: Element) -> bool:
        """Whether an element is a member of a family of vectors or matrices, or an entry of one."""
        if not isinstance(term.base, Name) or term.base.id not in self.values:
            return False
        kind = self.kind(term.base.id)
        return kind.family is not None and kind.rows is not None

    @staticmethod
    def of_any_length(term: Element) -> bool:
        """Whether an element is an entry of I or 1⃗, which is known though their length may not be."""
        return None not in term.indices and isinstance(term.base, Apply) and term.base.op in ("eye", "ones")

    def element(self, term: Element, args: Sequence[Array], scope: Mapping[str, int]) -> Array:
        places = [None if i is None else self.place(i, scope) for i in term.indices]
        if args:
            return self.pick(args[0], places)
        if isinstance(term.base, Apply):
            return self.xp.array(float(len(set(places)) == 1 or term.base.op == "ones"))
        assert isinstance(term.base, Name)
        kind, members = self.kind(term.base.id), self.values[term.base.id]
        first = places.pop(0)
        if first is None or not 0 <= first < len(members):
            raise OutOfRange("an index out of range")
        return self.pick(framed(members[first], Kind(kind.rows, kind.cols), self.xp), places)

    def place(self, index: Term, scope: Mapping[str, int]) -> int:
        if isinstance(index, Name) and index.id in scope:
            return scope[index.id] - 1
        value = self.value(index, scope)
        if np.size(value) != 1:
            raise NoValue("an index is a number")
        return round(float(np.real(value).item())) - 1

    @staticmethod
    def pick(array: Array, places: Sequence[int | None]) -> Array:
        if all(place is None for place in places):
            return array
        sizes = array.shape if len(places) > 1 else (array.size,)
        if any(p is not None and not 0 <= p < size for p, size in zip(places, sizes, strict=True)):
            raise OutOfRange("an index out of range")
        if len(places) == 1:
            return array.reshape(-1)[places[0]]
        row, column = places
        if row is not None and column is not None:
            return array[row, column]
        return array[:, [column]] if row is None else array[[row], :]

    def summation(self, term: Summation, scope: Mapping[str, int]) -> Array:
        first = self.place(term.lower, scope) + 1 if term.lower is not None else 1
        last = self.place(term.upper, scope) + 1 if term.upper is not None else self.extent(term)
        total = None
        for place in range(first, last + 1):
            value = self.value(term.body, {**scope, term.index.id: place})
            total = value if total is None else total + value
        if total is None:
            total = 0 * self.value(term.body, {**scope, term.index.id: first})
        return total

    def extent(self, term: Summation) -> int:
        stack: list[Term] = [term.body]
        while stack:
            part = stack.pop()
            if isinstance(part, Element) and isinstance(part.base, Name):
                for axis, index in zip(self.kind(part.base.id).axes, part.indices, strict=False):
                    if isinstance(index, Name) and index.id == term.index.id:
                        return self.length(axis)
            stack.extend(children(part))
        raise NoValue(f"nothing says how far {term.index.id} runs")

    # operators and functions

    def cases(self, term: Cases, scope: Mapping[str, int]) -> Array:
        for value, condition in term.branches:
            if condition is None or np.all(np.real(self.value(condition, scope)) != 0):
                return self.value(value, scope)
        kind = self.reading.of(term)
        return self.filled(kind, 0.0) if kind.axes else self.xp.array(0.0)

    def block(self, term: Matrix, args: Sequence[Array]) -> Array:
        lines = []
        remaining = iter(args)
        for row in ([next(remaining) for _ in row] for row in term.rows):
            height = max(entry.shape[0] if entry.ndim else 1 for entry in row)
            entries = [e if e.ndim else e * self.xp.ones((height, 1)) for e in row]
            lines.append(self.xp.concatenate(entries, axis=1))
        width = max(line.shape[1] for line in lines)
        lines = [line * self.xp.ones((1, width)) if line.shape[1] == 1 else line for line in lines]
        return self.xp.concatenate(lines, axis=0)

    def apply(self, term: Apply, args: Sequence[Array]) -> Array:
        xp, op = self.xp, term.op
        if op in CONSTANT_ARRAYS:
            kind = self.reading.of(term)
            if op == "eye":
                return xp.eye(self.length(kind.rows))
            return self.filled(kind, float(op == "ones"))
        first = args[0]
        match op:
            case "add":
                return self.folded(xp.add, args)
            case "neg":
                return -first
            case "product":
                return self.product(args, [self.reading.of(arg) for arg in term.args])
            case "dot":
                return xp.sum(first * args[1])
            case "hadamard":
                return self.folded(xp.multiply, args)
            case "divide" | "hadamard_divide":
                return self.folded(xp.divide, args)
            case "power" if first.ndim:
                halves = round(2 * float(np.real(args[1])))
                base = FUNCTIONS["sqrtm"](first, xp) if halves % 2 else first
                return self.matrix_power(base, halves if halves % 2 else halves // 2)
            case "power" | "hadamard_power":
                return self.entry_power(first, args[1], term.args[1])
            case "transpose":
                return xp.transpose(first)
            case "and":
                return self.folded(xp.multiply, args)
            case "or":
                return 1 - self.folded(xp.multiply, [1 - a for a in args])
            case "max":
                return self.folded(self.larger, args)
            case "min":
                return self.folded(lambda a, b: -self.larger(-a, -b), args)
            case "kron":
                return xp.kron(*args)
            case "softmax" if self.reading.of(term).word == "matrix":
                powers = xp.exp(first - xp.max(xp.real(first)))
                return powers / xp.sum(powers, axis=1, keepdims=True)
            case "norm" if len(args) == 2:
                return xp.sum(FUNCTIONS["abs"](first, xp) ** args[1]) ** (1 / args[1])
            case "vec":
                return xp.reshape(xp.transpose(first), (-1, 1))
            case "unvec":
                rows, cols = (round(float(np.real(arg))) for arg in args[1:])
                return xp.transpose(xp.reshape(first, (cols, rows)))
            case "commutation":
                rows, cols = (round(float(np.real(arg))) for arg in (args[0], args[-1]))
                order = np.arange(rows * cols).reshape(cols, rows).T.reshape(-1)
                return xp.array(np.eye(rows * cols)[order])
        if op in COMPARISONS:
            return COMPARISONS[op](xp.real(first), xp.real(args[1])) * xp.array(1.0)
        function = FUNCTIONS.get(op)
        if function is not None:
            return function(first, xp)
        if not hasattr(xp, op):
            raise NoValue(f"{op} is not evaluated numerically")
        return getattr(xp, op)(first)

    def product(self, args: Sequence[Array], kinds: Sequence[Kind]) -> Array:
        """From the left; a row by a column is a number."""
        total, rows, cols = args[0], kinds[0].rows, kinds[0].cols
        for arg, kind in zip(args[1:], kinds[1:], strict=True):
            if not total.ndim or not arg.ndim:
                total = total * arg
                rows, cols = rows or kind.rows, cols or kind.cols
                continue
            total, cols = total @ arg, kind.cols
            if rows is None and cols is None:
                total = self.xp.reshape(total, ())
        return total

    @staticmethod
    def folded(function: Callable[[Array, Array], Array], args: Sequence[Array]) -> Array:
        total = args[0]
        for arg in args[1:]:
            entrywise = total.ndim and arg.ndim and function in (np.add, np.multiply, np.divide)
            if entrywise and total.shape != arg.shape:
                raise NoValue(f"shapes {total.shape} and {arg.shape} do not fit entry by entry")
            total = function(total, arg)
        return total

    def larger(self, a: Array, b: Array) -> Array:
        return self.xp.where(self.xp.real(a) >= self.xp.real(b), a + 0 * b, b + 0 * a)

    def matrix_power(self, base: Array, exponent: int) -> Array:
        result = self.xp.eye(base.shape[0])
        for _ in range(abs(exponent)):
            result = result @ base
        return self.xp.linalg.inv(result) if exponent < 0 else result

    def entry_power(self, base: Array, exponent: Array, written: Term) -> Array:
        """Whole exponents by multiplication: a complex logarithm has no place under x²."""
        if not exponent.ndim and not isinstance(written, Name) and np.ndim(exponent) == 0:
            whole = float(np.real(exponent))
            if np.imag(exponent) == 0 and whole.is_integer() and abs(whole) <= 64:
                result = base * 0 + 1.0
                for _ in range(abs(int(whole))):
                    result = result * base
                return 1 / result if whole < 0 else result
        return base**exponent

    # derivatives

    def derivative(self, term: Derivative, scope: Mapping[str, int]) -> Array:
        """In the layout that the reading has."""
        array = self.jacobian(term.of, term.by, scope)
        by = tuple(rank for target in reversed(term.by) if (rank := len(self.axes(target))))
        name = layout_of(term.operator, self.reading.layout)
        layout = Layout(name, len(self.reading.of(term.of).axes), by)
        return framed(array.T if layout.transposes else array, self.reading.of(term), self.xp)

    def jacobian(self, of: Term, by: Sequence[Term], scope: Mapping[str, int] | None = None) -> Array:
        """Axes of ``of``, then of each variable, the last written first (it is the first done)."""
        scope = scope or {}
        if process_time() > self.until:
            raise NoValue("it takes too long")
        if not by:
            return natural(self.value(of, scope), self.reading.of(of))
        target, rest = by[0], by[1:]
        held = self.held(of, target)
        if held is not None:
            return held.jacobian(of, by, scope)
        axes = self.coordinates(target, scope)
        shape = self.axes(target)
        slopes = []
        for name, place in axes:
            if not self.inner:
                moved = self.moved(name, place, 1j * STEP).jacobian(of, rest, scope)
                slopes.append(np.imag(moved) / STEP)
            else:
                parts = [
                    weight * self.moved(name, place, k * self.width).jacobian(of, rest, scope)
                    for k, weight in STENCIL
                ]
                slopes.append(sum(parts) / self.width)
        stacked = np.stack([np.asarray(s) for s in slopes], axis=-1)
        return stacked.reshape((*stacked.shape[:-1], *shape))

    def held(self, of: Term, target: Term) -> Oracle | None:
        """Where the derivative is a partial one, the same with all held that are to be; None if they are,
        or for anything else. It is that of a dependence f = f(x, u) by an argument, and by a list."""
        body = self.definitions.get(of.id) if isinstance(of, Name) else None
        names: set[str] = set()
        if isinstance(target, Matrix):
            names = {name for part in entries(target) for name, _ in self.coordinates(part, {})}
        elif isinstance(of, Name) and isinstance(body, Call) and body.function.id == of.id:
            names = {arg.id for arg in body.args if isinstance(arg, Name)}
            names = names - {target.id} if isinstance(target, Name) and target.id in names else set()
        free = sorted(names - self.values.keys())
        if not free:
            return None
        values = {name: natural(self.value(Name(name)), self.kind(name)) for name in free}
        return Oracle(
            self.reading,
            self.definitions,
            {**self.values, **values},
            self.sizes,
            self.functions,
            self.xp,
            self.constrained,
            self.inner,
            self.width,
            self.until,
        )

    def moved(self, name: str, place: tuple[int, ...], step: complex) -> Oracle:
        """The same with one entry of one variable (or definition) moved."""
        if name in self.values:
            old = np.asarray(self.values[name])
        else:
            old = natural(self.value(Name(name)), self.kind(name))
        array = np.array(old, dtype=complex)
        for moving in self.together(name, place):
            array[moving] += step
        return Oracle(
            self.reading,
            self.definitions,
            {**self.values, name: array},
            self.sizes,
            self.functions,
            constrained=self.constrained,
            inner=True,
            width=self.width,
            until=self.until,
        )

    def by_differences(self) -> Oracle:
        """The same, with real differences of a lesser width for all derivatives."""
        return Oracle(
            self.reading,
            self.definitions,
            self.values,
            self.sizes,
            self.functions,
            constrained=self.constrained,
            inner=True,
            width=WIDTH / 4,
        )

    def together(self, name: str, place: tuple[int, ...]) -> set[tuple[int, ...]]:
        """The places of the entries that move with one."""
        flags = self.reading.names[name].flags if self.constrained else frozenset()
        if "diagonal" in flags:
            return {place} if len(set(place)) == 1 else set()
        return {place, place[::-1]} if flags & STRUCTURE else {place}

    def shape(self, name: str) -> tuple[int, ...]:
        return tuple(self.length(axis) for axis in self.kind(name).axes)

    def coordinates(self, target: Term, scope: Mapping[str, int]) -> list[tuple[str, tuple[int, ...]]]:
        if isinstance(target, Name):
            return [(target.id, place) for place in np.ndindex(self.shape(target.id))]
        if isinstance(target, Apply):  # vec(X)
            return by_columns(self.coordinates(target.args[0], scope))
        if isinstance(target, Matrix):
            return [e for part in entries(target) for e in by_columns(self.coordinates(part, scope))]
        assert isinstance(target, Element)
        if not isinstance(target.base, Name):
            raise NoValue("an entry of what has no name of its own is moved")
        shape = self.shape(target.base.id)
        indices = [*target.indices, *[None] * (len(shape) - len(target.indices))]
        runs = [
            range(size) if index is None else [self.place(index, scope)]
            for index, size in zip(indices, shape, strict=True)
        ]
        if any(run[0] < 0 or run[-1] >= size for run, size in zip(runs, shape, strict=True) if run):
            raise OutOfRange("an index out of range")
        return [(target.base.id, place) for place in product(*runs)]

    def axes(self, target: Term) -> tuple[int, ...]:
        if isinstance(target, Matrix):
            return (len(self.coordinates(target, {})),)
        if isinstance(target, Element | Apply):
            return tuple(self.length(axis) for axis in self.reading.of(target).axes)
        assert isinstance(target, Name)
        return self.shape(target.id)


def by_columns(coordinates: list[tuple[str, tuple[int, ...]]]) -> list[tuple[str, tuple[int, ...]]]:
    """The entries of a matrix column by column, as vec stacks them."""
    return sorted(coordinates, key=lambda entry: entry[1][::-1])


def entries(target: Term) -> list[Term]:
    return [e for row in target.rows for e in row] if isinstance(target, Matrix) else [target]
