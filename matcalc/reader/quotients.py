"""Where derivatives are written as quotients: dy/dx, ∂²/∂x∂y, \\frac{d}{dx}; fractions and roots beside.

``d`` begins a differential only in such a quotient and is a name everywhere else.
"""

from __future__ import annotations

from dataclasses import field

from matcalc.errors import ReadError, Span
from matcalc.rationals import Fraction
from matcalc.reader.context import Context
from matcalc.reader.group import OPENERS
from matcalc.reader.tokens import Token
from matcalc.reader.words import FUNCTIONS, GREEK_WORDS
from matcalc.records import Record

HIGHEST_ORDER = 100

_STOPS = frozenset(
    (
        "SIGN",
        "COMPARE",
        "EQUALS",
        "_COMMA",
        "_SEMICOLON",
        "_DIVIDE",
        "_AND",
        "_OR",
        "_IF",
        "_OTHERWISE",
        "BELONGS",
    )
)


def is_word(word: str, context: Context) -> bool:
    """Is a run of letters one name, and not a differential or a product of letters?"""
    return word in context.known or word in FUNCTIONS or word in GREEK_WORDS


def order_after(tokens: list[Token], i: int) -> tuple[int, int]:
    """Behind the ∂ or d at ``i`` and its order, if one is written: ∂², d^2, d^{2}."""
    if tokens[i].type == "WORD" and tokens[i].value != "d":
        return i + 1, 1
    return order_at(tokens, i + 1)


def order_at(tokens: list[Token], i: int) -> tuple[int, int]:
    """Behind the exponent at ``i`` that is an order, and the order; 1 where there is none."""
    if i + 1 < len(tokens) and tokens[i].type == "POWER":
        exponent, after = i + 1, i + 2
        if tokens[exponent].type == "_LEFT" and tokens[exponent].mate == exponent + 2:
            exponent, after = exponent + 1, exponent + 3
        if tokens[exponent].type == "NUMBER" and tokens[exponent].value.denominator == 1:
            return after, checked_order(tokens[exponent])
    return i, 1


def checked_order(token: Token) -> int:
    """A whole number as the order of a derivative."""
    order = int(token.value)
    if not 1 <= order <= HIGHEST_ORDER:
        raise ReadError(
            "this is no order of differentiation", token.span, f"write a number from 1 to {HIGHEST_ORDER}"
        )
    return order


class Above(Record, frozen=False):
    """The differential above: what comes after it, its order, whether it is bare, a d or ∂ alone, and where
    in the text the quotient begins."""

    after: int
    order: int
    bare: bool
    start: int


class Below(Record, frozen=False):
    """The differentials below: where the \\frac ends, if it is one; ``bare`` and ``order`` as above."""

    end: int | None
    bare: bool
    order: int


