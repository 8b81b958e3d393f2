"""What indices, and what stands above and below a letter, may mean."""

from __future__ import annotations

import re
from collections.abc import Iterator

from matcalc.records import replace
from matcalc.terms import (
    Apply,
    Element,
    Name,
    Number,
    Summation,
    Term,
    postorder,
    rebuild,
)
from matcalc.verdicts.claims import Claim
from matcalc.verdicts.meant import (
    Meant,
    changed,
    declared,
    declared_rank,
    defined,
    terms,
    typed,
)

_ENTRY = re.compile(r"([a-z])_([a-z])([a-z])")
_LIST = re.compile(r"\s*(?:\\left\s*)?\[[^\[\]]*(?:dots|…|\.\.\.)[^\[\]]*\]\s*")
_EXAMPLE = re.compile(r"\^\s*\{?\s*\(")


def entries(claim: Claim) -> Iterator[Meant]:
    """a_{ij} is an entry of A, where a is nothing else."""
    known, given = declared(claim), defined(claim)
    whole = {*known, *(name for name, definition in given.items() if definition.params is None)}
    matrices = {name.lower() for name in whole if name.isupper()} - known.keys() - given.keys()
    found: set[str] = set()

    def raised(term: Term, parts: tuple[Term, ...]) -> Term:
        made = rebuild(term, parts)
        if isinstance(made, Element) and isinstance(made.base, Name) and len(made.indices) == 2:
            name, places = made.base.id, made.indices
        elif isinstance(made, Name) and (word := _ENTRY.fullmatch(made.id)):
            name, places = word[1], (Name(word[2]), Name(word[3]))
        else:
            return made
        if name not in matrices:
            return made
        found.add(name)
        return Element(Name(name.upper()), places, span=made.span)

    made = changed(claim, raised)
    if found:
        said = ", ".join(f"{name}_ij is an entry of {name.upper()}" for name in sorted(found))
        yield Meant(made, said)


def rows(claim: Claim) -> Iterator[Meant]:
    """x_i is row i of a data matrix X as a column, where x is nothing else."""
    known, given = declared(claim), defined(claim)
    matrices = {n.lower() for n in known if n.isupper() and declared_rank(claim, n) == 2}
    matrices -= known.keys() | given.keys()
    found: set[str] = set()

    def row(term: Term, parts: tuple[Term, ...]) -> Term:
        made = rebuild(term, parts)
        if not isinstance(made, Element) or not isinstance(made.base, Name) or len(made.indices) != 1:
            return made
        if made.base.id not in matrices:
            return made
        found.add(made.base.id)
        whole = Element(Name(made.base.id.upper()), (*made.indices, None))
        return Apply("transpose", (whole,), span=made.span)

    made = changed(claim, row)
    if found:
        yield Meant(made, ", ".join(f"{name}_i is row i of {name.upper()}" for name in sorted(found)))


def kronecker_delta(claim: Claim) -> Iterator[Meant]:
    """δ_{ij} is an entry of I, where δ is nothing else."""
    if "delta" in {*declared(claim), *defined(claim)}:
        return

    def identity(term: Term, parts: tuple[Term, ...]) -> Term:
        made = rebuild(term, parts)
        if isinstance(made, Element) and isinstance(made.base, Name) and made.base.id == "delta":
            return replace(made, base=Apply("eye", ())) if len(made.indices) == 2 else made
        return made

    if any(
        isinstance(part, Element) and isinstance(part.base, Name) and part.base.id == "delta"
        for part in terms(claim)
    ):
        yield Meant(changed(claim, identity), "δ_ij is an entry of I")


def single_entry(claim: Claim) -> Iterator[Meant]:
    """J^{ij} is the matrix with a 1 at i, j and 0 elsewhere, e_i e_jᵀ, where J is nothing else."""
    if "J" in {*declared(claim), *defined(claim)}:
        return
    found = False

    def unit(term: Term, parts: tuple[Term, ...]) -> Term:
        nonlocal found
        made = rebuild(term, parts)
        places: tuple[Term | None, ...] = ()
        if isinstance(made, Element) and "^" in typed(claim, term):
            base, places = made.base, made.indices
        elif isinstance(made, Apply) and made.op == "power":
            base, exponent = made.args
            places = exponent.args if isinstance(exponent, Apply) and exponent.op == "product" else ()
        if len(places) != 2 or not isinstance(base, Name) or base.id != "J":
            return made
        found = True
        column = Element(Apply("eye", ()), (None, places[0]))
        row = Element(Apply("eye", ()), (places[1], None))
        return Apply("product", (column, row), span=made.span)

    made = changed(claim, unit)
    if found:
        yield Meant(made, "J^ij has a 1 at i, j and 0 elsewhere")


