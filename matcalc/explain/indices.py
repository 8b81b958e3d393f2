"""Derivations in index notation: entries of vectors and matrices, every sum written out.

The paper's four moves with an index on everything: introduce intermediate variables, differentiate each by
those that it is made of, combine these by the total-derivative chain rule, which now sums over indices,
substitute. It asks nothing of shapes, so whatever the engine can differentiate has one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from matcalc.answer import Answer
from matcalc.calculator import Engine, layout_of
from matcalc.derivation import Derivation, Flow, Intermediate, Line, Move, Part
from matcalc.errors import CalculusError
from matcalc.explain.cutting import Leaves, Piece, cut, uncut, unrooted
from matcalc.explain.entries import Entries, entry
from matcalc.explain.slopes import Slopes
from matcalc.explain.workings import Workings, distinct
from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import STRUCTURE
from matcalc.lowering import build
from matcalc.lowering.derivatives import by_target
from matcalc.lowering.explicit import total
from matcalc.lowering.lower import Lowering
from matcalc.lowering.request import NoMatrixForm
from matcalc.records import replace
from matcalc.tensor.make import add, product
from matcalc.tensor.node import Abstract, Node, Pairing, Select, Variable, postorder
from matcalc.tensor.normal import normal
from matcalc.terms import Apply, Derivative, Element, Matrix, Name, Term, ids_in, same

LONG = 90.0  # the weight beyond which a term is not written out again


def derive(answer: Answer) -> Derivation:
    """The derivation of a derivative, a part for each variable in turn.

    Raises CalculusError where there are more indices than letters.
    """
    try:
        return derived(answer)
    except NoMatrixForm:
        raise CalculusError("this derivation has more indices than there are letters") from None


def derived(answer: Answer) -> Derivation:
    workings = Workings.of(answer)
    engine = answer.tensor
    assert isinstance(engine, Engine)
    constrained = engine.answering.options.entries == "constrained"
    asked = Derivative(answer.of, answer.by)
    low = Lowering(workings.reading, dict(workings.definitions), [asked], constrained)
    leaves = Leaves(workings, low)
    for name, body in answer.where:
        known = workings.reading.names[name]
        if known.domain is None:
            leaves.call(low.lower(workings.settle(body, known.kind)).node, name)
    root = unrooted(low.lower(answer.of).node)
    parts: list[Part] = []
    title: Line | None = None
    for left, target in zip(reversed(range(len(answer.by))), reversed(answer.by), strict=True):
        variables = variables_of(target)
        held = frozenset(ids_in(*variables))  # beside the one that varies
        for k, one in enumerate(variables):
            value = leaves.whole(by_target(low, root, one, {}, held))
            last = answer if not left and k == len(variables) - 1 else None
            round = Indexed(leaves, root, one, held, title is None)
            try:
                parts.append(round.part(title, value, last))
            except (CalculusError, NoMatrixForm):  # of expm(t A) by t, but not of expm(U) by U
                round = Indexed(leaves, root, one, held, title is None, whole=True)
                parts.append(round.part(title, value, last))
        if left:
            root = normal(low.expand(by_target(low, root, target, {})))
            title = round.titled(leaves.of(root, "gh"), target)
    return Derivation(answer, workings.reading, tuple(parts))


def variables_of(target: Term) -> Sequence[Term]:
    """The variables that one differentiates by at once."""
    if isinstance(target, Matrix):
        return [one for row in target.rows for one in row]
    if isinstance(target, Apply) and target.op == "vec":
        return target.args
    return [target]


class Indexed:
    """One derivative in index notation: of ``root`` by a variable or an entry of one.

    held: names of which no definition is put in; typed: the order of factors in the root is that of the
    question; whole: it is not to be cut.
    """

    def __init__(
        self, leaves: Leaves, root: Node, by: Term, held: frozenset[str], typed: bool, whole: bool = False
    ) -> None:
        low, workings = leaves.low, leaves.workings
        self.workings, self.typed = workings, typed
        base = by.base if isinstance(by, Element) else by
        assert isinstance(base, Name)
        self.by = low.variable(base.id)
        known = workings.reading.names[base.id].flags
        structure = known & STRUCTURE if low.constrained else frozenset()
        if whole:
            pieces = [uncut(low.expand(root, held), self.by, leaves)]
        else:
            pieces = cut(root, self.by, definitions_in(root, low, held), leaves)
        self.pieces = [replace(piece, body=joined(piece.body)) for piece in pieces]
        self.result = self.pieces[-1]
        self.slopes = Slopes(self.pieces, self.by, structure)
        fixed: list[Dimension | None] = [None] * self.by.rank
        if isinstance(by, Element):
            fixed[: len(by.indices)] = [None if i is None else low.dimension(i) for i in by.indices]
        self.entries = Entries(self.pieces, self.by, fixed, workings)
        self.loose = [index for index, at in zip(self.entries.target, fixed, strict=True) if at is None]
        self.totals: dict[Variable, Node] = {}

    def part(self, title: Line | None, value: Node, answer: Answer | None) -> Part:
        """value: the derivative, in normal form; answer: whose last line is to come last, if any."""
        if not self.result.uses:
            return self.constant(title, answer)
        introduce = [self.definition(piece) for piece in self.pieces]
        locals = [self.local_line(piece, leaf) for piece in self.pieces for leaf in piece.uses]
        differentiate = [line for line in locals if len(line.members) > 1]
        combine, substitute = self.chain()
        substitute += self.found((substitute or locals)[-1].members[-1], value, answer)
        introduce = list(self.with_dependences(introduce))
        if answer is not None:
            substitute += self.answered(answer)
        substitute = run_together(substitute)
        moves = [
            Move("introduce", tuple(introduce)),
            Move("differentiate", tuple(differentiate)),
            Move("combine", tuple(combine)),
            Move("substitute", tuple(substitute)),
        ]
        rule = "total-derivative-chain" if combine else ""
        return Part(rule, tuple(move for move in moves if move.lines), self.flow(), title)

    def constant(self, title: Line | None, answer: Answer | None) -> Part:
        """The derivative of what does not vary."""
        rules = ("constant",)
        lines = [Line((self.entries.whole(self.result, self.entries.own), build.ZERO), rules)]
        if answer is not None:
            lines = [replace(line, rules=rules) for line in self.answered(answer, False)]
        return Part("", (Move("differentiate", tuple(lines)),), self.flow(), title)

    def flow(self) -> Flow:
        variables = []
        for piece in self.pieces:
            at = self.entries.place(piece.leaf)
            body = self.entries.written(piece.body, at, typed=self.typed)
            uses = tuple(leaf.name for leaf in piece.uses)
            variables.append(Intermediate(piece.leaf.name, body, uses, tuple(map(str, at))))
        return Flow((self.by.name,), tuple(variables))

    def definition(self, piece: Piece) -> Line:
        at = self.entries.place(piece.leaf)
        body = self.entries.written(piece.body, at, typed=self.typed)
        return Line((entry(piece.leaf, at), body), definition=True)

    def with_dependences(self, lines: Sequence[Line]) -> Iterator[Line]:
        """The lines that introduce variables; f = f(u) before the first that holds ∂f/∂u, or after all."""
        waiting = {name: body for name, body in self.entries.dependences.items() if name not in self.named()}
        for line in lines:
            held = ids_in(*line.members)
            for name in [name for name in waiting if name in held]:
                yield Line((Name(name), waiting.pop(name)), definition=True)
            yield line
        yield from (Line((Name(name), body), definition=True) for name, body in waiting.items())

    def named(self) -> set[str]:
        return {piece.leaf.name for piece in self.pieces}

    def found(self, last: Term, value: Node, answer: Answer | None) -> Iterator[Line]:
        """The derivative in terms of what it was asked in: in sums, then as an entry of a matrix."""
        at = (*self.entries.own, *self.loose)
        if not at or any(isinstance(node, Abstract) for node in postorder(value)):
            return
        try:
            members = [self.entries.written(value, at)]
        except NoMatrixForm:
            return  # more sums within sums than there are letters
        if answer is None or answer.index is None:
            members += self.entries.of_matrix(value, at)
        members = [term for term in members if build.weight(term) <= LONG]
        fresh = distinct([last, *members])[1:]
        if fresh:
            yield Line((self.entries.whole(self.result, self.entries.own), *fresh))

    def answered(self, answer: Answer, named: bool = True) -> Iterator[Line]:
        """The last line, and what it takes to read it; ``named``: the result has a name by now."""
        known = self.named() | self.entries.dependences.keys()
        where = [(name, body) for name, body in answer.where if name not in known]
        yield from (Line((Name(name), body), definition=True) for name, body in where)
        if answer.index is not None:
            yield Line((answer.index[0], answer.value))
            return
        symbol: Term = Derivative(answer.of, answer.by)
        if named and len(answer.by) == 1 and isinstance(answer.by[0], Name):
            symbol = Derivative(Name(self.result.leaf.name), answer.by, self.entries.operator(self.result))
        layout = self.workings.options.layout
        numerator = layout_of(answer.reading.of(answer.of), answer.by, answer.reading, layout)
        if numerator.transposes == answer.flipped:
            yield Line((symbol, answer.value))
        else:
            yield Line((build.transpose(symbol), answer.value), ("layout",))

    def titled(self, leaf: Variable, target: Term) -> Line:
        """What a derivative is called that is differentiated again."""
        if isinstance(target, Matrix):
            whole = Derivative(Name(self.result.leaf.name), (target,))
            return Line((Name(leaf.name), build.transpose(whole)), definition=True)
        kept = [index for index in self.entries.target if index.value is None]
        first = entry(leaf, (*self.entries.own, *kept))
        return Line((first, self.entries.whole(self.result, self.entries.own)), definition=True)

    def local_line(self, piece: Piece, leaf: Variable) -> Line:
        at = self.entries.place(piece.leaf)
        local = self.slopes.of(piece, leaf)
        to = self.entries.beside(piece, leaf, local.ties)
        symbol = self.entries.symbol(piece, at, leaf, to)
        free = (*at, *(index for index, tie in zip(to, local.ties, strict=True) if tie is None))
        factors = self.slopes.factor_by_factor(piece, leaf)
        value = self.entries.written(local.node, free)
        if factors is not None and free == (*at, *to):
            by_parts = self.entries.written(factors, free, typed=self.typed)
            return Line((symbol, by_parts) if alike(by_parts, value) else (symbol, by_parts, value))
        return Line(distinct((symbol, value)))

    def chain(self) -> tuple[list[Line], list[Line]]:
        """The lines that combine the local derivatives, and those with the values of these."""
        combine: list[Line] = []
        substitute: list[Line] = []
        for piece in self.pieces:
            if piece.uses == (self.by,):
                self.totals[piece.leaf] = self.slopes.of(piece, self.by).node
                continue
            at = (*self.entries.place(piece.leaf), *self.entries.target)
            links = [self.link(piece, leaf) for leaf in piece.uses]
            whole = self.entries.whole(piece, self.entries.place(piece.leaf))
            symbols = self.entries.settled(build.add([link.symbols for link in links]))
            combine.append(Line((whole, symbols), ("total-derivative-chain",)))
            values = [link.value for link in links if link.value is not None]
            members = [self.entries.settled(build.add([link.partly for link in links]))]
            if len(values) == len(links):
                found = normal(add(values))
                put_in = self.entries.written(add(values), at, typed=self.typed)
                members = [put_in, self.entries.written(found, at)]
                members = members[1:] if alike(*members) else members
                if build.weight(members[-1]) <= LONG:
                    self.totals[piece.leaf] = found
            short = [term for term in members if build.weight(term) <= 2 * LONG]
            if short:
                substitute.append(Line((whole, *short)))
        return combine, substitute

    def link(self, piece: Piece, leaf: Variable) -> Link:
        """What flows to a variable through one that it is made of."""
        local = self.slopes.of(piece, leaf)
        at, to = self.entries.place(piece.leaf), self.entries.beside(piece, leaf, local.ties)
        symbol = self.entries.symbol(piece, at, leaf, to)
        if leaf is self.by:
            return Link(symbol, self.entries.written(local.node, (*at, *to)), local.node)
        summed = [k for k, tie in enumerate(local.ties) if tie is None]
        free = (*at, *(to[k] for k in summed))
        inner = next(piece for piece in self.pieces if piece.leaf is leaf)
        onward = self.entries.whole(inner, to)
        partly = self.entries.partly(local.node, free, (*to, *self.entries.target))
        symbols, partly = build.side_by_side([symbol, onward]), build.side_by_side([partly, onward])
        for k in reversed(summed):
            symbols, partly = (total(str(to[k]), leaf.shape[k], term) for term in (symbols, partly))
        value = None
        if leaf in self.totals:
            own = [("own", k) for k in range(len(at))]
            end = [("end", k) for k in range(len(self.entries.target))]
            labels = [("to", k) if tie is None else own[tie] for k, tie in enumerate(local.ties)]
            first = (local.node, (*own, *(labels[k] for k in summed)))
            value = product([first, (self.totals[leaf], (*labels, *end))], (*own, *end))
        return Link(symbols, partly, value)


class Link(NamedTuple):
    """A term of the chain rule: of symbols; with the local derivative's value; and whole, where what it leads
    on to is not too long."""

    symbols: Term
    partly: Term
    value: Node | None


def definitions_in(root: Node, low: Lowering, but: Collection[str]) -> dict[Variable, Node]:
    """The bodies of the definitions that a node holds, each after those it uses."""
    found: dict[Variable, Node] = {}
    stack: list[tuple[Node, Variable | None]] = [(root, None)]
    while stack:
        node, leaf = stack[-1]
        inner = [
            v
            for v in postorder(node)
            if isinstance(v, Variable) and "defined" in v.flags and v.name not in but and v not in found
        ]
        if inner:
            stack += [(low.body(v.name), v) for v in inner]
            continue
        stack.pop()
        if leaf is not None:
            found[leaf] = node
    return found


def joined(body: Node) -> Node:
    """A tensor; where parts of it are laid out along one axis in normal form, in which few of these stay."""
    placed = any(isinstance(node, (Pairing, Select)) for node in postorder(body))
    return normal(body) if placed else body


def alike(one: Term, other: Term) -> bool:
    """Whether two forms of one thing differ in order alone."""
    return build.weight(one) == build.weight(other)


def run_together(lines: Sequence[Line]) -> list[Line]:
    """Lines about the same as one each, in which no two members differ in order alone."""
    whole: list[Line] = []
    for line in lines:
        before = whole[-1] if whole else line
        if before is line or before.definition or not same(before.members[0], line.members[0]):
            whole.append(line)
            continue
        (first, *members), (_, *more) = before.members, line.members
        members = [member for member in members if not alike(member, more[0])]
        whole[-1] = Line(distinct((first, *members, *more)), (*before.rules, *line.rules))
    return whole
