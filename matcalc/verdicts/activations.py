"""φ(𝐳) with φ'(𝐳): an activation function, of which nothing is said, acts on each entry of a vector."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.rationals import Fraction
from matcalc.terms import Apply, Call, Definition, Name, Number, Term, rebuild
from matcalc.verdicts.claims import Claim
from matcalc.verdicts.meant import Meant, changed, declared, defined, supposing, terms

SWING, GROWTH = Fraction(7, 5), Fraction(2, 3)


def entrywise(claim: Claim) -> Iterator[Meant]:
    """φ' of a vector, where φ is not defined: any function, entry by entry. That there is no other that makes
    the equation true is tried with sin(7t/5) + exp(2t/3), of which no identity is known but those of all."""
    primed = {
        part.args[0].function.id
        for part in terms(claim)
        if isinstance(part, Apply) and part.op == "prime" and isinstance(part.args[0], Call)
    }
    primed -= {*defined(claim), *declared(claim)}
    if len(primed) != 1:
        return
    (name,) = primed
    calls = [part for part in terms(claim) if isinstance(part, Call) and part.function.id == name]
    if any(len(call.args) != 1 for call in calls):
        return
    made: dict[int, Definition] = {}

    def of_entries(term: Term, parts: tuple[Term, ...]) -> Term:
        one = rebuild(term, parts)
        times = 0
        if isinstance(one, Apply) and one.op == "prime" and isinstance(one.args[2], Number):
            times, one = int(one.args[2].value), one.args[0]
        if not isinstance(one, Call) or one.function.id not in (name, f"{name}0"):
            return rebuild(term, parts)
        made.setdefault(times, _slope(name, times))
        return Call(Name(f"{name}{times}"), one.args, span=term.span)

    meant = changed(claim, of_entries)
    note = f"{name} acts on each entry; it was tried with sin(7t/5) + exp(2t/3)"
    yield Meant(supposing(meant, made.values()), note)


def _slope(name: str, times: int) -> Definition:
    """The derivative of that order of the function that stands for all."""
    t = Name(f"{name}?")
    swing, growth = (Apply("product", (Number(rate), t)) for rate in (SWING, GROWTH))
    turned = Apply("sin" if times % 2 == 0 else "cos", (swing,))
    sign = -1 if times % 4 in (2, 3) else 1
    body = Apply(
        "add",
        (
            Apply("product", (Number(sign * SWING**times), turned)),
            Apply("product", (Number(GROWTH**times), Apply("exp", (growth,)))),
        ),
    )
    return Definition(Name(f"{name}{times}"), (t,), body)
