"""The differential of a term, by rule: d(UV) = dU V + U dV, dU⁻¹ = -U⁻¹ dU U⁻¹, d log det U = tr(U⁻¹ dU).

Magnus & Neudecker, "Matrix Differential Calculus with Applications in Statistics and Econometrics". What
an element-wise function or one with a scalar value comes to, f'(U) ⊗ dU and tr(G dU), the engine says.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from matcalc.errors import CalculusError
from matcalc.explain.facts import CONDITIONS, ENTRYWISE, POWERS, PRODUCTS, QUOTIENTS
from matcalc.explain.workings import Workings, substituted
from matcalc.kinds.names import length_of
from matcalc.lowering import build
from matcalc.terms import (
    Apply,
    Cases,
    Element,
    Name,
    Number,
    Summation,
    Term,
    children,
    postorder,
    rebuild,
)

LINEAR = frozenset(("neg", "transpose", "sum", "mean", "tr", "diag", "tril", "triu", "vec", "unvec"))
TO_SCALARS = frozenset(("norm", "normF", "norm1", "norminf", "det", "logdet", "logsumexp", "prod"))
MOST_FACTORS = 4  # a higher power of a matrix is not written out as a product

RULES = {  # ids of those that are not named for their operation
    "neg": "linear",
    "mean": "linear",
    "diag": "diagonal",
    "tril": "triangle",
    "triu": "triangle",
    "unvec": "vec",
    "tr": "trace",
    "sum": "matrix-sum-reduction",
    "product": "matrix-product",
    "dot": "matrix-product",
    "kron": "kronecker",
    "divide": "quotient",
    "hadamard_divide": "hadamard-quotient",
    "hadamard_power": "hadamard-power",
    "normF": "norm",
    "norm1": "absolute-norm",
    "norminf": "maximum-norm",
    "det": "determinant",
    "logdet": "log-determinant",
    "prod": "product-of-entries",
}
IN_THE_HEAD = frozenset(("linear", "matrix-sum", "transpose", "trace", "cyclic", "trace-transpose"))


def differential(term: Term) -> Term:
    return Apply("differential", (term,))


def differentials(term: Term) -> list[Name]:
    """The variables whose differentials stand in a term, in reading order."""
    found: dict[str, Name] = {}
    for part in postorder(term):
        if isinstance(part, Apply) and part.op == "differential":
            (name,) = part.args
            if isinstance(name, Name):
                found.setdefault(name.id, name)
    return list(found.values())


class Differentials:
    """Differentiates terms. ``full``: also the rules that are applied in the head are named."""

    def __init__(self, workings: Workings, full: bool = False) -> None:
        self.workings, self.full = workings, full
        self.used: dict[str, None] = {}
        self.done: dict[int, Term | None] = {}
        self.inner: set[int] = set()  # what is differentiated together with what is applied to it
        self.members: frozenset[str] = frozenset()  # names of variables for each value of a Σ index

    def taken(self) -> tuple[str, ...]:
        """The rules needed since this was last asked; in brief those that are not applied in the head, if
        there are any."""
        rules = tuple(self.used)
        self.used.clear()
        return rules if self.full else tuple(r for r in rules if r not in IN_THE_HEAD) or rules[:1]

    def of(self, root: Term, live: Collection[str]) -> Term:
        """The differential of a term by those of the ``live`` names, all others being constant.

        Raises CalculusError where no rule says what it is.
        """
        self.workings.settle(root)
        self.done = {}
        terms = postorder(root)
        self.inner = {id(term.args[0]) for term in terms if isinstance(term, Apply) and is_unit(term)}
        for term in postorder(root):
            self.done[id(term)] = self._of(term, live)
        found = self.done[id(root)]
        return build.nothing(self.workings.kind(root).axes, sized=True) if found is None else found

    def _of(self, term: Term, live: Collection[str]) -> Term | None:
        if isinstance(term, Name):
            return differential(term) if term.id in live else None
        if isinstance(term, Element) and isinstance(term.base, Name) and term.base.id in self.members:
            return differential(term) if term.base.id in live else None
        parts = [self.done[id(child)] for child in children(term)]
        if all(part is None for part in parts) or (isinstance(term, Apply) and term.op in CONDITIONS):
            return None
        match term:
            case Apply():
                return self._apply(term, parts)
            case Summation() if all(part is None for part in parts[:-1]):
                self.used["sum-over-data"] = None
                return rebuild(term, (*children(term)[:-1], _there(parts[-1])))
            case Cases():
                return self._cases(term)
        raise CalculusError("this has no differential in matrix notation", term.span)

    def _cases(self, term: Cases) -> Term:
        self.used["cases"] = None
        axes = self.workings.kind(term).axes
        branches = []
        for value, condition in term.branches:
            part = self.done[id(value)]
            branches.append((build.nothing(axes, sized=True) if part is None else part, condition))
        return Cases(tuple(branches))

    def _apply(self, term: Apply, parts: Sequence[Term | None]) -> Term:
        op = term.op
        live = [k for k, part in enumerate(parts) if part is not None]
        axes = self.workings.kind(term.args[0]).axes
        if op == "add":
            self.used["matrix-sum"] = None
            return build.add([self._spread(part, term) for part in parts if part is not None])
        if op in LINEAR and live == [0]:
            self.used[RULES.get(op, op)] = None
            part = _there(parts[0])
            return build.negative(part) if op == "neg" else Apply(op, (part, *term.args[1:]))
        if op in PRODUCTS or op == "kron":
            self.used[RULES.get(op, op) if len(live) > 1 else "linear"] = None
            return build.add([self._replaced(term, k, _there(parts[k])) for k in live])
        if op in QUOTIENTS and live == [0]:
            self.used["linear"] = None
            return rebuild(term, (_there(parts[0]), term.args[1]))
        if op == "inv" or (op == "power" and axes and _is_minus_one(term.args[1])):
            self.used["inverse"] = None
            return build.negative(Apply("product", (term, _there(parts[0]), term)))
        if op == "power" and axes:
            return self._power(term, _there(parts[0]))
        if op == "softmax" and len(axes) == 2:
            return self._by_rows(term, _there(parts[0]))
        if op in ENTRYWISE | QUOTIENTS | POWERS | TO_SCALARS or op == "softmax":
            if id(term) not in self.inner:
                self.used |= dict.fromkeys(_named(term))
            return build.add([self._scaled(term, k) for k in live])
        raise CalculusError(f"the differential of {op} is no sum of products", term.span)

    def _spread(self, part: Term, whole: Term) -> Term:
        """A scalar summand stands for one with the same value everywhere."""
        axes = self.workings.kind(whole).axes
        if not axes or self.workings.kind(part).axes:
            return part
        return self.product([part, *_all_ones(axes)])

    def _replaced(self, term: Apply, k: int, part: Term) -> Term:
        """A product with the differential of its k-th factor in place of that."""
        minus = build.is_negative(part)
        factors = (*term.args[:k], build.negative(part) if minus else part, *term.args[k + 1 :])
        whole = self.product(factors) if term.op == "product" else Apply(term.op, factors)
        return build.negative(whole) if minus else whole

    def _power(self, term: Apply, part: Term) -> Term:
        """Of a whole power of a matrix: d(UU) = dU U + U dU, and dUᵏ = Σ_{i=1}^k Uⁱ⁻¹ dU Uᵏ⁻ⁱ."""
        base, exponent = term.args
        length = length_of(exponent)
        if length is None or any(coefficient < 0 for _, coefficient in length.terms):
            raise CalculusError("this power has no differential in matrix notation", term.span)
        self.used["matrix-power"] = None
        if length.value is None or length.value > MOST_FACTORS:
            index = Name(self.workings.index(term))
            sides = [(index, build.negative(build.ONE)), (exponent, build.negative(index))]
            before, after = (build.power(base, build.add(terms)) for terms in sides)
            return Summation(index, build.ONE, exponent, self.product([before, part, after]))
        most = length.value - 1
        powers = [[], *([build.power(base, build.number(k))] for k in range(1, most + 1))]
        return build.add([self.product([*powers[k], part, *powers[most - k]]) for k in range(most + 1)])

    def _by_rows(self, term: Apply, part: Term) -> Term:
        """Of the softmax of each row: P ⊗ (dZ - (P ⊗ dZ) 1⃗ 1⃗ᵀ)."""
        self.used["softmax"] = None
        _, cols = self.workings.kind(term).axes
        weighted = Apply("hadamard", (term, part))
        means = Apply("product", (weighted, build.ones(cols), build.transpose(build.ones(cols))))
        return Apply("hadamard", (term, build.add([part, build.negative(means)])))

    def _scaled(self, term: Apply, k: int) -> Term:
        """What one argument of a function contributes: f'(U) ⊗ dU; tr(G dU) to a scalar."""
        own, arg, whole = self.workings.kind(term), term.args[k], term
        if is_unit(term) and isinstance(arg, Apply):
            arg = arg.args[0]  # ‖U‖², log det U
        part, kind = _there(self.done[id(arg)]), self.workings.kind(arg)
        letter = "U" if kind.word == "matrix" else "u"
        specimen = self.workings.fresh((f"{letter}_{n}specimen" for n in range(10**6)), kind)
        new: Term = Name(specimen)
        if arg is not term.args[k]:
            inner = term.args[k]
            assert isinstance(inner, Apply)
            new = rebuild(inner, (new, *inner.args[1:]))
        whole = Apply(term.op, (*term.args[:k], new, *term.args[k + 1 :]))
        entries = bool(own.axes and kind.axes and term.op != "softmax")
        try:
            slope = self.engine(Apply("sum", (whole,)) if entries else whole, Name(specimen))
            if entries:
                slope = self.workings.simplified(build.transpose(slope))
        finally:
            del self.workings.reading.names[specimen]
        slope = substituted(slope, {specimen: arg})
        if entries:
            return build.hadamard([slope, part])
        if kind.word == "matrix":
            return self.trace(slope, part)
        return self.product([part, slope] if own.axes and not kind.axes else [slope, part])

    def engine(self, of: Term, by: Term) -> Term:
        """The engine's derivative. Raises CalculusError where it has no matrix form."""
        answer = self.workings.derivative(of, by)
        if answer.index is not None:
            raise CalculusError("a derivative on the way has no matrix form", of.span)
        return substituted(answer.value, dict(answer.where))

    def product(self, factors: Sequence[Term]) -> Term:
        """Factors side by side, their signs and numbers before them; what is a scalar made of vectors
        stays together."""
        minus = False
        numbers: list[Term] = []
        flat: list[Term] = []
        for factor in factors:
            if build.is_negative(factor):
                minus, factor = not minus, build.negative(factor)
            inside = factor.args if isinstance(factor, Apply) and factor.op == "product" else (factor,)
            if any(self.workings.kind(f).axes for f in inside) and not self.workings.kind(factor).axes:
                inside = (factor,)
            for part in inside:
                (numbers if isinstance(part, Number) else flat).append(part)
        whole = build.side_by_side([*numbers, *flat])
        return build.negative(whole) if minus else whole

    def trace(self, slope: Term, part: Term) -> Term:
        """tr(G dU), what is scalar in G before it or below."""
        if isinstance(slope, Apply) and slope.op == "divide":
            return build.divide(self.trace(slope.args[0], part), slope.args[1])
        whole = self.product([part] if is_identity(slope) else [slope, part])
        if build.is_negative(whole):
            return build.negative(self.trace(build.negative(slope), part))
        factors = whole.args if isinstance(whole, Apply) and whole.op == "product" else (whole,)
        kinds = [self.workings.kind(factor).axes for factor in factors]
        scalars = [factor for factor, axes in zip(factors, kinds, strict=True) if not axes]
        wide = [factor for factor, axes in zip(factors, kinds, strict=True) if axes]
        return build.side_by_side([*scalars, Apply("tr", (build.side_by_side(wide),))])


