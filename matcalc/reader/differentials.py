"""Derivative operators found among the tokens: d/dx, ∂y/∂x, \\frac{∂}{∂x}, ∂_x, ∇.

``d`` is the operator only in these patterns and a name everywhere else.
"""

from __future__ import annotations

from matcalc.errors import ReadError, Span
from matcalc.reader.actions import HIGHEST_ORDER
from matcalc.reader.context import Context
from matcalc.reader.group import rematch
from matcalc.reader.tokens import Token
from matcalc.reader.words import _GREEK_WORDS, FUNCTIONS, greek_id

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
_OPENERS = frozenset(("_LEFT", "MATRIX", "CASES", "BARS", "NORM"))


def mark(tokens: list[Token], context: Context) -> list[Token]:
    """The tokens with every derivative operator spelled out in the grammar's terminals, \\frac and
    \\sqrt turned into quotients and applied roots."""
    return _Marker(tokens, context).run()


class _Marker:
    def __init__(self, tokens: list[Token], context: Context) -> None:
        self.tokens = tokens
        self.context = context
        self.out: list[Token] = []
        self.numerators: dict[int, tuple[int, int, bool]] = {}  # at: (after the differential, order, bare)
        self.denominators: dict[int, tuple[int | None, bool, int]] = {}  # at: (\frac's end, bare, order)
        self.dropped: set[int] = set()
        self.instead: dict[int, list[Token]] = {}
        self.after: dict[int, list[Token]] = {}

    def run(self) -> list[Token]:
        tokens = self.tokens
        if not any(t.type in ("FRAC", "ROOT", "PARTIAL", "NABLA") or t.type == "_DIVIDE" for t in tokens):
            return tokens
        self.find_quotients()
        i = 0
        while i < len(tokens):
            i = self.step(i)
        rematch(self.out)
        return self.out

    def step(self, i: int) -> int:
        token = self.tokens[i]
        after = i + 1
        if i in self.denominators:
            after = self.denominator(i)
        elif i in self.numerators:
            after, order, bare = self.numerators[i]
            if bare:
                self.out.append(self.made("DERIVATIVE", order, i, after))
            else:
                rest = token.value[1:] if token.type == "WORD" else ""
                end = token.start + 1 if rest else self.tokens[after - 1].end
                opener = Token("QUOTIENT", order, token.start, end, token.spaced, text=token.text)
                self.out.append(opener)
                if rest:
                    self.out.append(
                        Token("WORD", rest, token.start + 1, token.end, bold=token.bold, text=rest)
                    )
        elif i in self.dropped:
            pass
        elif i in self.instead:
            self.out.extend(self.instead[i])
        elif token.type == "PARTIAL":
            after = self.subscripted_partial(i)
        elif token.type == "NABLA":
            after = self.nabla(i)
        else:
            self.out.append(token)
        self.out.extend(self.after.get(after - 1, ()))
        return after

    def made(self, kind: str, value: object, i: int, after: int) -> Token:
        first, last = self.tokens[i], self.tokens[after - 1]
        return Token(kind, value, first.start, last.end, first.spaced, text=first.text)

    # ---- finding

    def find_quotients(self) -> None:
        tokens = self.tokens
        for k, token in enumerate(tokens):
            if token.type == "FRAC":
                self.fraction(k)
            elif token.type == "ROOT":
                self.root(k)
            elif token.type == "_DIVIDE" and self.differential(k + 1):
                start = self.numerator(k)
                if start is not None:
                    after, order = self.order_after(start)
                    bare = after == k and self.is_bare(start)
                    self.numerators[start] = (after, order, bare)
                    self.denominators[k] = (None, bare, order)

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
            return not self.is_word(token.value)
        following = self.tokens[i + 1] if i + 1 < len(self.tokens) else None
        return following is not None and following.type in ("WORD", "LETTER", "QUOTED", "MATRIX", "_LEFT")

    def is_bare(self, i: int) -> bool:
        """Is the ∂ or d at ``i`` alone, so that what it differentiates stands behind the quotient?"""
        return self.tokens[i].type == "PARTIAL" or self.tokens[i].value == "d"

    def is_word(self, word: str) -> bool:
        return word in self.context.known or word in FUNCTIONS or word in _GREEK_WORDS

    def order_after(self, i: int) -> tuple[int, int]:
        """Behind the ∂ or d at ``i`` and its order, if one is written: ∂², d^2, d^{2}."""
        tokens = self.tokens
        if tokens[i].type == "WORD" and tokens[i].value != "d":
            return i + 1, 1
        if i + 2 < len(tokens) and tokens[i + 1].type == "POWER":
            exponent, after = i + 2, i + 3
            if tokens[exponent].type == "_LEFT" and tokens[exponent].mate == exponent + 2:
                exponent, after = exponent + 1, exponent + 3
            if tokens[exponent].type == "NUMBER" and tokens[exponent].value.denominator == 1:
                return after, self.checked_order(tokens[exponent])
        return i + 1, 1

    def checked_order(self, token: Token) -> int:
        order = int(token.value)
        if not 1 <= order <= HIGHEST_ORDER:
            raise ReadError(
                "this is no order of differentiation", token.span, f"write a number from 1 to {HIGHEST_ORDER}"
            )
        return order

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
                or token.type in _OPENERS
                or token.type == "NABLA"
            ):
                return None
            if token.type == "PARTIAL":
                denominator = j and tokens[j - 1].type == "_DIVIDE" and j - 1 in self.denominators
                return None if denominator else j
            if token.type == "WORD" and not token.bold and token.value[0] == "d":
                if j and (tokens[j - 1].type == "_" or (j - 1) in self.denominators):
                    j -= 1
                    continue
                bare_or_named = token.value == "d" or not self.is_word(token.value)
                if bare_or_named:
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
        start = tokens[a0]
        d_above = start.type == "PARTIAL" or (
            start.type == "WORD"
            and not start.bold
            and start.value[0] == "d"
            and not self.is_word(start.value[1:] and start.value)
        )
        if d_above and below and self.differential(b0):
            behind, order = self.order_after(a0)
            bare = behind == a1 and self.is_bare(a0)
            self.numerators[a0] = (behind, order, bare)
            self.dropped.update(([a0 - 1, a1] if above else []) + [k, b0 - 1])
            self.denominators[b0 - 1] = (b1, bare, order)
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
                    Token("NUMBER", 1, place, place),
                    Token("_DIVIDE", "divide", place, place),
                    *inner,
                    Token("_RIGHT", None, place, place),
                ]
            )
            return
        token.type, token.value = "FUNC", "sqrt"

    # ---- writing out

    def denominator(self, k: int) -> int:
        """From the slash (or a \\frac's second brace) at ``k``: the variables."""
        end, bare, order = self.denominators[k]
        token = self.tokens[k]
        if not bare:
            self.out.append(Token("_OVER", None, token.start, token.end, text=token.text))
        i = k + 1
        count = 0
        while (
            i not in self.numerators
            and self.differential(i)
            and (i < end if end else self.goes_on(i, order - count))
        ):
            i, times = self.variable(i)
            count += times
        last = self.tokens[i - 1]
        if end is not None:
            if i != end:
                raise ReadError(
                    "this is no variable of differentiation",
                    Span(self.tokens[i].start, self.tokens[end - 1].end),
                    "below stands d or ∂ with a name: \\frac{\\partial y}{\\partial x}",
                )
            last = self.tokens[end]
            i = end + 1
        self.out.append(Token("_END", None, last.end, last.end))
        return i

    def goes_on(self, i: int, missing: int) -> bool:
        """Does the differential at ``i`` still belong below? ``d/dy d y`` differentiates a product."""
        return missing > 0 or (self.tokens[i].type == "PARTIAL" and not self.tokens[i].spaced)

    def variable(self, i: int) -> tuple[int, int]:
        """One ∂x, dx, ∂x², ∂w_j, ∂[x, y] from ``i``: what comes after it, and how often it counts."""
        tokens = self.tokens
        token = tokens[i]
        self_word = token.type == "WORD" and len(token.value) > 1
        start = token.start
        rest: Token | None = None
        parts: list[Token]
        if self_word:
            word = Token(
                "WORD", token.value[1:], token.start + 1, token.end, bold=token.bold, text=token.value[1:]
            )
            i += 1
        else:
            i += 1
            if i >= len(tokens):
                raise ReadError("what is differentiated by is missing", token.span, "write ∂/∂x or d/dx")
            word = tokens[i]
            i += 1
        if word.type == "WORD":
            name, rest = self.first_name(word)
            parts = [name]
        elif word.type in ("LETTER", "QUOTED"):
            parts = [Token("NAME", word.value, word.start, word.end, bold=word.bold, text=word.text)]
        elif word.type in ("_LEFT", "MATRIX"):
            parts = tokens[i - 1 : word.mate + 1]
            i = word.mate + 1
        else:
            raise ReadError("a variable is expected here", word.span, "write ∂/∂x, d/dx or ∂/∂[x, y]")
        order = 1
        while rest is None and i < len(tokens) and tokens[i].type in ("_", "POWER"):
            script = tokens[i].type
            stop = i + 2
            if i + 1 < len(tokens) and tokens[i + 1].type == "_LEFT":
                stop = tokens[i + 1].mate + 1
            if stop > len(tokens):
                raise ReadError(
                    "the subscript or exponent is missing", tokens[i].span, "write ∂/∂w_j or ∂²/∂x²"
                )
            if script == "_":
                parts += tokens[i:stop]
                i = stop
                continue
            value = tokens[i + 2 : stop - 1] if stop > i + 2 else tokens[i + 1 : stop]
            if len(value) != 1 or value[0].type != "NUMBER" or value[0].value.denominator != 1:
                break
            order = self.checked_order(value[0])
            i = stop
        for _ in range(order):
            self.out.append(Token("_BY", None, start, start + 1, text=token.text))
            self.out.extend(
                Token(t.type, t.value, t.start, t.end, t.spaced, t.bold, text=t.text) for t in parts
            )
        if rest is not None:
            raise ReadError(
                f"d{word.text} holds more than one name",
                Span(start, word.end),
                f"put a space after the variable: d{parts[0].text} {rest.text}, or declare {word.text}",
            )
        return i, order

    def first_name(self, word: Token) -> tuple[Token, Token | None]:
        """The variable that a run of letters begins with, and what is left of the run."""
        text: str = word.value
        length = 1
        for size in range(min(len(text), 64), 0, -1):
            if text[:size] in self.context.known or text[:size] in _GREEK_WORDS:
                length = size
                break
        value = text[:length]
        value = value if value in self.context.known else greek_id(value)
        name = Token("NAME", value, word.start, word.start + length, bold=word.bold, text=text[:length])
        if length == len(text):
            return name, None
        return name, Token(
            "WORD", text[length:], word.start + length, word.end, bold=word.bold, text=text[length:]
        )

    def script_content(self, i: int) -> tuple[list[Token], int]:
        """The tokens of the subscript whose '_' stands at ``i``, and what comes after."""
        tokens = self.tokens
        if i + 1 >= len(tokens):
            raise ReadError("the subscript is missing", tokens[i].span, "write ∇_w f or ∂_x f")
        if tokens[i + 1].type == "_LEFT":
            return tokens[i + 2 : tokens[i + 1].mate], tokens[i + 1].mate + 1
        return [tokens[i + 1]], i + 2

    def subscripted_partial(self, i: int) -> int:
        """∂_x e; any other ∂ that is left is a mistake."""
        tokens = self.tokens
        if i + 1 < len(tokens) and tokens[i + 1].type == "_":
            content, after = self.script_content(i + 1)
            self.out.append(self.made("DERIVATIVE", None, i, i + 1))
            for token in content:
                if token.type == "_COMMA":
                    continue
                names = [token]
                if token.type == "WORD" and not self.is_word(token.value):
                    names = [
                        Token("WORD", c, token.start + n, token.start + n + 1, bold=token.bold, text=c)
                        for n, c in enumerate(token.value)
                    ]
                for name in names:
                    if name.type in ("WORD", "LETTER"):
                        self.out.append(Token("_BY", None, name.start, name.start))
                    self.out.append(name)
            self.out.append(Token("_END", None, tokens[after - 1].end, tokens[after - 1].end))
            return after
        raise ReadError(
            "∂ stands here without what it differentiates by", tokens[i].span, "write ∂y/∂x, ∂/∂x e or ∂_x e"
        )

    def nabla(self, i: int) -> int:
        tokens = self.tokens
        after, order = self.order_after(i)
        if order > 2:
            raise ReadError("∇ goes up to the second order", tokens[i].span, "write ∇f or ∇²f")
        operator = Token(
            "GRADIENT",
            "hessian" if order == 2 else "grad",
            tokens[i].start,
            tokens[after - 1].end,
            tokens[i].spaced,
            text="∇",
        )
        subscript: list[Token] = []
        if after < len(tokens) and tokens[after].type == "_":
            subscript, end = self.script_content(after)
            bounds = Span(tokens[after].start, tokens[end - 1].end)
            after = end
        self.out.append(operator)
        if subscript:
            if order == 1 and after < len(tokens) and tokens[after].type == "POWER":  # ∇_x^2
                after, order = self.order_after(after - 1)
                operator.value = "hessian" if order == 2 else "grad"
            self.out.append(Token("_SUBSCRIPT", None, bounds.start, bounds.start))
            self.out.extend(subscript)
            self.out.append(Token("_END", None, bounds.end, bounds.end))
        return after
