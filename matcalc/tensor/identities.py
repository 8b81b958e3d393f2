"""Identities that hold between the factors of a product, one function each, tried in turn.

Each takes the product under construction, makes one simplification and answers whether it did.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING

from matcalc.rationals import Fraction
from matcalc.tensor.combination import extent
from matcalc.tensor.data import family_axes
from matcalc.tensor.make import (
    ONE,
    add,
    broadcast,
    delta,
    mapped,
    negative,
    number,
    ones,
    operation,
    product,
    raw_product,
    scale,
    subtract,
)
from matcalc.tensor.matrixfunctions import merge_powers, trace_of_function
from matcalc.tensor.node import Basis, Delta, Factor, Labels, Map, Node, Operation, Product, Sum
from matcalc.tensor.powers import content
from matcalc.tensor.settling import Vanishes, settled
from matcalc.tensor.structure import commuting_diagonals, diagonal_of_diagonal, orthogonal_norm
from matcalc.tensor.symmetry import orthogonal, symmetric

if TYPE_CHECKING:
    from matcalc.tensor.contraction import Contraction


MOST_PAIRS = 8  # terms beyond which two sums are not multiplied out to see what is left
Touching = dict[int, list[tuple[Node, Labels]]]  # the factors at each label


def cancel_inverses(c: Contraction, touching: Touching) -> bool:
    """A⁻¹A = I, and QᵀQ = I for orthogonal Q."""
    for label, keys in touching.items():
        if label < c.rank or len(keys) != 2 or any(c.groups[key] != 1 for key in keys):
            continue
        for (a, al), (b, bl) in (keys, keys[::-1]):
            if len(al) != 2 or len(bl) != 2 or al[0] == al[1] or bl[0] == bl[1]:
                continue
            inverse = isinstance(a, Operation) and a.name == "inverse" and a.args[0] is b
            crossed = al.index(label) != bl.index(label) or symmetric(b)
            if (inverse and crossed) or (a is b and orthogonal(a) and not crossed):
                ends = (al[1 - al.index(label)], bl[1 - bl.index(label)])
                c.drop((a, al), (b, bl))
                c.parent[label] = -1
                c.todo.append(Factor(delta(a.shape[0]), ends))
                return True
    return False


def merge_exponentials(c: Contraction, touching: Touching) -> bool:
    """exp(a)ᵖ exp(b) = exp(pa + b)."""
    found: dict[Labels, list[tuple[Node, Labels]]] = defaultdict(list)
    for key in c.groups:
        if isinstance(key[0], Map) and key[0].function == "exp":
            found[key[1]].append(key)
    for labels, keys in found.items():
        if len(keys) == 1 and c.groups[keys[0]] == 1:
            continue
        parts = []
        for key in keys:
            exponent, argument = c.groups[key], key[0].children[0]
            axes = range(argument.rank)
            factor = number(exponent) if isinstance(exponent, Fraction) else exponent
            parts.append(product([(argument, axes), (factor, ())], axes))
        c.drop(*keys)
        c.todo.append(Factor(settled(mapped("exp", settled(add(parts)))), labels))
        return True
    return False


def reciprocal_sigmoid(c: Contraction, touching: Touching) -> bool:
    """1/(1 + exp(a)) = σ(-a)."""
    for (node, labels), exponent in c.groups.items():
        whole = isinstance(exponent, Fraction) and exponent.denominator == 1 and exponent < 0
        argument = one_plus_exp(node) if whole and isinstance(node, Sum) else None
        if argument is not None and isinstance(exponent, Fraction):
            sigmoid = settled(mapped("sigmoid", negative(argument)))
            c.drop((node, labels))
            c.todo.append(Factor(sigmoid, labels, -exponent))
            return True
    return False


def opposite_exponential(c: Contraction, touching: Touching) -> bool:
    """exp(a) σ(-a) = σ(a)."""
    for (node, labels), exponent in c.groups.items():
        if not isinstance(node, Map) or node.function != "exp" or exponent != 1:
            continue
        opposite = settled(mapped("sigmoid", negative(node.args[0])))
        power = c.groups.get((opposite, labels))
        if isinstance(power, Fraction) and power >= 1:
            c.drop((node, labels))
            c.todo.append(Factor(opposite, labels, Fraction(-1)))
            c.todo.append(Factor(mapped("sigmoid", node.args[0]), labels))
            return True
    return False


def opposite_sigmoids(c: Contraction, touching: Touching) -> bool:
    """σ(-a) σ(a) and σ(-a)(1 - σ(-a)) are σ(a)(1 - σ(a)), for a that begins without a minus."""
    for (node, labels), exponent in c.groups.items():
        if not isinstance(node, Map) or node.function != "sigmoid" or exponent != 1:
            continue
        (argument,) = node.args
        if not isinstance(argument, Sum) or content(argument) > 0:
            continue
        turned = settled(mapped("sigmoid", negative(argument)))
        for partner in (turned, settled(subtract(node, ones(node.shape)))):
            if c.groups.get((partner, labels)) == 1:
                c.drop((node, labels), (partner, labels))
                less = settled(subtract(turned, ones(node.shape)))
                c.todo += [Factor(turned, labels), Factor(less, labels)]
                c.coefficient *= -1 if partner is turned else 1
                return True
    return False


def quotient_sigmoid(c: Contraction, touching: Touching) -> bool:
    """exp(a)/(exp(a) + exp(b)) = σ(a - b)."""
    for (node, labels), exponent in c.groups.items():
        parts = two_exponentials(node)
        if parts is None or not isinstance(exponent, Fraction) or exponent.denominator != 1 or exponent > -1:
            continue
        for a, b in (parts, parts[::-1]):
            first, second = (settled(mapped("sigmoid", subtract(*pair))) for pair in ((a, b), (b, a)))
            whole: list[tuple[Node, list[Node]]] = [(a, [first])]
            if exponent <= -2:
                whole += [(settled(add([a, a])), [first, first]), (settled(add([a, b])), [first, second])]
            for argument, sigmoids in whole:
                if c.groups.get((mapped("exp", argument), labels)) != 1:
                    continue
                c.drop((mapped("exp", argument), labels), (node, labels))
                c.todo.append(Factor(node, labels, exponent + len(sigmoids)))
                c.todo += [Factor(sigmoid, labels) for sigmoid in sigmoids]
                return True
    return False


def two_exponentials(node: Node) -> tuple[Node, Node] | None:
    """a and b, where the node is exp(a) + exp(b)."""
    if not isinstance(node, Sum) or len(node.terms) != 2:
        return None
    (c, one), (d, other) = node.terms
    if c != d or not isinstance(one, Map) or not isinstance(other, Map):
        return None
    return (one.args[0], other.args[0]) if one.function == other.function == "exp" else None


QUOTIENTS = {"sin": ("cos", "tan"), "sinh": ("cosh", "tanh")}


def quotient_of_functions(c: Contraction, touching: Touching) -> bool:
    """sin(a)ᵖ/cos(a)ᵖ = tan(a)ᵖ, and tanh alike."""
    for (node, labels), exponent in c.groups.items():
        if not isinstance(node, Map) or node.function not in QUOTIENTS or not isinstance(exponent, Fraction):
            continue
        below, quotient = QUOTIENTS[node.function]
        divisor = (mapped(below, *node.args), labels)
        if exponent > 0 and c.groups.get(divisor) == -exponent:
            c.drop((node, labels), divisor)
            c.todo.append(Factor(mapped(quotient, *node.args), labels, exponent))
            return True
    return False


def positive_part(c: Contraction, touching: Touching) -> bool:
    """z [z > 0] = max(0, z)."""
    for node, labels in list(c.groups):
        if not isinstance(node, Map) or node.function != "positive":
            continue
        (argument,) = node.args
        for value, sign in ((argument, 1), (settled(negative(argument)), -1)):
            exponent = c.groups.get((value, labels))
            whole = isinstance(exponent, Fraction) and exponent.denominator == 1 and exponent > 0
            if whole and isinstance(exponent, Fraction):
                c.drop((node, labels), (value, labels))
                c.coefficient *= Fraction(sign) ** exponent.numerator
                c.todo.append(Factor(mapped("relu", argument), labels, exponent))
                return True
    return False


def quotient_softmax_entry(c: Contraction, touching: Touching) -> bool:
    """exp(zᵢ)/sum(exp(z)) = softmax(z)ᵢ."""
    for (total, _), power in c.groups.items():
        if not isinstance(total, Product) or total.rank or not isinstance(power, Fraction) or power > -1:
            continue
        inner = total.factors[0].node
        if len(total.factors) > 1 or not isinstance(inner, Map) or inner.function != "exp" or inner.rank != 1:
            continue
        for (node, labels), exponent in c.groups.items():
            if not isinstance(node, Map) or node.function != "exp" or labels or exponent != 1:
                continue
            for unit in units_in(node.args[0]):
                entry = product([(inner.args[0], (0,)), (unit, (0,))])
                if settled(entry) is node.args[0]:
                    c.drop((node, labels), (total, ()))
                    if power != -1:
                        c.groups[total, ()] = power + 1
                    softmax = operation("softmax", inner.shape, inner.args[0])
                    c.todo.append(Factor(product([(softmax, (0,)), (unit, (0,))]), ()))
                    return True
    return False


def units_in(node: Node) -> list[Node]:
    """The unit vectors that pick entries in a scalar."""
    terms = [term for _, term in node.terms] if isinstance(node, Sum) else [node]
    factors = [f.node for term in terms if isinstance(term, Product) for f in term.factors]
    return list(dict.fromkeys(node for node in factors if isinstance(node, Basis)))


def quotient_softmax(c: Contraction, touching: Touching) -> bool:
    """exp(z)/sum(exp(z)) = softmax(z)."""
    for (node, labels), exponent in c.groups.items():
        if not isinstance(node, Map) or node.function != "exp" or node.rank != 1 or exponent != 1:
            continue
        if family_axes(node):  # over data, softmax has no name
            continue
        total = (raw_product((Factor(node, (0,)),), node.shape, 0), ())
        power = c.groups.get(total)
        if isinstance(power, Fraction) and power <= -1:
            c.drop((node, labels), total)
            if power != -1:
                c.groups[total] = power + 1
            c.todo.append(Factor(operation("softmax", node.shape, node.args[0]), labels))
            return True
    return False


def sum_of_softmax(c: Contraction, touching: Touching) -> bool:
    """Σᵢ softmax(z)ᵢ = 1."""
    for (node, labels), exponent in c.groups.items():
        if not isinstance(node, Operation) or node.name != "softmax" or exponent != 1:
            continue
        label = labels[-1]
        if label >= c.rank and len(touching[label]) == 1 and labels.count(label) == 1:
            c.drop((node, labels))
            c.parent[label] = -1
            return True
    return False


def signed_magnitude(c: Contraction, touching: Touching) -> bool:
    """sign(z) z = |z|, and sign(z) |z|ᵖ = zᵖ for odd p, and z |z|ᵖ⁻¹ for even p."""
    for (node, labels), exponent in c.groups.items():
        if not isinstance(node, Map) or node.function != "sign" or exponent != 1:
            continue
        size = (mapped("abs", node.args[0]), labels)
        power = c.groups.get(size)
        if isinstance(power, Fraction) and power.denominator == 1 and power.numerator % 2:
            c.drop((node, labels), size)
            c.todo.append(Factor(node.args[0], labels, power))
            return True
        if isinstance(power, Fraction) and power.denominator == 1 and power > 0:
            c.drop((node, labels), size)
            c.todo += [Factor(node.args[0], labels), Factor(size[0], labels, power - 1)]
            return True
        base = (node.args[0], labels)
        times = c.groups.get(base)
        if isinstance(times, Fraction) and times.denominator == 1 and times > 0:
            c.drop((node, labels), base)
            c.todo += [Factor(size[0], labels), Factor(base[0], labels, times - 1)]
            return True
    return False


def use_conditions(c: Contraction, touching: Touching) -> bool:
    """Under [z > 0]: max(0, z) is z, and [z ≥ 0] is 1; with [-z ≥ 0] or [-z > 0] it vanishes. A factor
    max(0, z)ᵖ with p > 0 says by itself that z > 0: one with p < 0 is infinite elsewhere, and not 0."""
    for node, labels in list(c.groups):
        if not isinstance(node, Map) or node.function != "positive":
            continue
        argument = node.args[0]
        opposite = settled(negative(argument))
        for function in ("positive", "nonnegative"):
            if (mapped(function, opposite), labels) in c.groups:
                raise Vanishes
        known = {
            mapped("relu", argument): argument,
            mapped("abs", argument): argument,
            node: ONE,
            mapped("nonnegative", argument): ONE,
        }
        for key in list(c.groups):
            if key[0] is node or (labels and key[1] != labels):
                continue
            exponent = c.groups[key]
            if key == (mapped("relu", argument), labels) and isinstance(exponent, Fraction) and exponent > 0:
                c.drop((node, labels))
                return True
            simpler = assume(key[0], known)
            if simpler is not key[0]:
                c.drop(key)
                c.todo.append(Factor(settled(simpler), key[1], exponent))
                return True
    return False


def shrinking_products(c: Contraction, touching: Touching) -> bool:
    """Two sums, one of them with an identity, multiplied out where that leaves no more terms than one of them
    has: (I - 1⃗1⃗ᵀ/n)(𝐱 - 1⃗ 1⃗ᵀ𝐱/n) is 𝐱 - 1⃗ 1⃗ᵀ𝐱/n."""
    for label, keys in touching.items():
        if label < c.rank or len(keys) != 2 or any(c.groups[key] != 1 for key in keys):
            continue
        (node, labels), (other, places) = keys
        if not isinstance(node, Sum) or not isinstance(other, Sum):
            continue
        ends = tuple(l for l in (*labels, *places) if l != label)
        count = len(node.terms) * len(other.terms)
        if count > MOST_PAIRS or len(set(ends)) < len(ends) or len(ends) < len(labels) + len(places) - 2:
            continue
        if not any(isinstance(term, Delta) for _, term in (*node.terms, *other.terms)):
            continue
        pairs = [(p, q) for p in node.terms for q in other.terms]
        terms = [scale(a * b, product([(x, labels), (y, places)], ends)) for (a, x), (b, y) in pairs]
        found = settled(add(terms))
        if not isinstance(found, Sum) or len(found.terms) <= max(len(node.terms), len(other.terms)):
            c.drop(*keys)
            c.parent[label] = -1
            c.todo.append(Factor(found, ends))
            return True
    return False


def nested_quotients(c: Contraction, touching: Touching) -> bool:
    """v(1 + q/v) = v + q, above or below a line."""
    for (node, labels), power in c.groups.items():
        if not isinstance(node, Sum) or not isinstance(power, Fraction) or power.denominator != 1:
            continue
        divisors = {
            f.node
            for _, term in node.terms
            if isinstance(term, Product)
            for f in term.factors
            if not f.labels and isinstance(f.exponent, Fraction) and f.exponent < 0
        }
        for base in divisors:
            multiplier = c.groups.get((base, ()))
            if not isinstance(multiplier, Fraction) or multiplier * power < 1:
                continue
            if abs(multiplier - power) > abs(multiplier):
                continue
            axes, shape = range(node.rank), dict(enumerate(node.shape))
            lifted = [scale(d, product([(term, axes), (base, ())], axes, shape)) for d, term in node.terms]
            inner = settled(add(lifted))
            if isinstance(inner, Sum) and length(inner) <= length(node):
                c.drop((node, labels))
                c.todo += [Factor(inner, labels, power), Factor(base, (), -power)]
                return True
    return False


def length(node: Sum) -> int:
    """How many factors a sum has, where one that is closed, 𝐱ᵀA𝐱, counts as one."""
    total = 0
    for _, term in node.terms:
        closed = isinstance(term, Product) and not term.rank and all(f.labels for f in term.factors)
        total += min(1, extent(term)) if closed else extent(term)
    return total


def one_plus_exp(node: Sum) -> Node | None:
    """a, where the node is 1 + exp(a)."""
    if len(node.terms) != 2:
        return None
    (c, one), (d, other) = node.terms
    if isinstance(one, Map):
        (c, one), (d, other) = (d, other), (c, one)
    constant = isinstance(one, Product) and not one.factors
    if constant and c == d == 1 and isinstance(other, Map) and other.function == "exp":
        return other.args[0]
    return None


def assume(root: Node, known: dict[Node, Node]) -> Node:
    """``root`` with nodes of its own shape replaced, as far as entry-by-entry operations reach."""
    if root in known:
        return broadcast(known[root], root.shape)
    axes = tuple(range(root.rank))
    if isinstance(root, Sum):
        parts = [assume(term, known) for _, term in root.terms]
        if all(new is old for new, (_, old) in zip(parts, root.terms, strict=True)):
            return root
        return add([scale(c, part) for (c, _), part in zip(root.terms, parts, strict=True)])
    if isinstance(root, Map) and root.function != "exp":
        args = [assume(arg, known) for arg in root.args]
        return (
            root
            if all(a is b for a, b in zip(args, root.args, strict=True))
            else mapped(root.function, *args)
        )
    if isinstance(root, Product):
        whole = [f.node if f.labels != axes else assume_leaf(f.node, known) for f in root.factors]
        if all(new is f.node for new, f in zip(whole, root.factors, strict=True)):
            return root
        factors = [Factor(new, f.labels, f.exponent) for new, f in zip(whole, root.factors, strict=True)]
        return product(factors, axes, dict(enumerate(root.dims)))
    return root


def assume_leaf(node: Node, known: dict[Node, Node]) -> Node:
    return broadcast(known[node], node.shape) if node in known else node


# Each with what must be among the factors for it to hold: functions by their names, others by their classes.
IDENTITIES: tuple[tuple[frozenset[str], Callable[[Contraction, Touching], bool]], ...] = (
    (frozenset(), cancel_inverses),
    (frozenset(("Operation",)), trace_of_function),
    (frozenset(("Operation",)), merge_powers),
    (frozenset(("exp",)), merge_exponentials),
    (frozenset(("Sum",)), reciprocal_sigmoid),
    (frozenset(("exp", "sigmoid")), opposite_exponential),
    (frozenset(("sigmoid",)), opposite_sigmoids),
    (frozenset(("exp", "Sum")), quotient_sigmoid),
    (frozenset(("sin", "cos")), quotient_of_functions),
    (frozenset(("sinh", "cosh")), quotient_of_functions),
    (frozenset(("exp",)), quotient_softmax),
    (frozenset(("exp",)), quotient_softmax_entry),
    (frozenset(("Operation",)), sum_of_softmax),
    (frozenset(("sign",)), signed_magnitude),
    (frozenset(("positive",)), use_conditions),
    (frozenset(("positive",)), positive_part),
    (frozenset(), commuting_diagonals),
    (frozenset(), diagonal_of_diagonal),
    (frozenset(("Product",)), orthogonal_norm),
    (frozenset(("Sum",)), shrinking_products),
    (frozenset(("Sum",)), nested_quotients),
)
