"""How the entries of the variables of one derivation are written: which letters are their indices, what their
derivatives look like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from matcalc.explain.cutting import Piece
from matcalc.explain.workings import Workings
from matcalc.kinds.dimensions import Dimension
from matcalc.lowering import build
from matcalc.lowering.decimals import in_decimals
from matcalc.lowering.explicit import At, Explicit
from matcalc.lowering.raising import Raising, index_names
from matcalc.lowering.request import NoMatrixForm
from matcalc.tensor.node import Node, Variable, postorder
from matcalc.terms import Cases, Derivative, Name, Summation, Term
from matcalc.terms import postorder as subterms

MORE_LETTERS = "abcdefgho"  # for indices, where the usual ones do not suffice
SHORT = 30.0  # the weight of a matrix of which an entry is shown


class Entries:
    """The entries of ``pieces``, the last of which is differentiated by ``by``.

    fixed: the indices at which it is, None for any: all are None but for ∂/∂x_1.
    target: its indices, letters where they are not fixed; own: those of what is differentiated.
    dependences: of abstract functions, once derivatives of theirs have been written.
    """

    def __init__(
        self, pieces: Sequence[Piece], by: Variable, fixed: Sequence[Dimension | None], workings: Workings
    ) -> None:
        self.by, self.workings = by, workings
        self.raising = Raising(workings.reading, {}, [piece.body for piece in pieces])
        taken = workings.reading.names.keys() | index_names(postorder(*(piece.body for piece in pieces), by))
        free = [*self.raising.letters, *(c for c in MORE_LETTERS if c not in taken)]
        rank = pieces[-1].leaf.rank
        own, rest = free[:rank], free[rank:]
        loose = fixed.count(None)
        letters = rest[:loose] if own else [*(c for c in "klmn" if c in rest), *rest][:loose]
        supply = map(Dimension.of, letters)
        self.target: At = tuple(next(supply) if index is None else index for index in fixed)
        self.own: At = tuple(map(Dimension.of, own))
        self.letters = [letter for letter in free if letter not in letters]
        self.explicit = Explicit(self.raising, self.letters)

    @property
    def dependences(self) -> dict[str, Term]:
        return self.raising.where

    def place(self, leaf: Variable, avoid: At = ()) -> At:
        """Indices for a variable, other than some."""
        if leaf is self.by:
            return self.target
        taken = {name for index in avoid for name in index.names}
        letters = [letter for letter in self.letters if letter not in taken]
        if len(letters) < leaf.rank:
            raise NoMatrixForm
        return tuple(Dimension.of(letter) for letter in letters[: leaf.rank])

    def beside(self, piece: Piece, leaf: Variable, ties: Sequence[int | None]) -> At:
        """Indices for an argument of a piece: those of the piece where their entries alone meet."""
        if leaf is self.by:
            return self.target
        at = self.place(piece.leaf)
        own = iter(self.place(leaf, at))
        return tuple(next(own) if k is None else at[k] for k in ties)

    def written(self, node: Node, at: At, typed: bool = False) -> Term:
        """In sums; ``typed``: factors keep their order. Raises NoMatrixForm where letters do not suffice."""
        return self.settled(self.explicit.term(node, at, typed=typed))

    def partly(self, node: Node, at: At, around: At) -> Term:
        """In sums over other letters than are around them; what it is a part of will be settled."""
        return self.explicit.term(node, at, frozenset(map(str, around)))

    def of_matrix(self, node: Node, at: At) -> list[Term]:
        """As an entry of a matrix, where that is short."""
        try:
            term = self.raising.term(node, at)
        except NoMatrixForm:
            return []
        sums = any(isinstance(part, (Summation, Cases)) for part in subterms(term))
        return [] if sums or build.weight(term) > SHORT else [self.settled(term)]

    def settled(self, term: Term) -> Term:
        decimal = self.workings.reading.spellings.get("number") == "decimal"
        return self.workings.settle(in_decimals(term) if decimal else term)

    def symbol(self, piece: Piece, at: At, leaf: Variable, to: At) -> Term:
        """The partial derivative of an entry by an entry."""
        return Derivative(entry(piece.leaf, at), (entry(leaf, to),))

    def whole(self, piece: Piece, at: At) -> Term:
        """The derivative of an entry by what is differentiated by, through all between."""
        return Derivative(entry(piece.leaf, at), (entry(self.by, self.target),), self.operator(piece))

    def operator(self, piece: Piece) -> Literal["d", "total"]:
        """That of its derivative through all between."""
        return "total" if self.by in piece.uses and len(piece.uses) > 1 else "d"


def entry(leaf: Variable, at: At) -> Term:
    return build.element(Name(leaf.name), at) if at else Name(leaf.name)
