"""Names resolved: subscripts to elements or names, application told from multiplication.

The last stage before the grammar: what it hands on are exactly the grammar's terminals.
"""

from __future__ import annotations

from matcalc.errors import ReadError, Span
from matcalc.notation.functions import BY_NAME, SPELLINGS
from matcalc.notation.symbols import ABSTRACT_LETTERS
from matcalc.reader.context import Context
from matcalc.reader.group import rematch
from matcalc.reader.tokens import Token
from matcalc.reader.words import ABSTRACT, UPRIGHT
from matcalc.terms import Name

INDEX_LETTERS = frozenset("ijklmnpqrst")
_NORMS = {"2": "norm", "1": "norm1", "F": "normF"}
_INVERSE = {
    "sin": "arcsin", "cos": "arccos", "tan": "arctan",
    "sinh": "arcsinh", "cosh": "arccosh", "tanh": "arctanh",
}  # fmt: skip


def survey(tokens: list[Token], context: Context) -> None:
    """Collect from a statement's split tokens which names are used bare, with an index, by a Σ."""
    for i, token in enumerate(tokens):
        following = tokens[i + 1].type if i + 1 < len(tokens) else ""
        if token.type == "NAME":
            if following == "_":
                sub = tokens[i + 2] if i + 2 < len(tokens) else None
                if sub is not None and sub.type == "_LEFT" and i + 3 < len(tokens):
                    sub = tokens[i + 3]
                if (
                    sub is not None
                    and sub.type in ("SUBWORD", "NAME")
                    and str(sub.value)[0] in INDEX_LETTERS
                    and len(str(sub.value)) == 1
                ):
                    context.indexed.add(token.value)
            elif (
                not _hides_subscript(tokens, i + 1)
                and not (following == "_LEFT" and token.value.split("_")[0] in ABSTRACT_LETTERS)
                and token.mate != ABSTRACT
            ):
                context.bare.add(token.value)
        elif token.type == "SIGMA" and following == "_" and i + 2 < len(tokens):
            first = tokens[i + 3] if tokens[i + 2].type == "_LEFT" and i + 3 < len(tokens) else tokens[i + 2]
            if first.type in ("NAME", "SUBWORD"):
                context.indices.add(str(first.value))


def _hides_subscript(tokens: list[Token], i: int) -> bool:
    """W^T_1: a subscript that comes after the exponent at ``i``."""
    if i < len(tokens) and tokens[i].type == "_TRANSPOSE":
        i += 1
    elif i < len(tokens) and tokens[i].type == "POWER":
        i += 2
        if tokens[i - 1 : i] and tokens[i - 1].text == "{":
            i += 2
    return i < len(tokens) and tokens[i].type == "_"


def resolve(tokens: list[Token], context: Context) -> list[Token]:
    """The grammar's terminals for one expression."""
    return _Resolver(tokens, context).run()


def lower_indices(tokens: list[Token]) -> list[Token]:
    """x^{(i)}, an index written above and in brackets, made x_{i}."""
    rematch(tokens)
    out: list[Token] = []
    skip = -1
    for i, token in enumerate(tokens):
        if i == skip:
            continue
        if (
            token.type == "_LEFT"
            and token.text == "("
            and len(out) > 2
            and out[-1].text == "{"
            and out[-2].type == "POWER"
            and out[-3].type == "NAME"
            and token.mate + 1 < len(tokens)
            and tokens[token.mate + 1].text == "}"
        ):
            out[-2].type = "_"
            skip = token.mate
            continue
        out.append(token)
    return out


def _surroundings(tokens: list[Token]) -> dict[int, str]:
    """For each equals sign: the type of the bracket around it, 'condition' behind an if."""
    found: dict[int, str] = {}
    stack: list[str] = []
    condition = False
    for i, token in enumerate(tokens):
        if token.mate > i:
            stack.append(token.type)
            condition = False
        elif token.mate >= 0:
            stack.pop()
        elif token.type in ("_IF", "_SEMICOLON"):
            condition = token.type == "_IF"
        elif token.type == "EQUALS":
            found[i] = "condition" if condition else stack[-1] if stack else ""
    return found


