"""Naming what repeats: a long answer says z once and goes on with z, as textbooks do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from itertools import count as naturals

from matcalc.kinds.kind import Kind, NameKind, Reading
from matcalc.kinds.known import kinds_in, kinds_of
from matcalc.lowering.build import weight
from matcalc.lowering.identity import identities
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
    postorder,
    put_in,
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
    terms = postorder(value)
    identity = identities(value)
    repeated = repeats(terms, identity)
    if not repeated:
        return value, where
    if any(isinstance(term, Apply) and not term.args for term in terms):  # what is around I says its size
        kinds = kinds_of(value, reading)
        identity = identities(value, kinds)
        repeated = repeats(terms, identity)
    else:
        kinds = kinds_in([*repeated.values()], reading)
    order = list({identity[id(term)]: term for term in terms}.values())
    bound = {term.index.id for term in order if isinstance(term, Summation)}
    taken = {*letters, *where, *in_use(reading), *(term.id for term in order if isinstance(term, Name))}
    made: dict[int, Term] = {}
    inside: dict[int, bool] = {}  # whether a part mentions a Σ index
    found: dict[str, tuple[Kind, Term]] = {}
    for term in order:
        key = identity[id(term)]
        parts = [identity[id(child)] for child in children(term)]
        inside[key] = (isinstance(term, Name) and term.id in bound) or any(inside[part] for part in parts)
        written = rebuild(term, tuple([made[part] for part in parts]))
        made[key] = written
        kind = kinds.get(id(repeated[key])) if key in repeated and not inside[key] else None
        nameable = kind is not None and not (kind.rows is None and kind.cols is not None) and not kind.more
        if not nameable or weight(written) < WORTH:
            continue
        assert kind is not None
        found[f"?{len(found)}"] = (kind, written)
        made[key] = Name(f"?{len(found) - 1}")
    names: dict[str, str] = {}
    for is_matrix in (False, True):
        own = [name for name, (kind, _) in found.items() if (kind.word == "matrix") is is_matrix]
        names |= zip(own, fresh_names(len(own), taken, is_matrix), strict=True)

    values: dict[str, Term] = {old: Name(new) for old, new in names.items()}
    for name, (kind, written) in found.items():
        reading.names[names[name]] = NameKind(kind, "defined")
        where = {**where, names[name]: put_in(written, values)}
    return put_in(made[identity[id(value)]], values), where


def repeats(terms: Iterable[Term], identity: dict[int, int]) -> dict[int, Term]:
    """The parts that stand in a term more than once and are worth a name, by their identity."""
    parts = {identity[id(term)]: term for term in terms}
    uses = Counter([identity[id(child)] for term in parts.values() for child in children(term)])
    return {
        key: part
        for key, part in parts.items()
        if uses[key] > 1 and not isinstance(part, WHOLE) and weight(part) >= WORTH
    }


def in_use(reading: Reading) -> set[str]:
    """The names of a reading, and those of lengths, which are no names for anything else."""
    lengths = (axis for known in reading.names.values() for axis in known.kind.axes)
    return {*reading.names, *(name for axis in lengths for name in axis.names)}


def fresh_names(count: int, taken: Collection[str], matrix: bool) -> list[str]:
    """So many names that are free: letters, or one letter with numbers where there are not enough."""
    letters = MATRICES if matrix else LETTERS
    free = [letter for letter in letters if letter not in taken]
    if count <= len(free):
        return free[:count]
    rows = ([f"{letter}_{start + k}" for k in range(count)] for start in naturals(1) for letter in letters)
    return next(row for row in rows if not set(row) & set(taken))
