"""Asking for a line."""

from __future__ import annotations

from prompt_toolkit import PromptSession
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.input import Input
from prompt_toolkit.output import ColorDepth, Output

from matcalc.repl.prompt import Prompt

MARK = "> "
"""As wide as what a refusal puts before the line, so that its carets stand under what was typed."""


class Editor:
    """Asks for the lines of one conversation."""

    def __init__(self, prompt: Prompt, input: Input | None = None, output: Output | None = None) -> None:
        self.prompt = prompt
        self._asking = PromptSession[str](
            history=InMemoryHistory(),
            color_depth=None if prompt.environment.color else ColorDepth.DEPTH_1_BIT,
            input=input,
            output=output,
        )

    def ask(self, text: str = "", cursor: int = 0) -> str:
        """The line that a person enters; ``text`` is there to begin with.

        Raises KeyboardInterrupt for Ctrl-C, EOFError for Ctrl-D in an empty line.
        """

        def place_cursor() -> None:
            self._asking.default_buffer.cursor_position = cursor

        return self._asking.prompt(MARK, default=text, pre_run=place_cursor)
