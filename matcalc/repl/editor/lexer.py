"""The colours of a text, from the parts that the reader sees in it."""

from __future__ import annotations

from collections.abc import Callable

from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.lexers import Lexer

from matcalc.notation.commands import WORDS
from matcalc.reader.parts import parts
from matcalc.repl.recognise import called
from matcalc.repl.state import State

LONGEST = 5_000
"""Texts of more characters are not coloured."""


class Colours(Lexer):
    """state: of the conversation, for what is known and what is a command."""

    def __init__(self, state: Callable[[], State]) -> None:
        self._state = state

    def lex_document(self, document: Document) -> Callable[[int], StyleAndTextTuples]:
        lines = self._lines(document.text)
        return lambda number: lines[number] if number < len(lines) else []

    def _lines(self, text: str) -> list[StyleAndTextTuples]:
        names = self._state().session.names
        call = called(text, WORDS, names)
        if len(text) > LONGEST:
            pieces = [("", text)]
        elif call is not None:
            end = text.index(call.word) + len(call.word)
            pieces = [("class:command", text[:end]), ("", text[end:])]
        else:
            pieces = [(f"class:{part.sort}", text[part.start : part.end]) for part in parts(text, names)]
        lines: list[StyleAndTextTuples] = [[]]
        for style, piece in pieces:
            first, *others = piece.split("\n")
            lines[-1].append((style, first))
            lines.extend([(style, other)] for other in others)
        return lines
