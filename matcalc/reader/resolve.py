"""Names resolved: subscripts to elements or names, application told from multiplication.

The last stage before the grammar: what it hands on are exactly the grammar's terminals.
"""

from __future__ import annotations

from matcalc.errors import ReadError, Span
from matcalc.notation.functions import BY_NAME, SPELLINGS
from matcalc.notation.symbols import ABSTRACT_LETTERS
from matcalc.rationals import Fraction
from matcalc.reader.context import Context
from matcalc.reader.letters import ARROW
from matcalc.reader.postfix import PRIMES
from matcalc.reader.sums import Sums
from matcalc.reader.survey import INDEX_LETTERS
from matcalc.reader.tokens import Token
from matcalc.reader.words import ABSTRACT

_NORMS = {
    "2": "norm", "1": "norm1", "F": "normF", "fro": "normF", "Fro": "normF", "∞": "norminf",
    "inf": "norminf", "Inf": "norminf", "max": "norminf",
}  # fmt: skip
_INVERSE = {
    "sin": "arcsin", "cos": "arccos", "tan": "arctan",
    "sinh": "arcsinh", "cosh": "arccosh", "tanh": "arctanh",
}  # fmt: skip
_BEHIND_NAMES = frozenset(
    ("SIGN", "POINTWISE", "_TIMES", "_DIVIDE", "COMPARE", "_RIGHT", "_COMMA", "NAME", "")
)
"""Types of tokens that say nothing of the name before them."""


def resolve(tokens: list[Token], context: Context) -> list[Token]:
    """The grammar's terminals for one expression."""
    return _Resolver(tokens, context).run()


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
            condition = False
        elif token.type in ("_IF", "_SEMICOLON"):
            condition = token.type == "_IF"
        elif token.type == "EQUALS":
            found[i] = "condition" if condition else stack[-1] if stack else ""
    return found


