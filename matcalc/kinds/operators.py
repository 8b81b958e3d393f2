"""Operators and functions: every construct's shape, and the rules of its meaning."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Protocol

from matcalc.kinds.guesses import (
    Fellows,
    LastFactor,
    NotScalar,
    Peers,
    RightOf,
    Scales,
    Whole,
)
from matcalc.kinds.kind import Kind
from matcalc.kinds.layouts import Block
from matcalc.kinds.messages import OPERAND, Messages
from matcalc.kinds.names import length_of
from matcalc.kinds.rules import (
    Broadcast,
    Demand,
    Diagonal,
    Dot,
    Explain,
    Kronecker,
    OneAxis,
    Product,
    Square,
    SquareIfMatrix,
    Vectorised,
)
from matcalc.kinds.scope import Signature
from matcalc.kinds.solver import Cell, Shape, Solver
from matcalc.notation.functions import BY_NAME
from matcalc.terms import (
    Apply,
    Call,
    Derivative,
    Element,
    Name,
    Number,
    Term,
    children,
)

COMPARISONS = frozenset(("lt", "le", "gt", "ge", "eq", "ne"))
ENTRYWISE = COMPARISONS | {"and", "or", "max", "min", "hadamard_power"}
HADAMARD = frozenset(("hadamard", "hadamard_divide"))
SUMS = COMPARISONS | {"add", "max", "min"}
REDUCTIONS = frozenset(row.name for row in BY_NAME.values() if row.role == "reduction")
SQUARE_TO_SCALAR = frozenset(("tr", "det", "logdet"))
SQUARE_TO_SQUARE = frozenset(("inv", "expm", "logm", "sqrtm"))
_BARS = re.compile(r"(\\left|\\[bB]igg?l?)?\s*(\||∣|\\l?vert\b)")


class Names(Protocol):
    """What constraints need to know of names (``scope.Scope``, or a reading)."""

    def shape(self, id_: str) -> Shape: ...
    def member(self, term: Element) -> Shape | None: ...
    def signature(self, call: Call) -> Signature: ...
    def marked(self, id_: str) -> bool: ...


class Operators:
    """States the rules of operators and functions. ``shapes`` is by identity of subterms."""

    def __init__(self, solver: Solver, scope: Names, text: str, messages: Messages) -> None:
        self.solver = solver
        self.scope = scope
        self.text = text
        self.messages = messages
        self.shapes: dict[int, Shape] = {}
        self.lists: set[int] = set()  # lists of variables, which stand upright
        self.entrywise_bars: set[int] = set()
        self.told: set[int] = set()  # what the table says of an element-wise function, and nobody typed
        self.blocks: dict[int, Block] = {}
        self.expected: dict[int, list[tuple[Kind, str]]] = {}  # what functions say of their arguments

    def kind(self, term: Term) -> Kind:
        shape = self.shapes.get(id(term))
        return Kind() if shape is None else self.solver.kind(shape)

    def bars(self, term: Apply) -> bool:
        """Was it typed |x| rather than abs(x)?"""
        return term.span is not None and _BARS.match(self.text, term.span.start) is not None

    def _apply(self, term: Apply) -> Shape:
        op, args = term.op, [self.shapes[id(a)] for a in term.args]
        if op in ("product", "dot"):
            return self._product(term, args)
        if op in HADAMARD or op in ENTRYWISE or op == "add":
            return self._entrywise(term, args)
        if op == "transpose":
            self._not_scalar(args[0])
            return args[0].transposed
        if op == "divide":
            self._demand(
                lambda s: s.set_scalar(args[1]),
                lambda: self.messages.divisor(term, term.args[0], term.args[1]),
            )
            return args[0]
        if op == "power":
            return self._power(term, args)
        if op == "abs" and id(term) not in self.entrywise_bars and self.bars(term):
            explain = self._single(
                term, "a determinant takes a square matrix", f"for its entries write abs({OPERAND})"
            )
            self.solver.add(SquareIfMatrix(args[0], explain), args[0].rows, args[0].cols)
            return self.solver.scalar()
        if op == "len":
            self._vector(term, args[0])
            return self.solver.scalar()
        if op == "softmax":
            self._not_scalar(args[0])
            return args[0]
        if op in ("tril", "triu"):
            explain = self._single(term, f"{op} takes a matrix", "give it a matrix")
            self._demand(lambda s: s.set(args[0].rows, True), explain)
            self._demand(lambda s: s.set(args[0].cols, True), explain)
            return args[0]
        if op == "norm" and len(args) == 2:
            return self._ordered_norm(term, args)
        if op in REDUCTIONS:
            if term.span is not None:  # the sum in σ'(z) is not typed, and says nothing of z
                self._not_scalar(args[0])
            return self.solver.scalar()
        if op in SQUARE_TO_SCALAR | SQUARE_TO_SQUARE:
            self._square(term, term.args[0], args[0], f"{op} takes a square matrix")
            return self.solver.scalar() if op in SQUARE_TO_SCALAR else args[0]
        if op == "pinv":
            self._not_scalar(args[0])
            return args[0].transposed
        if op == "diag":
            self._not_scalar(args[0])
            result = self.solver.shape()
            self.solver.add(
                Diagonal(
                    args[0],
                    result,
                    self._single(term, "diag takes a vector or a square matrix", "give it a vector"),
                ),
                *cells(args[0]),
                *cells(result),
            )
            return result
        if op in ("ones", "zeros", "eye"):
            return self._constant(term)
        if op == "kron":
            return self._kronecker(term, args)
        if op == "vec":
            return self._vectorised(term, args[0])
        if op == "unvec":
            return self._unvectorised(term, args)
        if op == "commutation":
            return self._commutation(term)
        row = BY_NAME.get(op)
        if args and (op == "neg" or (row is not None and row.role == "elementwise")):
            return args[0]
        return args[0] if args else self.solver.shape()

    def _entrywise(self, term: Apply, args: list[Shape]) -> Shape:
        result = self._chain(args, term.args, term, term.op)
        if term.op in SUMS:
            self._peers(term.args, args)
        self.solver.add(Whole(args, result), result.some)
        if term.op in HADAMARD and id(term) not in self.told:
            for a, b in pairwise(args):
                self.solver.add(Fellows(a, b, dot=False), a.some, b.some)
        return result

    def _peers(self, terms: Sequence[Term], shapes: Sequence[Shape]) -> None:
        operands = [shape for term, shape in zip(terms, shapes, strict=True) if not _scaled(term)]
        for term, shape in zip(terms, shapes, strict=True):
            if not isinstance(term, Number) and not self._marked(term) and not _differentiates(term):
                self.solver.add(Peers(operands, shape), shape.some)

    def _chain(self, shapes: Sequence[Shape], terms: Sequence[Term], whole: Term, op: str) -> Shape:
        result = shapes[0]
        for k in range(1, len(shapes)):
            a, b, r = result, shapes[k], self.solver.shape()
            explain = self._pair(whole, self._representative(terms, k), terms[k], op)
            self.solver.add(Broadcast(a, b, r, explain), a.some, b.some, r.some)
            result = r
        return result

    def _representative(self, terms: Sequence[Term], count: int) -> Callable[[], Term]:
        """The operand among the first ``count`` that a refusal should show: the last with axes."""

        def choose() -> Term:
            known = (terms[k] for k in range(count - 1, -1, -1) if self.kind(terms[k]) != Kind())
            return next(known, terms[count - 1])

        return choose

    def _product(self, term: Apply, args: list[Shape]) -> Shape:
        result = args[0]
        for k in range(1, len(args)):
            a, b, r = result, args[k], self.solver.shape()
            explain = self._pair(term, self._representative(term.args, k), term.args[k], term.op)
            elements = all(isinstance(t, Element) for t in (term.args[k - 1], term.args[k]))
            rule = Dot(a, b, r, explain) if term.op == "dot" else Product(a, b, r, explain)
            self.solver.add(rule, *cells(a), *cells(b), *cells(r))
            if term.op == "dot" and not elements:
                self.solver.add(Fellows(a, b, dot=True), a.some, b.some, a.cols, b.cols)
            if term.op == "product":
                self.solver.add(Scales(a, b), a.some, a.cols)
            self.solver.add(RightOf(a, b), a.cols)
            self.solver.add(LastFactor(a, b, r), r.some)
            result = r
        return result

    def _power(self, term: Apply, args: list[Shape]) -> Shape:
        base, exponent = term.args
        self._demand(
            lambda s: s.set_scalar(args[1]),
            self._single(term, "an exponent is a scalar", "for every entry write .^", exponent),
        )
        self.solver.add(
            Square(args[0], lambda: self.messages.base(term, base, exponent)), args[0].rows, args[0].cols
        )
        return args[0]

    def _ordered_norm(self, term: Apply, args: list[Shape]) -> Shape:
        """‖x‖_p."""
        hint = f"the norm by a matrix is sqrt(x' {OPERAND} x)"
        explain = self._single(term, "the order of a norm is a scalar", hint, term.args[1])
        self._demand(lambda s: s.set_scalar(args[1]), explain)
        complaint = "a norm of an order other than 1 and 2 takes a vector"
        explain = self._single(term, complaint, f"for the entries of a matrix write norm(vec({OPERAND}), p)")
        self.solver.add(OneAxis(args[0], explain), args[0].rows, args[0].cols)
        return self.solver.scalar()

    def _vector(self, term: Apply, shape: Shape) -> None:
        complaint = f"{term.op} takes a vector"
        explain = self._single(term, complaint, f"for row i of a matrix write {term.op}({OPERAND}_{{i,:}})")
        self.solver.add(OneAxis(shape, explain), shape.rows, shape.cols)

    def _square(self, whole: Term, term: Term, shape: Shape, complaint: str) -> None:
        explain = self._single(
            whole, complaint, f"{OPERAND}ᵀ {OPERAND} and {OPERAND} {OPERAND}ᵀ are square", term
        )
        self.solver.add(Square(shape, explain), shape.rows, shape.cols)

    def _constant(self, term: Apply) -> Shape:
        lengths = [length_of(a) or self.solver.lengths.fresh() for a in term.args]
        if term.op == "eye":
            size = lengths[0] if lengths else self.solver.lengths.fresh()
            return self.solver.fixed(Kind(size, size))
        if len(lengths) == 2:
            return self.solver.fixed(Kind(lengths[0], lengths[1]))
        return self.solver.fixed(Kind(lengths[0] if lengths else self.solver.lengths.fresh()))

    def _vectorised(self, term: Apply, a: Shape) -> Shape:
        self._not_scalar(a)
        result = self.solver.shape()
        explain = self._single(term, "vec stacks the columns of a matrix", "give it a matrix")
        self.solver.add(Vectorised(a, result, explain), *cells(a))
        return result

    def _unvectorised(self, term: Apply, args: list[Shape]) -> Shape:
        rows, cols = (length_of(a) or self.solver.lengths.fresh() for a in term.args[1:])
        explain = self._single(
            term, f"unvec to {rows}×{cols} takes a vector of as many entries", f"vec({OPERAND}) is a vector"
        )

        def demand(solver: Solver) -> None:
            solver.set_vector(args[0])
            solver.set_length(args[0].rows, rows * cols)

        self._demand(demand, explain)
        return self.solver.fixed(Kind(rows, cols))

    def _kronecker(self, term: Apply, args: list[Shape]) -> Shape:
        result = args[0]
        for k in range(1, len(args)):
            a, b, r = result, args[k], self.solver.shape()
            explain = self._pair(term, self._representative(term.args, k), term.args[k], term.op)
            self.solver.add(Kronecker(a, b, r, explain), *cells(a), *cells(b))
            result = r
        return result

    def _commutation(self, term: Apply) -> Shape:
        lengths = [length_of(a) or self.solver.lengths.fresh() for a in term.args]
        whole = lengths[0] * lengths[-1]
        return self.solver.fixed(Kind(whole, whole))

    def _marked(self, term: Term) -> bool:
        """A bare name, perhaps with a sign, a number or ᵀ, whose kind its writer has marked."""
        while isinstance(term, Apply):
            others = [a for a in term.args if not isinstance(a, Number)]
            if term.op not in ("neg", "transpose", "product", "divide") or len(others) != 1:
                return False
            term = others[0]
        return isinstance(term, Name) and self.scope.marked(term.id)

    def _not_scalar(self, shape: Shape) -> None:
        self.solver.add(NotScalar(shape))

    def _demand(self, demand: Callable[[Solver], object], explain: Explain) -> None:
        self.solver.add(Demand(demand, explain))

    def _pair(self, whole: Term, a: Callable[[], Term], b: Term, op: str) -> Explain:
        return lambda: self.messages.pair(whole, a(), b, op)

    def _single(self, whole: Term, complaint: str, hint: str, term: Term | None = None) -> Explain:
        return lambda: self.messages.single(whole, term or children(whole)[0], complaint, hint)


def _scaled(term: Term) -> bool:
    """A product of more than a number and one thing: its letters are factors, λ sum(x), no summands."""
    while isinstance(term, Apply) and term.op in ("neg", "divide"):
        term = term.args[0]
    if not isinstance(term, Apply) or term.op not in ("product", "dot"):
        return False
    return sum(not _numeric(factor) for factor in term.args) > 1


def _numeric(term: Term) -> bool:
    if isinstance(term, Apply) and term.op in ("neg", "divide"):
        return all(isinstance(part, Number) for part in term.args)
    return isinstance(term, Number)


def _differentiates(term: Term) -> bool:
    """Does a term end in a derivative? In d/dx sum(x .^ 2) + b, b was hardly meant to be a row."""
    while isinstance(term, Apply) and term.op in ("neg", "product"):
        term = term.args[-1]
    return isinstance(term, Derivative)


def cells(shape: Shape) -> tuple[Cell, Cell, Cell]:
    return (shape.rows, shape.cols, shape.some)
