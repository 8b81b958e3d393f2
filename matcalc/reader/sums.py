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
