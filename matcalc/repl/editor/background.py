"""Work that goes on beside typing, for the latest text only."""

from __future__ import annotations

from collections.abc import Callable
from threading import Condition, Thread
from typing import Generic, TypeVar

T = TypeVar("T")


class Background(Generic[T]):
    """Does ``work`` on texts in a thread of its own, and calls ``done`` when there is a result.

    A text that comes while another is at work waits, and one that waits is dropped for a later one.
    """

    def __init__(self, work: Callable[[str], T], done: Callable[[], None], nothing: T) -> None:
        self._work = work
        self._done = done
        self._nothing = nothing
        self._changed = Condition()
        self._wanted: str | None = None
        self._busy = False
        self._latest: tuple[str, T] = ("", nothing)
        Thread(target=self._run, daemon=True).start()

    @property
    def latest(self) -> tuple[str, T]:
        """The last text that was worked on, and what came of it."""
        return self._latest

    def want(self, text: str) -> None:
        """Work on a text, if no other is wanted before its turn comes."""
        with self._changed:
            self._wanted = text
            self._changed.notify_all()

    def rest(self) -> None:
        """Drop what waits, and return when nothing is at work."""
        with self._changed:
            self._wanted = None
            self._changed.wait_for(lambda: not self._busy)
            self._latest = ("", self._nothing)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._busy = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._wanted is not None)
                text, self._wanted = self._wanted, None
                self._busy = True
            assert text is not None
            try:
                result = self._work(text)
            except Exception:  # what fails beside typing will be said when the line is entered
                result = self._nothing
            with self._changed:
                if self._wanted is None:
                    self._latest = (text, result)
            self._done()
