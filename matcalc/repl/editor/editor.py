"""Asking for a line on a terminal."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.application.current import get_app
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.cursor_shapes import ModalCursorShapeConfig
from prompt_toolkit.enums import EditingMode
from prompt_toolkit.filters import Always
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.input import Input
from prompt_toolkit.layout.controls import BufferControl
from prompt_toolkit.layout.processors import HighlightMatchingBracketProcessor
from prompt_toolkit.output import ColorDepth, Output
from prompt_toolkit.output.defaults import create_output

from matcalc.repl.editor.background import Background
from matcalc.repl.editor.below import Mistake, below
from matcalc.repl.editor.completer import Words
from matcalc.repl.editor.history import FileHistory
from matcalc.repl.editor.keys import bindings
from matcalc.repl.editor.lexer import Colours
from matcalc.repl.editor.style import STYLE
from matcalc.repl.prompt import Prompt
from matcalc.repl.state import State
from matcalc.repl.understanding import NOTHING, Remark, remark

MARK = "> "
"""As wide as what a refusal puts before the line, so that its carets stand under what was typed."""


class Cleared(Exception):
    """Ctrl-C was typed. The terminal sends no signal for it while a line is edited."""


class Editor:
    """Asks for the lines of one conversation."""

    def __init__(
        self, prompt: Prompt, history: Path, input: Input | None = None, output: Output | None = None
    ) -> None:
        self._prompt = prompt
        self._history = FileHistory(history)
        self._remarks = Background[Remark](lambda text: remark(text, prompt.state), self._redraw, NOTHING)
        self._asking = PromptSession[str](
            MARK,
            multiline=True,
            prompt_continuation=" " * len(MARK),
            history=self._history,
            # Without colour what is suggested could not be told from what is typed.
            auto_suggest=AutoSuggestFromHistory() if prompt.environment.color else None,
            enable_history_search=True,
            complete_while_typing=False,
            completer=Words(self._state),
            lexer=Colours(self._state),
            input_processors=[
                HighlightMatchingBracketProcessor(chars="[](){}"),
                Mistake(self._remarks),
            ],
            key_bindings=bindings(self._state),
            bottom_toolbar=self._below,
            style=STYLE,
            color_depth=None if prompt.environment.color else ColorDepth.DEPTH_1_BIT,
            cursor=ModalCursorShapeConfig(),
            enable_suspend=True,
            interrupt_exception=Cleared,
            enable_open_in_editor=True,
            input=input,
            output=output or create_output(always_prefer_tty=True),
        )
        self._asking.default_buffer.on_text_changed += self._changed
        for window in self._asking.layout.find_all_windows():
            control = window.content
            if isinstance(control, BufferControl) and control.buffer is self._asking.default_buffer:
                window.dont_extend_height = Always()  # what is said stands right below the line

    def ask(self, text: str = "", cursor: int = 0) -> str:
        """The line that a person enters; ``text`` is there to begin with. When it is there, nothing is being
        read any more, for the engine can do one thing at a time.

        Ctrl-C leaves an empty line. Raises EOFError for Ctrl-D in one.
        """

        def place_cursor() -> None:
            self._asking.default_buffer.cursor_position = cursor

        keys = EditingMode[self._state().settings.values["keys"].upper()]
        try:
            return self._asking.prompt(
                default=text, pre_run=place_cursor, editing_mode=keys, handle_sigint=False
            )
        except Cleared:
            return ""
        finally:
            self._remarks.rest()

    @property
    def warnings(self) -> list[str]:
        """What a person should know and has not been told; to be taken out when it is said."""
        return self._history.warnings

    def _state(self) -> State:
        return self._prompt.state

    def _changed(self, buffer: Buffer) -> None:
        self._remarks.want(buffer.text)

    def _redraw(self) -> None:
        """Show what was found out, if a line is still being edited: it may be entered just now."""
        app = self._asking.app
        if (loop := app.loop) is not None:
            with suppress(RuntimeError):  # the loop was closed
                loop.call_soon_threadsafe(app.invalidate)

    def _below(self) -> StyleAndTextTuples:
        if self._asking.layout.is_searching:
            return []
        text, said = self._remarks.latest
        return below(said, text, len(MARK), get_app().output.get_size().columns)
