"""How an answer is found, line by line, as the paper teaches it. The engine judges every line.

``paper`` goes by the paper's four moves, ``orders`` takes derivatives of several rounds apart, ``indices`` is
index notation, which always works. ``workings`` is what all ways share, ``flow`` the cut of a term into
intermediate variables, ``cutting`` that of a tensor.
"""

from __future__ import annotations

from typing import Literal, Protocol

from matcalc.answer import Answer
from matcalc.derivation import Derivation
from matcalc.errors import MatcalcError
from matcalc.explain import indices, orders, paper

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
    if way != "index":
        try:
            if paper.fits(answer):
                return paper.derive(answer, way == "full")
            if orders.fits(answer):
                return orders.derive(answer, lambda inner: explain(inner, way))
        except MatcalcError:
            pass  # a step of it has no matrix form, or none that says its size
    return indices.derive(answer)
