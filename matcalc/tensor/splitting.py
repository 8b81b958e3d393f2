"""Determinants and inverses of products, part by part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from matcalc.rationals import Fraction
from matcalc.tensor.make import add, mapped, multiply, number, operation, product, size
from matcalc.tensor.node import Factor, Node, Operation, Product
from matcalc.tensor.powers import times
from matcalc.tensor.settling import settled


class Chain(NamedTuple):
    """A square matrix as scalars times a product of square matrices, each with whether it is transposed."""

    scalars: tuple[Factor, ...]
    links: tuple[tuple[Node, bool], ...]


def square_chain(node: Node) -> Chain | None:
    """A product split where it can be inverted part by part; None for anything else and for a lone matrix.
    What lies between two square ends without being square itself, X'X of a tall X, is one link."""
    if not isinstance(node, Product):
        return None
    scalars = tuple(f for f in node.factors if not f.labels)
    path = ordered_path([f for f in node.factors if f.labels])
    if path is None:
        return None
    links: list[tuple[Node, bool]] = []
    start = 0
    for end, (factor, flipped) in enumerate(path, 1):
        if factor.node.shape[0 if flipped else 1] != node.shape[0]:
            continue
        part = path[start:end]
        start = end
        if len(part) == 1:
            links.append((factor.node, flipped))
            continue
        ends = [f.labels[::-1] if turned else f.labels for f, turned in part]
        links.append((settled(product([f for f, _ in part], (ends[0][0], ends[-1][1]))), False))
    whole = len(links) == 1 and not scalars and (len(path) > 1 or not links[0][1])
    return None if whole else Chain(scalars, tuple(links))


def ordered_path(factors: list[Factor]) -> list[tuple[Factor, bool]] | None:
    """Matrices in the order in which they stand between axes 0 and 1, and whether each is transposed."""
    meeting: dict[int, list[Factor]] = {}
    for factor in factors:
        if len(factor.labels) != 2 or factor.exponent != 1 or factor.labels[0] == factor.labels[1]:
            return None
        for label in factor.labels:
            meeting.setdefault(label, []).append(factor)
    path: list[tuple[Factor, bool]] = []
    here, last = 0, None
    while here != 1:
        onward = [factor for factor in meeting.get(here, ()) if factor is not last]
        if len(onward) != 1 or len(meeting[here]) > 2:
            return None
        (last,) = onward
        flipped = last.labels[1] == here
        path.append((last, flipped))
        here = last.labels[0 if flipped else 1]
    whole = len(path) == len(factors) and len(meeting[0]) == len(meeting[1]) == 1
    return path if whole else None


def inverse_of(chain: Chain) -> Node:
    """(s A B)⁻¹ = B⁻¹ A⁻¹ / s (Matrix Cookbook, eq. 2)."""
    pieces: list[tuple[Node, Sequence[object], Fraction | Node]] = [
        (f.node, (), times(f.exponent, Fraction(-1))) for f in chain.scalars
    ]
    count = len(chain.links)
    for place, (node, flipped) in enumerate(chain.links):
        before, after = count - place - 1, count - place
        inner = settled(operation("inverse", node.shape, node))
        pieces.append((inner, (after, before) if flipped else (before, after), Fraction(1)))
    return product(pieces, (0, count))


def det_of(chain: Chain, arg: Node) -> Node:
    """det(s A B) = sⁿ det A det B (Matrix Cookbook, eqs. 19 and 21)."""
    pieces = [Factor(f.node, (), times(f.exponent, size(arg.shape[0]))) for f in chain.scalars]
    parts = [settled(operation("det", (), node)) for node, _ in chain.links]
    if not pieces and len(parts) > 1 and all(isinstance(part, Operation) for part in parts):
        for part in parts:  # det A det B is to be written det(AB) where that was typed
            part.memo.setdefault("within", {})[operation("det", (), arg)] = Counter(parts)
    return product([*pieces, *(Factor(part, ()) for part in parts)])


def logdet_of(chain: Chain) -> Node:
    """log det(s A B) = n log|s| + log det A + log det B."""
    parts = [operation("logdet", (), node) for node, _ in chain.links]
    for node, _, exponent in chain.scalars:
        count = times(exponent, size(chain.links[0][0].shape[0]))
        factor = number(count) if isinstance(count, Fraction) else count
        parts.append(multiply(factor, mapped("log", mapped("abs", node))))
    return add(parts)
