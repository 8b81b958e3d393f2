"""The cut of a term into intermediate variables, as the paper cuts one: each is one operation on the
inputs and on those before it, innermost first.

An affine map of an input, 𝐰 · 𝐱 + b, is one operation; so are an operation times a number, and one under Σ.
"""

from __future__ import annotations

from collections.abc import Collection

from matcalc.derivation import Flow
from matcalc.explain.cut import Cut
from matcalc.explain.facts import CONDITIONS, NORMS, POWERS
from matcalc.explain.naming import Piece, named
from matcalc.explain.workings import Workings, substituted
from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import Kind
from matcalc.rationals import Fraction
from matcalc.records import replace
from matcalc.terms import (
    Apply,
    Cases,
    Element,
    Matrix,
    Name,
    Number,
    Summation,
    Term,
    postorder,
)


def flow_of(term: Term, inputs: Collection[str], workings: Workings) -> Flow:
    """The data-flow from the inputs, names of variables, to the term; the last of its variables is the
    term's value. The names that it introduces are added to the workings, with their kinds.

    Raises CalculusError where an intermediate value has more axes than a name can have.
    """
    cut = _Operations(term, inputs, workings)
    return named(cut.pieces, inputs, workings)


class _Operations(Cut):
    def __init__(self, root: Term, inputs: Collection[str], workings: Workings) -> None:
        super().__init__(root, inputs, workings)
        self.stack(list(self.pieces)[-1])

    def uncut(self, root: Term) -> None:
        if isinstance(root, Apply) and root.op == "dot":
            self.inner[self.facts.number[id(root)]] = self.as_sum(root)

    def stack(self, key: str) -> None:
        """The arguments of a vector of functions as one vector: 𝐟 of 𝐠, 𝐠 of 𝐡, and so on."""
        while isinstance(self.pieces[key].body, Matrix):
            used = {name: self.used(piece.body) for name, piece in self.pieces.items()}
            arguments = used[key]
            elsewhere = {name for other in used if other != key for name in used[other]}
            if len(arguments) < 2 or elsewhere & arguments:
                return
            parts = [name for name in self.pieces if name in arguments]
            if any(self.pieces[name].given or self.pieces[name].kind.axes for name in parts):
                return
            whole = f"?{len(self.pieces)}stack"
            entries = {name: Element(Name(whole), (Number(Fraction(k)),)) for k, name in enumerate(parts, 1)}
            body = Matrix(tuple((self.pieces[name].body,) for name in parts))
            made = Piece(body, Kind(Dimension.of(len(parts))), (), (), stacked=True)
            last = self.pieces[key]
            rest = {n: piece for n, piece in self.pieces.items() if n not in arguments and n != key}
            put_in = substituted(last.body, entries)
            self.pieces = {**rest, whole: made, key: replace(last, body=put_in, stacked=True)}
            key = whole

    def used(self, body: Term) -> set[str]:
        return {part.id for part in postorder(body) if isinstance(part, Name) and part.id in self.pieces}

    def as_sum(self, dot: Apply) -> Term:
        """𝐰 · 𝐱 as what it stands for, the sum of 𝐰 ⊗ 𝐱."""
        factors = tuple(self.inner[self.facts.number[id(a)]] if self.facts.flows(a) else a for a in dot.args)
        return Apply("sum", (self.piece(Apply("hadamard", factors), self.workings.kind(dot.args[0]), ()),))

    def cut(self, term: Term) -> Term:
        if isinstance(term, Apply) and term.op == "product" and self.facts.several(term):
            return self.grouped(term)
        return super().cut(term)

    def is_variable(self, child: Term, parent: Term) -> bool:
        return not self.is_part(child, parent)

    def is_part(self, child: Term, parent: Term) -> bool:
        """Whether a part of a term stays in it, and is no variable of its own."""
        facts = self.facts
        if isinstance(child, Name) or facts.is_leaf(child) or facts.is_row(child):
            return True
        if isinstance(child, Apply) and (child.op == "transpose" or child.op in CONDITIONS):
            return True
        if isinstance(child, Apply) and child.op == "diag" and facts.is_affine(child):
            return True  # a matrix that is a vector otherwise
        if isinstance(parent, (Summation, Cases, Matrix)):
            return True
        if not isinstance(parent, Apply):
            return False
        if parent.op == "add":
            return facts.is_affine(child) or facts.is_multiple(child) or facts.is_map(child)
        if parent.op == "transpose":
            return False
        if facts.is_multiple(parent):
            summand = facts.number[id(parent)] in facts.summands
            return not summand or facts.is_affine(child) or facts.is_map(child)
        if parent.op in POWERS:
            return isinstance(child, Apply) and child.op in NORMS
        return facts.is_affine(parent)

    def grouped(self, term: Apply) -> Term:
        """A product of several factors that flow: of 𝐱ᵀA𝐱 the map A𝐱 is a variable of its own."""
        factors: list[Term] = []
        waiting: list[Term] = []
        seen = False
        for factor in term.args:
            if not self.facts.flows(factor):
                waiting.append(factor)
                continue
            part = self.part(factor, term)
            wide = [w for w in waiting if not self.facts.is_scalar(w)]
            if seen and wide and not self.facts.is_row(factor):
                whole = Apply("product", (*wide, part))
                map_ = Apply("product", (*wide, factor))
                factors += [w for w in waiting if self.facts.is_scalar(w)]
                factors.append(self.piece(whole, self.workings.kind(map_), self.facts.indices(map_)))
            else:
                factors += [*waiting, part]
            waiting, seen = [], True
        return Apply("product", (*factors, *waiting))
