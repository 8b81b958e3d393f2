"""What is typed in the place of something like it."""

from __future__ import annotations

from matcalc.terms import Apply, Derivative, Element, Name, Term, rebuild
from matcalc.verdicts.claims import Claim
from matcalc.verdicts.meant import changed, declared, defined, terms

OPERATOR = "d"


def quotient(claim: Claim) -> str:
    """The variable of d/x, a factor in front, where d/dx may be meant: nothing else is said of d."""
    if OPERATOR in defined(claim) or OPERATOR in declared(claim):
        return ""
    found = [variable for term in terms(claim) if (variable := _divisor(term)) is not None]
    counted = sum(isinstance(term, Name) and term.id == OPERATOR for term in terms(claim))
    if not found or counted > len(found):
        return ""
    return getattr(found[0].base if isinstance(found[0], Element) else found[0], "id", "")


def typed(claim: Claim) -> set[str]:
    """d, where it stands in such a quotient: it has been typed, and comes from nowhere else."""
    return {OPERATOR} if quotient(claim) else set()


def differentiated(claim: Claim) -> Claim:
    """The claim with d/dx in the place of d/x."""

    def change(term: Term, parts: tuple[Term, ...]) -> Term:
        made = rebuild(term, parts)
        variable = _divisor(made)
        if variable is None or not isinstance(made, Apply):
            return made
        rest = made.args[1:]
        of = rest[0] if len(rest) == 1 else Apply("product", rest)
        return Derivative(of, (variable,), span=made.span)

    return changed(claim, change)


def _divisor(term: Term) -> Term | None:
    """x of a product that begins with d/x."""
    if not isinstance(term, Apply) or term.op != "product" or len(term.args) < 2:
        return None
    first = term.args[0]
    if not isinstance(first, Apply) or first.op != "divide":
        return None
    over, under = first.args
    if isinstance(over, Name) and over.id == OPERATOR and isinstance(under, Name | Element):
        return under
    return None
