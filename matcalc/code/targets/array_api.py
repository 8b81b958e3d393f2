"""Any library of the Python array API standard (2023.12), by array-api-compat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from matcalc.code.arithmetic import monomial
from matcalc.code.arrays import expand, inverse
from matcalc.code.dialect import CIRCULAR, Texts
from matcalc.code.graph import ONE, Array, eye, make
from matcalc.code.targets.library import known
from matcalc.code.targets.python import Python
from matcalc.code.texts import PRODUCT, SIGN, Text, call
from matcalc.kinds.dimensions import Dimension

SAME = ("abs", "sign", "sqrt", "exp", "expm1", "log", "log1p", "log2", "log10", *CIRCULAR)


class ArrayAPI(Python):
    name = "array-api"
    title = "the array API standard"
    module = "xp"
    heading = "from array_api_compat import array_namespace"
    taken = frozenset({"xp", "array_namespace", "dtype", "int", "math"})
    strict = True
    whole = True
    masks = False
    einsums = False
    joined = "concat"
    permuted = "permute_dims"
    functions: ClassVar = {
        **{name: f"xp.{name}({{0}})" for name in SAME},
        **{f"arc{name}": f"xp.a{name}({{0}})" for name in CIRCULAR},
        "cot": "1 / xp.tan({0})",
        "sec": "1 / xp.cos({0})",
        "csc": "1 / xp.sin({0})",
        "coth": "1 / xp.tanh({0})",
        "sech": "1 / xp.cosh({0})",
        "csch": "1 / xp.sinh({0})",
        "max": "xp.maximum({0}, {1})",
        "min": "xp.minimum({0}, {1})",
        "relu": "xp.maximum({0}, xp.zeros_like({0}))",
        "sigmoid": "sigmoid({0})",
        "softplus": "xp.logaddexp({0}, xp.zeros_like({0}))",
        "xlogy": "xlogy({0}, {1})",
        "logaddexp": "xp.logaddexp({0}, {1})",
        "positive": "xp.astype({0} > 0, dtype)",
        "nonnegative": "xp.astype({0} >= 0, dtype)",
        "null": "xp.astype({0} == 0, dtype)",
    }
    operations: ClassVar = {
        "outer": "xp.linalg.outer({0}, {1})",
        "diagonal": "xp.linalg.diagonal({0})",
        "trace": "xp.linalg.trace({0})",
        "inverse": "xp.linalg.inv({0})",
        "pinverse": "xp.linalg.pinv({0})",
        "det": "xp.linalg.det({0})",
        "logdet": "xp.linalg.slogdet({0})[1]",
        "solve": "xp.linalg.solve({0}, {1})",
        "solve blocks": "xp.linalg.solve({0}, {1}[..., None])[..., 0]",
        "cholesky": "xp.linalg.cholesky({0})",
        "cholesky logdet": "2 * xp.sum(xp.log(xp.linalg.diagonal({0})))",
        "norm": "xp.linalg.vector_norm({0})",
        "prod": "xp.prod({0})",
        "max": "xp.max({0})",
        "softmax": "softmax({0})",
    }
    imports: ClassVar = {}
    helpers: ClassVar = {
        "sigmoid": """\
def sigmoid(x):
    xp = array_namespace(x)
    power = xp.exp(-xp.abs(x))
    return xp.where(x >= 0, xp.ones_like(x), power) / (1 + power)
""",
        "where": """\
def where(condition, x):
    xp = array_namespace(x)
    return xp.where(condition, x, xp.zeros_like(x))
""",
        "xlogy": """\
def xlogy(x, y):
    xp = array_namespace(x, y)
    return xp.where(x == 0, xp.zeros_like(x), x * xp.log(xp.where(x == 0, xp.ones_like(y), y)))
""",
        "softmax": """\
def softmax(x):
    xp = array_namespace(x)
    powers = xp.exp(x - xp.max(x, axis=-1, keepdims=True))
    return powers / xp.sum(powers, axis=-1, keepdims=True)
""",
        "logsumexp": """\
def logsumexp(x, axis=None):
    xp = array_namespace(x)
    largest = xp.max(x, axis=axis, keepdims=True)
    total = xp.log(xp.sum(xp.exp(x - largest), axis=axis))
    return total + xp.reshape(largest, total.shape)
