"""What the numbers alone tell of a wrong derivative: how it is related to the right one at every input."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement
from math import prod
from typing import Any

import numpy as np

from matcalc.grading.inputs import Case
from matcalc.rationals import Fraction
from matcalc.records import Value

Array = Any

ALIKE = 1e-6  # relative to the largest entry
SINGLE = 1e-4  # for numbers of 32 bits or fewer
ROUGH = 1e-3  # what is apart by less was found by differences


class Fault(Value):
    """kind: 'sign', 'factor', 'transpose', 'term', 'shape', 'nan' or 'approximate'. said: in words."""

    kind: str
    said: str


def apart(theirs: Array, wanted: Array) -> float:
    """How far two arrays of a shape are apart, relative to the largest entry."""
    with np.errstate(all="ignore"):
        scale = max(1e-3, float(np.max(np.abs(wanted), initial=0)))
        distance = float(np.max(np.abs(theirs - wanted), initial=0)) / scale
    return distance if np.isfinite(distance) else float("inf")


def tolerance(arrays: Sequence[Array]) -> float:
    """How far apart equal numbers may be that are as exact as these."""
    single = any(array.dtype.kind == "f" and array.dtype.itemsize < 8 for array in arrays)
    return SINGLE if single else ALIKE


def related(theirs: Sequence[Array], cases: Sequence[Case], close: float) -> Fault | None:
    """How arrays are related to the right ones, if it is in one of the ways in which people slip.

    theirs: one for each case, in the shape of the right one.
    """
    wanted = [case.wanted for case in cases]
    if not all(np.all(np.isfinite(array)) for array in theirs):
        number = next(k for k, array in enumerate(theirs, 1) if not np.all(np.isfinite(array)))
        return Fault("nan", f"it is not finite, first at input {number}")
    for turned, said in ((False, ""), (True, "it is the transpose of the right one")):
        found = [array.T for array in theirs] if turned else list(theirs)
        if any(array.shape != right.shape for array, right in zip(found, wanted, strict=True)):
            continue
        if turned and all(apart(a, b) <= close for a, b in zip(found, wanted, strict=True)):
            return Fault("transpose", said)
        fault = _multiple(found, cases, close)
        if fault is not None:
            return Fault("transpose", f"{said}, and {fault.said}") if turned else fault
    if all(apart(a, b) < ROUGH for a, b in zip(theirs, wanted, strict=True)):
        return Fault("approximate", "it is right to three digits only, as finite differences are")
    return None


def _multiple(theirs: Sequence[Array], cases: Sequence[Case], close: float) -> Fault | None:
    """A factor by which all of them differ: a number, and sizes of dimensions."""
    ratios = []
    for array, case in zip(theirs, cases, strict=True):
        square = float(np.sum(case.wanted * case.wanted))
        ratio = float(np.sum(array * case.wanted)) / square if square else 0.0
        if not ratio or apart(array / ratio, case.wanted) > 10 * close:
            return None
        ratios.append(ratio)
    for names, exponent in _powers(cases):
        rest = [
            ratio / prod(case.sizes[name] for name in names) ** exponent
            for ratio, case in zip(ratios, cases, strict=True)
        ]
        number = Fraction(rest[0]).limit_denominator(100)
        if number and all(abs(r / float(number) - 1) < 100 * close for r in rest):
            return _said(number, names, exponent)
    return None


def _powers(cases: Sequence[Case]) -> Iterator[tuple[tuple[str, ...], int]]:
    """Products of dimensions that are not the same everywhere, the simplest first."""
    yield (), 1
    names = [n for n in cases[0].sizes if len({case.sizes[n] for case in cases}) > 1]
    for count in (1, 2):
        for chosen in combinations_with_replacement(names, count):
            yield chosen, 1
            yield chosen, -1


def _said(number: Fraction, names: tuple[str, ...], exponent: int) -> Fault:
    """What is wrong with something that is so many times the right one."""
    parts = ["the sign is wrong"] if number < 0 else []
    number = abs(number)
    product = " ".join(names)
    if names:
        inverted = f"1/({product})" if len(names) > 1 else f"1/{product}"
        parts.append(f"the factor {inverted if exponent > 0 else product} is missing")
    if number > 1 and number.denominator == 1:
        parts.append(f"there is a factor {number} too many")
    elif number != 1:
        parts.append(f"the factor {1 / number} is missing")
    return Fault("sign" if parts[0].startswith("the sign") else "factor", ", and ".join(parts))
