"""An order of factors that does not depend on what their labels are called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from matcalc.rationals import Fraction
from matcalc.tensor.node import Factor, Labels
from matcalc.tensor.symmetry import symmetric

BRANCHES = 64  # orderings tried when symmetry leaves a choice


def numbered(factors: list[Factor], rank: int) -> tuple[list[Labels], dict[int, int]]:
    """The labels of factors numbered as they appear, and the number of each. Of the two ends of a symmetric
    matrix the one comes first that is met again first."""
    numbering = {label: label for label in range(rank)}
    met: dict[int, list[tuple[int, int]]] = defaultdict(list)
    even = [symmetric(factor.node) for factor in factors]
    for position, factor in enumerate(factors):
        for axis, label in enumerate(factor.labels):
            met[label].append((position, 0 if even[position] else axis))
    done: list[Labels] = []
    for factor, turns in zip(factors, even, strict=True):
        labels = sorted(factor.labels, key=lambda label: met[label]) if turns else factor.labels
        numbers = tuple(numbering.setdefault(label, len(numbering)) for label in labels)
        done.append(tuple(sorted(numbers)) if turns else numbers)
    return done, numbering


class Refinement:
    """Colours of factors and of the labels that join them, the same wherever these stand alike: of factors by
    the labels on them, of labels by the factors that they join, until nothing changes. What is looked at
    again is only what touches what has changed, so that a long chain costs its length.
    """

    def __init__(self, factors: list[Factor], rank: int) -> None:
        self.rank = rank
        self.labels = [factor.labels for factor in factors]
        self.even = [symmetric(factor.node) for factor in factors]
        self.ends: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for position, (labels, turns) in enumerate(zip(self.labels, self.even, strict=True)):
            for axis, label in enumerate(labels):
                if label >= rank:
                    self.ends[label].append((position, 0 if turns else axis))

    def __call__(self, colours: list[int]) -> list[int]:
        """The colours refined; like those given they say only what comes first."""
        members: dict[int, list[int]] = defaultdict(list)
        for position, colour in enumerate(colours):
            members[colour].append(position)
        nodes = Colouring([members[colour] for colour in sorted(members)])
        bound = Colouring([list(self.ends)])

        def of_factor(position: int) -> tuple[int, ...]:
            ends = [l if l < self.rank else self.rank + bound.colour[l] for l in self.labels[position]]
            return tuple(sorted(ends) if self.even[position] else ends)

        def of_label(label: int) -> tuple[tuple[int, int], ...]:
            return tuple(sorted([(nodes.colour[position], axis) for position, axis in self.ends[label]]))

        touched: Iterable[int] = range(len(colours))
        waiting = set(self.ends)
        while touched or waiting:
            changed = nodes.split(touched, of_factor)
            waiting.update(l for position in changed for l in self.labels[position] if l >= self.rank)
            joined = bound.split(waiting, of_label)
            touched = {position for label in joined for position, _ in self.ends[label]}
            waiting = set()
        return [nodes.colour[position] for position in range(len(colours))]


class Colouring:
    """Things in classes, which have an order. The colour of a class is a number among those of its places,
    and it keeps it where it can as it gets smaller."""

    def __init__(self, classes: list[list[int]]) -> None:
        self.colour: dict[int, int] = {}
        self.classes: dict[int, tuple[int, list[int]]] = {}
        first = 0
        for members in classes:
            self._put(first, members, -1)
            first += len(members)

    def _put(self, first: int, members: list[int], colour: int) -> None:
        if not first <= colour < first + len(members):
            colour = first + len(members) // 2
            self.colour |= dict.fromkeys(members, colour)
        self.classes[colour] = first, members

    def split(self, touched: Iterable[int], key: Callable[[int], tuple[object, ...]]) -> list[int]:
        """Split classes by the keys of their members, of which only those ``touched`` may differ from what
        the others of their class have. What has another colour now."""
        found: dict[int, list[int]] = defaultdict(list)
        for member in touched:
            found[self.colour[member]].append(member)
        changed: list[int] = []
        for colour, some in found.items():
            first, members = self.classes[colour]
            parts: dict[tuple[object, ...], list[int]] = defaultdict(list)
            if len(some) < len(members):
                apart = set(some)
                rest = [member for member in members if member not in apart]
                parts[key(rest[0])] = rest
            for member in some:
                parts[key(member)].append(member)
            if len(parts) == 1:
                continue
            del self.classes[colour]
            for own in sorted(parts):
                self._put(first, parts[own], colour)
                first += len(parts[own])
                if self.colour[parts[own][0]] != colour:
                    changed += parts[own]
        return changed


def canonical_order(factors: list[Factor], rank: int) -> list[Factor]:
    """An order that depends on the factors and how they are joined, not on what labels are called:
    colours are refined by neighbourhood, and remaining ties tried out."""

    def weight(factor: Factor) -> tuple[object, ...]:
        exponent = factor.exponent
        power = (0, exponent) if isinstance(exponent, Fraction) else (1, exponent.serial)
        return (factor.node.serial, power)

    base = [weight(factor) for factor in factors]
    if len(set(base)) == len(base):
        return [factors[i] for i in sorted(range(len(factors)), key=lambda i: base[i])]
    refine = Refinement(factors, rank)

    def encode(order: list[int]) -> list[tuple[object, ...]]:
        places = numbered([factors[i] for i in order], rank)[0]
        return [(*base[i], labels) for i, labels in zip(order, places, strict=True)]

    starts = {key: r for r, key in enumerate(sorted(set(base)))}
    pending = [refine([starts[key] for key in base])]
    best: tuple[list[tuple[object, ...]], list[int]] | None = None
    tried = 0
    while pending and tried < BRANCHES:
        colours = pending.pop()
        classes: dict[int, list[int]] = defaultdict(list)
        for i, colour in enumerate(colours):
            classes[colour].append(i)
        tied = next((members for _, members in sorted(classes.items()) if len(members) > 1), None)
        if tied is None:
            tried += 1
            order = sorted(range(len(factors)), key=lambda i: colours[i])
            code = encode(order)
            if best is None or code < best[0]:
                best = (code, order)
            continue
        for chosen in tied[: BRANCHES // 8]:
            pending.append(
                refine(
                    [
                        2 * c + (1 if i != chosen and c == colours[chosen] else 0)
                        for i, c in enumerate(colours)
                    ]
                )
            )
    assert best is not None
    return [factors[i] for i in best[1]]