""",
    }

    def lowered(self, array: Array, args: Sequence[Array]) -> Array | None:
        match array.op:
            case "cholesky solve":  # the standard solves no triangle
                return make("solve", (args[0].args[0], args[1]), shape=array.shape)
            case "cholesky inverse":
                return inverse(args[0].args[0])
            case "diag":
                return monomial(ONE, [(eye(array.shape[0]), ONE), (expand(args[0], (False, True)), ONE)])
        return super().lowered(array, args)

    def headings(self, text: str) -> list[str]:
        return [self.heading] if "array_namespace(" in text else []

    def need(self, template: str) -> None:
        super().need(template)
        if "xp." in template:
            self.needed["xp"] = None

    def conversions(self, arrays: list[str], scalars: list[str]) -> list[str]:
        names = arrays or scalars
        used = "xp" in self.needed or (arrays and scalars)
        lines = [f"xp = array_namespace({', '.join(names)})"] if used and names else []
        if arrays and scalars:
            lines += self.own_type(arrays[0])
            lines += [f"{name} = xp.asarray({name}, dtype=dtype)" for name in scalars]
        return lines

    def shape_of(self, name: str) -> str:
        return f"{name}.shape"

    def type_lines(self, arrays: list[str], scalars: list[str], body: Sequence[str]) -> list[str]:
        if arrays and scalars:
            return []
        return self.own_type([*arrays, *scalars, "xp.asarray(0.0)"][0])

    def own_type(self, name: str) -> list[str]:
        """A line that tells what new arrays are to be: as the first argument is, and never whole numbers."""
        return [f"dtype = xp.result_type({name}, xp.float32)"]

    def write_constant(self, array: Array, texts: Texts) -> Text:
        self.needed["math"] = None
        return Text(f"math.{array.info}")

    def write_full(self, value: Text, shape: str) -> Text:
        return Text(f"{value.within(SIGN)} * {self.of_module('ones', shape, self.dtype()).text}", PRODUCT)

    def owned(self) -> str:
        return ""

    def write_unit(self, array: Array, texts: Texts) -> Text:
        row = super().write_unit(array, texts).text
        return Text(row.removesuffix("[0]") + "[0, :]")

    def write_pairing(self, array: Array, texts: Texts) -> Text:
        _, fast, slow = (self.dimension(d).text for d in array.shape)
        whole = self.dimension(array.shape[0]).text
        split = self.of_module(
            "reshape", self.of_module("eye", whole, self.dtype()).text, f"({whole}, {slow}, {fast})"
        )
        return self.of_module("permute_dims", split.text, "(0, 2, 1)")

    def padded(self, text: str, array: Array, axis: int, offset: Dimension, size: Dimension) -> Text:
        parts = [text]
        for place, width in ((0, offset), (2, array.shape[axis] - offset - size)):
            if width.value != 0:
                shape = self.shape((*array.shape[:axis], width, *array.shape[axis + 1 :]))
                parts.insert(place, self.of_module("zeros", shape, self.dtype()).text)
        return self.of_module("concat", self.listing(parts), f"axis={axis}")

    def placed(self, text: Text, array: Array, axis: int) -> Text:
        if known(array):
            return self.array_of(Text(f"[{text.text}]"))
        if not array.rank:
            return self.of_module("reshape", text.text, "(1,)")
        return super().placed(text, array, axis)

    def write_reshape(self, array: Array, texts: Texts) -> Text:
        shape = "(-1,)" if array.rank == 1 else self.shape(array.shape)
        return self.of_module("reshape", texts[array.args[0]].text, shape)

    def write_where(self, array: Array, texts: Texts) -> Text:
        condition, chosen, *others = array.args
        if others:
            numbers = {branch: self.as_array(branch, texts) for branch in (chosen, *others)}
            return super().write_where(array, {**texts, **numbers})
        self.need("where(")
        return call("where", self.truth(condition, texts).text, texts[chosen].text)

    def write_join(self, array: Array, texts: Texts) -> Text:
        _, entries = array.info
        if array.rank == 1 and not all(entries):
            parts = [
                self.placed(texts[arg], arg, 0).text if entry else texts[arg].text
                for arg, entry in zip(array.args, entries, strict=True)
            ]
            return self.of_module("concat", self.listing(parts))
        return super().write_join(array, texts)

    def entries(self, array: Array, texts: Texts) -> str | None:
        return None
