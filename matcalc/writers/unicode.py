"""The Unicode format: as the paper prints it, as far as one line of text can."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from matcalc.kinds.kind import Reading
from matcalc.notation.functions import Function
from matcalc.notation.symbols import ACCENTS, ATOM, BOLD, GREEK, SIGN, SUBSCRIPT, SUPERSCRIPT
from matcalc.records import replace
from matcalc.terms import Term
from matcalc.writers import text
from matcalc.writers.names import Parts
from matcalc.writers.piece import Piece, join
from matcalc.writers.style import Counted, Quotient, Style, bounds, infixes, listed, prefixed, standard

RAISED = {plain: high for plain, high in SUPERSCRIPT.items() if plain not in "T()="}
LETTERS = GREEK | {"ell": "ℓ"}


def write(term: Term, reading: Reading) -> str:
    """``term`` in Unicode, such as 2(A𝐱 - 𝐛)ᵀA."""
    return text.write(term, reading, STYLE)


class UnicodeStyle(Style):
    """cells: for the cells of a table, which nobody reads back: A₁₁ and A₁ₙ. bold: whether vectors are."""

    infix = infixes("unicode")
    standard = standard("unicode")
    times = " × "
    glue = frozenset(
        {
            ("number", "letter"), ("number", "array"), ("number", "open"),
            ("letter", "letter"), ("letter", "open"),
            ("array", "array"), ("array", "open"),
            ("close", "letter"), ("close", "array"), ("close", "open"), ("call", "open"),
        }
    )  # fmt: skip
    sigma = "Σ"
    member = " ∈ "
    arrow = " → "

    def __init__(self, cells: bool = False, bold: bool = True) -> None:
        self.cells = cells
        self.bold = bold

    def name(self, parts: Parts, bold: bool) -> Piece:
        letter = LETTERS.get(parts.base, parts.base)
        if bold and self.bold and not parts.accents:
            letter = BOLD.get(letter, letter)
        for accent in parts.accents:
            letter += ACCENTS[accent][0]
        letter = unicodedata.normalize("NFC", letter)
        lone = parts.letter and parts.base != "d"  # d/dx is not a product
        below, clear = subscripts(parts.subscripts)
        return Piece(
            (letter + below,),
            left="letter" if lone else "word",
            right="letter" if lone and clear else "word",
            plain=letter if lone and not below and not parts.accents else "",
        )

    def power(self, base: Piece, exponent: Piece) -> Piece:
        if exponent.plain and all(letter in RAISED for letter in exponent.plain):
            raised = "".join(RAISED[letter] for letter in exponent.plain)
            return self.postfixed(base, raised, right="word" if base.right == "number" else None)
        if not (exponent.level == ATOM and exponent.plain and not exponent.minus) or exponent.plain == "T":
            exponent = self.bracket(exponent)
        return self.postfixed(base, "^", exponent, right="word")

    def transpose(self, base: Piece, inverse: bool) -> Piece:
        return self.postfixed(base, "⁻ᵀ" if inverse else "ᵀ")

    def subscript(self, base: Piece, indices: Sequence[Piece | None], pair: bool) -> Piece:
        plain = [index.plain if index else "" for index in indices]
        together = "".join(plain)
        alone = len(plain) == 1 or (pair and all(len(index) == 1 and index.isalpha() for index in plain))
        if join(base) == "Σ":
            base = replace(base, parts=("Sigma",))  # Σᵢ is a sum
        if all(plain) and (alone or (self.cells and pair and all(len(index) == 1 for index in plain))):
            if all(letter in SUBSCRIPT for letter in together):
                lowered = "".join(SUBSCRIPT[letter] for letter in together)
                return self.postfixed(base, lowered, level=ATOM)
            if len(together) == 1 and together.isalpha():
                return self.postfixed(base, "_", together, level=ATOM, right="word")
        return self.postfixed(base, "_{", listed(indices), "}", level=ATOM)

    def function(self, row: Function, args: Sequence[Piece], spelled: bool) -> Piece:
        if row.name == "sqrt" and len(args[0].plain) == 1 and args[0].plain.isalnum():
            return Piece(("√", args[0]), SIGN, left="letter", root=True)
        if row.unicode and not spelled and row.role in ("elementwise", "reduction"):
            before, hole, after = row.unicode.partition("{0}")
            if not hole:
                return self.call(before, args)
            if len(args) == 2:  # ‖x‖_p
                return self.subscript(self.function(row, args[:1], False), args[1:], False)
            root = row.name == "sqrt"
            bars = not root or args[0].bars
            return Piece((before, args[0], after), SIGN if root else ATOM, root=root, bars=bars, right="call")
        return self.call(row.name, args)

    def constant(self, row: Function) -> Piece:
        return Piece((row.unicode or row.name,))

    def summation(self, index: Piece, lower: Piece | None, upper: Piece | None, body: Piece) -> Piece:
        single = SUBSCRIPT.get(index.plain) if upper is None else None
        return prefixed(("Σ", *bounds(index, lower, upper, single or f"_{join(index)}")), body)

    def operator(self, by: Counted) -> str:
        return "/".join(fraction(by, "∂"))

    def derivative(self, quotient: Quotient) -> Piece:
        above, below = fraction(quotient.by, "d" if quotient.straight else "∂")
        of = quotient.of if quotient.bare else self.bracket(quotient.of)
        gap = " " if quotient.spaced else ""
        return Piece((above, gap, of, "/", below), SIGN, bars=of.bars, callable=True)

    def named_operator(self, operator: str, of: Piece, by: Sequence[Piece], bare: bool) -> Piece:
        if by or operator not in ("grad", "hessian"):
            return self.call(operator, [of, *by])
        of = of if bare else self.bracket(of)
        return Piece(("∇" if operator == "grad" else "∇²", of), SIGN, greedy=True, bars=of.bars)

    def space(self, axes: Sequence[Piece]) -> str:
        if not axes:
            return "ℝ"
        plain = [axis.plain for axis in axes]
        if all(plain) and all(letter in RAISED for axis in plain for letter in axis):
            return "ℝ" + "ˣ".join("".join(RAISED[letter] for letter in axis) for axis in plain)
        if len(axes) == 1 and len(plain[0]) == 1:
            return f"ℝ^{plain[0]}"
        return "ℝ^{" + "×".join(join(axis) for axis in axes) + "}"


def subscripts(below: tuple[str, ...]) -> tuple[str, bool]:
    """A name's own subscripts, and whether a letter may follow them."""
    if not below:
        return "", True
    (single, *more) = below
    if not more and (single.isdigit() or len(single) == 1) and all(c in SUBSCRIPT for c in single):
        return "".join(SUBSCRIPT[letter] for letter in single), True
    return (f"_{single}", False) if not more else ("_{" + ",".join(below) + "}", True)


def fraction(by: Counted, d: str) -> tuple[str, str]:
    """What stands above and below the line of a derivative: ∂² and ∂x∂y."""

    def exponent(count: int) -> str:
        return "" if count == 1 else "".join(RAISED[digit] for digit in str(count))

    below = "".join(d + join(piece) + exponent(count) for piece, count in by)
    return d + exponent(sum(count for _, count in by)), below


STYLE = UnicodeStyle()
CELLS = UnicodeStyle(cells=True)
