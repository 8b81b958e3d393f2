"""Terms to tensors.

A lowered term is a ``Value``: a node whose axes are the Σ indices it depends on, then its rows and
its columns where it has them. Defined names stay variables, so that a definition is worked on once
and can be differentiated by; ``expand`` puts their values in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from matcalc.errors import CalculusError
from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import STRUCTURE, Kind, Reading
from matcalc.kinds.names import length_of, lengths_in
from matcalc.lowering import functions, kronecker
from matcalc.lowering.derivatives import derivative
from matcalc.lowering.elements import element, summation
from matcalc.lowering.lasting import lasting
from matcalc.lowering.norms import ordered_norm
from matcalc.lowering.stacks import cases, stack
from matcalc.lowering.value import Bound, Value, contraction, entry_power, entrywise, exp_power, inverted
from matcalc.notation.symbols import CONSTANTS
from matcalc.tensor.elementwise import compare, negation
from matcalc.tensor.make import (
    abstract,
    add,
    as_dimension,
    as_number,
    broadcast,
    index_range,
    kept,
    mapped,
    multiply,
    negative,
    number,
    operation,
    size,
    variable,
)
from matcalc.tensor.matrixfunctions import matrix_power
from matcalc.tensor.node import Node, Variable, postorder
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
    ids_in,
    reached,
)
from matcalc.terms import postorder as subterms

MOST_FACTORS = 8  # a higher power of a matrix is no product of so many factors, but a power
COMPARISONS = frozenset({"lt", "le", "gt", "ge", "eq", "ne"})


class Lowering:
    """Lowers the terms of one program."""

    def __init__(
        self,
        reading: Reading,
        definitions: dict[str, Term],
        asked: Sequence[Term] = (),
        constrained: bool = False,
    ) -> None:
        self.reading = reading
        self.definitions = definitions
        self.constrained = constrained
        self.loose = {name for term in asked for name in self.structured(term)}
        self.bodies: dict[str, Node] = {}
        self.expanded: dict[frozenset[str], dict[Node, Node]] = {}  # by what is kept
        self.lasting = lasting(asked, definitions)
        # made in the order of first appearance in what is asked: the order they are written in
        names = dict.fromkeys([*reached(asked, definitions), *reading.names])
        known = reading.names
        self.leaves = [self.variable(n) for n in names if n in known and known[n].domain is None]

    # --- names -------------------------------------------------------------------------------

    def variable(self, name: str) -> Variable:
        """The leaf that stands for a name; without its structure where it is differentiated by, which
        is no property of the matrices near it."""
        flags = self.reading.names[name].flags - (STRUCTURE if name in self.loose else set())
        return self.leaf(name, flags | ({"defined"} if name in self.definitions else set()))

    def leaf(self, name: str, flags: Iterable[str]) -> Variable:
        kind = self.reading.names[name].kind
        return variable(name, kind.axes, flags, kind.family is not None)

    def structured(self, term: Term) -> list[str]:
        """The names with a declared structure that a term differentiates by, definitions looked through."""
        parts = [part for t in (term, *self.bodies_of(term)) for part in subterms(t)]
        targets = [by for part in parts if isinstance(part, Derivative) for by in part.by]
        names = ids_in(*targets)
        known = self.reading.names
        return [name for name in names if name in known and known[name].flags & STRUCTURE]

    def bodies_of(self, term: Term) -> list[Term]:
        return [self.definitions[n] for n in reached([term], self.definitions) if n in self.definitions]

    def closed(self, node: Node) -> Node:
        """A derivative, all of it taken: the structure of what was differentiated by now holds."""
        if not self.loose:
            return node
        known = self.reading.names
        return substitute(node, {self.variable(n): self.leaf(n, known[n].flags) for n in self.loose})

    def body(self, name: str) -> Node:
        """The node of a definition, in terms of variables and other definitions."""
        if name not in self.bodies:
            value = self.lower(self.definitions[name])
            shape = self.reading.names[name].kind.axes
            self.bodies[name] = value.node if value.node.shape == shape else broadcast(value.node, shape)
        return self.bodies[name]

    def expand(self, node: Node, keep: frozenset[str] = frozenset()) -> Node:
        """``node`` with every definition but those to ``keep`` put in: each once, those it is made of first.
        Those that last stay whole."""
        if not self.definitions:
            return node
        whole = self.expanded.setdefault(keep, {})
        stack = [node]
        while stack:
            top = stack[-1]
            inner = {v: self.body(v.name) for v in defined_variables(top) if v.name not in keep}
            waiting = [body for body in inner.values() if body not in whole]
            if waiting:
                stack += waiting
                continue
            values = {v: whole[body] for v, body in inner.items()}
            values |= {v: kept(value, v.name) for v, value in values.items() if v.name in self.lasting}
            whole[top] = substitute(top, values)
            stack.pop()
        return whole[node]

    def in_terms_of(self, node: Node, names: frozenset[str]) -> Node:
        """``node`` with every definition put in but those of ``names``, differentiated by or held."""
        return self.expand(node, frozenset(names & self.definitions.keys()))

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
        return children(term)[: len(children(term)) - len(lengths_in(term))]

    def visit(self, term: Term, done: dict[int, Value], scope: dict[str, Bound]) -> Value:
        kind = self.reading.of(term)
        match term:
            case Number():
                return Value(number(term.value), (), kind)
            case Name():
                return self.name(term, kind, scope)
            case Element():
                return element(self, term, kind, scope)
            case Summation():
                return summation(self, term, kind, scope)
            case Derivative():
                return derivative(self, term, kind, scope)
            case Matrix():
                return stack(self, term, [[done[id(e)] for e in row] for row in term.rows], kind)
            case Cases():
                return cases(self, term, done, kind)
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
        if known is None and term.id in CONSTANTS:  # the engine's own, as in 2/√π
            return Value(variable(term.id, (), ("constant",)), (), kind)
        if known is None or "dimension" in known.flags:
            return Value(size(Dimension.of(term.id).substitute(self.reading.dims)), (), kind)
        return Value(self.variable(term.id), (), kind)

    def apply(self, term: Apply, args: Sequence[Value], kind: Kind) -> Value:
        match term.op:
            case "add":
                return entrywise(add, args, kind)
            case "neg":
                return Value(negative(args[0].node), args[0].indices, kind)
            case "product":
                return self.chain(args, kind)
            case "dot":
                return contraction([(args[0], ("s", "c")), (args[1], ("s", "c"))], kind)
            case "hadamard":
                return entrywise(lambda nodes: multiply(*nodes), args, kind)
            case "divide" | "hadamard_divide":
                return entrywise(lambda n: multiply(n[0], inverted(n[1])), args, kind)
            case "power":
                return self.power(term, args, kind)
            case "hadamard_power":
                if args[1].node.shape == ():
                    return entry_power(args[0], args[1].node, kind)
                return entrywise(exp_power, args, kind)
            case "transpose":
                return contraction([(args[0], ("c", "r"))], kind)
            case "and":
                return entrywise(lambda nodes: multiply(*nodes), args, kind)
            case "or":
                return entrywise(lambda n: negation(multiply(*(negation(c) for c in n))), args, kind)
            case op if op in COMPARISONS:
                return entrywise(lambda n: compare(op, n[0], n[1]), args, kind)
            case _:
                return self.function(term, args, kind)

    def function(self, term: Apply, args: Sequence[Value], kind: Kind) -> Value:
        if term.op in functions.ENTRYWISE:
            return entrywise(lambda nodes: functions.ENTRYWISE[term.op](nodes), args, kind)
        if term.op in functions.CONSTANTS:
            return Value(functions.CONSTANTS[term.op](kind.axes), (), kind)
        if term.op in kronecker.MEANING:
            return kronecker.MEANING[term.op](args, kind, self.lengths(term))
        if term.op == "norm" and len(args) == 2:
            return ordered_norm(args[0], args[1].node)
        if term.op in functions.WHOLE:
            (arg,) = args[:1]
            if arg.indices and not functions.WHOLE[term.op].batched:
                raise CalculusError(
                    f"{term.op} inside Σ, of something that varies with the index, is not supported",
                    term.span,
                    "write the sum out in matrix form",
                )
            rank = len(arg.indices)
            if arg.node.rank - rank < functions.AXES.get(term.op, 0):
                raise CalculusError(f"{term.op} takes a matrix", term.span, "declare what is given to it")
            node = functions.WHOLE[term.op].meaning(arg.node, rank)
            return Value(node, arg.indices, kind)
        raise CalculusError(f"the meaning of {term.op} is not known", term.span)

    def lengths(self, term: Apply) -> list[Dimension]:
        """The dimensions given to a function, as to commutation(m, n)."""
        return [self.dimension(arg) for arg in lengths_in(term)]

    def dimension(self, term: Term) -> Dimension:
        """A whole number, or a polynomial in names of dimensions."""
        found = length_of(term)
        if found is None:
            raise CalculusError("a whole number, a letter, or a sum of those is expected here", term.span)
        return found.substitute(self.reading.dims)

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
                return entrywise(exp_power, args, kind)
            return entry_power(base, exponent.node, kind)
        value = normal(exponent.node)
        times = as_number(value)
        whole = as_dimension(value) is not None or (exponent.indices and length_of(term.args[1]) is not None)
        if whole and not base.indices and (times is None or abs(times) > MOST_FACTORS):
            return Value(matrix_power(base.node, value), exponent.indices, kind)
        if times is None or times.denominator > 2 or abs(times) > MOST_FACTORS:
            raise CalculusError(
                "the power of a matrix is a whole or half a whole number, or an undeclared letter",
                term.args[1].span or term.span,
                "write A^k; for entries A .^ p",
            )
        if base.indices and (times < 0 or times.denominator == 2):
            raise CalculusError(
                "inside Σ such a power of a matrix that varies with the index is not supported", term.span
            )
        node = base.node
        if times.denominator == 2:
            node, times = operation("sqrtm", node.shape, node), 2 * times
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

    # --- blocks, cases, derivatives ------------------------------------------------------------

    @cached_property
    def stacks(self) -> dict[Node, str]:
        """The normal forms of definitions that are stacks, which a textbook goes on calling by name."""
        return {
            normal(self.closed(self.expand(self.body(name)))): name
            for name, body in self.definitions.items()
            if isinstance(
                body.args[0] if isinstance(body, Apply) and body.op == "transpose" else body, Matrix
            )
        }


def defined_variables(node: Node) -> list[Variable]:
    return [v for v in postorder(node) if isinstance(v, Variable) and "defined" in v.flags]
