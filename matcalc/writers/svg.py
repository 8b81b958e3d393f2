"""Formulas as a picture for pages that cannot typeset them; ``ziamath`` draws, with a font of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element

from ziamath import operators
from ziamath.config import config
from ziamath.nodes.mrow import Mrow
from ziamath.zmath import Math

from matcalc.errors import CalculusError
from matcalc.writers.mathml import core, mathml

SIZE = 24  # of a letter, in pixels
MARGIN = 6
LONGEST = 20_000  # characters of LaTeX; a picture of more nobody reads, and the time grows with the square

# Shapes alone, which every program draws, and which do not clash with those of another picture on the page.
config.svg2 = False


def svg(formulas: Sequence[str]) -> str:
    """Formulas of LaTeX below each other, black on nothing.

    Raises CalculusError for more than a picture holds.
    """
    if sum(map(len, formulas)) > LONGEST:
        raise CalculusError("this is too long for a picture", hint="write it with -f latex, or ask for less")
    return Math(mathml(formulas), size=SIZE, margin=MARGIN).svg() + "\n"


class _Row(Mrow, tag="mrow"):
    """Rows are drawn once to measure how far brackets stretch, and then again: twice as often with each level
    of nesting. Here that is done only where a bracket stretches, and not again within."""

    def _get_height_nostretch(self, line: list[Element], **kwargs: Any) -> tuple[float, float]:
        if kwargs.get("nostretch") or not any(_stretches(core(part)) for part in line):
            return 0.0, 0.0
        return super()._get_height_nostretch(line, **kwargs)


def _stretches(part: Element) -> bool:
    known = operators.get_params(part.text or "", part.get("form", "infix"))
    return part.tag == "mo" and (known | part.attrib).get("stretchy", "false") != "false"
