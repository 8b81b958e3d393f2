"""Derivations in index notation: entries of vectors and matrices, every sum written out.

The paper's four moves with an index on everything: introduce intermediate variables, differentiate each by
those that it is made of, combine these by the total-derivative chain rule, which now sums over indices,
substitute. It asks nothing of shapes, so whatever the engine can differentiate has one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from matcalc.answer import Answer
from matcalc.calculator import Engine, layout_of
from matcalc.calculus import sweep
from matcalc.derivation import Derivation, Flow, Intermediate, Line, Move, Part
from matcalc.errors import CalculusError
from matcalc.explain.cutting import Leaves, Piece, cut, uncut
from matcalc.explain.workings import Workings, distinct
from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import STRUCTURE
from matcalc.lowering import build
from matcalc.lowering.decimals import in_decimals
from matcalc.lowering.derivatives import by_target
from matcalc.lowering.explicit import At, Explicit, opened, total
from matcalc.lowering.lower import Lowering
from matcalc.lowering.raising import Raising, index_names
from matcalc.lowering.request import NoMatrixForm
from matcalc.lowering.templates import partials
from matcalc.records import replace
from matcalc.tensor.make import add, delta, is_zero, product, raw_product, scale
from matcalc.tensor.node import Abstract, Factor, Node, Pairing, Product, Select, Sum, Variable, postorder
from matcalc.tensor.normal import normal
from matcalc.terms import Apply, Cases, Derivative, Element, Matrix, Name, Summation, Term
from matcalc.terms import postorder as subterms

LONG = 90.0  # the weight beyond which a term is not written out again
SHORT = 30.0  # that of a matrix of which an entry is shown
MORE_LETTERS = "abcdefgho"  # for indices, where the usual ones do not suffice
MOST_OCCURRENCES = 6  # of a variable in a sum of products, to be differentiated factor by factor


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
    root = low.lower(answer.of).node
    parts: list[Part] = []
    title: Line | None = None
    for left, target in zip(reversed(range(len(answer.by))), reversed(answer.by), strict=True):
        variables = variables_of(target)
        for k, one in enumerate(variables):
            value = leaves.whole(by_target(low, root, one, {}))
            last = answer if not left and k == len(variables) - 1 else None
            round = Indexed(leaves, root, one, title is None)
            try:
                parts.append(round.part(title, value, last))
            except (CalculusError, NoMatrixForm):  # of expm(t A) by t, but not of expm(U) by U
                round = Indexed(leaves, root, one, title is None, whole=True)
                parts.append(round.part(title, value, last))
        if left:
            root = normal(low.expand(by_target(low, root, target, {})))
            title = round.titled(leaves.of(root, "gh"), target)
    return Derivation(answer, workings.reading, tuple(parts))


def variables_of(target: Term) -> Sequence[Term]:
    """The variables that one differentiates by at once."""
    if isinstance(target, Matrix):
        return [entry for row in target.rows for entry in row]
    if isinstance(target, Apply) and target.op == "vec":
        return target.args
    return [target]


class Indexed:
    """One derivative in index notation: of ``root`` by a variable or an entry of one.

    typed: the order of factors in the root is that of the question; whole: it is not to be cut.
    """

    def __init__(
        self, leaves: Leaves, root: Node, by: Term, typed: bool, whole: bool = False
    ) -> None:
        self.low, self.workings, self.typed = leaves.low, leaves.workings, typed
        low, workings = self.low, self.workings
        base = by.base if isinstance(by, Element) else by
        assert isinstance(base, Name)
        self.variable = base
        self.by = low.variable(base.id)
        known = workings.reading.names[base.id].flags
        self.structure = known & STRUCTURE if low.constrained else frozenset()
        if whole:
            self.pieces = [uncut(low.expand(root, frozenset({base.id})), self.by, leaves)]
        else:
            self.pieces = cut(root, self.by, definitions_in(root, low, base.id), leaves)
        self.pieces = [replace(piece, body=joined(piece.body)) for piece in self.pieces]
        self.result = self.pieces[-1]
        self.raising = Raising(workings.reading, {}, [piece.body for piece in self.pieces])
        taken = workings.reading.names.keys() | index_names([root, self.by])
        free = [*self.raising.letters, *(c for c in MORE_LETTERS if c not in taken)]
        own, rest = free[: root.rank], free[root.rank :]
        at: list[Dimension | None] = [None] * self.by.rank
        if isinstance(by, Element):
            at[: len(by.indices)] = [None if i is None else low.dimension(i) for i in by.indices]
        self.at = [index for index in at if index is not None]
        loose = at.count(None)
        letters = rest[:loose] if own else [*(c for c in "klmn" if c in rest), *rest][:loose]
        supply = map(Dimension.of, letters)
        self.target: At = tuple(next(supply) if i is None else i for i in at)
        self.letters = [letter for letter in free if letter not in letters]
        self.own: At = tuple(map(Dimension.of, own))
        self.explicit = Explicit(self.raising, self.letters)
        self.locals: dict[tuple[Variable, Variable], Local] = {}
        self.totals: dict[Variable, Node] = {}

    def part(self, title: Line | None, value: Node, answer: Answer | None) -> Part:
        """value: the derivative, in normal form; answer: whose last line is to come last, if any."""
        if not self.result.uses:
            return self.constant(title, answer)
        introduce = [self.definition(piece) for piece in self.pieces]
        differentiate = [self.local_line(piece, leaf) for piece in self.pieces for leaf in piece.uses]
        combine, substitute = self.chain()
        substitute += self.found((substitute or differentiate)[-1].members[-1], value, answer)
        if answer is not None:
            substitute += self.answered(answer)
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
        lines = [Line((self.whole(self.result, self.own), build.ZERO), rules)]
        if answer is not None:
            lines = [replace(line, rules=rules) for line in self.answered(answer, False)]
        return Part("", (Move("differentiate", tuple(lines)),), self.flow(), title)

    def flow(self) -> Flow:
        variables = []
        for piece in self.pieces:
            at = self.place(piece.leaf)
            body = self.written(piece.body, at, typed=self.typed)
            uses = tuple(leaf.name for leaf in piece.uses)
            variables.append(Intermediate(piece.leaf.name, body, uses, tuple(map(str, at))))
        return Flow((self.by.name,), tuple(variables))

    # places and symbols

    def place(self, leaf: Variable, avoid: At = ()) -> At:
        """Indices for a variable, other than some."""
        if leaf is self.by:
            return self.target
        taken = {name for index in avoid for name in index.names}
        letters = [letter for letter in self.letters if letter not in taken]
        if len(letters) < leaf.rank:
            raise NoMatrixForm
        return tuple(Dimension.of(letter) for letter in letters[: leaf.rank])

    def written(self, node: Node, at: At, typed: bool = False) -> Term:
        return self.settled(self.explicit.term(node, at, typed=typed))

    def settled(self, term: Term) -> Term:
        decimal = self.workings.reading.spellings.get("number") == "decimal"
        return self.workings.settle(in_decimals(term) if decimal else term)

    @staticmethod
    def entry(leaf: Variable, at: At) -> Term:
        return build.element(Name(leaf.name), at) if at else Name(leaf.name)

    def symbol(self, piece: Piece, at: At, leaf: Variable, to: At) -> Term:
        """The partial derivative of an entry by an entry."""
        return Derivative(self.entry(piece.leaf, at), (self.entry(leaf, to),))

    def whole(self, piece: Piece, at: At) -> Term:
        """The derivative of an entry by what is differentiated by, through all between."""
        through = self.by in piece.uses and len(piece.uses) > 1
        target = self.entry(self.by, self.target)
        return Derivative(self.entry(piece.leaf, at), (target,), "total" if through else "d")

    # lines

    def definition(self, piece: Piece) -> Line:
        at = self.place(piece.leaf)
        body = self.written(piece.body, at, typed=self.typed)
        return Line((self.entry(piece.leaf, at), body), definition=True)

    def found(self, last: Term, value: Node, answer: Answer | None) -> Iterator[Line]:
        """The derivative in terms of what it was asked in: in sums, then as an entry of a matrix."""
        loose = [index for index in self.target if index not in self.at]
        at = (*self.own, *loose)
        if not at or any(isinstance(node, Abstract) for node in postorder(value)):
            return
        try:
            members = [self.written(value, at)]
        except NoMatrixForm:
            return  # more sums within sums than there are letters
        if answer is None or answer.index is None:
            members += self.entry_of_matrix(value, at)
        members = [term for term in members if build.weight(term) <= LONG]
        fresh = distinct([last, *members])[1:]
        if fresh:
            yield Line((self.whole(self.result, self.own), *fresh))

    def entry_of_matrix(self, value: Node, at: At) -> list[Term]:
        try:
            term = self.raising.term(value, at)
        except NoMatrixForm:
            return []
        sums = any(isinstance(part, (Summation, Cases)) for part in subterms(term))
        return [] if sums or build.weight(term) > SHORT else [self.settled(term)]

    def answered(self, answer: Answer, named: bool = True) -> Iterator[Line]:
        """The last line, and what it takes to read it; ``named``: the result has a name by now."""
        known = {piece.leaf.name for piece in self.pieces}
        where = [(name, body) for name, body in answer.where if name not in known]
        yield from (Line((Name(name), body), definition=True) for name, body in where)
        if answer.index is not None:
            yield Line((answer.index[0], answer.value))
            return
        symbol: Term = Derivative(answer.of, answer.by)
        if named and len(answer.by) == 1 and isinstance(answer.by[0], Name):
            through = len(self.result.uses) > 1 and self.by in self.result.uses
            symbol = Derivative(Name(self.result.leaf.name), answer.by, "total" if through else "d")
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
        kept = [index for index in self.target if index.value is None]
        entry = self.entry(leaf, (*self.own, *kept))
        return Line((entry, self.whole(self.result, self.own)), definition=True)

    def local(self, piece: Piece, leaf: Variable) -> Node:
        structure = self.structure if leaf is self.by else frozenset()
        return sweep.differentiate(normal(piece.body), leaf, partials, structure)

    def tied(self, piece: Piece, leaf: Variable) -> Local:
        """The local derivative, with those entries alone that are not 0."""
        key = (piece.leaf, leaf)
        if key not in self.locals:
            self.locals[key] = tie(self.local(piece, leaf), piece.leaf.rank, leaf is self.by)
        return self.locals[key]

    def between(self, piece: Piece, leaf: Variable) -> At:
        """Indices for an argument of a piece: those of the piece where their entries alone meet."""
        at = self.place(piece.leaf)
        if leaf is self.by:
            return self.target
        own = iter(self.place(leaf, at))
        return tuple(next(own) if k is None else at[k] for k in self.tied(piece, leaf).ties)

    def local_line(self, piece: Piece, leaf: Variable) -> Line:
        at = self.place(piece.leaf)
        to = self.between(piece, leaf)
        local = self.tied(piece, leaf)
        symbol = self.symbol(piece, at, leaf, to)
        free = (*at, *(index for index, tie in zip(to, local.ties, strict=True) if tie is None))
        factors = None if self.structure and leaf is self.by else factor_by_factor(piece.body, leaf)
        value = self.written(local.node, free)
        if factors is not None and free == (*at, *to):
            by_parts = self.written(factors, free, typed=self.typed)
            return Line((symbol, by_parts) if alike(by_parts, value) else (symbol, by_parts, value))
        return Line((symbol, value))

    def chain(self) -> tuple[list[Line], list[Line]]:
        """The lines that combine the local derivatives, and those with the values of these."""
        combine: list[Line] = []
        substitute: list[Line] = []
        for piece in self.pieces:
            if piece.uses == (self.by,):
                self.totals[piece.leaf] = self.tied(piece, self.by).node
                continue
            at = (*self.place(piece.leaf), *self.target)
            links = [self.link(piece, leaf) for leaf in piece.uses]
            whole = self.whole(piece, self.place(piece.leaf))
            symbols = self.settled(build.add([link.symbols for link in links]))
            combine.append(Line((whole, symbols), ("total-derivative-chain",)))
            values = [link.value for link in links if link.value is not None]
            members = [self.settled(build.add([link.partly for link in links]))]
            if len(values) == len(links):
                found = normal(add(values))
                members = [self.written(add(values), at, typed=self.typed), self.written(found, at)]
                members = members[1:] if alike(*members) else members
                if build.weight(members[-1]) <= LONG:
                    self.totals[piece.leaf] = found
            short = [term for term in members if build.weight(term) <= 2 * LONG]
            if short:
                substitute.append(Line((whole, *short)))
        return combine, substitute

    def link(self, piece: Piece, leaf: Variable) -> Link:
        """What flows to a variable through one that it is made of."""
        at, to = self.place(piece.leaf), self.between(piece, leaf)
        local = self.tied(piece, leaf)
        symbol = self.symbol(piece, at, leaf, to)
        if leaf is self.by:
            return Link(symbol, self.written(local.node, (*at, *to)), local.node)
        summed = [k for k, tie in enumerate(local.ties) if tie is None]
        free = (*at, *(to[k] for k in summed))
        inner = next(piece for piece in self.pieces if piece.leaf is leaf)
        onward = self.whole(inner, to)
        partly = self.explicit.term(local.node, free, frozenset(str(index) for index in (*to, *self.target)))
        symbols, partly = build.side_by_side([symbol, onward]), build.side_by_side([partly, onward])
        for k in reversed(summed):
            symbols, partly = (total(str(to[k]), leaf.shape[k], term) for term in (symbols, partly))
        value = None
        if leaf in self.totals:
            own = [("own", k) for k in range(len(at))]
            end = [("end", k) for k in range(len(self.target))]
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


def definitions_in(root: Node, low: Lowering, but: str) -> dict[Variable, Node]:
    """The bodies of the definitions that a node holds, each after those it uses."""
    found: dict[Variable, Node] = {}
    stack: list[tuple[Node, Variable | None]] = [(root, None)]
    while stack:
        node, leaf = stack[-1]
        inner = [
            v
            for v in postorder(node)
            if isinstance(v, Variable) and "defined" in v.flags and v.name != but and v not in found
        ]
        if inner:
            stack += [(low.body(v.name), v) for v in inner]
            continue
        stack.pop()
        if leaf is not None:
            found[leaf] = node
    return found


class Local(NamedTuple):
    """The derivative of one variable by another. ties: for each axis of the argument that of the value with
    which it agrees wherever the derivative is not 0, as in u_i = exp(v_i); the node has the rest."""

    node: Node
    ties: tuple[int | None, ...]


def tie(node: Node, own: int, apart: bool) -> Local:
    """``apart``: axes are left apart, whether they agree or not."""
    axes = tuple(range(node.rank))
    ties: list[int | None] = [None] * (node.rank - own)
    for axis in axes[own:] if not (apart or is_zero(node)) else ():
        for other in range(own):
            if node.shape[axis] != node.shape[other] or other in ties:
                continue
            labels = tuple(other if label == axis else label for label in axes)
            rest = tuple(label for label in axes if label != axis)
            agreeing = product([(node, labels)], rest)
            again = product([(agreeing, rest), (delta(node.shape[axis]), (other, axis))], axes)
            if normal(again) is normal(node):
                ties[axis - own] = other
                break
    tied = (other if other is not None else axis for axis, other in enumerate(ties, own))
    labels = (*axes[:own], *tied)
    return Local(normal(product([(node, labels)], tuple(dict.fromkeys(labels)))), tuple(ties))


def joined(body: Node) -> Node:
    """A tensor; where parts of it are laid out along one axis in normal form, in which few of these stay."""
    placed = any(isinstance(node, (Pairing, Select)) for node in postorder(body))
    return normal(body) if placed else body


def factor_by_factor(body: Node, leaf: Variable) -> Node | None:
    """The derivative of a sum of products by a vector or matrix in them, each factor in turn replaced by
    entries of I; None where the variable stands otherwise, in vec, or too often."""
    if not leaf.rank or any(isinstance(node, Pairing) for node in postorder(body)):
        return None
    rank, extra = body.rank, leaf.rank
    terms: list[Node] = []
    count = 0
    for coefficient, term in body.terms if isinstance(body, Sum) else ((Fraction(1), body),):
        whole = term if isinstance(term, Product) else None
        if whole is None:
            factors, dims = [Factor(term, tuple(range(rank)))], list(term.shape)
        else:
            coefficient, factors, dims = opened(coefficient, whole)
        for position, factor in enumerate(factors):
            if factor.node is not leaf or not isinstance(factor.exponent, Fraction):
                if leaf in postorder(factor.node):
                    return None
                continue
            count += 1
            if count > MOST_OCCURRENCES:
                return None
            ends = [
                Factor(delta(dimension), (label if label < rank else label + extra, rank + k))
                for k, (dimension, label) in enumerate(zip(leaf.shape, factor.labels, strict=True))
            ]
            left = [factor._replace(exponent=factor.exponent - 1)] if factor.exponent != 1 else []
            moved = [
                Factor(f.node, tuple(l if l < rank else l + extra for l in f.labels), f.exponent)
                for f in (*factors[:position], *left, *factors[position + 1 :])
            ]
            shape = (*dims[:rank], *leaf.shape, *dims[rank:])
            whole = raw_product((*moved[:position], *ends, *moved[position:]), shape, rank + extra)
            terms.append(scale(coefficient * factor.exponent, whole))
    return add(terms) if terms else None


def alike(one: Term, other: Term) -> bool:
    """Whether two forms of one thing differ in order alone."""
    return build.weight(one) == build.weight(other)
