"""Characters to raw tokens: one pass over the text."""

from __future__ import annotations

import re
from fractions import Fraction

from matcalc.errors import ReadError, Span
from matcalc.reader.characters import (
    ACCENT_OF,
    FROM_SUBSCRIPT,
    FROM_SUPERSCRIPT,
    LOOKALIKES,
    MEANT,
    bold_digit,
    letter,
    visible,
)
from matcalc.reader.markup import Markup
from matcalc.reader.spellings import LONGEST, SYMBOLS
from matcalc.reader.tokens import Token

MOST_CHARACTERS = 300_000
MOST_TOKENS = 120_000

_SPACE = re.compile(r"[ \t\r\f\v\u00a0\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff~]+")
_COMMENT = re.compile(r"[#%][^\n]*")
_STOP = re.compile(r"\.\s*(?:\Z|;|\$|\\[])\\]|\\(?:end|label|tag|nonumber|notag)\b)")
_ORDER = re.compile(r"""(?P<quote>['"])(?P<word>fro|inf|F)(?P=quote)|(?P<bare>fro|[iI]nf)(?=\s*\))""")
_DIGITS = frozenset("0123456789")


def scan(text: str) -> tuple[list[Token], bool]:
    """The raw tokens of the text, and whether line ends in it are mere layout (LaTeX display)."""
    if len(text) > MOST_CHARACTERS:
        raise ReadError(
            f"the text has {len(text):,} characters; the limit is {MOST_CHARACTERS:,}",
            Span(MOST_CHARACTERS, MOST_CHARACTERS + 1),
            "split it into smaller programs",
        )
    scanner = Scanner(text)
    return scanner.run(), scanner.display


