"""Brackets, bars and environments: every opener finds its closer, and the text its statements."""

from __future__ import annotations

from itertools import zip_longest

from matcalc.errors import ReadError, Span
from matcalc.notation.functions import SPELLINGS
from matcalc.reader import latex
from matcalc.reader.tokens import Token

_CLOSER = {"(": ")", "[": "]", "{": "}"}
OPENERS = frozenset(("_LEFT", "MATRIX", "CASES", "BARS", "NORM"))
CLOSERS = frozenset(("_RIGHT", "_MATRIX_END", "_CASES_END", "_BARS_END", "NORM_END"))
_BRACKETS = OPENERS | CLOSERS
_ENDS_OPERAND = frozenset(
    (
        "NUMBER",
        "LETTER",
        "CONSTANT",
        "_RIGHT",
        "_MATRIX_END",
        "_CASES_END",
        "_BARS_END",
        "NORM_END",
        "_TRANSPOSE",
        "TOP",
    )
)
AWAITS = frozenset(
    ("SIGN", "POINTWISE", "_TIMES", "_DIVIDE", "POWER", "COMPARE", "EQUALS", "_COMMA", "_AND", "_OR")
)
_ORDINARY = AWAITS | {"NUMBER", "LETTER", "_"}
_OPENS = AWAITS | {"(", "[", "{", "BEGIN", ",", ";", "NEWLINE", "ROWBREAK", "AMP", "WRAPPER", "QUAD"}
_CLOSES = AWAITS | {")", "]", "}", "END", ",", ";", "NEWLINE", "ROWBREAK", "AMP", "WRAPPER", "QUAD"}
_CONDITION_WORDS = {
    "if": "_IF", "for": "_IF", "when": "_IF", "otherwise": "_OTHERWISE", "else": "_OTHERWISE",
}  # fmt: skip


def match(tokens: list[Token], display: bool) -> list[list[Token]]:
    """The statements of the text, each with its brackets matched (``mate``) and typed."""
    matcher = _Matcher(display)
    tokens = _wide(tokens)
    for token, following in zip_longest(tokens, tokens[1:]):
        matcher.take(token, following)
    return matcher.finish()


def _wide(tokens: list[Token]) -> list[Token]:
    """The tokens with those wide spaces only that stand between two things, where an operator is missing."""
    if not any(token.type == "QUAD" for token in tokens):
        return tokens
    out: list[Token] = []
    for i, token in enumerate(tokens):
        if token.type == "QUAD":
            following = tokens[i + 1] if i + 1 < len(tokens) else None
            if following is not None:
                following.spaced = True
            if not out or out[-1].type in _OPENS or following is None or following.type in _CLOSES:
                continue
        out.append(token)
    return out


def rematch(tokens: list[Token]) -> None:
    """Set ``mate`` again after tokens were inserted; the brackets are known to be balanced."""
    stack: list[int] = []
    for i, token in enumerate(tokens):
        if token.type not in _BRACKETS:
            continue
        if token.type in OPENERS:
            stack.append(i)
        elif stack:
            token.mate = stack.pop()
            tokens[token.mate].mate = i


def depth_zero(tokens: list[Token]) -> list[int]:
    """The positions outside all brackets."""
    found, i, end = [], 0, len(tokens)
    while i < end:
        found.append(i)
        mate = tokens[i].mate
        i = (mate if mate > i else i) + 1
    return found


