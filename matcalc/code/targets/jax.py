"""JAX: as NumPy, with its own names for what SciPy has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from matcalc.code.dialect import Texts
from matcalc.code.graph import ELEMENTWISE, Array
from matcalc.code.targets.numpy import NumPy
from matcalc.code.targets.python import Python
from matcalc.code.texts import SIGN, Text
from matcalc.rationals import Fraction


def renamed(template: str) -> str:
    return template.replace("np.", "jnp.")


class JAX(NumPy):
    name = "jax"
    title = "JAX"
    module = "jnp"
    heading = "import jax.numpy as jnp"
    taken = frozenset({"jax", "jnp", "dtype", "int", "math"})
    functions: ClassVar = {
        **{name: renamed(template) for name, template in NumPy.functions.items()},
        "sigmoid": "jax.nn.sigmoid({0})",
        **{name: f"jax.scipy.special.{NumPy.functions[name]}" for name in ("erf", "xlogy")},
    }
    operations: ClassVar = {
        **{
            name: renamed(template)
            for name, template in NumPy.operations.items()
            if name not in ("logm", "sqrtm")  # JAX has none that is real, or that runs everywhere
        },
        "cholesky solve": "jax.scipy.linalg.cho_solve(({0}, True), {1})",
        "softmax": "jax.nn.softmax({0})",
        "expm": "jax.scipy.linalg.expm({0})",
        "logsumexp": "jax.scipy.special.logsumexp",
    }
    imports: ClassVar = {}
    helpers: ClassVar = {}

    def headings(self, text: str) -> list[str]:
        return [*(["import jax"] if re.search(r"\bjax\.", text) else []), *super().headings(text)]

    def lowered(self, array: Array, args: Sequence[Array]) -> Array | None:
        return Python.lowered(self, array, args)

    def owned(self) -> str:
        return ""

    def monomial(self, coefficient: Fraction, array: Array, texts: Texts) -> Text:
        """``2 * (x - y) @ A``, where others have ``2 * ((x - y) @ A)``: the compiler multiplies x - y in the
        loop that computes it, but the product in one more."""
        arrays = [arg for arg in array.args if arg.rank]
        if len(arrays) == 1 and arrays[0].op == "matmul":
            first = arrays[0].args[0]
            if (first.args[0] if first.op == "transpose" else first).op in ELEMENTWISE:
                texts = {**texts, arrays[0]: texts[arrays[0]]._replace(level=SIGN)}
        return super().monomial(coefficient, array, texts)

    def placed(self, text: Text, array: Array, axis: int) -> Text:
        if not array.rank:
            return Text(f"jnp.reshape({text.text}, (1,))")
        return super().placed(text, array, axis)
