"""Uppercase letters that only weigh a summand beside scalars: the C of ½𝐰ᵀ𝐰 + C Σ max(0, …)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence

from matcalc.kinds.guesses import WEIGHT, Guess
from matcalc.kinds.names import is_upper
from matcalc.kinds.solver import Shape, Solver
from matcalc.notation.functions import BY_NAME
from matcalc.records import Value
from matcalc.terms import Apply, Cases, Derivative, Matrix, Name, Number, Summation, Term, children


class Place(Value):
    """Where a letter is a factor: the other factors, which must be scalars for it to be one (those that
    are written like numbers must only not be known for more), and the other summands, of which one must."""

    factors: tuple[Shape, ...]
    like_numbers: tuple[Shape, ...]
    summands: tuple[Shape, ...]


class Weight(Guess):
    """A letter that is a factor of summands beside scalars, and nothing else, is a scalar."""

    __slots__ = ("places", "shape")
    priority = WEIGHT

    def __init__(self, shape: Shape, places: Sequence[Place]) -> None:
        super().__init__(shape)
        self.shape, self.places = shape, places

    def run(self, solver: Solver) -> None:
        self.finished = True
        for place in self.places:
            known = [solver.there(shape.some) for shape in place.summands]
            if True in known or False not in known:
                return
            if any(solver.there(shape.some) is not False for shape in place.factors):
                return
            if any(solver.there(shape.some) for shape in place.like_numbers):
                return
        if solver.there(self.shape.some) is None:
            solver.set_scalar(self.shape)


def weights(nodes: Sequence[Term], shapes: Mapping[int, Shape], solver: Solver) -> Iterator[Weight]:
    """A guess for each uppercase letter of unknown kind all of whose places are such."""
    variables = {id(by) for term in nodes if isinstance(term, Derivative) for by in term.by}
    uses: Counter[str] = Counter()
    letters: dict[str, Shape] = {}
    sums: list[Apply] = []
    for term in nodes:
        if isinstance(term, Matrix) and id(term) in variables:
            continue
        parts = (term.of,) if isinstance(term, Derivative) else children(term)
        uses.update(part.id for part in parts if isinstance(part, Name))
        if isinstance(term, Name) and is_upper(term.id):
            shape = shapes[id(term)]
            if solver.leaf(shape) and solver.there(shape.some) is None:
                letters[term.id] = shape
        elif isinstance(term, Apply) and term.op == "add":
            sums.append(term)
    places: dict[str, list[Place]] = {}
    for term in sums if letters else ():
        for summand in term.args:
            for name, place in _places(term, summand, shapes, letters):
                places.setdefault(name.id, []).append(place)
    for id_, found in places.items():
        if len(found) == uses[id_]:
            yield Weight(letters[id_], found)


def _places(
    whole: Apply, summand: Term, shapes: Mapping[int, Shape], letters: Container[str]
) -> Iterator[tuple[Name, Place]]:
    """The factors of a summand that are among ``letters``."""
    factors = _factors(summand)
    names = [factor for factor in factors if isinstance(factor, Name) and factor.id in letters]
    if not names or len(factors) == 1:
        return
    summands = tuple(
        shapes[id(other)] for other in whole.args if other is not summand and not isinstance(other, Number)
    )
    for name in names:
        others = [factor for factor in factors if factor is not name]
        strict = tuple(shapes[id(factor)] for factor in others if not _is_like_number(factor))
        loose = tuple(shapes[id(factor)] for factor in others if _is_like_number(factor))
        yield name, Place(strict, loose, summands)


def _factors(term: Term) -> list[Term]:
    """What is multiplied in a product, its sign and divisors left out."""
    found: list[Term] = []
    stack = [term]
    while stack:
        part = stack.pop()
        if isinstance(part, Apply) and part.op in ("neg", "product"):
            stack.extend(part.args)
        elif isinstance(part, Apply) and part.op == "divide":
            stack.append(part.args[0])
        else:
            found.append(part)
    return found


def _is_like_number(term: Term) -> bool:
    """Written like a number, so that nothing but its letters could make it more: Σ max(0, 1 - y_i z_i)."""
    while isinstance(term, Summation):
        term = term.body
    if isinstance(term, Apply):
        row = BY_NAME.get(term.op)
        return row is not None and row.role in ("elementwise", "reduction")
    return isinstance(term, Number | Cases)
