"""A derivative unfolded rule by rule, the operator pushed inward as Parr & Howard do in section 2:
d(3x² + 2x)/dx = d(3x²)/dx + d(2x)/dx = 3 dx²/dx + 2 dx/dx = 3 × 2x + 2."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from matcalc.derivation import Line
from matcalc.explain.facts import CONDITIONS
from matcalc.explain.workings import Workings, substituted
from matcalc.lowering import build
from matcalc.lowering.build import weight
from matcalc.notation.functions import BY_NAME
from matcalc.notation.rules import BY_ID, RULES
from matcalc.rationals import Fraction
from matcalc.reader import read
from matcalc.terms import (
    Apply,
    Cases,
    Derivative,
    Matrix,
    Name,
    Number,
    Query,
    Summation,
    Term,
    fold,
    postorder,
    rebuild,
    same,
)

MOST_STEPS = 12  # beyond this the engine's value follows at once
LONGEST = 160.0  # the weight of a line likewise
OWN = {name: rule.id for rule in RULES for name in (*rule.aliases, rule.id)}
IN_THE_HEAD = frozenset(("constant", "variable", "constant-multiple", "sum", "difference"))
NAMED = {  # ids of the rules for operations on vectors
    "product": "linear",
    "dot": "dot",
    "sum": "sum-reduction",
    "mean": "sum-reduction",
    "hadamard": "element-wise",
    "hadamard_divide": "element-wise",
    "hadamard_power": "element-wise",
}
COMPOUND: dict[type, tuple[str, ...]] = {
    Cases: ("cases",), Matrix: ("jacobian",), Summation: ("sum-over-data",)
}  # fmt: skip

Step = tuple[Term, tuple[str, ...]]


def unfold(term: Term, by: Name, workings: Workings) -> tuple[Line, ...]:
    """The derivative of a term by a name, all other names held: a line for each step, from the derivative
    as it is asked to what that step makes of it; the last member of the last line is the engine's value.

    Raises MatcalcError where the engine finds none, or it has no matrix form.
    """
    asked = Derivative(term, (by,))
    workings.settle(term)
    found = workings.derivative(term, by)
    value = found.value
    for _ in found.where:  # names that the engine made for repeated parts
        value = substituted(value, dict(found.where))
    steps = _Steps(by, workings)
    lines: list[Line] = []
    current: Term = asked
    for _ in range(MOST_STEPS):
        current, rules = steps.onward(current)
        if not rules or weight(current) > LONGEST:
            break
        lines.append(Line((asked, current), rules))
        if same(current, value):
            return tuple(lines)
    if lines and len(lines[-1].members) == 2 and not _is_open(lines[-1].members[-1]):
        last = lines.pop()  # put in order, in the head
        return (*lines, Line((*last.members, value), last.rules))
    return (*lines, Line((asked, value), () if lines else rules_of(term, by, workings)))


def rules_of(term: Term, by: Name, workings: Workings) -> tuple[str, ...]:
    """The ids of the rules that give the derivative of a term by a name."""
    return _Steps(by, workings).of(term)[1]


def principal(lines: Sequence[Line]) -> tuple[str, ...]:
    """The rule that a derivative goes by, of those of all its steps: the first that is not applied in the
    head, or the innermost."""
    rules = [rule for line in lines for rule in line.rules]
    named = [rule for rule in rules if rule not in IN_THE_HEAD]
    if "element-wise" in named:
        return ("element-wise",)
    inner = [rule for rule in rules if rule not in ("constant", "variable")] or rules
    return tuple(named[:1] or inner[-1:])


def _is_open(term: Term) -> bool:
    return any(isinstance(part, Derivative) for part in postorder(term))


class _Steps:
    def __init__(self, by: Name, workings: Workings) -> None:
        self.by, self.workings = by, workings

    def onward(self, term: Term) -> Step:
        """The term with a rule applied to each derivative in it, and the rules."""
        rules: dict[str, None] = {}

        def visit(part: Term, parts: tuple[Term, ...]) -> Term:
            if isinstance(part, Derivative) and len(part.by) == 1 and same(part.by[0], self.by):
                found, used = self.of(part.of)
                rules.update(dict.fromkeys(used))
                return found
            if isinstance(part, Apply) and part.op == "add":
                return build.add(parts)
            if isinstance(part, Apply) and part.op == "product":
                return self.times(parts)
            return rebuild(part, parts)

        return fold(term, visit), tuple(rules)

    def of(self, term: Term) -> Step:
        """The derivative of a term after one step."""
        if self.is_scalar(term) and self.is_scalar(self.by):
            return self.scalar(term)
        if isinstance(term, Apply) and term.op == "add" and self.alike(term.args):
            return self.sum(term.args)
        return self.engine(term), self.named(term)

    def scalar(self, term: Term) -> Step:
        if not self.depends(term):
            return build.ZERO, ("constant",)
        if same(term, self.by):
            return build.ONE, ("variable",)
        if not isinstance(term, Apply):
            return self.engine(term), self.named(term)
        args = term.args
        if any(not self.is_scalar(arg) for arg in args):
            return self.engine(term), self.named(term)
        match term.op:
            case "add":
                return self.sum(args)
            case "neg":
                return build.negative(self.slope(args[0])), ("constant-multiple",)
            case "product":
                return self.product(args)
            case "divide":
                return self.quotient(*args)
            case "power":
                return self.power(*args)
        slopes = written(term.op)
        if len(slopes) != 1 or len(args) != 1:
            return self.engine(term), self.named(term)
        own = substituted(slopes[0], {"x": args[0]})
        if same(args[0], self.by):
            return own, (term.op,)
        return self.times((own, self.slope(args[0]))), (term.op, "chain")

    def sum(self, args: Sequence[Term]) -> Step:
        minus = [isinstance(arg, Apply) and arg.op == "neg" for arg in args]
        live = [k for k, arg in enumerate(args) if self.depends(arg)]
        rules = ("difference" if any(minus) else "sum", *(("constant",) if len(live) < len(args) else ()))
        parts = []
        for k in live:
            arg = args[k]
            inner = arg.args[0] if minus[k] and isinstance(arg, Apply) else arg
            slope = self.slope(inner)
            parts.append(build.negative(slope) if minus[k] else slope)
        return build.add(parts), rules

    def product(self, factors: Sequence[Term]) -> Step:
        held = [factor for factor in factors if not self.depends(factor)]
        live = [factor for factor in factors if self.depends(factor)]
        if held:
            rest = live[0] if len(live) == 1 else Apply("product", tuple(live))
            return self.times((*held, self.slope(rest))), ("constant-multiple",)
        terms = [
            self.times((*factors[:k], *factors[k + 1 :], self.slope(factor)))
            for k, factor in enumerate(factors)
        ]
        return build.add(terms), ("product",)

    def quotient(self, above: Term, below: Term) -> Step:
        if not self.depends(below):
            return build.divide(self.slope(above), below), ("constant-multiple",)
        square = Apply("power", (below, build.TWO))
        change = self.times((above, self.slope(below)))
        if not self.depends(above):
            return build.negative(build.divide(change, square)), ("quotient",)
        whole = build.add([self.times((below, self.slope(above))), build.negative(change)])
        return build.divide(whole, square), ("quotient",)

    def power(self, base: Term, exponent: Term) -> Step:
        if not self.depends(exponent):
            lower = build.add([exponent, build.number(-1)])
            if isinstance(exponent, Number):
                lower = build.number(exponent.value - Fraction(1))
            own = self.times((exponent, build.power(base, lower)))
            if same(base, self.by):
                return own, ("power",)
            return self.times((own, self.slope(base))), ("power", "chain")
        whole = Apply("power", (base, exponent))
        parts = [self.times((whole, Apply("log", (base,)), self.slope(exponent)))]
        if self.depends(base):
            lower = build.add([exponent, build.number(-1)])
            parts.insert(0, self.times((exponent, build.power(base, lower), self.slope(base))))
        return build.add(parts), ("exponential",)

    def named(self, term: Term) -> tuple[str, ...]:
        """The rules for what is not taken apart any further."""
        if not self.depends(term):
            return ("constant",)
        if same(term, self.by):
            return ("variable",)
        if not isinstance(term, Apply):
            return COMPOUND.get(type(term), ())
        if term.op == "add":
            return ("sum",) if self.alike(term.args) else ("scalar-expansion",)
        if BY_NAME.get(term.op) is not None and BY_NAME[term.op].role == "elementwise":
            own = (term.op,) if term.op in BY_ID else ()
            return own if self.is_scalar(term) else (*own, "element-wise")
        if term.op == "product" and self.expands(term.args):
            return ("scalar-expansion",)
        if term.op == "product" and self.is_scalar(term):
            return ("dot",)  # 𝐱ᵀ𝐮
        if term.op == "neg":
            return self.named(term.args[0])
        if term.op == "divide":
            return ("quotient",) if self.depends(term.args[1]) else ("constant-multiple",)
        if term.op == "norm" and len(term.args) > 1:
            return ("p-norm",)
        if term.op == "power" and isinstance(term.args[0], Apply):
            return self.named(term.args[0])  # ‖𝐱‖²
        found = NAMED.get(term.op) or OWN.get(term.op)
        return () if found is None else (found,)

    def expands(self, args: Sequence[Term]) -> bool:
        """Whether a product is that of a vector by scalars alone."""
        return sum(not self.is_scalar(arg) for arg in args) == 1

    def alike(self, args: Sequence[Term]) -> bool:
        """Whether the terms of a sum are of one kind, so that none is expanded."""
        return len({self.workings.kind(arg).word for arg in args}) == 1

    def engine(self, term: Term) -> Term:
        return self.workings.derivative(term, self.by).value

    def slope(self, term: Term) -> Term:
        if not same(term, self.by):
            return Derivative(term, (self.by,))
        return build.ONE if self.is_scalar(term) else build.eye()

    @staticmethod
    def times(factors: Sequence[Term]) -> Term:
        """A product, numbers side by side as they come: 3 × 2x."""
        whole = build.product(factors)
        parts = whole.args if isinstance(whole, Apply) and whole.op == "product" else (whole,)
        return build.ZERO if any(build.is_number(factor, 0) for factor in parts) else whole

    def depends(self, term: Term) -> bool:
        return any(isinstance(part, Name) and part.id == self.by.id for part in postorder(term))

    def is_scalar(self, term: Term) -> bool:
        return self.workings.kind(term).word == "scalar"


@cache
def written(name: str) -> tuple[Term, ...]:
    """The derivatives of a function, from its row, unless a condition stands in them."""
    row = BY_NAME.get(name)
    found = []
    for text in row.derivatives if row else ():
        (statement,) = read(text, known=("x", "y")).statements
        assert isinstance(statement, Query)
        found.append(statement.term)
    logical = any(isinstance(p, Apply) and p.op in CONDITIONS for p in postorder(*found))
    return () if logical else tuple(found)
