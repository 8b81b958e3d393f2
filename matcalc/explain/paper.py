"""The paper's own procedure (Parr & Howard, section 4.5), for values and variables with one axis at most:
introduce intermediate variables, compute the derivative of each, combine these by one of its three
chain rules, substitute."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from matcalc.answer import Answer
from matcalc.derivation import Derivation, Flow, Intermediate, Line, Move, Part
from matcalc.errors import CalculusError
from matcalc.explain.errors import error_terms
from matcalc.explain.flow import flow_of
from matcalc.explain.scalar import principal, unfold
from matcalc.explain.workings import Workings, distinct, expanded
from matcalc.lowering import build
from matcalc.lowering.build import weight
from matcalc.lowering.sharing import LONG
from matcalc.terms import (
    Apply,
    Call,
    Derivative,
    Element,
    Name,
    Summation,
    Term,
    children,
    postorder,
    put_for,
    rebuild,
    same,
)


def fits(answer: Answer) -> bool:
    """Whether value and variable have one axis at most, and the answer is a first derivative by a name."""
    if len(answer.by) != 1 or not isinstance(answer.by[0], Name) or answer.index is not None:
        return False
    kinds = [answer.reading.of(term) for term in (answer.of, answer.by[0])]
    return all(kind.word in ("scalar", "vector") and kind.family is None for kind in kinds)


def derive(answer: Answer, full: bool = False) -> Derivation:
    """The derivation; ``full``: with the rule for each small step.

    Raises CalculusError where an intermediate derivative has no matrix form.
    """
    workings = Workings.of(answer)
    (variable,) = answer.by
    assert isinstance(variable, Name)
    flow = flow_of(answer.of, (variable.id,), workings)
    if any(workings.kind(v.term).word == "matrix" for v in flow.variables):
        raise CalculusError("a step of this derivation has more axes than a Jacobian", answer.of.span)
    part = _Paper(answer, variable, flow, workings, full).part()
    return Derivation(answer, workings.reading, (part,))


class _Paper:
    def __init__(
        self, answer: Answer, variable: Name, flow: Flow, workings: Workings, full: bool
    ) -> None:
        self.answer, self.variable, self.flow = answer, variable, flow
        self.workings, self.full = workings, full
        self.known = {v.name: v for v in flow.variables}
        self.local: dict[tuple[str, str], Term] = {}
        # Where a body holds the variable beside others, ∂u/∂x is not du/dx; then all that goes through
        # what lies between has a straight d, as it has in the total-derivative chain rule.
        direct = any(variable.id in v.uses and len(v.uses) > 1 for v in flow.variables)
        self.total_differs = direct or self.rule() == "total-derivative-chain"
        # Of the derivative of each by the variable, the factors as symbols and their values.
        self.symbols: dict[str, tuple[Term, ...]] = {}
        self.values: dict[str, tuple[Term, ...]] = {}

    def part(self) -> Part:
        if len(self.flow.variables) == 1:
            return self.single()
        introduce = [Line((v.term, v.body), definition=True) for v in self.flow.variables]
        differentiate = [line for v in self.flow.variables for line in self.locals(v)]
        combine = [line for v in self.flow.variables for line in self.total(v)]
        moves = [
            Move("introduce", tuple(introduce)),
            Move("differentiate", tuple(differentiate)),
            Move("combine", tuple(combine)),
            Move("substitute", tuple(self.substitute())),
        ]
        return Part(self.rule(), tuple(moves), self.flow)

    def locals(self, v: Intermediate) -> Iterable[Line]:
        """The derivative of a variable by each of those in its body."""
        core, _ = summand(v.body)
        for use in v.uses:
            symbol = self.symbol(v, use)
            if isinstance(core, Call):
                self.local[v.name, use] = symbol  # of an abstract function it has no other form
                continue
            found = self.workings.derivative(core, self.term(use))
            if found.index is not None or found.where:
                raise CalculusError("a step of this derivation has no matrix form", self.answer.of.span)
            value = found.value
            if v is not self.flow.variables[-1]:
                value = put_for(value, core, v.term)  # σ'(z) = u(1 - u) for u = σ(z)
            self.local[v.name, use] = value
            yield from self.reasoned(core, symbol, self.term(use), value)

    def reasoned(self, core: Term, symbol: Term, by: Term, value: Term) -> Iterable[Line]:
        """A local derivative and the rule that gives it; in full rule by rule."""
        with self.workings.specimen(by) as name:
            body = put_for(core, by, name)
            lines = unfold(body, name, self.workings)
        if not self.full:
            yield Line((symbol, value), principal(lines))
            return
        *before, last = (
            Line(tuple(put_for(m, name, by) for m in line.members[1:]), line.rules) for line in lines
        )
        for line in before:
            yield Line((symbol, *line.members), line.rules)
        yield Line(distinct((symbol, *last.members[:-1], value)), last.rules)

    def total(self, v: Intermediate) -> Iterable[Line]:
        """The derivative of a variable by what is differentiated by, through all between: by a line of its
        own where paths meet and for the result, and else as a factor in the lines of others."""
        core, around = summand(v.body)
        symbols = [(self.symbol(v, u), *self.within(self.symbols, u)) for u in v.uses]
        values = [(self.local[v.name, u], *self.within(self.values, u)) for u in v.uses]
        if len(v.uses) == 1 and core is v.body and v is not self.flow.variables[-1]:
            (self.symbols[v.name],), (self.values[v.name],) = symbols, values
            return
        symbol, value = (build.add(list(map(self.times, terms))) for terms in (symbols, values))
        joined = build.add([self.times(self.joined(factors)) for factors in values])
        whole, short = self.whole(v), self.shortened(value)
        minus = build.is_negative(short)  # -Σ 𝐱, not Σ (-𝐱)
        short = build.negative(around(build.negative(short))) if minus else around(short)
        self.symbols[v.name], self.values[v.name] = (whole,), (short,)
        members = (whole, around(symbol), around(value), around(joined), short)
        yield Line(distinct(members), (self.rule_of(v),))

    def joined(self, factors: Sequence[Term]) -> Sequence[Term]:
        """The factors with diagonal Jacobians made element-wise products with what stands before them."""
        if any(map(is_symbolic, factors)):
            return factors
        shown: list[Term] = []
        for factor in factors:
            if shown and is_diagonal(factor) and self.workings.kind(shown[-1]).axes:
                shown[-1] = self.shortened(Apply("product", (shown[-1], factor)))
            else:
                shown.append(factor)
        return shown

    def shortened(self, value: Term) -> Term:
        """The engine's form of a value, unless that would need an indexed variable without its index."""
        if is_symbolic(value):
            return value
        short = self.workings.simplified(value)
        indexed = {v.name for v in self.flow.variables if v.indices}
        entries = {id(part.base) for part in postorder(short) if isinstance(part, Element)}
        whole = (p for p in postorder(short) if isinstance(p, Name) and id(p) not in entries)
        return value if any(name.id in indexed for name in whole) else short

    def within(self, found: dict[str, tuple[Term, ...]], use: str) -> tuple[Term, ...]:
        return () if use == self.variable.id else found[use]

    def times(self, factors: Sequence[Term]) -> Term:
        """A product of values as they are; the factors of a vector or matrix are factors of its own, and
        of a number those beside it stay together: 1/v × 2u × cos(u)."""
        scalars = [not self.workings.kind(factor).axes for factor in factors]
        flat: list[Term] = []
        for factor, scalar in zip(factors, scalars, strict=True):
            if scalar and build.is_number(factor, 1) and not all(scalars):
                continue
            opened = not scalar and isinstance(factor, Apply) and factor.op == "product"
            flat += factor.args if opened and isinstance(factor, Apply) else (factor,)
        return flat[0] if len(flat) == 1 else Apply("product", tuple(flat))

    def substitute(self) -> Iterable[Line]:
        """The result in terms of what it was asked in."""
        result = self.flow.variables[-1]
        (value,) = self.values[result.name]
        members = [self.whole(result), value]
        whole = expanded(value, self.flow.variables)
        if not is_symbolic(value) and weight(whole) <= LONG:
            members.append(whole)
        yield from self.answered(members)

    def answered(self, members: Sequence[Term], rules: tuple[str, ...] = ()) -> Iterable[Line]:
        """The last line, and what it takes to read it."""
        answer = self.answer
        yield from (Line((Name(name), body), definition=True) for name, body in answer.where)
        if answer.layout == "numerator":
            yield from error_terms(Line(distinct((*members, answer.value)), rules), self.workings)
            return
        result = self.flow.variables[-1]
        value = self.workings.derivative(expanded(result.body, self.flow.variables), self.variable).value
        yield Line(distinct((*members, value)), rules)
        if not same(value, answer.value):
            yield Line((build.transpose(members[0]), answer.value), ("layout",))

    def single(self) -> Part:
        """The derivation of what is one operation on the variable."""
        (result,) = self.flow.variables
        whole = Derivative(result.body, (self.variable,))
        *before, last = steps = unfold(result.body, self.variable, self.workings)
        if self.full and self.answer.layout == "numerator":
            *introduced, answered = self.answered(last.members[:-1], last.rules)
            lines = (*before, *introduced, answered)
        else:
            lines = tuple(self.answered((whole,), principal(steps)))
        return Part("", (Move("differentiate", lines),), self.flow)

    # symbols

    def term(self, use: str) -> Term:
        return self.variable if use == self.variable.id else self.known[use].term

    def symbol(self, v: Intermediate, use: str) -> Term:
        """The derivative of a variable by one in its body; of a sum, that of what is summed."""
        core, _ = summand(v.body)
        return Derivative(v.term if core is v.body else core, (self.term(use),))

    def whole(self, v: Intermediate) -> Term:
        """The derivative of a variable by what is differentiated by, through all between."""
        return Derivative(v.term, (self.variable,), "total" if self.total_differs else "d")

    # the rules

    def rule(self) -> str:
        """The chain rule that the derivation goes by."""
        several = any(len(v.uses) > 1 for v in self.flow.variables)
        return self.chain([self.variable, *(v.term for v in self.flow.variables)], several)

    def rule_of(self, v: Intermediate) -> str:
        """The rule that a line of the combination goes by."""
        return self.chain([self.variable, v.term, *map(self.term, v.uses)], len(v.uses) > 1)

    def chain(self, terms: Sequence[Term], several: bool) -> str:
        """The chain rule that leads along terms, by ``several`` paths or one."""
        if any(self.workings.kind(term).axes for term in terms):
            return "vector-chain"
        return "total-derivative-chain" if several else "single-variable-chain"


