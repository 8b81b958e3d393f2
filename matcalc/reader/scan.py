"""Characters to raw tokens: numbers, words, symbols, LaTeX commands with their groups undone."""

from __future__ import annotations

import re
from fractions import Fraction

from matcalc.errors import ReadError, Span
from matcalc.notation.functions import SPELLINGS
from matcalc.notation.symbols import OPERATORS
from matcalc.reader import latex
from matcalc.reader.characters import (
    ACCENT_OF,
    FROM_SUBSCRIPT,
    FROM_SUPERSCRIPT,
    LOOKALIKES,
    MEANT,
    Letter,
    accented,
    bold_digit,
    letter,
    visible,
)
from matcalc.reader.tokens import Token

MOST_CHARACTERS = 300_000
MOST_TOKENS = 120_000
MOST_DIGITS = 1_000

_SPACE = re.compile(r"[ \t\r\f\v\u00a0\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff~]+")
_COMMENT = re.compile(r"[#%][^\n]*")
_WORD = re.compile(r"[A-Za-z]+")
_NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+(?![0-9A-Za-z]))?")
_DIGITS = frozenset("0123456789")
_COMMAND = re.compile(r"\\(?:[A-Za-z]+|.)", re.DOTALL)
_DIGIT_FUNCTIONS = sorted((s for s in SPELLINGS if any(c.isdigit() for c in s)), key=len, reverse=True)


def _symbols() -> dict[str, tuple[str, object]]:
    table: dict[str, tuple[str, object]] = {}
    for row in OPERATORS:
        for spelling in (*row.unicode, *row.ascii):
            if spelling.strip() and spelling != " . " and not spelling.startswith("^T"):
                table.setdefault(spelling, latex.operator_type(row.op))
    table |= {
        "==": ("COMPARE", "eq"), ":=": ("EQUALS", "eq"), "'": ("_TRANSPOSE", None), "ᵀ": ("_TRANSPOSE", None),
        "(": ("(", None), ")": (")", None), "[": ("[", None), "]": ("]", None),
        "{": ("{", None), "}": ("}", None),
        ",": (",", None), ";": (";", None), "\n": ("NEWLINE", None), ":": (":", None), "_": ("_", None),
        "|": ("BAR", None), "||": ("NORMBAR", None), "‖": ("NORMBAR", None), "&": ("AMP", None),
        "∂": ("PARTIAL", None), "∇": ("NABLA", None), "∑": ("SIGMA", None), "√": ("ROOT", None),
        "∈": ("BELONGS", None), "->": ("ARROW", None), "→": ("ARROW", None), "ℝ": ("REALS", None),
        "∧": ("AND", None), "∨": ("OR", None), "⟨": ("<", None), "⟩": (">", None),
        "⊤": ("TOP", None), "&&": ("AND", None),
    }  # fmt: skip
    return table


SYMBOLS = _symbols()
_LONGEST = max(map(len, SYMBOLS))


class _Group:
    """An open brace: the styles that its content gets, and what to return to when it closes."""

    __slots__ = ("bold", "index", "single", "styles")

    def __init__(self, styles: list[tuple[str, str]], index: int, bold: bool, single: int) -> None:
        self.styles = styles
        self.index = index
        self.bold = bold
        self.single = single


