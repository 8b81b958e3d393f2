"""Terms up to what notation does not distinguish: where a sign or a fraction stands, how sums and
products nest, eˣ or exp(x), A⁻¹ or inv(A), |𝐱| or len(𝐱)."""

from __future__ import annotations

from typing import Any

from matcalc.rationals import Fraction
from matcalc.terms import Apply, Element, Matrix, Number, Summation, Term, fold, traverse

Key = tuple[Any, ...]
SAME = {"len": "abs"}


def alike(left: Term, right: Term) -> bool:
    """Whether two terms say the same."""
    table: dict[Key, int] = {}

    def intern(key: Key) -> Key:
        """A short stand-in for a large key."""
        return ("#", table.setdefault(key, len(table)))

    def visit(node: Term, parts: tuple[Key, ...]) -> Key:
        match node:
            case Number():
                return _scaled(node.value, (), ())
            case Apply(op="neg"):
                return _times(_scaled(Fraction(-1), (), ()), parts[0])
            case Apply(op="product"):
                result = _scaled(Fraction(1), (), ())
                for part in parts:
                    result = _times(result, part)
                return result
            case Apply(op="divide"):
                above, below = _split(parts[0]), _split(parts[1])
                if below[0] == 0:
                    return _scaled(above[0], above[1], tuple(sorted((*above[2], ("zero",)))))
                divisors = (*above[2], *below[1])
                return _scaled(above[0] / below[0], (*above[1], *below[2]), tuple(sorted(divisors)))
            case Apply(op="hadamard" | "hadamard_divide" | "dot"):
                scale, factors, divisors = _split(parts[0])
                head = _scaled(Fraction(1) if scale else Fraction(0), factors, divisors)
                sign = -1 if scale < 0 else 1
                if scale not in (0, sign):
                    head = _scaled(abs(scale), factors, divisors)
                rest = tuple(map(intern, parts[1:]))
                if node.op == head[0] == "hadamard":
                    return _scaled(Fraction(sign), (("hadamard", (*head[1], *rest)),), ())
                return _scaled(Fraction(sign), ((node.op, (intern(head), *rest)),), ())
            case Apply(op="add"):
                terms: list[Key] = []
                for part in parts:
                    terms += part[1] if part[0] == "add" else (part,)
                return ("add", tuple(terms))
            case Apply(op="inv"):
                return ("power", intern((parts[0], _scaled(Fraction(-1), (), ()))))
            case Apply(op="exp"):
                return ("power", intern((("Name", intern((("e",),))), parts[0])))
            case Apply():
                return (SAME.get(node.op, node.op), intern(tuple(parts)))
            case Matrix(rows=((_,),)):
                return parts[0]
            case Summation() | Element():
                return (type(node).__name__, intern((traverse.head(node), *parts)))
        return (type(node).__name__, intern((traverse.head(node), *parts)))

    return fold(left, visit) == fold(right, visit)


def _scaled(scale: Fraction, factors: tuple[Key, ...], divisors: tuple[Key, ...]) -> Key:
    if scale == 1 and len(factors) == 1 and not divisors:
        return factors[0]
    return ("scaled", scale, factors, divisors)


def _split(key: Key) -> tuple[Fraction, tuple[Key, ...], tuple[Key, ...]]:
    return key[1:] if key[0] == "scaled" else (Fraction(1), (key,), ())  # type: ignore[return-value]


def _times(left: Key, right: Key) -> Key:
    (s, f, d), (t, g, e) = _split(left), _split(right)
    return _scaled(s * t, (*f, *g), tuple(sorted((*d, *e))))
