"""The walk over the tokens of an expression, and its subscripts: elements or parts of names.

The walk goes by position and never recurses: what must be visited out of order (x^2_1, sin^2(x)) is
a detour, noted down beforehand.
"""

from __future__ import annotations

from matcalc.errors import ReadError
from matcalc.reader.context import Context
from matcalc.reader.group import rematch
from matcalc.reader.survey import INDEX_LETTERS
from matcalc.reader.tokens import Token
from matcalc.reader.words import UPRIGHT

_ORDINARY = frozenset(("SIGN", "POINTWISE", "_TIMES", "_DIVIDE", "COMPARE", "_LEFT", "_RIGHT", "_COMMA"))
"""Types of tokens that stay as they are."""


class Walk:
    """The state of the walk. ``step`` writes what the token at a place becomes and says where to go on."""

    def __init__(self, tokens: list[Token], context: Context) -> None:
        self.tokens = tokens
        rematch(tokens)
        self.context = context
        self.out: list[Token] = []
        self.inside: dict[int, str] | None = None
        self.instead: dict[int, list[Token]] = {}  # written for the token at this place
        self.before: dict[int, list[Token]] = {}  # written on arrival at this place
        self.detours: dict[int, tuple[int, int]] = {}  # on arrival here, visit that range first
        self.jumps: dict[int, int] = {}  # on arrival here, go on there

    def run(self) -> list[Token]:
        i, tokens, out = 0, self.tokens, self.out
        while True:
            if self.detours or self.before or self.jumps or self.instead:
                after = self.noted(i)
                if after != i:
                    i = after
                    continue
            if i >= len(tokens):
                return out
            if tokens[i].type in _ORDINARY:
                out.append(tokens[i])
                i += 1
            else:
                i = self.step(i)

    def noted(self, i: int) -> int:
        """Do what was noted down for the arrival at ``i``: where to go on, ``i`` itself if nothing says."""
        if i in self.detours:
            start, stop = self.detours.pop(i)
            self.jumps[stop] = i
            return start
        if i in self.before:
            self.out += self.before.pop(i)
        if i in self.jumps:
            return self.jumps.pop(i)
        if i in self.instead and i < len(self.tokens):
            self.out += self.instead.pop(i)
            return i + 1
        return i

    def swap(self, first: int, second: int, end: int) -> None:
        """Visit [second, end) before [first, second); the caller goes on at ``second``."""
        self.detours[end] = (first, second)

    def peek(self, i: int) -> str:
        return self.tokens[i].type if i < len(self.tokens) else ""

    def step(self, i: int) -> int:
        raise NotImplementedError

    def behind_script(self, i: int) -> int:
        """The position behind the sub- or superscript that begins at ``i``."""
        tokens = self.tokens
        while self.peek(i + 1) == "SIGN":
            i += 1
        return tokens[i + 1].mate + 1 if self.peek(i + 1) == "_LEFT" else i + 2

    def subscript_word(self, i: int) -> tuple[str, bool, bool] | None:
        """The subscript whose '_' stands at ``i`` as one word: (text, quoted, braced); None if it is more."""
        tokens = self.tokens
        if i + 1 >= len(tokens):
            raise ReadError("the subscript is missing", tokens[i].span, "write x_i or x_{i+1}")
        inner, braced = tokens[i + 1], False
        if inner.type == "_LEFT" and inner.text != "(":
            if inner.mate != i + 3:
                return None
            inner, braced = tokens[i + 2], True
        if inner.type == "SUBWORD":
            return str(inner.value), inner.mate == UPRIGHT, braced
        if inner.type == "NUMBER":
            return (inner.text or str(inner.value)), False, braced
        if inner.type in ("NAME", "FUNC"):
            return str(inner.value), False, braced
        if inner.type == "_LEFT":
            return None
        if inner.type == "CONSTANT":
            return ("1" if inner.value == "ones" else "0"), False, braced
        raise ReadError("a subscript is expected here", inner.span, "write x_i or x_{i+1}")

    def subscript_behind(self, i: int) -> int | None:
        """Where the subscript of the name before ``i`` is: at once, or behind an exponent (x^2_1)."""
        if self.peek(i) == "_":
            return i
        if self.peek(i) not in ("POWER", "_TRANSPOSE"):
            return None
        tokens = self.tokens
        stop = i + 1
        if tokens[i].type == "POWER":
            stop = self.behind_script(i)
            exponent = self.peek(i + 1)
            whole = exponent in ("NUMBER", "TOP", "_TRANSPOSE") or (
                tokens[i + 1].text == "{"
                if exponent == "_LEFT"
                else stop <= len(tokens) and tokens[i + 1].value == "T"
            )
            if not whole:
                return None
        return stop if self.peek(stop) == "_" else None

    def is_name(self, token: Token, text: str, quoted: bool, braced: bool) -> bool:
        """Is base_text a name of its own, rather than an element of base?"""
        context = self.context
        base: str = token.value
        if quoted or f"{base}_{text}" in context.known:
            return True
        if text.isdigit():
            if token.bold:
                return base not in context.bare and base not in context.known and base not in context.indexed
            return not (base in context.known or base in context.bare or base in context.indexed)
        if text in context.indices:
            return False
        if len(text) == 1:
            return text not in INDEX_LETTERS
        return self.letters_of(token, text, braced) is None

    def letters_of(self, token: Token, text: str, braced: bool) -> str | None:
        """ij in X_ij are two indices."""
        letters = INDEX_LETTERS | {c for c in self.context.indices if len(c) == 1}
        if len(text) <= 2 and all(c in letters for c in text):
            bound = all(c in self.context.indices for c in text)
            if braced or bound or token.value[0].isupper():
                return text
        return None

    def index(self, start: int) -> int:
        """Open the subscript whose '_' stands at ``start`` as the indices of an element."""
        tokens = self.tokens
        stop = self.behind_script(start)
        braced = tokens[start + 1].type == "_LEFT"
        first, last = (start + 2, stop - 1) if braced else (start + 1, stop)
        place, end = tokens[start + 1].start, tokens[stop - 1].end
        close = Token("_END", None, end, end)
        self.out.append(Token("_SUBSCRIPT", None, place, place))
        if last - first != 1:
            self.instead[last] = [close]
            return first
        word = tokens[first]
        if word.type == "SUBWORD" and len(word.value) == 2 and word.value not in self.context.known:
            for n, text in enumerate(word.value):
                if n:
                    self.out.append(Token("_COMMA", None, word.start, word.start))
                self.out.append(Token("NAME", text, word.start + n, word.start + n + 1, text=text))
        else:
            word.type = "NAME" if word.type == "SUBWORD" else "_COLON" if word.type == ":" else word.type
            self.out.append(word)
        self.out.append(close)
        return stop

    def subscript(self, i: int) -> int:
        """A subscript behind something that is no name: (Ax)_i, (A B)_{ij}."""
        if i == 0 or self.behind_script(i) > len(self.tokens):
            raise ReadError(
                "a subscript stands here without a name", self.tokens[i].span, "write x_i or x_{i+1}"
            )
        self.subscript_word(i)
        return self.index(i)