class Scanner(Markup):
    """One pass over the text; ``tokens`` is the result. ``dollars``: a $$ is open."""

    dollars = False

    def run(self) -> list[Token]:
        text, end = self.text, len(self.text)
        while self.at < end:
            char = text[self.at]
            if (space := _SPACE.match(text, self.at)) is not None:
                self.at = space.end()
                self.spaced = True
                continue
            if char in "#%":
                comment = _COMMENT.match(text, self.at)
                assert comment is not None
                self.at = comment.end()
                continue
            if char == "$":
                self.dollar()
                continue
            before = len(self.tokens)
            self.one(char)
            if len(self.tokens) > before:
                self.spaced = False
                if len(self.tokens) > MOST_TOKENS:
                    raise ReadError(
                        f"the text has more than {MOST_TOKENS:,} symbols",
                        self.tokens[-1].span,
                        "split it into smaller programs",
                    )
        if self.pending:
            raise ReadError(
                f"\\{self.pending[-1].command} has nothing to act on",
                Span(max(end - 1, 0), end),
                "write \\mathbf{x}",
            )
        return self.tokens

    def dollar(self) -> None:
        """Single dollars leave no trace; a pair begins or ends a display."""
        if not self.text.startswith("$$", self.at):
            self.at += 1
            return
        self.display, self.dollars = True, not self.dollars
        self.add("WRAPPER", "begin" if self.dollars else "end", self.at, self.at + 2)

    def one(self, char: str) -> None:
        """Read one token (or one step of LaTeX's markup) at ``self.at``."""
        text, at = self.text, self.at
        if char == "\\":
            self.command()
        elif self.tokens and self.tokens[-1].type == "," and (order := _ORDER.match(text, at)) is not None:
            self.add("QUOTED", order["word"], at, order.end())
        elif char.isascii() and char.isalpha():
            self.word()
        elif char in _DIGITS or (char == "." and text[at + 1 : at + 2] in _DIGITS and self.side is None):
            self.number()
        elif char == "{":
            self.open_group()
        elif char == "}":
            self.close_group()
        elif char == ".":
            self.dot()
        elif char in FROM_SUPERSCRIPT or char in FROM_SUBSCRIPT:
            self.script(char)
        elif char in ACCENT_OF:
            self.mark(char)
        elif char == "Σ" and self.sigma_is_sum(at + 1):
            self.add("SIGMA", None, at, at + 1)
        elif (digit := bold_digit(char)) is not None:
            self.bold_number(digit, at, at + 1)
        elif char == "σ" or (char not in SYMBOLS and char not in LOOKALIKES and letter(char) is not None):
            found = letter(char)
            assert found is not None
            self.letter(found, at, at + 1)
        else:
            self.symbol(char)

    def symbol(self, char: str) -> None:
        text, at = self.text, self.at
        for length in range(LONGEST, 0, -1):
            spelling = text[at : at + length]
            if len(spelling) == length and spelling in SYMBOLS:
                kind, value = SYMBOLS[spelling]
                self.bracket_or(kind, value, at, at + length)
                return
        plain = LOOKALIKES.get(char)
        if plain is not None:
            kind, value = SYMBOLS.get(plain, ("", None))
            if kind:
                self.bracket_or(kind, value, at, at + 1)
            else:
                found = letter(plain)
                assert found is not None
                self.letter(found, at, at + 1)
            return
        import unicodedata

        shown = visible(char)
        name = unicodedata.name(char, "").lower()
        described = f" ({name})" if name and not char.isascii() else ""
        if shown != char:
            message = f"the control character {shown} is not part of the language"
            hint = "remove it; is this a text file?"
        else:
            message = f"the character {shown}{described} is not part of the language"
            hint = MEANT.get(char) or "matcalc notation shows every symbol"
        raise ReadError(message, Span(at, at + 1), hint)

    def dot(self) -> None:
        text, at = self.text, self.at
        if self.side is not None:  # \left. and \right.
            side, self.side = self.side, None
            if side == "close":
                self.add("RIGHTDOT", None, at, at + 1)
            else:
                self.at += 1
            return
        if text[at : at + 2] in SYMBOLS or text[at : at + 3] in SYMBOLS:
            self.symbol(".")
            return
        if _STOP.match(text, at) is not None:  # the full stop that ends a formula in a paper
            self.at += 1
            return
        after = text[at + 1 : at + 2]
        if self.spaced and after.isspace():
            self.add("POINTWISE", "dot", at, at + 1)
        elif not after.strip() or after == "$":
            self.at += 1
        else:
            raise ReadError(
                "a dot product is written with spaces around the dot",
                Span(at, at + 1),
                "write w . x, w · x, dot(w, x) or \\cdot",
            )

    def script(self, first: str) -> None:
        """Unicode sub- and superscripts become _{...} and ^{...}; a superscript T is the transpose."""
        up = first in FROM_SUPERSCRIPT and first not in FROM_SUBSCRIPT
        table = FROM_SUPERSCRIPT if up else FROM_SUBSCRIPT
        start = end = self.at
        while end < len(self.text) and self.text[end] in table and not (up and self.text[end] == "ᵀ"):
            end += 1
        if self.text.startswith("ᵀ", end) and self.text[start:end] in ("", "⁻"):
            if end > start:
                self.scripted("POWER", "power", [("SIGN", "neg"), ("NUMBER", Fraction(1))], start, end)
            self.add("_TRANSPOSE", None, end, end + 1)
            return
        inner = Scanner("".join(table[c] for c in self.text[start:end])).run()
        for token in inner:
            token.start += start
            token.end += start
        self.add("POWER" if up else "_", "power" if up else None, start, start)
        self.tokens.append(Token("{", None, start, start))
        self.tokens.extend(inner)
        self.tokens.append(Token("}", None, end, end))
        self.at = end

    def scripted(
        self, kind: str, value: object, parts: list[tuple[str, object]], start: int, end: int
    ) -> None:
        self.add(kind, value, start, start)
        self.tokens.append(Token("{", None, start, start))
        self.tokens.extend(Token(k, v, start, end) for k, v in parts)
        self.tokens.append(Token("}", None, end, end))

    def sigma_is_sum(self, at: int) -> bool:
        rest = self.text[at : at + 8].lstrip()
        return bool(rest) and (rest[0] == "_" or rest[0] in FROM_SUBSCRIPT)
