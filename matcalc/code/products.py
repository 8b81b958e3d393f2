"""Products of tensors as operations on arrays.

Identities rename labels, unit vectors take an entry, places of blocks take or fill a part, and pairs of axes
are reshaped; none of them becomes an array where it meets one.
"""

from __future__ import annotations

from collections.abc import Mapping

from matcalc.code.arithmetic import monomial, power
from matcalc.code.arrays import transpose
from matcalc.code.contraction import Labels, Operand, contract
from matcalc.code.graph import ONE, Array, eye, length, make
from matcalc.code.quotients import Part, paired
from matcalc.kinds.dimensions import Dimension
from matcalc.rationals import Fraction
from matcalc.tensor.make import add, product, scale
from matcalc.tensor.node import Basis, Delta, Factor, Node, Pairing, Product, Select, Sum

Arrays = Mapping[Node, tuple[Array, tuple[int, ...]]]
STRUCTURAL: tuple[type[Node], ...] = (Basis, Select, Pairing, Delta)  # in the order that they are dealt with


def opened(node: Product) -> Node | None:
    """The product multiplied out by a sum in which an identity meets another factor, None where there is
    none: p .* B - p (p' B) needs no matrix diag(p)."""
    for position, factor in enumerate(node.factors):
        if not isinstance(factor.node, Sum) or factor.exponent != 1:
            continue
        others = node.factors[:position] + node.factors[position + 1 :]
        met = {label for other in others for label in other.labels}
        summed = {label for label in factor.labels if label >= node.rank}
        if any(structure(term, factor.labels) & (met | summed) for _, term in factor.node.terms):
            return add([scale(c, replaced(node, position, term)) for c, term in factor.node.terms])
    return None


def structure(term: Node, labels: Labels) -> set[int]:
    """The labels of a term's identities, unit vectors and places."""
    if isinstance(term, STRUCTURAL):
        return set(labels)
    if not isinstance(term, Product):
        return set()
    return {
        labels[axis]
        for factor in term.factors
        if isinstance(factor.node, STRUCTURAL)
        for axis in factor.labels
        if axis < term.rank
    }


def replaced(node: Product, position: int, term: Node) -> Node:
    """The product with the factor at a position replaced by a term of it."""
    factor = node.factors[position]
    dims: dict[object, Dimension] = dict(enumerate(node.dims))
    pieces: list[Factor] = [f for place, f in enumerate(node.factors) if place != position]
    if isinstance(term, Product):
        names = dict(enumerate(factor.labels))
        inner = [
            (f.node, tuple(names.get(axis, ("inner", axis)) for axis in f.labels), f.exponent)
            for f in term.factors
        ]
        dims |= {("inner", axis): d for axis, d in enumerate(term.dims) if axis >= term.rank}
        return product([*pieces, *inner], range(node.rank), dims)
    return product([*pieces, (term, factor.labels)], range(node.rank), dims)


def contracted(node: Product, done: Arrays) -> tuple[Array, tuple[int, ...]]:
    """The array of a product, and which of its axes it has."""
    return _Product(node, done).result()


