"""Derivative operators spelled out for the grammar: d/dx, ∂y/∂x, \\frac{∂}{∂x}, ∂_x, ∇."""

from __future__ import annotations

from matcalc.errors import ReadError, Span
from matcalc.reader.context import Context
from matcalc.reader.group import rematch
from matcalc.reader.labels import is_label
from matcalc.reader.quotients import Quotients, checked_order, is_word, order_at
from matcalc.reader.tokens import Token
from matcalc.reader.words import FUNCTIONS, GREEK_WORDS, greek_id

TRANSPOSED = (
    "a transposed variable of differentiation is read as the variable; "
    "the transpose of a derivative is (∂y/∂x)ᵀ"
)


_MARKED = frozenset(("FRAC", "ROOT", "PARTIAL", "NABLA", "_DIVIDE"))


def mark(tokens: list[Token], context: Context) -> list[Token]:
    """The tokens with every derivative operator spelled out in the grammar's terminals, \\frac and
    \\sqrt turned into quotients and applied roots."""
    return _Marker(tokens, context).run()


class _Marker:
    def __init__(self, tokens: list[Token], context: Context) -> None:
        self.tokens = tokens
        self.context = context
        self.out: list[Token] = []
        self.quotients = Quotients(tokens, context)
        self.transposed: Span | None = None  # the last transpose of a variable of differentiation

    def run(self) -> list[Token]:
        tokens = self.tokens
        marked = any(token.type in _MARKED for token in tokens)
        if not marked and not any(self.operator(i) for i, t in enumerate(tokens) if t.type == "WORD"):
            return tokens
        self.quotients.find()
        i = 0
        while i < len(tokens):
            i = self.step(i)
        rematch(self.out)
        return self.out

    def step(self, i: int) -> int:
        token, found = self.tokens[i], self.quotients
        after = i + 1
        if i in found.denominators:
            after = self.denominator(i)
        elif i in found.numerators:
            after = self.numerator(i)
        elif i in found.dropped:
            pass
        elif i in found.instead:
            self.out.extend(found.instead[i])
        elif token.type == "PARTIAL":
            after = self.subscripted_partial(i)
        elif (operator := self.operator(i)) is not None:
            after = self.nabla(i, operator)
        else:
            self.out.append(token)
        self.out.extend(found.after.get(after - 1, ()))
        return after

    def made(self, kind: str, value: object, i: int, after: int) -> Token:
        first, last = self.tokens[i], self.tokens[after - 1]
        return Token(kind, value, first.start, last.end, first.spaced, text=first.text)

    def numerator(self, i: int) -> int:
        """The differential above from ``i``, and the first name behind it if they are one word: dy."""
        token, above = self.tokens[i], self.quotients.numerators[i]
        if above.bare:
            made = self.made("DERIVATIVE", above.order, i, above.after)
            made.start = above.start
            self.out.append(made)
            return above.after
        rest = token.value[1:] if token.type == "WORD" else ""
        end = token.start + 1 if rest else self.tokens[above.after - 1].end
        self.out.append(Token("QUOTIENT", above.order, above.start, end, token.spaced, text=token.text))
        if rest:
            self.out.append(Token("WORD", rest, token.start + 1, token.end, bold=token.bold, text=rest))
        return above.after

    def denominator(self, k: int) -> int:
        """From the slash (or a \\frac's second brace) at ``k``: the variables."""
        token, below = self.tokens[k], self.quotients.denominators[k]
        end = below.end
        if not below.bare:
            self.out.append(Token("_OVER", None, token.start, token.end, text=token.text))
        i = k + 1
        count = variables = 0
        self.transposed = None
        while (
            i not in self.quotients.numerators
            and self.quotients.differential(i)
            and (i < end if end else self.goes_on(i, below.order - count))
        ):
            i, times = self.variable(i)
            count += times
            variables += 1
        if self.transposed is not None and variables == 1 and not below.bare:
            self.context.notes.append((TRANSPOSED, self.transposed))
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
        if word.type in ("WORD", "FUNC", "QUOTED") and self.stacks(word, i):
            after = tokens[i].mate + 1
            parts = [Token("FUNC", "vec", word.start, word.end, text=word.text), *tokens[i:after]]
            i = after
        elif word.type == "WORD":
            name, rest = self.first_name(word)
            parts = [name]
            number = tokens[i] if rest is None and i < len(tokens) else None
            if (
                number is not None
                and number.type == "NUMBER"
                and not number.spaced
                and f"{name.value}{number.text}" in self.context.known
            ):
                parts.append(number)
                i += 1
        elif word.type in ("LETTER", "QUOTED"):
            parts = [Token("NAME", word.value, word.start, word.end, bold=word.bold, text=word.text)]
        elif word.type in ("_LEFT", "MATRIX"):
            parts = tokens[i - 1 : word.mate + 1]
            i = word.mate + 1
        else:
            raise ReadError("a variable is expected here", word.span, "write ∂/∂x, d/dx or ∂/∂[x, y]")
        order = 1
        while rest is None and i < len(tokens) and tokens[i].type in ("_", "POWER", "TOP", "_TRANSPOSE"):
            script = tokens[i].type
            turned = self.behind_transpose(i)
            if turned is not None:
                self.transposed = Span(tokens[i].start, tokens[turned - 1].end)
                i = turned
                continue
            stop = i + 2
            if i + 1 < len(tokens) and tokens[i + 1].type == "_LEFT":
                stop = tokens[i + 1].mate + 1
            if stop > len(tokens) or tokens[i + 1].type == "_RIGHT":
                raise ReadError(
                    "the subscript or exponent is missing", tokens[i].span, "write ∂/∂w_j or ∂²/∂x²"
                )
            if script == "_" or is_label(tokens, i):
                parts += tokens[i:stop]
                i = stop
                continue
            value = tokens[i + 2 : stop - 1] if stop > i + 2 else tokens[i + 1 : stop]
            if len(value) != 1 or value[0].type != "NUMBER" or value[0].value.denominator != 1:
                break
            order = checked_order(value[0])
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

    def stacks(self, word: Token, i: int) -> bool:
        """Is ``word`` vec with a bracket at ``i``, as in ∂/∂vec(X)?"""
        names_vec = word.value not in self.context.known and FUNCTIONS.get(word.value) == "vec"
        return names_vec and i < len(self.tokens) and self.tokens[i].type == "_LEFT"

    def behind_transpose(self, i: int) -> int | None:
        """What comes after the transpose at ``i``, if there is one: ∂/∂𝐱ᵀ is by 𝐱, laid out as any other."""
        tokens = self.tokens
        if tokens[i].type in ("TOP", "_TRANSPOSE"):
            return i + 1
        if tokens[i].type != "POWER" or i + 1 >= len(tokens):
            return None
        inner, stop = tokens[i + 1 : i + 2], i + 2
        if inner[0].type == "_LEFT":
            inner, stop = tokens[i + 2 : inner[0].mate], inner[0].mate + 1
        if len(inner) != 1:
            return None
        mark = inner[0]
        letter = mark.type == "WORD" and self.context.is_transpose(mark.value)
        return stop if letter or mark.type in ("TOP", "_TRANSPOSE") else None

    def first_name(self, word: Token) -> tuple[Token, Token | None]:
        """The variable that a run of letters begins with, and what is left of the run."""
        text: str = word.value
        length = 1
        for size in range(min(len(text), 64), 0, -1):
            if text[:size] in self.context.known or text[:size] in GREEK_WORDS:
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
            below = 0  # the position behind the subscript of a name, as in ∂_{w_j}
            for n, token in enumerate(content):
                if token.type == "_":
                    opener = content[n + 1] if n + 1 < len(content) else token
                    below = n + 2 if opener.mate < 0 else n + 2 + opener.mate - tokens.index(opener, i)
                if n < below or token.type == "_COMMA":
                    self.out += [token] if n < below else []
                    continue
                names = [token]
                if token.type == "WORD" and not is_word(token.value, self.context):
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

    def operator(self, i: int) -> str | None:
        """The operator that ∇, nabla, grad_w, hessian_w, jacobian_w or J_w is at ``i``."""
        token = self.tokens[i]
        if token.type == "NABLA":
            return "grad"
        if token.type != "WORD" or token.bold or token.value in self.context.known:
            return None
        if len(token.value) == 1 and token.value != "J":
            return None
        if token.value == "nabla":
            return "grad"
        subscripted = i + 1 < len(self.tokens) and self.tokens[i + 1].type == "_"
        name = FUNCTIONS.get(token.value)
        if name in ("grad", "jacobian", "hessian") and subscripted:
            return name
        return "jacobian" if self.is_jacobian(i) else None

    def is_jacobian(self, i: int) -> bool:
        """Whether an undeclared J is the operator: J_w f by a letter that stands elsewhere too, and J f
        before a defined function; J_ij and J x stay a matrix."""
        token = self.tokens[i]
        if token.value != "J":
            return False
        after = self.tokens[i + 1 : i + 4]
        if len(after) > 2 and after[0].type == "_":
            by = after[1].value if after[1].type == "WORD" else None
            names = (self.context.letters | self.context.known) - self.context.indices
            return by in names and after[2].type in ("WORD", "MATRIX", "_LEFT")
        return bool(after) and after[0].type == "WORD" and after[0].value in self.context.functions

    def nabla(self, i: int, name: str) -> int:
        tokens = self.tokens
        after, order = order_at(tokens, i + 1)
        if order > 2:
            raise ReadError("∇ goes up to the second order", tokens[i].span, "write ∇f or ∇²f")
        operator = Token(
            "GRADIENT",
            "hessian" if order == 2 else name,
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
                after, order = order_at(tokens, after)
                operator.value = "hessian" if order == 2 else "grad"
            self.out.append(Token("_SUBSCRIPT", None, bounds.start, bounds.start))
            self.out.extend(subscript)
            self.out.append(Token("_END", None, bounds.end, bounds.end))
        return after
