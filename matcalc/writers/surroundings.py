"""What the place of a term in the whole decides: which letters stand free, what is in an exponent."""

from __future__ import annotations

from collections.abc import Collection

from matcalc.terms import Apply, Name, Summation, Term, children, postorder
from matcalc.writers.names import Names


class FreeLetters:
    """The letters of each term that no Σ in it binds: a summand behind a Σ that uses the Σ's index would
    be read as standing inside. Sets of letters are bit masks, by the identity of terms."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._bits: dict[str, int] = {}
        self._free: dict[int, int] = {}

    def note(self, term: Term) -> None:
        """Take a term in, after its children."""
        letters = 0
        if isinstance(term, Name):
            letters = 0 if self._names.known(term.id) else self._bit(term.id)
        for child in children(term):
            letters |= self._free[id(child)]
        if isinstance(term, Summation):
            letters &= ~self._bit(term.index.id)
        self._free[id(term)] = letters

    def of(self, term: Term) -> int:
        """The mask of a term taken in."""
        return self._free[id(term)]

    def meet(self, letters: Collection[str], mask: int) -> bool:
        """Is one of the letters in the mask?"""
        return any(mask & self._bit(letter) for letter in letters)

    def _bit(self, letter: str) -> int:
        return self._bits.setdefault(letter, 1 << len(self._bits))


def exponents(root: Term, raising: Collection[str]) -> set[int]:
    """The identities of all terms in ``root`` that are raised, as the last operand of these operators."""
    found: set[int] = set()
    stack = [t.args[-1] for t in postorder(root) if isinstance(t, Apply) and t.op in raising]
    while stack:
        term = stack.pop()
        if id(term) not in found:
            found.add(id(term))
            stack.extend(children(term))
    return found