class _Resolver(Sums):
    def step(self, i: int) -> int:
        token = self.tokens[i]
        kind = token.type
        if kind == "NAME":
            return self.name(i)
        if kind == "NUMBER" and self.peek(i + 1) != "_":
            self.out.append(token)
            return i + 1
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
        if kind == "_BARS_END" and self.order_behind(i + 1) in ("1", "2", "F", "∞"):
            self.tokens[token.mate].type, token.type, token.value = "NORM", "NORM_END", "norm"
            return self.norm_end(i)
        if kind == "INFINITY":
            raise ReadError("infinity is not a number of the language", token.span, "write ‖x‖_∞")
        if kind in ("CONSTANT", "NUMBER") and self.indicates(i):  # 𝟏{z > 0}: a comparison is 1 where it holds
            return i + 2 if self.peek(i + 1) == "_" else i + 1
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

    def indicates(self, i: int) -> bool:
        """Does a 1 at ``i`` only say that a condition in brackets is to be taken as a number? One with an
        arrow above is a vector."""
        token, place = self.tokens[i], i + 1
        one = token.type == "CONSTANT" and token.value == "ones" and ARROW not in token.text
        below = self.peek(place) == "_"
        if not one and not (token.type == "NUMBER" and token.value == 1 and below):
            return False
        opener = self.tokens[place + below] if place + below < len(self.tokens) else token
        if opener.mate <= place or (opener.text == "(" and not below and "bb" not in token.text):
            return False
        inner = self.tokens[place + below : opener.mate]
        return any(t.type in ("COMPARE", "EQUALS") for t in inner)

    def separates(self, i: int) -> bool:
        """An equals sign outside brackets, or in the value of a case, separates members."""
        if self.inside is None:
            self.inside = _surroundings(self.tokens)
        return self.inside[i] in ("", "CASES")

    def name(self, i: int) -> int:
        token = self.tokens[i]
        context = self.context
        after = i + 1
        if self.peek(after) in _BEHIND_NAMES and token.value != "I":
            self.out.append(token)
            return after
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
        primed = self.behind_primes(after)
        order = ""
        if primed > after and self.applies(token, primed, i):
            order, after = self.primes(token, after, primed), primed
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
            primed = self.behind_primes(after)
            if primed > after and token.value in context.functions and self.applies(token, primed, i):
                order, after = self.primes(token, after, primed), primed
        if place is None and self.indexed_in_brackets(token, after):
            return self.bracket_index(token, after)
        if not index and self.applies(token, after, i):
            token.type = "CALLED"
            if token.value == "sigma" and token.value not in context.known:
                token.type, token.value = "APPLIED", "sigmoid"
            elif token.mate == ABSTRACT:
                context.notes.append((f"{token.text} is not declared: it is read as a function", token.span))
            token.value += order
            self.out.append(token)
            return after
        if token.value == "I" and "I" not in context.known:
            token.type, token.value = "CONSTANT", "eye"
        self.out.append(token)
        return self.index(place) if index and place is not None else after

    def behind_primes(self, i: int) -> int:
        """The position behind the primes that begin at ``i``: f'', f^\\prime, f^{\\prime\\prime}."""
        while self.peek(i) == "_TRANSPOSE":
            i += 1
        if self.peek(i) != "POWER":
            return i
        after, found = self.behind_script(i), i
        for place in range(i + 1, min(after, len(self.tokens))):
            mark = self.tokens[place]
            if mark.type not in ("_LEFT", "_RIGHT"):
                if mark.text not in PRIMES:
                    return i
                found = after
        return found

    def primes(self, token: Token, i: int, stop: int) -> str:
        """The primes of a function between ``i`` and ``stop``, as so many '."""
        marks = [t for t in self.tokens[i:stop] if t.type in ("_TRANSPOSE", "TOP")]
        if not all(t.text in PRIMES for t in marks):
            raise ReadError(
                f"{token.text}{marks[0].text} would be a transpose",
                self.tokens[i].span,
                f"a derivative is written d/dx {token.text}(x) or {token.text}'(x)",
            )
        return "'" * len(marks)

    def indexed_in_brackets(self, token: Token, i: int) -> bool:
        """X(i, :) and X[1, 2]: two places behind a capital that is no function."""
        if self.peek(i) not in ("_LEFT", "MATRIX") or self.tokens[i].spaced or not token.value[:1].isupper():
            return False
        if token.value in self.context.functions or token.mate == ABSTRACT or self.tokens[i].text not in "([":
            return False
        if self.tokens[i].mate != i + 4:
            return False
        inner = self.tokens[i + 1 : i + 4]
        letters = INDEX_LETTERS | self.context.indices
        places = [t for t in inner if t.type in ("NUMBER", ":") or (t.type == "NAME" and t.value in letters)]
        pair = [t.type for t in inner if t not in places] == ["_COMMA"] and len(places) == 2
        return pair and (self.tokens[i].type == "_LEFT" or any(t.type == ":" for t in places))

    def bracket_index(self, token: Token, i: int) -> int:
        opener, close = self.tokens[i], self.tokens[self.tokens[i].mate]
        opener.type, close.type = "_SUBSCRIPT", "_END"
        self.out.append(token)
        return i

    def sizes(self, i: int) -> bool:
        """Is there a subscript at ``i`` that is one dimension: I_n, 1⃗_n, 0⃗_{n+1}?"""
        if self.peek(i) != "_":
            return False
        word = self.subscript_word(i)
        if word is not None:
            return len(word[0]) == 1 or word[0].isdigit()
        inner = self.tokens[i + 2 : self.behind_script(i) - 1]
        return bool(inner) and not {"_COMMA", "_SEMICOLON", ":"} & {token.type for token in inner}

    def sized(self, token: Token, op: str, i: int) -> int:
        """The identity, ones or zeros with their dimension written as a subscript."""
        stop = self.behind_script(i)
        braced = self.tokens[i + 1].type == "_LEFT"
        first, last = (i + 2, stop - 1) if braced else (i + 1, stop)
        start, end = self.tokens[first].start, self.tokens[last - 1].end
        token.type, token.value = "APPLIED", op
        self.out += [token, Token("_LEFT", None, start, start)]
        right = Token("_RIGHT", None, end, self.tokens[stop - 1].end)
        if braced:
            self.instead[last] = [right]
            return first
        inner = self.tokens[first]
        inner.type = "NAME" if inner.type == "SUBWORD" else inner.type
        self.out += [inner, right]
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

    def function(self, i: int) -> int:
        tokens, token = self.tokens, self.tokens[i]
        after = i + 1
        order: list[Token] = []
        if self.peek(after) == "_" and token.value == "norm":
            token.value, order = self.order(after)
            after = self.behind_script(after)
        if self.peek(after) == "_":  # log_2
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
                        "write log_2, log_10 or norm_1"
                        if token.value in ("log", "norm")
                        else f"write {token.text}(x), or say what {token.text}_{word[0]} is in a definition",
                    )
        if token.value == "norm" and self.peek(after) == "_LEFT":
            self.ordered(token, after, order)
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
        primed = self.behind_primes(after)
        if primed > after and self.peek(primed) == "_LEFT":
            token.value += self.primes(token, after, primed)
            after = primed
        if self.peek(after) == "_LEFT":
            token.type = "APPLIED"
        elif row is not None and row.role == "constant":
            token.type = "CONSTANT"
        else:
            token.type = "FUNCTION"
            self.argument(token, self.behind_script(after) if self.peek(after) == "POWER" else after)
        self.out.append(token)
        return after

    def argument(self, function: Token, start: int) -> None:
        """cos ωt is cos(ωt): a function without brackets takes the numbers and letters set side by side, with
        their powers, up to a sign, a bracket or another function; a root, what is written in one piece."""
        tokens = self.tokens
        root = function.value == "sqrt"
        if root and self.peek(start) != "NUMBER":
            return
        end, count, numeric = start, 0, True
        while self.peek(end) in ("NUMBER", "NAME") and not (root and count and tokens[end].spaced):
            stop = self.behind_scripts(end + 1)
            if tokens[end].type == "NAME" and self.calls(end, stop):
                break
            numeric = numeric and (tokens[end].type == "NUMBER" or tokens[end].value == "pi")
            end, count = stop, count + 1
        if count and numeric and not root and self.peek(end) == "_LEFT" and not tokens[end].spaced:
            end, count = self.behind_scripts(tokens[end].mate + 1), count + 1  # sin 2(x + 1)
        if count < 2 or end > len(tokens):
            return
        first, last = tokens[start], tokens[end - 1]
        self.before.setdefault(start, []).append(Token("_LEFT", None, first.start, first.start))
        self.before.setdefault(end, []).insert(0, Token("_RIGHT", None, last.end, last.end))
        if any(token.spaced for token in tokens[start + 1 : end]) and not function.text.startswith("\\"):
            self.context.notes.append(
                (
                    f"{function.text} without brackets takes all letters and numbers that follow it",
                    Span(function.start, last.end),
                )
            )

    def behind_scripts(self, i: int) -> int:
        """The position behind all sub- and superscripts that begin at ``i``."""
        while self.peek(i) in ("_", "POWER", "TOP", "_TRANSPOSE"):
            i = self.behind_script(i) if self.peek(i) in ("_", "POWER") else i + 1
        return i

    def calls(self, i: int, stop: int) -> bool:
        """Is the name at ``i``, whose scripts end at ``stop``, applied to the bracket behind it?"""
        token = self.tokens[i]
        word = self.subscript_word(i + 1) if self.peek(i + 1) == "_" else None
        value = token.value if word is None else f"{token.value}_{word[0]}"
        return self.applies(Token("NAME", value, token.start, token.end, mate=token.mate), stop, i)

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
                self.out.append(Token("NUMBER", Fraction(1), inner[0].start, inner[0].end))
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
            token.type in ("NAME", "SUBWORD") and self.context.is_transpose(token.value)
        )

    # ---- norms: ‖x‖_p, ‖x‖^2_2, norm(x)_1, norm(x, 'fro')

    def order_behind(self, i: int) -> str | None:
        """The order of a norm that ends before ``i`` where its subscript is one word: '1', 'F', '∞', 'p'."""
        place = self.subscript_behind(i)
        if place is None:
            return None
        inner = self.order_tokens(place)
        return order_of(inner[0]) if len(inner) == 1 else None

    def order_tokens(self, place: int) -> list[Token]:
        """What the subscript whose '_' stands at ``place`` holds."""
        stop = self.behind_script(place)
        braced = self.peek(place + 1) == "_LEFT"
        return self.tokens[place + 2 : stop - 1] if braced else self.tokens[place + 1 : stop]

    def order(self, place: int) -> tuple[str, list[Token]]:
        """The norm whose order is the subscript at ``place``: its name and, where that is norm, the order."""
        inner = self.order_tokens(place)
        word = order_of(inner[0]) if len(inner) == 1 else ""
        if word in _NORMS:
            return _NORMS[word], []
        if not inner or word in ("*", "0", "nuc") or any(t.type in ("_COMMA", "_TIMES") for t in inner):
            stop = self.behind_script(place)
            raise ReadError(
                "this norm is not in the language",
                Span(self.tokens[place].start, self.tokens[min(stop, len(self.tokens)) - 1].end),
                "write ‖x‖, ‖x‖₁, ‖x‖_p with a number or scalar p, ‖x‖_∞ or ‖X‖_F",
            )
        if word[:1].isupper() and word not in self.context.known:
            raise ReadError(
                f"‖x‖_{word} with a matrix {word} is not in the language",
                inner[0].span,
                f"write sqrt(x' {word} x), or declare the number {word} ∈ ℝ",
            )
        for token in inner:
            token.type = "NAME" if token.type == "SUBWORD" else token.type
        return "norm", inner

    def norm_end(self, i: int) -> int:
        token = self.tokens[i]
        place = self.subscript_behind(i + 1)
        if place is None:
            self.out.append(token)
            return i + 1
        stop = self.behind_script(place)
        token.value, order = self.order(place)
        token.end = max(token.end, self.tokens[stop - 1].end)
        if order:  # ‖x‖_p is norm(x, p)
            opener = self.tokens[token.mate]
            opener.type, opener.value = "APPLIED", "norm"
            behind = next(n for n in range(len(self.out) - 1, -1, -1) if self.out[n] is opener) + 1
            self.out.insert(behind, Token("_LEFT", None, opener.end, opener.end))
            self.out += self.argument_of(order)
            token.type = "_RIGHT"
        self.out.append(token)
        self.jumps[place] = stop
        return i + 1

    def ordered(self, token: Token, opener: int, order: list[Token]) -> None:
        """norm(x, 'fro'), norm(x, inf), norm(x)_1 and \\norm{x}_2 as the norms they are."""
        tokens, close = self.tokens, self.tokens[opener].mate
        if close - opener > 2 and tokens[close - 2].type == "_COMMA":
            word = order_of(tokens[close - 1])
            if word in _NORMS and not word.isdigit():
                token.value = _NORMS[word]
                self.jumps[close - 2] = close
        place = self.subscript_behind(close + 1)
        if place is not None:
            token.value, order = self.order(place)
            self.jumps[place] = self.behind_script(place)
        if order:
            self.before.setdefault(close, []).extend(self.argument_of(order))

    @staticmethod
    def argument_of(order: list[Token]) -> list[Token]:
        """The order of a norm as its second argument, at the place where it stands."""
        return [Token("_COMMA", None, order[0].start, order[0].start), *order]


def order_of(token: Token) -> str:
    """The order of a norm in one word."""
    if token.type == "INFINITY":
        return "∞"
    return token.text if token.type == "NUMBER" else str(token.value or token.text)