class Scanner:
    """One pass over the text. ``tokens`` is the result; ``display`` tells that the text is wrapped in
    LaTeX's mathematics, where a line's end means nothing."""

    def __init__(self, text: str) -> None:
        if len(text) > MOST_CHARACTERS:
            raise ReadError(
                f"the text has {len(text):,} characters; the limit is {MOST_CHARACTERS:,}",
                Span(MOST_CHARACTERS, MOST_CHARACTERS + 1),
                "split it into smaller programs",
            )
        self.text = text
        self.at = 0
        self.tokens: list[Token] = []
        self.groups: list[_Group] = []
        self.bold = False
        self.pending: list[tuple[str, str]] = []  # styles waiting for their argument
        self.single = 0  # LaTeX arguments to come: without braces each is one character
        self.side: str | None = None
        self.display = False
        self.spaced = False

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
                self.display = self.display or text.startswith("$$", self.at)
                self.at += 1
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
                f"\\{self.pending[-1][1]} has nothing to act on",
                Span(max(end - 1, 0), end),
                "write \\mathbf{x}",
            )
        return self.tokens

    def add(self, kind: str, value: object, start: int, end: int, bold: bool = False) -> Token:
        token = Token(kind, value, start, end, self.spaced, bold, text=self.text[start:end])
        self.tokens.append(token)
        self.at = end
        return token

    def one(self, char: str) -> None:
        """Read one token (or one step of LaTeX's markup) at ``self.at``."""
        text, at = self.text, self.at
        if char == "\\":
            self.command()
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

    # ---- symbols

    def symbol(self, char: str) -> None:
        text, at = self.text, self.at
        for length in range(_LONGEST, 0, -1):
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

    def bracket_or(self, kind: str, value: object, start: int, end: int) -> None:
        if kind in ("BAR", "NORMBAR") and self.side is not None:
            value = self.side
        if kind == "{":
            value = "brace" if self.text[start] == "\\" else None
        self.side = None
        if kind == "<":
            self.tokens.append(Token("QUOTED", "dot", start, end, self.spaced, text="⟨"))
            kind = "("
        elif kind == ">":
            kind = ")"
        self.add(kind, value, start, end)

    def dot(self) -> None:
        text, at = self.text, self.at
        if self.side is not None:  # \left. and \right.
            side, self.side = self.side, None
            if side == "close":
                self.add("RIGHTDOT", None, at, at + 1)
            else:
                self.at += 1
            return
        if text[at : at + 2] in SYMBOLS:
            self.symbol(".")
            return
        after = text[at + 1 : at + 2]
        if self.spaced and after.isspace():
            self.add("POINTWISE", "dot", at, at + 1)
        elif not after.strip() or after == "$":
            self.at += 1  # the full stop that ends a formula in a paper
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

    # ---- letters, words and numbers

    def mark(self, char: str) -> None:
        """A combining mark over what was just read."""
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
                last.type, last.value = "CONSTANT", "ones" if last.value else "zeros"
                last.end = self.at = self.at + 1
                return
        raise ReadError(
            f"an accent ({ACCENT_OF[char]}) needs a letter before it",
            Span(self.at, self.at + 1),
            "write ŵ, x⃗, 1⃗ or 0⃗",
        )

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
        return last.type == "WORD" and last.end == start and last.bold == bold

    def word(self) -> None:
        text, start = self.text, self.at
        found = _WORD.match(text, start)
        assert found is not None
        end = found.end()
        if self.pending or self.single:
            end = start + 1
        elif end < len(text) and text[end] in ACCENT_OF:
            if end - start > 1:
                end -= 1
            else:
                self.letter(Letter(text[start], False, ()), start, end)
                return
        else:
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

    def number(self) -> None:
        text, start = self.text, self.at
        found = _NUMBER.match(text, start)
        assert found is not None
        end = start + 1 if (self.single or self.pending) and text[start] != "." else found.end()
        body, _, exponent = text[start:end].lower().partition("e")
        if len(body) > MOST_DIGITS or len(exponent) > 4 or (exponent and abs(int(exponent)) > MOST_DIGITS):
            raise ReadError(
                f"a number of more than {MOST_DIGITS:,} digits",
                Span(start, start + 1),
                "give it a name instead",
            )
        self.styled(self.add("NUMBER", Fraction(text[start:end]), start, end, self.bold))

    def bold_number(self, digit: int, start: int, end: int) -> None:
        self.add("NUMBER", Fraction(digit), start, end, True)
        self.constant(self.tokens[-1])

    def constant(self, token: Token) -> None:
        """Bold 1 and 0 are the vectors of ones and zeros."""
        if token.type == "NUMBER" and token.value in (0, 1):
            token.type, token.value = "CONSTANT", "ones" if token.value else "zeros"

    # ---- LaTeX

    def styled(self, token: Token) -> None:
        """An unbraced argument has come: \\mathbf x, \\hat w, \\frac12."""
        if self.bold:
            self.constant(token)
        while self.pending:
            kind, command = self.pending.pop()
            self.dress(kind, command, len(self.tokens) - 1)
        if self.single:
            self.single -= 1

    def dress(self, kind: str, command: str, index: int) -> None:
        """Give the tokens from ``index`` their style or accent."""
        if kind == "bold" or kind == "arrow":
            for token in self.tokens[index:]:
                if token.type in ("WORD", "LETTER"):
                    token.bold = True
                else:
                    self.constant(token)
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

    def open_group(self) -> None:
        styles, self.pending = self.pending, []
        if self.single:
            self.single -= 1
        self.groups.append(_Group(styles, len(self.tokens), self.bold, self.single))
        self.single = 0
        self.bold = self.bold or any(kind in ("bold", "arrow") for kind, _ in styles)
        self.add("{", None, self.at, self.at + 1)

    def close_group(self) -> None:
        at = self.at
        if not self.groups:
            raise ReadError("} closes nothing", Span(at, at + 1), "remove it, or open a brace before it")
        group = self.groups.pop()
        self.bold, self.single, self.pending = group.bold, group.single, []
        opener = group.index
        inside = len(self.tokens) - opener - 1
        if group.styles:
            if inside == 0:
                raise ReadError(
                    "empty braces", Span(self.tokens[opener].start, at + 1), "write a name between them"
                )
            for kind, command in reversed(group.styles):
                self.dress(kind, command, opener + 1)
            if inside == 1 or any(kind == "accent" for kind, _ in group.styles):
                self.tokens[opener + 1].spaced = self.tokens[opener].spaced
                del self.tokens[opener]
                self.at = at + 1
                return
        self.add("}", None, at, at + 1)

    def command(self) -> None:
        text, start = self.text, self.at
        found = _COMMAND.match(text, start)
        if found is None:
            raise ReadError(
                "a lone backslash", Span(start, start + 1), "LaTeX commands look like \\mathbf{x}"
            )
        end = found.end()
        name = text[start + 1 : end]
        if name in latex.OPENING_SIDE or name in latex.CLOSING_SIDE:
            self.side = "open" if name in latex.OPENING_SIDE else "close"
            self.at = end
        elif name in ("begin", "end"):
            self.environment(name, start, end)
        elif name in latex.ARROWS:
            self.pending.append(("arrow", name))
            self.at = end
        elif name in latex.BOLD or name in latex.PLAIN:
            self.style(name, end)
        elif name in latex.ACCENT_COMMANDS:
            self.pending.append(("accent", name))
            self.at = end
        elif name in latex.UPRIGHT:
            self.upright(start, end)
        elif name in ("[", "(", "]", ")"):
            self.display = self.display or name == "["
            self.at = end
        elif name == "\\":
            if text[end : end + 1] == "*":
                end += 1
            skip = re.compile(r"\s*\[[0-9.]+(?:pt|em|ex|mm|cm|in)\]").match(text, end)
            self.add("ROWBREAK", None, start, skip.end() if skip else end)
        elif name in ("%", "#", "_", "&", "$"):
            self.at = start + 1
            self.symbol(name) if name in "_&" else self.unknown(name, start, end)
        elif name in latex.IGNORED:
            self.spaced = True
            self.at = end
        elif name in latex.COMMANDS:
            self.known(name, start, end)
        else:
            self.unknown(name, start, end)

    def known(self, name: str, start: int, end: int) -> None:
        kind, value = latex.COMMANDS[name]
        if kind == "LETTER":
            token = self.add("LETTER", value, start, end, self.bold)
            self.styled(token)
        elif kind == "WORD":
            self.add("QUOTED", value, start, end)
            self.styled(self.tokens[-1])
        elif kind == "FRAC":
            self.add("FRAC", None, start, end)
            self.single = 2
        elif kind in ("PARTIAL", "NABLA", "REALS"):
            self.add(kind, value, start, end)
            self.styled(self.tokens[-1])
        else:
            self.bracket_or(kind, value, start, end)

    def style(self, name: str, end: int) -> None:
        if name in latex.SWITCHES and self.groups and (not self.tokens or self.text[end : end + 1] != "{"):
            self.bold = name in latex.BOLD
            self.at = end
            return
        if name in ("mathbb", "mathds", "mathbbm"):
            blackboard = re.compile(r"\s*(?:\{\s*([R10])\s*\}|([R10]))").match(self.text, end)
            if blackboard is not None:
                symbol = blackboard[1] or blackboard[2]
                kind, value = (
                    ("REALS", None) if symbol == "R" else ("CONSTANT", "ones" if symbol == "1" else "zeros")
                )
                self.add(kind, value, self.at, blackboard.end())
                return
        self.pending.append(("bold" if name in latex.BOLD else "plain", name))
        self.at = end

    def upright(self, start: int, end: int) -> None:
        text = self.text
        if text[end : end + 1] == "*":
            end += 1
        found = re.compile(r"\s*\{([^{}\\$]*)\}").match(text, end)
        if found is None:
            self.pending.append(("plain", "mathrm"))
            self.at = end
            return
        word = found[1].strip().rstrip(",").strip()
        stop = found.end()
        if not word:
            self.at = stop
            self.spaced = True
        elif len(word) == 1 and word.isalpha() and word.isascii():
            self.add("WORD", word, start, stop, self.bold)
            self.styled(self.tokens[-1])
        elif re.fullmatch(r"[A-Za-z][A-Za-z0-9]*(?:[ _-][A-Za-z0-9]+)*", word):
            self.add("QUOTED", word.replace(" ", "_").replace("-", "_"), start, stop, self.bold)
            self.styled(self.tokens[-1])
        else:
            raise ReadError(
                "words may stand in \\text{…}, formulas may not",
                Span(start, stop),
                "write \\text{if }, \\text{otherwise} or a name",
            )

    def environment(self, side: str, start: int, end: int) -> None:
        found = re.compile(r"\s*\{\s*([A-Za-z]+)\*?\s*\}").match(self.text, end)
        if found is None:
            raise ReadError(
                f"\\{side} needs a name in braces", Span(start, end), f"write \\{side}{{bmatrix}}"
            )
        name, stop = found[1], found.end()
        if name in latex.WRAPPERS:
            self.display = True
            if name.startswith("alignat") or name == "alignedat":
                skip = re.compile(r"\s*\{[0-9]*\}").match(self.text, stop)
                stop = skip.end() if skip and side == "begin" else stop
            self.add("WRAPPER", side, start, stop)
        elif name in latex.MATRICES or name in latex.CASES:
            if side == "begin" and name == "array":
                spec = re.compile(r"\s*\{[^{}]*\}").match(self.text, stop)
                stop = spec.end() if spec else stop
            if side == "begin":
                skip = re.compile(r"\[[lcrtb]\]").match(self.text, stop)
                stop = skip.end() if skip else stop
            self.add("BEGIN" if side == "begin" else "END", name, start, stop)
        else:
            import difflib

            near = difflib.get_close_matches(name, [*latex.MATRICES, *latex.CASES, *latex.WRAPPERS], 1)
            raise ReadError(
                f"unknown environment {name}",
                Span(start, stop),
                f"did you mean {near[0]}?" if near else "write bmatrix, pmatrix, cases or aligned",
            )

    def unknown(self, name: str, start: int, end: int) -> None:
        near = latex.near(name)
        raise ReadError(
            f"unknown LaTeX command \\{visible(name)}",
            Span(start, end),
            f"did you mean \\{near}?" if near else "matcalc notation shows every command that is read",
        )


def scan(text: str) -> tuple[list[Token], bool]:
    """The raw tokens of the text, and whether line ends in it are mere layout (LaTeX display)."""
    scanner = Scanner(text)
    return scanner.run(), scanner.display
