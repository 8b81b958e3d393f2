"""All that the command knows of the outside: its streams, the terminal, colour."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO, TextIO

NARROWEST = 20


@dataclass(frozen=True, slots=True)
class Environment:
    """Passed down to every command, so that the whole of it runs in a test without patching.

    width: columns of the terminal. color, error_color: whether standard output and standard error
    may carry colour.
    """

    stdin: BinaryIO
    stdout: TextIO
    stderr: TextIO
    stdin_tty: bool
    stdout_tty: bool
    width: int
    color: bool
    error_color: bool

    @classmethod
    def of_process(cls, variables: Mapping[str, str] = os.environ) -> Environment:
        """The streams of this process, made to carry any character."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        stdin = sys.stdin.buffer if sys.stdin is not None else io.BytesIO()
        plain = bool(variables.get("NO_COLOR")) or variables.get("TERM") == "dumb"
        return cls(
            stdin=stdin,
            stdout=sys.stdout,
            stderr=sys.stderr,
            stdin_tty=stdin.isatty(),
            stdout_tty=sys.stdout.isatty(),
            width=max(shutil.get_terminal_size().columns, NARROWEST),
            color=sys.stdout.isatty() and not plain,
            error_color=sys.stderr.isatty() and not plain,
        )
