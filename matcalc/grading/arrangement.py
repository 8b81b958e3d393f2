"""How what a function returns lies beside the right answer: as it does, turned, or flattened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import prod
from typing import Any

import numpy as np

Array = Any

AS_IT_IS = ""


def arrangements(theirs: Array, wanted: Array, own: int) -> Iterator[tuple[str, Array]]:
    """Each way to give an array the axes of the right answer, with what is to be said of it; none where it
    has too many entries or too few.

    own: so many axes of the right answer are those of the output, the others those of the variable.
    """
    shape = wanted.shape
    if theirs.shape == shape:
        yield AS_IT_IS, theirs
        return
    if theirs.size != wanted.size:
        return
    long = tuple(size for size in theirs.shape if size > 1)
    if long == tuple(size for size in shape if size > 1):
        yield _stretched(theirs.shape), theirs.reshape(shape)
        return
    by = len(shape) - own
    turned = (*range(by, by + own), *range(by))
    if theirs.shape == (*shape[own:], *shape[:own]):
        yield "it is transposed: the axes of the variable stand first", np.transpose(theirs, turned)
    if theirs.shape == shape[::-1]:
        yield "it is transposed", theirs.T
    if theirs.ndim < wanted.ndim:
        yield "it is flattened row by row", theirs.reshape(shape)
        backwards = (*shape[:own][::-1], *shape[own:][::-1])
        order = (*range(own)[::-1], *range(own, own + by)[::-1])
        yield "it is flattened column by column, as vec does", np.transpose(theirs.reshape(backwards), order)


def _stretched(shape: tuple[int, ...]) -> str:
    """What is to be said of a shape with axes of length 1 that are not to be there."""
    if len(shape) == 2:
        return "it is a row" if shape[0] == 1 else "it is a column"
    return "it has axes of length 1"


def described(shapes: Sequence[tuple[int, ...]], sizes: Sequence[Mapping[str, int]]) -> str:
    """The shape of several arrays in the names of dimensions: '(m, n)'; that of the first where their axes
    have no names."""
    first = shapes[0]
    if any(len(shape) != len(first) for shape in shapes):
        return str(first)
    axes = [_named([shape[k] for shape in shapes], sizes) or str(first[k]) for k in range(len(first))]
    return f"({', '.join(axes)}{',' * (len(axes) == 1)})"


def _named(lengths: Sequence[int], sizes: Sequence[Mapping[str, int]]) -> str | None:
    if len(set(lengths)) == 1 and len(lengths) > 1:
        return None
    found = [n for n in sizes[0] if all(known[n] == k for known, k in zip(sizes, lengths, strict=True))]
    if found:
        return found[0]
    names = [*sizes[0]]
    pairs = ((a, b) for a in names for b in names)
    for a, b in pairs:
        if all(prod((known[a], known[b])) == k for known, k in zip(sizes, lengths, strict=True)):
            return f"{a}*{b}"
    return None
