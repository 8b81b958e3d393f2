"""The one door to SymPy: scalar simplification beyond collecting terms.

cos² + sin² = 1 and its kin are SymPy's knowledge. It takes 0.3 s to load, so it is asked only
where a scalar answer holds something it may know better, and heard only where it is shorter.
Terms are turned into SymPy's objects node by node; text never reaches it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from matcalc.kinds.kind import SCALAR, Reading
from matcalc.lowering import build
from matcalc.lowering.build import weight
from matcalc.lowering.relations import may_meet
from matcalc.rationals import Fraction
from matcalc.terms import Apply, Name, Number, Term, fold, postorder

FUNCTIONS = {
    "exp": "exp", "log": "log", "sqrt": "sqrt", "sin": "sin", "cos": "cos", "tan": "tan", "cot": "cot",
    "sec": "sec", "csc": "csc", "arcsin": "asin", "arccos": "acos", "arctan": "atan", "sinh": "sinh",
    "cosh": "cosh", "tanh": "tanh", "coth": "coth", "arcsinh": "asinh", "arccosh": "acosh",
    "arctanh": "atanh", "erf": "erf", "abs": "Abs", "sign": "sign",
}  # fmt: skip
OURS = {theirs: ours for ours, theirs in FUNCTIONS.items() if ours != "sqrt"}
RELATED = ({"sin", "cos"}, {"sinh", "cosh"}, {"sin", "tan"}, {"cos", "tan"}, {"sec", "tan"}, {"csc", "cot"})
LARGEST = 90.0  # the weight of a term beyond which it is left alone


def simplified(value: Term, reading: Reading) -> Term:
    """The shortest form of a scalar term that SymPy knows, or the term itself."""
    if not promising(value, reading):
        return value
    expression = to_sympy(value)
    best = value
    for candidate in forms(expression):
        term = from_sympy(candidate)
        if term is not None and weight(term) < weight(best) - 1:
            best = term
    return best


def promising(value: Term, reading: Reading) -> bool:
    """Whether a term is scalar, small, and a sum with a quotient of quotients in it, or with functions that
    an identity may join."""
    used: set[str] = set()
    sums = nested = False
    for part in postorder(value):
        match part:
            case Number():
                continue
            case Name():
                known = reading.names.get(part.id)
                if known is None or known.kind != SCALAR or known.domain is not None:
                    return False
            case Apply(op="add" | "neg" | "product" | "divide" | "power"):
                sums = sums or part.op == "add"
                nested = nested or (part.op == "divide" and any(holds_quotient(arg) for arg in part.args))
            case Apply() if part.op in FUNCTIONS:
                used.add(part.op)
            case _:
                return False
    if not sums or weight(value) > LARGEST:
        return False
    return nested or (any(pair <= used for pair in RELATED) and may_meet(value))


def holds_quotient(term: Term) -> bool:
    quotients = (p for p in postorder(term) if isinstance(p, Apply) and p.op == "divide")
    return any(not all(isinstance(arg, Number) for arg in quotient.args) for quotient in quotients)


def to_sympy(term: Term) -> Any:
    """A scalar term as a SymPy expression, its names real symbols. Raises KeyError for any other term."""
    import sympy

    def visit(part: Term, args: tuple[Any, ...]) -> Any:
        match part:
            case Number():
                return sympy.Rational(part.value.numerator, part.value.denominator)
            case Name():
                return sympy.pi if part.id == "pi" else sympy.Symbol(part.id, real=True)
            case Apply(op="add"):
                return sympy.Add(*args)
            case Apply(op="neg"):
                return -args[0]
            case Apply(op="product"):
                return sympy.Mul(*args)
            case Apply(op="divide"):
                return args[0] / args[1]
            case Apply(op="power"):
                return sympy.Pow(*args)
            case Apply():
                return getattr(sympy, FUNCTIONS[part.op])(*args)
        raise KeyError(type(part).__name__)

    return fold(term, visit)


def forms(expression: Any) -> Iterator[Any]:
    """Other forms of an expression."""
    import sympy

    steps: tuple[Callable[[Any], Any], ...] = (sympy.trigsimp, sympy.factor, sympy.cancel)
    for step in steps:
        yield step(expression)
    yield sympy.trigsimp(sympy.cancel(sympy.together(expression)))


def from_sympy(expression: Any) -> Term | None:
    """A SymPy expression as a term, or None where it holds what the language does not."""
    import sympy

    if isinstance(expression, sympy.Rational):
        return build.number(Fraction(int(expression.p), int(expression.q)))
    if isinstance(expression, sympy.Symbol):
        return Name(expression.name)
    if expression is sympy.pi:
        return Name("pi")
    if expression is sympy.E:
        return Apply("exp", (build.ONE,))
    parts = [from_sympy(arg) for arg in expression.args]
    terms = [part for part in parts if part is not None]
    if len(terms) != len(parts):
        return None
    if isinstance(expression, sympy.Add):
        ordered = [from_sympy(arg) for arg in expression.as_ordered_terms()]
        return build.add([part for part in ordered if part is not None])
    if isinstance(expression, sympy.Mul):
        return quotient(expression)
    if isinstance(expression, sympy.Pow):
        return powered(*expression.as_base_exp())
    name = OURS.get(type(expression).__name__)
    return None if name is None else Apply(name, tuple(terms))


def quotient(expression: Any) -> Term | None:
    """A product, what has negative exponents below a line."""
    coefficient, rest = expression.as_coeff_Mul()
    above, below = rest.as_numer_denom()
    numerator = [from_sympy(factor) for factor in above.as_ordered_factors()]
    denominator = [from_sympy(factor) for factor in below.as_ordered_factors()]
    if not coefficient.is_Rational or None in numerator or None in denominator:
        return None
    over = [part for part in numerator if part is not None]
    under = [part for part in denominator if part is not None]
    value = Fraction(int(coefficient.p), int(coefficient.q))
    if abs(value.numerator) != 1:
        over.insert(0, build.number(abs(value.numerator)))
    if value.denominator != 1:
        under.insert(0, build.number(value.denominator))
    term = build.divide(build.side_by_side(over), build.side_by_side(under))
    return build.negative(term) if value < 0 else term


def powered(base: Any, exponent: Any) -> Term | None:
    if exponent.is_negative and exponent.is_Rational:
        inner = powered(base, -exponent) if exponent != -1 else from_sympy(base)
        return None if inner is None else build.divide(build.ONE, inner)
    below, above = from_sympy(base), from_sympy(exponent)
    if below is None or above is None:
        return None
    if exponent.is_Rational and exponent.p == 1 and exponent.q == 2:
        return Apply("sqrt", (below,))
    return build.power(below, above)
