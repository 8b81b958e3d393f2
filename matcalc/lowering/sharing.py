"""Naming what repeats: a long answer says z once and goes on with z, as textbooks do."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.kinds.known import kinds_of
from matcalc.kinds.kind import NameKind, Reading
from matcalc.lowering.build import weight
from matcalc.terms import (
    Apply,
    Cases,
    Derivative,
    Element,
    Matrix,
    Name,
    Number,
    Summation,
    Term,
    children,
    fold,
    postorder,
    rebuild,
)

LONG = 70.0  # answers up to about this many characters are left whole
WORTH = 9.0  # a part this long, repeated, gets a name
LETTERS = ("z", "u", "v", "p", "q", "s", "t")


def shared(value: Term, where: dict[str, Term], reading: Reading) -> tuple[Term, dict[str, Term]]:
    """The value with repeated long parts named, and all names with what they stand for.

    The kinds of new names are added to ``reading``.
    """
    names = fresh_names(reading, where)
    taken = dict(where)
    while weight(value, 1e6) > LONG:
        part = candidate(value)
        if part is None:
            break
        name = next(names)
        kind = kinds_of(part, reading)[id(part)]
        if kind.rows is None and kind.cols is not None:
            break
        reading.names[name] = NameKind(kind, "defined")
        taken[name] = part
        value = replaced(value, part, Name(name))
    return value, taken


def fresh_names(reading: Reading, where: dict[str, Term]) -> Iterator[str]:
    number = 0
    while True:
        for letter in LETTERS:
            name = letter if not number else f"{letter}_{number}"
            if name not in reading.names and name not in where:
                yield name
        number += 1


def candidate(value: Term) -> Term | None:
    """The repeated part whose naming saves most."""
    keys: dict[object, int] = {}

    def number(term: Term, parts: tuple[int, ...]) -> int:
        own: object = term.value if isinstance(term, Number) else term.id if isinstance(term, Name) else None
        if isinstance(term, Apply):
            own = term.op
        return keys.setdefault((type(term), own, parts), len(keys))

    identity: dict[int, int] = {}
    order = list(postorder(value))
    for term in order:
        identity[id(term)] = number(term, tuple(identity[id(child)] for child in children(term)))
    count: dict[int, float] = {identity[id(value)]: 1.0}
    done: set[int] = set()
    for term in reversed(order):
        key = identity[id(term)]
        if key in done:
            continue
        done.add(key)
        for child in children(term):
            count[identity[id(child)]] = count.get(identity[id(child)], 0.0) + count.get(key, 0.0)
    bound = {term.index.id for term in order if isinstance(term, Summation)}
    best: tuple[float, Term] | None = None
    for term in order:
        times = count[identity[id(term)]]
        if times < 2 or isinstance(term, (Name, Number, Cases, Matrix, Derivative, Element, Summation)):
            continue
        size = weight(term, 1e6)
        saved = (times - 1) * size
        if size < WORTH or (best is not None and saved <= best[0]) or mentions(term, bound):
            continue
        best = (saved, term)
    return None if best is None else best[1]


def mentions(term: Term, names: set[str]) -> bool:
    return bool(names) and any(isinstance(part, Name) and part.id in names for part in postorder(term))


def replaced(value: Term, part: Term, name: Name) -> Term:
    """``value`` with every occurrence of a part replaced by its name."""
    keys: dict[object, int] = {}
    numbers: dict[int, int] = {}

    def number(term: Term, parts: tuple[int, ...]) -> int:
        own: object = term.value if isinstance(term, Number) else term.id if isinstance(term, Name) else None
        if isinstance(term, Apply):
            own = term.op
        numbers[id(term)] = keys.setdefault((type(term), own, parts), len(keys))
        return numbers[id(term)]

    target = fold(part, number)
    fold(value, number)
    made: dict[int, Term] = {}

    def visit(term: Term, parts: tuple[Term, ...]) -> Term:
        if numbers[id(term)] == target:
            return name
        key = id(term)
        made[key] = rebuild(term, parts)
        return made[key]

    return fold(value, visit)
