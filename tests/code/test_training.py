"""docs/training.md is true: its commands write the gradients, and both trainings print what stands there."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "training.md").read_text("utf-8")
COMMANDS = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
PRINTED = PAGE.split("```")[-2].removeprefix("\n")
NEEDED = {"dask": ("dask", "distributed", "array_api_compat"), "jax": ("jax", "array_api_compat")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the page's commands for matcalc have been run."""
    made = tmp_path_factory.mktemp("training")
    shutil.copy(ROOT / "docs" / "examples" / "train.py", made)
    for command in COMMANDS:
        if command.startswith("matcalc"):
            run(command, made)
    return made


def run(command: str, folder: Path) -> str:
    """What a command of the page prints, with this Python's matcalc."""
    python = shlex.quote(sys.executable)
    command = re.sub(r"^matcalc", f"{python} -m matcalc", command)
    command = re.sub(r"\bpython train", f"{python} train", command)
    variables = os.environ | {"PYTHONPATH": str(ROOT), "JAX_PLATFORMS": "cpu"}
    done = subprocess.run(
        ["bash", "-euc", command], cwd=folder, env=variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.targets
@pytest.mark.parametrize("library", NEEDED)
def test_both_ways_train_what_the_page_says(folder: Path, library: str) -> None:
    missing = [name for name in NEEDED[library] if find_spec(name) is None]
    if missing and not os.environ.get("EVERY_TARGET"):
        pytest.skip(f"needs {', '.join(missing)}: install '.[test,targets]'")
    (command,) = (command for command in COMMANDS if f"train.py {library}" in command)
    assert run(command, folder) == PRINTED


def test_what_the_page_says_is_what_descent_by_hand_gives() -> None:
    """The same descent with derivatives by hand, so that the page is not its own witness."""
    random = np.random.default_rng(0)
    X = np.column_stack([random.normal(size=(4000, 3)), np.ones(4000)])
    z = X @ np.array([1.0, 1.5, 2.0, 0.5])
    outputs, classes = np.maximum(z, 0), np.where(z > random.logistic(size=4000), 1.0, -1.0)
    neuron, logistic = np.full(4, 0.1), np.full(4, 0.1)
    for _ in range(10):
        z = X @ neuron
        errors = np.where(z > 0, z - outputs, 0)
        neuron = neuron - 0.6 * np.mean(2 * errors[:, None] * X, axis=0)
        slopes = -classes / (1 + np.exp(classes * (X @ logistic)))
        logistic = logistic - 0.6 * np.mean(slopes[:, None] * X, axis=0)
    for line, parameters in zip(PRINTED.splitlines(), (neuron, logistic), strict=True):
        assert line.endswith(f"w and b {np.round(parameters, 2).tolist()}")