class Quotients(Record, frozen=False):
    """What is to be done at which token, once ``find`` has run.

    numerators:   differentials above, by where they begin.
    denominators: differentials below, by the slash or opening brace before them.
    dropped:      tokens that say nothing more.
    instead:      tokens to put in the place of one.
    after:        tokens to put behind one.
    """

    tokens: list[Token]
    context: Context
    numerators: dict[int, Above] = field(default_factory=dict)
    denominators: dict[int, Below] = field(default_factory=dict)
    dropped: set[int] = field(default_factory=set)
    instead: dict[int, list[Token]] = field(default_factory=dict)
    after: dict[int, list[Token]] = field(default_factory=dict)

    def find(self) -> None:
        tokens = self.tokens
        for k, token in enumerate(tokens):
            if token.type == "FRAC":
                self.fraction(k)
            elif token.type == "ROOT":
                self.root(k)
            elif token.type == "_DIVIDE" and self.differential(k + 1):
                start = self.numerator(k)
                if start is not None:
                    self.pair(start, k, k, None)
            elif token.type == "_DIVIDE":
                self.refuse_number(k)

    def refuse_number(self, slash: int) -> None:
        """d/d3 is by no variable."""
        tokens = self.tokens
        kinds = [token.type for token in tokens[slash - 1 : slash + 3]] if slash else []
        if kinds == ["WORD", "_DIVIDE", "WORD", "NUMBER"] and "d" not in self.context.known:
            above, _, below, number = tokens[slash - 1 : slash + 3]
            if (
                above.value == below.value == "d"
                and not number.spaced
                and f"d{number.text}" not in self.context.known
            ):
                raise ReadError(
                    "one differentiates by a name, and this is a number",
                    Span(below.start, number.end),
                    "write d/dx",
                )

    def pair(
        self, above: int, above_ends: int, below: int, end: int | None, command: Token | None = None
    ) -> None:
        """Note a derivative: where the differentials begin, the one above ends, and its \\frac does."""
        after, order = order_after(self.tokens, above)
        bare = after == above_ends and self.is_bare(above)
        self.numerators[above] = Above(after, order, bare, (command or self.tokens[above]).start)
        self.denominators[below] = Below(end, bare, order)

    def differential(self, i: int) -> bool:
        """Does a differential such as dx or ∂𝐰 begin at ``i``?"""
        if i >= len(self.tokens):
            return False
        token = self.tokens[i]
        if token.type == "PARTIAL":
            return True
        if token.type != "WORD" or token.bold or token.value[0] != "d":
            return False
        if len(token.value) > 1:
            return not is_word(token.value, self.context)
        following = self.tokens[i + 1] if i + 1 < len(self.tokens) else None
        return following is not None and following.type in ("WORD", "LETTER", "QUOTED", "MATRIX", "_LEFT")

    def is_bare(self, i: int) -> bool:
        """Is the ∂ or d at ``i`` alone, so that what it differentiates stands behind the quotient?"""
        return self.tokens[i].type == "PARTIAL" or self.tokens[i].value == "d"

    def begins_above(self, i: int) -> bool:
        """Can the differential above a quotient begin at ``i``: ∂, d, or d and a name as in dy?"""
        token = self.tokens[i]
        if token.type != "WORD" or token.bold or token.value[0] != "d":
            return token.type == "PARTIAL"
        return token.value == "d" or not is_word(token.value, self.context)

    def numerator(self, slash: int) -> int | None:
        """Where the differential above the slash begins, if there is one."""
        tokens = self.tokens
        j = slash - 1
        while j >= 0:
            token = tokens[j]
            if token.mate >= 0 and token.mate < j:
                j = token.mate - 1
                continue
            if (
                j in self.numerators
                or token.type in _STOPS
                or token.type in OPENERS
                or token.type == "NABLA"
            ):
                return None
            below = j - 1 in self.denominators
            if token.type == "PARTIAL":
                return None if below and tokens[j - 1].type == "_DIVIDE" else j
            if self.begins_above(j) and not below and not (j and tokens[j - 1].type == "_"):
                return j
            j -= 1
        return None

    # ---- \frac and \sqrt

    def argument(self, i: int, command: Token) -> tuple[int, int, int, bool]:
        """(first, behind the last, next, braced) of a LaTeX argument at ``i``."""
        if i >= len(self.tokens):
            raise ReadError(f"{command.text} needs two arguments", command.span, "write \\frac{a}{b}")
        token = self.tokens[i]
        if token.type == "_LEFT" and token.text == "{":
            return i + 1, token.mate, token.mate + 1, True
        if token.type in ("WORD", "NUMBER", "LETTER", "PARTIAL", "CONSTANT"):
            return i, i + 1, i + 1, False
        raise ReadError(f"{command.text} needs its arguments in braces", token.span, "write \\frac{a}{b}")

    def fraction(self, k: int) -> None:
        tokens, command = self.tokens, self.tokens[k]
        a0, a1, after, above = self.argument(k + 1, command)
        b0, b1, _, below = self.argument(after, command)
        if a0 == a1 or b0 == b1:
            raise ReadError("an empty fraction", Span(command.start, tokens[b1].end), "write \\frac{a}{b}")
        if below and self.begins_above(a0) and self.differential(b0):
            self.pair(a0, a1, b0 - 1, b1, command)
            self.dropped.update(([a0 - 1, a1] if above else []) + [k, b0 - 1])
            self.bracket(self.numerators[a0].after, a1)
            return
        left = Token("_LEFT", None, command.start, command.start, command.spaced, text="\\frac")
        self.instead[k] = [left]
        if not above:
            self.instead[k].append(Token("_LEFT", None, command.start, command.start))
            self.after.setdefault(a1 - 1, []).append(
                Token("_RIGHT", None, tokens[a1 - 1].end, tokens[a1 - 1].end)
            )
        slash_at = tokens[a1 - 1 if not above else a1].end
        slash = Token("_DIVIDE", "divide", slash_at, slash_at, text="\\frac")
        self.after.setdefault(after - 1, []).append(slash)
        end = b1 if below else b1 - 1
        close = Token("_RIGHT", None, tokens[end].end, tokens[end].end)
        self.after.setdefault(end, []).append(close)

    def bracket(self, start: int, end: int) -> None:
        """Put a sum that is differentiated above a \\frac in brackets: the braces say its extent."""
        kinds = {self.tokens[i].type for i in range(start, end)}
        if start < end and kinds & {"SIGMA", "SIGN"} and self.tokens[start - 1].type != "WORD":
            left, right = self.tokens[start - 1].end, self.tokens[end - 1].end
            self.after.setdefault(start - 1, []).append(Token("_LEFT", None, left, left))
            self.after.setdefault(end - 1, []).append(Token("_RIGHT", None, right, right))

    def root(self, k: int) -> None:
        """√x and \\sqrt{x} are the function sqrt; \\sqrt[3]{x} is a power."""
        token = self.tokens[k]
        following = self.tokens[k + 1] if k + 1 < len(self.tokens) else None
        if token.text == "\\sqrt" and following is not None and following.type == "MATRIX":
            start, end = k + 2, following.mate
            _, b1, _, braced = self.argument(end + 1, token)
            stop = b1 if braced else b1 - 1
            place = self.tokens[stop].end
            inner = [Token(t.type, t.value, t.start, t.end, text=t.text) for t in self.tokens[start:end]]
            self.dropped.update(range(k, end + 1))
            self.after.setdefault(stop, []).extend(
                [
                    Token("POWER", "power", place, place),
                    Token("_LEFT", None, place, place),
                    Token("NUMBER", Fraction(1), place, place),
                    Token("_DIVIDE", "divide", place, place),
                    *inner,
                    Token("_RIGHT", None, place, place),
                ]
            )
            return
        token.type, token.value = "FUNC", "sqrt"
