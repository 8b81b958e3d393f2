"""The error term of a loss over data, which the paper calls e_i: prediction less target."""

from __future__ import annotations

from collections.abc import Iterable

from matcalc.derivation import Line
from matcalc.explain.facts import counted
from matcalc.explain.workings import Workings
from matcalc.kinds.kind import Kind
from matcalc.terms import Apply, Element, Name, Summation, Term, ids_in, postorder, put_for


def error_terms(line: Line, workings: Workings) -> Iterable[Line]:
    """The line; where its last member sums a scalar sum times a vector over data, with a name for that
    scalar, and the line that introduces it."""
    *before, answer = line.members
    found = _found(answer, workings)
    count = None if found is None else counted(found[1], [answer], workings)
    if found is None or count is None:
        yield line
        return
    term, index = found
    name = workings.fresh(("e", "r", "epsilon", "e_1", "r_1", "epsilon_1"), Kind(count))
    entry = Element(Name(name), (Name(index),))
    named = put_for(answer, term, entry)
    yield Line((entry, term), definition=True)
    yield Line((*before, named, answer), line.rules)


def _found(answer: Term, workings: Workings) -> tuple[Term, str] | None:
    """The scalar sum, and the index that it varies with."""
    kinds = workings.settled(answer)
    for sum_ in postorder(answer):
        if not isinstance(sum_, Summation):
            continue
        for part in postorder(sum_.body):
            if not isinstance(part, Apply) or part.op != "product":
                continue
            if all(kinds[id(factor)].word == "scalar" for factor in part.args):
                continue
            for factor in part.args:
                inside = ids_in(factor)
                scalar = kinds[id(factor)].word == "scalar"
                if isinstance(factor, Apply) and factor.op == "add" and scalar and sum_.index.id in inside:
                    return factor, sum_.index.id
    return None
