"""Refusals in the language of shapes: what each operand is, and what was probably meant."""

from __future__ import annotations

import re
from collections.abc import Callable

from matcalc.errors import KindError, Span
from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import Kind
from matcalc.terms import Name, Number, Term

Lookup = Callable[[Term], Kind]

LONGEST = 30
OPERAND = "@"  # in hints; no expression holds it
_BRACKETED = re.compile(r"[\w\\{}\[\]().,]+")


class Messages:
    """Makes refusals about terms of one text. ``kind`` tells what is known of a term so far and
    ``rename`` gives unknown lengths presentable names."""

    def __init__(self, text: str, kind: Lookup, rename: Callable[[list[Kind]], list[Kind]]) -> None:
        self._text = text
        self._kind = kind
        self._rename = rename

    def quote(self, term: Term) -> str | None:
        """The term as typed, if short enough to repeat."""
        if term.span is not None:
            typed = self._text[term.span.start : term.span.end].strip()
            if typed and len(typed) <= LONGEST and typed.isprintable():
                return typed
        elif isinstance(term, Name):
            return term.id
        elif isinstance(term, Number):
            return str(term.value)
        return None

    def shapes(self, *terms: Term) -> list[str]:
        return [in_words(kind) for kind in self._rename([self._kind(term) for term in terms])]

    @staticmethod
    def wanted(kind: Kind) -> str:
        """'a vector', 'a vector of 3 entries', 'a square matrix', 'a 2×3 matrix'."""
        sizes = [axis.value for axis in kind.axes]
        if None not in sizes and kind.word == "vector":
            return f"a vector of {sizes[0]} entries"
        if None not in sizes and kind.word == "matrix":
            return f"a {in_words(kind)} matrix"
        return "a square matrix" if len(sizes) == 2 and kind.rows == kind.cols else f"a {kind.word}"

    def pair(self, whole: Term, a: Term, b: Term, op: str) -> KindError:
        """Two operands that do not fit."""
        ka, kb = self._rename([self._kind(a), self._kind(b)])
        one, other = self.quote(a) or "the left side", self.quote(b) or "the right side"
        verb, hint = _advice(op, one, other, ka, kb)
        labels = tuple(
            (term.span, in_words(kind)) for term, kind in ((a, ka), (b, kb)) if term.span is not None
        )
        return KindError(
            f"{one} is {in_words(ka)} and {other} is {in_words(kb)}: {verb}",
            _between(whole, a, b),
            hint,
            labels,
        )

    def single(self, whole: Term, a: Term, complaint: str, hint: str) -> KindError:
        """One operand that does not fit; ``OPERAND`` in the hint stands for it as typed."""
        (shape,) = self.shapes(a)
        typed = self.quote(a) or "this"
        span = a.span or whole.span
        labels = ((a.span, shape),) if a.span is not None else ()
        return KindError(
            f"{typed} is {shape}: {complaint}", span, hint.replace(OPERAND, _operand(typed)), labels
        )

    def divisor(self, whole: Term, top: Term, bottom: Term) -> KindError:
        """A quotient by something that is no scalar."""
        typed = self.quote(top) or "1"
        if self._kind(bottom).word == "matrix":
            return self.single(whole, bottom, "one divides by scalars only", f"write {typed} {OPERAND}^-1")
        hint = f"write {typed} ./ {OPERAND} to divide entry by entry"
        return self.single(whole, bottom, "one divides by scalars only", hint)

    def base(self, whole: Term, base: Term, exponent: Term) -> KindError:
        """A power of something that is neither scalar nor square."""
        power = self.quote(exponent) or "2"
        word = self._kind(base).word
        if word == "matrix":
            hint = f"write {OPERAND} .^ {power} for the power of each entry"
            return self.single(whole, base, "only square matrices have powers", hint)
        more = f" or {OPERAND} · {OPERAND}" if power == "2" and word == "vector" else ""
        complaint = "only scalars and square matrices have powers"
        return self.single(whole, base, complaint, f"write {OPERAND} .^ {power}{more}")


def in_words(kind: Kind) -> str:
    """'n×1', '1×n', 'm×n', 'a scalar'."""
    if kind.rows is None and kind.cols is None:
        return "a scalar"
    rows, cols = kind.rows or Dimension.of(1), kind.cols or Dimension.of(1)
    return "×".join(_factor(d) for d in (rows, cols, *kind.more))


def _factor(length: Dimension) -> str:
    text = str(length)
    return f"({text})" if " " in text else text


def _between(whole: Term, a: Term, b: Term) -> Span | None:
    if a.span is not None and b.span is not None and a.span.start <= b.span.start:
        return Span(a.span.start, b.span.end)
    return b.span or whole.span or a.span


def _operand(typed: str) -> str:
    return typed if _BRACKETED.fullmatch(typed) or typed.startswith("(") else f"({typed})"


def _transposed(typed: str) -> str:
    return typed[:-1] if typed.endswith(("ᵀ", "'")) else f"{typed}ᵀ"


def _advice(op: str, one: str, other: str, a: Kind, b: Kind) -> tuple[str, str]:
    x, y = _operand(one), _operand(other)
    turned = (a.word, b.word) in (("vector", "row"), ("row", "vector"))
    if op in ("product", "dot"):
        if a.word == b.word == "vector":
            if op == "product":
                return "they cannot be multiplied", f"write {x} · {y}, {x} ⊗ {y} or {x} {y}ᵀ"
            return "a dot product needs equal lengths", "declare both with the same dimension"
        if a.word == b.word == "row":
            return "they cannot be multiplied", f"write {x} {_transposed(y)} or {x} ⊗ {y}"
        if a.rows is not None and a.rows == b.rows and a.word != "row":
            return "the inner dimensions differ", f"did you mean {_transposed(x)} {y}?"
        if b.cols is not None and a.cols == b.cols:
            return "the inner dimensions differ", f"did you mean {x} {_transposed(y)}?"
        return "the inner dimensions differ", "columns of the left factor must match rows of the right"
    verbs = {
        "add": "they cannot be added",
        "hadamard": "they cannot be multiplied entry by entry",
        "hadamard_divide": "they cannot be divided entry by entry",
        "equation": "they cannot be equal",
    }
    verb = verbs.get(op, "they cannot be compared entry by entry")
    if turned or (a.rows, a.cols) == (b.cols, b.rows):
        return verb, f"did you mean {_transposed(y)}?"
    return verb, "both must have the same shape, or one be a scalar"