def summand(body: Term) -> tuple[Term, Callable[[Term], Term]]:
    """What is summed in a multiple of a sum, and what puts something else in its place; of anything else
    itself."""
    path: list[tuple[Term, int]] = []
    term = body
    while isinstance(term, (Apply, Summation)):
        holding = [k for k, part in enumerate(children(term)) if holds_sum(part)]
        if isinstance(term, Summation):
            holding = [len(children(term)) - 1]
        elif term.op not in ("neg", "product", "divide") or len(holding) != 1:
            break
        path.append((term, holding[0]))
        term = children(term)[holding[0]]
    if not any(isinstance(part, Summation) for part, _ in path):
        return body, lambda new: new
    while not isinstance(path[-1][0], Summation):
        term = path.pop()[0]

    def around(new: Term) -> Term:
        for part, place in reversed(path):
            parts = list(children(part))
            parts[place] = new
            new = rebuild(part, tuple(parts))
        return new

    return term, around


def is_diagonal(term: Term) -> bool:
    inner = build.negative(term) if build.is_negative(term) else term
    return isinstance(inner, Apply) and inner.op in ("diag", "eye")


def holds_sum(term: Term) -> bool:
    return any(isinstance(part, Summation) for part in postorder(term))


def is_symbolic(term: Term) -> bool:
    """Whether a derivative stands in it that has no other form."""
    return any(isinstance(part, Derivative) for part in postorder(term))
