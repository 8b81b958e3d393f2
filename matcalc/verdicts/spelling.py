"""The spelling of a text, for what is to stand in it."""

from __future__ import annotations

import re

from matcalc.notation.macros import Macros
from matcalc.notation.symbols import BOLD
from matcalc.writers import STYLES
from matcalc.writers.style import Style

_MACROS = {
    "bold": re.compile(r"\\(?:mathbf|bm|boldsymbol|vec|pmb|mathbold)(?![A-Za-z])"),
    "matrix": re.compile("pmatrix|bmatrix"),
    "transpose": re.compile(r"\\top(?![A-Za-z])|T"),
}
_BOLD = frozenset(BOLD.values())


def spelling(text: str, context: str = "", latex: bool = False) -> Style:
    """How an equation is spelled: in LaTeX where that is known or there is a backslash, with the macros that
    it has, or else those of what stands before it; in Unicode, with bold vectors or without; or in ASCII."""
    if latex or "\\" in text:
        from matcalc.writers.latex import style

        return style(_macros(text, context))
    if text.isascii():
        return STYLES["ascii"]
    from matcalc.writers.unicode import UnicodeStyle

    return UnicodeStyle(bold=not _BOLD.isdisjoint(text))


def _macros(text: str, context: str) -> Macros:
    found: dict[str, str] = {"bold": ""}
    for place, pattern in _MACROS.items():
        macro = pattern.search(text) or (pattern.search(context) if place != "bold" else None)
        if macro is not None:
            found[place] = macro[0]
    return Macros(**found)
