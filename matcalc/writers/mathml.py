"""Formulas of LaTeX as one block of MathML, with the spaces that TeX would put.

``latex2mathml`` does the reading. What it leaves to the renderer's table of operators is said here, since
that is another table than TeX's.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, fromstring

from latex2mathml.converter import convert

NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
BINARY = frozenset("⊗⊘⊙∘×·∧∨")
SIGNS = frozenset("+−")
ORDINARY = frozenset("∂∇")
CLOSING = (")", "]", "|", "\N{DOUBLE VERTICAL LINE}")
ACCENTS = {"^": "\N{MODIFIER LETTER CIRCUMFLEX ACCENT}", "~": "\N{SMALL TILDE}"}

NONE, THIN, MEDIUM = "0em", "0.167em", "0.222em"
ROWS, COLUMNS = "0.5em", "0.8em"  # between those of a matrix
FORMULAS = "1em"  # between formulas


def mathml(formulas: Sequence[str]) -> Element:
    """One formula, or several below each other."""
    drawn = [_formula(formula) for formula in formulas]
    if len(drawn) == 1:
        return drawn[0]
    whole = Element("math", display="block")
    table = SubElement(whole, "mtable", displaystyle="true", columnalign="left", rowspacing=FORMULAS)
    for formula in drawn:
        SubElement(SubElement(table, "mtr"), "mtd").extend(formula)
    return whole


def _formula(latex: str) -> Element:
    # It knows the environment by the name it has outside of formulas.
    drawn = fromstring(convert(latex.replace("{aligned}", "{align*}"), display="block"))
    for element in drawn.iter():
        element.tag = element.tag.removeprefix(NAMESPACE)
    for element in drawn.iter():
        for place, part in enumerate(element):
            _space(part, element, place)
    return drawn


def _space(part: Element, parent: Element, place: int) -> None:
    """Say of one part what TeX would do with it."""
    text = part.text or ""
    if part.tag == "mtable":
        part.set("rowspacing", ROWS)
        part.attrib.setdefault("columnspacing", COLUMNS)
    elif part.tag == "mover":
        _accent(part)
    elif text in SIGNS and not (place and _ends(parent[place - 1])):
        _spaced(part, NONE, NONE)
    elif text in BINARY:
        _spaced(part, MEDIUM, MEDIUM)
    elif text in ORDINARY:
        _spaced(part, NONE, NONE)
    elif text == ",":
        _spaced(part, NONE, THIN)
    elif _names_function(base := core(part)) and parent.tag in ("mrow", "mtd", "math"):
        base.tag = "mo"
        base.set("form", "prefix")
        _spaced(base, THIN if place and _ends(parent[place - 1]) else NONE, NONE)


def _spaced(part: Element, before: str, behind: str) -> None:
    part.attrib |= {"lspace": before, "rspace": behind}


def core(part: Element) -> Element:
    """What carries the sub- and superscripts."""
    while part.tag in ("msub", "msup", "msubsup") and len(part):
        part = part[0]
    return part


def _names_function(part: Element) -> bool:
    return part.tag in ("mi", "mo") and len(text := part.text or "") > 1 and text.isalpha()


def _ends(part: Element) -> bool:
    """Whether a factor ends here, from which a named function is set off."""
    base = core(part)
    if not len(base) and not base.text:
        return False
    return base.tag not in ("mo", "mspace") or base.text in CLOSING or _names_function(base)


def _accent(over: Element) -> None:
    """An accent is as wide as it is, not as what it stands on."""
    _, mark = over
    mark.text = ACCENTS.get(mark.text or "", mark.text)
    mark.set("stretchy", "false")
    _spaced(mark, NONE, NONE)
