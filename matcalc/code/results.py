"""What a function takes and gives."""

from __future__ import annotations

from matcalc.answer import Answer
from matcalc.code.graph import Array
from matcalc.lowering.derivatives import differentiate
from matcalc.records import Record, Value
from matcalc.tensor.node import Node, Shape
from matcalc.tensor.normal import normal
from matcalc.terms import Term


class Input(Value):
    """An argument. function: it is an unknown function, with values of this shape."""

    name: str
    shape: Shape
    function: bool = False


class Result(Record):
    """One array to compute. term: what it is, as it was asked for; value: its closed form, if any.
    role: what it has to do with the term, where it is not that itself."""

    name: str
    term: Term
    array: Array
    value: Term | None = None
    role: str = ""

    @property
    def shape(self) -> Shape:
        return self.array.shape


def variable(answer: Answer) -> str:
    target = answer.by[0]
    return str(getattr(target, "id", "x"))


def derived(answer: Answer, by: tuple[Term, ...]) -> Node:
    """The normal form of what was differentiated, or of a derivative of it."""
    lowering = answer.tensor.answering.lowering
    value = lowering.lower(answer.of)
    node = differentiate(lowering, answer.of, value, by) if by else value.node
    return normal(lowering.closed(lowering.expand(node)))
