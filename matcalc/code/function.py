"""A plan as a function in the language of a target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module

from matcalc.answer import Answer
from matcalc.code.dialect import Dialect
from matcalc.code.plan import planned
from matcalc.code.second import Form

# The targets, and where each is.
TARGETS: Mapping[str, tuple[str, str]] = {
    "numpy": ("matcalc.code.targets.numpy", "NumPy"),
    "jax": ("matcalc.code.targets.jax", "JAX"),
    "torch": ("matcalc.code.targets.torch", "Torch"),
    "julia": ("matcalc.code.targets.julia", "Julia"),
    "matlab": ("matcalc.code.targets.matlab", "MATLAB"),
    "array-api": ("matcalc.code.targets.array_api", "ArrayAPI"),
}


@cache
def dialect(target: str) -> type[Dialect]:
    """The target of a name."""
    module, name = TARGETS[target]
    found: type[Dialect] = getattr(import_module(module), name)
    return found


def source(
    groups: Sequence[Sequence[Answer]],
    target: str = "numpy",
    names: Sequence[str] | None = None,
    wanted: Sequence[str] = (),
    form: Form = "dense",
) -> str:
    """Functions for questions with their answers, of the variables of these, with their imports and helpers.

    names: of the functions; ``derivative``, and with numbers where there are several, by default.
    wanted: of ``plan.RESULTS`` what each returns, a tuple where there are several; the answers by default.
    form: of ``plan.Form`` what is computed in the place of second derivatives.

    Raises CalculusError where there is no code: derivatives of unknown functions stay symbols.
    """
    writer = dialect(target)()
    plans = [planned(answers, wanted, form) for answers in groups]
    usual = "_".join(wanted) or "derivative"
    if names is None:
        names = [usual] if len(plans) == 1 else [f"{usual}_{n}" for n in range(1, len(plans) + 1)]
    return writer.module_of([writer.definition(*pair) for pair in zip(plans, names, strict=True)])
