"""Naming what repeats: a long answer says z once and goes on with z, as textbooks do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator

from matcalc.kinds.kind import NameKind, Reading
from matcalc.kinds.known import kinds_of
from matcalc.lowering.build import weight
from matcalc.lowering.identity import identities
from matcalc.terms import (
    Cases,
    Derivative,
    Element,
    Matrix,
    Name,
    Number,
    Summation,
    Term,
    children,
    postorder,
    rebuild,
)

LONG = 70.0  # answers up to about this many characters are left whole
WORTH = 9.0  # a part this long, repeated, gets a name
WHOLE = (Name, Number, Cases, Matrix, Derivative, Element, Summation)  # never named
LETTERS = ("z", "u", "v", "p", "q", "s", "t")
MATRICES = ("Z", "U", "V", "P", "Q", "S", "M")


def shared(
    value: Term, where: dict[str, Term], reading: Reading, letters: Iterable[str] = ()
) -> tuple[Term, dict[str, Term]]:
    """The value with repeated long parts named, and all names with what they stand for; ``letters`` are
    indices, and no names.

    The kinds of new names are added to ``reading``.
    """
    if weight(value) <= LONG:
        return value, where
    kinds = kinds_of(value, reading)
    identity = identities(value, kinds)
    order = list({identity[id(term)]: term for term in postorder(value)}.values())
    uses: Counter[int] = Counter()
    for term in order:
        uses.update(identity[id(child)] for child in children(term))
    bound = {term.index.id for term in order if isinstance(term, Summation)}
    taken_names = {*letters, *reading.names, *where, *(term.id for term in order if isinstance(term, Name))}
    names = {matrix: fresh_names(taken_names, matrix) for matrix in (False, True)}
    taken = dict(where)
    made: dict[int, Term] = {}
    inside: dict[int, bool] = {}  # whether a part mentions a Σ index
    for term in order:
        key = identity[id(term)]
        parts = [identity[id(child)] for child in children(term)]
        inside[key] = (isinstance(term, Name) and term.id in bound) or any(inside[part] for part in parts)
        written = rebuild(term, tuple(made[part] for part in parts))
        made[key] = written
        kind = kinds.get(id(term))
        nameable = kind is not None and not (kind.rows is None and kind.cols is not None) and not kind.more
        if uses[key] < 2 or inside[key] or not nameable or isinstance(term, WHOLE) or weight(written) < WORTH:
            continue
        assert kind is not None
        name = next(names[kind.rows is not None and kind.cols is not None])
        reading.names[name] = NameKind(kind, "defined")
        taken[name] = written
        made[key] = Name(name)
    return made[identity[id(value)]], taken


def fresh_names(taken: Container[str], matrix: bool) -> Iterator[str]:
    number = 0
    while True:
        for letter in MATRICES if matrix else LETTERS:
            name = f"{letter}_{number}" if number else letter
            if name not in taken:
                yield name
        number += 1
