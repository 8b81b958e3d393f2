"""Every target gives, on the same problems, what the engine's own evaluation gives."""

from __future__ import annotations

import os
import warnings
from functools import cache

import numpy as np
import pytest

from matcalc.code import source
from matcalc.errors import CalculusError
from matcalc.presenting.presentation import TARGETS
from tests.code.problems import Problem, problems
from tests.code.running import RUNNERS, every_target, runner

MISSING = "install '.[test,targets]'"
# JAX compiles each operation for each shape: it gets every third problem, where all targets are to be tried.
EVERY = {"jax": 3 if os.environ.get("EVERY_TARGET") else 12}
# What a target may lack; anything else that it refuses is a fault.
LACKS = {"matlab": {"stack of powers of a matrix"}, "array-api": {"erf", "expm", "logm", "sqrtm"}, "jax": {"logm", "sqrtm"}, "torch": {"logm", "sqrtm"}}


@cache
def known() -> tuple[Problem, ...]:
    return tuple(problems())


def faults(target: str, asked: tuple[Problem, ...]) -> list[str]:
    """The problems that a target's code gets wrong."""
    run = runner(target)
    tried, calls = [], []
    for one in asked:
        try:
            calls.append((source([[one.answer]], target), "derivative", one.values))
            tried.append(one)
        except CalculusError as error:
            if error.message.rpartition(" no ")[2] not in LACKS.get(target, ()):
                raise
    assert len(tried) > 0.97 * len(asked)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = run(calls)
    return [
        f"{one.name}: {value}\n{call[0]}\nshould be {one.wanted}"
        for one, call, value in zip(tried, calls, found, strict=True)
        if not agrees(value, one.wanted, target)
    ]


def agrees(found: object, wanted: np.ndarray, target: str) -> bool:
    if not isinstance(found, np.ndarray):
        return False
    if target in ("matlab", "julia") and found.size == wanted.size:  # they have no axes of length 1 at the end
        found = found.reshape(wanted.shape, order="F") if squeezed(found) == squeezed(wanted) else found
    return found.shape == wanted.shape and np.allclose(found, wanted, 1e-7, 1e-8)


def squeezed(array: np.ndarray) -> tuple[int, ...]:
    """The axes up to the last that is longer than 1."""
    shape = list(array.shape)
    while shape and shape[-1] == 1:
        shape.pop()
    return tuple(shape)


def test_each_target_is_tried() -> None:
    assert {*RUNNERS, "julia"} == {*TARGETS}


@every_target
def test_values(target: str) -> None:
    wrong = faults(target, known()[:: EVERY.get(target, 1)])
    assert not wrong, "\n\n".join(wrong[:3])


@pytest.mark.targets
def test_julia_is_well_formed() -> None:
    """Julia is in no package registry of the tests' machines, so its grammar reads what is written."""
    try:
        import tree_sitter_julia
        from tree_sitter import Language, Parser
    except ImportError:
        if os.environ.get("EVERY_TARGET"):
            raise
        pytest.skip(MISSING)
    parser = Parser(Language(tree_sitter_julia.language()))
    assert parser.parse(b"f(x) = 2 * (x").root_node.has_error
    refused = 0
    for one in known():
        try:
            code = source([[one.answer]], "julia")
        except CalculusError:
            refused += 1
            continue
        assert not parser.parse(code.encode()).root_node.has_error, code
    assert refused < 0.03 * len(known())
