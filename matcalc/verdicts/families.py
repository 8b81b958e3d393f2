"""What is defined member by member, y_i = γ x_i + β, as a vector: then one may differentiate by y_i."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from matcalc.records import replace
from matcalc.terms import (
    Apply,
    Declaration,
    Definition,
    Derivative,
    Element,
    KindSpec,
    Name,
    Summation,
    Term,
    fold,
    ids_in,
    names_in,
    postorder,
    rebuild,
)
from matcalc.verdicts.claims import Claim
from matcalc.verdicts.meant import Meant, changed, declared, defined, only_names, terms

BY_ENTRIES = {
    "product": "hadamard",
    "dot": "hadamard",
    "divide": "hadamard_divide",
    "power": "hadamard_power",
}


def vectors(claim: Claim) -> Iterator[Meant]:
    """y_i = γ x_i + β defines the vector y, where i is an index and y nothing else."""
    known, given = declared(claim), defined(claim)
    members: dict[str, Definition] = {}
    for id_, definition in given.items():
        base, _, index = id_.rpartition("_")
        indexed = base and definition.params is None and len(index) == 1 and index.islower()
        if indexed and {base, index}.isdisjoint({*known, *given}):
            members[base] = definition
    if not any(_differentiates(term, members) for term in terms(claim)):
        return

    kept = only_names(claim)

    def entry(term: Term, parts: tuple[Term, ...]) -> Term:
        """y_k, one name where it was defined so, as an entry of y."""
        base, _, index = term.id.rpartition("_") if isinstance(term, Name) else ("", "", "")
        if isinstance(term, Name) and id(term) not in kept and base in members and len(index) == 1:
            return Element(Name(base), (Name(index),), span=term.span)
        return rebuild(term, parts)

    made = changed(claim, entry)
    bases = {t.base.id for t in terms(made) if isinstance(t, Element) and isinstance(t.base, Name)}
    whole: dict[str, Definition] = {}
    for definition in defined(made).values():
        base, _, index = definition.name.id.rpartition("_")
        if base in members:
            body = _whole(definition.body, index)
            if body is None:
                return
            whole[definition.name.id] = Definition(Name(base), None, body, span=definition.span)
    rest = {n.id: n for d in whole.values() for n in names_in(d.body)}
    numbers = tuple(n for id_, n in rest.items() if id_ not in {*members, *known, *given, "e", "pi"} | bases)
    scalar = [Declaration(numbers, KindSpec(()))] if numbers else []
    statements = (
        *scalar,
        *(whole.get(s.name.id, s) if isinstance(s, Definition) else s for s in made.program.statements),
    )
    said = ", ".join(f"{base} is a vector" for base in members)
    yield Meant(replace(made, program=replace(made.program, statements=statements)), said)


def _differentiates(term: Term, members: Mapping[str, Definition]) -> bool:
    """Is this a derivative by a member?"""
    for by in term.by if isinstance(term, Derivative) else ():
        if isinstance(by, Element) and isinstance(by.base, Name) and by.base.id in members:
            return True
        if isinstance(by, Name) and by.id.rpartition("_")[0] in members:
            return True
    return False


def _whole(body: Term, index: str) -> Term | None:
    """A term for all values of an index at once: a vector; None where the index stands otherwise."""

    def varies(term: Term) -> bool:
        return index in ids_in(term)

    def visit(term: Term, parts: tuple[Term, ...]) -> Term:
        if isinstance(term, Element):
            places = [isinstance(i, Name) and i.id == index for i in term.indices]
            if len(places) == 1 and places[0]:
                return term.base
            if places in ([True, False], [False, True]):
                line = replace(
                    term, indices=tuple(None if p else i for p, i in zip(places, term.indices, strict=True))
                )
                return line if places[0] else Apply("transpose", (line,))
        made = rebuild(term, parts)
        if isinstance(term, Apply) and term.op in BY_ENTRIES and isinstance(made, Apply):
            several = sum(map(varies, term.args)) > 1 or (term.op in ("divide", "power") and varies(term))
            return replace(made, op=BY_ENTRIES[term.op]) if several else made
        return made

    for part in postorder(body):
        if isinstance(part, Summation) and part.index.id == index:
            return None
        if isinstance(part, Apply) and part.op == "power" and varies(part.args[1]):
            return None
    whole = fold(body, visit)
    return None if varies(whole) or not varies(body) else whole
