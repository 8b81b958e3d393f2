"""The README is true: every example of its console blocks prints what stands below it."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def examples() -> Iterator[tuple[str, str]]:
    """Each command of the console blocks, and the output printed below it."""
    for block in blocks("console"):
        for example in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = example.partition("\n")
            while command.endswith("\\"):
                line, _, output = output.partition("\n")
                command = f"{command}\n{line}"
            yield command, output


@pytest.mark.parametrize(("command", "output"), list(examples()), ids=[c for c, _ in examples()])
def test_examples_run_as_printed(command: str, output: str, tmp_path: Path) -> None:
    script = tmp_path / "matcalc"
    script.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m matcalc "$@"\n')
    script.chmod(0o755)
    path = os.pathsep.join((str(tmp_path), os.environ.get("PATH", os.defpath)))
    variables = os.environ | {"PATH": path, "PYTHONPATH": str(ROOT), "COLUMNS": "80"}
    run = subprocess.run(
        ["bash", "-c", command],
        cwd=tmp_path,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert run.stdout.rstrip() == output.rstrip()


def test_setting_up_takes_two_commands() -> None:
    commands = [line for block in blocks("sh") for line in block.splitlines()]
    assert len(commands) == 2
    assert commands[1].endswith("-m pytest -n auto")


def test_the_library_example_runs_as_printed() -> None:
    (block,) = blocks("python")
    run = subprocess.run(
        [sys.executable, "-c", block],
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    (printed,) = re.findall(r"^print\(d\) +# (.*)$", block, re.MULTILINE)
    assert run.stdout.strip() == printed
