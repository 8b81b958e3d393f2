"""PyTorch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from matcalc.code.dialect import Texts
from matcalc.code.graph import Array
from matcalc.code.targets.library import known
from matcalc.code.targets.python import Python
from matcalc.code.texts import ATOM, Text, call
from matcalc.kinds.dimensions import Dimension

SAME = (
    *("abs", "sign", "sqrt", "exp", "expm1", "log", "log1p", "log2", "log10", "sin", "cos", "tan", "sinh"),
    *(
        "cosh",
        "tanh",
        "arcsin",
        "arccos",
        "arctan",
        "arcsinh",
        "arccosh",
        "arctanh",
        "sigmoid",
        "relu",
        "erf",
    ),
)


class Torch(Python):
    name = "torch"
    title = "PyTorch"
    module = "torch"
    heading = "import torch"
    taken = frozenset({"torch", "dtype", "device", "int", "math"})
    strict = True
    axis = "dim"
    joined = "cat"
    permuted = "permute"
    functions: ClassVar = {
        **{name: f"torch.{name}({{0}})" for name in SAME},
        "cot": "1 / torch.tan({0})",
        "sec": "1 / torch.cos({0})",
        "csc": "1 / torch.sin({0})",
        "coth": "1 / torch.tanh({0})",
        "sech": "1 / torch.cosh({0})",
        "csch": "1 / torch.sinh({0})",
        "max": "torch.maximum({0}, {1})",
        "min": "torch.minimum({0}, {1})",
        "softplus": "torch.logaddexp({0}, torch.zeros_like({0}))",  # its own is rough beyond 20
        "xlogy": "torch.xlogy({0}, {1})",
        "logaddexp": "torch.logaddexp({0}, {1})",
        "positive": "({0} > 0).to(dtype)",
        "nonnegative": "({0} >= 0).to(dtype)",
        "null": "({0} == 0).to(dtype)",
    }
    operations: ClassVar = {
        "outer": "torch.outer({0}, {1})",
        "diag": "torch.diag({0})",
        "diagonal": "torch.diagonal({0})",
        "trace": "torch.trace({0})",
        "inverse": "torch.linalg.inv({0})",
        "pinverse": "torch.linalg.pinv({0})",
        "det": "torch.linalg.det({0})",
        "logdet": "torch.linalg.slogdet({0})[1]",
        "solve": "torch.linalg.solve({0}, {1})",
        "solve blocks": "torch.linalg.solve({0}, {1}[..., None])[..., 0]",
        "cholesky": "torch.linalg.cholesky({0})",
        "cholesky logdet": "2 * torch.sum(torch.log(torch.diagonal({0})))",
        "norm": "torch.linalg.norm({0})",
        "prod": "torch.prod({0})",
        "max": "torch.max({0})",
        "softmax": "torch.softmax({0}, dim=-1)",
        "expm": "torch.linalg.matrix_exp({0})",
    }
    imports: ClassVar = {}
    helpers: ClassVar = {}

    def dtype(self) -> str:
        return "dtype=dtype, device=device"

    def owned(self) -> str:
        return ".clone()"

    def array_of(self, number: Text) -> Text:
        return self.of_module("tensor", number.text, self.dtype())

    def conversions(self, arrays: list[str], scalars: list[str]) -> list[str]:
        lines = (
            [f"{', '.join(arrays)} = {', '.join(f'torch.as_tensor({a})' for a in arrays)}"] if arrays else []
        )
        like = ""
        if arrays and scalars:
            lines += self.own_type(arrays[0])
            like = f", {self.dtype()}"
        return [*lines, *(f"{name} = torch.as_tensor({name}{like})" for name in scalars)]

    def own_type(self, name: str) -> list[str]:
        """A line that tells what new arrays are to be: as the first argument is, and never whole numbers."""
        return [f"dtype, device = torch.result_type({name}, 1.0), {name}.device"]

    def shape_of(self, name: str) -> str:
        return f"{name}.shape"

    def type_lines(self, arrays: list[str], scalars: list[str], body: Sequence[str]) -> list[str]:
        if arrays and scalars:
            return []
        for first in (*arrays, *scalars):
            placed = any("device" in line for line in body)
            return self.own_type(first) if placed else [f"dtype = torch.result_type({first}, 1.0)"]
        return ["dtype, device = torch.get_default_dtype(), None"]

    def write_unit(self, array: Array, texts: Texts) -> Text:
        eye = self.of_module("eye", self.dimension(array.shape[0]).text, self.dtype()).text
        return Text(f"{eye}[{self.dimension(array.info - 1).text}]")

    def write_full(self, value: Text, shape: str) -> Text:
        return Text(f"{value.within(ATOM)}.expand{shape}.clone()")

    def write_logsumexp(self, array: Array, texts: Texts) -> Text:
        (arg,) = array.args
        axes = array.info or tuple(range(arg.rank))
        return call("torch.logsumexp", texts[arg].text, f"dim={axes[0] if len(axes) == 1 else axes}")

    def write_cholesky_inverse(self, array: Array, texts: Texts) -> Text:
        return call("torch.cholesky_inverse", texts[array.args[0]].text)

    def write_cholesky_solve(self, array: Array, texts: Texts) -> Text:
        factor, right = array.args
        if array.rank == 1:
            column = f"{texts[right].within(ATOM)}[:, None]"
            return Text(f"torch.cholesky_solve({column}, {texts[factor].text})[:, 0]")
        return call("torch.cholesky_solve", texts[right].text, texts[factor].text)

    def padded(self, text: str, array: Array, axis: int, offset: Dimension, size: Dimension) -> Text:
        ends = (self.dimension(d).text for d in (offset, array.shape[axis] - offset - size))
        widths = ", ".join(["0, 0"] * (array.rank - 1 - axis) + [", ".join(ends)])
        return call("torch.nn.functional.pad", text, f"({widths})")

    def placed(self, text: Text, array: Array, axis: int) -> Text:
        if known(array):
            return self.array_of(Text(f"[{text.text}]"))
        if not array.rank:
            return Text(f"{text.within(ATOM)}.reshape(1)")
        return super().placed(text, array, axis)

    def entries(self, array: Array, texts: Texts) -> str | None:
        return None
