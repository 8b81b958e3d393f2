"""Terms put together as a textbook would: no double signs, no products with one, no nested quotients."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from matcalc.kinds.dimensions import Dimension
from matcalc.rationals import Fraction
from matcalc.terms import Apply, Cases, Element, Matrix, Name, Number, Term, children
from matcalc.terms.nodes import Node

ONE = Number(Fraction(1))
ZERO = Number(Fraction(0))
TWO = Number(Fraction(2))


def eye(size: Dimension | None = None) -> Term:
    """The identity, its size said where its surroundings do not; a new term each time, since each has
    a dimension of its own."""
    return Apply("eye", () if size is None else (dimension(size),))


def ones(size: Dimension | None = None) -> Term:
    return Apply("ones", () if size is None else (dimension(size),))


def zeros(size: Dimension | None = None) -> Term:
    return Apply("zeros", () if size is None else (dimension(size),))


def is_ones(term: Term) -> bool:
    return isinstance(term, Apply) and term.op == "ones"


def number(value: int | Fraction) -> Term:
    value = Fraction(value)
    if value < 0:
        return negative(number(-value))
    if value.denominator != 1:
        return Apply("divide", (Number(Fraction(value.numerator)), Number(Fraction(value.denominator))))
    return Number(value)


def is_number(term: Term, value: int) -> bool:
    return isinstance(term, Number) and term.value == value


def negative(term: Term) -> Term:
    if isinstance(term, Apply) and term.op == "neg":
        return term.args[0]
    return ZERO if is_number(term, 0) else Apply("neg", (term,))


def case_by_case(term: Term) -> Term:
    """A minus before cases moved to what each of them says: {0 if z ≤ 0; -1 if z > 0}."""
    if not (isinstance(term, Apply) and term.op == "neg" and isinstance(term.args[0], Cases)):
        return term
    return Cases(tuple((opposite(value), condition) for value, condition in term.args[0].branches))


def opposite(term: Term) -> Term:
    """The negative of a term, the signs of a sum turned round."""
    if is_zeros(term):
        return term
    if isinstance(term, Apply) and term.op == "add":
        return add([negative(part) for part in term.args])
    return negative(term)


def is_zeros(term: Term) -> bool:
    inner = term.args[0] if isinstance(term, Apply) and term.op == "transpose" else term
    return is_number(inner, 0) or (isinstance(inner, Apply) and inner.op == "zeros")


def add(terms: Sequence[Term]) -> Term:
    """A sum; where it would begin with a minus, the positive terms come first."""
    if not terms:
        return ZERO
    ordered = [term for term in terms if not is_number(term, 0)] or [ZERO]
    if is_negative(ordered[0]):
        ordered.sort(key=is_negative)
    flat = [part for t in ordered for part in (t.args if isinstance(t, Apply) and t.op == "add" else (t,))]
    return flat[0] if len(flat) == 1 else Apply("add", tuple(flat))


def is_negative(term: Term) -> bool:
    return isinstance(term, Apply) and term.op == "neg"


def product(factors: Iterable[Term]) -> Term:
    """Factors side by side; ones dropped, nested products opened."""
    flat: list[Term] = []
    for factor in factors:
        if is_number(factor, 1):
            continue
        flat += factor.args if isinstance(factor, Apply) and factor.op == "product" else (factor,)
    if not flat:
        return ONE
    return flat[0] if len(flat) == 1 else Apply("product", tuple(flat))


def side_by_side(factors: Sequence[Term]) -> Term:
    """Factors as they are: a scalar product of vectors stays together, (𝐱ᵀA𝐱)𝐱."""
    kept = [factor for factor in factors if not is_number(factor, 1)]
    if not kept:
        return ONE
    return kept[0] if len(kept) == 1 else Apply("product", tuple(kept))


def divide(above: Term, below: Term) -> Term:
    return above if is_number(below, 1) else Apply("divide", (above, below))


def power(base: Term, exponent: Term) -> Term:
    if is_number(exponent, 1):
        return base
    if isinstance(base, Apply) and base.op == "power" and isinstance(exponent, Number):
        inner = base.args[1]
        sign = -1 if is_negative(inner) else 1
        inner = negative(inner) if sign < 0 else inner
        if isinstance(inner, Number) and exponent.value.denominator == 1:
            return Apply("power", (base.args[0], number(sign * inner.value * exponent.value)))
    return Apply("power", (base, exponent))


def transpose(term: Term) -> Term:
    if isinstance(term, Apply):
        if term.op == "transpose":
            return term.args[0]
        if term.op == "neg":
            return negative(transpose(term.args[0]))
        if term.op == "eye":
            return term
        if term.op == "kron":
            return Apply("kron", tuple(map(transpose, term.args)))
    return term if isinstance(term, Number) else Apply("transpose", (term,))


def hadamard(factors: Sequence[Term]) -> Term:
    flat = [p for f in factors for p in (f.args if isinstance(f, Apply) and f.op == "hadamard" else (f,))]
    return flat[0] if len(flat) == 1 else Apply("hadamard", tuple(flat))


def dimension(value: Dimension) -> Term:
    """A dimension or an index as a term."""
    terms: list[Term] = []
    for monomial, coefficient in sorted(value.terms, key=lambda t: (-len(t[0]), t[0])):
        body = product([number(abs(coefficient)), *map(Name, monomial)])
        terms.append(body if coefficient > 0 else negative(body))
    return add(terms)


def nothing(shape: Sequence[Dimension], flipped: bool = False, sized: bool = False) -> Term:
    """The zero of a shape, as a row or transposed if ``flipped``, its size said if ``sized``."""
    if not shape:
        return ZERO
    if len(shape) == 1:
        column = zeros(shape[0] if sized else None)
        return transpose(column) if flipped else column
    dims = [dimension(axis) for axis in shape]
    return Apply("zeros", tuple(reversed(dims) if flipped else dims))


def element(base: Term, indices: Sequence[Dimension | None]) -> Term:
    """An entry, row or column; of a row or column of a matrix, the entry of the matrix: Rᵢⱼ, not (Rᵢ,:ᵀ)ⱼ."""
    chosen = tuple(None if i is None else dimension(i) for i in indices)
    inner = base.args[0] if isinstance(base, Apply) and base.op == "transpose" else base
    if len(chosen) == 1 and isinstance(inner, Element) and inner.indices.count(None) == 1:
        return Element(inner.base, tuple(chosen[0] if i is None else i for i in inner.indices))
    return Element(base, chosen)


_keep_weight: Callable[[Term, float], None] = Node.weight.__set__  # type: ignore[attr-defined]


def weight(root: Term) -> float:
    """About how many characters a term takes when written out, as a tree."""
    known = _kept_weight(root)
    stack = [root] if known is None else []
    while stack:
        term = stack[-1]
        parts = [(part, _kept_weight(part)) for part in children(term)]
        waiting = [part for part, inner in parts if inner is None]
        if waiting:
            stack += waiting
            continue
        known = own_weight(term) + sum([inner for _, inner in parts if inner is not None])
        _keep_weight(stack.pop(), known)
    assert known is not None
    return known


def _kept_weight(term: Term) -> float | None:
    return getattr(term, "weight", None)


def own_weight(term: Term) -> float:
    """What a node adds to its parts: signs, names and brackets."""
    match term:
        case Number():
            own = float(len(str(term.value)))
        case Name():
            own = 1.0 + (2.0 if "_" in term.id else 0.0) if len(term.id) < 9 else 2.0
        case Apply(op="add"):
            own = 3.0 * (len(term.args) - 1)
            own -= 1.0 * sum(isinstance(a, Apply) and a.op == "neg" for a in term.args[1:])
        case Apply(op="product"):
            own = sum(2.0 for a in term.args if isinstance(a, Apply) and a.op in ("add", "neg"))
            own += 0.5 * (len(term.args) - 1)
        case Apply(op="dot" | "hadamard" | "hadamard_divide"):
            own = 3.0 * (len(term.args) - 1)
            own += sum(2.0 for a in term.args if isinstance(a, Apply) and a.op == "add")
        case Apply(op="neg" | "transpose" | "power"):
            arg = term.args[0]
            compound = ("add", "product", "hadamard", "hadamard_divide", "dot", "divide")
            own = 1.0 + (2.0 if isinstance(arg, Apply) and arg.op in compound and term.op != "neg" else 0.0)
        case Apply(op="divide"):
            below = term.args[1]
            own = 1.0 + (
                2.0 if isinstance(below, Apply) and below.op in ("product", "add", "divide") else 0.0
            )
            above = term.args[0]
            own += 2.0 if isinstance(above, Apply) and above.op == "add" else 0.0
        case Apply(op="eye" | "ones" | "zeros"):
            own = 1.0
        case Apply(op="norm"):
            own = 2.0
        case Apply():
            own = len(term.op) + 2.0 + 2.0 * (len(term.args) - 1)
        case Cases():
            own = 4.0
        case Matrix():
            own = 2.0 * sum(map(len, term.rows))
        case Element():
            own = 1.0 + (4.0 if None in term.indices else 0.0)
            own += 1.0 if isinstance(term.base, Apply) and term.base.op in ("product", "add") else 0.0
        case _:
            own = 2.0
    return own


def scaled(coefficient: Fraction, term: Term) -> Term:
    """coefficient · term for a vector or matrix: a fraction stands before it, 1/2 A."""
    if coefficient < 0:
        return negative(scaled(-coefficient, term))
    return product([number(coefficient), term])


def signed(coefficient: Fraction, term: Term) -> Term:
    """coefficient · term, for a term that carries no coefficient of its own."""
    if coefficient < 0:
        return negative(signed(-coefficient, term))
    if coefficient == 1:
        return term
    if is_number(term, 1):
        return number(coefficient)
    above, below = Fraction(coefficient.numerator), Fraction(coefficient.denominator)
    return (
        product([number(above), term])
        if below == 1
        else divide(product([number(above), term]), number(below))
    )
