"""Σ with its index and bounds."""

from __future__ import annotations

from matcalc.errors import ReadError
from matcalc.reader.scripts import Walk
from matcalc.reader.tokens import Token
from matcalc.terms import Name


class Sums(Walk):
    """The part of the walk that reads the head of a Σ."""

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
                names, bounds = self.sum_index(first, last, token)
                for kind, begin, end in bounds:
                    opened.append((kind, begin, end, end + 1 if end != last else stop))
            else:
                upper = True
                if not braced and tokens[first].type not in ("NUMBER", "NAME"):
                    raise ReadError(
                        "a bound is a number, a name or in braces", tokens[first].span, "write Σ_{i=1}^N e"
                    )
                if not braced:
                    self.instead[first] = [tokens[first]]  # in Σ^n_{i=1} the n has no subscript
                opened.append(("_TO", first, last, stop))
            after = stop
        if not names and not upper and self.is_tensor(after):  # Σ𝐮 is the sum of its entries
            token.type, token.value = "FUNCTION", "sum"
            self.out.append(token)
            return after
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

    def is_tensor(self, i: int) -> bool:
        """Does a vector or a matrix stand at ``i``, whole?"""
        if self.peek(i) != "NAME" or self.peek(i + 1) == "_":
            return False
        return self.tokens[i].bold or self.tokens[i].value in self.context.tensors

    def sum_index(
        self, first: int, last: int, token: Token
    ) -> tuple[list[Token], list[tuple[str, int, int]]]:
        """The indices of a sum, and what is said of them: the terminal, where it begins and where it ends."""
        tokens = self.tokens
        inner = tokens[first:last]
        if inner and inner[0].type in ("NAME", "SUBWORD"):
            word = inner[0]
            if len(inner) == 1:
                if len(str(word.value)) == 2 and word.type == "SUBWORD" and str(word.value).isalpha():
                    return [
                        Token("NAME", c, word.start + n, word.start + n + 1) for n, c in enumerate(word.value)
                    ], []
                return [word], []
            if inner[1].type == "EQUALS" and len(inner) > 2:
                comma = next((n for n, t in enumerate(inner, first) if t.type == "_COMMA"), last)
                said = [("_FROM", first + 2, comma)]
                if comma != last:
                    self.relation(comma + 1, last)
                    said.append(("_WHEN", comma + 1, last))
                return [word], said
            if all(t.type == ("NAME" if n % 2 == 0 else "_COMMA") for n, t in enumerate(inner)):
                return inner[::2], []
            if inner[1].type == "COMPARE" and len(inner) > 2:
                self.relation(first, last)
                second = inner[2]
                both = len(inner) == 3 and second.type == "NAME" and self.runs(second, first, last)
                return [word, second] if both else [word], [("_WHEN", first, last)]
        where = inner[0].span if inner else token.span
        raise ReadError("the index of a sum is a name with its bounds", where, "write Σ_i e or Σ_{i=1}^N e")

    def relation(self, first: int, last: int) -> None:
        """Refuse what is no single comparison as a condition on the indices of a sum."""
        inner = self.tokens[first:last]
        if [t.type for t in inner if t.type in ("COMPARE", "EQUALS", "_COMMA")] != ["COMPARE"]:
            where = inner[0].span if inner else self.tokens[first - 1].span
            hint = "write Σ_{i ≠ j} e or Σ_{i=1, i ≠ j}^n e"
            raise ReadError("this condition on an index is not read", where, hint)

    def runs(self, index: Token, first: int, last: int) -> bool:
        """Is the sum over i ≠ j one over j, too? So it is if j is in what is summed and nowhere before."""
        name, tokens = str(index.value), self.tokens
        if name in self.context.known or any(_mentions(token, name) for token in tokens[: first - 1]):
            return False
        i = last + 1
        while i < len(tokens) and tokens[i].type not in ("SIGN", "EQUALS", "_COMMA", "_RIGHT"):
            stop = max(tokens[i].mate, i)
            if any(_mentions(token, name) for token in tokens[i : stop + 1]):
                return True
            i = stop + 1
        return False


def _mentions(token: Token, name: str) -> bool:
    return token.type in ("NAME", "SUBWORD") and name in str(token.value).split("_")[0]
