"""The cut of a term for differentials: a variable for each composite argument of what is not linear, and
for what occurs several times. Products stay whole, since their differentials are read off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from matcalc.derivation import Flow
from matcalc.explain.facts import Facts
from matcalc.explain.linear import (
    ENTRYWISE,
    LINEAR,
    POWERS,
    PRODUCTS,
    QUOTIENTS,
    is_unit,
)
from matcalc.explain.naming import Piece, named
from matcalc.explain.workings import Workings
from matcalc.terms import Apply, Derivative, Name, Number, Term, children, postorder, rebuild

ACTIVATIONS = ENTRYWISE | {"softmax", "logsumexp"}


def stages_of(
    term: Term, inputs: Collection[str], workings: Workings, activations: bool = False
) -> Flow:
    """The data-flow from the inputs to the term, each variable with what is differentiated at once;
    ``activations``: what an activation function gives to a product is a variable too, as in a network."""
    stages = _Stages(term, inputs, workings, activations)
    return named(stages.pieces, inputs, workings)


class _Stages:
    def __init__(
        self, root: Term, inputs: Collection[str], workings: Workings, activations: bool
    ) -> None:
        self.workings, self.activations = workings, activations
        self.facts = Facts(root, inputs, workings)
        self.pieces: dict[str, Piece] = {}
        self.keys: dict[int, str] = {}  # by number of the term
        bodies = {name: body for name, body in self.facts.bodies.items() if self.facts.flows(body)}
        number = self.facts.number
        places = {
            (number[id(part)], k, number[id(child)])
            for part in postorder(*bodies.values(), root)
            for k, child in enumerate(children(part))
        }
        self.uses = Counter(child for *_, child in places)
        for name, body in bodies.items():
            if not self.facts.indices(body):
                self.cut(body, name)
        if not (isinstance(root, Name) and root.id in self.pieces):
            self.cut(root, None)

    def cut(self, root: Term, given: str | None) -> None:
        inner: dict[int, Term] = {}
        wanted = {self.facts.number[id(c)]: p for p in postorder(root) for c in self.arguments(p)}
        for term in postorder(root):
            key = self.facts.number[id(term)]
            if key in self.keys and term is not root:
                inner[id(term)] = Name(self.keys[key])
                continue
            made = rebuild(term, tuple(inner[id(child)] for child in children(term)))
            if term is not root and (key in wanted or self.is_shared(term)):
                parent = wanted.get(key)
                activated = isinstance(parent, Apply) and parent.op in ACTIVATIONS
                made = self.piece(term, made, activated)
            inner[id(term)] = made
        place = given or "?result"
        self.pieces[place] = Piece(inner[id(root)], self.workings.kind(root), (), (), given)
        self.keys[self.facts.number[id(root)]] = place

    def piece(self, term: Term, made: Term, activated: bool) -> Term:
        key = f"?{len(self.pieces)}"
        self.pieces[key] = Piece(made, self.workings.kind(term), (), (), None, activated)
        self.keys[self.facts.number[id(term)]] = key
        return Name(key)

    def arguments(self, term: Term) -> list[Term]:
        """The parts of a term that are to be variables."""
        if not isinstance(term, Apply):
            return []
        if is_unit(term):
            return self.arguments(term.args[0]) if isinstance(term.args[0], Apply) else []
        if term.op in LINEAR | {"add"}:
            return []
        if term.op in PRODUCTS:
            return [a for a in term.args if self.activations and self.is_activation(a)]
        args = term.args[1:] if term.op in QUOTIENTS else term.args
        return [arg for arg in args if self.is_composite(arg)]

    def is_activation(self, term: Term) -> bool:
        """Whether it is a vector or matrix that an activation function has given."""
        if not isinstance(term, Apply) or term.op not in ACTIVATIONS - POWERS or not self.is_composite(term):
            return False
        return bool(self.workings.kind(term).axes)

    def is_composite(self, term: Term) -> bool:
        """Whether it depends on an input in another way than as one, transposed or not."""
        if isinstance(term, Apply) and term.op == "transpose":
            term = term.args[0]
        if not self.facts.flows(term) or self.facts.is_leaf(term) or isinstance(term, Name):
            return False
        return not self.facts.indices(term) and not isinstance(term, (Derivative, Number))

    def is_shared(self, term: Term) -> bool:
        """Whether it occurs several times, and is more than one operation on a variable."""
        if self.uses[self.facts.number[id(term)]] < 2 or not self.is_composite(term):
            return False
        if not isinstance(term, Apply) or term.op in ("transpose", "neg"):
            return False
        flowing = [arg for arg in term.args if self.facts.flows(arg)]
        if term.op not in PRODUCTS | {"add"} or self.facts.is_multiple(term):
            return any(map(self.is_composite, flowing))
        return True
