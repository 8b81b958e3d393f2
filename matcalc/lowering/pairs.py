"""Paired labels in a contraction: vec, its inverse and Kronecker products found.

A pair whose two parts meet nothing else is a vec; two pairs whose parts are joined part by part are a
Kronecker product, with the commutation matrix behind it where they are joined crosswise; a pair whose
whole carries only vectors is an unvec. (Magnus & Neudecker, Matrix Differential Calculus, ch. 2 and 3.)
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import permutations

from matcalc.kinds.dimensions import Dimension
from matcalc.lowering import build
from matcalc.lowering.build import is_negative
from matcalc.lowering.chains import Graph, Label, Link, Pair, Stuck, Vector, diagonal, joined, turned, written
from matcalc.lowering.identity import identities
from matcalc.terms import Apply, Matrix, Term


def resolve(graph: Graph) -> None:
    """Replace all pairs of a graph by vectors and matrices. Raises Stuck where one has no such form."""
    while graph.pairs:
        outer = graph.free
        graph.free = outer | {label for pair in graph.pairs for label in pair[:3]}
        graph.reduce()
        graph.free = outer
        if not (
            any(stacked(graph, pair) for pair in graph.pairs)
            or any(kronecker(graph, *two) for two in permutations(graph.pairs, 2))
            or any(half(graph, pair) for pair in graph.pairs)
            or any(unstacked(graph, pair) for pair in graph.pairs)
        ):
            bound = [l for pair in graph.pairs for l in (pair.fast, pair.slow, pair.whole) if l not in outer]
            raise Stuck(bound[0] if bound else graph.pairs[0].whole)


def inner(graph: Graph, pair: Pair, *others: Pair) -> bool:
    """Whether the parts of a pair are summed over and belong to no pair but ``others``."""
    rest = [p for p in graph.pairs if p != pair and p not in others]
    taken = {label for p in rest for label in p[:3]} | graph.free | {p.whole for p in (pair, *others)}
    return pair.fast not in taken and pair.slow not in taken


def neighbours(graph: Graph, label: Label) -> set[Label]:
    return {end for edge in graph.meeting.get(label, ()) for end in (edge.start, edge.end)} - {label}


def stacked(graph: Graph, pair: Pair) -> bool:
    """vec(M), or the Kronecker product of two vectors."""
    whole, fast, slow, m, n = pair
    joins = neighbours(graph, fast) | neighbours(graph, slow)
    if not inner(graph, pair) or not joins <= {fast, slow}:
        return False
    if fast != slow and not graph.between(fast, slow):
        parts = [column(graph, label, size) for label, size in ((slow, n), (fast, m))]
        term: Term = Apply("kron", tuple(parts))
    else:
        term = Apply("vec", (part(graph, fast, slow, m, n),))
    forget(graph, fast, slow)
    graph.pairs.remove(pair)
    graph.put(whole, Vector((), term))
    return True


def kronecker(graph: Graph, left: Pair, right: Pair) -> bool:
    """kron(M, N) from the whole of one pair to that of the other."""
    if not (inner(graph, left, right) and inner(graph, right, left)) or left.whole == right.whole:
        return False
    straight = ((left.slow, right.slow), (left.fast, right.fast))
    crossed = ((left.slow, right.fast), (left.fast, right.slow))
    for ways, sizes in (
        (straight, ((left.n, right.n), (left.m, right.m))),
        (crossed, ((left.n, right.m), (left.m, right.n))),
    ):
        if not apart(graph, left, right, ways):
            continue
        for pair in (left, right):
            # what is multiplied in on the parts entry by entry is a diagonal on the whole
            for edge in graph.between(pair.fast, pair.slow):
                graph.remove(edge)
                links = edge.chain if edge.start == pair.fast else turned(edge.chain)
                graph.put(pair.whole, Vector((), Apply("vec", (build.product(written(links)),))))
        factors = [part(graph, *ends, *size) for ends, size in zip(ways, sizes, strict=True)]
        back = [part(graph, *ends[::-1], *size[::-1]) for ends, size in zip(ways, sizes, strict=True)]
        trivial = all(isinstance(factor, Apply) and factor.op == "eye" for factor in factors)
        chain = [] if trivial else [product_link(factors, back)]
        if ways is crossed:
            chain.append(commutation_link(right.m, right.n))
        forget(graph, *left[1:3], *right[1:3])
        graph.pairs.remove(left)
        graph.pairs.remove(right)
        graph.connect(left.whole, right.whole, tuple(chain))
        return True
    return False


def product_link(factors: Iterable[Term], back: Iterable[Term]) -> Link:
    """A Kronecker product; ``back``: the factors' transposes, with which its own is written."""
    return Link(Apply("kron", tuple(factors)), other=Apply("kron", tuple(back)))


