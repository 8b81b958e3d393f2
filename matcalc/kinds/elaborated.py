"""A program with its names looked up, as ``elaborate`` makes it."""

from __future__ import annotations

from dataclasses import field

from matcalc.kinds.meanings import Meant
from matcalc.records import Record
from matcalc.terms import Declaration, Definition, Name, Statement, Term


class Application(Record):
    """A defined function as it was applied (to its own parameters where it stands alone)."""

    definition: Definition
    args: tuple[Term, ...]
    value: Term


class Elaborated(Record, frozen=False):
    """definitions in an order in which each needs only those before it; ``questions`` holds the
    members of each (one, or an equation's all) with the statement they come from."""

    definitions: dict[str, Term] = field(default_factory=dict)
    questions: list[tuple[tuple[Term, ...], Statement]] = field(default_factory=list)
    declarations: list[Declaration] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    bold: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()
    applications: list[Application] = field(default_factory=list)
    meant: list[Meant] = field(default_factory=list)
    filled: dict[int, Name] = field(default_factory=dict)  # names put where ∇ has none, by identity

    def roots(self) -> list[Term]:
        """Every elaborated term, in order."""
        return [*self.definitions.values(), *(t for members, _ in self.questions for t in members)]
