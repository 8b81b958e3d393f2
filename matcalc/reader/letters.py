"""Letters, words and numbers, with their accents and styles."""

from __future__ import annotations

import re

from matcalc.errors import ReadError, Span
from matcalc.notation.functions import SPELLINGS
from matcalc.rationals import Fraction
from matcalc.reader import latex
from matcalc.reader.characters import (
    ACCENT_OF,
    Letter,
    accented,
)
from matcalc.reader.tokens import Token
from matcalc.records import Record

MOST_DIGITS = 1_000

_INDEX_AND_DIFFERENTIAL = re.compile("[a-z]d[a-z]")
_DIFFERENTIALS = re.compile("d[a-z]d[a-z]")
_WORD = re.compile(r"[A-Za-z]+")
_NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+(?![0-9A-Za-z]))?")
_DIGIT_FUNCTIONS = sorted((s for s in SPELLINGS if any(c.isdigit() for c in s)), key=len, reverse=True)

ARROW = "\u20d7"


class Group:
    """An open brace: the styles that its content gets, and what to return to when it closes. over: where
    its \\over is among the tokens, 0 if it has none."""

    __slots__ = ("bold", "index", "over", "single", "styles")

    def __init__(self, styles: list[Style], index: int, bold: bool, single: int) -> None:
        self.styles = styles
        self.index = index
        self.bold = bold
        self.single = single
        self.over = 0


class Style(Record):
    """A style or an accent, the command that says it and where that begins."""

    kind: str
    command: str
    start: int


