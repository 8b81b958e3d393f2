"""Sums, lists and arguments that are written out with dots, made Σ and the vectors that they stand for.

    x_1 + … + x_n        Σ_{i=1}^n x_i
    [y_1, …, y_n]        y
    [f(x_1), …, f(x_n)]  Σ_{i=1}^n f(x_i) I_{:,i}
    diag(… 1/x_i …)      diag(Σ_i 1/x_i I_{:,i})

What stands on both sides of the dots must be alike but for a number that becomes another: 1 and n.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from matcalc.errors import ReadError, Span
from matcalc.notation.functions import BY_NAME
from matcalc.rationals import Fraction
from matcalc.records import Value, replace
from matcalc.terms import (
    Apply,
    Call,
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
    same,
)
from matcalc.terms.traverse import head

DOTS = "…"  # the id of the name that stands for dots
MOST = 100  # dots in one sum
_LISTS = frozenset(("product", "dot"))


class Pattern(Value):
    """term: what each of those written out is at ``index``, which runs from low to high."""

    term: Term
    index: str
    low: Fraction
    high: Term

    @property
    def base(self) -> Name | None:
        """y, where the pattern is y_i from 1 on."""
        term = self.term
        if self.low != 1 or not isinstance(term, Element) or not isinstance(term.base, Name):
            return None
        index = term.indices[0]
        return term.base if len(term.indices) == 1 and _is(index, self.index) else None

    def at(self, value: Fraction) -> Term:
        """What stands there at a number."""

        def put(term: Term, parts: tuple[Term, ...]) -> Term:
            if _is(term, self.index):
                return Number(value)
            made = rebuild(term, parts)
            shift = _shift(made)
            return Number(shift[1]) if shift is not None and shift[0] is None else made

        return fold(self.term, put)

    def total(self, body: Term, span: Span | None) -> Term:
        return Summation(Name(self.index), Number(self.low), self.high, body, span=span)


def is_dots(term: Term) -> bool:
    return _is(term, DOTS) or (isinstance(term, Apply) and term.op == "neg" and _is(term.args[0], DOTS))


def _is(term: Term | None, name: str) -> bool:
    return isinstance(term, Name) and term.id == name


def without_dots(
    root: Term, used: Collection[str], indices: Iterable[str] = (), known: Collection[str] = ()
) -> Term:
    """The term with all that is written out made what it stands for. used: names that are no new index.
    indices: those of sums beside the term, which are taken first. known: u_i, where it is defined."""
    own = {term.id for term in postorder(root) if isinstance(term, Name)}
    letters = [letter for letter in indices if letter not in own]
    letters += [letter for letter in "ijklpqrst" if letter not in used] or ["i_0"]

    def member(term: Term, parts: tuple[Term, ...]) -> Term:
        made = rebuild(term, parts)
        if isinstance(made, Element) and isinstance(made.base, Name) and len(made.indices) == 1:
            index = made.indices[0]
            name = f"{made.base.id}_{index.id}" if isinstance(index, Name) else ""
            return Name(name, span=made.span) if name in known else made
        return made

    made = fold(root, lambda term, parts: _made(rebuild(term, parts), letters))
    made = fold(made, member)
    for term in postorder(made):
        if _is(term, DOTS):
            raise ReadError(
                "it is not clear what the dots stand for",
                term.span or Span(0, 0),
                "write the first and the last, alike but for their number: x_1 + … + x_n, or Σ",
            )
    return made


def _made(term: Term, letters: list[str]) -> Term:
    parts = children(term)
    if isinstance(term, Apply) and term.op == "add" and any(map(is_dots, parts)):
        return _sum(term, letters)
    if isinstance(term, Matrix) and any(map(holds_dots, parts)):
        return replace(_matrix(term, letters), span=term.span)
    if isinstance(term, Call) and any(map(holds_dots, term.args)):
        return replace(term, args=_arguments(term.args, letters))
    if isinstance(term, Apply) and term.op not in (*_LISTS, "add", "neg") and any(map(holds_dots, parts)):
        made = replace(term, args=_arguments(parts, letters))
        least, most = BY_NAME[term.op].arity if term.op in BY_NAME else (2, 2)
        return made if least <= len(made.args) <= (most or len(made.args)) else term
    return term


def holds_dots(term: Term) -> bool:
    """Whether a part of a list is dots, or holds them without commas around them."""
    return is_dots(term) or (isinstance(term, Apply) and term.op in _LISTS and any(map(is_dots, term.args)))


def _items(terms: Sequence[Term]) -> list[Term]:
    """The items of a list in which commas beside the dots may be left out."""
    out: list[Term] = []
    for term in terms:
        if not isinstance(term, Apply) or term.op not in _LISTS or not holds_dots(term):
            out.append(term)
            continue
        factors: list[Term] = []
        for factor in (*term.args, None):
            if factor is not None and not is_dots(factor):
                factors.append(factor)
                continue
            if factors:
                whole = _around(factors[0], factors[-1])
                out.append(factors[0] if len(factors) == 1 else Apply("product", tuple(factors), span=whole))
            factors = []
            if factor is not None:
                out.append(factor)
    return out


def _around(first: Term, last: Term) -> Span | None:
    return Span(first.span.start, last.span.end) if first.span and last.span else None


# --- what is alike


def pattern(first: Term, last: Term, index: str) -> Pattern | None:
    """What both are at some value of ``index``; None where they are not alike."""
    changed: dict[int, tuple[Fraction, Term]] = {}
    stack = [(first, last)]
    while stack:
        one, other = stack.pop()
        below, beside = children(one), children(other)
        if type(one) is type(other) and head(one) == head(other) and len(below) == len(beside):
            stack += zip(reversed(below), reversed(beside), strict=True)
        elif isinstance(one, Number):
            changed[id(one)] = (one.value, other)
        else:
            return None
    if not changed:
        return None
    low, high = next(iter(changed.values()))
    to = {}
    for id_, (value, end) in changed.items():
        if not _runs(low, high, value, end):
            return None
        step = Number(value - low)
        to[id_] = Name(index) if value == low else Apply("add", (Name(index), step))
    made = fold(first, lambda term, parts: to.get(id(term)) or rebuild(term, parts))
    return Pattern(made, index, low, high)


def _runs(low: Fraction, high: Term, value: Fraction, end: Term) -> bool:
    """Does one number go from ``value`` to ``end`` while another goes from ``low`` to ``high``?"""
    if value == low:
        return same(high, end)
    one, other = _shift(high), _shift(end)
    return one is not None and other is not None and one[0] == other[0] and other[1] - one[1] == value - low


def _shift(term: Term) -> tuple[str | None, Fraction] | None:
    """n + 1 as ('n', 1), and 3 as (None, 3)."""
    name, number = None, Fraction(0)
    for part in term.args if isinstance(term, Apply) and term.op == "add" else (term,):
        sign = 1
        if isinstance(part, Apply) and part.op == "neg":
            sign, part = -1, part.args[0]
        if isinstance(part, Number):
            number += sign * part.value
        elif isinstance(part, Name) and sign == 1 and name is None:
            name = part.id
        else:
            return None
    return name, number


# --- sums


def _sum(term: Apply, letters: list[str]) -> Term:
    parts = list(term.args)
    for _ in range(MOST):
        place = next((n for n, part in enumerate(parts) if is_dots(part)), 0)
        if not 0 < place < len(parts) - 1:
            break
        found = pattern(parts[place - 1], parts[place + 1], letters[0])
        if found is None:
            break
        begin = place - 1
        while begin and same(parts[begin - 1], found.at(found.low - 1)):
            begin -= 1
            found = replace(found, low=found.low - 1)
        parts[begin : place + 2] = [found.total(found.term, _around(parts[begin], parts[place + 1]))]
    return replace(term, args=tuple(parts)) if len(parts) > 1 else parts[0]


# --- lists


def _arguments(terms: Sequence[Term], letters: list[str]) -> tuple[Term, ...]:
    """Arguments with those that are written out as one vector."""
    items = _items(terms)
    place = next((n for n, item in enumerate(items) if is_dots(item)), 0)
    if len(items) == 3 and place == 0 and is_dots(items[2]):
        return (_entry(items[1]),)
    begin, found = _run(items, place, letters[0])
    return tuple(terms) if found is None else (*items[:begin], _column(found), *items[place + 2 :])


def _run(items: list[Term], place: int, index: str) -> tuple[int, Pattern | None]:
    """What is written out around the dots at ``place``, and where it begins."""
    found = pattern(items[place - 1], items[place + 1], index) if 0 < place < len(items) - 1 else None
    begin = place - 1
    while found is not None and begin and same(items[begin - 1], found.at(found.low - 1)):
        begin -= 1
        found = replace(found, low=found.low - 1)
    if found is not None and (found.low != 1 or not isinstance(found.high, Name | Number)):
        return begin, None
    return begin, found


def _unit(index: str) -> Term:
    return Element(Apply("eye", ()), (None, Name(index)))


def _entry(term: Term) -> Term:
    """The vector whose entries are as ``term`` is, which has one index."""
    bound = {part.index.id for part in postorder(term) if isinstance(part, Summation)}
    indices = {
        index.id
        for part in postorder(term)
        if isinstance(part, Element)
        for index in part.indices
        if isinstance(index, Name) and index.id not in bound
    }
    if len(indices) != 1:
        place = term.span or Span(0, 0)
        raise ReadError("it is not clear which index runs here", place, "write the first and the last entry")
    (index,) = indices
    return Summation(Name(index), None, None, Apply("product", (_unit(index), term)), span=term.span)


def _column(found: Pattern) -> Term:
    span = found.term.span
    return found.base or found.total(Apply("product", (_unit(found.index), found.term)), span)


def _row(found: Pattern) -> Term:
    if found.base is not None and not found.base.bold:
        return Apply("transpose", (found.base,), span=found.term.span)
    unit = Apply("transpose", (_unit(found.index),))
    return found.total(Apply("product", (found.term, unit)), found.term.span)


def _matrix(term: Matrix, letters: list[str]) -> Term:
    rows = [_items(row) for row in term.rows]
    listed = rows[0] if len(rows) == 1 else [row[0] for row in rows if len(row) == 1]
    entries = [item for item in listed if not is_dots(item)]
    if len(entries) > 1 and all(same(entries[0], entry) for entry in entries):  # [z, z, …, z]
        ones: Term = Apply("ones", ())
        turned = len(rows) == 1 and not term.flat
        return Apply("product", (entries[0], Apply("transpose", (ones,)) if turned else ones), span=term.span)
    if len(rows) == 1:
        if len(rows[0]) == 3 and is_dots(rows[0][0]) and is_dots(rows[0][2]):
            made = _entry(rows[0][1])
            return made if term.flat else Apply("transpose", (made,), span=term.span)
        found = _whole(rows[0], letters[0])
        if found is None:
            return term
        vectors = found.base is not None and found.base.bold
        return _row(found) if vectors or not term.flat else _column(found)
    if all(len(row) == 1 for row in rows):
        found = _whole([row[0] for row in rows], letters[0])
        return term if found is None else _column(found)
    return _block(term, rows, letters)


def _whole(items: list[Term], index: str) -> Pattern | None:
    """What all items are."""
    place = next(n for n, item in enumerate(items) if is_dots(item)) if any(map(is_dots, items)) else 0
    begin, found = _run(items, place, index)
    return found if begin == 0 and place + 2 == len(items) else None


def _block(term: Matrix, rows: list[list[Term]], letters: list[str]) -> Term:
    """A matrix with dots between its columns and between its rows."""
    filled = [row for row in rows if not all(map(is_dots, row))]
    if len(filled) == len(rows) or len(letters) < 2:
        return term
    across = [_whole(row, letters[1]) for row in filled]
    gap = next(n for n, row in enumerate(rows) if all(map(is_dots, row)))
    if any(one is None or not same(one.high, across[0].high) for one in across if across[0]) or not across[0]:
        return term
    items: list[Term] = [one.term for one in across if one is not None]
    items.insert(gap, Name(DOTS))
    down = _whole(items, letters[0])
    if down is None:
        return term
    unit = Apply("transpose", (_unit(letters[1]),))
    row = across[0].total(Apply("product", (_unit(letters[0]), down.term, unit)), term.span)
    return down.total(row, term.span)


def length(name: str, body: Term) -> Term | None:
    """n, where the body of what ``name`` is said to be only lists its entries: [x_1, …, x_n]."""
    if isinstance(body, Apply) and body.op == "transpose":
        body = body.args[0]
    if not isinstance(body, Matrix) or not any(map(holds_dots, children(body))):
        return None
    column = [row[0] for row in body.rows] if all(len(row) == 1 for row in body.rows) else []
    found = _whole(_items(column or (body.rows[0] if len(body.rows) == 1 else ())) or [body], "i")
    return found.high if found is not None and _is(found.base, name) else None
