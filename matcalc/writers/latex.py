"""The LaTeX format, in the paper's macros; amsmath and KaTeX know every command used."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from matcalc.answer import Answer
from matcalc.kinds.kind import Reading
from matcalc.notation.functions import Function
from matcalc.notation.macros import Macros
from matcalc.notation.symbols import ACCENTS, ATOM, SIGN, SUM
from matcalc.rationals import Fraction
from matcalc.records import replace
from matcalc.terms import Term
from matcalc.writers import text
from matcalc.writers.names import Parts
from matcalc.writers.piece import Edge, Piece, Rope, first, join
from matcalc.writers.style import (
    Counted,
    Quotient,
    Shape,
    Style,
    digits,
    infixes,
    listed,
    prefixed,
    separated,
    standard,
)

DEFAULT = Macros()


def write(term: Term, reading: Reading) -> str:
    """``term`` in LaTeX, such as 2 (A \\mathbf{x} - \\mathbf{b})^T A."""
    return text.write(term, reading, STYLE)


def document(body: str, macros: Macros = DEFAULT, *packages: str) -> str:
    """A document that compiles as it is. packages: what it needs beside those for formulas."""
    formulas = ("amsmath", "bm") if macros.bold == r"\bm" else ("amsmath",)
    used = "".join(f"\\usepackage{{{package}}}\n" for package in (*formulas, *packages))
    return f"\\documentclass{{article}}\n{used}\\begin{{document}}\n{body}\n\\end{{document}}\n"


def display(formula: str) -> str:
    """A formula on lines of its own in a document."""
    return f"\\[\n{formula}\n\\]"


def environment(name: str, rows: Sequence[str]) -> str:
    """Rows in an environment such as aligned."""
    return f"\\begin{{{name}}}\n" + " \\\\\n".join(rows) + f"\n\\end{{{name}}}"


def matrix(rows: Sequence[str], macros: Macros) -> str:
    """Rows in brackets."""
    return f"\\begin{{{macros.matrix}}} " + r" \\ ".join(rows) + f" \\end{{{macros.matrix}}}"


def table(answer: Answer, style: LatexStyle) -> str | None:
    """The entries of the Jacobian as a matrix, with dots where a dimension is a name; None when the answer
    has no table."""
    entries = answer.table()
    if entries is None:
        return None

    def cell(entry: Term | None, row: Term | None, column: Term | None) -> str:
        if entry is not None:
            return text.write(entry, answer.reading, style)
        if row is None:
            return r"\ddots" if column is None else r"\vdots"
        return r"\cdots"

    lines = [
        " & ".join(cell(entry, row, column) for entry, column in zip(line, entries.columns, strict=True))
        for line, row in zip(entries.entries, entries.rows, strict=True)
    ]
    return matrix(lines, style.macros)


class LatexStyle(Style):
    infix = infixes("latex") | {"and": r" \text{ and } ", "or": r" \text{ or } "}
    standard = standard("latex")
    times = r" \times "
    glue = frozenset(
        {
            ("number", "letter"), ("number", "array"), ("number", "open"), ("letter", "letter"),
            ("letter", "open"), ("array", "open"), ("close", "open"), ("call", "open"), ("close", "letter"),
        }
    )  # fmt: skip
    member = r" \in "
    arrow = r" \to "
    where = r" \quad \text{where } "
    d = r"\mathrm{d}"
    slashes = False

    def __init__(self, macros: Macros) -> None:
        self.macros = macros
        self.inline = self._inlined()

    def _inlined(self) -> LatexStyle:
        return _InlineStyle(self.macros)

    def name(self, parts: Parts, bold: bool) -> Piece:
        single = len(parts.base) == 1
        letter = parts.base if single else f"\\{parts.base}" if parts.letter else f"\\mathrm{{{parts.base}}}"
        if parts.base == "omicron":
            letter, single = "o", True
        if bold and self.macros.bold:
            greek = parts.letter and not single
            command = r"\boldsymbol" if greek and self.macros.bold == r"\mathbf" else self.macros.bold
            letter = f"{command}{{{letter if greek else parts.base}}}"
        for accent in parts.accents:
            letter = f"{ACCENTS[accent][1][0]}{{{letter}}}"
        below = ",".join(map(subscript, parts.subscripts))
        if below:
            below = f"_{below}" if len(below) == 1 else f"_{{{below}}}"
        lone = parts.letter and parts.base != "d"
        clear = lone and single and not bold and not parts.accents and (not below or below[1:].isdigit())
        return Piece(
            (letter + below,),
            left="letter" if lone else "word",
            right="letter" if clear else "word",
            plain=letter if lone and not below and not parts.accents and not bold else "",
        )

    def number(self, value: Fraction) -> Piece:
        if value.denominator == 1:
            return super().number(value)
        above, below = digits(value.numerator), digits(value.denominator)
        text, slash = f"\\frac{{{above}}}{{{below}}}", f"{above}/{below}"
        return Piece((text,), SIGN, tall=True, scalar=True, plain=slash)

    def bracket(self, piece: Piece, shape: Shape = "()") -> Piece:
        written = super().bracket(piece, shape)
        if not piece.tall:
            return written
        left, right = shape
        return replace(written, parts=(f"\\left{left} ", piece, f" \\right{right}"))

    def divide(self, numerator: Piece, denominator: Piece) -> Piece:
        if first(denominator) == "d" and first(numerator) == "d":  # or it would read as \frac{d}{dx}
            numerator = numerator if numerator.level == ATOM else self.bracket(numerator)
            return super().divide(numerator, self.bracket(denominator))
        return Piece(
            ("\\frac{", numerator.body, "}{", denominator, "}"),
            SIGN,
            minus=numerator.minus,
            tall=True,
            bars=numerator.bars or denominator.bars,
        )

    def quotient_bounds(self) -> tuple[int, int]:
        return SUM, SUM

    def power(self, base: Piece, exponent: Piece) -> Piece:
        rope: tuple[Rope, ...] = (exponent.plain,) if exponent.plain else (exponent,)
        if exponent.plain == "T":
            rope = ("(T)",)
        return self.raised(base, rope)

    def raised(self, base: Piece, rope: tuple[Rope, ...]) -> Piece:
        text = rope[0] if len(rope) == 1 and isinstance(rope[0], str) else ""
        if len(text) == 1:
            return self.postfixed(base, "^", text, right=None if text.isdigit() else "word")
        return self.postfixed(base, "^{", *rope, "}")

    def elementwise_power(self, base: Piece, exponent: Piece) -> Piece:
        return self.postfixed(base, "^{\\circ ", exponent, "}")

    def transpose(self, base: Piece, inverse: bool) -> Piece:
        right: Edge = "close" if base.right == "close" else "word"
        mark = self.macros.transpose
        return self.postfixed(base, f"^{{-{mark}}}" if inverse else f"^{mark}", right=right)

    def subscript(self, base: Piece, indices: Sequence[Piece | None], pair: bool) -> Piece:
        plain = [index.plain if index else "" for index in indices]
        if len(plain) == 1 and len(plain[0]) == 1:
            right: Edge | None = None if plain[0].isdigit() else "word"
            return self.postfixed(base, "_", plain[0], level=ATOM, right=right)
        if pair and all(len(index) == 1 and index.isalpha() for index in plain):
            return self.postfixed(base, "_{", "".join(plain), "}", level=ATOM)
        return self.postfixed(base, "_{", listed(indices), "}", level=ATOM)

    def call(self, function: Rope, args: Sequence[Piece], *, left: Edge = "word") -> Piece:
        tall = any(arg.tall for arg in args)
        opening, closing = ("\\left( ", " \\right)") if tall else ("(", ")")
        return Piece(
            (function, opening, *separated(args, ", "), closing),
            tall=tall,
            bars=any(arg.bars for arg in args),
            right="call",
        )

    def function(self, row: Function, args: Sequence[Piece], spelled: bool) -> Piece:
        if row.name == "sqrt":
            return Piece(("\\sqrt{", args[0], "}"), tall=args[0].tall, bars=args[0].bars)
        if row.latex and not spelled and row.role not in ("matrix", "constant"):
            if "{0}" not in row.latex:
                return self.call(row.latex, args)
            if len(args) == 2:  # ‖x‖_p
                return self.subscript(self.function(row, args[:1], False), args[1:], False)
            before, _, after = row.latex.partition("{0}")
            if not args[0].tall:
                before, after = before.replace("\\left", ""), after.replace("\\right", "")
            return Piece((before, args[0], after), tall=args[0].tall, bars=True, right="call")
        if row.name == "det":
            return self.call("\\det", args)
        return self.call(f"\\operatorname{{{row.name}}}", args)

    def constant(self, row: Function) -> Piece:
        return Piece((row.latex or row.name,))

    def summation(self, index: Piece, lower: Piece | None, upper: Piece | None, body: Piece) -> Piece:
        rope: list[Rope] = ["\\sum_"]
        rope += [index] if lower is None else ["{", index, "=", lower, "}"]
        if upper is not None:
            rope += ["^{", upper, "}"]
        return replace(prefixed(rope, body), tall=True)

    def operator(self, by: Counted) -> str:
        above, below = fraction(by, r"\partial")
        return f"\\frac{{{above}}}{{{below}}}"

    def derivative(self, quotient: Quotient) -> Piece:
        above, below = fraction(quotient.by, "d" if quotient.straight else r"\partial")
        of = quotient.of if quotient.bare else self.bracket(quotient.of)
        gap = "" if quotient.straight and above == "d" else " "
        return Piece(("\\frac{", above, gap, of, "}{", below, "}"), SIGN, tall=True, bars=of.bars)

    def named_operator(self, operator: str, of: Piece, by: Sequence[Piece], bare: bool) -> Piece:
        if by or operator not in ("grad", "hessian"):
            return self.call(f"\\operatorname{{{operator}}}", [of, *by])
        of = of if bare else self.bracket(of)
        nabla = "\\nabla " if operator == "grad" else "\\nabla^2 "
        return Piece((nabla, of), SIGN, greedy=True, tall=of.tall, bars=of.bars)

    def cases(self, branches: Sequence[tuple[Piece, Piece | None]]) -> Piece:
        lines: list[Rope] = []
        for value, condition in branches:
            lines += [r" \\ "] if lines else []
            lines += [value, " & "]
            lines += [r"\text{otherwise}"] if condition is None else [r"\text{if } ", condition]
        return Piece((r"\begin{cases} ", *lines, r" \end{cases}"), SIGN, tall=True)

    def matrix(self, rows: Sequence[Sequence[Piece]], flat: bool) -> Piece:
        if flat:
            return super().matrix(rows, flat)
        lines = [Piece(separated(row, " & ")) for row in rows]
        name = self.macros.matrix
        return Piece((f"\\begin{{{name}}} ", *separated(lines, r" \\ "), f" \\end{{{name}}}"), tall=True)

    def space(self, axes: Sequence[Piece]) -> str:
        if not axes:
            return r"\mathbb{R}"
        text = r" \times ".join(join(axis) for axis in axes)
        return rf"\mathbb{{R}}^{text}" if len(text) == 1 else rf"\mathbb{{R}}^{{{text}}}"

    def flag(self, word: str) -> str:
        return rf" \text{{ {word}}}"


class _InlineStyle(LatexStyle):
    """Fractions on one line."""

    def _inlined(self) -> LatexStyle:
        return self

    number = Style.number
    divide = Style.divide
    quotient_bounds = Style.quotient_bounds


@cache
def style(macros: Macros) -> LatexStyle:
    """LaTeX with some macros rather than others."""
    return LatexStyle(macros)


def subscript(word: str) -> str:
    """One of a name's own subscripts; words stand upright."""
    return word if len(word) == 1 or word.isdigit() else f"\\text{{{word}}}"


def fraction(by: Counted, d: str) -> tuple[str, str]:
    """What stands above and below the line of a derivative."""

    def exponent(count: int) -> str:
        return "" if count == 1 else f"^{count}" if count < 10 else f"^{{{count}}}"

    def gap(piece: Piece) -> str:
        return "" if d == "d" and len(piece.plain) == 1 else " "

    below = " ".join(d + gap(piece) + join(piece) + exponent(count) for piece, count in by)
    return d + exponent(sum(count for _, count in by)), below


STYLE = style(DEFAULT)