class Letters:
    """The state of a scan, and what it does with letters and numbers."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.tokens: list[Token] = []
        self.groups: list[Group] = []
        self.bold = False
        self.pending: list[Style] = []  # that wait for their argument
        self.single = 0  # LaTeX arguments to come: without braces each is one character
        self.side: str | None = None
        self.spaced = False

    def add(self, kind: str, value: object, start: int, end: int, bold: bool = False) -> Token:
        token = Token(kind, value, start, end, self.spaced, bold, -1, self.text[start:end])
        self.tokens.append(token)
        self.at = end
        return token

    def letter(self, found: Letter, start: int, end: int) -> None:
        text = self.text
        marks_end = end
        while marks_end < len(text) and text[marks_end] in ACCENT_OF:
            marks_end += 1
        if marks_end > end:
            found = accented(found, text[end:marks_end])
        bold = found.bold or self.bold
        if not found.accents and marks_end == end and len(found.name) == 1 and self.joins(bold, start):
            last = self.tokens[-1]
            last.value += found.name
            last.end = self.at = end
            last.text = text[last.start : end]
            return
        plain = len(found.name) == 1 and not found.accents and marks_end == end
        value = "_".join((found.name, *found.accents))
        token = self.add("WORD" if plain else "LETTER", value, start, marks_end, bold)
        self.styled(token)

    def joins(self, bold: bool, start: int) -> bool:
        """Does a letter continue the run before it?"""
        if not self.tokens or self.pending or self.single:
            return False
        last = self.tokens[-1]
        plain = last.text == self.text[last.start : last.end]
        return last.type == "WORD" and last.end == start and last.bold == bold and plain

    def mark(self) -> None:
        """A combining mark over what was just read."""
        char = self.text[self.at]
        last = self.tokens[-1] if self.tokens else None
        if last is not None and last.end == self.at:
            if last.type == "LETTER":
                if ACCENT_OF[char] == "vec":
                    last.bold = True
                else:
                    last.value = f"{last.value}_{ACCENT_OF[char]}"
                last.end = self.at = self.at + 1
                return
            if last.type == "NUMBER" and ACCENT_OF[char] == "vec" and last.value in (0, 1):
                self.constant(last, ARROW)
                last.end = self.at = self.at + 1
                return
        raise ReadError(
            f"an accent ({ACCENT_OF[char]}) needs a letter before it",
            Span(self.at, self.at + 1),
            "write ŵ, x⃗, 1⃗ or 0⃗",
        )

    def word(self) -> None:
        text, start = self.text, self.at
        found = _WORD.match(text, start)
        assert found is not None
        end = found.end()
        if self.pending or self.single:
            end = start + 1
        elif (length := self.before_differential(text[start:end])) is not None:
            end = start + length
        elif end < len(text) and text[end] in ACCENT_OF:
            if end - start > 1:
                end -= 1
            else:
                self.letter(Letter(text[start], False, ()), start, end)
                return
        elif text[end : end + 1].isdigit():
            for function in _DIGIT_FUNCTIONS:  # log2(, norm1(: only when applied
                letters = len(function.rstrip("0123456789")) if function[-1].isdigit() else 3
                begin = end - letters
                if begin >= start and text.startswith(function, begin):
                    stop = begin + len(function)
                    if text[stop : stop + 1] == "(" or text.startswith(r"\left(", stop):
                        end = stop
                        break
        token = self.add("WORD", text[start:end], start, end, self.bold)
        self.styled(token)

    def before_differential(self, word: str) -> int | None:
        """How much of a word is before the next differential, as in \\frac{d^2f}{dx_idx_j} and {dxdy}."""
        if "d" not in word:
            return None
        before = [token.type for token in self.tokens[-2:]]
        if before[-1:] == ["_"] and _INDEX_AND_DIFFERENTIAL.fullmatch(word):
            return 1
        if before == ["}", "{"] and _DIFFERENTIALS.fullmatch(word):
            return 2
        return None

    def number(self) -> None:
        text, start = self.text, self.at
        found = _NUMBER.match(text, start)
        assert found is not None
        end = start + 1 if (self.single or self.pending) and text[start] != "." else found.end()
        written = text[start:end]
        whole = written.isdigit()
        body, _, exponent = (written, "", "") if whole else written.lower().partition("e")
        if len(body) > MOST_DIGITS or len(exponent) > 4 or (exponent and abs(int(exponent)) > MOST_DIGITS):
            raise ReadError(
                f"a number of more than {MOST_DIGITS:,} digits",
                Span(start, start + 1),
                "give it a name instead",
            )
        value = Fraction(int(written) if whole else written)  # the first is read faster
        self.styled(self.add("NUMBER", value, start, end, self.bold))

    def bold_number(self, digit: int, start: int, end: int) -> None:
        self.add("NUMBER", Fraction(digit), start, end, True)
        self.constant(self.tokens[-1])

    def constant(self, token: Token, above: str = "") -> None:
        """1 and 0 in bold, or with an arrow above, are the vectors of ones and zeros."""
        if token.type == "NUMBER" and token.value in (0, 1):
            token.type, token.value = "CONSTANT", "ones" if token.value else "zeros"
        if token.type == "CONSTANT":
            token.text += above

    def styled(self, token: Token) -> None:
        """An unbraced argument has come: \\mathbf x, \\hat w, \\frac12."""
        if self.bold:
            self.constant(token)
        while self.pending:
            style = self.pending.pop()
            self.dress(style.kind, style.command, len(self.tokens) - 1)
            self.whole(self.tokens[-1], style.start, token.end)
        if self.single:
            self.single -= 1

    @staticmethod
    def whole(token: Token, start: int, end: int) -> None:
        """Let a letter stand where its markup does, so that \\mathbf{x} is quoted as that."""
        if token.type in ("LETTER", "CONSTANT") or len(token.text) == 1:
            token.start, token.end = start, end

    def dress(self, kind: str, command: str, index: int) -> None:
        """Give the tokens from ``index`` their style or accent."""
        if kind == "bold" or kind == "arrow":
            for token in self.tokens[index:]:
                if token.type in ("WORD", "LETTER"):
                    token.bold = True
                else:
                    self.constant(token, ARROW if kind == "arrow" else "")
        elif kind == "accent":
            token = self.tokens[index]
            rest = self.tokens[index + 1 :]
            if token.type not in ("WORD", "LETTER", "QUOTED") or (
                rest and rest[0].type not in ("_", "POWER")
            ):
                raise ReadError(
                    "an accent stands over one letter", token.span, "write \\hat{w} or \\hat{\\mathbf{w}}"
                )
            token.type = "LETTER"
            token.value = f"{token.value}_{latex.ACCENT_COMMANDS[command]}"
