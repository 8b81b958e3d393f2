"""Characters to raw tokens: one pass over the text."""

from __future__ import annotations

import re
from collections.abc import Callable
from string import ascii_letters, digits

from matcalc.errors import ReadError, Span
from matcalc.rationals import Fraction
from matcalc.reader.characters import (
    ACCENT_OF,
    BOLD_DIGITS,
    FROM_SUBSCRIPT,
    FROM_SUPERSCRIPT,
    LOOKALIKES,
    MEANT,
    letter,
    visible,
)
from matcalc.reader.markup import Markup
from matcalc.reader.spellings import BEGINNING_WITH, SYMBOLS
from matcalc.reader.tokens import Token

MOST_CHARACTERS = 300_000
MOST_TOKENS = 120_000

_SPACES = [*" \t\r\f\v\u00a0\u202f\u205f\u2060\u3000\ufeff~", *map(chr, range(0x2000, 0x200C))]
_COMMENT = re.compile(r"[#%][^\n]*")
_STOP = re.compile(r"\.\s*(?:\Z|;|\$|\\[])\\]|\\(?:end|label|tag|nonumber|notag)\b)")
_ORDER = re.compile(r"""(?P<quote>['"])(?P<word>fro|inf|F)(?P=quote)|(?P<bare>fro|[iI]nf)(?=\s*\))""")


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
        text, end, tokens = self.text, len(self.text), self.tokens
        while self.at < end:
            char = text[self.at]
            if char == " ":
                self.space()
                continue
            before = len(tokens)
            if before and tokens[-1].type == "," and (order := _ORDER.match(text, self.at)) is not None:
                self.add("QUOTED", order["word"], self.at, order.end())
            else:
                _STEPS.get(char, Scanner.other)(self)
            if len(tokens) > before:
                self.spaced = False
                if len(tokens) > MOST_TOKENS:
                    raise ReadError(
                        f"the text has more than {MOST_TOKENS:,} symbols",
                        tokens[-1].span,
                        "split it into smaller programs",
                    )
        if self.pending:
            raise ReadError(
                f"\\{self.pending[-1].command} has nothing to act on",
                Span(max(end - 1, 0), end),
                "write \\mathbf{x}",
            )
        return tokens

    def other(self) -> None:
        """What is no symbol: a letter, what looks like one, or a mistake."""
        char = self.text[self.at]
        found = letter(char) if char == "σ" or char not in LOOKALIKES else None
        if found is not None:
            self.letter(found, self.at, self.at + 1)
        else:
            self.symbol()

    def space(self) -> None:
        self.at += 1
        self.spaced = True

    def comment(self) -> None:
        found = _COMMENT.match(self.text, self.at)
        assert found is not None
        self.at = found.end()

    def dollar(self) -> None:
        """Single dollars leave no trace; a pair begins or ends a display."""
        if not self.text.startswith("$$", self.at):
            self.at += 1
            return
        self.display, self.dollars = True, not self.dollars
        self.add("WRAPPER", "begin" if self.dollars else "end", self.at, self.at + 2)

    def sigma(self) -> None:
        """The sign of a sum, where an index stands below it, or else the letter."""
        at = self.at
        if self.sigma_is_sum(at + 1):
            self.add("SIGMA", None, at, at + 1)
        else:
            found = letter("Σ")
            assert found is not None
            self.letter(found, at, at + 1)

    def digit(self) -> None:
        """A digit in bold or double-struck: 𝟏, 𝟙."""
        self.bold_number(BOLD_DIGITS[self.text[self.at]], self.at, self.at + 1)

    def sign(self) -> None:
        """A symbol that no longer one begins with, and that \\left does not change."""
        self.side = None
        self.add(*SYMBOLS[self.text[self.at]], self.at, self.at + 1)

    def symbol(self) -> None:
        text, at = self.text, self.at
        char = text[at]
        for spelling in BEGINNING_WITH.get(char, ()):
            if text.startswith(spelling, at):
                self.bracket_or(*SYMBOLS[spelling], at, at + len(spelling))
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
        """A full stop, dots, a product or the beginning of a number."""
        text, at = self.text, self.at
        if self.side is not None:  # \left. and \right.
            side, self.side = self.side, None
            if side == "close":
                self.add("RIGHTDOT", None, at, at + 1)
            else:
                self.at += 1
            return
        after = text[at + 1 : at + 2]
        if after and after in digits:
            self.number()
            return
        if text[at : at + 2] in SYMBOLS or text[at : at + 3] in SYMBOLS:
            self.symbol()
            return
        if _STOP.match(text, at) is not None:  # the full stop that ends a formula in a paper
            self.at += 1
            return
        if self.spaced and after.isspace():
            self.add("POINTWISE", "dot", at, at + 1)
        elif not after.strip() or after == "$":
            self.at += 1
        elif after == "T" and not text[at + 2 : at + 3].isalnum():
            raise ReadError(".T is of Python", Span(at, at + 2), "a transpose is written A^T, A' or Aᵀ")
        else:
            raise ReadError(
                "a dot product is written with spaces around the dot",
                Span(at, at + 1),
                "write w . x, w · x, dot(w, x) or \\cdot",
            )

    def script(self) -> None:
        """Unicode sub- and superscripts become _{...} and ^{...}; a superscript T is the transpose."""
        first = self.text[self.at]
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


_STEPS: dict[str, Callable[[Scanner], None]] = {
    **dict.fromkeys(BEGINNING_WITH, Scanner.symbol),
    **dict.fromkeys("+/^'()[],;_", Scanner.sign),
    **dict.fromkeys(BOLD_DIGITS, Scanner.digit),
    **dict.fromkeys(ACCENT_OF, Scanner.mark),
    **dict.fromkeys((*FROM_SUPERSCRIPT, *FROM_SUBSCRIPT), Scanner.script),
    **dict.fromkeys(ascii_letters, Scanner.word),
    **dict.fromkeys(digits, Scanner.number),
    **dict.fromkeys(_SPACES, Scanner.space),
    **dict.fromkeys("#%", Scanner.comment),
    "\\": Scanner.command,
    "{": Scanner.open_group,
    "}": Scanner.close_group,
    ".": Scanner.dot,
    "$": Scanner.dollar,
    "Σ": Scanner.sigma,
}
"""By a character, what reads the token (or one step of LaTeX's markup, or what leaves no trace) there."""
