"""Other ways to read a claim, for what texts leave to the reader.

Each row of ``READINGS`` makes of a claim the claims that it may mean, with a note. They are tried where the
claim as it stands is not found true; one that is true is then what was meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from matcalc.kinds.kind import STRUCTURE
from matcalc.records import replace
from matcalc.terms import Apply, Declaration, Derivative, Element, Name, Term, names_in, rebuild
from matcalc.verdicts import activations, applications, chains, families, gradients, indexed, supposed
from matcalc.verdicts.claims import Claim
from matcalc.verdicts.meant import Change, Meant, changed, defined, terms, typed

READINGS = (
    indexed.transposes,
    indexed.lists,
    families.vectors,
    supposed.lengths,
    supposed.numbers,
    supposed.marked,
    supposed.quotients,
    indexed.examples,
    chains.products,
    gradients.totally,
    gradients.of_what_varies,
    gradients.varying,
    gradients.of_the_next,
    gradients.at_a_point,
    gradients.of_its_arguments,
    gradients.by_an_expression,
    applications.quantities,
    applications.intermediates,
    applications.factors,
    applications.values,
    applications.components,
    applications.kronecker_product,
    applications.matrix_exponential,
    indexed.entries,
    indexed.rows,
    indexed.kronecker_delta,
    indexed.single_entry,
    indexed.ones,
    indexed.einstein,
    activations.entrywise,
    gradients.by_a_variable,
    supposed.functions,
)

MOST = 24
"""Readings of one claim that are tried."""


def readings(claim: Claim) -> Iterator[Meant]:
    """The other ways to read a claim, those first that take less for granted."""
    found = [(Meant(claim), 0)]
    for make in READINGS:
        for base, size in found[:MOST]:
            for meant in make(base.claim):
                note = f"{base.note}; {meant.note}" if size else meant.note
                found.append((replace(meant, note=note), size + 1))
    yield from (meant for meant, size in sorted(found[:MOST], key=lambda pair: pair[1]) if size)
    text = claim.program.text
    if "\\partial" in text or "∂" in text:
        note = "∂ holds what else an expression is made of, d does not"
        for made in (claim, *(meant.claim for meant in applications.quantities(claim))):
            yield Meant(changed(made, _total(made)), note, partial=True)
            yield from gradients.directly(made)
    if any(s.kind.flags & STRUCTURE for s in claim.program.statements if isinstance(s, Declaration)):
        yield Meant(claim, "matrices keep their structure as their entries vary", constrained=True)
    for base in (Meant(claim), *supposed.lengths(claim)):
        for name in _weights(base.claim):
            note = "; ".join(filter(None, (base.note, f"the entries of {name} add up to 1")))
            yield Meant(base.claim, note, normalised=name)


def _weights(claim: Claim) -> list[str]:
    """The names that stand beside a logarithm as the probabilities of a cross-entropy do."""
    if not any(isinstance(part, Apply) and part.op == "log" for part in terms(claim)):
        return []
    varied = {n.id for t in terms(claim) if isinstance(t, Derivative) for by in t.by for n in names_in(by)}
    indexed = [t.base.id for t in terms(claim) if isinstance(t, Element) and isinstance(t.base, Name)]
    return [name for name in dict.fromkeys(indexed) if name not in varied | defined(claim).keys()]


def _total(claim: Claim) -> Change:
    """Marks the derivatives that are typed with a straight d."""

    def change(term: Term, parts: tuple[Term, ...]) -> Term:
        made = rebuild(term, parts)
        if not isinstance(made, Derivative) or term.span is None or made.operator != "d":
            return made
        text = typed(claim, term)
        curly = "partial" in text or "∂" in text
        return made if curly else replace(made, operator="total")

    return change


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
