"""The slips that turn the right formula into another: a term or a factor left out, a sign, a transpose."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.answer import Answer
from matcalc.grading.faults import Fault
from matcalc.rationals import Fraction
from matcalc.records import replace
from matcalc.terms import Apply, Name, Number, Term, fold, postorder
from matcalc.terms.traverse import rebuild
from matcalc.writers import write

PRODUCTS = ("product", "hadamard", "dot")
QUOTIENTS = ("divide", "hadamard_divide")
POWERS = ("power", "hadamard_power")


def slips(answer: Answer) -> Iterator[tuple[Fault, Answer]]:
    """Each answer that is one slip away from this one, with the slip."""
    bodies = dict(answer.where)
    for part in reversed([*postorder(*bodies.values(), answer.value)]):  # the whole before its parts
        for fault, instead in _of(part, answer):
            where = {name: _with(body, part, instead) for name, body in bodies.items()}
            value = _with(answer.value, part, instead)
            yield fault, replace(answer, value=value, where=tuple(where.items()), stacked=None)


def _with(term: Term, part: Term, instead: Term) -> Term:
    """The term with a part of it replaced, wherever it stands."""
    return fold(term, lambda t, parts: instead if t is part else rebuild(t, parts))


def _of(part: Term, answer: Answer) -> Iterator[tuple[Fault, Term]]:
    """What may stand in place of a part by a slip."""

    def text(term: Term) -> str:
        return write(term, answer.reading)

    if not isinstance(part, Apply):
        return
    args = part.args
    for k, name in enumerate(args):
        if part.op != "transpose" and isinstance(name, Name) and _matrix(name, answer):
            turned = Apply("transpose", (name,))
            yield Fault("transpose", f"{text(name)} is not to be transposed"), _less(part, k, turned)
    if part.op == "add":
        for k, term in enumerate(args):
            yield Fault("term", f"the term {text(term)} is missing"), _less(part, k)
            bare = term.args[0] if isinstance(term, Apply) and term.op == "neg" else Apply("neg", (term,))
            yield Fault("sign", f"the sign of the term {text(term)} is wrong"), _less(part, k, bare)
    elif part.op in PRODUCTS:
        for k, factor in enumerate(args):
            yield Fault("factor", f"the factor {text(factor)} is missing"), _less(part, k)
    elif part.op in QUOTIENTS:
        yield Fault("factor", f"the division by {text(args[1])} is missing"), args[0]
        one = Number(Fraction(1))
        yield Fault("factor", f"the factor {text(args[0])} is missing"), replace(part, args=(one, args[1]))
    elif part.op in POWERS:
        yield Fault("factor", f"{text(args[0])} is to be {text(part)}"), args[0]
    elif part.op == "neg":
        yield Fault("sign", f"the sign of {text(args[0])} is wrong"), args[0]
    elif part.op == "transpose":
        yield Fault("transpose", f"{text(args[0])} is to be transposed"), args[0]
    elif part.op == "inverse":
        yield Fault("factor", f"{text(args[0])} is to be inverted"), args[0]


def _less(part: Apply, place: int, instead: Term | None = None) -> Term:
    """The part without one of its arguments, or with another in its place."""
    new = () if instead is None else (instead,)
    args = (*part.args[:place], *new, *part.args[place + 1 :])
    return args[0] if len(args) == 1 else replace(part, args=args)


def _matrix(name: Name, answer: Answer) -> bool:
    known = answer.reading.names.get(name.id)
    return known is not None and known.domain is None and known.kind.word == "matrix"