def commutation_link(m: Dimension, n: Dimension) -> Link:
    """K_mn, whose transpose is K_nm."""
    return Link(
        Apply("commutation", (build.dimension(m), build.dimension(n))),
        other=Apply("commutation", (build.dimension(n), build.dimension(m))),
    )


def half(graph: Graph, pair: Pair) -> bool:
    """kron(𝐱, M) or kron(M, 𝐱) from the whole of a pair to where one of its parts leads."""
    whole, fast, slow, m, n = pair
    others = {label for p in graph.pairs if p != pair for label in p[:3]}
    for near, far in ((fast, slow), (slow, fast)):
        if near in others | graph.free or neighbours(graph, near) or near == far:
            continue
        onward = neighbours(graph, far)
        stays = far in others | graph.free
        if (stays and onward) or (not stays and len(onward) != 1) or onward & {whole}:
            continue
        end = far if stays else onward.pop()
        sizes = {fast: m, slow: n}
        if stays:
            matrix = back = build.eye(sizes[far])
        else:
            kept = graph.vectors.pop(end, None)
            matrix, back = graph.matrix(far, end), graph.matrix(end, far)
            if kept:
                graph.vectors[end] = kept
        vector = column(graph, near, sizes[near])
        pairs = [(matrix, back), (vector, build.transpose(vector))]
        link = product_link(*zip(*(pairs if near == fast else pairs[::-1]), strict=True))
        forget(graph, *((near,) if stays else (near, far)))
        graph.pairs.remove(pair)
        graph.connect(whole, end, (link,))
        return True
    return False


def apart(graph: Graph, left: Pair, right: Pair, ways: tuple[tuple[Label, Label], ...]) -> bool:
    """Whether each part of one pair is joined to the part of the other that ``ways`` gives it, if to
    anything; what joins the parts of one pair does not count, since it is a diagonal on its whole."""
    (a, b), (c, d) = ways
    if {a, b} & {c, d} or left.fast == left.slow or right.fast == right.slow:
        return False
    allowed: dict[Label, set[Label]] = {label: set() for label in (a, b, c, d)}
    for label, friends in ((a, {b, c}), (b, {a, d}), (c, {d, a}), (d, {c, b})):
        allowed[label] |= friends
    return all(neighbours(graph, label) <= friends for label, friends in allowed.items())


def unstacked(graph: Graph, pair: Pair) -> bool:
    """A vector on the whole, made a matrix between the parts."""
    whole, fast, slow, m, n = pair
    shared = any(whole in other[:3] for other in graph.pairs if other != pair)
    if whole in graph.free or shared or graph.meeting.get(whole) or whole not in graph.vectors:
        return False
    vector = joined(graph.vectors.pop(whole))
    graph.pairs.remove(pair)
    term = Apply("unvec", (vector.column(), build.dimension(m), build.dimension(n)))
    graph.connect(fast, slow, (Link(term),))
    return True


