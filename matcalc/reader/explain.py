"""A syntax error in words: what stands there, what was expected, what to write."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from matcalc.errors import ReadError, Span
from matcalc.reader.tokens import Token

_OPERATORS = frozenset(
    ("SIGN", "POINTWISE", "_TIMES", "_DIVIDE", "POWER", "COMPARE", "_EQUALS", "_AND", "_OR")
)
_BINARY = _OPERATORS - {"SIGN"}
_CLOSERS = frozenset(("_RIGHT", "_MATRIX_END", "_CASES_END", "_BARS_END", "NORM_END", "_END", "_BODY"))
_ENDS = frozenset(("$END", "_SEPARATOR"))


def explain(tokens: Sequence[Token], index: int, expected: Collection[str], text: str) -> ReadError:
    """The error for the token at ``index``, which cannot stand there; ``expected`` are the types that can."""
    token = tokens[index]
    before = tokens[index - 1] if index else None
    wants_operand = "NUMBER" in expected
    shown = _shown(token, text)
    if token.type in _ENDS or token.type in _CLOSERS or token.type in ("_COMMA", "_SEMICOLON", "_IF"):
        if wants_operand and before is not None:
            after = Span(before.end, before.end + 1)
            return ReadError(
                f"something is missing after {_shown(before, text)}", after, _complete(before, text)
            )
        if token.type in _ENDS and before is not None:
            return ReadError(
                f"the statement ends too early after {_shown(before, text)}", Span(before.end, before.end + 1)
            )
        if token.type == "_COMMA":
            return ReadError("a comma cannot stand here", token.span, _listing(tokens[:index], text))
    if token.type in _BINARY and wants_operand:
        where = (
            f"between {_shown(before, text)} and {shown}"
            if before is not None and before.type in _OPERATORS
            else f"before {shown}"
        )
        return ReadError(f"an operand is missing {where}", token.span, f"write a {shown} b")
    if token.type == "SPACE" or "SPACE" in expected:
        return ReadError(
            f"{shown} cannot stand in a declaration here",
            token.span,
            "write: x ∈ ℝⁿ, A : matrix(m, n), S : symmetric(n)",
        )
    if token.type == "_COLON":
        return ReadError(
            "a colon cannot stand here", token.span, "declare with x : vector(n); a whole row is X_{i,:}"
        )
    if token.type == "_LEFT" and before is not None and before.type == "APPLIED":
        return ReadError("an argument is missing", token.span)
    return ReadError(f"{shown} cannot stand here", token.span, "check what stands before it")


def _shown(token: Token, text: str) -> str:
    from matcalc.reader.characters import visible

    if token.type == "_END":
        return "the derivative operator"
    written = visible(text[token.start : token.end]).strip() or token.text
    return written if len(written) <= 24 else written[:21] + "…"


def _complete(token: Token, text: str) -> str:
    shown = _shown(token, text)
    if token.type in _OPERATORS:
        return f"write what stands right of {shown}"
    if token.type in ("FUNCTION", "APPLIED", "CALLED"):
        return f"write {shown.rstrip('(')}(x)"
    if token.type in ("_END", "DERIVATIVE", "_BY"):
        return "write what is to be differentiated: d/dx x^2"
    return "write an expression"


def _listing(before: Sequence[Token], text: str) -> str:
    """How to write what a comma separates behind these tokens: arguments, where a name stands before the
    bracket, else a list."""
    depth = 0
    for name, token in zip(reversed(before[:-1]), reversed(before), strict=False):
        depth += (token.type == "_RIGHT") - (token.type == "_LEFT")
        if depth < 0 and token.type == "_LEFT":
            if name.type != "NAME" or token.spaced:
                break
            shown = _shown(name, text)
            return f"if {shown} is a function, say so: {shown} : R × R -> R"
    return "a list is written in square brackets: [x, y]"
