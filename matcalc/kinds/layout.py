"""How a derivative is laid out.

The layouts are those of Wikipedia, "Matrix calculus", section "Layout conventions". Where that leaves a
combination blank (a matrix by a scalar in denominator layout), it is the transpose of the numerator
layout's, as in all others. Mixed layout is numerator layout except that what is differentiated once by
one vector or matrix, being a scalar, has the shape of the variable.
"""

from __future__ import annotations

from matcalc.kinds.dimensions import Dimension
from matcalc.records import Value

ONE_AXIS = Dimension.of(1)


def layout_of(operator: str, name: str) -> str:
    """The layout of a derivative: what is taken entry by entry has the variable's shape in all of them."""
    return "denominator" if operator == "entries" else name


class Layout(Value):
    """The layout of a derivative whose axes are those of the output, then those of the variables.

    own:       the number of axes of the output.
    variables: those of each variable that has any, the one differentiated by first (and written last)
               first: (1, 1) for a Hessian. Scalars do not matter.
    """

    name: str
    own: int
    variables: tuple[int, ...] = ()

    @property
    def is_gradient(self) -> bool:
        return self.own == 0 and len(self.variables) == 1

    @property
    def transposes(self) -> bool:
        """Whether it is written transposed: a row, or a matrix with its axes the other way round."""
        if self.own + sum(self.variables) > 2:
            return False
        return self.name == ("numerator" if self.is_gradient else "denominator")

    def shape(self, axes: tuple[Dimension, ...]) -> tuple[Dimension, ...]:
        """The shape it is written with, (n, 1) a column and (1, n) a row."""
        if len(axes) == 1:
            return (ONE_AXIS, *axes) if self.transposes else (*axes, ONE_AXIS)
        return axes[::-1] if self.transposes else axes
