"""What a person may choose of how answers are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcalc.notation.macros import Macros
from matcalc.records import Value

if TYPE_CHECKING:
    from matcalc.code.second import Form
    from matcalc.explain import Way

TARGETS = ("numpy", "jax", "torch", "julia", "matlab", "array-api")
FORMATS = ("unicode", "ascii", "latex", "table", "json", *TARGETS)
RESULTS = ("value", "gradient", "hessian")
SECOND: tuple[Form, ...] = ("dense", "product", "solve", "factors")
IMAGES = ("svg", "png")
PICTURES = ("tree", "dot", "tikz", "mermaid", "svg")
WAYS: tuple[Way, ...] = ("brief", "full", "index")


class Presentation(Value):
    """How answers are shown. format and table are None when not said, steps where none are asked for.

    delimiters: what stands around a formula of LaTeX. results: what a function of code returns, of RESULTS;
    nothing for the answer itself. second: what it computes of second derivatives.
    """

    format: str | None = None
    table: bool | None = None
    ascii: bool = False
    standalone: bool = False
    output: str | None = None
    steps: Way | None = None
    graph: bool = False
    macros: Macros = Macros()
    delimiters: tuple[str, str] = ("", "")
    results: tuple[str, ...] = ()
    second: Form = "dense"

    @property
    def whole(self) -> bool:
        """Whether all answers together are one document or one picture."""
        return self.standalone or self.format in IMAGES

    @property
    def joins(self) -> bool:
        """Whether the answers of a program make one text: all together, or functions with numbers."""
        return self.whole or self.format in TARGETS


class Drawing(Value):
    """How a data-flow is drawn."""

    format: str = PICTURES[0]
    ascii: bool = False
    standalone: bool = False
    output: str | None = None
