"""Other ways to read a claim, for what texts leave to the reader.

Each row of ``READINGS`` makes of a claim the claims that it may mean, with a note. They are tried where the
claim as it stands is not found true; one that is true is then what was meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from matcalc.kinds.kind import STRUCTURE
from matcalc.records import Value, replace
from matcalc.terms import (
    Apply,
    Call,
    Declaration,
    Definition,
    Derivative,
    Element,
    Equation,
    Name,
    Query,
    Statement,
    Summation,
    Term,
    fold,
    postorder,
    rebuild,
)
from matcalc.verdicts.claims import Claim

_ENTRY = re.compile(r"([a-z])_([a-z])([a-z])")

Change = Callable[[Term, tuple[Term, ...]], Term]


class Meant(Value):
    """A claim and how to read it. note: what that takes for granted.

    partial, constrained: see ``Pair.lowered``. normalised: a vector whose entries add up to 1.
    """

    claim: Claim
    note: str = ""
    partial: bool = False
    constrained: bool = False
    normalised: str = ""


def readings(claim: Claim) -> Iterator[Meant]:
    """The other ways to read a claim, each alone, then those that apply together."""
    single = [meant for make in READINGS for meant in make(claim)]
    yield from single
    together, notes = claim, list[str]()
    for make in READINGS:
        first = next(iter(make(together)), None)
        if first is not None:
            together = first.claim
            notes.append(first.note)
    if len(notes) > 1:
        yield Meant(together, "; ".join(notes))
    text = claim.program.text
    if "\\partial" in text or "∂" in text:
        note = "∂ holds what else an expression is made of, d does not"
        yield Meant(changed(claim, _total(text)), note, partial=True)
    if any(s.kind.flags & STRUCTURE for s in claim.program.statements if isinstance(s, Declaration)):
        yield Meant(claim, "matrices keep their structure as their entries vary", constrained=True)
    for name in _weights(claim):
        yield Meant(claim, f"the entries of {name} add up to 1", normalised=name)


def _weights(claim: Claim) -> list[str]:
    """The names that stand beside a logarithm as the probabilities of a cross-entropy do."""
    if not any(isinstance(part, Apply) and part.op == "log" for part in _terms(claim)):
        return []
    varied = {n.id for t in _terms(claim) if isinstance(t, Derivative) for by in t.by for n in _names(by)}
    indexed = [t.base.id for t in _terms(claim) if isinstance(t, Element) and isinstance(t.base, Name)]
    return [name for name in dict.fromkeys(indexed) if name not in varied | _defined(claim)]


def _total(text: str) -> Change:
    """Marks the derivatives that are typed with a straight d."""

    def change(term: Term, parts: tuple[Term, ...]) -> Term:
        made = rebuild(term, parts)
        if not isinstance(made, Derivative) or term.span is None or made.operator != "d":
            return made
        typed = text[slice(*term.span)]
        curly = "partial" in typed or "∂" in typed
        return made if curly else replace(made, operator="total")

    return change


def changed(claim: Claim, change: Change) -> Claim:
    """The claim with all of its terms changed, from the leaves up."""

    def new(term: Term) -> Term:
        return fold(term, change)

    statements = tuple(_statement(statement, new) for statement in claim.program.statements)
    program = replace(claim.program, statements=statements)
    return replace(claim, program=program, left=new(claim.left), right=new(claim.right))


# What a letter may stand for that the table knows as a function of numbers: σ is softmax in some texts.
VECTOR_FUNCTIONS = ("softmax", "sigmoid", "tanh", "relu")


def restated(claim: Claim) -> str | None:
    """The function that an equation says anew what it is: σ in σ(z)_i = …"""
    left = claim.left.base if isinstance(claim.left, Element) else claim.left
    if isinstance(left, Apply) and len(left.args) == 1 and isinstance(left.args[0], Name):
        return left.op
    return None


def renamed(claim: Claim, meanings: Mapping[str, str]) -> Claim:
    """The claim with other functions in the place of some."""

    def change(term: Term, parts: tuple[Term, ...]) -> Term:
        made = rebuild(term, parts)
        return replace(made, op=meanings.get(made.op, made.op)) if isinstance(made, Apply) else made

    return changed(claim, change) if meanings else claim


def _statement(statement: Statement, new: Callable[[Term], Term]) -> Statement:
    match statement:
        case Definition():
            return replace(statement, body=new(statement.body))
        case Query():
            return replace(statement, term=new(statement.term))
        case Equation():
            return replace(statement, members=tuple(map(new, statement.members)))
    return statement


def _terms(claim: Claim) -> Iterable[Term]:
    bodies = [s.body for s in claim.program.statements if isinstance(s, Definition)]
    return postorder(*bodies, claim.left, claim.right)


def _declared(claim: Claim) -> Mapping[str, Declaration]:
    return {
        name.id: statement
        for statement in claim.program.statements
        if isinstance(statement, Declaration)
        for name in statement.names
        if isinstance(name, Name)
    }


def _defined(claim: Claim) -> set[str]:
    return {s.name.id for s in claim.program.statements if isinstance(s, Definition)}


def gradients(claim: Claim) -> Iterator[Meant]:
    """∇f without a variable: by each of those that occur."""
    bare = [part for part in _terms(claim) if isinstance(part, Derivative) and not part.by]
    if not bare:
        return
    for name in _varied(claim):

        def by_it(term: Term, parts: tuple[Term, ...], name: str = name) -> Term:
            made = rebuild(term, parts)
            if isinstance(made, Derivative) and not made.by:
                return replace(made, by=(Name(name),))
            return made

        yield Meant(changed(claim, by_it), f"∇ is taken by {name}")


def _varied(claim: Claim) -> list[str]:
    """What ∇ may be taken by: no indices, and not what a letter early in the alphabet says is constant."""
    terms = list(_terms(claim))
    indices = {n.id for t in terms if isinstance(t, Element) for i in t.indices if i for n in _names(i)}
    indices |= {t.index.id for t in terms if isinstance(t, Summation)}
    applied = {t.function.id for t in terms if isinstance(t, Call)}
    excluded = indices | applied | _defined(claim) | {"e", "pi"}
    names = dict.fromkeys(t.id for t in terms if isinstance(t, Name) and t.id not in excluded)
    late = [name for name in names if name[0].lower() > "h" or len(name.partition("_")[0]) > 1]
    return late or list(names)


def _names(term: Term) -> list[Name]:
    return [part for part in postorder(term) if isinstance(part, Name)]


def entries(claim: Claim) -> Iterator[Meant]:
    """a_{ij} is an entry of A, where a is nothing else."""
    declared, defined = _declared(claim), _defined(claim)
    matrices = {name.lower() for name in declared if name.isupper()} - declared.keys() - defined
    found: set[str] = set()

    def raised(term: Term, parts: tuple[Term, ...]) -> Term:
        made = rebuild(term, parts)
        if isinstance(made, Element) and isinstance(made.base, Name) and len(made.indices) == 2:
            name, indices = made.base.id, made.indices
        elif isinstance(made, Name) and (word := _ENTRY.fullmatch(made.id)):
            name, indices = word[1], (Name(word[2]), Name(word[3]))
        else:
            return made
        if name not in matrices:
            return made
        found.add(name)
        return Element(Name(name.upper()), indices, span=made.span)

    made = changed(claim, raised)
    if found:
        said = ", ".join(f"{name}_ij is an entry of {name.upper()}" for name in sorted(found))
        yield Meant(made, said)


def kronecker_delta(claim: Claim) -> Iterator[Meant]:
    """δ_{ij} is an entry of I, where δ is nothing else."""
    if "delta" in {*_declared(claim), *_defined(claim)}:
        return

    def identity(term: Term, parts: tuple[Term, ...]) -> Term:
        made = rebuild(term, parts)
        if isinstance(made, Element) and isinstance(made.base, Name) and made.base.id == "delta":
            return replace(made, base=Apply("eye", ())) if len(made.indices) == 2 else made
        return made

    if any(
        isinstance(part, Element) and isinstance(part.base, Name) and part.base.id == "delta"
        for part in _terms(claim)
    ):
        yield Meant(changed(claim, identity), "δ_ij is an entry of I")


def kronecker_product(claim: Claim) -> Iterator[Meant]:
    """⊗ is the Kronecker product, as it is outside the paper."""

    def kron(term: Term, parts: tuple[Term, ...]) -> Term:
        made = rebuild(term, parts)
        return replace(made, op="kron") if isinstance(made, Apply) and made.op == "hadamard" else made

    text = claim.program.text
    spelled = (text[slice(*side.span)] for side in (claim.left, claim.right) if side.span)
    if any("otimes" in side or "⊗" in side for side in spelled):
        yield Meant(changed(claim, kron), "⊗ is the Kronecker product")


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


READINGS = (gradients, entries, kronecker_delta, kronecker_product, einstein)
