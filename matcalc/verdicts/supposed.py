"""What a text may leave unsaid of a name: that it is a number, how far a sum runs, what it is taken of."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.records import replace
from matcalc.terms import (
    Apply,
    Call,
    Declaration,
    Derivative,
    Element,
    Name,
    Number,
    Summation,
    Term,
    ids_in,
    names_in,
    postorder,
    rebuild,
    same,
)
from matcalc.verdicts.claims import Claim
from matcalc.verdicts.meant import (
    Meant,
    applied,
    changed,
    declared,
    declared_rank,
    defined,
    fresh,
    only_names,
    terms,
)


def lengths(claim: Claim) -> Iterator[Meant]:
    """Σ_{k=1}^K y_k, where nothing else is said of K: K is the length of y."""
    stated = [s for s in claim.program.statements if isinstance(s, Declaration)]
    known = {*declared(claim), *defined(claim)}
    known |= set(ids_in(*(dim for s in stated for dim in s.kind.dims or ())))
    found: dict[str, Term] = {}
    whose: dict[str, str] = {}
    for term in terms(claim):
        if not isinstance(term, Summation) or not isinstance(term.upper, Name) or term.upper.id in known:
            continue
        for part in postorder(term.body):
            dim = _dimension(claim, part, term.index.id)
            if dim is None or not isinstance(part, Element):
                continue
            if not same(found.setdefault(term.upper.id, dim), dim):
                return
            whose.setdefault(term.upper.id, "".join(ids_in(part.base)))

    kept = only_names(claim)

    def length(term: Term, parts: tuple[Term, ...]) -> Term:
        own = isinstance(term, Name) and id(term) not in kept
        return found.get(term.id, term) if own and isinstance(term, Name) else rebuild(term, parts)

    if found:
        said = ", ".join(f"{name} is the length of {base}" for name, base in whose.items())
        yield Meant(changed(claim, length), said)


def _dimension(claim: Claim, part: Term, index: str) -> Term | None:
    """How far an index runs of which a declared vector or matrix has an entry."""
    if not isinstance(part, Element) or not isinstance(part.base, Name):
        return None
    rank = declared_rank(claim, part.base.id)
    if rank != len(part.indices):
        return None
    dims = declared(claim)[part.base.id].kind.dims or ()
    places = [dim for dim, i in zip(dims, part.indices, strict=True) if isinstance(i, Name) and i.id == index]
    return places[0] if len(places) == 1 else None


def numbers(claim: Claim) -> Iterator[Meant]:
    """∂L/∂W and J = L + s, where nothing is said of L: L is a number, as a loss is, though a capital is a
    matrix by convention."""
    said = {*declared(claim), *defined(claim)} | applied(claim)
    loose: set[int] = set()  # where a number may stand as well
    found: set[str] = set()
    for term in terms(claim):
        if isinstance(term, Derivative):
            loose |= {id(term.of), *map(id, term.by)}
            found |= {part.id for part in (term.of, *term.by) if isinstance(part, Name)}
        elif isinstance(term, Apply) and term.op == "add":
            loose |= set(map(id, term.args))
    capitals = {name for name in found if name[:1].isupper()} - said
    for term in terms(claim):
        if isinstance(term, Name) and id(term) not in loose:
            capitals.discard(term.id)
    if not capitals:
        return
    own = {name: fresh(claim, name.lower().replace("_", "")) for name in sorted(capitals)}

    def number(term: Term, parts: tuple[Term, ...]) -> Term:
        if isinstance(term, Name) and term.id in own:
            return replace(term, id=own[term.id], bold=False)
        return rebuild(term, parts)

    yield Meant(changed(claim, number), ", ".join(f"{name} is a number" for name in own))


def functions(claim: Claim) -> Iterator[Meant]:
    """∇uᵀv, where u and v are declared as functions: they are u(x) and v(x), x being what one differentiates
    by."""
    maps = {name for name, d in declared(claim).items() if len(d.kind.domain) == 1}
    own = {id(term.function) for term in terms(claim) if isinstance(term, Call)}
    bare = {t.id for t in terms(claim) if isinstance(t, Name) and t.id in maps and id(t) not in own}
    bare -= {"e", "pi"}
    by = {n.id for t in terms(claim) if isinstance(t, Derivative) for b in t.by for n in names_in(_base(b))}
    by -= maps
    if not bare or len(by) != 1:
        return
    (variable,) = by

    def call(term: Term, parts: tuple[Term, ...]) -> Term:
        if isinstance(term, Name) and term.id in bare and id(term) not in own:
            return Call(replace(term, span=None), (Name(variable),), span=term.span)
        return rebuild(term, parts)

    yield Meant(changed(claim, call), ", ".join(f"{name} is {name}({variable})" for name in sorted(bare)))


def _base(term: Term) -> Term:
    return term.base if isinstance(term, Element) else term


def marked(claim: Claim) -> Iterator[Meant]:
    """y_true, in a definition, is y, where y is declared and stands in the claim without a mark."""
    here = {n.id for side in (claim.left, claim.right) for n in names_in(side)}
    known, given = declared(claim), defined(claim)
    before = {n.id for d in given.values() for n in names_in(d.body)} - here - known.keys() - given.keys()
    meant = {
        name: base
        for name in sorted(before)
        if (base := name.partition("_")[0]) in known and base in here and len(name.partition("_")[2]) > 2
    }

    def plain(term: Term, parts: tuple[Term, ...]) -> Term:
        if isinstance(term, Name) and term.id in meant:
            return replace(term, id=meant[term.id])
        return rebuild(term, parts)

    if meant:
        yield Meant(changed(claim, plain), ", ".join(f"{name} is {base}" for name, base in meant.items()))


def quotients(claim: Claim) -> Iterator[Meant]:
    """𝐲/𝐚 is taken entry by entry: one divides by no vector."""
    found = False

    def by_entries(term: Term, parts: tuple[Term, ...]) -> Term:
        nonlocal found
        made = rebuild(term, parts)
        if not isinstance(made, Apply) or made.op != "divide" or not isinstance(made.args[1], Name):
            return made
        name = made.args[1]
        vector = (name.bold and name.id[:1].islower()) or declared_rank(claim, name.id) == 1
        if not vector:
            return made
        found = True
        one = isinstance(made.args[0], Number) and made.args[0].value == 1
        above = Apply("ones", ()) if one else made.args[0]
        return replace(made, op="hadamard_divide", args=(above, name))

    made = changed(claim, by_entries)
    if found:
        yield Meant(made, "one divides by a vector entry by entry")
