"""Claims to verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matcalc.errors import MatcalcError
from matcalc.reader import read
from matcalc.records import Value, replace
from matcalc.tensor.make import fresh_start, is_zero
from matcalc.terms import Declaration, Definition, Name, Term, postorder
from matcalc.verdicts.claims import Claim, claims
from matcalc.verdicts.pair import LAYOUTS, Pair, Unfit, paired
from matcalc.verdicts.readings import readings
from matcalc.verdicts.trial import Undecided, tried
from matcalc.verdicts.verdict import Verdict


class How(Value):
    """How claims are judged: layout None where it is to be found out."""

    layout: str | None = None
    dims: Mapping[str, int] | None = None
    convention: str = "paper"
    notation: str = "paper"
    seed: int = 0


def judged(text: str, how: How) -> list[Verdict]:
    """The verdicts on the claims of a program.

    Raises MatcalcError where it cannot be read.
    """
    fresh_start()
    program = read(text, how.convention, notation=how.notation)
    found = list(claims(program))
    if how.layout is not None:
        return [judge(claim, how.layout, how, text) for claim in found]
    tries = {layout: [judge(claim, layout, how, text) for claim in found] for layout in LAYOUTS}
    best = max(LAYOUTS, key=lambda layout: _score(tries[layout]))
    return tries[best]


def _score(verdicts: Sequence[Verdict]) -> tuple[int, int]:
    kinds = [verdict.verdict for verdict in verdicts]
    return kinds.count("true"), -kinds.count("false")


def judge(claim: Claim, layout: str, how: How, text: str) -> Verdict:
    """The verdict on a claim in one layout, as it stands, or read in another way where that is not true."""
    first = judge_as_read(claim, layout, how, text)
    if first.verdict == "true":
        return first
    others: list[Verdict] = []
    for meant in readings(claim):
        verdict = judge_as_read(meant.claim, layout, how, text)
        others.append(verdict)
        if verdict.verdict == "true":
            return replace(verdict, notes=(*verdict.notes, meant.note))
    if first.verdict == "unknown" and others and all(verdict.verdict == "false" for verdict in others):
        return others[0]
    if first.verdict == "false" and (names := one_sided(claim)):
        said = ", ".join(names)
        return replace(first, verdict="unknown", how="", why=f"only one side has {said}")
    return first


def judge_as_read(claim: Claim, layout: str, how: How, text: str) -> Verdict:
    """The verdict on one claim in one layout, read as it stands."""
    left, right = (text[slice(*side.span)] if side.span else "" for side in (claim.left, claim.right))
    blank = Verdict("unknown", left, right, claim.span, layout=layout)
    try:
        pair = paired(claim, layout, how.dims, how.convention)
    except Unfit as error:
        return replace(blank, verdict="false", how="shapes", why=error.message)
    except MatcalcError as error:
        return replace(blank, why=error.message)
    try:
        nodes = pair.lowered()
        if nodes[0] is nodes[1] or all(map(is_zero, nodes)):
            return _turned(replace(blank, verdict="true", how="the same normal form"), pair)
        outcome = tried(pair, *nodes, how.seed)
    except (MatcalcError, Undecided) as error:
        return replace(blank, why=str(error))
    if outcome.apart is not None:
        return replace(blank, verdict="false", how="values", why="the sides differ")
    how_many = f"equal at {outcome.points} random points, which is evidence and no proof"
    return _turned(replace(blank, verdict="true", how=how_many), pair)


def one_sided(claim: Claim) -> list[str]:
    """The names that are neither declared nor defined, and stand on one side only."""
    defined = {s.name.id: s.body for s in claim.program.statements if isinstance(s, Definition)}
    declared = {
        name.id if isinstance(name, Name) else getattr(name.base, "id", "")
        for s in claim.program.statements
        if isinstance(s, Declaration)
        for name in s.names
    }

    def names(side: Term) -> set[str]:
        found: set[str] = set()
        stack = [side]
        while stack:
            for part in postorder(stack.pop()):
                if isinstance(part, Name) and part.id not in found:
                    found.add(part.id)
                    if part.id in defined:
                        stack.append(defined[part.id])
        return found

    return sorted((names(claim.left) ^ names(claim.right)) - declared - defined.keys())


def _turned(verdict: Verdict, pair: Pair) -> Verdict:
    if not pair.turned:
        return verdict
    return replace(verdict, verdict="false", why="it holds of the transpose of one side")
