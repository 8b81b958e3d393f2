"""Second derivatives as operators: what each kind is made of, and how systems with it are solved.

An operator takes an array to one of the same shape. It may be diagonal, one block or several along an axis, a
Kronecker product, or diagonal plus a few outer products, for which Woodbury's identity solves (Golub & Van
Loan, "Matrix Computations", 2.1.4).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from matcalc.code.arrays import solve, transpose
from matcalc.code.contraction import size
from matcalc.code.graph import Array, make
from matcalc.code.translation import Translation
from matcalc.errors import CalculusError
from matcalc.kinds.dimensions import Dimension
from matcalc.rationals import Fraction
from matcalc.records import Value
from matcalc.tensor.make import ONE, Piece, add, delta, kept, operation, product, subtract
from matcalc.tensor.node import Node
from matcalc.tensor.normal import normal


class Part(Value):
    """A factor of an operator. said: how the entries of the operator are made of it."""

    name: str
    node: Node
    said: str


class Operator(Value):
    """A second derivative as it is. whole: the axes of the result, then as many that are summed over."""

    whole: Node

    @property
    def rank(self) -> int:
        return self.whole.rank // 2

    def parts(self) -> list[Part]:
        """What is smaller than the operator, and says all of it."""
        raise CalculusError(
            "this second derivative has no factors: it is not diagonal, nor made of blocks, nor a Kronecker "
            "product, nor diagonal plus a few outer products",
            hint="ask for its product with a direction, or for the solution of a system",
        )

    def solution(self, right: Node, translation: Translation) -> Array:
        """The array that the operator takes to ``right``."""
        solved = self.solved(right)
        if solved is not None:
            return translation.array(solved)
        (rows, columns), given = right.shape, translation.array(right)
        side = rows * columns
        matrix = make("reshape", (translation.array(self.whole),), shape=(side, side))
        flat = solve(matrix, make("reshape", (given,), shape=(side,)))
        return make("reshape", (flat,), shape=given.shape)

    def solved(self, right: Node) -> Node | None:
        """The same as a tensor; None for an operator on matrices that is to be solved with as it is."""
        return product([(inverse(self.whole), (0, 1)), (right, (1,))], (0,)) if self.rank == 1 else None


class Diagonal(Operator):
    entries: Node

    def parts(self) -> list[Part]:
        return [Part("D", self.entries, f"{{}} is {diagonal(*letters(self.rank))}")]

    def solved(self, right: Node) -> Node:
        axes = range(self.rank)
        return product([(right, axes), (self.entries, axes, Fraction(-1))], axes, dims(right))


class Blocks(Operator):
    """The same block, or one of several, at each place along an axis. along: the axis. varies: whether the
    blocks differ, and their first axis counts them."""

    block: Node
    along: int
    varies: bool

    def parts(self) -> list[Part]:
        own, other = letters(2)
        kept = 1 - self.along
        place = [own[self.along]] * self.varies + [own[kept], other[kept]]
        said = f"{{}} is δ[{own[self.along]}, {other[self.along]}] B[{', '.join(place)}]"
        return [Part("B", self.block, said)]

    def solution(self, right: Node, translation: Translation) -> Array:
        if not self.varies:
            return super().solution(right, translation)
        order = (self.along, 1 - self.along)
        turned = transpose(translation.array(right), order)
        solved = make("solve blocks", (translation.array(self.block), turned), shape=turned.shape)
        return transpose(solved, order)

    def solved(self, right: Node) -> Node:
        labels = ("i", "b") if self.along == 0 else ("b", "i")
        out = ("i", "a") if self.along == 0 else ("a", "i")
        return product([(inverse(self.block), "ab"), (right, labels)], out)


class Kronecker(Operator):
    """X ↦ A X Bᵀ; crossed: X ↦ A Xᵀ Bᵀ."""

    left: Node
    right: Node
    crossed: bool

    def parts(self) -> list[Part]:
        own, other = letters(2)
        first, second = reversed(other) if self.crossed else other
        said = f"{{}} is A[{own[0]}, {first}] B[{own[1]}, {second}]"
        return [Part("A", self.left, said), Part("B", self.right, said)]

    def solved(self, right: Node) -> Node:
        pieces = [(inverse(self.left), "ki"), (right, "ij"), (inverse(self.right), "lj")]
        return product(pieces, "lk" if self.crossed else "kl")


class LowRank(Operator):
    """Diagonal plus Σ weight · u vᵀ. us, vs: with a last axis that counts them; they and ``weights`` have
    none where it is only one. entries: of the diagonal, if there is one."""

    entries: Node | None
    us: Node
    weights: Node
    vs: Node

    def parts(self) -> list[Part]:
        own, other = letters(self.rank)
        counted = ["r"] * self.weights.rank
        name = "V" if self.us is not self.vs else "U"
        total = "Σ_r c[r]" if counted else "c"
        said = f"{total} U[{', '.join([*own, *counted])}] {name}[{', '.join([*other, *counted])}]"
        nodes = {"U": self.us, "c": self.weights, name: self.vs}
        if self.entries is not None:
            said = f"{diagonal(own, other)} + {said}"
            nodes = {"D": self.entries, **nodes}
        return [Part(key, node, f"{{}} is {said}") for key, node in nodes.items()]

    def solved(self, right: Node) -> Node | None:
        few, many = (prod(map(size, node.shape)) for node in (self.weights, right))
        if self.entries is None or few >= many:
            return super().solved(right)
        axes = [*range(self.rank)]
        divided = self.divided(right, axes)
        first, second = (["r"], ["s"]) if self.weights.rank else ([], [])
        narrow = (self.divided(self.us, [*axes, *first]), [*axes, *second])
        weights = (self.weights, first)
        inner = product([weights, (self.vs, [*axes, *first]), narrow], [*first, *second])
        middle: Piece
        if first:
            middle = (inverse(add([delta(inner.shape[0]), inner])), [*second, *first])
        else:
            middle = (add([ONE, inner]), [], Fraction(-1))
        across = kept(product([weights, (self.vs, [*axes, *first]), (divided, axes)], first))
        return subtract(divided, product([narrow, middle, (across, first)], axes))

    def divided(self, node: Node, labels: Sequence[int | str]) -> Node:
        """By the entries of the diagonal."""
        assert self.entries is not None
        sizes = dict(zip(labels, node.shape, strict=True))
        below = (self.entries, labels[: self.rank], Fraction(-1))
        return product([(node, labels), below], labels, sizes)


def inverse(matrix: Node) -> Node:
    return normal(operation("inverse", matrix.shape, matrix))


def dims(node: Node) -> dict[object, Dimension]:
    return dict(enumerate(node.shape))


def diagonal(own: Sequence[str], other: Sequence[str]) -> str:
    """How the entries of a diagonal operator are made of those of D."""
    same = " ".join(f"δ[{i}, {j}]" for i, j in zip(own, other, strict=True))
    return f"D[{', '.join(own)}] {same}" if own else "D"


def letters(rank: int) -> tuple[list[str], list[str]]:
    """Names for the indices of the result, and of what is summed over."""
    names = [["i"], ["j"]] if rank == 1 else [["i", "j"], ["k", "l"]]
    return (names[0][:rank], names[1][:rank])
