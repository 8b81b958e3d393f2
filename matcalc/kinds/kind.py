"""What a term is: scalar, column, row, matrix (or a tensor of more axes), and how we know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from matcalc.kinds.dimensions import Dimension
from matcalc.records import Record, Value
from matcalc.terms import Term

Origin = Literal["declared", "typography", "inferred", "convention", "defined"]


class Kind(Value):
    """The orientation and dimensions of a term.

    rows, cols: the axes that are there: (None, None) a scalar, (n, None) a column, (None, n) a
    row, (m, n) a matrix.
    more: further axes, for derivatives of order above two only (rows and cols hold the first two).
    family: for a name standing for data 𝐱_1 … 𝐱_N: N; rows and cols are those of one member.
    """

    rows: Dimension | None = None
    cols: Dimension | None = None
    more: tuple[Dimension, ...] = ()
    family: Dimension | None = None

    @property
    def axes(self) -> tuple[Dimension, ...]:
        """The axes in order, the family's first."""
        return tuple(d for d in (self.family, self.rows, self.cols, *self.more) if d is not None)

    @property
    def word(self) -> Literal["scalar", "vector", "row", "matrix", "tensor"]:
        if self.more:
            return "tensor"
        if self.rows is None:
            return "scalar" if self.cols is None else "row"
        return "vector" if self.cols is None else "matrix"


SCALAR = Kind()

# Flags by which the entries of a matrix depend on each other.
STRUCTURE = frozenset(("symmetric", "diagonal", "orthogonal", "posdef"))


class NameKind(Value):
    """How a name is read. ``domain`` is set for abstract functions (kinds of the arguments; ``kind``
    is then the kind of the value). flags: symmetric, diagonal, orthogonal, posdef, invertible, constant."""

    kind: Kind
    origin: Origin
    flags: frozenset[str] = frozenset()
    domain: tuple[Kind, ...] | None = None


class Reading(Record, frozen=False):
    """The kinds of a program: of every name (in order of first appearance) and, by identity, of
    every subterm of its elaborated terms. ``notation`` is how its operators are spelled: as the 'paper'
    does, or 'standard'; ``spellings`` is as in ``Program``; ``dims`` has numbers for named dimensions;
    ``layout`` is how the derivatives in its terms are laid out."""

    names: dict[str, NameKind] = field(default_factory=dict)
    kinds: dict[int, Kind] = field(default_factory=dict)
    kept: list[Term] = field(default_factory=list)  # keeps the ids in ``kinds`` alive
    notation: Literal["paper", "standard"] = "paper"
    spellings: Mapping[str, str] = field(default_factory=dict)
    dims: Mapping[str, int] = field(default_factory=dict)
    layout: str = "numerator"

    def of(self, term: Term) -> Kind:
        return self.kinds[id(term)]

    @property
    def lengths(self) -> list[str]:
        """The dimensions that have names: those of what has one, in order, then those of 1⃗ and the like."""
        found: dict[str, None] = {}
        for name, known in self.names.items():
            if "dimension" in known.flags:
                found[name] = None
            for kind in (known.kind, *(known.domain or ())):
                found |= dict.fromkeys(n for axis in kind.axes for n in sorted(axis.names))
        other = {n for kind in self.kinds.values() for axis in kind.axes for n in axis.names}
        found |= dict.fromkeys(sorted(other))
        return list(found)
