"""What is wrong with a verdict on an equation whose truth is known."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from matcalc.errors import MatcalcError
from matcalc.verdicts.verdict import Verdict
from tests.verdicts.equations import Case, Stated, respelled
from tests.verdicts.mutants import mutants
from tests.verdicts.numbers import is_false, refuted

# Why an equation that holds may be left undecided.
HONEST = (
    "nothing here says that",  # what was meant by ∂u/∂x, where u is not made of x
    "it takes too long to be tried",  # on a machine that is busy
    "at all points that were tried a condition in it was met in the same way",
)


def fault(stated: Stated, truth: bool) -> tuple[str, str]:
    """The fault of the verdict, "" if there is none, and what the verdict is in a few words."""
    found = stated.verdicts()
    if not found:
        return "no verdict", "none"
    for verdict in found:
        cause = amiss(stated, verdict) if truth else passing(stated, verdict)
        if cause:
            return cause, verdict.verdict
    last = found[-1]
    return "", f"{last.verdict}: {last.why}" if last.verdict == "unknown" else f"{last.verdict}, {last.how.partition(' at ')[0]}"


def amiss(stated: Stated, verdict: Verdict) -> str:
    """Of an equation that holds."""
    if verdict.verdict == "true" or (verdict.verdict == "unknown" and verdict.why.startswith(HONEST)):
        return ""
    return f"true but {verdict.verdict}: {verdict.why}"


def passing(stated: Stated, verdict: Verdict) -> str:
    """Of one that does not."""
    if verdict.verdict == "true":
        return f"false but true: {verdict.how}{''.join(f' ({note})' for note in verdict.notes)}"
    if verdict.verdict == "false" and verdict.counterexample is not None:
        wrong = refuted(stated, verdict)
        return f"no counterexample: {wrong}" if wrong else ""
    return ""


def falsified(stated: Stated, format: str, random: Random, most: int) -> Iterator[Stated]:
    """The same with one slip in the last member, in ``most`` ways at most that are certainly false."""
    *before, last = stated.members
    made = list(mutants(last, stated.typed.reading))
    random.shuffle(made)
    for changed in made[: 4 * most]:
        try:
            wrong = respelled(stated, format, (before[-1], changed))
        except MatcalcError:
            continue  # what cannot be written
        if is_false(wrong):
            yield wrong
            most -= 1
        if not most:
            return


def faults(case: Case, random: Random, wrong: int) -> Iterator[tuple[Stated, bool, str, str]]:
    """A case and ``wrong`` falsified ones: each with its truth, the fault found and the verdict.

    Raises MatcalcError where the case is refused.
    """
    stated = case.stated
    yield (stated, True, *fault(stated, True))
    if len(stated.members) > 1:
        for other in falsified(stated, case.format, random, wrong):
            yield (other, False, *fault(other, False))
