"""Random programs that fit: expressions over a fixed stock of names, as text ready to paste.

Every function is fed what it is defined on (``notation.functions`` says on what), so that no value
is lost to a pole; poles are the business of other tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from random import Random

from tests.truth.productions import DECLARED, LEAVES, WAYS, Way

NAMES = {name.removesuffix("_i"): name for name in DECLARED}
VARIABLES = ("a", "b", "p", "x", "y", "q", "u", "v", "A", "B", "M", "Q", "S", "P", "L", "O", "t")
WORDS = re.compile(r"[a-zA-Z]\w*?(?=_|\b)")
LAST = re.compile(r"_n\b|,n\}")  # x_n is not x_1: an axis whose end is written by name has more entries than one
HOLE = re.compile(r"\$([a-z]+)(\d?)")


@dataclass(frozen=True)
class Tree:
    """An expression as it was made: a pattern, and an expression for each of its holes."""

    kind: str
    pattern: str
    parts: tuple[Tree, ...] = ()

    def __str__(self) -> str:
        remaining = iter(self.parts)
        shared: dict[str, str] = {}

        def filled(hole: re.Match[str]) -> str:
            if not hole[2]:
                return str(next(remaining))
            if hole[0] not in shared:
                shared[hole[0]] = str(next(remaining))
            return shared[hole[0]]

        return HOLE.sub(filled, self.pattern)

    def smaller(self) -> Iterator[Tree]:
        """The same with itself or one of its parts replaced by a part or a leaf of the same kind."""
        below = list(self.parts)
        for part in below:
            below += part.parts
        yield from (part for part in below if part.kind == self.kind)
        if self.parts:
            yield from (Tree(self.kind, leaf) for leaf in simplest(self.kind))
        for k, part in enumerate(self.parts):
            for other in part.smaller():
                yield replace(self, parts=(*self.parts[:k], other, *self.parts[k + 1 :]))


@cache
def simplest(kind: str) -> tuple[str, ...]:
    """One or two leaves of a kind."""
    return tuple(way for way in LEAVES.get(kind, ()) if isinstance(way, str) and not HOLE.search(way))[:2]


@cache
def holes(pattern: str) -> tuple[str, ...]:
    """The kinds of expression that a pattern asks for."""
    found: dict[object, str] = {}
    for hole in HOLE.finditer(pattern):
        found.setdefault(hole[0] if hole[2] else hole.start(), hole[1])
    return tuple(found.values())


def tree(random: Random, kind: str, depth: int) -> Tree:
    """A random expression of a kind, ``depth`` patterns deep at most."""
    leaf = kind in LEAVES and (depth <= 0 or kind not in WAYS or random.random() < 0.1)
    way: Way = LEAVES[kind] if leaf else WAYS[kind]
    while not isinstance(way, str):
        way = random.choice(way)
    return Tree(kind, way, tuple(tree(random, part, depth - 1) for part in holes(way)))


def expression(seed: int, kind: str = "scalar", depth: int = 2) -> str:
    return str(tree(Random(seed), kind, depth))


@dataclass(frozen=True)
class Problem:
    """An expression, what to differentiate it by, in order, and the numbers to try it at.

    entries: how those of a structured matrix vary (``calculator.Options``).
    tree:    how the expression was made, where it was made at random.
    """

    expression: str
    by: tuple[str, ...]
    seed: int
    sizes: tuple[int, int, int]
    entries: str = "independent"
    tree: Tree | None = None

    @property
    def text(self) -> str:
        """The program that asks for the derivative."""
        used = dict.fromkeys(w for w in WORDS.findall(" ".join((self.expression, *self.by))) if w in NAMES)
        stated = "; ".join(f"{NAMES[name]} in {DECLARED[NAMES[name]]}" for name in used)
        return f"{stated}; {self.question}"

    @property
    def question(self) -> str:
        """The derivative alone, without declarations."""
        return f"D({self.expression}, {', '.join(self.by)})"

    def smaller(self) -> Iterator[Problem]:
        """The same with a smaller expression that still holds what it is differentiated by."""
        for other in self.tree.smaller() if self.tree else ():
            text = str(other)
            if set(variables(" ".join(self.by))) <= set(WORDS.findall(text)):
                yield replace(self, expression=text, tree=other)

    def __str__(self) -> str:
        return self.text


def variables(text: str) -> list[str]:
    """The names in a text that one may differentiate by."""
    words = set(WORDS.findall(text))
    return [name for name in VARIABLES if name in words]


# How often an expression of a kind is asked for, and how often its second derivative is.
KINDS = {"scalar": (6, 0.4), "vector": (2, 0.2), "short": (2, 0.2), "square": (1, 0.1), "matrix": (2, 0.1), "stack": (2, 0.1), "slope": (1, 0)}
SIZES = ((3, 2, 4), (2, 3, 2), (3, 3, 3), (1, 2, 3), (2, 1, 1), (2, 2, 2))
SMALL = ((2, 2, 2), (2, 1, 2), (1, 2, 3), (2, 3, 2))


def problem(number: int, seed: int = 0, depth: int = 2) -> Problem:
    """One of as many random problems as there are numbers: always the same for the same arguments."""
    random = Random(f"{seed} {number} {depth}")
    kind = random.choices(list(KINDS), [weight for weight, _ in KINDS.values()])[0]
    names: list[str] = []
    while not names:
        made = tree(random, kind, depth if kind in ("scalar", "slope") else depth - 1)
        names = variables(str(made))
    order = 2 if random.random() < KINDS[kind][1] else 1
    by = tuple(target(random, names) for _ in range(order))
    several = LAST.search(str(made)) is not None
    possible = SIZES if order == 1 and kind != "slope" else SMALL
    sizes = random.choice([s for s in possible if s[0] > 1 or not several])
    entries = "constrained" if random.random() < 0.5 and "O" not in variables(" ".join(by)) else "independent"
    return Problem(str(made), by, random.randrange(6), sizes, entries, made)


def target(random: Random, names: list[str]) -> str:
    """A variable, one entry of it or, seldom, several variables at once."""
    name = random.choice(names)
    chance = random.random()
    if chance < 0.05:
        others = [n for n in names if DECLARED[n] in ("R", "R^n", "R^m")]
        if len(others) > 1:
            return f"[{'; '.join(random.sample(others, 2))}]"
    if chance < 0.12:
        return {"R": name, "R^n": f"{name}_1", "R^m": f"{name}_1", "R^N": f"{name}_1"}.get(
            DECLARED[name], f"{name}_{{1,1}}"
        )
    return name
