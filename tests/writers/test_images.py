"""Formulas as pictures: with the spaces that TeX puts, every character drawn, in time and as the same bytes."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import pairwise
from xml.etree.ElementTree import Element, fromstring

import pytest
from ziamath.nodes import Mnode
from ziamath.zmath import Math

from matcalc.errors import CalculusError
from matcalc.writers.mathml import mathml
from matcalc.writers.png import ZOOM, png
from matcalc.writers.svg import LONGEST, MARGIN, SIZE, svg
from tests.writers.test_typesetting import written

SOME = ("boldsymbol",)  # macros in which some formulas of many kinds are written, see ``written``
NONE, THIN, MEDIUM = "0em", "0.167em", "0.222em"

# A formula, one of its symbols, and the spaces before and behind it: TeXbook, chapter 18.
SPACES = [
    (r"a \oslash b", "⊘", MEDIUM, MEDIUM),
    (r"a \otimes b", "⊗", MEDIUM, MEDIUM),
    (r"2 \sin(x)", "sin", THIN, NONE),
    (r"x = \sin(x)", "sin", NONE, NONE),
    (r"\sin(x)", "sin", NONE, NONE),
    (r"\frac{\ln(x)}{x}", "ln", NONE, NONE),
    (r"x \log_{10}(x)", "log", THIN, NONE),
    (r"(x) \operatorname{tr}(A)", "tr", THIN, NONE),
    (r"\log\det(A)", "det", THIN, NONE),
    (r"\begin{bmatrix} 1 & \cos(x) \end{bmatrix}", "cos", NONE, NONE),
    (r"\max(0, x)", ",", NONE, THIN),
    (r"\partial x", "∂", NONE, NONE),
    (r"x = -1", "−", NONE, NONE),
    (r"2 \times (-1)", "−", NONE, NONE),
    ("\\begin{aligned}\ny &= -1\n\\end{aligned}", "−", NONE, NONE),
    (r"\hat{x}", "\N{MODIFIER LETTER CIRCUMFLEX ACCENT}", NONE, NONE),
    (r"\vec{1}", "→", NONE, NONE),
]


@pytest.mark.parametrize(("formula", "symbol", "before", "behind"), SPACES, ids=[row[0] for row in SPACES])
def test_spaces_are_those_of_tex(formula: str, symbol: str, before: str, behind: str) -> None:
    (part,) = (part for part in mathml([formula]).iter() if part.text == symbol)
    assert (part.get("lspace"), part.get("rspace")) == (before, behind)


def test_a_minus_between_terms_keeps_its_spaces() -> None:
    (part,) = (part for part in mathml(["a - b"]).iter() if part.text == "−")
    assert part.get("lspace") is None


def nodes(node: Mnode) -> Iterator[Mnode]:
    todo = [node]
    while todo:
        yield (found := todo.pop())
        todo += [part for part in getattr(found, "nodes", ()) if isinstance(part, Mnode)]


def test_every_character_is_in_the_font() -> None:
    font = Math(mathml(["x"])).font
    used = {character for formula in written(SOME) for part in mathml([formula]).iter() for character in part.text or ""}
    assert len(used) > 80
    assert not {character for character in used - {"\xa0"} if font.glyphindex(character) == 0}


def test_all_that_is_written_can_be_drawn() -> None:
    for formula in written(SOME)[::4]:
        drawn = fromstring(svg([formula]))
        assert drawn.tag == "{http://www.w3.org/2000/svg}svg"
        assert all(float(drawn.attrib[side]) > 2 * MARGIN for side in ("width", "height"))
        assert not [part for part in drawn.iter() if part.tag.endswith("text")]


def height(drawn: str) -> float:
    return float(fromstring(drawn).attrib["height"])


def test_formulas_stand_below_each_other() -> None:
    one, other = "x^2", r"\frac{1}{x}"
    both = height(svg([one, other]))
    assert both > height(svg([one])) + height(svg([other])) - 2 * MARGIN
    assert both < height(svg([one])) + height(svg([other])) + 2 * SIZE


def test_a_picture_is_the_same_each_time() -> None:
    formulas = [r"\frac{\partial y}{\partial \mathbf{x}}", r"\begin{bmatrix} 1 & 0 \\ 0 & 1 \end{bmatrix}"]
    assert svg(formulas) == svg(formulas)
    assert png(svg(formulas)) == png(svg(formulas))


def test_pixels_are_as_many_as_the_picture_is_large() -> None:
    drawn = svg([r"\frac{1}{x}"])
    image = png(drawn)
    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    size = struct.unpack(">II", image[16:24])
    root = fromstring(drawn)
    for pixels, side in zip(size, ("width", "height"), strict=True):
        assert pixels == pytest.approx(float(root.attrib[side]) * ZOOM, abs=ZOOM)


def drawn_nodes(formula: str, monkeypatch: pytest.MonkeyPatch) -> int:
    count = 0
    made = Mnode.fromelement

    def counted(element: Element, *args: object, **named: object) -> object:
        nonlocal count
        count += 1
        return made(element, *args, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Mnode, "fromelement", counted)
        svg([formula])
    return count


@pytest.mark.parametrize("level", [r"\frac{1}{1 + %s}", r"\left( \frac{1}{2} + %s \right)", r"\sqrt{1 + %s}"])
def test_the_work_of_drawing_grows_with_the_nesting_as_its_square_at_most(
    level: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = []
    for depth in (2, 4, 8):
        formula = "x"
        for _ in range(depth):
            formula = level % formula
        counts.append(drawn_nodes(formula, monkeypatch))
    assert all(more <= 4 * fewer for fewer, more in pairwise(counts))


def test_what_is_too_long_for_a_picture_is_refused() -> None:
    with pytest.raises(CalculusError, match="too long for a picture"):
        svg(["x + " * LONGEST])
