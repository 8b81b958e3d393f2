"""What a function says of itself: the mathematics, and the shapes of what it takes and gives."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from matcalc.code.plan import Plan
from matcalc.code.results import Result
from matcalc.code.sizes import Sizes
from matcalc.tensor.node import Shape

if TYPE_CHECKING:
    from matcalc.code.dialect import Dialect


def docstring(dialect: Dialect, plan: Plan, sizes: Sizes, name: str) -> list[str]:
    """The lines of a docstring of Python."""
    lines = list(description(dialect, plan, sizes))
    return [f'"""{lines[0]}', *lines[1:], '"""']


def description(dialect: Dialect, plan: Plan, sizes: Sizes) -> Iterator[str]:
    """The mathematics, the arguments, the results."""
    from matcalc.writers import unicode

    several = len(plan.results) > 1
    if several:
        yield f"{', '.join(result.name for result in plan.results)} at once."
        yield ""
    for said, results in groupby(plan.results, lambda result: meaning(result, plan)):
        yield f"{', '.join(result.name for result in results)}: {said}" if several else said
    for name, body in plan.where:
        yield f"where {name} = {unicode.write(body, plan.reading)}"
    yield ""
    for given in plan.inputs:
        role = "function, values of " if given.function else ""
        yield f"{dialect.identifier(given.name)}: {role}shape {shown(given.shape)}"
    for parameter in sizes.parameters:
        yield f"{dialect.size_name(parameter)}: whole number"
    shapes = ", ".join(shown(result.shape) for result in plan.results)
    yield f"returns: shape{'s' * several} {shapes}"


def meaning(result: Result, plan: Plan) -> str:
    """What a result is, in mathematics."""
    from matcalc.writers import unicode

    left = unicode.write(result.term, plan.reading)
    if result.role:
        return result.role.format(left)
    return left if result.value is None else f"{left} = {unicode.write(result.value, plan.reading)}"


def shown(shape: Shape) -> str:
    inside = ", ".join(map(str, shape))
    return f"({inside},)" if len(shape) == 1 else f"({inside})"
