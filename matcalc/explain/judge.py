"""Whether the lines of a derivation are true.

What a term means is worked out with the engine alone, whatever way of deriving made it: intermediate
variables stand for their bodies, derivative symbols for what ``matcalc.derivation`` says, de for the
derivative of e in the direction of a change of the inputs. Two terms are equal where they have one
normal form or, failing that, the same values at random points: cos² x + sin² x has no normal form 1.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import reduce
from itertools import chain, permutations

from matcalc.answer import Answer
from matcalc.calculator import Engine
from matcalc.calculus import sweep
from matcalc.derivation import Derivation, Flow, Line
from matcalc.errors import CalculusError, MatcalcError
from matcalc.kinds import kinds_of
from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import STRUCTURE, Kind, NameKind, Reading
from matcalc.lowering.derivatives import by_target
from matcalc.lowering.elements import picking, place_of
from matcalc.lowering.lower import Lowering
from matcalc.lowering.templates import partials
from matcalc.lowering.value import Bound, Value
from matcalc.rationals import Fraction
from matcalc.records import replace
from matcalc.tensor.make import add, is_zero, product, scale, variable
from matcalc.tensor.node import Abstract, Node, Variable, postorder
from matcalc.tensor.normal import normal
from matcalc.tensor.substitute import substitute
from matcalc.terms import (
    Apply,
    Derivative,
    Element,
    Matrix,
    Name,
    Summation,
    Term,
    fold,
    ids_in,
    rebuild,
    same,
)
from matcalc.terms import postorder as subterms

POINTS = 3  # at which terms have to have the same values
ATTEMPTS = 24


def false_line(derivation: Derivation) -> Line | None:
    """The first line that is not found to be true, if there is one."""
    judge = Judge(derivation.answer, derivation.reading)
    for part in derivation.parts:
        if part.flow is not None:
            try:
                judge.learn(part.flow)
            except MatcalcError:
                return part.moves[0].lines[0]
        titles = () if part.title is None else (part.title,)
        for line in chain(titles, *(move.lines for move in part.moves)):
            if not judge.true(line):
                return line
    return None


class Judge:
    """Judges the lines of one derivation in their order, so that what they define is known after them.

    reading: the kinds of all names.
    """

    def __init__(self, answer: Answer, reading: Reading) -> None:
        engine = answer.tensor
        assert isinstance(engine, Engine)
        self.of = answer.of
        self.typed = None if answer.typed is None or same(answer.typed, answer.of) else answer.typed
        self.local: dict[str, Term] = {}  # names that stand for what varies with indices around them
        self.meaning = Meaning(answer, reading, engine.answering.options.entries == "constrained")
        for name, body in engine.answering.typed.definitions.items():
            self.meaning.define(name, (), body)

    def learn(self, flow: Flow) -> None:
        """What the intermediate variables of a data-flow stand for, and which inputs vary in it."""
        self.meaning.inputs = [name for name in flow.inputs if name in self.meaning.reading.names]
        for v in flow.variables:
            self.meaning.define(v.name, v.indices, v.body)

    def true(self, line: Line) -> bool:
        """Whether all members of a line are equal; a name that a definition introduces is learnt from it."""
        if not self.learnt(line):
            return False
        first, *rest = map(self.stated, line.members)
        return all(self.equal(first, member) for member in rest)

    def learnt(self, line: Line) -> bool:
        """Whether what a line introduces, if it is a definition of something new, could be learnt from it."""
        target = introduced(line.members[0]) if line.definition else None
        if target is None or target[0] in self.meaning.bodies:
            return True
        name, letters = target
        body = self.stated(line.members[-1])
        try:
            if not letters and self.meaning.bounds([body]):
                self.local[name] = body
            else:
                self.meaning.define(name, letters, body)
        except MatcalcError:
            return False
        return True

    def stated(self, term: Term) -> Term:
        """A term in full: without names of what varies with indices around them, and with what was
        differentiated as it was elaborated instead of as it was typed."""

        def visit(part: Term, parts: tuple[Term, ...]) -> Term:
            if self.typed is not None and same(part, self.typed):
                return self.of
            return self.local.get(part.id, part) if isinstance(part, Name) else rebuild(part, parts)

        return fold(term, visit) if self.local or self.typed is not None else term

    def equal(self, left: Term, right: Term) -> bool:
        """Whether two terms have one shape and one value; 0 stands for zeros of any shape. False also
        where that cannot be told."""
        try:
            a, b = self.meaning.aligned(left, right)
            zero = is_zero(normal(a.node)) or is_zero(normal(b.node))
            if oriented(a.kind) != oriented(b.kind) and not zero:
                return False
            if normal(a.node) is normal(b.node):
                return True
            whole = [normal(self.meaning.closed(self.meaning.opened(value.node))) for value in (a, b)]
        except MatcalcError:
            return False
        if whole[0] is whole[1] or all(map(is_zero, whole)):
            return True
        return whole[0].shape == whole[1].shape and self.meaning.agree(*whole)


def introduced(term: Term) -> tuple[str, tuple[str, ...]] | None:
    """The name that stands alone or with letters as its indices, and these."""
    base, indices = (term.base, term.indices) if isinstance(term, Element) else (term, ())
    letters = tuple(index.id for index in indices if isinstance(index, Name))
    return (base.id, letters) if isinstance(base, Name) and len(letters) == len(indices) else None


def oriented(kind: Kind) -> tuple[bool, bool]:
    return kind.rows is not None, kind.cols is not None


class Meaning(Lowering):
    """Lowers the terms of a derivation. All names in them are leaves, which ``opened`` replaces."""

    def __init__(self, answer: Answer, reading: Reading, constrained: bool) -> None:
        own = replace(reading, names=dict(reading.names), kinds={}, kept=[])
        super().__init__(own, {}, [Derivative(answer.of, answer.by)], constrained)
        asked = list(subterms(answer.of, *answer.by))
        bound = {part.index.id for part in asked if isinstance(part, Summation)}
        self.held = {part.id for part in asked if isinstance(part, Name)} - bound  # letters of the question
        self.bodies: dict[str, Node] = {}  # of intermediate variables and definitions, one step deep
        self.bases: dict[str, Node] = {}  # the same in terms of the inputs
        targets = [part.id for by in answer.by for part in subterms(by) if isinstance(part, Name)]
        self.inputs = [name for name in dict.fromkeys(targets) if name in own.names]
        lengths = [axis for known in own.names.values() for axis in known.kind.axes]
        self.dimension_names = {name for axis in lengths for name in axis.names}

    # what names stand for

    def define(self, name: str, indices: Sequence[str], body: Term) -> None:
        """``name`` is ``body``, for each value of the indices."""
        known = self.reading.names.get(name)
        expected = None if known is None or indices else known.kind
        kinds = kinds_of(body, self.reading, expected)
        self.reading.kinds.update(kinds)
        self.reading.kept.append(body)
        bounds = self.bounds([body, Element(Name(name), tuple(map(Name, indices)))] if known else [body])
        value = self.lower(body, bounds)
        if known is None:
            own = value.kind
            counts = [bounds[index].count for index in indices]
            kind = own
            if counts:
                kind = replace(own, family=counts[0]) if own.axes else of_axes(counts)
            known = self.reading.names[name] = NameKind(kind, "defined")
        labels = (*(("i", index) for index in indices), *value.labels()[len(value.indices) :])
        dims = dict(zip(labels, known.kind.axes, strict=len(labels) == len(known.kind.axes)))
        if len(labels) < len(known.kind.axes):  # a scalar stands for all entries
            labels = (*labels, *range(len(known.kind.axes) - len(labels)))
            dims = dict(zip(labels, known.kind.axes, strict=True))
        self.bodies.pop(name, None)  # what is defined anew comes after those it now uses
        self.bodies[name] = product([(value.node, value.labels())], labels, dims)
        self.bases[name] = substitute(self.bodies[name], self.values(self.bases))

    def values(self, nodes: Mapping[str, Node]) -> dict[Variable, Node]:
        return {self.variable(name): node for name, node in nodes.items()}

    def opened(self, node: Node, keep: Collection[str] = ()) -> Node:
        """The node in terms of the inputs, and of the variables to ``keep``."""
        if self.bodies.keys().isdisjoint(keep):
            return substitute(node, self.values(self.bases))
        found: dict[str, Node] = {}
        for name, body in self.bodies.items():
            if name not in keep:
                found[name] = substitute(body, self.values(found))
        return substitute(node, self.values(found))

    # terms

    def aligned(self, left: Term, right: Term) -> tuple[Value, Value]:
        """Two terms lowered, the axes of the indices that nothing binds first and in the same order."""
        bounds = self.bounds([left, right])
        found = {id(term): self.settled(term) for term in (left, right)}
        for term, other in ((left, right), (right, left)):
            kind = found[id(other)]
            if unsized(found[id(term)]) and not unsized(kind) and oriented(kind) == oriented(found[id(term)]):
                self.settled(term, kind)
        a, b = self.lower(left, bounds), self.lower(right, bounds)
        indices = tuple(dict.fromkeys((*a.indices, *b.indices)))
        return spread(a, indices, bounds), spread(b, indices, bounds)

    def settled(self, term: Term, expected: Kind | None = None) -> Kind:
        kinds = kinds_of(term, self.reading, expected)
        self.reading.kinds.update(kinds)
        self.reading.kept.append(term)
        return kinds[id(term)]

    def bounds(self, terms: Sequence[Term]) -> dict[str, Bound]:
        """How far the indices run that nothing binds: along the axis where they stand."""
        found: dict[str, Bound] = {}
        parts = list(subterms(*terms))
        by = [target for part in parts if isinstance(part, Derivative) for target in part.by]
        targets = {id(target.base) for target in by if isinstance(target, Element)}
        for part in parts:
            if not isinstance(part, Element):
                continue
            axes = self.axes_of(part.base, id(part.base) in targets)
            for index, axis in zip(part.indices, axes, strict=False):
                if not isinstance(index, Name) or any(name.startswith("?") for name in axis.names):
                    continue
                known_names = (self.reading.names, self.dimension_names, self.held)
                if not any(index.id in names for names in known_names):
                    found.setdefault(index.id, Bound(Dimension.of(1), axis))
        return found

    def axes_of(self, base: Term, target: bool) -> Sequence[Dimension]:
        """The axes of what has indices. target: it is differentiated by, and may be a list of variables."""
        known = self.reading.names.get(base.id) if isinstance(base, Name) else None
        if target and isinstance(base, Matrix):
            every = [self.axes_of(entry, True) for row in base.rows for entry in row]
            lengths = [reduce(Dimension.__mul__, axes, Dimension.of(1)) for axes in every]
            return [sum(lengths, start=Dimension.of(0))]
        return (known.kind if known else kinds_of(base, self.reading)[id(base)]).axes

    def visit(self, term: Term, done: dict[int, Value], scope: dict[str, Bound]) -> Value:
        if isinstance(term, Derivative):
            return self.symbol(term, scope)
        if isinstance(term, Apply) and term.op == "differential":
            return self.differential(done[id(term.args[0])])
        if isinstance(term, Element) and unsized(kind := self.reading.of(term.base)):
            length = longest(place_of(self, i, scope).last(scope) for i in term.indices if i is not None)
            axes = {"rows": kind.rows and length, "cols": kind.cols and length}
            self.reading.kinds[id(term.base)] = replace(kind, **axes)
        return super().visit(term, done, scope)

    # derivative symbols

    def symbol(self, term: Derivative, scope: dict[str, Bound]) -> Value:
        """What a derivative symbol stands for."""
        value = self.lower(term.of, scope)
        axes = [("i", index) for index in value.indices]
        own: list[object] = [("own", k) for k in range(value.node.rank - len(axes))]
        node, labels = value.node, [*axes, *own]
        if (target := introduced(term.of)) and target[0] in self.bodies:
            node = substitute(node, {self.variable(target[0]): self.bodies[target[0]]})
        by: list[list[object]] = []
        indices = dict.fromkeys(value.indices)
        for number, variable_ in enumerate(reversed(term.by)):
            base = variable_.base if isinstance(variable_, Element) else variable_
            if isinstance(base, Name):
                node = self.slope(node, base.id, term.operator == "total")
            else:  # a list of variables, or vec of one
                held = ids_in(base)
                node = by_target(self, normal(self.opened(node, held)), base, scope)
            new: list[object] = [("by", number, k) for k in range(node.rank - len(labels))]
            pieces: list[tuple[Node, Sequence[object]]] = [(node, [*labels, *new])]
            for k, index in enumerate(variable_.indices if isinstance(variable_, Element) else ()):
                if index is None:
                    continue
                dimension = node.shape[len(labels) + k]
                place = place_of(self, index, scope)
                pieces += picking(place, dimension, new[k], scope)
                indices |= dict.fromkeys(place.multiples)
                new[k] = None
            kept = [label for label in new if label is not None]
            axes = [("i", index) for index in indices]
            rest = [label for label in labels if label not in axes]
            node = product(pieces, [*axes, *rest, *kept])
            labels = [*axes, *rest, *kept]
            by.append(kept)
        kind = self.reading.of(term)
        out = [label for label in labels if label not in axes]
        if not own and len(out) == 2 and any(len(kept) == 2 for kept in by):
            out.reverse()  # the derivative of a scalar by a matrix in numerator layout
        if len(out) != len(kind.axes):
            raise CalculusError("a derivative that is laid out has two axes at most", term.span)
        return Value(product([(node, labels)], [*axes, *out]), tuple(indices), kind)

    def slope(self, node: Node, name: str, total: bool) -> Node:
        """The derivative by a name: the partial one where the node holds it, and else the total one."""
        leaf = self.variable(name)
        if total or leaf not in postorder(node):
            node = self.opened(node, (name,))
        structure = self.reading.names[name].flags & STRUCTURE if self.constrained else frozenset()
        return sweep.differentiate(normal(node), leaf, partials, structure)

    def differential(self, value: Value) -> Value:
        """The change of a value to first order as the inputs change."""
        node = normal(self.opened(value.node))
        axes = range(node.rank)
        changes = []
        for name in self.inputs:
            leaf = self.variable(name)
            moved = tuple(("d", k) for k in range(leaf.rank))
            change = variable(f"d {name}", leaf.shape)
            slope = sweep.differentiate(node, leaf, partials, frozenset())
            changes.append(product([(slope, (*axes, *moved)), (change, moved)], axes))
        return replace_node(value, add(changes))

    # numbers

    def agree(self, left: Node, right: Node) -> bool:
        """Whether nodes without intermediate variables have the same values at random points."""
        from matcalc.evaluation import at_point
        from matcalc.numeric.points import Point
        from matcalc.numeric.verify import RANGES, close, usable

        left, right = nameless([left, right])
        leaves = [node for node in postorder(left, right) if isinstance(node, Variable)]
        names = {v.name: NameKind(of_axes(v.shape), "defined", v.flags) for v in leaves}
        axes = [axis for node in postorder(left, right) for axis in node.shape]
        lengths = self.dimension_names.union(*(axis.names for axis in axes))
        agreed = 0
        for seed in range(ATTEMPTS):
            domain = RANGES[seed % len(RANGES)]
            chosen = {n: 2 + (k + seed) % 3 for k, n in enumerate(sorted(lengths))}  # wide and tall
            point = Point(seed, chosen, dict.fromkeys(names, domain))
            values, sizes, _ = point.of(replace(self.reading, names={**self.dimensions(), **names}))
            try:
                sides = at_point((left, right), values, sizes)
            except MatcalcError:
                continue
            if sides is None or not usable(sides[left]) or not usable(sides[right]):
                continue
            if not close(sides[left], sides[right], 1e-8):
                return False
            agreed += 1
            if agreed == POINTS:
                return True
        return False

    def dimensions(self) -> dict[str, NameKind]:
        return {name: known for name, known in self.reading.names.items() if "dimension" in known.flags}


def nameless(nodes: Sequence[Node]) -> list[Node]:
    """The nodes with a variable for each value of an abstract function, which may be anything."""
    values = [node for node in postorder(*nodes) if isinstance(node, Abstract)]
    put = {node: symmetrised(variable(f"value {k}", node.shape), node) for k, node in enumerate(values)}
    return [substitute(node, put) for node in nodes]


def symmetrised(node: Node, partial: Abstract) -> Node:
    """A node of the shape of a partial derivative, made the same in whatever order derivatives are taken."""
    axes = range(node.rank)
    start = len(partial.value)
    for arg, order in zip(partial.args, partial.orders, strict=True):
        blocks = [axes[start + k * arg.rank : start + (k + 1) * arg.rank] for k in range(order)]
        end = start + order * arg.rank
        turned = [(*axes[:start], *chain(*ways), *axes[end:]) for ways in permutations(blocks)]
        node = scale(Fraction(1, len(turned)), add([product([(node, labels)], axes) for labels in turned]))
        start = end
    return node


def of_axes(axes: Sequence[Dimension]) -> Kind:
    rows, cols = (*axes, None, None)[:2]
    return Kind(rows, cols, tuple(axes[2:]))


def unsized(kind: Kind) -> bool:
    """Whether nothing says how long some axis is."""
    return any(name.startswith("?") for axis in kind.axes for name in axis.names)


def longest(lengths: Iterable[Dimension]) -> Dimension:
    """The greatest of lengths; an entry of I or 1⃗ is known however long they are, if they are long enough."""
    first, *rest = lengths
    for other in rest:
        grows = all(coefficient > 0 for _, coefficient in (other - first).terms)
        if grows or (first.value is not None and other.value is None):
            first = other
    return first


def spread(value: Value, indices: Iterable[str], bounds: Mapping[str, Bound]) -> Value:
    """A value with an axis for each of the indices, whether it varies with it or not."""
    every = tuple(indices)
    own = value.labels()[len(value.indices) :]
    labels = (*(("i", index) for index in every), *own)
    dims = {("i", index): bounds[index].count for index in every if index in bounds}
    return Value(product([(value.node, value.labels())], labels, dims), every, value.kind)


def replace_node(value: Value, node: Node) -> Value:
    return Value(node, value.indices, value.kind)
