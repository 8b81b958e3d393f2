"""``matcalc notation``: what can be typed, as tables."""

from __future__ import annotations

from matcalc.manual.symbols import sections
from matcalc.presenting.environment import Environment
from matcalc.presenting.sections import print_sections


def print_notation(environment: Environment) -> None:
    """The whole of it."""
    print_sections(environment, sections())