class _Resolver:
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
        i = 0
        while True:
            if i in self.before:
                self.out += self.before.pop(i)
            if i in self.jumps:
                i = self.jumps.pop(i)
            elif i in self.detours:
                start, stop = self.detours.pop(i)
                self.jumps[stop] = i
                i = start
            elif i >= len(self.tokens):
                return self.out
            elif i in self.instead:
                self.out += self.instead.pop(i)
                i += 1
            else:
                i = self.step(i)

    def swap(self, first: int, second: int, end: int) -> None:
        """Visit [second, end) before [first, second); the caller goes on at ``second``."""
        self.detours[end] = (first, second)

    def peek(self, i: int) -> str:
        return self.tokens[i].type if i < len(self.tokens) else ""

    def step(self, i: int) -> int:
        token = self.tokens[i]
        kind = token.type
        if kind == "NAME":
            return self.name(i)
        if kind == "FUNC":
            return self.function(i)
        if kind == "SIGMA":
            return self.sigma(i)
        if kind == "POWER":
            return self.power(i)
        if kind == "_":
            return self.subscript(i)
        if kind == "NORM_END":
            return self.norm_end(i)
        if kind == "CONSTANT" and self.sizes(i + 1):
            return self.sized(token, token.value, i + 1)
        if kind == "TOP":
            token.type = "_TRANSPOSE"
        elif kind == "EQUALS":
            token.type, token.value = ("_EQUALS", token.value) if self.separates(i) else ("COMPARE", "eq")
        elif kind == ":":
            token.type = "_COLON"
        elif kind == "SUBWORD":
            token.type = "NAME"
        self.out.append(token)
        return i + 1

    def separates(self, i: int) -> bool:
        """An equals sign outside brackets, or in the value of a case, separates members."""
        if self.inside is None:
            self.inside = _surroundings(self.tokens)
        return self.inside[i] in ("", "CASES")

    # ---- names

    def name(self, i: int) -> int:
        token = self.tokens[i]
        context = self.context
        after = i + 1
        if (
            self.peek(after) == "NUMBER"
            and not self.tokens[after].spaced
            and f"{token.value}{self.tokens[after].text}" in context.known
        ):
            token.value += self.tokens[after].text
            token.end = self.tokens[after].end
            after += 1
        if token.value == "I" and "I" not in context.known and (after == i + 1) and self.sizes(after):
            return self.sized(token, "eye", after)
        if (
            self.peek(after) == "_TRANSPOSE"
            and self.peek(after + 1) == "_LEFT"
            and self.applies(token, after + 1, i)
        ):
            raise ReadError(
                f"{token.text}' would be a transpose",
                self.tokens[after].span,
                f"a derivative is written d/dx {token.text}(x)",
            )
        place = self.subscript_behind(after)
        index = False
        if place is not None:
            word = self.subscript_word(place)
            stop = self.behind_script(place)
            if word is not None and self.is_name(token, *word):
                token.value = f"{token.value}_{word[0]}"
                token.end = max(token.end, self.tokens[stop - 1].end)
                if place == after:
                    after = stop
                else:
                    self.jumps[place] = stop
            else:
                index = True
                if place != after:
                    self.swap(after, place, stop)
        if not index and self.applies(token, after, i):
            token.type = "CALLED"
            if token.value == "sigma" and token.value not in context.known:
                token.type, token.value = "APPLIED", "sigmoid"
            elif token.mate == ABSTRACT:
                context.notes.append((f"{token.text} is not declared: it is read as a function", token.span))
            self.out.append(token)
            return after
        if token.value == "I" and not index and "I" not in context.known:
            token.type, token.value = "CONSTANT", "eye"
        self.out.append(token)
        return self.index(place) if index and place is not None else after

    def sizes(self, i: int) -> bool:
        """Is there a subscript at ``i`` that is one dimension: I_n, 1⃗_n?"""
        if self.peek(i) != "_":
            return False
        word = self.subscript_word(i)
        return word is not None and (len(word[0]) == 1 or word[0].isdigit())

    def sized(self, token: Token, op: str, i: int) -> int:
        """The identity, ones or zeros with their dimension written as a subscript."""
        stop = self.behind_script(i)
        inner = self.tokens[i + 2] if self.tokens[i + 1].type == "_LEFT" else self.tokens[i + 1]
        inner.type = "NAME" if inner.type == "SUBWORD" else inner.type
        token.type, token.value = "APPLIED", op
        self.out += [token, Token("_LEFT", None, inner.start, inner.start), inner]
        self.out.append(Token("_RIGHT", None, inner.end, self.tokens[stop - 1].end))
        return stop

    def applies(self, token: Token, after: int, i: int) -> bool:
        """Is the bracket behind a name its argument list?"""
        if self.peek(after) != "_LEFT" or self.tokens[after].text not in ("(", "\\left("):
            return False
        name: str = token.value
        if i and self.peek(i - 1) == "_BY":
            return False
        if name in self.context.functions or token.mate == ABSTRACT:
            return True
        if name in self.context.known:
            return False
        if name == "sigma":
            return True
        return name.split("_")[0] in ABSTRACT_LETTERS

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

    def behind_script(self, i: int) -> int:
        """The position behind the sub- or superscript that begins at ``i``."""
        tokens = self.tokens
        while self.peek(i + 1) == "SIGN":
            i += 1
        return tokens[i + 1].mate + 1 if self.peek(i + 1) == "_LEFT" else i + 2

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

    # ---- functions

    def function(self, i: int) -> int:
        tokens, token = self.tokens, self.tokens[i]
        after = i + 1
        if self.peek(after) == "_":  # log_2, norm_F
            word = self.subscript_word(after)
            if word is not None:
                for spelling in (f"{token.value}_{word[0]}", f"{token.value}{word[0]}"):
                    if spelling in SPELLINGS:
                        token.value = SPELLINGS[spelling].name
                        after = self.behind_script(after)
                        token.end = tokens[after - 1].end
                        break
                else:
                    raise ReadError(
                        f"{token.text} takes no subscript {word[0]}",
                        token.span,
                        "write log_2, log_10 or norm_1",
                    )
        row = BY_NAME.get(token.value)
        if self.peek(after) == "POWER" and row is not None and row.role != "constant":
            stop = self.behind_script(after)
            inside = (
                tokens[after + 2 : stop - 1] if self.peek(after + 1) == "_LEFT" else tokens[after + 1 : stop]
            )
            if (
                [t.type for t in inside] == ["SIGN", "NUMBER"]
                and inside[0].value == "neg"
                and inside[1].value == 1
                and token.value in _INVERSE
            ):
                token.value = _INVERSE[token.value]
                self.context.notes.append((f"{token.text}^-1 is read as {token.value}", token.span))
                after = stop
            elif self.peek(stop) == "_LEFT" and tokens[stop].text in ("(", "[", "{"):
                token.type = "APPLIED"  # sin^2(x) is sin(x)^2
                self.out.append(token)
                self.swap(after, stop, tokens[stop].mate + 1)
                return stop
        if self.peek(after) == "_LEFT":
            token.type = "APPLIED"
        elif row is not None and row.role == "constant":
            token.type = "CONSTANT"
        else:
            token.type = "FUNCTION"
            if self.peek(after) == "NUMBER" and self.joined(after + 1):
                return self.bracketed(token, after)
        self.out.append(token)
        return after

    def joined(self, i: int) -> bool:
        """Does the token at ``i`` stand right behind the one before, as x in sin 2x?"""
        return self.peek(i) in ("NAME", "POWER") and self.tokens[i].start == self.tokens[i - 1].end

    def bracketed(self, function: Token, i: int) -> int:
        """sin 2x is sin(2x): what is written in one piece is one argument."""
        function.type = "APPLIED"
        place = self.tokens[i].start
        self.out += [function, Token("_LEFT", None, place, place)]
        end = i + 1
        while self.joined(end) or self.peek(end) == "_":
            end = end + 1 if self.peek(end) == "NAME" else self.behind_script(end)
        place = self.tokens[min(end, len(self.tokens)) - 1].end
        self.before[end] = [Token("_RIGHT", None, place, place)]
        return i

    # ---- sums, exponents, norms

    def sigma(self, i: int) -> int:
        """Σ with its index and bounds, which may come in either order."""
        tokens, token = self.tokens, self.tokens[i]
        after = i + 1
        names: list[Token] = []
        upper = False
        opened: list[
            tuple[str, int, int, int]
        ] = []  # terminal, first and behind the last of a bound, behind all
        while (self.peek(after) == "_" and not names) or (self.peek(after) == "POWER" and not upper):
            stop = self.behind_script(after)
            braced = self.peek(after + 1) == "_LEFT"
            first, last = (after + 2, stop - 1) if braced else (after + 1, stop)
            if last > len(tokens):
                raise ReadError("a bound of the sum is missing", tokens[after].span, "write Σ_{i=1}^N e")
            if tokens[after].type == "_":
                names, bound = self.sum_index(first, last, token)
                if bound is not None:
                    opened.append(("_FROM", bound, last, stop))
            else:
                upper = True
                if not braced and tokens[first].type not in ("NUMBER", "NAME"):
                    raise ReadError(
                        "a bound is a number, a name or in braces", tokens[first].span, "write Σ_{i=1}^N e"
                    )
                opened.append(("_TO", first, last, stop))
            after = stop
        if not names:
            raise ReadError("this sum has no index", token.span, "write Σ_i e, Σ_{i=1}^N e or sum(x)")
        token.type, token.value = "SUM", [Name(str(n.value), span=n.span) for n in names]
        token.end = max(token.end, names[-1].end)
        self.out.append(token)
        if not opened:
            return after
        self.before[after] = [Token("_BODY", None, tokens[after - 1].end, tokens[after - 1].end)]
        for n, (kind, first, last, stop) in enumerate(opened):
            place = tokens[first].start
            self.before.setdefault(first, []).append(Token(kind, None, place, place))
            if last != stop:
                self.instead[last] = []
            if n + 1 < len(opened) and opened[n + 1][1] != stop:
                self.jumps[stop] = opened[n + 1][1]
        last_stop = opened[-1][3]
        if last_stop != after:
            self.jumps[last_stop] = after
        return opened[0][1]

    def sum_index(self, first: int, last: int, token: Token) -> tuple[list[Token], int | None]:
        """The indices of a sum, and where its lower bound stands."""
        tokens = self.tokens
        inner = tokens[first:last]
        if inner and inner[0].type in ("NAME", "SUBWORD"):
            if len(inner) == 1:
                word = inner[0]
                if len(str(word.value)) == 2 and word.type == "SUBWORD" and str(word.value).isalpha():
                    return [
                        Token("NAME", c, word.start + n, word.start + n + 1) for n, c in enumerate(word.value)
                    ], None
                return [word], None
            if inner[1].type == "EQUALS" and len(inner) > 2:
                return [inner[0]], first + 2
            if all(t.type == ("NAME" if n % 2 == 0 else "_COMMA") for n, t in enumerate(inner)):
                return inner[::2], None
        where = inner[0].span if inner else token.span
        raise ReadError("the index of a sum is a name with its bounds", where, "write Σ_i e or Σ_{i=1}^N e")

    def power(self, i: int) -> int:
        """An exponent: a number or term, or T for the transpose, or an index in brackets: x^{(i)}."""
        tokens, token = self.tokens, self.tokens[i]
        after = self.behind_script(i)
        braced = self.peek(i + 1) == "_LEFT"
        inner = tokens[i + 2 : after - 1] if braced else tokens[i + 1 : after]
        if not inner:
            raise ReadError("the exponent is missing", token.span, "write x^2 or x^{n+1}")
        kinds = [t.type for t in inner]
        if self.is_transpose(inner[-1]) and (
            len(inner) == 1 or (kinds[:-1] == ["SIGN"] and inner[0].value == "neg")
        ):
            mark = Token("_TRANSPOSE", None, token.start, tokens[after - 1].end, text="^T")
            if len(inner) == 2:
                place = inner[0].start
                self.out.append(token)
                self.out.append(Token("SIGN", "neg", place, inner[0].end))
                self.out.append(Token("NUMBER", 1, inner[0].start, inner[0].end))
            self.out.append(mark)
            return after
        if kinds[0] == "POINTWISE" and braced and inner[0].value == "hadamard" and len(inner) > 1:
            token.value = "hadamard_power"
            self.out.append(token)
            self.out.append(tokens[i + 1])
            i += 3
            return i
        if kinds[0] == "_TRANSPOSE" and not braced:
            return i + 1
        self.out.append(token)
        return i + 1

    def is_transpose(self, token: Token) -> bool:
        return token.type in ("TOP", "_TRANSPOSE") or (
            token.type in ("NAME", "SUBWORD") and token.value == "T" and "T" not in self.context.known
        )

    def norm_end(self, i: int) -> int:
        token = self.tokens[i]
        after = i + 1
        if self.peek(after) == "_":
            word = self.subscript_word(after)
            stop = self.behind_script(after)
            if word is None or word[0] not in _NORMS:
                raise ReadError(
                    "this norm is not in the language",
                    Span(self.tokens[after].start, self.tokens[stop - 1].end),
                    "write ‖x‖, ‖x‖₁, ‖x‖₂ or ‖X‖_F",
                )
            token.value = _NORMS[word[0]]
            token.end = self.tokens[stop - 1].end
            after = stop
        self.out.append(token)
        return after
