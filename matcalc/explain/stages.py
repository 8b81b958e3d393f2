"""The cut of a term for differentials: a variable for each composite argument of what is not linear, and
for what occurs several times. Products stay whole, since their differentials are read off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from functools import cached_property
from itertools import chain, count

from matcalc.derivation import Flow
from matcalc.explain.cut import ACTIVATIONS, Cut
from matcalc.explain.facts import POWERS, PRODUCTS, QUOTIENTS
from matcalc.explain.linear import LINEAR, is_unit
from matcalc.explain.naming import named, whole_kind
from matcalc.explain.workings import Workings
from matcalc.kinds.kind import Kind
from matcalc.lowering import build
from matcalc.records import replace
from matcalc.terms import Apply, Derivative, Element, Name, Number, Term, children, postorder

VARIED = {"z": "svqrt", "a": "hgcf", "u": "vqrt"}  # letters after the first, where they vary with an index


def stages_of(
    term: Term, inputs: Collection[str], workings: Workings, activations: bool = False
) -> Flow:
    """The data-flow from the inputs to the term, each variable with what is differentiated at once;
    ``activations``: what an activation function gives to a product is a variable too, as in a network."""
    stages = _Stages(term, inputs, workings, activations)
    if activations:
        stages.name_layers()
    return named(stages.pieces, inputs, workings)


def is_layer(body: Term, kind: Callable[[Term], Kind]) -> bool:
    """Whether it is a linear map of a vector or matrix, 𝐖𝐚, perhaps with a bias added."""
    for term in body.args if isinstance(body, Apply) and body.op == "add" else (body,):
        part = build.negative(term) if build.is_negative(term) else term
        if isinstance(part, Apply) and part.op in ("product", "dot"):
            bases = [_base(factor, kind) for factor in part.args]
            wide = [base for base in bases if isinstance(base, Name | Element) and kind(base).axes]
            if len(wide) > 1:
                return True
    return False


def _base(factor: Term, kind: Callable[[Term], Kind]) -> Term:
    """A factor without a transpose and numbers that it is multiplied by."""
    while isinstance(factor, Apply) and factor.op in ("transpose", "neg", "product"):
        wide = [arg for arg in factor.args if kind(arg).axes]
        if len(wide) != 1:
            break
        (factor,) = wide
    return factor


class _Stages(Cut):
    def __init__(
        self, root: Term, inputs: Collection[str], workings: Workings, activations: bool
    ) -> None:
        self.root, self.activations = root, activations
        super().__init__(root, inputs, workings)

    @cached_property
    def parts(self) -> dict[int, Term]:
        """All parts, one of each number."""
        bodies = [body for body in self.facts.bodies.values() if self.facts.flows(body)]
        return {self.facts.number[id(part)]: part for part in postorder(*bodies, self.root)}

    @cached_property
    def uses(self) -> Counter[int]:
        """In how many places a part stands, by number."""
        return Counter(self.facts.number[id(c)] for part in self.parts.values() for c in children(part))

    @cached_property
    def wanted(self) -> set[int]:
        """The numbers of the parts that are to be variables, wherever they stand."""
        return {self.facts.number[id(c)] for part in self.parts.values() for c in self.arguments(part)}

    def whole(self, root: Term, given: str | None) -> None:
        if self.activations or not self.facts.indices(root):
            super().whole(root, given)

    def is_variable(self, child: Term, parent: Term) -> bool:
        return self.facts.number[id(child)] in self.wanted or self.is_shared(child)

    def name_layers(self) -> None:
        """The layers of a network as textbooks name them: 𝐳₁, 𝐚₁ = f(𝐳₁), 𝐳₂, … Those that vary with an
        index, which a number would look like, have letters of their own."""
        *inner, _ = self.pieces.items()
        layers = {key for key, piece in inner if is_layer(piece.body, self.kind)}
        number = 0
        maps = next(c for c in "zshvqprt" if not self.is_taken(c, len(layers)))
        for key, piece in inner:
            letter = "u"
            if key in layers:
                letter, number = maps, number + 1
            elif self.activates(piece.body, layers):
                letter = "a"
            if piece.given is None:
                letter = letter.upper() if piece.kind.word == "matrix" else letter
                first = [letter if len(layers) < 2 or letter in "uU" else f"{letter}_{number}"]
                if piece.indices:
                    first = [letter, *VARIED[letter]]
                names = chain(first, (f"{letter}_{k}" for k in count(1)))
                self.pieces[key] = replace(piece, given=self.workings.fresh(names, whole_kind(piece)))

    def is_taken(self, letter: str, most: int) -> bool:
        """Whether one of letter_1, letter_2, … is in use, other than for a variable of this flow."""
        numbered = {f"{form}_{k}" for form in (letter, letter.upper()) for k in range(1, most + 1)}
        known = self.workings.taken | self.workings.reading.names.keys()
        return bool(numbered & (known - self.pieces.keys()))

    def kind(self, term: Term) -> Kind:
        name = term.base if isinstance(term, Element) else term
        known = self.pieces.get(name.id) if isinstance(name, Name) else None
        return self.workings.kind(term) if known is None else known.kind

    def activates(self, body: Term, layers: Collection[str]) -> bool:
        """Whether it is an activation function of a layer."""
        if not isinstance(body, Apply) or body.op not in ACTIVATIONS:
            return False
        bases = (arg.base if isinstance(arg, Element) else arg for arg in body.args)
        return any(isinstance(base, Name) and base.id in layers for base in bases)

    def arguments(self, term: Term) -> list[Term]:
        """The parts of a term that are to be variables."""
        if not isinstance(term, Apply) or not term.args:
            return []
        if is_unit(term):
            return self.arguments(term.args[0]) if isinstance(term.args[0], Apply) else []
        if term.op in LINEAR | PRODUCTS | {"add"}:
            reduced = term.op in ("sum", "mean", "tr")
            return [a for a in term.args if self.activations and not reduced and self.is_activation(a)]
        args = term.args[1:] if term.op in QUOTIENTS else term.args
        return [arg for arg in args if self.is_composite(arg) and not self.is_error(arg)]

    def is_error(self, term: Term) -> bool:
        """Whether in a network it is the difference of an activation and a target, which has no name."""
        if not self.activations or not isinstance(term, Apply) or term.op != "add":
            return False
        parts = [build.negative(part) if build.is_negative(part) else part for part in term.args]
        return all(isinstance(part, Name | Element) or self.is_activation(part) for part in parts)

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
        varies = bool(self.facts.indices(term)) and not self.activations
        return not varies and not isinstance(term, (Derivative, Number))

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
