"""Sums of derivatives by the same variables as the derivative of a sum, so that a layout holds for it."""

from __future__ import annotations

from matcalc.records import replace
from matcalc.terms import Apply, Derivative, Number, Term, fold, same


def as_one_derivative(root: Term) -> Term:
    """-∂f/∂x as ∂(-f)/∂x, and so any combination with numbers of derivatives by the same variables; any
    other term as it is."""
    return fold(root, joined)


def joined(term: Term, parts: tuple[Term, ...]) -> Term:
    """A term as a derivative, where its parts allow it."""
    if isinstance(term, Derivative) or not isinstance(term, Apply):
        return term
    derivatives = [part for part in parts if isinstance(part, Derivative) and part.by]
    if not derivatives or not all(alike(derivatives[0], other) for other in derivatives):
        return term
    rest = [part for part in parts if not isinstance(part, Derivative)]
    if len(derivatives) + len(rest) < len(parts):
        return term
    linear = (
        (term.op in ("add", "neg") and not rest)
        or (term.op == "product" and len(derivatives) == 1 and all(map(is_number, rest)))
        or (term.op == "divide" and isinstance(parts[0], Derivative) and is_number(parts[1]))
    )
    if not linear:
        return term
    inside = tuple(part.of if isinstance(part, Derivative) else part for part in parts)
    return replace(derivatives[0], of=replace(term, args=inside), span=term.span)


def alike(one: Derivative, other: Derivative) -> bool:
    """Whether two derivatives are by the same variables."""
    if one.operator != other.operator or len(one.by) != len(other.by):
        return False
    return all(map(same, one.by, other.by))


def is_number(term: Term) -> bool:
    if isinstance(term, Apply) and term.op in ("neg", "divide", "product"):
        return all(isinstance(part, Number) for part in term.args)
    return isinstance(term, Number)
