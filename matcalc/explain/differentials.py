"""The derivative of a matrix, or by one, from its differential.

Magnus & Neudecker, "Matrix Differential Calculus with Applications in Statistics and Econometrics": take
the differential, bring it to the form tr(G dX), or vec dY = J vec dX, and read the derivative off.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence

from matcalc.answer import Answer
from matcalc.calculator import Engine
from matcalc.derivation import Derivation, Flow, Intermediate, Line, Move, Part
from matcalc.errors import CalculusError
from matcalc.explain.adjoints import Adjoints, functional
from matcalc.explain.linear import Differentials, differential, differentials
from matcalc.explain.stacking import Stacking
from matcalc.explain.stages import stages_of
from matcalc.explain.workings import Workings, distinct, expanded
from matcalc.kinds.kind import STRUCTURE
from matcalc.lowering import build
from matcalc.records import replace
from matcalc.terms import Apply, Derivative, Name, Term, fold, put_for, rebuild, same


def fits(answer: Answer) -> bool:
    """Whether the answer is a first derivative by a name, or by vec of one, that has a derivation by
    differentials."""
    variable = unstacked(answer.by[0]) if len(answer.by) == 1 else None
    if not isinstance(variable, Name):
        return False
    kinds = [answer.reading.of(term) for term in (answer.of, variable)]
    if any(kind.family is not None or kind.more for kind in kinds):
        return False
    if variable is not answer.by[0] and kinds[0].word not in ("vector", "matrix"):
        return False
    known = answer.reading.names[variable.id]
    engine = answer.tensor
    assert isinstance(engine, Engine)
    if known.flags & STRUCTURE and engine.answering.options.entries == "constrained":
        return False
    return answer.index is None or answer.stacked is not None


def derive(answer: Answer, full: bool = False) -> Derivation:
    """The derivation; ``full``: with the rule for each small step.

    Raises CalculusError where a differential on the way has no matrix form.
    """
    workings = Workings.of(answer)
    variable = unstacked(answer.by[0])
    assert isinstance(variable, Name)
    flow = stages_of(answer.of, (variable.id,), workings)
    _find_symmetry(flow, workings)
    part = _ByDifferentials(answer, variable, flow, Differentials(workings, full)).part()
    return Derivation(answer, workings.reading, (part,))


def _find_symmetry(flow: Flow, workings: Workings) -> None:
    """Say in the reading which variables on the way are symmetric, as XᵀX is."""
    for place, v in enumerate(flow.variables):
        kind = workings.kind(v.term)
        if kind.word == "matrix" and kind.rows == kind.cols:
            body = expanded(v.body, flow.variables[:place])
            if same(*(workings.simplified(term) for term in (body, build.transpose(body)))):
                known = workings.reading.names[v.name]
                workings.reading.names[v.name] = replace(known, flags=known.flags | {"symmetric"})


class _ByDifferentials:
    def __init__(self, answer: Answer, variable: Name, flow: Flow, rules: Differentials) -> None:
        self.slope: Term | None = None  # the derivative as it is read off
        self.stacking: Stacking | None = None
        self.answer, self.variable, self.flow, self.rules = answer, variable, flow, rules
        self.workings = rules.workings
        self.adjoints = Adjoints(self.rules)
        *self.inner, self.result = flow.variables
        self.value = self.result.term if self.inner else self.result.body
        self.live = {variable.id, *(v.name for v in self.inner)}
        self.found: dict[str, Term] = {}  # the differential of each variable

    def part(self) -> Part:
        moves = []
        if self.inner:
            lines = [Line((v.term, v.body), definition=True) for v in self.flow.variables]
            moves.append(Move("introduce", tuple(lines)))
        moves.append(Move("differentiate", tuple(self.differentiate())))
        kinds = [self.workings.kind(term).axes for term in (self.result.body, self.variable)]
        lines = list(self.traced() if not kinds[0] else self.put_in())
        if lines:
            moves.append(Move("combine", tuple(lines)))
        moves.append(Move("identify", tuple(self.identify())))
        rule = "identification" if self.answer.index is None else "vec-identification"
        return Part(rule, tuple(moves), self.flow)

    def differentiate(self) -> Iterable[Line]:
        """The differential of each variable by rule."""
        for v in self.flow.variables:
            found = self.rules.of(v.body, self.live)
            if v is not self.result:
                found = put_for(found, v.body, v.term)  # dU = U ⊗ dZ for U = exp(Z)
            self.found[v.name] = found
            whole = self.value if v is self.result else v.term
            yield Line((differential(whole), found), self.rules.taken())

    # a scalar by anything

    def traced(self) -> Iterable[Line]:
        """Its differential as tr(G dX)."""
        whole = differential(self.value)
        slopes = self.adjoints.of(self.found[self.result.name])
        written = functional(slopes, self.rules)
        if not same(written, self.found[self.result.name]):
            yield Line((self.found[self.result.name], written), self.rules.taken())
        for v in reversed(self.inner):
            if v.name not in slopes:
                continue
            rest = {name: slope for name, slope in slopes.items() if name != v.name}
            put = self.replaced(written, v)
            own = functional({v.name: slopes[v.name]}, self.rules)
            slopes = self.merged(rest, self.adjoints.of(self.replaced(own, v)))
            written = functional(slopes, self.rules)
            yield Line(distinct((whole, put, written)), self.rules.taken())
        self.slope = slopes.get(self.variable.id)

    def merged(self, one: dict[str, Term], other: dict[str, Term]) -> dict[str, Term]:
        both = {**one, **other}
        for name in one.keys() & other.keys():
            both[name] = self.workings.simplified(build.add([one[name], other[name]]))
        return both

    def replaced(self, term: Term, v: Intermediate) -> Term:
        """dV replaced by what it is."""
        new = self.found[v.name]

        def visit(part: Term, parts: Sequence[Term]) -> Term:
            if isinstance(part, Apply) and part.op == "differential" and same(part, differential(v.term)):
                return new
            if isinstance(part, Apply) and part.op == "product":
                return self.rules.product(parts)
            return rebuild(part, tuple(parts))

        return fold(term, visit)

    # a vector or matrix

    def put_in(self) -> Iterable[Line]:
        """The differential of a vector or matrix in terms of that of the variable."""
        first = written = self.found[self.result.name]
        for v in reversed(self.inner):
            if any(name.id == v.name for name in differentials(written)):
                written = self.replaced(written, v)
        members = [differential(self.value), first, written]
        if not self.workings.kind(self.variable).axes:
            self.slope = self.workings.simplified(put_for(written, differential(self.variable), build.ONE))
            members.append(self.rules.product([self.slope, differential(self.variable)]))
        else:
            self.stacking = self.stack(written)
            out = None if self.stacking is None else self.stacking.multiplied_out()
            members += [] if out is None else [out]
        shown = distinct(members)
        if len(shown) > 2:
            yield Line(shown if self.inner else shown[1:], self.rules.taken())

    def stack(self, written: Term) -> Stacking | None:
        """The summands of a differential that is to be stacked, if they can be told."""
        if self.answer.index is None and self.answer.by == (self.variable,):
            return None
        try:
            return Stacking(written, self.rules)
        except CalculusError:
            return None

    def identify(self) -> Iterable[Line]:
        """The derivative, read off."""
        answer = self.answer
        (by,) = answer.by
        whole = self.derivative(self.value, by)
        definitions = [Line((Name(name), body), definition=True) for name, body in answer.where]
        if answer.index is not None:
            yield from self.stacked()
            yield from definitions
            yield Line((answer.index[0], answer.value), ("identification",))
            return
        slope = self.slope
        numerator = answer.value
        if answer.layout != "numerator":
            numerator = self.rules.engine(expanded(self.result.body, self.flow.variables), by)
        if by is not self.variable:
            slope = yield from self.read_off(numerator)
        else:
            yield from definitions
        members = [whole, *([] if slope is None else [slope]), numerator]
        yield Line(distinct(members), ("identification",))
        if not same(numerator, answer.value):
            yield from definitions
            yield Line((build.transpose(whole), answer.value), ("layout",))

    def stacked(self) -> Iterable[Line]:
        """vec dY = J vec dX, and J."""
        answer = self.workings.derivative(self.answer.of, self.variable)
        if answer.stacked is None:
            raise CalculusError("this derivative has no matrix form", self.answer.of.span)
        whole, right = answer.stacked
        assert isinstance(whole, Derivative)
        found = yield from self.read_off(right)
        (by,) = whole.by
        of = self.value if same(whole.of, self.answer.of) else Apply("vec", (self.value,))
        yield Line(distinct((self.derivative(of, by), found, right)), ("identification",))

    def read_off(self, right: Term) -> Generator[Line, None, Term]:
        """vec dY = J vec dX, and J as it is found there; ``right``: J as the engine writes it."""
        change = [vectorised(differential(term), self.workings) for term in (self.value, self.variable)]
        found, applied = right, self.rules.product([right, change[1]])
        if self.stacking is not None:
            found, applied = self.stacking.matrix(), self.stacking.applied(change[1])
        yield Line((change[0], applied), ("vec-identification",))
        return found

    def derivative(self, of: Term, by: Term) -> Derivative:
        """Through all intermediate variables."""
        partial = self.variable.id in self.result.uses and len(self.result.uses) > 1
        return Derivative(of, (by,), "total" if partial else "d")


def vectorised(term: Term, workings: Workings) -> Term:
    return Apply("vec", (term,)) if workings.kind(term).word == "matrix" else term


def unstacked(term: Term) -> Term:
    """X for vec(X), and any other term itself."""
    return term.args[0] if isinstance(term, Apply) and term.op == "vec" else term