def lists(claim: Claim) -> Iterator[Meant]:
    """[x_1, …, x_n] is a row or a column, as it has to be where it stands: a list on one line is either."""
    for side in ("left", "right"):
        term = getattr(claim, side)
        text = typed(claim, term)
        if _LIST.fullmatch(text) and "\\\\" not in text:
            row = Apply("transpose", (term,), span=term.span)
            yield Meant(replace(claim, **{side: row}), "a list on one line is a row")


def examples(claim: Claim) -> Iterator[Meant]:
    """x^{(i)} is x: the label says of which example, and all that is said is of one."""
    found: dict[str, None] = {}

    def plain(term: Term, parts: tuple[Term, ...]) -> Term:
        if not isinstance(term, Element) or not isinstance(term.base, Name) or len(term.indices) != 1:
            return rebuild(term, parts)
        name = term.base.id
        if declared_rank(claim, name) is None or not _EXAMPLE.search(typed(claim, term)):
            return rebuild(term, parts)
        found[name] = None
        return term.base

    if any(isinstance(term, Summation) for term in terms(claim)):
        return
    made = changed(claim, plain)
    if found:
        yield Meant(made, ", ".join(f"{name}^(i) is {name}" for name in found))


def einstein(claim: Claim) -> Iterator[Meant]:
    """x_i a_{ij} x_j is summed over the indices that stand twice in a product and nowhere else."""
    changed_any = False

    def summed(term: Term, parts: tuple[Term, ...]) -> Term:
        nonlocal changed_any
        made = rebuild(term, parts)
        if not isinstance(made, Apply) or made.op != "product":
            return made
        counts: dict[str, int] = {}
        for factor in made.args:
            for part in postorder(factor):
                for index in part.indices if isinstance(part, Element) else ():
                    if isinstance(index, Name):
                        counts[index.id] = counts.get(index.id, 0) + 1
        bound = {part.index.id for part in postorder(made) if isinstance(part, Summation)}
        result: Term = made
        for index_, count in counts.items():
            if count == 2 and index_ not in bound:
                changed_any = True
                result = Summation(Name(index_), None, None, result)
        return result

    made = changed(claim, summed)
    if changed_any:
        yield Meant(made, "repeated indices are summed over")


def ones(claim: Claim) -> Iterator[Meant]:
    """1ᵀx is the sum of x: 1 is a vector of ones where it is transposed, and where it is multiplied last."""
    found = False

    def vector(term: Term, parts: tuple[Term, ...]) -> Term:
        nonlocal found
        made = rebuild(term, parts)
        if isinstance(made, Apply) and made.op == "transpose" and _is_one(made.args[0]):
            found = True
            return replace(made, args=(Apply("ones", ()),))
        if isinstance(made, Apply) and made.op == "product" and _is_one(made.args[-1]):
            return replace(made, args=(*made.args[:-1], Apply("ones", ())))
        return made

    made = changed(claim, vector)
    if found:
        yield Meant(made, "1 is a vector of ones")


def _is_one(term: Term) -> bool:
    return isinstance(term, Number) and term.value == 1


def transposes(claim: Claim) -> Iterator[Meant]:
    """Aᵀ is a transpose though T is a matrix, too: no matrix is an exponent."""
    if declared_rank(claim, "T") in (None, 0):
        return
    found = False

    def turned(term: Term, parts: tuple[Term, ...]) -> Term:
        nonlocal found
        made = rebuild(term, parts)
        if isinstance(made, Apply) and made.op == "power":
            base, exponent = made.args
            if isinstance(exponent, Name) and exponent.id == "T":
                found = True
                return Apply("transpose", (base,), span=made.span)
        return made

    made = changed(claim, turned)
    if found:
        yield Meant(made, "T above a letter transposes")
