"""Equations between lengths, solved as they come."""

from __future__ import annotations

from matcalc.kinds.dimensions import Dimension


class Conflict(Exception):
    """Two demands on one cell or one length disagree; rules turn it into a ``KindError``."""


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
        unknown = [name for name in difference.names if name[0] == "?"]
        for name in sorted(unknown):
            involved = [(m, c) for m, c in difference.terms if name in m]
            if len(involved) == 1 and involved[0][0] == (name,) and abs(involved[0][1]) == 1:
                rest = difference - Dimension({(name,): involved[0][1]})
                solution = rest * -involved[0][1]
                if solution.value is not None and solution.value < 1:
                    raise Conflict
                self.bindings[name] = solution
                return
        if not unknown:
            raise Conflict
        self._postponed.append((left, right))

    def settle(self) -> None:
        """Try again the equations that had too many unknowns."""
        waiting = -1
        while self._postponed and len(self._postponed) != waiting:
            waiting = len(self._postponed)
            batch, self._postponed = self._postponed, []
            for left, right in batch:
                self.equate(left, right)
