"""What an answer is worth as it is printed, and how numbers are laid out to be compared with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial, reduce
from itertools import product
from math import prod
from operator import mul
from typing import Any

import numpy as np

from matcalc.answer import Answer
from matcalc.kinds import kinds_of
from matcalc.kinds.kind import Kind, Reading
from matcalc.kinds.known import kinds_laid_out
from matcalc.numeric.oracle import Oracle, framed
from matcalc.terms import Element, Matrix, Name, Term, postorder

Array = Any


def laid_out(array: Array, answer: Answer) -> Array:
    """An array of the output's axes and then the variables', as it is written: two axes or none."""
    kind = answer.reading.of(answer.of)
    if not answer.by:
        return framed(array, kind)
    turned = flipped(answer.layout, kind, [answer.reading.of(by) for by in answer.by])
    if array.ndim == 1:
        return array.reshape((1, -1) if turned else (-1, 1))
    return array.T if array.ndim == 2 and turned else array


def flipped(layout: str, kind: Kind, by: Sequence[Kind]) -> bool:
    """Whether the axes of the output and of the variables are written the other way round."""
    gradient = kind.word == "scalar" and sum(variable.word != "scalar" for variable in by) == 1
    return layout == ("numerator" if gradient else "denominator")


def vectorised(array: Array, answer: Answer) -> Array:
    """The same with the two axes of each matrix stacked to one, as vec does."""
    start = 0
    shape: list[int] = []
    order: list[int] = []
    for term in (answer.of, *reversed(answer.by)):
        axes = range(start, start + len(answer.reading.of(term).axes))
        start = axes.stop
        order += reversed(axes)
        shape += [prod(array.shape[axis] for axis in axes)] if axes else []
    taken = array.transpose(order).reshape(shape)
    return taken.T if stacked_turned(answer) else taken


def forms(
    answer: Answer,
    definitions: Mapping[str, Term],
    values: Mapping[str, Array],
    sizes: Mapping[str, int],
    wanted: Array,
) -> Iterator[tuple[Array, Array]]:
    """The value of each form that the answer is printed in, and what it should be.

    wanted: the axes of the output, then those of each variable.

    Raises KindError where a form does not fit, NoValue where it has no value.
    """
    names = answer.reading.names
    bodies = {**definitions, **dict(answer.where)}
    kinds = dict(answer.reading.kinds)
    for name, body in answer.where:
        kinds |= kinds_of(body, answer.reading, names[name].kind)

    def oracle(own: Mapping[int, Kind]) -> Oracle:
        return Oracle(Reading(names, {**kinds, **own}), bodies, values, sizes)

    own = kinds_laid_out(answer.value, answer.reading, answer.shape)
    if answer.index is None:
        result = np.real(oracle(own).value(answer.value))
        flat = isinstance(answer.value, Matrix) and len(answer.shape) == 2 and answer.shape[0].value == 1
        # a row [a, b] stands upright alone
        yield result.reshape(1, -1) if flat else result, laid_out(wanted, answer)
    else:
        yield indexed(answer.indices, wanted.shape, partial(oracle(own).value, answer.value)), wanted
    if answer.stacked is not None:
        right = answer.stacked[1]
        found = oracle(kinds_of(right, answer.reading, stacked_kind(answer))).value(right)
        yield np.real(found), vectorised(wanted, answer)


def stacked_turned(answer: Answer) -> bool:
    """Whether vec(X) is along the rows: it is laid out as a vector by a vector is."""
    output = answer.reading.of(answer.of)
    return len(output.axes) > 0 and len(answer.by) == 1 and answer.layout == "denominator"


def stacked_kind(answer: Answer) -> Kind:
    """The shape of what ``vectorised`` gives."""
    axes = [answer.reading.of(term).axes for term in (answer.of, *reversed(answer.by))]
    whole = [reduce(mul, pair) for pair in axes if pair]
    rows, columns = reversed(whole) if stacked_turned(answer) else whole
    return Kind(rows, columns)


def indexed(
    letters: Sequence[str], shape: tuple[int, ...], entry: Callable[[dict[str, int]], Array]
) -> Array:
    """An answer in index notation, entry by entry; a letter for each axis."""
    array = np.zeros(shape)
    for at in product(*map(range, shape)):
        array[at] = np.real(entry({name: k + 1 for name, k in zip(letters, at, strict=True)}))
    return array


def places(term: Term, reading: Reading, sizes: dict[str, int]) -> None:
    """Numbers for indices that nothing binds."""
    for part in postorder(term):
        if isinstance(part, Element):
            for index in part.indices:
                if isinstance(index, Name) and index.id not in reading.names:
                    sizes.setdefault(index.id, 2)
