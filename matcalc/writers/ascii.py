"""The ASCII format: seven bits only, one word a name, spaces between factors."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.kinds.kind import Reading
from matcalc.notation.functions import Function
from matcalc.notation.symbols import ABSTRACT_LETTERS, ATOM, SIGN, TERM
from matcalc.terms import Term
from matcalc.writers import text
from matcalc.writers.names import Parts
from matcalc.writers.piece import Edge, Piece, first, join
from matcalc.writers.style import Counted, Quotient, Style, bounds, infixes, listed, prefixed, standard


def write(term: Term, reading: Reading) -> str:
    """``term`` in ASCII, such as 2(A x - b)' A."""
    return text.write(term, reading, STYLE)


class AsciiStyle(Style):
    infix = infixes("ascii")
    standard = standard("ascii")
    times = " * "
    glue = frozenset({("number", "letter"), ("number", "array"), ("number", "open")})
    member = " in "
    arrow = " -> "

    def name(self, parts: Parts, bold: bool) -> Piece:
        word = "_".join((parts.base, *parts.accents, *parts.subscripts))
        edge: Edge = "letter" if len(parts.base) == 1 else "word"
        plain = word if len(word) == 1 or (parts.letter and word == parts.base) else ""
        return Piece((word,), left=edge, right=edge, plain=plain)

    def power(self, base: Piece, exponent: Piece) -> Piece:
        bare = exponent.level == ATOM and exponent.plain and exponent.plain not in {"T", *ABSTRACT_LETTERS}
        if not bare or (exponent.minus and not exponent.plain.strip("-").isdigit()):
            exponent = self.bracket(exponent)
        return self.postfixed(base, "^", exponent)

    def transpose(self, base: Piece, inverse: bool) -> Piece:
        return self.postfixed(base, "^{-T}" if inverse else "'")

    def subscript(self, base: Piece, indices: Sequence[Piece | None], pair: bool) -> Piece:
        plain = [index.plain if index else "" for index in indices]
        if all(len(index) == 1 for index in plain) and (
            len(plain) == 1 or (pair and all(index.isalpha() for index in plain))
        ):
            return self.postfixed(base, "_", "".join(plain), level=ATOM)
        if len(plain) == 1 and plain[0].isdigit():
            return self.postfixed(base, "_", plain[0], level=ATOM)
        return self.postfixed(base, "_{", listed(indices), "}", level=ATOM)

    def constant(self, row: Function) -> Piece:
        return Piece(("I" if row.name == "eye" else row.name,))

    def sized(self, row: Function, size: Piece) -> Piece:
        return self.call(row.name, [size])

    def summation(self, index: Piece, lower: Piece | None, upper: Piece | None, body: Piece) -> Piece:
        return prefixed(("sum", *bounds(index, lower, upper, f"_{join(index)}")), body)

    def operator(self, by: Counted) -> str:
        above, below = fraction(by)
        return f"{above}/{below}"

    def derivative(self, quotient: Quotient) -> Piece:
        if len(quotient.by) > 1:
            by = [piece for piece, count in quotient.by for _ in range(count)]
            return self.call("D", [quotient.of, *by])
        above, below = fraction(quotient.by, "D" if quotient.total else "d")
        if quotient.short:
            return Piece((above, quotient.of, "/", below), SIGN, callable=True)
        of = quotient.of
        differential = first(of) == "d" and of.right != "call"  # d/dx d y is not d/dx (d y)
        if of.level <= TERM or of.minus or differential:
            of = self.bracket(of)
        return prefixed((above, "/", below), of)

    def space(self, axes: Sequence[Piece]) -> str:
        if not axes:
            return "R"
        text = " x ".join(join(axis) for axis in axes)
        return f"R^{text}" if axes[0].plain == text else f"R^({text})"


def fraction(by: Counted, d: str = "d") -> tuple[str, str]:
    """What stands above and below the line of a derivative: d^2 and dx^2. Where d is partial, D is total."""

    def exponent(count: int) -> str:
        return "" if count == 1 else f"^{count}"

    below = " ".join(d + join(piece) + exponent(count) for piece, count in by)
    return d + exponent(sum(count for _, count in by)), below


STYLE = AsciiStyle()
