"""What is found in a document, in the order in which it is read."""

from __future__ import annotations

from matcalc.documents.mathematics.placed import Placed
from matcalc.records import Value


class Formula(Value):
    """Mathematics without its delimiters. environment: that it stands in, \"\" for other delimiters. before:
    the prose between the formula before it and this one."""

    source: Placed
    environment: str
    before: str


class Remark(Value):
    """What an author says to matcalc in a comment. options: those before the colon."""

    source: Placed
    options: str


class Heading(Value):
    """level: 1 for the highest that the language has."""

    level: int


class Trouble(Value):
    """What could not be looked at, and why."""

    source: Placed
    why: str


Found = Formula | Remark | Heading | Trouble