class _Product:
    """The work on one product: operands that are arrays, and what is to be done to their product."""

    def __init__(self, node: Product, done: Arrays) -> None:
        self.rank = node.rank
        self.dims = dict(enumerate(node.dims))
        self.out = list(range(node.rank))
        self.scalars: list[tuple[Array, Fraction]] = []
        self.operands: list[Operand] = []
        self.gone: set[int] = set()  # labels summed over that have been dealt with
        self.after: list[tuple[str, tuple[int, ...], Dimension | None]] = []
        structural: list[Factor] = []
        plain: list[Part] = []
        taken: set[int] = set()
        for factor in sorted(
            node.factors,
            key=lambda f: STRUCTURAL.index(type(f.node)) if isinstance(f.node, STRUCTURAL) else -1,
        ):
            # where two of them meet, the later is an array to the earlier
            if isinstance(factor.node, STRUCTURAL) and taken.isdisjoint(factor.labels):
                structural.append(factor)
                taken |= set(factor.labels)
            else:
                plain.append(part(factor, done))
        for array, labels, exponent in paired(plain):
            if labels:
                self.operands.append(Operand(monomial(ONE, [(array, exponent)]), labels))
            else:
                self.scalars.append(norm(array, exponent) or (array, exponent))
        for kind in (self.unit, self.select, self.pairing, self.delta):
            for factor in structural:
                kind(factor.node, factor.labels, done)
        for label in range(self.rank, len(node.dims)):
            if label not in self.gone and not self.carried(label):
                self.scalars.append((length(self.dims[label]), ONE))

    def carried(self, label: int) -> bool:
        return any(label in operand.labels for operand in self.operands)

    def renamed(self, old: int, new: int) -> None:
        self.operands = [
            Operand(array, tuple(new if label == old else label for label in labels))
            for array, labels in self.operands
        ]

    def taken(self, label: int, index: Dimension, size: Dimension | None, new: int | None) -> None:
        """One entry along a label, or ``size`` of them, which are then at another."""
        done = []
        for array, labels in self.operands:
            while label in labels:
                axis = labels.index(label)
                shape = list(array.shape)
                if size is None:
                    del shape[axis]
                    labels = labels[:axis] + labels[axis + 1 :]
                else:
                    shape[axis] = size
                    labels = (*labels[:axis], new or 0, *labels[axis + 1 :])
                array = make("take", (array,), (axis, index, size), tuple(shape))
            done.append(Operand(array, labels))
        self.scalars += [(o.array, ONE) for o in done if not o.labels]
        self.operands = [o for o in done if o.labels]

    def unit(self, node: Node, labels: Labels, done: Arrays) -> None:
        if not isinstance(node, Basis):
            return
        (label,) = labels
        self.taken(label, node.index - 1, None, None)
        self.gone.add(label)
        if label in self.out:
            self.out.remove(label)
            self.after.append(("entry", labels, node.index - 1))
        elif label < self.rank:  # at two places at once
            self.operands.append(Operand(done[node][0], labels))

    def select(self, node: Node, labels: Labels, done: Arrays) -> None:
        if not isinstance(node, Select):
            return
        whole, part = labels
        if whole == part:
            self.operands.append(Operand(done[node][0], labels))
            return
        if self.carried(whole):
            self.taken(whole, node.offset, self.dims[part], part)
            self.gone.add(whole)
        elif whole >= self.rank:
            self.gone.add(whole)
            return
        if whole < self.rank:
            if part < self.rank or part in self.out:
                fresh = len(self.dims)
                self.dims[fresh] = self.dims[part]
                self.operands.append(Operand(eye(self.dims[part]), (fresh, part)))
                part = fresh
            if self.carried(part):
                self.out[self.out.index(whole)] = part
                self.after.append(("pad", (part, whole), node.offset))
            else:
                self.operands.append(Operand(done[node][0], labels))

    def pairing(self, node: Node, labels: Labels, done: Arrays) -> None:
        if not isinstance(node, Pairing):
            return
        whole, fast, slow = labels
        holders = [operand for operand in self.operands if whole in operand.labels]
        free = whole in self.out
        inner = [label for label in (fast, slow) if label >= self.rank and label not in self.out]
        if not free and holders and len(set(labels)) == 3:
            self.operands = [split(o, whole, fast, slow, self.dims) for o in self.operands]
            self.gone.add(whole)
        elif free and not holders and len(set(inner)) == 2 and all(map(self.carried, inner)):
            place = self.out.index(whole)
            self.out[place : place + 1] = [slow, fast]
            self.after.append(("merge", (slow, fast, whole), None))
        else:
            self.operands.append(Operand(done[node][0], labels))

    def delta(self, node: Node, labels: Labels, done: Arrays) -> None:
        if not isinstance(node, Delta):
            return
        first, second = labels
        for old, new in ((second, first), (first, second)):
            if old not in self.out and old >= self.rank and old != new:
                self.renamed(old, new)
                self.gone.add(old)
                return
        if self.rank == 2 and self.out == [0, 1] and (self.carried(first) or self.carried(second)):
            self.renamed(1, 0)
            self.out = [0]
            self.after.append(("diag", (0, 1), None))
            return
        self.operands.append(Operand(done[node][0], labels))

    def result(self) -> tuple[Array, tuple[int, ...]]:
        array, labels = contract(self.operands, self.scalars, ONE, tuple(self.out))
        for what, own, offset in reversed(self.after):
            if what == "diag" and labels:
                array = make("diag", (array,), shape=array.shape * 2)
                array.symmetric, labels = True, own
            elif what == "pad":
                part, whole = own
                axis = labels.index(part)
                shape = (*array.shape[:axis], self.dims[whole], *array.shape[axis + 1 :])
                array = make("pad", (array,), (axis, offset), shape)
                labels = tuple(whole if label == part else label for label in labels)
            elif what == "merge":
                array, labels = merged(array, labels, own, self.dims)
        array = transpose(array, sorted(range(len(labels)), key=labels.__getitem__))
        labels = tuple(sorted(labels))
        for what, own, offset in reversed(self.after):
            if what == "entry":
                (label,) = own
                axis = sum(other < label for other in labels)
                shape = (*array.shape[:axis], self.dims[label], *array.shape[axis:])
                array = make("entry", (array,), (axis, offset), shape)
                labels = (*labels[:axis], label, *labels[axis:])
        return array, labels


def part(factor: Factor, done: Arrays) -> Part:
    """A factor as an array."""
    array, axes = done[factor.node]
    exponent = factor.exponent
    if isinstance(exponent, Node):
        array, exponent = power(array, done[exponent][0]), ONE
    return Part(array, tuple(factor.labels[axis] for axis in axes), exponent)


def norm(array: Array, exponent: Fraction) -> tuple[Array, Fraction] | None:
    """(x · x)^½ as a norm."""
    if exponent.denominator != 2:
        return None
    if array.op == "matmul" and array.args[0] is array.args[1]:
        (x, _) = array.args
    elif array.op == "sum" and not array.rank and array.args[0].op == "monomial" and square(array.args[0]):
        (x,) = array.args[0].args
    else:
        return None
    return make("norm", (x,)), 2 * exponent


def square(array: Array) -> bool:
    return bool(array.info == (ONE, (Fraction(2),)))


def split(operand: Operand, whole: int, fast: int, slow: int, dims: Mapping[int, Dimension]) -> Operand:
    """An operand with an axis of pairs as two, the slow one first."""
    array, labels = operand
    if whole not in labels:
        return operand
    axis = labels.index(whole)
    shape = (*array.shape[:axis], dims[slow], dims[fast], *array.shape[axis + 1 :])
    return Operand(make("reshape", (array,), None, shape), (*labels[:axis], slow, fast, *labels[axis + 1 :]))


def merged(
    array: Array, labels: Labels, own: tuple[int, ...], dims: Mapping[int, Dimension]
) -> tuple[Array, Labels]:
    """Two axes laid out along one, the second of them the faster."""
    slow, fast, whole = own
    rest = [label for label in labels if label not in (slow, fast)]
    order = (*rest, slow, fast)
    turned = transpose(array, [labels.index(label) for label in order])
    shape = (*turned.shape[:-2], dims[whole])
    return make("reshape", (turned,), None, shape), (*rest, whole)
