"""How an answer is found, line by line, as the paper teaches it. The engine judges every line.

``paper`` goes by the paper's four moves. ``workings`` is what all ways share, ``flow`` the cut of a term
into intermediate variables.
"""

from __future__ import annotations

from typing import Literal

from matcalc.answer import Answer
from matcalc.derivation import Derivation
from matcalc.errors import CalculusError
from matcalc.explain import paper

Way = Literal["brief", "full", "index"]


def explain(answer: Answer, way: Way = "brief") -> Derivation:
    """The derivation of an answer. 'brief' leaves out what is done in the head, 'full' names the rule of
    each small step, 'index' goes by index notation.

    Raises CalculusError where there is none.
    """
    if way != "index" and paper.fits(answer):
        return paper.derive(answer, way == "full")
    raise CalculusError("this answer has no derivation here")
