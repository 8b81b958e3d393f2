"""What a false equation wants to be true: a factor, a sign, a transpose."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from matcalc.errors import MatcalcError
from matcalc.rationals import Fraction
from matcalc.records import Value
from matcalc.tensor.make import scale, transposed
from matcalc.tensor.node import Abstract, Node, Variable, postorder
from matcalc.verdicts.meant import Meant
from matcalc.verdicts.pair import Pair
from matcalc.verdicts.trial import Sides, Undecided, tried

LARGEST = 24  # of the numerator and the denominator of a factor that was forgotten


class Apart(Value):
    """A claim that is false as it was read, in the algebra, and a point that shows it."""

    meant: Meant
    pair: Pair
    left: Node
    right: Node
    sides: Sides


def nearly(apart: Apart, seed: int, until: float) -> list[str]:
    """What would make it true, if it is one of these, found by the same trials: at most one."""
    for said, right in _candidates(apart):
        try:
            outcome = tried(apart.pair, apart.left, right, seed, apart.meant, until, terms=False)
        except (MatcalcError, Undecided):
            continue
        if outcome.apart is None:
            return [said]
    return []


def _candidates(apart: Apart) -> Iterator[tuple[str, Node]]:
    right = apart.right
    factor = _factor(apart.sides)
    varied = any(isinstance(node, Variable | Abstract) for node in postorder(apart.left, right))
    if factor is not None and varied:  # 1 = 2 lacks none
        said = "the sign" if factor == -1 else f"a factor {factor}"
        yield f"it is true but for {said}", scale(factor, right)
    if right.rank == 2 and right.shape == right.shape[::-1] == apart.left.shape:
        yield "it is true of the transpose of one side", transposed(right, (1, 0))


def _factor(sides: Sides) -> Fraction | None:
    """The number by which the right side has to be multiplied, if it is a simple one."""
    left, right = sides.left, sides.right
    if left.shape != right.shape or not np.any(right) or not np.any(left):
        return None
    place = int(np.argmax(np.abs(right)))
    ratio = float(left.flat[place] / right.flat[place])
    factor = Fraction(ratio).limit_denominator(LARGEST)
    close = abs(float(factor) - ratio) < 1e-6 * abs(ratio)
    return factor if close and 0 < abs(factor.numerator) <= LARGEST else None
