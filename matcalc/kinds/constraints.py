"""Terms to rules: every subterm gets a shape, every construct the demands of its meaning."""

from __future__ import annotations

from collections.abc import Container, Sequence

from matcalc.errors import MatcalcError
from matcalc.kinds.coefficients import weights
from matcalc.kinds.guesses import (
    BlockMates,
    Whole,
)
from matcalc.kinds.kind import Kind
from matcalc.kinds.layout import layout_of
from matcalc.kinds.layouts import Block, Gradient, VariableList
from matcalc.kinds.messages import OPERAND
from matcalc.kinds.operators import REDUCTIONS, Operators
from matcalc.kinds.rules import (
    OneAxis,
)
from matcalc.kinds.solver import Shape
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
)


class Constraints(Operators):
    """Walks terms and states their rules to the solver. ``filled``: the names put where ∇ has none;
    ``layout``: how derivatives are laid out."""

    filled: Container[int] = ()
    layout: str = "numerator"

    def state(self, nodes: Sequence[Term]) -> None:
        """Rules for every term in ``nodes``, in which children come before parents."""
        for term in nodes:
            if isinstance(term, Derivative):
                whole = [by.base if isinstance(by, Element) else by for by in term.by]
                self.lists |= {id(by) for by in whole if isinstance(by, Matrix)}
            elif isinstance(term, Apply) and term.op in REDUCTIONS:
                self.entrywise_bars |= {id(a) for a in term.args}
        for term in nodes:
            if id(term) not in self.shapes:
                self.shapes[id(term)] = self._shape(term)
            for kind, whose in self.expected.get(id(term), ()):
                self.expect(term, kind, whose)
        for weight in weights(nodes, self.shapes, self.solver):
            self.solver.add(weight)

    def contradiction(self, nodes: Sequence[Term], cell: object) -> MatcalcError:
        """The refusal of a term whose place asks for one kind and whose parts for another."""
        found = next((t for t in nodes if self.solver.find(self.shapes[id(t)].some) is cell), nodes[-1])
        return self.messages.single(
            found, found, "its place asks for another kind", "declare its variables, such as x ∈ ℝⁿ"
        )

    def equal(self, members: Sequence[Term], whole: Term) -> None:
        """The members of an equation have one shape (a scalar may stand for all entries)."""
        shapes = [self.shapes[id(m)] for m in members]
        self._chain(shapes, members, whole, "equation")
        self._peers(members, shapes)

    def expect(self, term: Term, kind: Kind, whose: str = "this") -> None:
        """The term is of this kind, as ``whose`` place asks."""
        shape = self.shapes[id(term)]


        def explain() -> MatcalcError:
            wanted = self.messages.wanted(kind)
            hint = f"give it {wanted}, or write another function"
            return self.messages.single(term, term, f"{whose} takes {wanted} here", hint)

        self._demand(lambda s: s.equate(shape, s.fixed(kind)), explain)

    def define(self, name: str, body: Term) -> None:
        """A definition has the shape of its body."""
        shape, target = self.shapes[id(body)], self.scope.shape(name)
        complaint = f"{name} stands for it, and is a {{}} by its declaration, typeface or use"

        def explain() -> MatcalcError:
            word = self.solver.kind(target).word
            return self.messages.single(
                body, body, complaint.format(word), f"give {name} the kind of its value"
            )

        self._demand(lambda s: s.equate(target, shape), explain)

    def _shape(self, term: Term) -> Shape:
        match term:
            case Number():
                return self.solver.scalar()
            case Name():
                return self.scope.shape(term.id)
            case Element():
                return self._element(term)
            case Summation():
                return self.shapes[id(term.body)]
            case Call():
                return self._call(term)
            case Cases():
                return self._cases(term)
            case Matrix():
                return self._matrix(term)
            case Derivative():
                return self._derivative(term)
            case Apply():
                return self._apply(term)

    def _element(self, term: Element) -> Shape:
        there = [index is None for index in term.indices]
        member = self.scope.member(term)
        if member is not None:
            return member if len(term.indices) == 1 else self.solver.scalar()
        base = self.shapes[id(term.base)]
        if len(term.indices) == 1:
            explain = self._single(
                term,
                "one index does not make an entry of it",
                f"write {OPERAND}_ij, or {OPERAND}_{{i,:}} for a row",
                term.base,
            )
            self.solver.add(OneAxis(base, explain), base.rows, base.cols)
            return base if there[0] else self.solver.scalar()
        more = self.solver.find(base.some).more or ()  # of intermediate variables in derivations
        if more and len(term.indices) == 2 + len(more) and not any(there):
            return self.solver.scalar()
        if len(term.indices) != 2:
            raise self._single(term, "it has no more than two indices", "write x_i or X_ij", term.base)()
        explain = self._single(term, "two indices belong to a matrix", "write one index", term.base)
        self._demand(lambda s: s.set(base.rows, True), explain)
        self._demand(lambda s: s.set(base.cols, True), explain)
        if not any(there):
            return self.solver.scalar()
        if all(there):
            return base
        absent = self.solver.scalar().some
        some = base.some
        return Shape(base.rows, absent, some) if there[0] else Shape(absent, base.cols, some)

    def _call(self, term: Call) -> Shape:
        signature = self.scope.signature(term)
        for argument, shape in zip(term.args, signature.domain, strict=True):
            if not isinstance(argument, Number):
                self._equate_argument(term, argument, shape)
        return signature.value

    def _equate_argument(self, term: Call, argument: Term, expected: Shape) -> None:
        given = self.shapes[id(argument)]

        def explain() -> MatcalcError:
            return self.messages.single(
                term,
                argument,
                f"{term.function.id} takes another kind of argument elsewhere",
                "use one name for each function",
            )

        self._demand(lambda s: s.equate(given, expected), explain)

    def _cases(self, term: Cases) -> Shape:
        values = [value for value, _ in term.branches]
        conditions = [c for _, c in term.branches if c is not None]
        terms = values + conditions
        shapes = [self.shapes[id(t)] for t in terms]
        result = self._chain(shapes, terms, term, "cases")
        self.solver.add(Whole(shapes, result), result.some)
        return result

    def _matrix(self, term: Matrix) -> Shape:
        blocks = [[self.shapes[id(entry)] for entry in row] for row in term.rows]
        if len({len(row) for row in blocks}) != 1 or not blocks[0]:
            raise self._single(
                term, "its rows have different lengths", "give every row as many entries", term
            )()
        if len(blocks) == 1 and len(blocks[0]) == 1:
            return blocks[0][0]
        result = self.solver.shape()
        if id(term) in self.lists:
            self._variables(term, result)
            return result

        def explain() -> MatcalcError:
            return self.messages.single(
                term, term, "the blocks do not fit together", "blocks side by side need equal heights"
            )

        self.blocks[id(term)] = Block(blocks, result, None if term.flat else False, explain)
        self.solver.add(self.blocks[id(term)])
        for row in blocks:
            self.solver.add(BlockMates(row), *(cell for shape in row for cell in (shape.rows, shape.cols)))
        return result

    def _variables(self, term: Matrix, result: Shape) -> None:
        entries = term.rows[0]

        def explain() -> MatcalcError:
            matrix = next((e for e in entries if self.kind(e).word == "matrix"), entries[0])
            other = next((e for e in entries if self.kind(e).word != "matrix"), matrix)
            one = self.messages.quote(other) or "x"
            return self.messages.single(
                term,
                matrix,
                "∇ by all variables is of scalars and vectors",
                f"say which: ∇_{one}, or a list: grad(…, [{one}, …])",
            )

        shapes = [self.shapes[id(entry)] for entry in entries]
        typed = not any(id(entry) in self.filled for entry in entries)
        rule = VariableList(shapes, result, typed, explain)
        self.solver.add(rule, *(cell for shape in shapes for cell in (shape.rows, shape.cols)))

    def _derivative(self, term: Derivative) -> Shape:
        result = self.solver.shape()
        of, by = self.shapes[id(term.of)], [self.shapes[id(b)] for b in term.by]
        complaint = "its derivative has another shape than its place asks"
        explain = self._single(term, complaint, "name it and look at it alone", term.of)
        rule = Gradient(of, by, result, layout_of(term.operator, self.layout), explain)
        self.solver.add(rule, of.rows, of.cols, *(c for b in by for c in (b.rows, b.cols)))
        return result
