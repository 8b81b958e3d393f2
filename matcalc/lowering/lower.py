"""Terms to tensors.

A lowered term is a ``Value``: a node whose axes are the Σ indices it depends on, then its rows and
its columns where it has them. Defined names stay variables, so that a definition is worked on once
and can be differentiated by; ``expand`` puts their values in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from matcalc.calculus.sweep import differentiate
from matcalc.errors import CalculusError
from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import Kind, Reading
from matcalc.lowering import functions
from matcalc.lowering.templates import partials
from matcalc.tensor.elementwise import compare, negation
from matcalc.tensor.node import (
    ONE,
    Node,
    Variable,
    abstract,
    add,
    as_number,
    basis,
    broadcast,
    index_range,
    mapped,
    multiply,
    negative,
    number,
    operation,
    postorder,
    product,
    select,
    size,
    variable,
)
from matcalc.tensor.normal import normal
from matcalc.tensor.substitute import substitute
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
)

COMPARISONS = frozenset({"lt", "le", "gt", "ge", "eq", "ne"})


class Value(NamedTuple):
    """indices: the Σ indices that the leading axes of ``node`` belong to, in order; kind: whether
    rows and columns follow."""

    node: Node
    indices: tuple[str, ...]
    kind: Kind

    def labels(self, row: object = "r", column: object = "c", *more: object) -> tuple[object, ...]:
        """A label for each axis: Σ indices by name, then ``row``, ``column`` and others if there."""
        own = []
        if self.kind.rows is not None:
            own.append(row)
        if self.kind.cols is not None:
            own.append(column)
        own += [("more", k) for k in range(len(self.kind.more))] if not more else more
        return (*(("i", index) for index in self.indices), *own)


@dataclass(frozen=True)
class Bound:
    """A Σ index: its first value and how many it takes."""

    lower: Dimension
    count: Dimension


class Lowering:
    """Lowers the terms of one program."""

    def __init__(self, reading: Reading, definitions: dict[str, Term]) -> None:
        self.reading = reading
        self.definitions = definitions
        self.bodies: dict[str, Node] = {}

    # --- names -------------------------------------------------------------------------------

    def variable(self, name: str) -> Variable:
        """The leaf that stands for a name."""
        known = self.reading.names[name]
        flags = set(known.flags) | ({"defined"} if name in self.definitions else set())
        return variable(name, known.kind.axes, flags, known.kind.family is not None)

    def body(self, name: str) -> Node:
        """The node of a definition, in terms of variables and other definitions."""
        if name not in self.bodies:
            value = self.lower(self.definitions[name])
            shape = self.reading.names[name].kind.axes
            self.bodies[name] = value.node if value.node.shape == shape else broadcast(value.node, shape)
        return self.bodies[name]

    def expand(self, node: Node, keep: str | None = None) -> Node:
        """``node`` with every definition but ``keep`` put in."""
        while True:
            found = {v: self.body(v.name) for v in defined_variables(node) if v.name != keep}
            if not found:
                return node
            node = substitute(node, found)  # type: ignore[arg-type]

    # --- terms -------------------------------------------------------------------------------

    def lower(self, root: Term, bounds: dict[str, Bound] | None = None) -> Value:
        """The value of a term; ``bounds`` are the Σ indices around it."""
        scope = bounds or {}
        done: dict[int, Value] = {}
        stack: list[tuple[Term, bool]] = [(root, False)]
        while stack:
            term, ready = stack.pop()
            if id(term) in done:
                continue
            if ready or isinstance(term, (Summation, Derivative, Element, Name, Number)):
                done[id(term)] = self.visit(term, done, scope)
            else:
                stack.append((term, True))
                stack.extend((child, False) for child in reversed(self.operands(term)))
        return done[id(root)]

    @staticmethod
    def operands(term: Term) -> tuple[Term, ...]:
        if isinstance(term, Call):
            return term.args
        if isinstance(term, Apply) and term.op in ("ones", "zeros", "eye"):
            return ()
        return children(term)

    def visit(self, term: Term, done: dict[int, Value], scope: dict[str, Bound]) -> Value:
        kind = self.reading.of(term)
        match term:
            case Number():
                return Value(number(term.value), (), kind)
            case Name():
                return self.name(term, kind, scope)
            case Element():
                return self.element(term, kind, scope)
            case Summation():
                return self.summation(term, kind, scope)
            case Derivative():
                return self.derivative(term, kind, scope)
            case Matrix():
                return self.stack(term, [[done[id(e)] for e in row] for row in term.rows], kind)
            case Cases():
                return self.cases(term, done, kind)
            case Call():
                return self.call(term, [done[id(arg)] for arg in term.args], kind)
            case Apply():
                args = [done[id(arg)] for arg in self.operands(term)]
                return self.apply(term, args, kind)

    def name(self, term: Name, kind: Kind, scope: dict[str, Bound]) -> Value:
        if term.id in scope:
            bound = scope[term.id]
            start = broadcast(size(bound.lower - 1), (bound.count,))
            return Value(normal(add([index_range(bound.count), start])), (term.id,), kind)
        known = self.reading.names.get(term.id)
        if known is None or "dimension" in known.flags:
            return Value(size(Dimension.of(term.id)), (), kind)
        return Value(self.variable(term.id), (), kind)

    def apply(self, term: Apply, args: Sequence[Value], kind: Kind) -> Value:
        match term.op:
            case "add":
                return joined(add, args, kind)
            case "neg":
                return Value(negative(args[0].node), args[0].indices, kind)
            case "product":
                return self.chain(args, kind)
            case "dot":
                return contraction([(args[0], ("s", "c")), (args[1], ("s", "c"))], kind)
            case "hadamard":
                return joined(lambda nodes: multiply(*nodes), args, kind)
            case "divide" | "hadamard_divide":
                return joined(lambda n: multiply(n[0], inverted(n[1])), args, kind)
            case "power":
                return self.power(term, args, kind)
            case "hadamard_power":
                if args[1].node.shape == ():
                    return entry_power(args[0], args[1].node, kind)
                return joined(exp_power, args, kind)
            case "transpose":
                return contraction([(args[0], ("c", "r"))], kind)
            case "and":
                return joined(lambda nodes: multiply(*nodes), args, kind)
            case "or":
                return joined(lambda n: negation(multiply(*(negation(c) for c in n))), args, kind)
            case op if op in COMPARISONS:
                return joined(lambda n: compare(op, n[0], n[1]), args, kind)
            case _:
                return self.function(term, args, kind)

    def function(self, term: Apply, args: Sequence[Value], kind: Kind) -> Value:
        if term.op in functions.ENTRYWISE:
            return joined(lambda nodes: functions.ENTRYWISE[term.op](nodes), args, kind)
        if term.op in functions.CONSTANTS:
            return Value(functions.CONSTANTS[term.op](kind.axes), (), kind)
        if term.op in functions.WHOLE:
            (arg,) = args[:1]
            if arg.indices and not functions.WHOLE[term.op].batched:
                raise CalculusError(
                    f"{term.op} inside Σ, of something that varies with the index, is not supported",
                    term.span,
                    "write the sum out in matrix form",
                )
            rank = len(arg.indices)
            node = functions.WHOLE[term.op].meaning(arg.node, rank)
            return Value(node, arg.indices, kind)
        raise CalculusError(f"the meaning of {term.op} is not known", term.span)

    def chain(self, args: Sequence[Value], kind: Kind) -> Value:
        """A product of scalars, vectors and matrices, neighbours contracted."""
        pieces: list[tuple[Value, tuple[object, object]]] = []
        last: object = "r"
        step = 0
        for value in args:
            if value.kind.rows is None and value.kind.cols is None:
                pieces.append((value, ("r", "c")))
                continue
            row = last if value.kind.rows is not None else "none"
            if value.kind.cols is not None:
                step += 1
                last = ("s", step)
            else:
                last = "c"
            pieces.append((value, (row, last)))
        if kind.cols is not None:
            pieces = [(v, tuple("c" if e == last else e for e in ends)) for v, ends in pieces]  # type: ignore[misc]
        return contraction(pieces, kind)

    def power(self, term: Apply, args: Sequence[Value], kind: Kind) -> Value:
        base, exponent = args
        if base.kind.rows is None:
            if (
                isinstance(term.args[0], Name)
                and term.args[0].id == "e"
                and "constant" in self.reading.names["e"].flags
            ):
                return Value(mapped("exp", exponent.node), exponent.indices, kind)
            if exponent.indices:
                return joined(exp_power, args, kind)
            return entry_power(base, exponent.node, kind)
        times = as_number(normal(exponent.node))
        if times is None or times.denominator != 1 or abs(times) > 64:
            raise CalculusError("the power of a matrix must be a whole number up to 64", term.span)
        node = base.node
        if times < 0:
            node = operation("inverse", node.shape, node)
        if times == 0:
            return Value(functions.CONSTANTS["eye"](kind.axes), (), kind)
        factor = Value(node, base.indices, kind)
        return self.chain([factor] * abs(times.numerator), kind)

    def call(self, term: Call, args: Sequence[Value], kind: Kind) -> Value:
        if any(arg.indices for arg in args):
            raise CalculusError(
                f"{term.function.id} is an abstract function, and inside Σ it may not take the index",
                term.span,
                "define the function, or write the sum out",
            )
        return Value(abstract(term.function.id, kind.axes, tuple(a.node for a in args)), (), kind)

    # --- elements and sums ---------------------------------------------------------------------

    def position(self, term: Term, scope: dict[str, Bound]) -> tuple[str | None, Dimension]:
        """An index as a Σ index (or None) plus a shift."""
        value = as_dimension(term)
        if value is None:
            raise CalculusError("an index is a whole number, a letter, or a sum of those", term.span)
        for name in value.names & scope.keys():
            shift = value - name
            if name not in shift.names:
                return name, shift
        return None, value

    def element(self, term: Element, kind: Kind, scope: dict[str, Bound]) -> Value:
        base = self.lower(term.base, scope)
        labels: list[object] = list(base.labels("r", "c"))
        axes = [k for k, label in enumerate(labels) if not isinstance(label, tuple) or label[0] != "i"]
        if base.kind.family is not None:
            labels = own_labels(base, kind, len(term.indices))
            axes = list(range(len(base.indices), base.node.rank))
        pieces: list[tuple[Node, Sequence[object]]] = []
        indices = dict.fromkeys(base.indices)
        extra: list[tuple[Node, Sequence[object]]] = []
        for position, index in zip(axes, term.indices, strict=False):
            if index is None:
                continue
            dimension = base.node.shape[position]
            name, shift = self.position(index, scope)
            label = labels[position] = ("at", position)
            if name is None:
                extra.append((basis(dimension, shift), (label,)))
                continue
            bound = scope[name]
            indices[name] = None
            offset = bound.lower - 1 + shift
            extra.append((select(dimension, offset, bound.count), (label, ("i", name))))
        pieces = [(base.node, labels), *extra]
        out = Value(ONE, tuple(indices), kind).labels()
        return Value(product(pieces, out), tuple(indices), kind)

    def summation(self, term: Summation, kind: Kind, scope: dict[str, Bound]) -> Value:
        name = term.index.id
        lower = as_dimension(term.lower) if term.lower is not None else Dimension.of(1)
        upper = as_dimension(term.upper) if term.upper is not None else None
        if lower is None or (upper is None and term.upper is not None):
            raise CalculusError("the bounds of a sum are whole numbers or dimensions", term.span)
        count = self.extent(term) if upper is None else upper - lower + 1
        if count is None:
            raise CalculusError(
                f"the range of the index {name} is not known", term.span, f"write Σ_{{{name}=1}}^n"
            )
        body = self.lower(term.body, {**scope, name: Bound(lower, count)})
        if name not in body.indices:
            return Value(multiply(size(count), body.node), body.indices, kind)
        rest = tuple(i for i in body.indices if i != name)
        return Value(product([(body.node, body.labels())], Value(ONE, rest, kind).labels()), rest, kind)

    def extent(self, term: Summation) -> Dimension | None:
        """The dimension of whatever the index of a sum without bounds indexes."""
        stack: list[Term] = [term.body]
        while stack:
            part = stack.pop()
            if isinstance(part, Element):
                axes = self.reading.of(part.base).axes
                for axis, index in zip(axes, part.indices, strict=False):
                    if isinstance(index, Name) and index.id == term.index.id:
                        return axis
            stack.extend(children(part))
        return None

    # --- blocks, cases, derivatives ------------------------------------------------------------

    def stack(self, term: Matrix, rows: list[list[Value]], kind: Kind) -> Value:
        """Blocks placed into the whole, row by row."""
        parts: list[Value] = []
        offset_r = Dimension.of(0)
        for row in rows:
            offset_c = Dimension.of(0)
            height = next((v.kind.rows for v in row if v.kind.rows is not None), Dimension.of(1))
            for value in row:
                pieces: list[tuple[Node, Sequence[object]]] = [(value.node, value.labels("br", "bc"))]
                if kind.rows is not None:
                    pieces.append(placement(kind.rows, offset_r, value.kind.rows, "r", "br"))
                if kind.cols is not None:
                    pieces.append(placement(kind.cols, offset_c, value.kind.cols, "c", "bc"))
                out = Value(ONE, value.indices, kind).labels()
                parts.append(Value(product(pieces, out), value.indices, kind))
                offset_c = offset_c + (1 if value.kind.cols is None else value.kind.cols)
            offset_r = offset_r + height
        return joined(add, parts, kind)

    def cases(self, term: Cases, done: dict[int, Value], kind: Kind) -> Value:
        """Σ of value times condition; a later condition counts only where the earlier ones fail."""
        parts: list[Value] = []
        earlier: list[Value] = []
        for value, condition in term.branches:
            factors = [done[id(value)]]
            here = None if condition is None else done[id(condition)]
            if here is not None:
                factors.append(here)
            for before in earlier:
                if here is not None:
                    both = joined(lambda n: multiply(*n), [here, before], here.kind)
                    if as_number(normal(both.node)) == 0 or not normal(both.node).children:
                        continue
                factors.append(Value(negation(normal(before.node)), before.indices, before.kind))
            if here is not None:
                earlier.append(here)
            parts.append(joined(lambda nodes: multiply(*nodes), factors, kind))
        return joined(add, parts, kind)

    def derivative(self, term: Derivative, kind: Kind, scope: dict[str, Bound]) -> Value:
        """A derivative inside an expression, in numerator layout."""
        value = self.lower(term.of, scope)
        node = self.differentiate(value, term.by, scope)
        by = [self.reading.of(variable).axes for variable in term.by]
        rank = value.node.rank - len(value.indices)
        outer = rank > 0
        own = tuple(range(node.rank - len(value.indices)))
        if not outer and len(by) == 1 and len(by[0]) == 2:
            own = (1, 0)
        indices = tuple(("i", index) for index in value.indices)
        labels = (*indices, *range(len(own)))
        return Value(product([(node, labels)], (*indices, *own)), value.indices, kind)

    def differentiate(self, value: Value, by: Iterable[Term], scope: dict[str, Bound] | None = None) -> Node:
        """The derivative of a value by each of ``by`` in turn: its axes, then those of each."""
        node = value.node
        for target in reversed(list(by)):
            node = self.by_target(node, target, scope or {})
        return node

    def by_target(self, node: Node, target: Term, scope: dict[str, Bound]) -> Node:
        axes = tuple(range(node.rank))
        if isinstance(target, Name):
            return self.by_name(node, target)
        if isinstance(target, Element) and isinstance(target.base, Name):
            whole = self.by_name(node, target.base)
            shape = whole.shape[node.rank :]
            pieces: list[tuple[Node, Sequence[object]]] = [
                (whole, (*axes, *(("d", k) for k in range(len(shape)))))
            ]
            kept: list[object] = []
            indices = list(target.indices) + [None] * (len(shape) - len(target.indices))
            for k, (dimension, index) in enumerate(zip(shape, indices, strict=True)):
                if index is None:
                    kept.append(("d", k))
                    continue
                name, shift = self.position(index, scope)
                if name is not None:
                    raise CalculusError("differentiate by an element with an index of its own", target.span)
                pieces.append((basis(dimension, shift), (("d", k),)))
            return normal(product(pieces, (*axes, *kept)))
        if isinstance(target, Matrix):
            return self.by_list(node, [entry for row in target.rows for entry in row], scope)
        raise CalculusError(
            "differentiate by a variable, an element of one, or a list of variables", target.span
        )

    def by_list(self, node: Node, targets: Sequence[Term], scope: dict[str, Bound]) -> Node:
        """By several variables at once: their derivatives side by side along one axis."""
        kinds = [self.reading.of(target) for target in targets]
        for target, kind in zip(targets, kinds, strict=True):
            if len(kind.axes) > 1:
                raise CalculusError("a list of variables holds scalars and vectors", target.span)
        total = Dimension.of(0)
        for kind in kinds:
            total = total + (kind.axes[0] if kind.axes else 1)
        axes = tuple(range(node.rank))
        offset = Dimension.of(0)
        parts = []
        for target, kind in zip(targets, kinds, strict=True):
            part = self.by_target(node, target, scope)
            length = kind.axes[0] if kind.axes else None
            place, ends = placement(total, offset, length, "d", "b")
            parts.append(
                product([(part, (*axes, *(["b"] if kind.axes else []))), (place, ends)], (*axes, "d"))
            )
            offset = offset + (1 if length is None else length)
        return normal(add(parts))

    def by_name(self, node: Node, target: Name) -> Node:
        """By a variable; by a defined name, as if it were one."""
        leaf = self.variable(target.id)
        keep = target.id if target.id in self.definitions else None
        opened = self.expand(node, keep)
        return differentiate(normal(opened), leaf, partials)

    @cached_property
    def stacks(self) -> dict[Node, str]:
        """The normal forms of definitions that are stacks, which a textbook goes on calling by name."""
        return {
            normal(self.expand(self.body(name))): name
            for name, body in self.definitions.items()
            if isinstance(body, Matrix)
        }


def own_labels(base: Value, kind: Kind, taken: int) -> list[object]:
    """Labels of a family: its first axis, then those of a member."""
    own = base.node.rank - len(base.indices)
    member: list[object] = [
        label for label, there in (("r", base.kind.rows), ("c", base.kind.cols)) if there is not None
    ]
    return [*(("i", i) for i in base.indices), *([("family", 0)] if own > len(member) else []), *member]


def defined_variables(node: Node) -> list[Variable]:
    return [v for v in postorder(node) if isinstance(v, Variable) and "defined" in v.flags]


def placement(
    whole: Dimension, offset: Dimension, length: Dimension | None, outer: object, inner: object
) -> tuple[Node, tuple[object, ...]]:
    """Where a part stands in the whole: a unit vector for a single entry, else a selection."""
    if length is None:
        return basis(whole, offset + 1), (outer,)
    return select(whole, offset, length), (outer, inner)


def as_dimension(term: Term | None) -> Dimension | None:
    """An index or bound as a polynomial of names, else None."""
    match term:
        case Number() if term.value.denominator == 1:
            return Dimension.of(term.value.numerator)
        case Name():
            return Dimension.of(term.id)
        case Apply(op="add" | "product" | "neg"):
            parts = [as_dimension(arg) for arg in term.args]
            total = Dimension.of(1 if term.op == "product" else 0)
            for part in parts:
                if part is None:
                    return None
                total = total * part if term.op == "product" else total + part
            return total * -1 if term.op == "neg" else total
    return None


def inverted(node: Node) -> Node:
    axes = range(node.rank)
    return product([(node, axes, Fraction(-1))], axes, dict(enumerate(node.shape)))


def exp_power(nodes: Sequence[Node]) -> Node:
    """xʸ entry by entry with an exponent that varies: exp(y log x)."""
    base, exponent = nodes
    return mapped("exp", multiply(exponent, mapped("log", base)))


def entry_power(base: Value, exponent: Node, kind: Kind) -> Value:
    axes = range(base.node.rank)
    node = product([(base.node, axes, normal(exponent))], axes, dict(enumerate(base.node.shape)))
    return Value(node, base.indices, kind)


def contraction(pieces: Sequence[tuple[Value, tuple[object, object]]], kind: Kind) -> Value:
    """Values multiplied, each with labels for its rows and columns; what is not in the result is summed."""
    indices = tuple(dict.fromkeys(index for value, _ in pieces for index in value.indices))
    out = Value(ONE, indices, kind).labels()
    dims = dict(zip((label for label in out if label in ("r", "c")), kind.axes, strict=False))
    return Value(product([(v.node, v.labels(*ends)) for v, ends in pieces], out, dims), indices, kind)


def joined(function: object, values: Sequence[Value], kind: Kind) -> Value:
    """An entry-by-entry function of values, all spread over their common indices and axes."""
    indices = tuple(dict.fromkeys(index for value in values for index in value.indices))
    out = Value(ONE, indices, kind).labels()
    dims: dict[object, Dimension] = {}
    for value in values:
        dims.update(zip(value.labels(), value.node.shape, strict=True))
    own = [label for label in out if not (isinstance(label, tuple) and label[0] == "i")]
    dims.update(zip(own, kind.axes, strict=True))
    nodes = [v.node if v.labels() == out else product([(v.node, v.labels())], out, dims) for v in values]
    return Value(function(nodes), indices, kind)  # type: ignore[operator]
