"""What would stand in the place of one side of a false equation for it to be true."""

from __future__ import annotations

from matcalc.answer import Answer
from matcalc.calculator import Options, answering
from matcalc.errors import KindError, MatcalcError
from matcalc.kinds import infer
from matcalc.records import Record, replace
from matcalc.terms import Derivative, Equation, Query, Term, postorder
from matcalc.verdicts.claims import Claim, Said
from matcalc.verdicts.judge import How, holds
from matcalc.verdicts.spelling import spelling
from matcalc.verdicts.verdict import Verdict
from matcalc.writers import answer_text


class Proposal(Record):
    """An equation that has been found true. left, right: its sides in the spelling of that which it is to
    replace, one of them as it was typed. answer: the value of that one."""

    left: str
    right: str
    answer: Answer


def answer_of(verdict: Verdict, how: How) -> Answer:
    """The value of that side of an equation which stays: the left one, or the derivative where that is the
    right one.

    Raises MatcalcError where it has none.
    """
    claim = verdict.found
    assert isinstance(claim, Claim)
    layout = verdict.layout or how.layout or "numerator"
    options = Options(dims=how.dims or {}, layout=layout, convention=how.convention, notation=how.notation)
    side, other = (claim.left, claim.right) if _stays(claim) == 0 else (claim.right, claim.left)
    try:
        question: Query | Equation = Equation((side, other), span=side.span)
        whole = replace(claim.program, statements=(*claim.program.statements, question))
        typed = infer(whole, options.dims, options.convention, layout)
    except KindError:
        whole = replace(claim.program, statements=(*claim.program.statements, Query(side, span=side.span)))
        typed = infer(whole, options.dims, options.convention, layout)
    typed.reading.notation = "standard" if options.notation == "standard" else "paper"
    text = claim.sides[_stays(claim)]
    return answering(typed, options).answer(typed.queries[-1].term, text, typed.notes)


def proposal(verdict: Verdict, how: How, answer: Answer, latex: bool = False) -> Proposal | None:
    """The equation that is true in the place of a false one, or None where nothing is found that says more
    than it did.

    answer: see ``answer_of``. latex: whether the equation stands in a document of LaTeX, though no command
    may tell.

    Raises MatcalcError where the answer has no form.
    """
    claim = verdict.found
    assert isinstance(claim, Claim)
    stays = _stays(claim)
    if answer.index is not None:
        return None
    style = spelling(" = ".join(claim.sides), claim.program.text, latex)
    sides = list(claim.sides)
    sides[1 - stays] = answer_text(answer, style)
    if _bare(sides[0]) == _bare(sides[1]) or not _true(claim, sides, verdict, how):
        return None
    return Proposal(sides[0], sides[1], answer)


def _stays(claim: Claim) -> int:
    """Which side is kept."""
    return int(_derives(claim.right) and not _derives(claim.left))


def _derives(side: Term) -> bool:
    return any(isinstance(part, Derivative) for part in postorder(side))


def _bare(text: str) -> str:
    return "".join(text.split())


def _true(claim: Claim, sides: list[str], verdict: Verdict, how: How) -> bool:
    """Whether an equation is true when it is read where another stands."""
    said = Said(how.notation)
    try:
        for statement in claim.program.statements:
            if statement.span is not None:
                said.take(claim.program.text[slice(*statement.span)])
        found = said.take(f"{sides[0]} = {sides[1]}")
    except MatcalcError:
        return False
    layout = verdict.layout or how.layout or "numerator"
    return bool(found) and all(
        isinstance(item, Claim) and holds(item, layout, how) for item in found
    )
