"""What may stand for a second derivative: its product with a direction, a solution, its factors."""

from __future__ import annotations

from typing import Literal

from matcalc.answer import Answer
from matcalc.code.results import Input, Result, derived, variable
from matcalc.code.structure import recognised
from matcalc.code.translation import Translation
from matcalc.errors import CalculusError
from matcalc.lowering.derivatives import by_target, differentiate
from matcalc.records import Value
from matcalc.tensor.make import product
from matcalc.tensor.make import variable as tensor_variable
from matcalc.tensor.node import Node, Shape
from matcalc.tensor.normal import normal
from matcalc.terms import Derivative, Term
from matcalc.writers import write

Form = Literal["dense", "product", "solve", "factors"]


class Second(Value):
    """What stands for a second derivative, and the arguments that it takes besides."""

    results: tuple[Result, ...]
    inputs: tuple[Input, ...] = ()


def second(
    answer: Answer, by: tuple[Term, ...], form: Form, name: str, translation: Translation, several: bool
) -> Second:
    """The second derivative of a scalar in another form.

    Raises CalculusError for anything else, where it has no factors, and where it is singular.
    """
    if len(by) != 2 or answer.reading.of(answer.of).axes:
        raise CalculusError(
            f"a {form} is of a second derivative of a scalar", hint="ask for a Hessian, or leave --as out"
        )
    term = Derivative(answer.asked, by)
    shape = answer.reading.of(by[1]).axes
    if form == "product":
        given = direction(answer, shape, several)
        node = directional(answer, by, given)
        result = Result(f"{name}_product", term, translation.array(node), role=f"{{}} times {given.name}")
        return Second((result,), (given,))
    whole = derived(answer, by)
    operator = recognised(whole)
    if form == "factors":
        parts = operator.parts()
        return Second(tuple(Result(p.name, term, translation.array(p.node), role=p.said) for p in parts))
    from matcalc.code.singular import singular_everywhere  # it needs NumPy, which code alone does without

    if singular_everywhere(whole, answer.reading):
        raise CalculusError(
            "this second derivative is singular at every point: no system with it can be solved",
            hint=f"add a multiple of ‖{write(by[1], answer.reading)}‖², or ask for its product",
        )
    given = direction(answer, shape, several)
    solved = operator.solution(tensor_variable(given.name, given.shape), translation)
    result = Result(f"{name}_solution", term, solved, role=f"what {{}} takes to {given.name}")
    return Second((result,), (given,))


def direction(answer: Answer, shape: Shape, several: bool) -> Input:
    """An argument for what a second derivative is multiplied by, with a name that nothing else has."""
    names = ("V" if len(shape) == 2 else "v", "direction", "direction_2")
    free = next(name for name in names if name not in answer.reading.names)
    return Input(f"{free}_{variable(answer)}" if several else free, shape)


def directional(answer: Answer, by: tuple[Term, ...], given: Input) -> Node:
    """The second derivative times a direction, without forming it: the derivative of the gradient's product
    with the direction (Pearlmutter, "Fast exact multiplication by the Hessian", 1994)."""
    lowering = answer.tensor.answering.lowering
    axes = range(len(given.shape))
    gradient = differentiate(lowering, answer.of, lowering.lower(answer.of), by[1:])
    slope = product([(gradient, axes), (tensor_variable(given.name, given.shape), axes)])
    node = by_target(lowering, slope, by[0], {})
    return normal(lowering.closed(lowering.expand(node)))
