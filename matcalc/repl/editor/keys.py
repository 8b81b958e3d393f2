"""What the keys do that is not as in every editor."""

from __future__ import annotations

from collections.abc import Callable

from prompt_toolkit.application.current import get_app
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.completion import CompleteEvent, Completion
from prompt_toolkit.enums import DEFAULT_BUFFER
from prompt_toolkit.filters import Condition, emacs_insert_mode, has_focus, vi_insert_mode
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

from matcalc.notation.commands import WORDS
from matcalc.reader.entries import is_open
from matcalc.repl.recognise import called
from matcalc.repl.spelling import spelled
from matcalc.repl.state import State


def bindings(state: Callable[[], State]) -> KeyBindings:
    """The keys of the editor."""
    keys = KeyBindings()
    typing = has_focus(DEFAULT_BUFFER)
    inserting = typing & (emacs_insert_mode | vi_insert_mode)

    @Condition
    def listed() -> bool:
        return get_app().current_buffer.complete_state is not None

    @keys.add("enter", filter=typing & listed)
    def choose(event: KeyPressEvent) -> None:
        event.current_buffer.complete_state = None

    @keys.add("enter", filter=typing & ~listed)
    def enter(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if waits(buffer.text, state()):
            buffer.newline()
        else:
            buffer.validate_and_handle()

    @keys.add("escape", "enter", filter=typing & emacs_insert_mode)
    def another_line(event: KeyPressEvent) -> None:
        event.current_buffer.newline()

    @keys.add("tab", filter=inserting)
    def complete(event: KeyPressEvent) -> None:
        completed(event.current_buffer)

    return keys


def waits(text: str, state: State) -> bool:
    """Whether a text goes on in another line: a bracket is open, and the last line is not empty."""
    if not text.rpartition("\n")[2].strip() or called(text, WORDS, state.session.names) is not None:
        return False
    return is_open(text)


def completed(buffer: Buffer) -> None:
    """Write what the text before the cursor stands for or must become; list what it may become."""
    if buffer.complete_state is not None:
        buffer.complete_next()
        return
    assert buffer.completer is not None
    found = list(buffer.completer.get_completions(buffer.document, CompleteEvent(completion_requested=True)))
    character = spelled(buffer.document.text_before_cursor)
    if character is not None and not _goes_on(found):
        length, text = character
        buffer.delete_before_cursor(length)
        buffer.insert_text(text)
    elif len(found) == 1:
        buffer.apply_completion(found[0])
    elif found:
        _list(buffer, found)


def _goes_on(found: list[Completion]) -> bool:
    """Whether what is typed begins names that are known, as w_o begins w_old, and is no command of LaTeX."""
    return any("_" in completion.text for completion in found)


def _list(buffer: Buffer, found: list[Completion]) -> None:
    """Write what all of them begin with, or list them where that has been typed."""
    starts = {completion.start_position for completion in found}
    words = [completion.display_text for completion in found]
    common = next((i for i, (a, b) in enumerate(zip(min(words), max(words), strict=False)) if a != b), None)
    rest = min(words)[-found[0].start_position : common]
    if len(starts) == 1 and rest:
        buffer.insert_text(rest)
    else:
        buffer.start_completion(select_first=False)
