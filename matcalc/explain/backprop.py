"""Back-propagation: the derivative of a cost by the weights of a network's layers.

Forward, the value of each layer, 𝐳 = W𝐚 + 𝐛 and 𝐚 = f(𝐳); backward, the errors δ = ∂C/∂𝐳, each from that of
the layer after it; then ∂C/∂W (Rumelhart, Hinton & Williams 1986; Nielsen, "Neural Networks and Deep
Learning", chapter 2). A layer is found by its structure: a linear map within the cost.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from itertools import count as naturals

from matcalc.answer import Answer
from matcalc.derivation import Derivation, Flow, Intermediate, Line, Move, Part
from matcalc.errors import CalculusError
from matcalc.explain.adjoints import Adjoints
from matcalc.explain.linear import Differentials
from matcalc.explain.stages import is_layer, stages_of
from matcalc.explain.workings import Workings
from matcalc.lowering import build
from matcalc.records import replace
from matcalc.terms import Derivative, Name, Summation, Term, postorder, put_for

ERRORS = ("delta", "epsilon", "eta", "theta", "kappa", "xi")  # where numbers would look like indices


def fits(answer: Answer) -> bool:
    """Whether the answer is the derivative of a scalar by a vector or matrix, which may be weights."""
    if len(answer.by) != 1 or not isinstance(answer.by[0], Name) or answer.index is not None:
        return False
    variable = answer.by[0]
    kinds = [answer.reading.of(term) for term in (answer.of, variable)]
    return not kinds[0].axes and bool(kinds[1].axes) and kinds[1].family is None


def _is_network(flow: Flow, variable: Name, workings: Workings) -> bool:
    """Whether the variable is weights: in a linear map on which another depends, with an activation function
    between."""
    *inner, _ = flow.variables
    layers = [v for v in inner if is_layer(v.body, workings.kind)]
    found = [v for v in inner if variable.id in v.uses]
    if len(layers) < 2 or not found or any(v not in layers for v in found):
        return False
    activated = {use for v in inner if v not in layers for use in v.uses}
    return any(v.name in activated for v in layers)


def _flow(answer: Answer, workings: Workings) -> Flow:
    names = answer.reading.names
    inputs = [name for name in answer.names if names[name].domain is None]
    return stages_of(answer.of, inputs, workings, activations=True)


def derive(answer: Answer, full: bool = False) -> Derivation:
    """The derivation; ``full``: with the rule for each small step.

    Raises CalculusError where there is no network, or a differential on the way has no matrix form.
    """
    workings = Workings.of(answer)
    (variable,) = answer.by
    assert isinstance(variable, Name)
    flow = _flow(answer, workings)
    if not _is_network(flow, variable, workings):
        raise CalculusError("there are no layers on which others depend", answer.of.span)
    part = _Backwards(answer, variable, flow, Differentials(workings, full)).part()
    return Derivation(answer, workings.reading, (part,))


class _Backwards:
    def __init__(self, answer: Answer, variable: Name, flow: Flow, rules: Differentials) -> None:
        self.answer, self.variable, self.flow, self.rules = answer, variable, flow, rules
        self.workings = workings = rules.workings
        self.adjoints = Adjoints(self.rules)
        *self.inner, self.result = flow.variables
        self.layers = {v.name for v in self.inner if is_layer(v.body, workings.kind)}
        self.live = {variable.id}
        for v in flow.variables:
            if self.live & set(v.uses):
                self.live.add(v.name)
        rules.members = frozenset(v.name for v in flow.variables if v.indices)
        self.indices = {v.name: v.indices for v in flow.variables}
        parts = postorder(*(v.body for v in flow.variables))
        self.sums = {part.index.id: part for part in parts if isinstance(part, Summation)}

    def part(self) -> Part:
        introduce = [Line((v.term, v.body), definition=True) for v in self.flow.variables]
        moves = [
            Move("introduce", tuple(introduce)),
            Move("differentiate", tuple(self.backward())),
            Move("combine", tuple(self.combine())),
            Move("substitute", tuple(self.substitute())),
        ]
        return Part("vector-chain", tuple(moves), self.flow)

    def backward(self) -> Iterable[Line]:
        """The error of each layer, from the last to the first."""
        errors = [v.name for v in self.inner if v.name in self.layers & self.live]
        found: dict[str, Term] = self.pulled(self.result, build.ONE)
        for v in reversed(self.inner):
            if v.name not in found:
                continue
            slope = found.pop(v.name)
            if v.name in errors:
                value = self.workings.simplified(build.transpose(slope))
                name = self.error(v, errors.index(v.name), len(errors))
                whole = build.transpose(Derivative(self.result.term, (v.term,)))
                if not self.workings.kind(v.term).axes:
                    whole = Derivative(self.result.term, (v.term,))
                yield Line((name, whole, value), self.named(), definition=True)
                slope = name if not self.workings.kind(v.term).axes else build.transpose(name)
            for use, more in self.pulled(v, slope).items():
                known = found.get(use)
                found[use] = more if known is None else self.workings.simplified(build.add([known, more]))
        self.slope = found[self.variable.id]

    def pulled(self, v: Intermediate, slope: Term) -> dict[str, Term]:
        """tr(G dV) as a sum over what V is made of."""
        change = self.rules.of(v.body, self.live)
        if v is not self.result:
            change = put_for(change, v.body, v.term)  # f'(𝐳) by 𝐚 = f(𝐳)
            traced = self.workings.kind(v.term).word == "matrix"
            change = self.rules.trace(slope, change) if traced else self.rules.product([slope, change])
        return {use: self.summed(v, use, found) for use, found in self.adjoints.of(change).items()}

    def summed(self, v: Intermediate, use: str, slope: Term) -> Term:
        """What comes from each value of the indices that a variable varies with, and one in its body does
        not, summed."""
        for index in v.indices:
            if index not in self.indices.get(use, ()):
                place = self.sums[index]
                slope = Summation(place.index, place.lower, place.upper, slope)
        return slope

    def named(self) -> tuple[str, ...]:
        """The rules of a line: all small ones, or the chain rule they make up."""
        rules = self.rules.taken()
        return rules if self.rules.full else ("vector-chain",)

    def error(self, layer: Intermediate, number: int, count: int) -> Term:
        """A name for the error of a layer, one of so many."""
        kind = self.workings.reading.names[layer.name].kind
        letter = "Delta" if self.workings.kind(layer.term).word == "matrix" else "delta"
        first = [letter if count == 1 else f"{letter}_{number + 1}"]
        if layer.indices:
            first = [*ERRORS[number:]]
        name = self.workings.fresh(chain(first, (f"{letter}_{k}" for k in naturals(1))), kind)
        return replace(layer, name=name).term

    def combine(self) -> Iterable[Line]:
        yield Line((self.whole(), self.slope), self.named())

    def substitute(self) -> Iterable[Line]:
        answer = self.answer
        yield from (Line((Name(name), body), definition=True) for name, body in answer.where)
        if answer.layout == "numerator":
            yield Line((self.whole(), answer.value))
        else:
            yield Line((build.transpose(self.whole()), answer.value), ("layout",))

    def whole(self) -> Derivative:
        """The derivative of the cost by the weights, through all layers between."""
        direct = self.variable.id in self.result.uses  # as in a penalty on them
        return Derivative(self.result.term, (self.variable,), "total" if direct else "d")
