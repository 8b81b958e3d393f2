"""The code of each target, run."""

from __future__ import annotations

import inspect
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

Array = np.ndarray[Any, Any]
Call = tuple[
    str, str, Mapping[str, Any]
]  # the code, the function's name, and values by the names of arguments


def in_python(
    to: Callable[[Array], Any], back: Callable[[Any], Array]
) -> Callable[[Sequence[Call]], list[Any]]:
    """Runs functions in this process; what one raises stands for its result."""

    def run(calls: Sequence[Call]) -> list[Any]:
        return [outcome(*call) for call in calls]

    def outcome(code: str, name: str, values: Mapping[str, Any]) -> Any:
        space: dict[str, Any] = {}
        try:
            exec(compile(code, "<code>", "exec"), space)
            given = {k: v if isinstance(v, int) else to(np.asarray(v)) for k, v in values.items()}
            names = inspect.signature(space[name]).parameters
            found = space[name](*(given[n] if n in given else given[n.removesuffix("_")] for n in names))
            return [back(f) for f in found] if isinstance(found, tuple) else back(found)
        except Exception as error:
            return error

    return run


def numpy() -> Callable[[Sequence[Call]], list[Any]]:
    return in_python(lambda array: array, np.asarray)


def jax() -> Callable[[Sequence[Call]], list[Any]]:
    import jax

    jax.config.update("jax_enable_x64", True)
    return in_python(jax.numpy.asarray, np.asarray)


def torch() -> Callable[[Sequence[Call]], list[Any]]:
    import torch

    return in_python(torch.as_tensor, np.asarray)


def array_api() -> Callable[[Sequence[Call]], list[Any]]:
    """On array-api-strict, which has nothing but what the standard says."""
    import array_api_strict as strict

    return in_python(
        strict.asarray, lambda a: np.asarray(a) if isinstance(a, int | float) else np.from_dlpack(a)
    )


def octave() -> Callable[[Sequence[Call]], list[Any]]:
    """All functions in one script of Octave, which prints sizes and entries."""
    program = shutil.which("octave-cli") or shutil.which("octave")
    if program is None:
        raise ImportError("Octave is not installed")

    def run(calls: Sequence[Call]) -> list[Any]:
        script = ["1;", "warning('off', 'all');"]
        for number, (code, name, values) in enumerate(calls):
            head = code.partition("\n")[0]
            names = [n.strip() for n in head.partition(f"{name}(")[2].rstrip(")").split(",") if n.strip()]
            given = [literal(values[n] if n in values else values[n.removesuffix("_")]) for n in names]
            renamed = code.replace(f" = {name}(", f" = f{number}(", 1)
            script += [renamed, f"try, r = f{number}({', '.join(given)});"]
            script += ["printf('%s', mat2str(size(r))); printf(' %.17g', r); printf('\\n');"]
            script += ["catch e, printf('%s\\n', strrep(e.message, \"\\n\", ' ')); end"]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "run.m"
            path.write_text("\n".join(script), "utf-8")
            done = subprocess.run([program, "--norc", str(path)], capture_output=True, text=True, check=False)
        lines = done.stdout.splitlines()
        assert len(lines) == len(calls), done.stderr[-2000:]
        return [printed(line) for line in lines]

    return run


def literal(value: Any) -> str:
    """An array as Octave reads it; a vector is a column."""
    array = np.asarray(value, dtype=float)
    entries = ", ".join(f"{entry:.17g}" for entry in array.ravel("F"))
    sides = [*array.shape, *[1] * (2 - array.ndim)]
    return f"reshape([{entries}], {sides})" if array.ndim else entries


def printed(line: str) -> Any:
    """An array from its size and entries, without axes of length 1 behind; what else is said is returned."""
    if not line.startswith("["):
        return line
    sides, _, entries = line.partition("]")
    return np.reshape([float(e) for e in entries.split()], [int(s) for s in sides[1:].split()], order="F")


RUNNERS = {"numpy": numpy, "jax": jax, "torch": torch, "matlab": octave, "array-api": array_api}
LIBRARIES = ("jax", "torch", "array-api")  # those of the extra ``targets``
every_target = pytest.mark.parametrize(
    "target", [pytest.param(t, marks=pytest.mark.targets) if t in LIBRARIES else t for t in RUNNERS]
)


def runner(target: str) -> Callable[[Sequence[Call]], list[Any]]:
    """What runs a target's code; the test is skipped where that is not installed, unless all have to be."""
    try:
        return RUNNERS[target]()
    except ImportError:
        if os.environ.get("EVERY_TARGET" if target in LIBRARIES else "CI"):
            raise
        pytest.skip("install '.[test,targets]'")