def is_unit(term: Apply) -> bool:
    """Whether it is a scalar function of one of a matrix, differentiated at once: ‖U‖², log det U."""
    if term.op not in ENTRYWISE | POWERS:
        return False
    (first, *rest) = term.args
    if any(not isinstance(arg, Number) for arg in rest) or not isinstance(first, Apply):
        return False
    return first.op in TO_SCALARS and len(first.args) == 1


def _named(term: Apply) -> tuple[str, ...]:
    """The rules of a function, or of a unit."""
    own = RULES.get(term.op, term.op)
    if not is_unit(term):
        return (own,)
    (inner, *_) = term.args
    assert isinstance(inner, Apply)
    if inner.op == "det" and term.op == "log":
        return ("log-determinant",)
    if RULES.get(inner.op, inner.op) == "norm" and build.is_number(term.args[-1], 2):
        return ("norm",)
    return (RULES.get(inner.op, inner.op), own)


def is_identity(term: Term) -> bool:
    return isinstance(term, Apply) and term.op == "eye"


def _all_ones(axes: Sequence[object]) -> list[Term]:
    first, *second = [build.ones(axis) for axis in axes]  # type: ignore[arg-type]
    return [first, *(build.transpose(ones) for ones in second)]


def _there(part: Term | None) -> Term:
    assert part is not None
    return part


def _is_minus_one(term: Term) -> bool:
    if isinstance(term, Apply) and term.op == "neg":
        return build.is_number(term.args[0], 1)
    return build.is_number(term, -1)
