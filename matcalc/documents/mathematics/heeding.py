"""Verdicts as far as the text stands by what they were found of."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.documents.mathematics.conditions import condition, unsaid
from matcalc.documents.mathematics.items import Item, Items
from matcalc.documents.mathematics.known import freed
from matcalc.records import replace
from matcalc.terms import Apply, Derivative, Name, Number, Term, ids_in, postorder
from matcalc.verdicts.claims import Claim
from matcalc.verdicts.judge import How, holds, judge, means
from matcalc.verdicts.meant import defined
from matcalc.verdicts.pair import LAYOUTS
from matcalc.verdicts.readings import renamed, restated
from matcalc.verdicts.verdict import Verdict


def heeded(given: Sequence[Verdict], found: Items) -> list[Verdict]:
    """The verdicts on items. What is not true as it stands is judged without what other sections define, and
    with what is said in words of matrices; where it is not true so either it is left alone if it may be a
    definition or a condition, and unknown where the text must know more than it has said."""
    heeding = _Heeding(given, found)
    return [heeding.verdict(verdict, item) for verdict, item in zip(given, found.items, strict=True)]


class _Heeding:
    def __init__(self, given: Sequence[Verdict], found: Items) -> None:
        self.found = found
        self.how: How = found.how
        self.properties = found.properties
        self.meanings: dict[str, str] = {}
        self.conditions = [
            (item.section, item.taken.found)
            for verdict, item in zip(given, found.items, strict=True)
            if isinstance(item.taken.found, Claim) and _restricts(item.taken.found)
            if verdict.verdict != "true"
        ]

    def verdict(self, verdict: Verdict, item: Item) -> Verdict:
        claim = item.taken.found
        if not isinstance(claim, Claim):
            return verdict
        if verdict.verdict == "true":
            return self._noted(verdict, claim, item)
        if (name := restated(claim)) and (meant := self._meant(verdict, name, item)):
            self.meanings[name] = meant
            return replace(
                verdict, verdict="unread", how="", why=f"{name} is {meant} here", counterexample=None
            )
        verdict, claim = self._otherwise(verdict, claim, item)
        if verdict.verdict == "true":
            return verdict
        left = item.supposed or (item.taken.restates and "a definition") or condition(claim, item.chained)
        if left:
            return replace(verdict, verdict="unread", how="", why=left, counterexample=None)
        if verdict.verdict == "unknown":
            return verdict
        why = unsaid(claim) or self._rests(claim, item)
        if verdict.how == "shapes" or verdict.counterexample is None:
            why = why or verdict.why
        elif item.taken.afar and claim is item.taken.found:
            why = why or "it does not hold of what another section defines"
        why = why or self._structured(verdict, claim, item)
        return replace(verdict, verdict="unknown", how="", why=why, counterexample=None) if why else verdict

    def _meant(self, verdict: Verdict, name: str, item: Item) -> str | None:
        """What a function is that an equation says anew: σ is softmax in some texts."""
        alone = item.taken.alone
        if isinstance(verdict.found, Claim) and (meant := restated(verdict.found)) not in (None, name):
            return meant
        return means(alone[0], name, verdict.layout or "numerator", self.how) if alone else None

    def _noted(self, verdict: Verdict, claim: Claim, item: Item) -> Verdict:
        """What is true, with a note where it is so only of such matrices as the text says these are."""
        _, said = self.found.assumed(item)
        if not said or holds(claim, verdict.layout or "numerator", self.how):
            return verdict
        return replace(verdict, notes=(*verdict.notes, f"{said}, as the text says"))

    def _otherwise(self, verdict: Verdict, claim: Claim, item: Item) -> tuple[Verdict, Claim]:
        """The verdict without what other sections define, or with what is supposed where it stands, and where
        its terms do not fit together with the lengths left open that are declared, where that is true, or
        says more of why not; and the claim that it is on."""
        supposing = item.taken.supposing
        others = [*item.taken.alone, *([] if supposing is None else [supposing])]
        for base in others:
            other, note = self._given(base, item)
            new = self._judged(verdict, other, note)
            if new.verdict == "true":
                return new, base
            false = new.counterexample is not None
            shown = false and (base is supposing or (verdict.verdict == "false" and not unsaid(base)))
            if shown or (new.verdict, verdict.verdict) == ("unknown", "unknown"):
                verdict, claim = new, base
        if verdict.verdict == "unknown" and verdict.how == "shapes":
            other, note = self._given(claim, item)
            free, names = freed(other)
            if names:
                note = f"{note}; " * bool(note) + f"not of the declared lengths: {', '.join(names)}"
                new = self._judged(verdict, free, note)
                verdict = new if new.verdict in ("true", "unknown") else verdict
        return verdict, claim

    def _given(self, claim: Claim, item: Item) -> tuple[Claim, str]:
        """The claim with what the text says beside its equations, and that in words."""
        given, said = self.properties.given(renamed(claim, self.meanings), item.section, item.heard)
        return given, f"{said}, as the text says" if said else ""

    def _judged(self, verdict: Verdict, claim: Claim, note: str) -> Verdict:
        """The verdict on another claim, with a note where it is true."""
        new = judge(claim, verdict.layout or "numerator", self.how)
        return replace(new, notes=(*new.notes, note)) if note and new.verdict == "true" else new

    def _rests(self, claim: Claim, item: Item) -> str:
        """A condition in the section that the claim may rest on."""
        names = {*ids_in(claim.left, claim.right)}
        for section, other in self.conditions:
            if section == item.section and {*ids_in(other.left, other.right)} <= names and other is not claim:
                return f"it may rest on {' = '.join(other.sides)}"
        return ""

    def _structured(self, verdict: Verdict, claim: Claim, item: Item) -> str:
        """The structure of a matrix with which the claim is true, where the text may mean such matrices."""
        layouts = LAYOUTS if self.how.layout is None else (self.how.layout,)
        for other, said in self.properties.possible(claim, item.section, item.heard):
            if any(holds(other, layout, self.how) for layout in layouts):
                return f"it is true where {said}"
        return ""


def _restricts(claim: Claim) -> bool:
    """Whether an equation restricts what a name or two stand for: UᵀU = I, wᵀx = 0. What a name that is
    defined comes to, as y = 2, is no restriction."""
    sides = claim.left, claim.right
    if isinstance(claim.left, Name) and claim.left.id in defined(claim):
        return False
    if any(isinstance(part, Derivative) for part in postorder(*sides)):
        return False
    names = ids_in(*sides)
    return len(names) == 1 or (
        len(names) == 2 and _constant(claim.right) and not isinstance(claim.left, Name)
    )


def _constant(term: Term) -> bool:
    return isinstance(term, Number) or (isinstance(term, Apply) and term.op in ("zeros", "ones", "eye"))
