"""Claims to verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate

from matcalc.errors import MatcalcError, Span
from matcalc.reader.entries import entries
from matcalc.records import Value, replace
from matcalc.tensor.make import fresh_start, is_zero
from matcalc.tensor.node import Abstract, Node, Variable
from matcalc.tensor.node import postorder as nodes
from matcalc.terms import (
    Apply,
    Call,
    Declaration,
    Derivative,
    Element,
    Name,
    Number,
    Term,
    postorder,
)
from matcalc.verdicts.claims import Claim, Found, Said, Unread
from matcalc.verdicts.counterexample import smallest
from matcalc.verdicts.meant import Meant, defined, relevant, terms
from matcalc.verdicts.pair import LAYOUTS, Pair, Unfit, paired
from matcalc.verdicts.readings import VECTOR_FUNCTIONS, readings, renamed, restated
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
    one in which most are true, and of several that in which most fit together."""
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
            if item.anew and verdict.verdict != "true":
                verdict = replace(verdict, verdict="unread", how="", why="a definition", counterexample=None)
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


def _score(verdicts: Sequence[Verdict]) -> tuple[int, int, int]:
    kinds = [verdict.verdict for verdict in verdicts]
    unfit = sum(verdict.verdict == "unknown" and verdict.how == "shapes" for verdict in verdicts)
    return kinds.count("true"), -unfit, -kinds.count("false")


class _Read(Value):
    """A verdict on a claim as it was read in one way. fits: whether it may be read so: its terms fit
    together, and no name of which nothing is said stands on one side only."""

    verdict: Verdict
    fits: bool = True


def judge(claim: Claim, layout: str, how: How) -> Verdict:
    """The verdict on a claim in one layout, as it stands, or read in another way where that is not true."""
    blank = Verdict("unknown", *claim.sides, claim.span, layout=layout, found=claim)
    first = as_read(Meant(claim), layout, how, blank)
    if not first.fits:
        claim = relevant(claim)
        first = as_read(Meant(claim), layout, how, blank)
    if first.verdict.verdict == "true":
        return first.verdict
    others: list[Verdict] = []
    for meant in readings(claim):
        read = as_read(meant, layout, how, replace(blank, found=meant.claim))
        verdict = replace(read.verdict, notes=(*read.verdict.notes, meant.note))
        if verdict.verdict == "true":
            return verdict
        if read.fits:
            others.append(verdict)
    if first.verdict.verdict == "unknown" and others and all(v.verdict == "false" for v in others):
        return others[0]
    return first.verdict


def as_read(meant: Meant, layout: str, how: How, blank: Verdict) -> _Read:
    """The verdict on one claim in one layout, read in one way."""
    try:
        pair = paired(meant.claim, layout, how.dims, how.convention)
    except Unfit as error:
        return _Read(replace(blank, verdict="false", how="shapes", why=error.message))
    except MatcalcError as error:
        return _Read(replace(blank, how="shapes", why=error.message), False)
    try:
        sides = pair.lowered(meant.partial, meant.constrained)
        loose = independent(pair)
        if sides[0] is sides[1] or all(map(is_zero, sides)):
            if loose and is_zero(sides[0]) and not is_zero_term(pair.right):
                return _Read(replace(blank, why=f"nothing here says that {loose}"))
            return _Read(_turned(replace(blank, verdict="true", how="the same normal form"), pair))
        outcome = tried(pair, *sides, how.seed, not meant.partial, meant.normalised)
    except (MatcalcError, Undecided) as error:
        return _Read(replace(blank, why=str(error)))
    if outcome.apart is not None:
        if loose:
            return _Read(replace(blank, why=f"nothing here says that {loose}"))
        if names := stray(meant.claim, pair, *sides):
            return _Read(replace(blank, why=f"only one side has {', '.join(names)}"), False)
        example = smallest(pair, *sides, outcome.apart)
        return _Read(
            replace(blank, verdict="false", how="values", why="the sides differ", counterexample=example)
        )
    how_many = f"equal at {outcome.points} random points, which is evidence and no proof"
    return _Read(_turned(replace(blank, verdict="true", how=how_many), pair))


def independent(pair: Pair) -> str:
    """Says of a derivative that is 0 for want of the variable what it may have been meant to rest on."""
    known = pair.typed.definitions
    for term in postorder(pair.left, pair.right, *known.values()):
        of = term.of if isinstance(term, Derivative) else None
        of = of.base if isinstance(of, Element) else of
        if not isinstance(term, Derivative) or not isinstance(of, Name | Call):
            continue
        by = {n.id for target in term.by for n in postorder(target) if isinstance(n, Name)}
        if (isinstance(of, Name) and of.id not in known and of.id not in by) or (
            isinstance(of, Call) and not by & _made_of(of, known)
        ):
            said = of.id if isinstance(of, Name) else f"{of.function.id}(…)"
            return f"{said} depends on {', '.join(sorted(by))}"
    return ""


def _made_of(root: Term, known: Mapping[str, Term]) -> set[str]:
    """The names in a term, definitions looked through."""
    found: set[str] = set()
    stack = [root]
    while stack:
        new = {part.id for part in postorder(stack.pop()) if isinstance(part, Name)} - found
        found |= new
        stack += [known[name] for name in new & known.keys()]
    return found


def is_zero_term(term: Term) -> bool:
    """Whether it was typed as zero."""
    while isinstance(term, Apply) and term.op == "transpose":
        term = term.args[0]
    return (isinstance(term, Number) and term.value == 0) or (isinstance(term, Apply) and term.op == "zeros")


def stray(claim: Claim, pair: Pair, left: Node, right: Node) -> tuple[str, ...]:
    """The names of which only one side is made, though nothing is said of them: they are not declared. Of
    what is a function by its quotients alone, ∂y/∂x, the text may say elsewhere what the derivative is."""
    declared = {
        part.id
        for s in claim.program.statements
        if isinstance(s, Declaration)
        for term in (*s.names, *(s.kind.dims or ()))
        for part in postorder(term)
        if isinstance(part, Name)
    }
    called = {t.function.id for t in terms(claim) if isinstance(t, Call)} | defined(claim).keys()
    implied = pair.typed.definitions.keys() - called

    def made_of(side: Node) -> set[tuple[str, tuple[int, ...]]]:
        return {
            (part.name, part.orders if isinstance(part, Abstract) and part.name in implied else ())
            for part in nodes(side)
            if isinstance(part, Variable | Abstract)
        }

    return tuple(sorted({name for name, _ in made_of(left) ^ made_of(right)} - declared))


def _turned(verdict: Verdict, pair: Pair) -> Verdict:
    if not pair.turned:
        return verdict
    return replace(verdict, verdict="false", why="it holds of the transpose of one side")
