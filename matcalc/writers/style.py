"""What a format decides: how one node looks once its parts are written.

Where brackets go is decided in ``text``, in one place for all formats; a format says how a power,
a quotient or a sum is drawn. This is the plain-text style, in which Unicode and ASCII agree.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, Literal

from matcalc.errors import CalculusError
from matcalc.notation.functions import Function
from matcalc.notation.symbols import ATOM, JUXTAPOSE, OPERATORS, POSTFIX, SIGN, STANDARD, TERM, Operator
from matcalc.rationals import Fraction
from matcalc.records import Value, replace
from matcalc.writers.names import Parts
from matcalc.writers.piece import Edge, Piece, Rope, first

Glue = frozenset[tuple[Edge, Edge]]
Shape = Literal["()", "[]"]
Counted = tuple[tuple[Piece, int], ...]  # what to differentiate by, and how often


class Quotient(Value):
    """A derivative to be written: of what, by what, how often, and with which d.

    by:       what to differentiate by, with the number of times, as typed.
    bare:     ``of`` needs no bracket behind the d; spaced: but it needs a space.
    short:    names of one letter on both sides, so that df/dg can be told apart.
    straight: and numbers both, and no function of several, so that d rather than ∂ is the custom.
    total:    it is through all variables between, where partial derivatives stand beside it.
    """

    of: Piece
    by: Counted
    bare: bool
    spaced: bool
    short: bool
    straight: bool
    total: bool = False


Column = Literal["unicode", "ascii", "latex"]


def infixes(column: Column) -> dict[str, str]:
    """The written spelling of each operator, with spaces around it."""
    return _spelled(OPERATORS, column) | {"and": " and ", "or": " or "}


def standard(column: Column) -> dict[str, str]:
    """The spellings that differ in standard notation."""
    return _spelled(STANDARD.values(), column)


def _spelled(rows: Iterable[Operator], column: Column) -> dict[str, str]:
    spellings = {row.op: getattr(row, column) for row in rows}
    return {op: f" {own[0].strip()} " for op, own in spellings.items() if own}


class Style(ABC):
    """One text format. Every method returns a piece whose brackets within are already settled."""

    infix: ClassVar[Mapping[str, str]]
    standard: ClassVar[Mapping[str, str]]
    times: ClassVar[str]
    glue: ClassVar[Glue]
    member: ClassVar[str]
    arrow: ClassVar[str]
    where: ClassVar[str] = " where "
    d: ClassVar[str] = "d"
    slashes: ClassVar[bool] = True  # whether quotients stand on one line
    inline: Style | None = None  # how fractions are written in an exponent, if in another way

    # names, numbers, brackets

    @abstractmethod
    def name(self, parts: Parts, bold: bool) -> Piece:
        """A name; its ``right`` edge says whether a letter may follow without a space."""

    def number(self, value: Fraction) -> Piece:
        """A number, not negative."""
        if value.denominator == 1:
            text = digits(value.numerator)
            return Piece((text,), scalar=True, left="number", right="number", plain=text)
        text = f"{digits(value.numerator)}/{digits(value.denominator)}"
        return Piece((text,), JUXTAPOSE, scalar=True, left="number", right="word")

    def decimal(self, digits: str) -> Piece:
        return Piece((digits,), scalar=True, left="number", right="number", plain=digits)

    def bracket(self, piece: Piece, shape: Shape = "()") -> Piece:
        left, right = shape
        return Piece(
            (left, piece, right),
            tall=piece.tall,
            scalar=piece.scalar,
            bars=piece.bars,
            left="open" if shape == "()" else "word",
            right="close" if shape == "()" else "word",
        )

    def sized(self, row: Function, size: Piece) -> Piece:
        """A constant of a given size, Iₙ; a product of letters there would be two indices, I_{mn}."""
        plain = size.plain
        if not (plain.isdigit() or len(plain) == 1 or "+" in plain or "-" in plain):
            return self.call(row.name, [size])
        return replace(self.subscript(self.constant(row), [size], False), right="letter")

    # operators

    def divide(self, numerator: Piece, denominator: Piece) -> Piece:
        if first(denominator) == "d" and first(numerator) == "d":
            denominator = self.bracket(denominator)  # or it would read as d/dx
        return Piece(
            (numerator.body, "/", denominator),
            JUXTAPOSE,
            minus=numerator.minus,
            callable=denominator.callable,
            bars=numerator.bars or denominator.bars,
            left=numerator.left,
        )

    def quotient_bounds(self) -> tuple[int, int]:
        """The least levels at which numerator and denominator stand without brackets."""
        return JUXTAPOSE, POSTFIX

    @abstractmethod
    def power(self, base: Piece, exponent: Piece) -> Piece:
        """base is an atom."""

    def elementwise_power(self, base: Piece, exponent: Piece) -> Piece:
        raised = exponent if exponent.level == ATOM and not exponent.minus else self.bracket(exponent)
        return self.postfixed(base, ".^", raised, right="word")

    @abstractmethod
    def transpose(self, base: Piece, inverse: bool) -> Piece:
        """The transpose of an atom, or of its inverse."""

    @abstractmethod
    def subscript(self, base: Piece, indices: Sequence[Piece | None], pair: bool) -> Piece:
        """Indices below an atom; ``pair`` when two letters may stand there without a comma."""

    def postfixed(self, base: Piece, *suffix: Rope, level: int = POSTFIX, right: Edge | None = None) -> Piece:
        return replace(
            base, parts=(base.body, *suffix), level=level, right=right or base.right, run="", plain=""
        )

    # functions

    def call(self, function: Rope, args: Sequence[Piece], *, left: Edge = "word") -> Piece:
        inside = separated(args, ", ")
        return Piece(
            (function, "(", *inside, ")"),
            tall=any(arg.tall for arg in args),
            bars=any(arg.bars for arg in args),
            left=left,
            right="call",
        )

    def function(self, row: Function, args: Sequence[Piece], spelled: bool) -> Piece:
        """A known function; ``spelled`` when its symbol is taken (σ declared as a variable)."""
        return self.call(row.name, args)

    @abstractmethod
    def constant(self, row: Function) -> Piece:
        """1⃗, 0⃗ and I, with no dimensions given."""

    # compounds

    @abstractmethod
    def summation(self, index: Piece, lower: Piece | None, upper: Piece | None, body: Piece) -> Piece:
        """body is a product at most."""

    @abstractmethod
    def derivative(self, quotient: Quotient) -> Piece:
        """d/dx and its kin."""

    @abstractmethod
    def operator(self, by: Counted) -> str:
        """The derivative operator alone: ∂/∂x."""

    def differential(self, of: Piece) -> Piece:
        """dX, d(XᵀX), d tr(X)."""
        if of.right == "call" and of.level == ATOM and not of.minus:
            return Piece((self.d, " ", of), POSTFIX, bars=of.bars, tall=of.tall, scalar=of.scalar)
        bare = of.level == ATOM and of.left in ("letter", "array") and not of.minus
        body = of if bare else self.bracket(of)
        return Piece((self.d, body), POSTFIX, bars=of.bars, tall=of.tall, scalar=of.scalar)

    def named_operator(self, operator: str, of: Piece, by: Sequence[Piece], bare: bool) -> Piece:
        """grad, jacobian and hessian."""
        return self.call(operator, [of, *by])

    def cases(self, branches: Sequence[tuple[Piece, Piece | None]]) -> Piece:
        lines: list[Rope] = []
        for value, condition in branches:
            lines += ["; "] if lines else []
            lines += [value, *((" otherwise",) if condition is None else (" if ", condition))]
        pieces = [piece for branch in branches for piece in branch if piece]
        return Piece(("{", *lines, "}"), SIGN, bars=any(piece.bars for piece in pieces))

    def matrix(self, rows: Sequence[Sequence[Piece]], flat: bool) -> Piece:
        lines = [Piece(separated(row, ", ")) for row in rows]
        return Piece(
            ("[", *separated(lines, "; "), "]"),
            bars=any(entry.bars for row in rows for entry in row),
        )

    # declarations

    @abstractmethod
    def space(self, axes: Sequence[Piece]) -> str:
        """ℝ, ℝⁿ, ℝᵐˣⁿ."""

    def flag(self, word: str) -> str:
        return f" {word}"


def digits(number: int) -> str:
    """The number in full. Raises CalculusError for what no one would read."""
    try:
        return str(number)
    except ValueError:
        hint = "put a letter in its place"
        raise CalculusError("the answer has a number of thousands of digits", hint=hint) from None


def separated(pieces: Sequence[Piece], by: str) -> tuple[Rope, ...]:
    """The pieces, signs and all, with a separator between them."""
    out: list[Rope] = []
    for piece in pieces:
        if out:
            out.append(by)
        out.append(piece)
    return tuple(out)


def prefixed(operator: Sequence[Rope], body: Piece) -> Piece:
    """An operator that takes the product behind it."""
    return Piece((*operator, " ", body), TERM, greedy=True, tall=body.tall, bars=body.bars)


def listed(indices: Sequence[Piece | None]) -> Piece:
    """Indices between commas, ``:`` for the whole range."""
    out: list[Rope] = []
    for index in indices:
        out += [","] if out else []
        out += [":"] if index is None else [index.plain] if index.plain else [index]
    return Piece(tuple(out))


def bounds(index: Piece, lower: Piece | None, upper: Piece | None, single: str) -> tuple[Rope, ...]:
    """The bounds of a sum, _{i=1}^N; ``single`` is how the index stands alone."""
    below: tuple[Rope, ...] = (single,) if lower is None else ("_{", index, "=", lower, "}")
    if upper is None:
        return below
    above = (upper,) if len(upper.plain) == 1 else ("{", upper, "}")
    return (*below, "^", *above)
