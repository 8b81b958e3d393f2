"""The normal form of element-wise functions: values at constants, what undoes what, conditions
with a positive leading factor, and functions of stacked or broadcast arguments taken apart."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.kinds.dimensions import Dimension
from matcalc.rationals import Fraction
from matcalc.tensor.make import (
    ONE,
    add,
    as_number,
    basis,
    broadcast,
    is_zero,
    mapped,
    multiply,
    negative,
    number,
    ones,
    product,
    scale,
    select,
    subtract,
    zero,
)
from matcalc.tensor.node import Basis, Map, Node, Product, Select, Shape, Sum
from matcalc.tensor.positions import distinct, used_axes
from matcalc.tensor.powers import content
from matcalc.tensor.settling import settled

AT_ZERO: dict[str, int | Fraction] = {
    "exp": 1, "sin": 0, "cos": 1, "tan": 0, "arcsin": 0, "arctan": 0, "sinh": 0, "cosh": 1, "tanh": 0,
    "arcsinh": 0, "arctanh": 0, "abs": 0, "sign": 0, "relu": 0, "erf": 0, "log1p": 0, "expm1": 0,
    "positive": 0, "nonnegative": 1, "null": 1, "sigmoid": Fraction(1, 2), "sec": 1, "sech": 1,
}  # fmt: skip
AT_ONE = {"log": 0, "log2": 0, "log10": 0, "abs": 1, "sign": 1, "relu": 1}
ODD = frozenset({"sin", "tan", "arcsin", "arctan", "sinh", "tanh", "arcsinh", "arctanh", "erf", "sign"})
EVEN = frozenset({"cos", "cosh", "abs", "sec", "sech"})
SIGN_ONLY = frozenset({"positive", "nonnegative", "null", "sign"})
UNDOES = {
    ("log", "exp"),
    ("tan", "arctan"),
    ("sin", "arcsin"),
    ("cos", "arccos"),
    ("tanh", "arctanh"),
    ("sinh", "arcsinh"),
}


def simplify(function: str, args: tuple[Node, ...]) -> Node:
    """function(args) in normal form, the arguments being so."""
    shape = args[0].shape
    narrowed = narrow(function, args, shape)
    if narrowed is not None:
        return settled(narrowed)
    blocks = apart(function, args, shape)
    if blocks is not None:
        return settled(blocks)
    form = (
        extremum(function, args)
        if function in ("max", "min")
        else unary(function, args[0], shape)
        if len(args) == 1
        else None
    )
    return mapped(function, *args) if form is None else settled(form)


def unary(function: str, arg: Node, shape: Shape) -> Node | None:
    """A simpler form of function(arg), or None."""
    constant = as_number(arg)
    if constant is not None:
        value = constant_value(function, constant)
        if value is not None:
            return number(value)
    if isinstance(arg, Map) and (function, arg.function) in UNDOES:
        return arg.args[0]
    if function == "exp":
        return exponential(arg, shape)
    if function == "abs" and isinstance(arg, Map) and arg.function in ("abs", "exp", "relu", "sigmoid"):
        return arg
    if isinstance(arg, Sum) and arg.terms:
        share = abs(content(arg))
        if function in SIGN_ONLY and share != 1:
            return mapped(function, settled(scale(1 / share, arg)))
        if function in ("relu", "abs") and share != 1:
            return scale(share, mapped(function, settled(scale(1 / share, arg))))
        if all(c < 0 for c, _ in arg.terms) and function in ODD | EVEN:
            flipped = mapped(function, settled(negative(arg)))
            return negative(flipped) if function in ODD else flipped
    return None


def constant_value(function: str, value: Fraction) -> Fraction | None:
    """The value at a number where it is rational, else None."""
    if value == 0 and function in AT_ZERO:
        return Fraction(AT_ZERO[function])
    if value == 1 and function in AT_ONE:
        return Fraction(AT_ONE[function])
    match function:
        case "abs":
            return abs(value)
        case "relu":
            return max(value, Fraction(0))
        case "sign":
            return Fraction((value > 0) - (value < 0))
        case "positive":
            return Fraction(value > 0)
        case "nonnegative":
            return Fraction(value >= 0)
        case "null":
            return Fraction(value == 0)
    return None


def exponential(arg: Node, shape: Shape) -> Node | None:
    """exp(a + c log b) = bᶜ exp(a)."""
    terms = arg.terms if isinstance(arg, Sum) else ((Fraction(1), arg),)
    logs = [(c, n) for c, n in terms if isinstance(n, Map) and n.function == "log"]
    if not logs:
        return None
    axes = range(len(shape))
    rest = [scale(c, n) for c, n in terms if (c, n) not in logs]
    factors = [product([(n.children[0], axes, c)], axes) for c, n in logs]
    if rest:
        factors.append(mapped("exp", settled(add(rest))))
    return multiply(*factors)


def extremum(function: str, args: tuple[Node, ...]) -> Node | None:
    """max and min: repeated arguments dropped, nested ones opened; max(0, z) is relu(z)."""
    flat: list[Node] = []
    for arg in args:
        inner = arg.args if isinstance(arg, Map) and arg.function == function else (arg,)
        flat += [a for a in inner if a not in flat]
    values = [v for v in map(as_number, flat) if v is not None]
    if len(values) > 1:
        best = max(values) if function == "max" else min(values)
        flat = [a for a in flat if as_number(a) is None] + [number(best)]
    if len(flat) == 1:
        return flat[0]
    if function == "max" and len(flat) == 2 and any(is_zero(a) for a in flat):
        return mapped("relu", next(a for a in flat if not is_zero(a)))
    return None if tuple(flat) == args else mapped(function, *flat)


def narrow(function: str, args: Sequence[Node], shape: Shape) -> Node | None:
    """A function of arguments that only broadcast along an axis, computed without that axis."""
    used = sorted({axis for arg in args for axis in used_axes(arg)})
    if len(used) == len(shape):
        return None
    inner = mapped(function, *(settled(without_axes(arg, used)) for arg in args))
    return product([(inner, used)], range(len(shape)), dict(enumerate(shape)))


def without_axes(node: Node, kept: list[int]) -> Node:
    """A node that does not vary along the other axes, on the kept ones alone."""
    shape = tuple(node.shape[axis] for axis in kept)
    if isinstance(node, Sum):
        if not node.terms:
            return zero(shape)
        return add([scale(c, without_axes(term, kept)) for c, term in node.terms])
    if not isinstance(node, Product):
        return node
    if not node.factors:
        return ones(shape)
    dims = dict(enumerate(node.dims))
    return product(node.factors, kept, {axis: dims[axis] for axis in kept})


Part = tuple[Dimension, Dimension | None]  # offset and size; for a single entry its index and None


def parts_along(node: Node, axis: int) -> list[Part] | None:
    """How a node is stacked along an axis; None where it is not."""
    found: list[Part] = []
    for _, term in node.terms if isinstance(node, Sum) else ((Fraction(1), node),):
        factors = term.factors if isinstance(term, Product) else ()
        if isinstance(term, Basis) and axis == 0:
            found.append((term.index, None))
            continue
        if isinstance(term, Select) and axis == 0:
            found.append((term.offset, term.shape[1]))
            continue
        here = [f for f in factors if f.labels[:1] == (axis,) and isinstance(f.node, (Basis, Select))]
        if not here:
            return None
        node_here = here[0].node
        if isinstance(node_here, Basis):
            found.append((node_here.index, None))
        elif isinstance(node_here, Select):
            found.append((node_here.offset, node_here.shape[1]))
    return list(dict.fromkeys(found))


def apart(function: str, args: Sequence[Node], shape: Shape) -> Node | None:
    """A function of stacked arguments is the stack of the functions of the parts."""
    for axis in range(len(shape)):
        stacked = [parts_along(arg, axis) for arg in args if axis in used_axes(arg)]
        parts = max((p for p in stacked if p), key=len, default=None)
        if parts is None or not covers(parts, shape[axis]):
            continue
        if any(p is not None and not set(p) <= set(parts) for p in stacked):
            continue
        pieces = []
        rest = [k for k in range(len(shape)) if k != axis]
        for start, length in parts:
            if length is None:
                place = basis(shape[axis], start)
                inner_axes, ends = rest, ([axis],)
            else:
                place = select(shape[axis], start, length)
                inner_axes, ends = [*rest[:axis], -1, *rest[axis:]], ([axis, -1],)
            taken = [product([(arg, range(arg.rank)), (place, ends[0])], inner_axes) for arg in args]
            value = mapped(function, *(settled(t) for t in taken))
            pieces.append(product([(value, inner_axes), (place, ends[0])], range(len(shape))))
        return add(pieces)
    return None


def covers(parts: list[Part], dimension: Dimension) -> bool:
    """Whether the parts fill the whole axis without overlapping."""
    total = Dimension({})
    for _, length in parts:
        total = total + (1 if length is None else length)
    starts = [start - (1 if length is None else 0) for start, length in parts]
    apart_all = all(distinct(a, b) for i, a in enumerate(starts) for b in starts[:i])
    return total == dimension and apart_all


def compare(operator: str, left: Node, right: Node) -> Node:
    """[left operator right] for lt, le, gt, ge, eq, ne, entry by entry."""
    shape = max(left.shape, right.shape, key=len)
    a, b = broadcast(left, shape), broadcast(right, shape)
    match operator:
        case "gt":
            return mapped("positive", subtract(a, b))
        case "lt":
            return mapped("positive", subtract(b, a))
        case "ge":
            return mapped("nonnegative", subtract(a, b))
        case "le":
            return mapped("nonnegative", subtract(b, a))
        case "eq":
            return mapped("null", subtract(a, b))
    return subtract(ones(shape), mapped("null", subtract(a, b)))


def negation(condition: Node) -> Node:
    """1 - condition, as a condition of its own where it is one."""
    if isinstance(condition, Map) and condition.function == "positive":
        return mapped("nonnegative", negative(condition.args[0]))
    if isinstance(condition, Map) and condition.function == "nonnegative":
        return mapped("positive", negative(condition.args[0]))
    return subtract(broadcast(ONE, condition.shape), condition)
