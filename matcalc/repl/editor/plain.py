"""Asking for a line where there is nothing to draw on: a dumb terminal."""

from __future__ import annotations

from matcalc.presenting.environment import Environment
from matcalc.reader.entries import is_open

MARK, MORE = "> ", "  "


class PlainEditor:
    """Reads lines as the terminal gives them; a line that is refused has to be typed again."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self.warnings: list[str] = []

    def ask(self, text: str = "", cursor: int = 0) -> str:
        """The line, or lines, that a person enters. Raises EOFError at the end."""
        lines: list[str] = []
        while not lines or (lines[-1].strip() and is_open("\n".join(lines))):
            self._environment.stderr.write(MORE if lines else MARK)
            self._environment.stderr.flush()
            data = self._environment.stdin.readline()
            if not data:
                raise EOFError
            lines.append(data.decode("utf-8", "replace").rstrip("\r\n"))
        return "\n".join(lines)
