"""Where the boxes of a data-flow stand when it is drawn on paper: in layers, each above what it uses.

The method is that of Sugiyama, Tagawa & Toda, "Methods for Visual Understanding of Hierarchical System
Structures" (1981): layers by the longest path, an order within each that has few crossings, by barycentres,
and then places near those of the neighbours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from matcalc.records import Record

Point = tuple[float, float]
Key = tuple[str, int]  # a box, or where an arrow from it passes a layer above its own

SWEEPS = 8
LARGE = 50_000  # places and arrows in a sweep, beyond which there are fewer sweeps


class Layout(Record):
    """centres: of the boxes, x to the right and y upwards. routes: the corners of each arrow, from the top
    of the first box to the bottom of the second. size: width and height; all coordinates are positive."""

    centres: dict[str, Point]
    routes: dict[tuple[str, str], tuple[Point, ...]]
    size: Point


def layered(
    sizes: Mapping[str, Point], arrows: Sequence[tuple[str, str]], gap: Point = (20.0, 40.0)
) -> Layout:
    """The places of boxes of the given sizes.

    sizes: width and height by name, each box after those that arrows lead from to it.
    gap: the least distance between neighbours in a layer, and between layers.
    """
    return _Layered(sizes, arrows, gap).layout()


def corners(points: Sequence[Point]) -> tuple[Point, ...]:
    """The points without those that a straight line upwards passes."""
    kept = list(points[:1])
    for point, after in pairwise(points[1:]):
        if not kept[-1][0] == point[0] == after[0]:
            kept.append(point)
    return (*kept, points[-1])


class _Layered:
    """layers: from the lowest, each from left to right. Arrows from one box that pass a layer share one
    place in it; ``above`` and ``below`` lead from place to place, one layer up or down."""

    def __init__(self, sizes: Mapping[str, Point], arrows: Sequence[tuple[str, str]], gap: Point) -> None:
        self.sizes, self.arrows, self.gap = sizes, arrows, gap
        self.level = _levels(sizes, arrows)
        self.above: dict[Key, list[Key]] = {}
        self.below: dict[Key, list[Key]] = {}
        for name in sizes:
            self.add((name, self.level[name]))
        for start, end in arrows:
            for level in range(self.level[start] + 1, self.level[end]):
                if (start, level) not in self.above:
                    self.add((start, level))
                    self.link((start, level - 1), (start, level))
            self.link((start, self.level[end] - 1), (end, self.level[end]))
        self.layers: list[list[Key]] = [[] for _ in range(max(self.level.values()) + 1)]
        for key in self.first_order():
            self.layers[key[1]].append(key)
        work = len(self.above) + sum(map(len, self.above.values()))
        self.sweeps = max(min(SWEEPS, LARGE // work), 1)

    def add(self, key: Key) -> None:
        self.above[key], self.below[key] = [], []

    def link(self, low: Key, high: Key) -> None:
        self.above[low].append(high)
        self.below[high].append(low)

    def is_box(self, key: Key) -> bool:
        return self.level[key[0]] == key[1]

    # the order in each layer

    def first_order(self) -> Iterable[Key]:
        """All places as a walk from the results down meets them, what is used first on the left."""
        seen: dict[Key, None] = {}
        stack = [key for key in reversed(self.above) if not self.above[key]]
        while stack:
            key = stack.pop()
            if key not in seen:
                seen[key] = None
                stack += reversed(self.below[key])
        return seen

    def order(self) -> None:
        """Few crossings: each place at the barycentre of its neighbours, and the best of all tries."""
        best, fewest = [*self.layers], self.crossings()
        for sweep in range(2 * self.sweeps):
            if not fewest:
                break
            downwards = sweep % 2 == 0
            for level in reversed(range(len(self.layers) - 1)) if downwards else range(1, len(self.layers)):
                self.sort(level, downwards)
            crossings = self.crossings()
            if crossings < fewest:
                best, fewest = [*self.layers], crossings
        self.layers = best

    def sort(self, level: int, downwards: bool) -> None:
        fixed = self.layers[level + 1 if downwards else level - 1]
        place = {key: number for number, key in enumerate(fixed)}
        near = self.above if downwards else self.below
        own = {key: number for number, key in enumerate(self.layers[level])}
        centre = {key: _mean([place[k] for k in near[key]], own[key]) for key in own}
        self.layers[level] = sorted(own, key=centre.__getitem__)

    def crossings(self) -> int:
        """How many pairs of arrows between neighbouring layers cross."""
        total = 0
        for low, high in pairwise(self.layers):
            place = {key: number for number, key in enumerate(high)}
            ends = [p for key in low for p in sorted(place[k] for k in self.above[key])]
            total += _inversions(ends, len(high))
        return total

    # coordinates

    def layout(self) -> Layout:
        self.order()
        x = self.columns()
        heights = [max(self.height(key) for key in layer) for layer in self.layers]
        bottoms = [0.0]
        for height in heights:
            bottoms.append(bottoms[-1] + height + self.gap[1])
        centres = {
            name: (x[name, level], bottoms[level] + heights[level] / 2) for name, level in self.level.items()
        }
        routes = {}
        for start, end in self.arrows:
            points: list[Point] = [self.edge(centres[start], start, 1)]
            for level in range(self.level[start], self.level[end]):
                points += [(x[start, level], bottoms[level])] * (level > self.level[start])
                points.append((x[start, level], bottoms[level] + heights[level]))
            last = self.edge(centres[end], end, -1)
            port = self.port(start, end, x)
            points += [(port, bottoms[self.level[end]]), (port, last[1])]
            routes[start, end] = tuple(points)
        width = max(x[name, level] + self.sizes[name][0] / 2 for name, level in self.level.items())
        width = max(width, *x.values())
        return Layout(centres, routes, (width, bottoms[-1] - self.gap[1]))

    def height(self, key: Key) -> float:
        return self.sizes[key[0]][1] if self.is_box(key) else 0.0

    def edge(self, centre: Point, name: str, side: int) -> Point:
        """The middle of the top or bottom of a box."""
        return centre[0], centre[1] + side * self.sizes[name][1] / 2

    def port(self, start: str, end: str, x: Mapping[Key, float]) -> float:
        """Where an arrow meets the bottom of its box: all of them spread over its middle half."""
        level = self.level[end]
        others = sorted(self.below[end, level], key=x.__getitem__)
        place = others.index((start, level - 1))
        return x[end, level] + self.sizes[end][0] / 2 * ((place + 0.5) / len(others) - 0.5)

    def columns(self) -> dict[Key, float]:
        """The x of each place, as near to those of its neighbours as the gaps allow."""
        x: dict[Key, float] = {}
        for layer in self.layers:
            x |= zip(layer, self.spread(layer, [0.0] * len(layer)), strict=True)
        upwards = range(len(self.layers))
        for sweep in range(2 * self.sweeps):
            for level in upwards if sweep % 2 else reversed(upwards):
                layer = self.layers[level]
                wanted = []
                for key in layer:
                    near = self.below[key] if sweep % 2 else self.above[key]
                    if not self.is_box(key):  # straight on, where it passes the next layer too
                        near = [k for k in near if k[0] == key[0] and not self.is_box(k)] or near
                    wanted.append(_mean([x[k] for k in near], x[key]))
                x |= zip(layer, self.spread(layer, wanted), strict=True)
        left = min(value - self.width(key) / 2 for key, value in x.items())
        return {key: value - left for key, value in x.items()}

    def width(self, key: Key) -> float:
        return self.sizes[key[0]][0] if self.is_box(key) else 0.0

    def spread(self, layer: Sequence[Key], wanted: Sequence[float]) -> list[float]:
        """The places nearest to those wanted, in the sense of least squares, that keep the gaps: isotonic
        regression by pooling of adjacent violators. An arrow that passes counts more, to be straight."""
        offsets = [0.0]
        for left, right in pairwise(layer):
            offsets.append(offsets[-1] + (self.width(left) + self.width(right)) / 2 + self.gap[0])
        pools: list[tuple[float, float, int]] = []  # mean, weight, how many
        for key, aim, offset in zip(layer, wanted, offsets, strict=True):
            mean, weight, many = aim - offset, 1.0 if self.is_box(key) else 4.0, 1
            while pools and pools[-1][0] > mean:
                before, heavy, count = pools.pop()
                mean = (before * heavy + mean * weight) / (heavy + weight)
                weight, many = heavy + weight, many + count
            pools.append((mean, weight, many))
        means = [mean for mean, _, many in pools for _ in range(many)]
        return [mean + offset for mean, offset in zip(means, offsets, strict=True)]


def _levels(names: Iterable[str], arrows: Sequence[tuple[str, str]]) -> dict[str, int]:
    """The layer of each: above all that it uses, a leaf right below the first that uses it."""
    below: dict[str, list[str]] = {name: [] for name in names}
    above: dict[str, list[str]] = {name: [] for name in below}
    for start, end in arrows:
        below[end].append(start)
        above[start].append(end)
    level: dict[str, int] = {}
    for name, used in below.items():
        level[name] = max((level[other] + 1 for other in used), default=0)
    for name, users in above.items():
        if users and not below[name]:
            level[name] = min(level[user] for user in users) - 1
    return level


def _mean(values: Sequence[float], default: float) -> float:
    return sum(values) / len(values) if values else default


def _inversions(values: Sequence[int], limit: int) -> int:
    """How many pairs stand in the wrong order, counted with a binary indexed tree over 0 … limit - 1."""
    tree = [0] * (limit + 1)
    total = 0
    for seen, value in enumerate(values):
        place, smaller = value + 1, 0
        while place:
            smaller += tree[place]
            place &= place - 1
        total += seen - smaller
        place = value + 1
        while place <= limit:
            tree[place] += 1
            place += place & -place
    return total
