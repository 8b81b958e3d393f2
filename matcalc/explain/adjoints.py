"""A scalar differential brought to the form Σ tr(G dV), from which the derivatives can be read.

By tr(A dV B) = tr(BA dV), tr(A dVᵀ) = tr(Aᵀ dV), tr(A (B ⊗ dV)) = tr((A ⊗ Bᵀ) dV) and their like.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

from matcalc.errors import CalculusError
from matcalc.explain.linear import Differentials, differential
from matcalc.lowering import build
from matcalc.records import Record, replace
from matcalc.terms import Apply, Cases, Element, Name, Summation, Term, children, postorder, rebuild


class Functional(Record):
    """What is done to ``inner``, which is linear in differentials: the scalar times tr(factors · inner).

    around: Σ and cases that it stands in, outermost first, with the place where.
    """

    inner: Term
    scalars: tuple[Term, ...] = ()
    factors: tuple[Term, ...] = ()
    around: tuple[tuple[Term, int], ...] = ()


class Adjoints:
    """Finds G in Σ tr(G dV). ``used``: ids of the rules that were needed."""

    def __init__(self, rules: Differentials) -> None:
        self.rules = rules
        self.workings = rules.workings
        self.used = rules.used

    def of(self, expression: Term) -> dict[str, Term]:
        """For each variable V in a scalar that is linear in differentials the G with which it is
        Σ tr(G dV): with the axes of V transposed, a number for a scalar, a row for a vector. For one that
        has a value V_i for each value of a Σ index it is that with which it is Σᵢ tr(G dV_i).

        Raises CalculusError where that takes more than matrix notation.
        """
        self.workings.settle(expression)
        found: dict[str, list[Term]] = {}
        stack = [Functional(expression)]
        while stack:
            top = stack.pop()
            inner = top.inner
            if isinstance(inner, Apply) and inner.op == "differential":
                (target,) = inner.args
                name = target.base if isinstance(target, Element) else target
                assert isinstance(name, Name)
                found.setdefault(name.id, []).append(self._coefficient(top, bound(target)))
            else:
                stack += reversed(self._opened(top))
        return {name: self._sum(terms) for name, terms in found.items()}

    def _sum(self, terms: Sequence[Term]) -> Term:
        whole = build.add(terms)
        return self.workings.simplified(whole)

    def _coefficient(self, found: Functional, indices: Container[str]) -> Term:
        kind = self.workings.kind(found.inner)
        factors = list(found.factors)
        if not factors and kind.word == "matrix":
            factors = [build.eye(kind.rows)]
        whole = self.rules.product([*found.scalars, *factors])
        for place, number in reversed(found.around):
            if isinstance(place, Summation) and place.index.id in indices:
                continue
            parts = list(children(place))
            parts[number] = whole
            if isinstance(place, Cases):
                nothing = build.nothing(tuple(reversed(kind.axes)), len(kind.axes) == 1, sized=True)
                whole = Cases(
                    tuple(
                        (whole if k == number else nothing, condition)
                        for k, (_, condition) in enumerate(place.branches)
                    )
                )
            else:
                whole = rebuild(place, tuple(parts))
        return whole

    def _opened(self, top: Functional) -> list[Functional]:
        """The same, one operation further in."""
        inner = top.inner
        if not holds_differential(inner):
            raise CalculusError("nothing in this varies", inner.span)
        match inner:
            case Apply(op="add"):
                return [replace(top, inner=part) for part in inner.args]
            case Apply(op="neg"):
                return [replace(self._scaled(top, build.negative(build.ONE)), inner=inner.args[0])]
            case Apply(op="transpose"):
                self.used["trace-transpose"] = None
                whole = self._whole(top, inner)
                factors = () if whole is None else (build.transpose(whole),)
                return [Functional(inner.args[0], top.scalars, factors, top.around)]
            case Apply(op="product" | "dot"):
                return [self._product(top, inner)]
            case Apply(op="hadamard"):
                return [self._hadamard(top, inner)]
            case Apply(op="divide" | "hadamard_divide"):
                return [self._quotient(top, inner)]
            case Apply(op="tr" | "sum" | "mean" | "diag" | "tril" | "triu"):
                return [self._linear(top, inner)]
            case Summation():
                around = (*top.around, (inner, len(children(inner)) - 1))
                return [replace(top, inner=inner.body, around=around)]
            case Cases():
                return [
                    replace(top, inner=value, around=(*top.around, (inner, k)))
                    for k, (value, _) in enumerate(inner.branches)
                    if holds_differential(value)
                ]
        raise CalculusError("this cannot be brought to the form tr(G dX)", inner.span)

    def _scaled(self, top: Functional, *scalars: Term) -> Functional:
        return replace(top, scalars=(*top.scalars, *scalars))

    def _whole(self, top: Functional, inner: Term) -> Term | None:
        """The factors as one matrix; None for the identity."""
        return self.rules.product(top.factors) if top.factors else None

    def _product(self, top: Functional, inner: Apply) -> Functional:
        place = next(k for k, arg in enumerate(inner.args) if holds_differential(arg))
        kind = self.workings.kind
        args = inner.args
        part = args[place]
        before, after = list(args[:place]), list(args[place + 1 :])
        if inner.op == "dot":
            (other,) = before + after
            self.used["trace-transpose"] = None
            row = other if kind(other).word == "row" else build.transpose(other)
            if not kind(part).axes:
                return replace(self._scaled(top, other), inner=part)
            return Functional(part, top.scalars, (row,), top.around)
        if not kind(part).axes:
            rest = self.rules.product([*before, *after]) if before or after else build.ONE
            return self._times_scalar(top, part, rest)
        scalars = [arg for arg in before + after if not kind(arg).axes]
        before = [arg for arg in before if kind(arg).axes]
        after = [arg for arg in after if kind(arg).axes]
        if after:
            self.used["cyclic"] = None
        return Functional(part, (*top.scalars, *scalars), (*after, *top.factors, *before), top.around)

    def _times_scalar(self, top: Functional, part: Term, rest: Term) -> Functional:
        """tr(G · s R) for a scalar s that is linear in differentials."""
        kind = self.workings.kind(rest)
        if not kind.axes:
            return replace(self._scaled(top, rest), inner=part)
        whole = self.rules.product([*top.factors, rest])
        if self.workings.kind(whole).axes:
            whole = Apply("tr", (whole,))
        return Functional(part, (*top.scalars, whole), (), top.around)

    def _hadamard(self, top: Functional, inner: Apply) -> Functional:
        place = next(k for k, arg in enumerate(inner.args) if holds_differential(arg))
        part = inner.args[place]
        others = [*inner.args[:place], *inner.args[place + 1 :]]
        if not self.workings.kind(part).axes:
            return self._times_scalar(top, part, build.hadamard(others))
        wide = [build.transpose(arg) for arg in others if self.workings.kind(arg).axes]
        scalars = [arg for arg in others if not self.workings.kind(arg).axes]
        if not wide:
            return replace(self._scaled(top, *scalars), inner=part)
        self.used["trace-hadamard"] = None
        whole = self._whole(top, inner) or build.eye(self.workings.kind(inner).rows)
        return Functional(
            part, (*top.scalars, *scalars), (self.hadamard([whole, *wide]),), top.around
        )

    def hadamard(self, factors: Sequence[Term]) -> Term:
        return self.workings.simplified(build.hadamard(factors))

    def _quotient(self, top: Functional, inner: Apply) -> Functional:
        above, below = inner.args
        if not self.workings.kind(below).axes:
            return replace(self._scaled(top, build.divide(build.ONE, below)), inner=above)
        self.used["trace-hadamard"] = None
        whole = self._whole(top, inner) or build.eye(self.workings.kind(inner).rows)
        factor = Apply("hadamard_divide", (whole, build.transpose(below)))
        return Functional(above, top.scalars, (factor,), top.around)

    def _linear(self, top: Functional, inner: Apply) -> Functional:
        (part,) = inner.args
        axes = self.workings.kind(part).axes
        scalars, whole = top.scalars, self._whole(top, inner)
        factors: tuple[Term, ...] = ()
        if inner.op in ("sum", "mean"):
            first, *second = axes
            factors = (build.transpose(build.ones(first)),)
            if second:
                factors = (build.ones(second[0]), *factors)
            if self.workings.kind(part).word == "row":
                factors = (build.ones(first),)
            if inner.op == "mean":
                counts = [build.dimension(axis) for axis in axes]
                scalars = (*scalars, build.divide(build.ONE, build.product(counts)))
        elif inner.op == "diag":
            self.used["diagonal"] = None
            if len(axes) == 1:
                factors = (build.transpose(Apply("diag", (whole or build.eye(axes[0]),))),)
            elif whole is not None:
                factors = (Apply("diag", (build.transpose(whole),)),)
        elif inner.op in ("tril", "triu"):
            other = "triu" if inner.op == "tril" else "tril"
            factors = (Apply(other, (whole or build.eye(axes[0]),)),)
        return Functional(part, scalars, factors, top.around)


def bound(target: Term) -> frozenset[str]:
    """The Σ indices that a variable varies with, by the term in which it has them."""
    indices = target.indices if isinstance(target, Element) else ()
    return frozenset(index.id for index in indices if isinstance(index, Name))


def holds_differential(term: Term) -> bool:
    return any(isinstance(part, Apply) and part.op == "differential" for part in postorder(term))


def functional(found: dict[str, Term], rules: Differentials) -> Term:
    """Σ tr(G dV), written out."""
    terms = []
    for name, slope in found.items():
        part = differential(Name(name))
        if rules.workings.kind(Name(name)).word == "matrix":
            terms.append(rules.trace(slope, part))
        else:
            terms.append(rules.product([slope, part]))
    return build.add(terms)
