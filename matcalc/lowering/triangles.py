"""The lower and upper triangle of a matrix: entries where an index of rows is at least that of columns,
or at most. As a tensor, a condition on two ranges; in print, tril and triu."""

from __future__ import annotations

from matcalc.lowering import build
from matcalc.tensor.make import index_range, mapped, product, subtract
from matcalc.tensor.node import Map, Node, Shape
from matcalc.tensor.normal import normal
from matcalc.terms import Apply, Term

OTHER = {"tril": "triu", "triu": "tril"}


def condition(name: str, shape: Shape) -> Node:
    """1 where a matrix of this shape has its triangle, 0 elsewhere."""
    dims = dict(enumerate(shape))
    rows, columns = (product([(index_range(shape[axis]), (axis,))], (0, 1), dims) for axis in (0, 1))
    upper, lower = (rows, columns) if name == "tril" else (columns, rows)
    return normal(mapped("nonnegative", subtract(upper, lower)))


def triangle(node: Node) -> str | None:
    """'tril' or 'triu' where a node is the condition of one."""
    if not isinstance(node, Map) or node.function != "nonnegative" or node.rank != 2:
        return None
    return next((name for name in OTHER if condition(name, node.shape) is node), None)


def of_ones(name: str, shape: Shape) -> Term:
    """The triangle alone, tril(ones(m, n))."""
    return Apply(name, (Apply("ones", tuple(map(build.dimension, shape))),))


def is_of_ones(term: Term) -> bool:
    return isinstance(term, Apply) and term.op in OTHER and build.is_ones(term.args[0])


def turned(term: Apply) -> Term:
    """The transpose of a triangle of ones, tril(ones(m, n))ᵀ = triu(ones(n, m))."""
    (ones,) = term.args
    assert isinstance(ones, Apply)
    return Apply(OTHER[term.op], (Apply("ones", ones.args[::-1]),))


def taken(terms: list[Term]) -> tuple[list[str], list[Term]]:
    """Factors multiplied entry by entry, the triangles of ones apart from the rest."""
    names = [term.op for term in terms if isinstance(term, Apply) and is_of_ones(term)]
    return names, [term for term in terms if not is_of_ones(term)]
