"""The differential of a matrix brought to the form vec dY = M vec dX, from which its derivative is read.

By vec(A dX B) = (Bᵀ ⊗ A) vec dX, vec(dXᵀ) = K vec dX with the commutation matrix K, and
vec(C ⊙ dX) = diag(vec C) vec dX (Magnus & Neudecker, "Matrix Differential Calculus with Applications in
Statistics and Econometrics", ch. 2 and 3).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeGuard

from matcalc.errors import CalculusError
from matcalc.explain.adjoints import holds_differential
from matcalc.explain.linear import Differentials
from matcalc.kinds.dimensions import Dimension
from matcalc.lowering import build
from matcalc.records import Record, replace
from matcalc.terms import Apply, Summation, Term


class Summand(Record):
    """What is done to ``inner``, which is linear in a differential: scalars · left · inner · right.

    outer: the matrices that map its vec to that of a summand of the whole, the last first.
    around: Σ that it stands in, outermost first.
    """

    inner: Term
    scalars: tuple[Term, ...] = ()
    left: tuple[Term, ...] = ()
    right: tuple[Term, ...] = ()
    outer: tuple[Term, ...] = ()
    around: tuple[Summation, ...] = ()


class Stacking:
    """The summands of a matrix or column that is linear in the differential of a variable.

    Raises CalculusError where they are made by more than products, transposes and sums.
    """

    def __init__(self, expression: Term, rules: Differentials) -> None:
        self.rules, self.workings = rules, rules.workings
        self.is_vec = isinstance(expression, Apply) and expression.op == "vec"
        if isinstance(expression, Apply) and self.is_vec:
            (expression,) = expression.args
        self.workings.settle(expression)
        self.summands: list[Summand] = []
        stack = [Summand(expression)]
        while stack:
            top = stack.pop()
            inner = top.inner
            if _is_differential(inner.args[0] if _is_transpose(inner) else inner):
                self.summands.append(top)
            else:
                stack += reversed(self._opened(top))

    def multiplied_out(self) -> Term | None:
        """The sum of the summands; None where something else than a product is done to one."""
        if any(s.outer for s in self.summands):
            return None
        products = [self.rules.product([*s.scalars, *s.left, s.inner, *s.right]) for s in self.summands]
        out = build.add([_within(s.around, term) for s, term in zip(self.summands, products, strict=True)])
        return Apply("vec", (out,)) if self.is_vec else out

    def matrix(self) -> Term:
        """M in vec dY = M vec dX."""
        terms = []
        for s in self.summands:
            maps = [*s.outer, *self._kronecker(s), *self._turning(s.inner)]
            terms.append(_within(s.around, self.rules.product([*s.scalars, *(maps or [build.eye()])])))
        return build.add(terms)

    def applied(self, change: Term) -> Term:
        """M vec dX, given vec dX."""
        (first, *more) = self.summands
        if not more and not first.around and not (first.outer or first.left or first.right):
            return self.rules.product([*first.scalars, *self._turning(first.inner), change])
        return self.rules.product([self.matrix(), change])

    def _sizes(self, term: Term) -> tuple[Dimension, Dimension]:
        kind = self.workings.kind(term)
        return kind.rows or Dimension.of(1), kind.cols or Dimension.of(1)

    def _kronecker(self, s: Summand) -> list[Term]:
        """rightᵀ ⊗ left, which maps vec(inner) to vec(left · inner · right); nothing for the identity."""
        rows, cols = self._sizes(s.inner)
        if not s.left and not s.right:
            return []
        left = self.workings.simplified(self.rules.product(s.left)) if s.left else build.eye(rows)
        if not s.right:
            return [left] if cols.value == 1 else [Apply("kron", (build.eye(cols), left))]
        turned = self.workings.simplified(build.transpose(self.rules.product(s.right)))
        return [turned] if rows.value == 1 and not s.left else [Apply("kron", (turned, left))]

    def _turning(self, term: Term) -> list[Term]:
        """K with vec(Aᵀ) = K vec(A), where the term is Aᵀ and A has several rows and columns."""
        cols, rows = self._sizes(term)
        if not _is_transpose(term) or 1 in (rows.value, cols.value):
            return []
        return [Apply("commutation", (build.dimension(rows), build.dimension(cols)))]

    def _opened(self, top: Summand) -> list[Summand]:
        """The same, one operation further in."""
        inner = top.inner
        match inner:
            case Apply(op="add"):
                return [replace(top, inner=part) for part in inner.args]
            case Apply(op="neg"):
                scalars = (build.negative(build.ONE), *top.scalars)
                return [replace(top, inner=inner.args[0], scalars=scalars)]
            case Apply(op="product"):
                return [self._product(top, inner)]
            case Apply(op="transpose"):
                return [self._mapped(top, self._turning(inner), inner.args[0])]
            case Apply(op="hadamard"):
                place = _place(inner)
                others = build.hadamard([*inner.args[:place], *inner.args[place + 1 :]])
                column = self.workings.kind(others).word == "vector"
                scale = Apply("diag", (others if column else Apply("vec", (others,)),))
                return [self._mapped(top, [scale], inner.args[place])]
            case Summation():
                return [replace(top, inner=inner.body, around=(*top.around, inner))]
        raise CalculusError("this cannot be brought to the form M vec dX", inner.span)

    def _product(self, top: Summand, inner: Apply) -> Summand:
        place = _place(inner)
        part = inner.args[place]
        if not self.workings.kind(part).axes:
            raise CalculusError("a scalar times a matrix is no map of vec here", inner.span)
        others = [(k, arg) for k, arg in enumerate(inner.args) if k != place]
        scalars = [arg for _, arg in others if not self.workings.kind(arg).axes]
        left, right = (
            [arg for k, arg in others if (k < place) is before and self.workings.kind(arg).axes]
            for before in (True, False)
        )
        return replace(
            top,
            inner=part,
            scalars=(*top.scalars, *scalars),
            left=(*top.left, *left),
            right=(*right, *top.right),
        )

    def _mapped(self, top: Summand, maps: Sequence[Term], inner: Term) -> Summand:
        """A summand in which matrices map the vec of something to that of what stood there."""
        outer = (*top.outer, *self._kronecker(top), *maps)
        return Summand(inner, top.scalars, outer=outer, around=top.around)


def _place(term: Apply) -> int:
    return next(k for k, arg in enumerate(term.args) if holds_differential(arg))


def _within(sums: Sequence[Summation], term: Term) -> Term:
    for around in reversed(sums):
        term = replace(around, body=term)
    return term


def _is_differential(term: Term) -> bool:
    return isinstance(term, Apply) and term.op == "differential"


def _is_transpose(term: Term) -> TypeGuard[Apply]:
    return isinstance(term, Apply) and term.op == "transpose"