class _Matcher:
    def __init__(self, display: bool) -> None:
        self.display = display
        self.displays = 0  # that are open
        self.done: list[list[Token]] = []
        self.out: list[Token] = []
        self.stack: list[tuple[str, Token, int]] = []  # what closes it, the opener, its place in out
        self.broken = False  # at the beginning of a row of a display

    # ---- one token

    def take(self, token: Token, following: Token | None) -> None:
        kind = token.type
        self.broken = kind == "ROWBREAK" or (self.broken and kind in ("NEWLINE", "AMP"))
        if kind in _ORDINARY:
            self.out.append(token)
        elif kind in ("(", "["):
            self.open(token, _CLOSER[kind], "_LEFT" if kind == "(" else "MATRIX", "list")
        elif kind == "{":
            if token.value == "brace" and following is not None and following.value == "array":
                self.stack.append(("RIGHTDOT", token, -1))  # \left\{ \begin{array} … \right.
            else:
                self.open(token, "}", "_LEFT", None)
        elif kind == "BEGIN":
            cases = token.value in latex.CASES or bool(self.stack and self.stack[-1][0] == "RIGHTDOT")
            value = token.value
            self.open(token, f"END {value}", "CASES" if cases else "MATRIX", latex.MATRICES.get(value))
        elif kind in (")", "]", "}"):
            self.close(token, kind)
        elif kind == "END":
            self.close(token, f"END {token.value}")
        elif kind == "RIGHTDOT":
            self.right_dot(token)
        elif kind in ("BAR", "NORMBAR"):
            self.bar(token, following)
        elif kind == "QUAD":
            if not self.stack:
                self.out.append(token)
        elif kind in ("NEWLINE", "ROWBREAK", ";", ",", "AMP", "WRAPPER"):
            self.separator(token, following)
        elif kind in ("WORD", "QUOTED"):
            self.word(token)
        elif kind in ("AND", "OR"):
            token.type = "_" + kind
            self.out.append(token)
        else:
            self.out.append(token)

    def word(self, token: Token) -> None:
        if token.value in _CONDITION_WORDS and self.in_cases(token):
            self.condition(token)
            return
        if token.value in ("and", "or") and not token.bold:
            token.type = "_AND" if token.value == "and" else "_OR"
        self.out.append(token)

    def open(self, token: Token, closer: str, kind: str, value: object) -> None:
        self.stack.append((closer, token, len(self.out)))
        token.type, token.value = kind, value
        self.out.append(token)

    def close(self, token: Token, closer: str) -> None:
        shown = token.text or closer
        if not self.stack:
            raise ReadError(f"{shown} closes nothing", token.span, "remove it, or open a bracket before it")
        expected, opener, place = self.stack.pop()
        if expected != closer:
            what = expected.replace("END ", "\\end{") + ("}" if expected.startswith("END ") else "")
            what = {"BAR": "|", "NORMBAR": "‖", "RIGHTDOT": "\\right."}.get(what, what)
            raise ReadError(
                f"{shown} does not close {opener.text}",
                token.span,
                f"close {opener.text} with {what} first",
                ((opener.span, "opened here"),),
            )
        if closer.startswith("END ") or opener.type == "CASES":
            while self.out and self.out[-1].type == "_SEMICOLON" and len(self.out) - 1 > place:
                self.out.pop()
        token.type = {"_LEFT": "_RIGHT", "MATRIX": "_MATRIX_END", "CASES": "_CASES_END"}.get(
            opener.type, "_RIGHT"
        )
        if len(self.out) - 1 == place and opener.type != "_LEFT":
            raise ReadError(
                "there is nothing between these brackets", Span(opener.start, token.end), "write [a; b]"
            )
        if len(self.out) - 1 == place and opener.text == "{":
            self.out.pop()  # {} typesets nothing
            return
        self.pair(place, token)

    def pair(self, place: int, closer: Token) -> None:
        self.out[place].mate = len(self.out)
        closer.mate = place
        self.out.append(closer)

    def right_dot(self, token: Token) -> None:
        if self.stack and self.stack[-1][0] in ("RIGHTDOT", "}"):
            closer = self.stack[-1][0]
            if closer == "RIGHTDOT":
                self.stack.pop()
            else:
                self.close(token, "}")
            return
        raise ReadError("\\right. closes nothing", token.span, "write \\right)")

    # ---- bars

    def bar(self, token: Token, following: Token | None) -> None:
        open_kind = self.stack[-1][0] if self.stack else ""
        if token.type == "NORMBAR" and token.text == "||" and open_kind == "BAR":
            half = Token("BAR", None, token.start, token.start + 1, text="|")
            self.bar(half, None)
            self.bar(Token("BAR", None, token.start + 1, token.end, text="|"), following)
            return
        if token.text == "\\mid" and open_kind == ")" and self.after_operand():  # p(x \mid θ)
            token.type = "_COMMA"
            self.out.append(token)
            return
        side = token.value
        if side not in ("open", "close"):
            closes = open_kind == token.type and self.after_operand()
            leans_right = (  # | 2 |x| |
                token.spaced
                and following is not None
                and not following.spaced
                and following.type in ("WORD", "LETTER", "QUOTED", "NUMBER", "(")
            )
            side = "close" if closes and not leans_right else "open"
        is_bar = token.type == "BAR"
        if side == "open":
            kind = token.type
            self.stack.append((kind, token, len(self.out)))
            token.type, token.value = ("BARS" if is_bar else "NORM"), None
            self.out.append(token)
        else:
            if open_kind != token.type:
                self.close(token, token.type)
                return
            place = self.stack.pop()[2]
            token.type, token.value = ("_BARS_END" if is_bar else "NORM_END"), "norm"
            self.pair(place, token)

    def after_operand(self) -> bool:
        if not self.out:
            return False
        last = self.out[-1]
        if last.type in ("WORD", "QUOTED"):
            return last.value not in SPELLINGS
        return last.type in _ENDS_OPERAND

    # ---- separators

    def separator(self, token: Token, following: Token | None) -> None:
        kind = token.type
        inner = self.stack[-1][1].type if self.stack else ""
        environment = bool(self.stack) and self.stack[-1][0].startswith("END")
        if kind == "WRAPPER":
            if token.value == "begin" and self.out and self.stack:
                raise ReadError(
                    "this environment cannot stand inside a formula", token.span, "write bmatrix or cases"
                )
            self.displays = max(self.displays + (1 if token.value == "begin" else -1), 0)
            return
        if kind == "AMP":
            if environment:
                token.type = "_COMMA" if inner == "MATRIX" else "_IF"
                if inner == "CASES":
                    self.condition(token)
                else:
                    self.out.append(token)
            elif self.goes_on(following):
                self.out = self.done.pop()
            elif not self.stack and self.aligns(following):
                return
            elif not self.display or (self.stack and not self.broken):
                raise ReadError(
                    "& separates the entries of an environment",
                    token.span,
                    "and is written: and, ∧ or \\wedge",
                )
            elif self.out and not self.stack and following is not None and following.type not in _CLOSES:
                token.type = "QUAD"
                self.out.append(token)
        elif kind == "ROWBREAK":
            if environment:
                self.semicolon(token)
            elif not self.stack:
                self.end_statement()
        elif kind == ";":
            if inner in ("MATRIX", "CASES") or (self.stack and self.stack[-1][0] == "}"):
                self.semicolon(token)
            elif self.stack:
                raise ReadError(
                    f"a semicolon inside {self.stack[-1][1].text}",
                    token.span,
                    "close the bracket first, or write a vector as [a; b]",
                    ((self.stack[-1][1].span, "opened here"),),
                )
            else:
                self.end_statement()
        elif kind == "NEWLINE":
            if inner == "CASES" and not environment:
                self.semicolon(token)
            elif self.ends_line():
                self.end_statement()
        else:
            token.type = "_COMMA"
            if inner == "CASES":
                if following is None or (following.type != "AMP" and following.value not in _CONDITION_WORDS):
                    self.semicolon(token)
            else:
                self.out.append(token)

    def aligns(self, following: Token | None) -> bool:
        """Is this the & beside a relation that lines up the rows of a display?"""
        beside = (following, self.out[-1] if self.out else None)
        return any(token is not None and token.type in ("EQUALS", "COMPARE") for token in beside)

    def semicolon(self, token: Token) -> None:
        if self.out and self.out[-1].type not in ("_SEMICOLON", "MATRIX", "CASES"):
            token.type = "_SEMICOLON"
            self.out.append(token)

    def goes_on(self, following: Token | None) -> bool:
        """Whether a row that begins with a sign behind its & goes on with the equation before it."""
        if not (self.display and self.broken and self.done) or self.out or self.stack:
            return False
        equation = any(token.type in ("EQUALS", "COMPARE") for token in self.done[-1])
        return equation and following is not None and following.type == "SIGN"

    def ends_line(self) -> bool:
        """Does the end of a line here end the statement? Within a display it is mere layout."""
        above = [token.type for token in self.out[-2:]] == ["POWER", "SIGN"]  # P^-
        awaits = bool(self.out) and self.out[-1].type in AWAITS and not above
        return not self.stack and not self.displays and not awaits

    def end_statement(self) -> None:
        if self.out:
            self.done.append(self.out)
            self.out = []

    # ---- cases

    def in_cases(self, token: Token) -> bool:
        if not self.stack:
            return False
        closer, opener, _ = self.stack[-1]
        return opener.type == "CASES" or (closer == "}" and (token.value in ("if", "otherwise", "else")))

    def condition(self, token: Token) -> None:
        """``if`` or ``otherwise`` (or &) makes the brace around it cases."""
        self.stack[-1][1].type = "CASES"
        kind = _CONDITION_WORDS.get(str(token.value), "_IF")
        if self.out[-1].type == "_COMMA":
            self.out.pop()
        token.type = kind
        if self.out[-1].type == "_IF":  # & \text{if}, & \text{otherwise}
            self.out[-1] = token
        else:
            self.out.append(token)

    def finish(self) -> list[list[Token]]:
        if self.stack:
            closer, opener, _ = self.stack[-1]
            what = closer.replace("END ", "\\end{") + ("}" if closer.startswith("END ") else "")
            what = {"BAR": "|", "NORMBAR": "‖", "RIGHTDOT": "\\right."}.get(what, what)
            raise ReadError(f"{opener.text} is never closed", opener.span, f"close it with {what}")
        self.end_statement()
        return self.done
