"""Importing the library costs nothing until it is used."""

from __future__ import annotations

import subprocess
import sys

import pytest

import matcalc

SCRIPT = """
import sys, matcalc
print(*sorted({name.partition('.')[0] for name in sys.modules} & {'lark', 'numpy', 'sympy', 'rich', 'click'}))
d = matcalc.derivative("x^2", "x")
print(*sorted({name.partition('.')[0] for name in sys.modules} & {'numpy', 'sympy', 'rich', 'click'}))
d.evaluate({"x": 2})
print(*sorted({name.partition('.')[0] for name in sys.modules} & {'numpy', 'sympy'}))
"""


def test_modules_are_loaded_when_needed() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["", "", "numpy"]


def test_names() -> None:
    assert set(matcalc.__all__) <= set(dir(matcalc))
    for name in matcalc.__all__:
        assert getattr(matcalc, name).__doc__
    with pytest.raises(AttributeError):
        matcalc.derivate  # type: ignore[attr-defined]  # noqa: B018
