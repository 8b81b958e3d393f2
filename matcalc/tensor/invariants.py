"""What multiplying a product out leaves as it is: how often each variable is in it, what stands on each of
its axes, and which of these hang together. Terms that differ in that have no part in common, however far
their products are opened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

from matcalc.rationals import Fraction
from matcalc.tensor.node import (
    INDICATORS,
    NIL,
    UNIT,
    Basis,
    Kept,
    Map,
    Node,
    Pairing,
    Product,
    Range,
    Select,
    Size,
    Sum,
    Variable,
    postorder,
)

# Functions whose argument an identity may let out into the product, as sign(z) |z| = z does.
RELEASING = INDICATORS | {"abs", "max", "min", "relu", "sign"}

T = TypeVar("T")
NONE: frozenset[Node] = frozenset()
Degrees = dict[Node, Fraction]
Ends = dict[tuple[Node, int], Fraction]


class Invariants(NamedTuple):
    """degrees: how often each variable, or what is kept whole like one, is a factor. loose: those of them
    that are so more often in one part than in another, or may come to light. axes: for each axis how often
    which end of which variable is on it. joined: for each axis the first that it hangs together with. Of both
    None says that it is not the same in all parts. cancels: whether parts may be each other's opposites."""

    degrees: Degrees
    loose: frozenset[Node]
    axes: tuple[Ends | None, ...]
    joined: tuple[int, ...] | None
    cancels: bool = False


def signatures(terms: Iterable[Node]) -> list[tuple[object, ...]]:
    """For each of several terms in normal form what is invariant in all of them."""
    found = [invariants(term) for term in terms]
    loose = NONE.union(*(one.loose for one in found))

    def fixed(ends: Ends | None) -> bool:
        return ends is not None and all(base not in loose for base, _ in ends)

    joined = all(one.joined is not None for one in found)
    known = [all(map(fixed, axis)) for axis in zip(*(one.axes for one in found), strict=True)]
    return [
        (
            frozenset((base, degree) for base, degree in one.degrees.items() if degree and base not in loose),
            one.joined if joined else None,
            *(frozenset((ends or {}).items()) for ends, sure in zip(one.axes, known, strict=True) if sure),
        )
        for one in found
    ]


def invariants(root: Node) -> Invariants:
    stack = [root]
    while stack:
        node = stack[-1]
        parts = node.children if isinstance(node, (Product, Sum)) else ()
        waiting = [part for part in parts if "invariants" not in part.memo]
        if waiting:
            stack += waiting
            continue
        stack.pop()
        node.memo["invariants"] = (
            of_product(node)
            if isinstance(node, Product)
            else of_sum([(c > 0, term.memo["invariants"]) for c, term in node.terms], node.rank)
            if isinstance(node, Sum)
            else of_leaf(node)
        )
    return root.memo["invariants"]  # type: ignore[no-any-return]


def of_leaf(node: Node) -> Invariants:
    together = (0,) * node.rank
    if isinstance(node, Variable) and node.flags.isdisjoint({"orthogonal", "diagonal"}):
        even = not node.flags.isdisjoint({"symmetric", "posdef"})
        ends: tuple[Ends, ...] = tuple({(node, 0 if even else axis): UNIT} for axis in range(node.rank))
        return Invariants({node: UNIT}, NONE, ends, together)
    if isinstance(node, Kept):  # no product opens it
        return Invariants({node: UNIT}, NONE, (None,) * node.rank, together)
    released = within_reach(node)
    if isinstance(node, (Map, Range, Size)) and not released:
        return Invariants({}, NONE, ({},) * node.rank, together)
    most = 0 if isinstance(node, (Basis, Select, Pairing)) else 1 if isinstance(node, Map) else 2
    return Invariants({}, released, (None,) * node.rank, together if node.rank <= most else None)


def of_sum(terms: Sequence[tuple[bool, Invariants]], rank: int) -> Invariants:
    """terms: whether each has a positive coefficient, and what is invariant in it."""
    found = [one for _, one in terms]
    loose = NONE.union(*(one.loose for one in found))
    held = [frozenset(one.degrees.items()) for one in found]
    alike = dict(frozenset.intersection(*held)) if held else {}
    uneven = NONE.union(*(one.degrees for one in found)) - alike.keys()
    above = {degrees for (positive, _), degrees in zip(terms, held, strict=True) if positive}
    below = {degrees for (positive, _), degrees in zip(terms, held, strict=True) if not positive}
    opposed = any(above & below) or bool(loose and above and below)
    return Invariants(
        alike,
        loose | uneven,
        tuple(shared([one.axes[axis] for one in found]) for axis in range(rank)),
        shared([one.joined for one in found]),
        opposed or any(one.cancels for one in found),
    )


def shared(values: Sequence[T | None]) -> T | None:
    """What all are; None where they differ."""
    return values[0] if values and all(value == values[0] for value in values) else None


def of_product(node: Product) -> Invariants:
    degrees: Degrees = {}
    loose: set[Node] = set()
    ends: list[Ends | None] = [{} for _ in node.dims]
    first: list[int] | None = list(range(len(node.dims)))  # for each label one that it hangs together with
    cancels = False
    for factor, labels, exponent in node.factors:
        one: Invariants = factor.memo["invariants"]
        loose |= one.loose
        cancels = cancels or one.cancels
        times, axes = UNIT, one.axes
        if isinstance(exponent, Node):
            power: Invariants = exponent.memo["invariants"]
            loose |= one.degrees.keys() | power.degrees.keys() | power.loose
            axes = (None,) * factor.rank
        else:
            times = exponent
        add_up(degrees, one.degrees, times)
        for label, own in zip(labels, axes, strict=True):
            there = ends[label]
            if there is None or own is None:
                ends[label] = None
            else:
                add_up(there, own, times)
        if first is not None and one.joined is not None:
            for axis, other in enumerate(one.joined):
                a, b = first[labels[axis]], first[labels[other]]
                if a != b:
                    first = [min(a, b) if label in (a, b) else label for label in first]
        else:
            first = None
    joined = None if first is None else tuple(first[: node.rank])
    return Invariants(degrees, frozenset(loose), tuple(ends[: node.rank]), joined, cancels)


def add_up(total: dict[T, Fraction], more: dict[T, Fraction], times: Fraction) -> None:
    for key, degree in more.items():
        total[key] = total.get(key, NIL) + degree * times


def within_reach(node: Node) -> frozenset[Node]:
    """The variables in a function or an operation that may come to light when a product with it is multiplied
    out: not those within functions that keep their argument."""
    found: set[Node] = set()
    seen: set[Node] = set()
    stack = [node]
    while stack:
        top = stack.pop()
        logarithm = isinstance(top, Map) and top.function == "log" and top is not node
        if top in seen or (isinstance(top, Map) and not releases(top) and not logarithm):
            continue
        seen.add(top)
        if isinstance(top, (Variable, Kept)):
            found.add(top)
        stack += top.children
    return frozenset(found)


def releases(node: Map) -> bool:
    """Whether an identity may let the argument of a function out: exp(a + log(b)) is b exp(a)."""
    if node.function != "exp":
        return node.function in RELEASING
    return any(isinstance(part, Map) and part.function == "log" for part in postorder(*node.args))
