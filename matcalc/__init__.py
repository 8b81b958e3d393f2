"""matcalc: the derivative calculator for matrix calculus.

``derivative``, ``gradient``, ``jacobian`` and ``hessian`` differentiate an expression given as text;
``parse`` reads one; ``evaluate`` computes one; ``check`` tells whether equations are true. What they return
is an ``Expression``, or ``Verdict``s, and what they refuse is a ``MatcalcError`` with a ``span`` and a
``hint``. Nothing is loaded before it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from matcalc.errors import MatcalcError
    from matcalc.library import Expression, check, derivative, evaluate, gradient, hessian, jacobian, parse

__all__ = [
    "Expression",
    "MatcalcError",
    "check",
    "derivative",
    "evaluate",
    "gradient",
    "hessian",
    "jacobian",
    "parse",
]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module = import_module("matcalc.errors" if name == "MatcalcError" else "matcalc.library")
    value: object = getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
