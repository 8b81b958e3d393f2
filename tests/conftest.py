"""What all tests share: the command run in-process, with streams of its own."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from matcalc.cli.main import run_command
from matcalc.presenting.environment import Environment

# The configuration of whoever runs the tests is nobody else's: a process started here finds none.
os.environ.pop("MATCALC_CONFIG", None)
os.environ["XDG_CONFIG_HOME"] = str(Path(__file__).parent / "no-configuration")

# Images of containers set this. Each worker, and each command that a test starts, would compile all modules anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first, so that no worker waits for the other at the end."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@dataclass(frozen=True)
class Result:
    """What one run of the command left behind."""

    status: int
    out: str
    err: str


Matcalc = Callable[..., Result]


@pytest.fixture
def matcalc() -> Matcalc:
    """Run the command: ``matcalc("d/dx x^2", "-f", "ascii", stdin=b"", tty=False, width=80)``."""

    def run(
        *arguments: str,
        stdin: bytes | None = None,
        tty: bool = False,
        width: int = 80,
        configuration: Path | None = None,
    ) -> Result:
        out, err = io.StringIO(), io.StringIO()
        environment = Environment(
            stdin=io.BytesIO(stdin or b""),
            stdout=out,
            stderr=err,
            stdin_tty=stdin is None,
            stdout_tty=tty,
            width=width,
            color=False,
            error_color=False,
            configuration=None if configuration is None else str(configuration),
        )
        status = run_command(arguments, environment)
        assert "internal error" not in err.getvalue(), err.getvalue()
        return Result(status, out.getvalue(), err.getvalue())

    return run
