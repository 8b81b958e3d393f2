"""Claims to verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate

from matcalc.errors import MatcalcError, Span
from matcalc.reader.entries import entries
from matcalc.records import Value, replace
from matcalc.tensor.make import fresh_start, is_zero
from matcalc.terms import (
    Apply,
    Declaration,
    Definition,
    Derivative,
    Element,
    Name,
    Number,
    Summation,
    Term,
    postorder,
)
from matcalc.verdicts.claims import Claim, Found, Said, Unread
from matcalc.verdicts.counterexample import smallest
from matcalc.verdicts.pair import LAYOUTS, Pair, Unfit, paired
from matcalc.verdicts.readings import VECTOR_FUNCTIONS, Meant, readings, renamed, restated
from matcalc.verdicts.trial import Undecided, tried
from matcalc.verdicts.verdict import Verdict


class How(Value):
    """How claims are judged: layout None where it is to be found out."""

    layout: str | None = None
    dims: Mapping[str, int] | None = None
    convention: str = "paper"
    notation: str = "paper"
    seed: int = 0


def judged(text: str, how: How, declarations: str = "") -> list[Verdict]:
    """The verdicts on the equations of a text, in order; what is none is "unread", and ``why`` says why.
    declarations: what is known before, of which nothing is said."""
    said = Said(how.notation)
    said.take(declarations)
    found: list[tuple[Found, int]] = []
    place, lines = 0, text.splitlines(keepends=True)
    starts = [0, *accumulate(map(len, lines))]
    for entry in entries(lines, ahead=True):
        place = starts[entry.line - 1]
        found += [(item, place) for item in said.take(entry.text)]
    return verdicts(found, how)


def verdicts(found: Sequence[tuple[Found, int]], how: How) -> list[Verdict]:
    """The verdicts on claims, each with the place where its text begins. Where no layout is given it is the
    one in which most are true."""
    fresh_start()
    layouts = LAYOUTS if how.layout is None else (how.layout,)
    return max((_in_layout(found, layout, how) for layout in layouts), key=_score)


def _in_layout(found: Sequence[tuple[Found, int]], layout: str, how: How) -> list[Verdict]:
    given: list[Verdict] = []
    meanings: dict[str, str] = {}
    for item, place in found:
        if isinstance(item, Unread):
            verdict = Verdict("unread", item.text, "", item.span, why=item.why, found=item)
        else:
            claim = renamed(item, meanings)
            verdict = judge(claim, layout, how)
            if verdict.verdict != "true" and (name := restated(item)):
                meant = next((f for f in VECTOR_FUNCTIONS if _means(claim, name, f, layout, how)), None)
                if meant is not None:
                    meanings[name] = meant
                    verdict = replace(verdict, verdict="unread", how="", why=f"{name} is {meant} here")
        span = verdict.span and Span(verdict.span.start + place, verdict.span.end + place)
        given.append(replace(verdict, span=span))
    return given


def _means(claim: Claim, name: str, meant: str, layout: str, how: How) -> bool:
    return judge(renamed(claim, {name: meant}), layout, how).verdict == "true"


def _score(verdicts: Sequence[Verdict]) -> tuple[int, int]:
    kinds = [verdict.verdict for verdict in verdicts]
    return kinds.count("true"), -kinds.count("false")


def judge(claim: Claim, layout: str, how: How) -> Verdict:
    """The verdict on a claim in one layout, as it stands, or read in another way where that is not true."""
    blank = Verdict("unknown", *claim.sides, claim.span, layout=layout, found=claim)
    first = as_read(Meant(claim), layout, how, blank)
    if first.verdict == "true":
        return first
    others: list[Verdict] = []
    for meant in readings(claim):
        verdict = as_read(meant, layout, how, blank)
        others.append(verdict)
        if verdict.verdict == "true":
            return replace(verdict, notes=(*verdict.notes, meant.note))
    if first.verdict == "unknown" and others and all(verdict.verdict == "false" for verdict in others):
        return others[0]
    if first.verdict == "false" and (names := one_sided(claim)):
        said = ", ".join(names)
        return replace(first, verdict="unknown", how="", why=f"only one side has {said}")
    return first


def as_read(meant: Meant, layout: str, how: How, blank: Verdict) -> Verdict:
    """The verdict on one claim in one layout, read in one way."""
    try:
        pair = paired(meant.claim, layout, how.dims, how.convention)
    except Unfit as error:
        return replace(blank, verdict="false", how="shapes", why=error.message)
    except MatcalcError as error:
        return replace(blank, why=error.message)
    try:
        nodes = pair.lowered(meant.partial, meant.constrained)
        loose = independent(pair)
        if nodes[0] is nodes[1] or all(map(is_zero, nodes)):
            if loose and is_zero(nodes[0]) and not is_zero_term(pair.right):
                return replace(blank, why=f"nothing here says that {loose}")
            return _turned(replace(blank, verdict="true", how="the same normal form"), pair)
        outcome = tried(pair, *nodes, how.seed, not meant.partial, meant.normalised)
    except (MatcalcError, Undecided) as error:
        return replace(blank, why=str(error))
    if outcome.apart is not None:
        if loose:
            return replace(blank, why=f"nothing here says that {loose}")
        example = smallest(pair, *nodes, outcome.apart)
        return replace(blank, verdict="false", how="values", why="the sides differ", counterexample=example)
    how_many = f"equal at {outcome.points} random points, which is evidence and no proof"
    return _turned(replace(blank, verdict="true", how=how_many), pair)


def independent(pair: Pair) -> str:
    """Says of a derivative of one variable by another, which is 0, what it may have been meant to rest on."""
    known = pair.typed.definitions
    for term in postorder(pair.left, pair.right, *known.values()):
        of = term.of if isinstance(term, Derivative) else None
        of = of.base if isinstance(of, Element) else of
        if isinstance(term, Derivative) and isinstance(of, Name) and of.id not in known:
            by = {n.id for target in term.by for n in postorder(target) if isinstance(n, Name)}
            if of.id not in by:
                return f"{of.id} depends on {', '.join(sorted(by))}"
    return ""


def is_zero_term(term: Term) -> bool:
    """Whether it was typed as zero."""
    while isinstance(term, Apply) and term.op == "transpose":
        term = term.args[0]
    return (isinstance(term, Number) and term.value == 0) or (isinstance(term, Apply) and term.op == "zeros")


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
            top = stack.pop()
            bound = {part.index.id for part in postorder(top) if isinstance(part, Summation)}
            for part in postorder(top):
                if isinstance(part, Name) and part.id not in found | bound:
                    found.add(part.id)
                    if part.id in defined:
                        stack.append(defined[part.id])
        return found

    return sorted((names(claim.left) ^ names(claim.right)) - declared - defined.keys())


def _turned(verdict: Verdict, pair: Pair) -> Verdict:
    if not pair.turned:
        return verdict
    return replace(verdict, verdict="false", why="it holds of the transpose of one side")
