"""Equations between lengths, solved as they come."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.kinds.dimensions import Dimension, Monomial


class Conflict(Exception):
    """Two demands on one cell or one length disagree; rules turn it into a ``KindError``."""


class Contradiction(Exception):
    """``cell`` is asked to be two things by parts of the text that no one construct joins."""

    def __init__(self, cell: object) -> None:
        super().__init__()
        self.cell = cell


class Lengths:
    """Equations between dimensions. Names starting with '?' are unknown, all others are fixed."""

    def __init__(self) -> None:
        self.bindings: dict[str, Dimension] = {}
        self.count = 0
        self._postponed: list[tuple[Dimension, Dimension]] = []

    def fresh(self) -> Dimension:
        self.count += 1
        return Dimension.of(f"?{self.count}")

    def resolve(self, length: Dimension) -> Dimension:
        """The length with every solved unknown replaced."""
        path: list[str] = []
        while (name := length.name) is not None and name in self.bindings:
            path.append(name)
            length = self.bindings[name]
        while not length.names.isdisjoint(self.bindings):
            length = length.substitute({n: self.bindings[n] for n in length.names if n in self.bindings})
        for name in path:
            self.bindings[name] = length
        return length

    def equate(self, left: Dimension, right: Dimension) -> None:
        """Raises ``Conflict`` when the two can never be equal."""
        left, right = self.resolve(left), self.resolve(right)
        if left == right:
            return
        for one, other in ((left, right), (right, left)):
            if one.name is not None and one.name[0] == "?" and one.name not in other.names:
                if other.value is not None and other.value < 1:
                    raise Conflict
                self.bindings[one.name] = other
                return
        self._solve(left, right)

    def _solve(self, left: Dimension, right: Dimension) -> None:
        difference = left - right
        unknown = sorted(name for name in difference.names if name[0] == "?")
        if not unknown:
            raise Conflict
        for name in unknown:
            involved = [(m, c) for m, c in difference.terms if name in m]
            monomial, coefficient = involved[0]
            factors = list(monomial)
            factors.remove(name)
            if len(involved) > 1 or any(factor[0] == "?" for factor in factors):
                continue
            rest = (difference - Dimension({monomial: coefficient})) * (-1 if coefficient > 0 else 1)
            solution = quotient(rest, factors, abs(coefficient))
            if solution is None:
                if len(unknown) == 1 and not factors:
                    raise Conflict
                continue
            if solution.value is not None and solution.value < 1:
                raise Conflict
            self.bindings[name] = solution
            return
        self._postponed.append((left, right))

    def settle(self) -> None:
        """Try again the equations that had too many unknowns."""
        waiting = -1
        while self._postponed and len(self._postponed) != waiting:
            waiting = len(self._postponed)
            batch, self._postponed = self._postponed, []
            for left, right in batch:
                self.equate(left, right)


def quotient(length: Dimension, factors: Sequence[str], number: int) -> Dimension | None:
    """The length divided by the product of names and a number; None where that leaves a rest."""
    terms: dict[Monomial, int] = {}
    for monomial, coefficient in length.terms:
        left = list(monomial)
        for factor in factors:
            if factor not in left:
                return None
            left.remove(factor)
        if coefficient % number:
            return None
        terms[tuple(left)] = coefficient // number
    return Dimension(terms)
