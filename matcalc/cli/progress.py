"""How far a long script has come: a line on the terminal that changes, while answers go elsewhere."""

from __future__ import annotations

import time

from matcalc.presenting.environment import Environment

FIRST = 1.0
EVERY = 0.1


class Progress:
    """Counts, and says so from the first second on."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.answered = self.refused = 0
        self.due = time.monotonic() + FIRST
        self.shown = False

    def step(self, answered: int = 0, refused: int = 0) -> None:
        """So many more."""
        self.answered += answered
        self.refused += refused
        if self.environment.progress and time.monotonic() >= self.due:
            self.due = time.monotonic() + EVERY
            self._write(f"\r{self}\x1b[K")
            self.shown = True

    def hide(self) -> None:
        """Make room for something else on standard error."""
        if self.shown:
            self._write("\r\x1b[K")
            self.shown = False

    def __str__(self) -> str:
        refused = f", {self.refused:,} refused" if self.refused else ""
        return f"{self.answered:,} answered{refused}"

    def _write(self, text: str) -> None:
        self.environment.stderr.write(text)
        self.environment.stderr.flush()
