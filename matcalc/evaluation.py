"""Answers and nodes computed with NumPy, given an array for each variable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from matcalc.answer import Answer
from matcalc.errors import CalculusError, MatcalcError
from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import Reading
from matcalc.reader import read
from matcalc.tensor.evaluate import DOUBLES, Arithmetic, Smooth, computed, evaluate
from matcalc.tensor.node import Node, Operation
from matcalc.terms import Name, Query

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

SINGULAR = 1e8  # a matrix of this condition number or more has no inverse that doubles tell


def evaluated(answer: Answer, values: Mapping[str, ArrayLike]) -> NDArray[Any]:
    """The array of an answer: the output's axes, then those of each variable.

    Raises CalculusError where a value is missing, is no number or does not fit.
    """
    known = answer.reading
    arrays = {canonical(name, known): array(name, value) for name, value in values.items()}
    dimensions = {d for stated in known.names.values() for axis in stated.kind.axes for d in axis.names}
    sizes: dict[str, int] = {}
    for name in dimensions & arrays.keys():
        size = arrays[name]
        if size.shape or size != int(size) or size < 1:
            raise CalculusError(f"{name} is a dimension, and {size} is no number of elements")
        sizes[name] = int(size)
    measure(known, {name: arrays[name] for name in answer.names if name in arrays}, sizes)
    try:
        return evaluate(answer.tensor.node, arrays, sizes)
    except np.linalg.LinAlgError:
        raise CalculusError("a matrix to be inverted is singular for these values") from None


def at_point(
    roots: Sequence[Node],
    values: Mapping[str, ArrayLike],
    sizes: Mapping[str, int],
    functions: Mapping[str, Smooth] | None = None,
    arithmetic: Arithmetic = DOUBLES,
) -> dict[Node, NDArray[Any]] | None:
    """The values of nodes, and of all that they are made of; None where one has none, or none that can be
    told in this arithmetic.

    Raises CalculusError as ``evaluate``.
    """
    with np.errstate(all="ignore"):
        try:
            found = computed(roots, values, sizes, functions, arithmetic)
            if arithmetic is not DOUBLES:
                return found
            inverted = [found[n.args[0]] for n in found if isinstance(n, Operation) and n.name == "inverse"]
            if not all(np.all(np.linalg.cond(matrix) < SINGULAR) for matrix in inverted):
                return None
        except (ArithmeticError, ValueError, IndexError, np.linalg.LinAlgError):
            return None
    return found if all(np.all(np.isfinite(found[root])) for root in roots) else None


def canonical(name: str, known: Reading) -> str:
    """The id of a name in any of its spellings: 'α' is 'alpha'."""
    if name in known.names or not isinstance(name, str):
        return name
    try:
        (statement,) = read(name, known=tuple(known.names)).statements
    except (MatcalcError, ValueError):
        return name
    if isinstance(statement, Query) and isinstance(statement.term, Name):
        return statement.term.id
    return name


def array(name: str, value: ArrayLike) -> NDArray[Any]:
    try:
        return np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise CalculusError(f"the value of {name} is not an array of real numbers") from None


def measure(known: Reading, arrays: Mapping[str, NDArray[Any]], sizes: dict[str, int]) -> None:
    """Add the sizes of named dimensions, read off the arrays; every array must fit its name's kind."""
    later: list[tuple[str, int, Dimension, int]] = []
    for name, value in arrays.items():
        stated = known.names.get(name)
        if stated is None or stated.domain is not None or "dimension" in stated.flags:
            continue
        axes = stated.kind.axes
        if value.ndim != len(axes):
            raise misfit(name, value, axes)
        for place, (axis, size) in enumerate(zip(axes, value.shape, strict=True)):
            if axis.name is None:
                later.append((name, place, axis, size))
            elif sizes.setdefault(axis.name, size) != size:
                raise CalculusError(
                    f"{axis.name} is {sizes[axis.name]}, but axis {place} of {name} has {size} elements"
                )
    for name, place, axis, size in later:
        wanted = axis.substitute(sizes).value
        if wanted is not None and wanted != size:
            raise CalculusError(f"axis {place} of {name} has {size} elements, and {axis} is {wanted}")


def misfit(name: str, value: NDArray[Any], axes: tuple[Dimension, ...]) -> CalculusError:
    shape = f"({', '.join(map(str, axes))}{',' * (len(axes) == 1)})"
    wanted = f"an array of shape {shape}" if axes else "a number"
    hint = "a vector has one axis: give x.ravel() for a row or column" if len(axes) == 1 else None
    return CalculusError(f"{name} has shape {value.shape}, and {wanted} is expected", hint=hint)