def part(graph: Graph, row: Label, col: Label, m: Dimension, n: Dimension) -> Term:
    """The matrix between two labels; between a label and itself a diagonal one."""
    if row == col:
        on = graph.vectors.get(row)
        return diagonal(on).term if on else build.eye(m)
    if graph.between(row, col):
        return sized(graph.matrix(row, col), m, n)
    return build.product([column(graph, row, m), build.transpose(column(graph, col, n))])


def sized(term: Term, m: Dimension, n: Dimension) -> Term:
    """A factor of m × n, in which [I; 0⃗ᵀ] says how large I is: a Kronecker product does not tell."""
    if isinstance(term, Apply) and term.op == "transpose":
        return build.transpose(sized(term.args[0], n, m))
    if not isinstance(term, Matrix) or (len(term.rows) > 1 and len(term.rows[0]) > 1):
        return term
    size = build.eye(m if len(term.rows) == 1 else n)

    def said(block: Term) -> Term:
        return size if isinstance(block, Apply) and block.op == "eye" else block

    return Matrix(tuple(tuple(map(said, row)) for row in term.rows))


def column(graph: Graph, label: Label, size: Dimension) -> Term:
    vectors = graph.vectors.get(label)
    return joined(vectors).column() if vectors else build.ones(size)


def forget(graph: Graph, *labels: Label) -> None:
    """Take away all that stands on labels that are done."""
    for label in labels:
        graph.vectors.pop(label, None)
        for edge in list(graph.meeting.get(label, ())):
            graph.remove(edge)


def gathered(root: Term) -> Term:
    """Kronecker products with a factor in common made one: A ⊗ B + A ⊗ C = A ⊗ (B + C)."""
    if isinstance(root, Apply) and root.op in ("product", "neg", "divide"):
        return Apply(root.op, tuple(gathered(arg) for arg in root.args))
    if not isinstance(root, Apply) or root.op != "add":
        return root
    numbers = identities(root)
    terms = list(root.args)
    together(terms, numbers)
    for shared in (0, 1):
        found: dict[int, list[int]] = {}
        for position, term in enumerate(terms):
            factors = kronecker_factors(term)
            if factors and id(factors[shared]) in numbers:
                found.setdefault(numbers[id(factors[shared])], []).append(position)
        for positions in found.values():
            if len(positions) < 2:
                continue
            signed = []
            for position in positions:
                other = kronecker_factors(terms[position])[1 - shared]
                signed.append(build.negative(other) if is_negative(terms[position]) else other)
            common = kronecker_factors(terms[positions[0]])[shared]
            both = (common, build.add(signed)) if shared == 0 else (build.add(signed), common)
            terms[positions[0]] = Apply("kron", both)
            for position in positions[1:]:
                terms[position] = build.ZERO
    return build.add(terms)


def together(terms: list[Term], numbers: dict[int, int]) -> None:
    """A K + B K made (A + B) K for commutation matrices K; what is taken up becomes 0."""
    found: dict[int, list[tuple[int, Apply]]] = {}
    for position, term in enumerate(terms):
        body = unsigned(term)
        if isinstance(body, Apply) and body.op == "product":
            last = body.args[-1]
            if isinstance(last, Apply) and last.op == "commutation":
                found.setdefault(numbers[id(last)], []).append((position, body))
    for members in found.values():
        if len(members) < 2:
            continue
        ahead = []
        for position, body in members:
            rest = build.product(body.args[:-1])
            ahead.append(build.negative(rest) if is_negative(terms[position]) else rest)
            terms[position] = build.ZERO
        first, body = members[0]
        terms[first] = build.product([gathered(build.add(ahead)), body.args[-1]])


def unsigned(term: Term) -> Term:
    return term.args[0] if isinstance(term, Apply) and term.op == "neg" else term


def kronecker_factors(term: Term) -> tuple[Term, ...]:
    """The factors of a Kronecker product, signed or not; none of anything else."""
    body = unsigned(term)
    return body.args if isinstance(body, Apply) and body.op == "kron" else ()
