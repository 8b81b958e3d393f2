"""What is asked of the raiser: a node, and which of its axes are at an index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from matcalc.kinds.dimensions import Dimension
from matcalc.tensor.node import Node

Place = tuple[Dimension | None, ...]  # an index for each axis, None where it is free


class NoMatrixForm(Exception):
    """More than two free axes are left: only index notation can say it."""


class Key(NamedTuple):
    """What is to be written: a node with some axes at indices; ``flipped``: a row instead of a column,
    or transposed; ``outer``: conditions may be written as cases."""

    node: Node
    place: Place
    flipped: bool = False
    outer: bool = False


class Missing(Exception):
    """These have to be written first."""

    def __init__(self, keys: Sequence[Key]) -> None:
        self.keys = keys
