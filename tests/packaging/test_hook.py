"""The hook for pre-commit, as people who keep papers in git name it in their configuration."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MANIFEST = ROOT / ".pre-commit-hooks.yaml"

yaml = pytest.importorskip("yaml", reason="pre-commit is not installed")


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    variables = os.environ | {"PRE_COMMIT_HOME": str(folder / ".cache"), "GIT_CONFIG_GLOBAL": os.devnull}
    return subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)


def test_the_manifest_is_one() -> None:
    result = run(ROOT, sys.executable, "-m", "pre_commit", "validate-manifest", str(MANIFEST))
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_hook_checks_what_is_committed(tmp_path: Path) -> None:
    """The hook as it is, but for where its command comes from: here nothing is installed."""
    (hook,) = yaml.safe_load(MANIFEST.read_text("utf-8"))
    command, *words = shlex.split(hook["entry"])
    assert command == "matcalc"
    entry = shlex.join([sys.executable, "-m", "matcalc", *words])
    local = {"repos": [{"repo": "local", "hooks": [{**hook, "language": "system", "entry": entry}]}]}
    (tmp_path / ".pre-commit-config.yaml").write_text(json.dumps(local))
    (tmp_path / "a.tex").write_text("$\\frac{d}{dx} x^2 = 3x$\n")
    (tmp_path / "b.md").write_text("$\\frac{d}{dx} x^2 = 2x$\n")
    (tmp_path / "c.txt").write_text("$\\frac{d}{dx} x^2 = 4x$\n")
    assert run(tmp_path, "git", "init", "-q").returncode == 0
    run(tmp_path, "git", "add", "a.tex", "b.md", "c.txt")
    checking = (sys.executable, "-m", "pre_commit", "run", "--config", ".pre-commit-config.yaml", "--all-files")
    result = run(tmp_path, *checking)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "a.tex:1:2: false: \\frac{d}{dx} x^2 = 3x" in result.stdout
    assert "2 equations: 1 true, 1 false" in result.stdout
    (tmp_path / "a.tex").write_text("$\\frac{d}{dx} x^2 = 2x$\n")
    run(tmp_path, "git", "add", "a.tex")
    assert run(tmp_path, *checking).returncode == 0
