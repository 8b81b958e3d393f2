"""How an answer is found, line by line, as the paper teaches it. The engine judges every line.

``paper`` goes by the paper's four moves, ``differentials`` by those of the matrices on the way, ``backprop``
backward through the layers of a network. ``workings`` is what all ways share, ``flow`` the cut of a term
into intermediate variables.
"""

from __future__ import annotations

from typing import Literal, Protocol

from matcalc.answer import Answer
from matcalc.derivation import Derivation
from matcalc.errors import CalculusError, MatcalcError
from matcalc.explain import backprop, differentials, paper

Way = Literal["brief", "full", "index"]


class Strategy(Protocol):
    """A way to derive those answers that it fits."""

    def fits(self, answer: Answer) -> bool: ...
    def derive(self, answer: Answer, full: bool = False) -> Derivation: ...


def explain(answer: Answer, way: Way = "brief") -> Derivation:
    """The derivation of an answer. 'brief' leaves out what is done in the head, 'full' names the rule of
    each small step, 'index' goes by index notation.

    Raises CalculusError where there is none.
    """
    strategies: tuple[Strategy, ...] = (backprop, paper, differentials) if way != "index" else ()
    for strategy in strategies:
        if strategy.fits(answer):
            try:
                return strategy.derive(answer, way == "full")
            except MatcalcError:
                continue  # a step of it has no matrix form
    raise CalculusError("this answer has no derivation here")
