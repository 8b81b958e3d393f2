"""The lines entered before, kept in a file between conversations.

The file has a line for each, as a JSON string, the latest last. It is only ever appended to, each line by one
write, so that two prompts at once do not disturb each other; one that has grown is cut when a prompt begins.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from platformdirs import user_state_path
from prompt_toolkit.history import History

REMEMBERED = 10_000
"""So many lines are kept when a file has grown to twice as many."""

LONGEST = 20_000
"""A line of more characters is not kept."""

APPEND = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NONBLOCK", 0)
"""How the file is opened to write; a pipe that nobody reads is refused, not waited for."""


def history_path() -> Path:
    """Where the platform keeps what programs remember: ~/.local/state/matcalc/history on Linux."""
    return user_state_path("matcalc", appauthor=False) / "history"


class FileHistory(History):
    """Lasts for this conversation where the file cannot be read or written; ``warnings`` says so once."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.warnings: list[str] = []
        self._broken = False

    def load_history_strings(self) -> Iterable[str]:
        """The lines, the latest first."""
        try:
            if not self.path.is_file():
                return []
            kept = self.path.read_bytes().splitlines()
            if len(kept) > 2 * REMEMBERED:
                kept = kept[-REMEMBERED:]
                _replace(self.path, b"".join(line + b"\n" for line in kept))
        except OSError as error:
            self._failed(error)
            return []
        lines = [line for line in map(_decoded, reversed(kept)) if line is not None]
        return [line for i, line in enumerate(lines) if line != "".join(lines[i - 1 : i])]

    def store_string(self, string: str) -> None:
        """Keep a line, readable by its owner alone."""
        if self._broken or len(string) > LONGEST:
            return
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = os.open(self.path, APPEND, 0o600)
            try:
                mode = os.fstat(file).st_mode
                if os.name == "posix" and stat.S_ISREG(mode) and stat.S_IMODE(mode) & 0o077:
                    os.fchmod(file, 0o600)
                os.write(file, json.dumps(string, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
            finally:
                os.close(file)
        except OSError as error:
            self._failed(error)

    def _failed(self, error: OSError) -> None:
        if not self._broken:
            self._broken = True
            self.warnings.append(f"lines will not be remembered: {str(self.path)!r}: {error.strerror}")


def _decoded(line: bytes) -> str | None:
    """What was kept, None where the file was damaged."""
    try:
        text = json.loads(line)
    except ValueError:
        return None
    return text if isinstance(text, str) and len(text) <= LONGEST else None


def _replace(path: Path, data: bytes) -> None:
    """Put data in the place of a file, at once."""
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(file, "wb") as stream:
        stream.write(data)
    os.replace(beside, path)
