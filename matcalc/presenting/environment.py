"""All that the command knows of the outside: its streams, the terminal, colour."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from typing import BinaryIO, TextIO

from matcalc.presenting.refusal import Refusal
from matcalc.records import Value, replace

NARROWEST = 20


class OutputClosed(Exception):
    """The reader of standard output has left, as ``head`` does."""


class Environment(Value):
    """Passed down to every command, so that the whole of it runs in a test without patching.

    width: columns of the terminal. color, error_color: whether standard output and standard error
    may carry colour. configuration: the path of the configuration file, whether it exists or not, None to do
    without. progress: whether standard error can show a line that changes.
    """

    stdin: BinaryIO
    stdout: TextIO
    stderr: TextIO
    stdin_tty: bool
    stdout_tty: bool
    width: int
    color: bool
    error_color: bool
    configuration: str | None = None
    progress: bool = False

    @classmethod
    def of_process(cls, variables: Mapping[str, str] = os.environ) -> Environment:
        """The streams of this process, made to carry any character."""
        # A stream is None where the process was started without it.
        stdin = sys.stdin.buffer if sys.stdin is not None else io.BytesIO()
        stdout, stderr = sys.stdout or io.StringIO(), sys.stderr or io.StringIO()
        for stream in (stdout, stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        plain = bool(variables.get("NO_COLOR")) or variables.get("TERM") == "dumb"
        return cls(
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            stdin_tty=stdin.isatty(),
            stdout_tty=stdout.isatty(),
            width=max(shutil.get_terminal_size().columns, NARROWEST),
            color=stdout.isatty() and not plain,
            error_color=stderr.isatty() and not plain,
            configuration=_configuration(variables),
            progress=stderr.isatty() and not stdout.isatty() and variables.get("TERM") != "dumb",
        )

    def measured(self) -> Environment:
        """The same with the width that the terminal has now."""
        return replace(self, width=max(shutil.get_terminal_size().columns, NARROWEST))

    def write(self, text: str) -> None:
        """Print on standard output, at once.

        Raises OutputClosed when nobody reads it any more, Refusal when it cannot be written.
        """
        self._write(lambda: self.stdout.write(text))

    def write_bytes(self, data: bytes) -> None:
        """As ``write``, but nothing is encoded."""
        stream = getattr(self.stdout, "buffer", None)
        text = data.decode("utf-8", "surrogateescape")
        self._write(lambda: self.stdout.write(text) if stream is None else stream.write(data))

    def _write(self, write: Callable[[], object]) -> None:
        try:
            write()
            self.stdout.flush()
        except OSError as error:
            # Python would try, and complain, once more when it closes the stream.
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.stdout.fileno())
            if isinstance(error, BrokenPipeError):
                raise OutputClosed from None
            raise Refusal(f"cannot write the answer: {error.strerror}") from None


def _configuration(variables: Mapping[str, str]) -> str:
    """The file that MATCALC_CONFIG names, else config.toml in the folder of the platform."""
    if named := variables.get("MATCALC_CONFIG"):
        return named
    folder = variables.get("XDG_CONFIG_HOME", "")
    if os.path.isabs(folder):
        return os.path.join(folder, "matcalc", "config.toml")
    if sys.platform not in ("win32", "darwin"):
        # As platformdirs says, which takes longer to load than most answers to find.
        return os.path.join(os.path.expanduser("~"), ".config", "matcalc", "config.toml")
    from platformdirs import user_config_path

    return str(user_config_path("matcalc", appauthor=False) / "config.toml")
