"""Claims to verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from time import process_time

from matcalc.errors import MatcalcError, Span
from matcalc.reader.entries import entries
from matcalc.records import Value, replace
from matcalc.tensor.make import fresh_start, is_zero, subtract
from matcalc.tensor.node import Node
from matcalc.tensor.normal import normal
from matcalc.terms import Derivative, postorder
from matcalc.verdicts import slips
from matcalc.verdicts.claims import Claim, Found, Said, Unread
from matcalc.verdicts.counterexample import smallest
from matcalc.verdicts.doubts import guessed, independent, is_zero_term, labelled, stray
from matcalc.verdicts.meant import Meant, by_entries, by_rows, relevant, terms
from matcalc.verdicts.nearly import Apart, nearly
from matcalc.verdicts.pair import LAYOUTS, Pair, Unfit, paired
from matcalc.verdicts.readings import VECTOR_FUNCTIONS, readings, renamed, restated
from matcalc.verdicts.trial import Undecided, contradicted, tried
from matcalc.verdicts.verdict import Verdict

PATIENCE = 3.0  # seconds of computing for a claim as it stands, and for all its other readings together


# Where a claim is meant otherwise: what it is differentiated by is no variable.
UNFIT = "differentiate by a variable"


class How(Value):
    """How claims are judged: layout None where it is to be found out."""

    layout: str | None = None
    dims: Mapping[str, int] | None = None
    convention: str = "paper"
    notation: str = "paper"
    seed: int = 0


def judged(text: str, how: How, declarations: str = "") -> list[Verdict]:
    """The verdicts on the equations of a text, in order; what is none is "unread", and ``why`` says why.
    declarations: what is known before, of which nothing is said.

    In a program answers that are written below their expressions, and lines that begin with a colon, are not
    the text's own.
    """
    said = Said(how.notation, alone=True)
    if declarations:
        said.take(declarations)
    found: list[tuple[Found, int]] = []
    place, lines = 0, text.splitlines(keepends=True)
    starts = [0, *accumulate(map(len, lines))]
    for entry in entries(lines, ahead=True):
        if entry.below or entry.text.lstrip().startswith(":"):
            continue
        place = starts[entry.line - 1]
        found += [(item, place) for item in said.take(entry.text)]
    return verdicts(found, how)


def verdicts(found: Sequence[tuple[Found, int]], how: How) -> list[Verdict]:
    """The verdicts on claims, each with the place where its text begins. Where no layout is given it is the
    one in which most are true, and of several that in which most fit together."""
    fresh_start()
    layouts = LAYOUTS if how.layout is None else (how.layout,)
    if not any(isinstance(item, Claim) and _differentiates(item) for item, _ in found):
        layouts = layouts[:1]
    claims = sum(isinstance(item, Claim) for item, _ in found)
    ways: list[list[_Read]] = []
    for layout in layouts:
        ways.append(_in_layout(found, layout, how))
        if _score(ways[-1])[0] == claims:  # no layout has more that are true
            break
    best = max(ways, key=_score)
    given = []
    for read, (_, place) in zip(best, found, strict=True):
        verdict = _told(read, how)
        span = verdict.span and Span(verdict.span.start + place, verdict.span.end + place)
        given.append(replace(verdict, span=span))
    return given


def fitting(claims: Sequence[Claim], how: How) -> str:
    """The layout in which most of some claims are true as they stand."""
    fresh_start()

    def score(layout: str) -> tuple[int, int, int]:
        return _score([_as_read(Meant(claim), layout, how, _blank(claim, layout)) for claim in claims])

    return max(LAYOUTS, key=score)


def _differentiates(claim: Claim) -> bool:
    return any(isinstance(term, Derivative) for term in terms(claim))


class _Read(Value):
    """A verdict on a claim as it was read in one way. fits: whether it may be read so: its terms fit
    together, and no name of which nothing is said stands on one side only. apart: where the sides differ."""

    verdict: Verdict
    fits: bool = True
    apart: Apart | None = None


def _in_layout(found: Sequence[tuple[Found, int]], layout: str, how: How) -> list[_Read]:
    given: list[_Read] = []
    meanings: dict[str, str] = {}
    for item, _ in found:
        if isinstance(item, Unread):
            given.append(_Read(Verdict("unread", item.text, "", item.span, why=item.why, found=item)))
            continue
        claim = renamed(item, meanings)
        read = _judge(claim, layout, how)
        verdict = read.verdict
        if item.anew and verdict.verdict != "true":
            read = _Read(replace(verdict, verdict="unread", how="", why="a definition"))
        if verdict.verdict != "true" and (name := restated(item)):
            meant = means(claim, name, layout, how)
            if meant is not None:
                meanings[name] = meant
                anew = renamed(claim, {name: meant})
                why = f"{name} is {meant} here"
                read = _Read(replace(verdict, verdict="unread", how="", why=why, found=anew))
        given.append(read)
    return given


def means(claim: Claim, name: str, layout: str, how: How) -> str | None:
    """What a function is that a claim says anew what it is, None where it is none that is known."""
    for meant in VECTOR_FUNCTIONS:
        if holds(renamed(claim, {name: meant}), layout, how):
            return meant
    return None


def _score(read: Sequence[_Read]) -> tuple[int, int, int]:
    verdicts = [one.verdict for one in read]
    kinds = [verdict.verdict for verdict in verdicts]
    unfit = sum(verdict.verdict == "unknown" and verdict.how == "shapes" for verdict in verdicts)
    return kinds.count("true"), -unfit, -kinds.count("false")


def judge(claim: Claim, layout: str, how: How) -> Verdict:
    """The verdict on a claim in one layout, as it stands, or read in another way where that is not true."""
    return _told(_judge(claim, layout, how), how)


def holds(claim: Claim, layout: str, how: How) -> bool:
    """Whether the verdict is "true"; what is told of a false one takes time to find."""
    return _judge(claim, layout, how).verdict.verdict == "true"


def _judge(claim: Claim, layout: str, how: How) -> _Read:
    blank = _blank(claim, layout)
    if rows := by_rows(claim):
        # ∂y/∂𝐱ᵀ is laid out in rows in every text; where ∂y/∂𝐱 stands beside it, it is in none.
        if rows < sum(isinstance(term, Derivative) for term in postorder(claim.left, claim.right)):
            return _Read(replace(blank, why="∂𝐱 and ∂𝐱ᵀ are read alike"))
        layout = "numerator"
    elif layout == "denominator" and by_entries(claim):
        layout = "mixed"
    first = _as_read(Meant(claim), layout, how, blank)
    if not first.fits:
        claim = relevant(claim)
        first = _as_read(Meant(claim), layout, how, blank)
    if first.verdict.verdict == "true":
        return first
    others: list[_Read] = []
    until = process_time() + PATIENCE
    for meant in readings(claim):
        if process_time() > until:
            break
        read = _as_read(meant, layout, how, replace(blank, found=meant.claim))
        read = replace(read, verdict=replace(read.verdict, notes=(*read.verdict.notes, meant.note)))
        if read.verdict.verdict == "true":
            return read
        if read.fits:
            others.append(read)
    if not first.fits and others and all(o.verdict.verdict == "false" for o in others):
        return others[0]
    return first


def _blank(claim: Claim, layout: str) -> Verdict:
    return Verdict("unknown", *claim.sides, claim.span, layout=layout, found=claim)


def _as_read(meant: Meant, layout: str, how: How, blank: Verdict) -> _Read:
    """The verdict on one claim in one layout, read in one way."""
    until = process_time() + PATIENCE
    try:
        pair = paired(meant.claim, layout, how.dims, how.convention)
    except Unfit as error:
        if guessed(meant.claim):
            return _Read(replace(blank, how="shapes", why=error.message), False)
        return _Read(replace(blank, verdict="false", how="shapes", why=error.message))
    except MatcalcError as error:
        return _Read(replace(blank, how="shapes", why=error.message), False)
    try:
        sides = pair.lowered(meant.partial, meant.constrained)
        loose = independent(pair)
        if same(*sides):
            if is_zero(sides[0]) and not any(map(is_zero_term, (pair.left, pair.right))):
                loose = independent(pair, zero=True)
            if loose and is_zero(sides[0]) and not is_zero_term(pair.right):
                return _Read(replace(blank, why=f"nothing here says that {loose}"), False)
            if not meant.partial and contradicted(pair, how.seed, meant, until):
                return _Read(replace(blank, why="two ways of giving it values do not agree"))
            return _Read(_turned(replace(blank, verdict="true", how="the same normal form"), pair))
        outcome = tried(pair, *sides, how.seed, meant, until)
    except (MatcalcError, Undecided) as error:
        return _Read(replace(blank, why=str(error)), not str(error).startswith(UNFIT))
    if outcome.apart is not None:
        if loose:
            return _Read(replace(blank, why=f"nothing here says that {loose}"), False)
        if names := stray(meant.claim, pair, *sides, slips.typed(meant.claim)):
            return _Read(replace(blank, why=f"only one side has {', '.join(names)}"), False)
        if entry := labelled(meant.claim, pair):
            return _Read(replace(blank, why=f"nothing here says whether {entry}"), False)
        false = replace(blank, verdict="false", how="values", why="the sides differ")
        return _Read(false, apart=Apart(meant, pair, *sides, outcome.apart))
    how_many = f"equal at {outcome.points} random points, which is evidence and no proof"
    return _Read(_turned(replace(blank, verdict="true", how=how_many), pair))


def same(left: Node, right: Node) -> bool:
    """Whether the algebra shows two sides to be equal; zeros of any shape are."""
    if left is right or (is_zero(left) and is_zero(right)):
        return True
    return left.shape == right.shape and is_zero(normal(subtract(left, right)))


def _turned(verdict: Verdict, pair: Pair) -> Verdict:
    if not pair.turned:
        return verdict
    return replace(verdict, verdict="false", how="shapes", why="it holds of the transpose of one side")


def _told(read: _Read, how: How) -> Verdict:
    """The verdict; where it is false with numbers that show it, and what would make it true."""
    verdict, apart = read.verdict, read.apart
    if verdict.verdict != "false":
        return verdict
    why: list[str] = []
    if apart is not None:
        example = smallest(apart.pair, apart.left, apart.right, apart.sides, apart.meant)
        verdict = replace(verdict, counterexample=example)
        why = nearly(apart, how.seed, process_time() + PATIENCE)
    claim = verdict.found
    if isinstance(claim, Claim) and _differentiates(claim) and not by_rows(claim):
        meant = Meant(claim) if apart is None else apart.meant
        others = [layout for layout in LAYOUTS if layout != verdict.layout]
        true = [o for o in others if _as_read(meant, o, how, verdict).verdict.verdict == "true"]
        why += [f"it is true in {' and in '.join(true)} layout"] * bool(true)
    if isinstance(claim, Claim) and (variable := slips.quotient(claim)):
        meant = Meant(slips.differentiated(claim))
        operator, divided = f"d/d{variable}", f"d/{variable}"
        if _as_read(meant, verdict.layout or "numerator", how, verdict).verdict.verdict == "true":
            why = [f"it is true with {operator} in the place of {divided}"]
        else:
            why += [f"{divided} is a quotient, and {operator} a derivative"]
    return replace(verdict, why="; ".join(why) or verdict.why)
