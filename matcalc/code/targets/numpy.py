"""NumPy, and SciPy for what NumPy lacks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from matcalc.code.arithmetic import entries_of, linear
from matcalc.code.arrays import transpose
from matcalc.code.contraction import aligned
from matcalc.code.dialect import Texts
from matcalc.code.graph import Array, make
from matcalc.code.targets.python import Python
from matcalc.code.texts import Text, call

SAME = (
    *("abs", "sign", "sqrt", "exp", "expm1", "log", "log1p", "log2", "log10", "sin", "cos", "tan", "sinh"),
    *("cosh", "tanh", "arcsin", "arccos", "arctan", "arcsinh", "arccosh", "arctanh"),
)


NEW = frozenset({"outer", "matmul"})  # what is an array of its own, and large


class NumPy(Python):
    name = "numpy"
    title = "NumPy"
    module = "np"
    taken = frozenset({"np", "dtype", "int"})
    functions: ClassVar = {
        **{name: f"np.{name}({{0}})" for name in SAME},
        "cot": "1 / np.tan({0})",
        "sec": "1 / np.cos({0})",
        "csc": "1 / np.sin({0})",
        "coth": "1 / np.tanh({0})",
        "sech": "1 / np.cosh({0})",
        "csch": "1 / np.sinh({0})",
        "max": "np.maximum({0}, {1})",
        "min": "np.minimum({0}, {1})",
        "relu": "np.maximum(0, {0})",
        "sigmoid": "sigmoid({0})",
        "softplus": "np.logaddexp(0, {0})",
        "logaddexp": "np.logaddexp({0}, {1})",
        "erf": "erf({0})",
        "xlogy": "xlogy({0}, {1})",
        "positive": "np.heaviside({0}, 0)",
        "nonnegative": "np.heaviside({0}, 1)",
        "null": "(1 - np.abs(np.sign({0})))",
    }
    operations: ClassVar = {
        "outer": "np.outer({0}, {1})",
        "diag": "np.diag({0})",
        "diagonal": "np.diagonal({0})",
        "trace": "np.trace({0})",
        "inverse": "np.linalg.inv({0})",
        "pinverse": "np.linalg.pinv({0})",
        "det": "np.linalg.det({0})",
        "logdet": "np.linalg.slogdet({0})[1]",
        "solve": "np.linalg.solve({0}, {1})",
        "solve blocks": "np.linalg.solve({0}, {1}[..., None])[..., 0]",
        "cholesky": "np.linalg.cholesky({0})",
        "cholesky solve": "cho_solve(({0}, True), {1})",
        "cholesky logdet": "2 * np.sum(np.log(np.diagonal({0})))",
        "norm": "np.linalg.norm({0})",
        "prod": "np.prod({0})",
        "max": "np.max({0})",
        "softmax": "softmax({0})",
        "expm": "expm({0})",
        "logm": "logm({0})",
        "sqrtm": "sqrtm({0})",
    }
    imports: ClassVar = {
        **{name: f"from scipy.special import {name}" for name in ("erf", "xlogy")},
        **{name: f"from scipy.linalg import {name}" for name in ("cho_solve", "expm", "logm", "sqrtm")},
    }
    helpers: ClassVar = {
        "add_diagonal": """\
def add_diagonal(matrix, diagonal):
    matrix = matrix.astype(np.result_type(matrix, diagonal), copy=False)
    np.einsum("ii->i", matrix)[:] += diagonal
    return matrix
""",
        "block_diagonal": """\
def block_diagonal(blocks, shape):
    matrix = np.zeros(shape, blocks.dtype)
    matrix[np.arange(shape[0]), np.arange(shape[1])] = blocks
    return matrix
""",
        "sigmoid": """\
def sigmoid(x):
    power = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, power) / (1 + power)
""",
        "softmax": """\
def softmax(x):
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)
""",
        "logsumexp": """\
def logsumexp(x, axis=None):
    largest = x.max(axis=axis, keepdims=True)
    total = np.log(np.exp(x - largest).sum(axis=axis))
    return total + largest.squeeze(axis=axis)
""",
    }
    heading = "import numpy as np"

    def lowered(self, array: Array, args: Sequence[Array]) -> Array | None:
        return with_diagonal(array, args) or along_diagonal(array, args) or super().lowered(array, args)

    def write_add_diagonal(self, array: Array, texts: Texts) -> Text:
        matrix, entries = (texts[arg] for arg in array.args)
        self.need("add_diagonal(")
        shared = array.args[0].op == "input" or self.uses[array.args[0]] > 1
        named = ".copy()" if shared and matrix.text.isidentifier() else ""
        return call("add_diagonal", matrix.text + named, entries.text)

    def write_block_diagonal(self, array: Array, texts: Texts) -> Text:
        self.need("block_diagonal(")
        return call("block_diagonal", texts[array.args[0]].text, self.shape(array.shape))


def along_diagonal(array: Array, args: Sequence[Array]) -> Array | None:
    """The product of an identity and another array, as blocks along a diagonal, of which no zero is computed.
    None for any other."""
    if array.op != "einsum" or len(args) != 2:
        return None
    pairs = list(zip(args, array.info[0], strict=True))
    (one, ends), (blocks, labels) = sorted(pairs, key=lambda pair: pair[0].op != "eye")
    met = [label for label in labels if label in ends]
    if one.op != "eye" or blocks.op == "eye" or len(met) > 1 or {*ends, *labels} != {*array.info[1]}:
        return None
    rest = [label for label in labels if label not in ends]
    order = (*ends, *rest)
    turned = aligned(blocks, labels, (*met, *rest))
    shape = tuple(array.shape[array.info[1].index(label)] for label in order)
    made = make("block diagonal", (turned,), None, shape)
    return transpose(made, [order.index(label) for label in array.info[1]])


def with_diagonal(array: Array, args: Sequence[Array]) -> Array | None:
    """A sum of a diagonal matrix and another, which is changed in its place: an array of zeros need be made
    neither for the one nor for the sum. None for any other."""
    if array.op != "linear" or array.rank != 2:
        return None
    parts = list(zip(array.info, args, strict=True))
    diagonals = [(c, entries) for c, term in parts if (entries := entries_of(term)) is not None]
    others = [(c, term) for c, term in parts if entries_of(term) is None]
    if not diagonals or not others or all(term.op not in NEW for _, term in others):
        return None
    return make("add diagonal", (linear(others), linear(diagonals)), None, array.shape)
