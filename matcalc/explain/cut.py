"""A term cut into intermediate variables: each stands for a part of it, in terms of the inputs and of those
before it. What is a variable of its own is for each way of deriving to say."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from matcalc.explain.facts import ENTRYWISE, Facts
from matcalc.explain.naming import Piece
from matcalc.explain.workings import Workings
from matcalc.kinds.kind import Kind
from matcalc.terms import Apply, Derivative, Element, Name, Term, children, postorder, rebuild

ACTIVATIONS = ENTRYWISE | {"softmax", "logsumexp"}


class Cut:
    """``pieces``: the intermediate variables, by what stands for each until all have names."""

    def __init__(self, root: Term, inputs: Collection[str], workings: Workings) -> None:
        self.workings = workings
        self.facts = Facts(root, inputs, workings)
        self.pieces: dict[str, Piece] = {}
        self.named: dict[int, Term] = {}  # by number of what they stand for
        self.inner: dict[int, Term] = {}
        for name, body in self.facts.bodies.items():
            if self.facts.flows(body):
                self.whole(body, name)
        if not (isinstance(root, Name) and root.id in self.pieces):
            self.whole(root, None)

    def is_variable(self, child: Term, parent: Term) -> bool:
        """Whether a part of a term is a variable of its own."""
        raise NotImplementedError

    def uncut(self, root: Term) -> None:
        """Called for what turns out to be one variable as a whole."""

    def whole(self, root: Term, given: str | None) -> None:
        """Cut the body of a definition, or the term in question."""
        first = len(self.pieces)
        for term in postorder(root):
            key = self.facts.number[id(term)]
            if self.facts.flows(term) and key not in self.inner:
                self.inner[key] = self.cut(term)
        if len(self.pieces) == first:
            self.uncut(root)
        self.name(root, given)

    def cut(self, term: Term) -> Term:
        """The term with those of its parts that are variables of their own replaced by them."""
        if isinstance(term, (Derivative, Name)) or self.facts.is_leaf(term):
            return self.named.get(self.facts.number[id(term)], term)
        return rebuild(term, tuple(self.part(child, term) for child in children(term)))

    def part(self, child: Term, parent: Term) -> Term:
        """What stands for a part of a term: its variable, if it is one, or itself cut."""
        if not self.facts.flows(child):
            return child
        key = self.facts.number[id(child)]
        if key in self.named:
            return self.named[key]
        if self.is_variable(child, parent):
            return self.name(child, None, isinstance(parent, Apply) and parent.op in ACTIVATIONS)
        return self.inner[key]

    def name(self, term: Term, given: str | None, activated: bool = False) -> Term:
        """Make a variable of a term that is cut already."""
        key = self.facts.number[id(term)]
        kind, indices = self.workings.kind(term), self.facts.indices(term)
        body = self.inner.get(key, term)  # one in which nothing flows is not cut
        place = self.piece(body, kind, indices, given, activated)
        self.named[key] = place
        return place

    def piece(
        self,
        body: Term,
        kind: Kind,
        indices: Sequence[str],
        given: str | None = None,
        activated: bool = False,
    ) -> Term:
        key = given or f"?{len(self.pieces)}"
        counts = tuple(self.facts.counts.get(index) for index in indices)
        self.pieces[key] = Piece(body, kind, tuple(indices), counts, given, activated)
        name = Name(key)
        return Element(name, tuple(map(Name, indices))) if indices else name
