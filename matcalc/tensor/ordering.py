"""An order of factors that does not depend on what their labels are called."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

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
    even = [symmetric(factor.node) for factor in factors]

    def refine(colours: list[int]) -> list[int]:
        bound: dict[int, int] = {}
        while True:
            whole = []
            for colour, factor, turns in zip(colours, factors, even, strict=True):
                ends = [label if label < rank else rank + bound.get(label, 0) for label in factor.labels]
                whole.append((colour, tuple(sorted(ends) if turns else ends)))
            ranks = {key: r for r, key in enumerate(sorted(set(whole)))}
            updated = [ranks[key] for key in whole]
            seen: dict[int, list[tuple[int, int]]] = defaultdict(list)
            for colour, factor, turns in zip(updated, factors, even, strict=True):
                for axis, label in enumerate(factor.labels):
                    if label >= rank:
                        seen[label].append((colour, 0 if turns else axis))
            keys = {label: (bound.get(label, 0), *sorted(ends)) for label, ends in seen.items()}
            label_ranks = {key: r for r, key in enumerate(sorted(set(keys.values())))}
            refined = {label: label_ranks[key] for label, key in keys.items()}
            if updated == colours and refined == bound:
                return colours
            colours, bound = updated, refined

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
