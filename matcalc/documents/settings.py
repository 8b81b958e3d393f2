"""What an author may choose for the answers in a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcalc.calculator import Options
from matcalc.notation.macros import Macros
from matcalc.records import Value

if TYPE_CHECKING:
    from matcalc.explain import Way


class Settings(Value):
    """options: how queries are answered. form: how an answer stands in the document, one of its language's.
    whole: whether as an equation, ∂y/∂x = …, or its right side alone. steps: how it is found, too. table:
    whether entry by entry. macros: those that LaTeX is written in."""

    options: Options = Options()
    form: str = "display"
    whole: bool = True
    steps: Way | None = None
    table: bool = False
    macros: Macros = Macros()
