"""Completion, as the editor wants it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from matcalc.repl.candidates import candidates
from matcalc.repl.spelling import CHARACTERS
from matcalc.repl.state import State


class Words(Completer):
    """What the end of the line may become. A command of LaTeX becomes its character at once."""

    def __init__(self, state: Callable[[], State]) -> None:
        self._state = state

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        for found in candidates(document.text_before_cursor, self._state()):
            word = found.text
            text = CHARACTERS.get(word[1:], word) if word.startswith("\\") else word
            yield Completion(text, -found.length, display=word, display_meta=found.summary)
