"""What the targets have in common whose first axis is the fastest: a vector is a column, @ is *, * is .*."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from matcalc.code.dialect import Dialect, Texts
from matcalc.code.graph import Array
from matcalc.code.texts import ATOM, POWER, PRODUCT, SIGN, Text, call
from matcalc.errors import CalculusError
from matcalc.tensor.node import Shape


class Columns(Dialect):
    """A target with arrays laid out by columns. It says how axes are reversed, added and joined."""

    einsums: ClassVar[bool] = False

    def identifier(self, name: str) -> str:
        return f"{name}_" if name in self.taken else name

    # said by each target

    def sized(self, shape: Shape) -> str:
        """The size of an array of a shape, as ``size`` tells it."""
        raise NotImplementedError

    def reversed(self, text: Text, rank: int) -> Text:
        """The axes in reverse: here the first of them is the fastest."""
        raise NotImplementedError

    def beside(self, parts: list[str], axis: int) -> Text:
        """Arrays joined along an axis."""
        raise NotImplementedError

    def reduced(self, function: str, axes: Sequence[int], text: str, arg: Array, array: Array) -> Text:
        """A function of arrays and an axis, along several."""
        raise NotImplementedError

    # views

    def write_expand(self, array: Array, texts: Texts) -> Text:
        (arg,) = array.args
        if array.info == (True, False):
            return texts[arg]
        if array.info == (False, True):
            return Text(f"{texts[arg].within(ATOM)}'")
        return call("reshape", texts[arg].text, self.sized(array.shape))

    def write_reshape(self, array: Array, texts: Texts) -> Text:
        (arg,) = array.args
        return self.reversed(
            call("reshape", self.reversed(texts[arg], arg.rank).text, self.sized(array.shape[::-1])),
            array.rank,
        )

    def write_join(self, array: Array, texts: Texts) -> Text:
        return self.beside(self.joined_parts(array, texts), array.info[0])

    # arithmetic

    def times(self, left: bool, right: bool) -> str:
        return ".*" if left and right else "*"

    def over(self, left: bool, right: bool) -> str:
        return "./" if right else "/"

    def write_matmul(self, array: Array, texts: Texts) -> Text:
        left, right = array.args
        if left.rank == 1 and right.rank == 2:  # a column again
            return Text(f"{texts[right].within(ATOM)}' * {texts[left].within(SIGN)}", PRODUCT)
        first = f"{texts[left].within(ATOM)}'" if left.rank == 1 else texts[left].within(SIGN)
        return Text(f"{first} * {texts[right].within(SIGN)}", PRODUCT)

    def write_outer(self, array: Array, texts: Texts) -> Text:
        left, right = (texts[arg] for arg in array.args)
        return Text(f"{left.within(SIGN)} * {right.within(ATOM)}'", PRODUCT)

    def write_sum(self, array: Array, texts: Texts) -> Text:
        (arg,) = array.args
        return self.reduced("sum", array.info, texts[arg].text, arg, array)

    def write_logsumexp(self, array: Array, texts: Texts) -> Text:
        (arg,) = array.args
        axes = array.info if array.info is not None else range(arg.rank)
        return self.reduced("logsumexp", axes, texts[arg].text, arg, array)

    def write_softmax(self, array: Array, texts: Texts) -> Text:
        (arg,) = array.args
        self.need("softmax(")
        return call("softmax", texts[arg].text, str(array.info + 1))

    # linear algebra

    def write_solve(self, array: Array, texts: Texts) -> Text:
        matrix, right = (texts[arg] for arg in array.args)
        return Text(f"{matrix.within(SIGN)} \\ {right.within(SIGN)}", PRODUCT)

    def write_solve_blocks(self, array: Array, texts: Texts) -> Text:
        self.need("solve_blocks(")
        return call("solve_blocks", *(texts[arg].text for arg in array.args))

    def write_matrix_power(self, array: Array, texts: Texts) -> Text:
        base, exponent = array.args
        if exponent.rank:
            raise CalculusError(f"{self.title} has no stack of powers of a matrix")
        return Text(f"{texts[base].within(ATOM)}^{texts[exponent].within(ATOM)}", POWER)
