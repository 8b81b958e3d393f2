"""Terms made definite once their kinds are known: lists get an orientation, · of anything but two
columns is a product, |x| is a length, |x - y| a norm, |A| a determinant, |a| an absolute value."""

from __future__ import annotations

import re
from collections.abc import Callable

from matcalc.kinds.constraints import Constraints
from matcalc.kinds.kind import Kind, Reading
from matcalc.records import replace
from matcalc.terms import Apply, Element, Matrix, Name, Term, children, postorder, rebuild

_ORDER = re.compile(r"(?:[₁₂]|_\s*\{?\s*[12]\s*\}?|,\s*[12]\s*\))$")


class Settler:
    """Rebuilds terms and records the kind of every subterm in ``reading``; ``notes`` says what bars are."""

    def __init__(self, constraints: Constraints, reading: Reading, finish: Callable[[Kind], Kind]) -> None:
        self._constraints = constraints
        self._solver = constraints.solver
        self._reading = reading
        self._finish = finish
        self.notes: list[str] = []
        self._done: dict[int, Term] = {}
        self._kinds: dict[tuple[int, int, int], Kind] = {}

    def settle(self, root: Term) -> Term:
        for term in postorder(root):
            if id(term) in self._done:
                continue
            made = self._settled(term)
            kind = self._kind(term)
            self._done[id(term)] = made
            for node in (term, made):
                self._reading.kept.append(node)
                self._reading.kinds[id(node)] = kind
        return self._done[id(root)]

    def _settled(self, term: Term) -> Term:
        made = rebuild(term, tuple(self._done[id(c)] for c in children(term)))
        if isinstance(made, Apply):
            assert isinstance(term, Apply)
            if made.op == "dot" and any(self._kind(a).word != "vector" for a in term.args):
                return replace(made, op="product")
            if (
                made.op == "abs"
                and id(term) not in self._constraints.entrywise_bars
                and self._constraints.bars(term)
            ):
                op = self._barred(term)
                return made if op == "abs" else replace(made, op=op)
            if made.op in ("norm", "norm1"):
                self._matrix_norm(term)
            if made.op == "softmax" and self._kind(term).word == "matrix":
                self._note("softmax of a matrix is taken of each of its rows")
        if isinstance(made, Matrix) and id(term) not in self._constraints.lists:
            return self._oriented(term, made)
        return made

    def _matrix_norm(self, term: Apply) -> None:
        """‖X‖₂ and ‖X‖₁ of matrices are other norms to some."""
        if self._kind(term.args[0]).word != "matrix" or term.span is None:
            return
        typed = self._constraints.text[term.span.start : term.span.end]
        if _ORDER.search(typed) is None:
            return
        read, other = (
            ("the root of the sum of all squares, ‖·‖_F", "spectral norm")
            if term.op == "norm"
            else ("the sum of all absolute values", "largest sum of a column")
        )
        note = f"{typed} of a matrix is read as {read}; it is not the {other}"
        self._note(note)

    def _note(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)

    def _barred(self, term: Apply) -> str:
        """What bars mean: the length of a vector that is named, and the norm of one that is computed."""
        (inside,) = term.args
        word = self._kind(inside).word
        if word in ("scalar", "matrix"):
            return "abs" if word == "scalar" else "det"
        bare = isinstance(inside, Name | Element)
        shown = self._constraints.text[inside.span.start : inside.span.end] if inside.span else "x"
        note = (
            f"|{shown}| is read as the length of {shown}, its number of elements; the norm is ‖{shown}‖"
            if bare
            else f"|{shown}| is read as the norm ‖{shown}‖; for the entries write abs({shown})"
        )
        self._note(note)
        return "len" if bare else "norm"

    def _oriented(self, term: Term, made: Matrix) -> Term:
        if len(made.rows) == 1 and len(made.rows[0]) == 1:
            return made.rows[0][0]
        if not made.flat:
            return made
        rows = (
            tuple((entry,) for entry in made.rows[0])
            if self._constraints.blocks[id(term)].upright
            else made.rows
        )
        return Matrix(rows, span=made.span)

    def _kind(self, term: Term) -> Kind:
        if isinstance(term, Name) and term.id in self._reading.names:
            return self._reading.names[term.id].kind
        shape = self._constraints.shapes[id(term)]
        key = (
            id(self._solver.find(shape.rows)),
            id(self._solver.find(shape.cols)),
            id(self._solver.find(shape.some)),
        )
        if key not in self._kinds:
            self._kinds[key] = self._finish(self._solver.kind(shape))
        return self._kinds[key]
