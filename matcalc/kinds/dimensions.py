"""Dimensions: polynomials with integer coefficients over dimension names, such as n + 1 or m n.

A dimension is a number or a name, and a name means the same number everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

Monomial = tuple[str, ...]


class Dimension:
    """An immutable integer polynomial; equal polynomials compare and hash equal."""

    __slots__ = ("_hash", "name", "names", "terms", "value")

    terms: tuple[tuple[Monomial, int], ...]
    value: int | None
    """The number, if it is one."""
    name: str | None
    """The name, if it is a single one."""
    names: frozenset[str]

    def __init__(self, terms: Mapping[Monomial, int]) -> None:
        self.terms = found = tuple(sorted((m, c) for m, c in terms.items() if c))
        self._hash = hash(found)
        self.names = frozenset([name for monomial, _ in found for name in monomial])
        self.value = None if self.names else sum([number for _, number in found])
        only = found[0] if len(found) == 1 else ((), 0)
        self.name = only[0][0] if len(only[0]) == only[1] == 1 else None

    @staticmethod
    def of(value: int | str | Dimension) -> Dimension:
        """A dimension from a number or a name."""
        return value if isinstance(value, Dimension) else _of(value)

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Dimension) and self.terms == other.terms)

    def __hash__(self) -> int:
        return self._hash

    def __add__(self, other: int | str | Dimension) -> Dimension:
        total = dict(self.terms)
        for monomial, coefficient in Dimension.of(other).terms:
            total[monomial] = total.get(monomial, 0) + coefficient
        return Dimension(total)

    def __mul__(self, other: int | str | Dimension) -> Dimension:
        total: dict[Monomial, int] = {}
        for m1, c1 in self.terms:
            for m2, c2 in Dimension.of(other).terms:
                monomial = tuple(sorted(m1 + m2))
                total[monomial] = total.get(monomial, 0) + c1 * c2
        return Dimension(total)

    def __sub__(self, other: int | str | Dimension) -> Dimension:
        return self + Dimension.of(other) * -1

    def substitute(self, values: Mapping[str, int | Dimension]) -> Dimension:
        """The dimension with some names replaced."""
        if self.name is not None:
            return Dimension.of(values.get(self.name, self))
        total = Dimension({})
        for monomial, coefficient in self.terms:
            product = Dimension.of(coefficient)
            for name in monomial:
                product = product * Dimension.of(values.get(name, name))
            total = total + product
        return total

    def __str__(self) -> str:
        """As typed: 'n', '3', 'n + 1', '2 m n'."""
        pieces: list[str] = []
        for monomial, coefficient in sorted(self.terms, key=lambda t: (-len(t[0]), t[0])):
            size = abs(coefficient)
            body = " ".join(((str(size),) if size != 1 or not monomial else ()) + monomial)
            if not pieces:
                pieces.append(body if coefficient > 0 else f"-{body}")
            else:
                pieces.append(f"{'+' if coefficient > 0 else '-'} {body}")
        return " ".join(pieces) or "0"

    def __repr__(self) -> str:
        return f"Dimension({self})"


@lru_cache(1000)
def _of(value: int | str) -> Dimension:
    return Dimension({(): value} if isinstance(value, int) else {(value,): 1})
