"""Second derivatives with which no system can be solved: singular wherever the variables are.

That of ‖𝐱‖ takes 𝐱 itself to 0, and that of log(sum(exp(𝐱))) takes 1⃗ there: code that solves with them
would divide by what rounding leaves of a zero.
"""

from __future__ import annotations

from math import prod

import numpy as np

from matcalc.evaluation import at_point
from matcalc.kinds.kind import Reading
from matcalc.numeric.points import Point
from matcalc.tensor.node import Node

TRIED = 8  # points at most
FEWEST = 3  # points that must have a value before anything is said
RATIO = 1e-11  # of the smallest singular value to the largest, below which the smallest is 0
POSITIVE = (0.2, 2.0)  # for functions that have values only there, every second time


def singular_everywhere(whole: Node, reading: Reading) -> bool:
    """Whether an operator, (out, in), is singular at every point tried, whatever the lengths of its axes. Of
    unknown functions nothing is said: those that are drawn for them are of one number."""
    met = 0
    for seed in range(TRIED):
        domains = dict.fromkeys(reading.names, POSITIVE) if seed % 2 else {}
        values, sizes, functions = Point(seed, domains=domains).of(reading)
        if functions:
            return False
        found = at_point([whole], values, sizes)
        if found is None:
            continue
        array = found[whole]
        side = prod(array.shape[: array.ndim // 2])
        spectrum = np.linalg.svd(np.reshape(array, (side, side)), compute_uv=False)
        if spectrum[-1] > RATIO * spectrum[0]:
            return False
        met += 1
    return met >= FEWEST
