"""The closed set of tensor nodes, hash-consed: equal nodes are one object.

A matrix product, a Hadamard product, a trace, a diagonal and an outer product are all one thing:
a ``Product`` of factors with labelled axes, some of them summed. Labels are small integers local
to the product, so renaming indices costs nothing and sharing survives it.

The theory is that of Laue, Mitterreiter & Giesen, "A Simple and Efficient Tensor Calculus" (AAAI 2020).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from itertools import count
from typing import Any, NamedTuple, TypeVar
from weakref import WeakValueDictionary

from matcalc.kinds.dimensions import Dimension
from matcalc.rationals import Fraction

Shape = tuple[Dimension, ...]
Labels = tuple[int, ...]

_serials = count()


class Node:
    """A tensor. ``shape`` has one dimension per axis; ``serial`` orders nodes by creation, which is
    the order in which they were typed. ``normal`` caches the normal form, ``memo`` other results."""

    __slots__ = ("__weakref__", "_normal", "key", "memo", "serial", "shape")

    shape: Shape
    serial: int
    key: tuple[Any, ...]
    memo: dict[Hashable, Any]
    _normal: Node | bool

    @property
    def children(self) -> tuple[Node, ...]:
        return ()

    @property
    def rank(self) -> int:
        return len(self.shape)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.serial} {'×'.join(map(str, self.shape)) or 'scalar'}>"


_N = TypeVar("_N", bound=Node)
_table: WeakValueDictionary[tuple[Any, ...], Node] = WeakValueDictionary()


def intern(cls: type[_N], shape: Shape, key: tuple[Any, ...], fields: Mapping[str, Any]) -> _N:
    """The one node of a class with this key."""
    whole = (cls, *key)
    found = _table.get(whole)
    if found is not None:
        return found  # type: ignore[return-value]
    node = cls.__new__(cls)
    node.shape = shape
    node.key = whole
    node.serial = next(_serials)
    node.memo = {}
    node._normal = False
    for name, value in fields.items():
        setattr(node, name, value)
    _table[whole] = node
    return node


def forget(constants: Iterable[Node]) -> None:
    """Take all nodes but ``constants`` out of the table; those held elsewhere stay valid."""
    _table.clear()
    for constant in constants:
        _table[constant.key] = constant


class Variable(Node):
    """A leaf. ``family``: its first axis counts data (𝐱_1 … 𝐱_N), to be written with Σ."""

    __slots__ = ("family", "flags", "name")
    name: str
    flags: frozenset[str]
    family: bool


class Delta(Node):
    """The identity: 1 where both indices agree."""

    __slots__ = ()


class Basis(Node):
    """A unit vector: 1 at ``index`` (1-based; a number, a dimension or a symbol such as j)."""

    __slots__ = ("index",)
    index: Dimension


class Select(Node):
    """Places ``shape[1]`` entries into ``shape[0]``, from ``offset`` on: entry (i, a) is [i = offset + a].
    Stacked vectors and blocks are sums of parts, each multiplied by its Select."""

    __slots__ = ("offset",)
    offset: Dimension


class Pairing(Node):
    """Two axes laid out along one, the first fastest, as vec stacks columns: entry (k, i, j) is
    [k = i + m(j - 1)], for i up to m = ``shape[1]`` and j up to ``shape[2]``."""

    __slots__ = ()


class Size(Node):
    """A dimension as a number, such as N in 1/N."""

    __slots__ = ("dimension",)
    dimension: Dimension


class Range(Node):
    """The vector 1, 2, …, n: an index used as a number."""

    __slots__ = ()


UNIT, NIL = Fraction(1), Fraction(0)  # made once: they are asked for at every step


class Factor(NamedTuple):
    """One factor of a product: the node, a label for each of its axes, and its (entry-wise) exponent."""

    node: Node
    labels: Labels
    exponent: Fraction | Node = UNIT


class Product(Node):
    """Factors multiplied entry by entry over labels; labels 0 … rank-1 are the axes of the result,
    the others are summed over. ``dims`` has a dimension for each label. A result label that no
    factor carries broadcasts. No factors at all is a tensor of ones."""

    __slots__ = ("dims", "factors")
    factors: tuple[Factor, ...]
    dims: Shape

    @property
    def children(self) -> tuple[Node, ...]:
        powers = [f.exponent for f in self.factors if f.exponent is not UNIT and isinstance(f.exponent, Node)]
        return (*[f.node for f in self.factors], *powers)


class Sum(Node):
    """A linear combination: coefficients and nodes of one shape. No terms is zero; one term is a
    scaled node. Numbers are sums: 3 is 3 times the empty product."""

    __slots__ = ("terms",)
    terms: tuple[tuple[Fraction, Node], ...]

    @property
    def children(self) -> tuple[Node, ...]:
        return tuple(node for _, node in self.terms)


# Element-wise functions whose values are 0 and 1: [x > 0], [x ≥ 0], [x = 0].
INDICATORS = frozenset({"positive", "nonnegative", "null"})


class Map(Node):
    """An element-wise function, by name; all arguments have the shape of the result."""

    __slots__ = ("args", "function")
    function: str
    args: tuple[Node, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        return self.args


class Operation(Node):
    """A function of whole tensors that no product expresses: inverse, determinant, softmax, …"""

    __slots__ = ("args", "name")
    name: str
    args: tuple[Node, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        return self.args


class Abstract(Node):
    """An abstract function, or a partial derivative of one: ``orders[k]`` times by argument k.
    The axes are those of the value, then those of each argument differentiated by, in order."""

    __slots__ = ("args", "name", "orders", "value")
    name: str
    args: tuple[Node, ...]
    orders: tuple[int, ...]
    value: Shape

    @property
    def children(self) -> tuple[Node, ...]:
        return self.args


class Kept(Node):
    """A tensor that stays whole where it stands: it equals its body, but no product or sum opens it, so
    that what is used often costs its size once. ``name``: what it is called, if anything."""

    __slots__ = ("body", "name")
    name: str
    body: Node

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.body,)


def postorder(*roots: Node) -> list[Node]:
    """Every node below, once, children before parents; no recursion."""
    done: set[Node] = set()
    order: list[Node] = []
    stack: list[tuple[Node, bool]] = [(root, False) for root in reversed(roots)]
    while stack:
        node, ready = stack.pop()
        if node in done:
            continue
        if ready:
            done.add(node)
            order.append(node)
        else:
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(node.children) if child not in done)
    return order
