"""Terms to text, for every text format: where brackets are needed, and nothing else.

The levels are the reader's own (``notation.symbols``), so what is written reads back. The walk is
bottom-up over a rope of pieces: neither depth nor length is a limit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby, pairwise
from typing import Literal

from matcalc.kinds.kind import Reading
from matcalc.notation.functions import BY_NAME, FUNCTIONS
from matcalc.notation.numbers import decimal
from matcalc.notation.symbols import ATOM, COMPARE, JUXTAPOSE, SIGN, SUM, TERM
from matcalc.records import replace
from matcalc.terms import (
    Apply,
    Call,
    Cases,
    Derivative,
    Element,
    Matrix,
    Name,
    Number,
    Summation,
    Term,
    fold,
)
from matcalc.writers.names import Names, take_apart
from matcalc.writers.piece import Edge, Piece, Rope, first, join
from matcalc.writers.style import Counted, Quotient, Style
from matcalc.writers.surroundings import FreeLetters, exponents

D = Literal["d", "∂"]
COMPARISONS = frozenset({"lt", "le", "gt", "ge", "eq", "ne"})
AND, OR = COMPARE - 1, COMPARE - 2
MINUS_ONE = Piece(("1",), minus=True, plain="-1")
CLOSING = (")", " \\right)")
SHORT = 6  # characters that may be raised or lowered as they are
NUMBERS = frozenset({"tr", "det", "logdet"}) | {row.name for row in FUNCTIONS if row.role == "reduction"}


def write(term: Term, reading: Reading, style: Style) -> str:
    """The text of ``term`` in a format."""
    return writing(reading, style)(term)


def writing(reading: Reading, style: Style, d: D | None = None) -> Callable[[Term], str]:
    """What writes many terms in a format. d: in a derivation, the d of the derivatives of its variables."""
    names = Names(reading)

    def written(term: Term) -> str:
        piece = compose(term, names, style, d)
        if isinstance(term, Apply) and term.op == "eq":
            piece = style.bracket(piece, "[]")  # bare, it would be a statement
        return join(piece)

    return written


def compose(term: Term, names: Names, style: Style, d: D | None = None) -> Piece:
    """The written piece, for use inside another."""
    writer = _Writer(names, style, d)
    if style.inline is not None:
        writer.raised = exponents(term, writer.raising)
    return fold(term, writer.visit)


def operator(by: Sequence[Term], reading: Reading, style: Style) -> str:
    """The derivative operator alone, ∂/∂x."""
    writer = _Writer(Names(reading), style)
    pieces = [fold(term, writer.visit) for term in by]
    return style.operator(_runs(pieces))


class _Writer:
    def __init__(self, names: Names, style: Style, d: D | None = None) -> None:
        self.names = names
        self.style = style
        self.d = d
        self.operators = {**style.infix, **(style.standard if names.notation == "standard" else {})}
        self.exponential = names.euler and names.spellings.get("exp") == "e^"
        self.raising = frozenset(("power", "hadamard_power", *(["exp"] if self.exponential else [])))
        self.spelled: dict[tuple[str, bool], Piece] = {}
        self.raised: set[int] = set()  # subterms of exponents, where the style writes them on one line
        self.letters = FreeLetters(names)

    def visit(self, term: Term, parts: tuple[Piece, ...]) -> Piece:
        self.letters.note(term)
        match term:
            case Number():
                digits = decimal(abs(term.value)) if self.names.spellings.get("number") == "decimal" else None
                style = self.lined(term)
                piece = style.number(abs(term.value)) if digits is None else style.decimal(digits)
                return _negative(piece) if term.value < 0 else piece
            case Name():
                return self.name(term.id, self.names.is_bold(term.id))
            case Element():
                return self.element(term, parts)
            case Apply():
                return self.apply(term, parts)
            case Call():
                function, *args = parts
                called = self.style.call(join(function), args, left="letter" if function.plain else "word")
                return replace(called, scalar=function.scalar)
            case Summation():
                return self.summation(term, parts)
            case Cases():
                return self.cases(term, parts)
            case Matrix():
                supply = iter(parts)
                return self.style.matrix([[next(supply) for _ in row] for row in term.rows], term.flat)
            case Derivative():
                return self.derivative(term, parts)

    def lined(self, term: Term) -> Style:
        """The style of a fraction, which in an exponent stands on one line."""
        return self.style.inline or self.style if id(term) in self.raised else self.style

    # leaves

    def name(self, name: str, bold: bool) -> Piece:
        piece = self.spelled.get((name, bold))
        if piece is None:
            piece = self.style.name(take_apart(name), bold)
            scalar = self.names.is_scalar(name)
            left, right = piece.left, piece.right
            if not scalar:
                left, right = ("array" if edge == "letter" else edge for edge in (left, right))
            piece = replace(
                piece, scalar=scalar, callable=self.names.is_callable(name), left=left, right=right
            )
            self.spelled[name, bold] = piece
        return piece

    def element(self, term: Element, parts: tuple[Piece, ...]) -> Piece:
        supply = iter(parts)
        base = next(supply)
        indices = [None if index is None else next(supply) for index in term.indices]
        pair = scalar = False
        if isinstance(term.base, Name):
            kind = self.names.kind(term.base.id)
            bold = self.names.is_bold(term.base.id) and kind.family is not None and len(indices) == 1
            base = replace(self.name(term.base.id, bold), right="array" if bold else "letter")
            if take_apart(term.base.id).subscripts:
                base = self.style.bracket(base)
            pair = term.base.id[0].isupper()
            scalar = len(indices) == len(kind.axes) and None not in indices
        elif isinstance(term.base, Apply) and term.base.op == "eye" and not term.base.args:
            base = replace(base, left="array", right="letter", callable=False)
            pair = True
            scalar = len(indices) == 2 and None not in indices
        else:
            if not (isinstance(term.base, Apply) and base.right == "call" and base.parts[-1] in CLOSING):
                base = self.style.bracket(base)
            pair = True
        edge: Edge = "letter" if scalar and base.left == "array" else base.left
        return replace(self.style.subscript(replace(base, left=edge), indices, pair), scalar=scalar)

    # brackets

    def within(self, piece: Piece, level: int, *, sign: bool = False) -> Piece:
        """``piece`` with brackets unless it binds as tightly as ``level``. A leading minus needs
        them too unless ``sign``."""
        if piece.level >= level and (sign or not piece.minus):
            return piece
        return self.style.bracket(piece, "[]" if piece.level <= COMPARE else "()")

    def closed(self, piece: Piece, level: int, *, sign: bool = False) -> Piece:
        """``within``, and brackets around Σ and derivative operators, whose right end is open."""
        if piece.greedy:
            return self.style.bracket(piece)
        return self.within(piece, level, sign=sign)

    # operators and functions

    def apply(self, term: Apply, parts: tuple[Piece, ...]) -> Piece:
        op, style = term.op, self.style
        scalar = all(part.scalar for part in parts)
        match op:
            case "add":
                return self.add(term.args, parts)
            case "neg":
                (body,) = parts
                return _negative(self.within(body, TERM))
            case "product":
                return self.product(term.args, parts)
            case "divide":
                style = self.lined(term)
                above, below = style.quotient_bounds()
                numerator = self.closed(parts[0], above, sign=True)
                divisor = parts[1]
                if below and not (divisor.root and not divisor.minus):
                    divisor = self.closed(divisor, below, sign=below <= SUM)
                divided = style.divide(numerator, divisor)
                return replace(divided, scalar=scalar)
            case "dot":
                head, tail = parts
                return self.infix(op, [self.closed(head, JUXTAPOSE, sign=True), self.closed(tail, JUXTAPOSE)])
            case "kron" if op in self.operators:
                head, *rest = (self.closed(part, JUXTAPOSE, sign=True) for part in parts)
                return self.infix(op, [head, *rest])
            case "hadamard" | "hadamard_divide":
                head = parts[0]
                if isinstance(term.args[0], Apply) and term.args[0].op == "dot":
                    head = style.bracket(head)
                head = self.closed(head, TERM, sign=True)
                return self.infix(op, [head, *(self.closed(part, JUXTAPOSE) for part in parts[1:])])
            case "power":
                base = self.within(parts[0], ATOM)
                inverse = base if parts[1].plain == "-1" else None
                return replace(style.power(base, parts[1]), scalar=scalar, inverse=inverse)
            case "exp" if self.exponential:
                e = replace(self.name("e", False), left="array")
                return replace(style.power(e, parts[0]), scalar=scalar)
            case "hadamard_power":
                return style.elementwise_power(self.within(parts[0], ATOM), parts[1])
            case "transpose":
                inverse = parts[0].inverse
                return style.transpose(inverse or self.within(parts[0], ATOM), inverse is not None)
            case "inv":
                base = self.within(parts[0], ATOM)
                return replace(style.power(base, MINUS_ONE), inverse=base)
            case "and":
                return self.logical(op, parts, AND)
            case "or":
                return self.logical(op, parts, OR)
            case "differential":
                return style.differential(parts[0])
        if op in COMPARISONS:
            written = self.infix(op, [self.within(part, SUM, sign=True) for part in parts])
            return replace(written, parts=written.rope, minus=False, level=COMPARE, scalar=scalar)
        return self.function(op, term.args, parts, scalar)

    def infix(self, op: str, operands: Sequence[Piece]) -> Piece:
        head, *rest = operands
        rope: list[Rope] = [head.body]
        for operand in rest:
            rope += [self.operators[op], operand]
        return Piece(
            tuple(rope),
            TERM,
            minus=head.minus,
            tall=any(operand.tall for operand in operands),
            bars=any(operand.bars for operand in operands),
            left=head.left,
        )

    def logical(self, op: str, parts: Sequence[Piece], level: int) -> Piece:
        shown = [part if part.level >= level else self.style.bracket(part, "[]") for part in parts]
        written = self.infix(op, shown)
        return replace(written, parts=written.rope, level=level, minus=False)

    def add(self, args: Sequence[Term], parts: Sequence[Piece]) -> Piece:
        shown = self.summands(args, parts)
        head, *rest = shown
        rope: list[Rope] = [head]
        for part in rest:
            rope += [" - " if part.minus else " + ", part.body]
        plain = "+".join(part.plain for part in parts).replace("+-", "-")
        return Piece(
            tuple(rope),
            SUM,
            tall=any(part.tall for part in parts),
            scalar=all(part.scalar for part in parts),
            bars=any(part.bars for part in parts),
            plain=plain if len(plain) <= SHORT and all(part.plain for part in parts) else "",
            open=frozenset().union(*(part.open for part in shown)),
        )

    def summands(self, args: Sequence[Term], parts: Sequence[Piece]) -> list[Piece]:
        """The terms of a sum, with the brackets that they need."""
        shown: list[Piece] = []
        behind = 0  # the letters in what follows
        for arg, part in zip(reversed(args), reversed(parts), strict=True):
            if part.level < SUM:
                part = self.style.bracket(part, "[]")
            elif self.letters.meet(part.open, behind):
                part = self.style.bracket(part)
            behind |= self.letters.of(arg)
            shown.append(part)
        return shown[::-1]

    def product(self, args: Sequence[Term], parts: Sequence[Piece]) -> Piece:
        apart = self.d is not None and self.is_apart(args, parts)
        if self.d is not None:
            parts = self.set_apart(args, parts)
        last = len(parts) - 1
        arrays = [part for part in parts if not part.scalar]
        factors = []
        for k, part in enumerate(parts):
            if k == last and last and part.chain and part is arrays[0] and not part.minus:
                factors.append(part)  # numbers before a product of arrays: 2 𝐱ᵀA𝐱
            else:
                factors.append(self.factor(args[k], part, k == 0, k == last, apart))
        head, tail = factors[0], factors[last]
        rope: list[Rope] = [head.body]
        run = head.run
        for place, (before, factor) in enumerate(pairwise(factors), 1):
            run = run or (before.plain if before.plain.isalpha() else "")
            letter = first(factor) if factor.left in ("letter", "array") else ""
            gap = self.between(before, factor, run + letter if letter else "")
            if apart and before.scalar and factor.scalar and not factor.greedy:
                gap = self.style.times
            if factor.left == "open" and len(run) > 1:
                gap = self.style.times  # several letters before a bracket would be a function's name
            alone = letter == factor.plain != ""
            if alone and run and place < last and factors[place + 1].left == "open":
                gap = gap or " "  # so that only one letter stands there
            rope += [gap, factor.body]
            run = run + letter if not gap and alone else ""
        plain = "".join(factor.plain for factor in factors) if all(f.plain for f in factors) else ""
        return Piece(
            tuple(rope),
            JUXTAPOSE,
            minus=head.minus,
            greedy=tail.greedy,
            chain=len(arrays) > 1 or any(factor.chain for factor in factors),
            open=tail.open,
            callable=tail.callable,
            tall=any(factor.tall for factor in factors),
            scalar=all(factor.scalar for factor in factors),
            bars=any(factor.bars for factor in factors),
            left=head.left,
            right=tail.right,
            run=run,
            plain=plain if len(plain) <= SHORT and len(factors) == 2 and head.left == "number" else "",
        )

    # In a derivation the factors of a product are what was found before, and are kept apart.

    def set_apart(self, args: Sequence[Term], parts: Sequence[Piece]) -> Sequence[Piece]:
        """Quotients before vectors and matrices, in brackets: (1/u)(𝐱 + 𝐲)."""
        last = len(parts) - 1
        shown = list(parts)
        for k, (arg, part) in enumerate(zip(args, parts, strict=True)):
            if not self.is_slashed(arg):
                continue
            if k == last:
                beside = shown[k - 1] is not parts[k - 1]
            else:
                beside = not (parts[k + 1].scalar or parts[k + 1].greedy)
            if beside:
                shown[k] = replace(self.style.bracket(part.body), minus=part.minus)
        return shown

    def is_apart(self, args: Sequence[Term], parts: Sequence[Piece]) -> bool:
        """Whether signs stand between the numbers: 1/u × 2v × w."""
        pairs = zip(zip(args, parts, strict=True), zip(args[1:], parts[1:], strict=False), strict=False)
        for (one, before), (other, after) in pairs:
            if before.scalar and after.scalar and not after.greedy:
                several = any(isinstance(arg, Apply) and arg.op == "product" for arg in (one, other))
                if several or (self.is_slashed(one) and not after.bars):
                    return True
        return False

    def is_slashed(self, term: Term) -> bool:
        """Whether it is written as a quotient, by something one could go on with."""
        if isinstance(term, Apply) and term.op == "neg":
            (term,) = term.args
        if not isinstance(term, Apply) or term.op != "divide":
            return False
        return self.style.slashes and not isinstance(term.args[1], Number)

    def factor(self, term: Term, part: Piece, is_first: bool, is_last: bool, apart: bool) -> Piece:
        """One factor of a product, with the brackets it needs in its place; ``apart``: numbers have a sign
        between them."""
        if part.greedy:
            return part if is_last and not (part.minus and not is_first) else self.style.bracket(part)
        if is_first and part.chain and part.level == JUXTAPOSE and not is_last:
            return replace(self.style.bracket(part.body), minus=part.minus)  # (𝐱ᵀA𝐱)𝐱
        if is_first:
            return self.within(part, JUXTAPOSE, sign=True)
        if apart and part.scalar:
            return self.within(part, JUXTAPOSE)
        # a b/c is (a b)/c, the same as a (b/c) since a divisor is a scalar
        quotient = isinstance(term, Apply) and term.op == "divide" and part.left != "number"
        return self.within(part, JUXTAPOSE if is_last and quotient else SIGN)

    def between(self, before: Piece, after: Piece, run: str) -> str:
        """What keeps two factors apart: nothing, a space, or a sign."""
        if after.left == "number" or (before.callable and after.left == "open"):
            return self.style.times
        if (before.right, after.left) not in self.style.glue or (run and self.names.clash(run)):
            return " "
        return ""

    def function(self, op: str, args: Sequence[Term], parts: Sequence[Piece], scalar: bool) -> Piece:
        row = BY_NAME.get(op)
        if row is None:
            return self.style.call(op, parts)
        if row.role == "constant" and not parts:
            return replace(self.style.constant(row), callable=True)
        if row.role == "constant" and len(parts) == 1:
            return self.style.sized(row, parts[0])
        taken = op == "sigmoid" and self.names.known("sigma")
        if op == "abs" and not scalar:
            taken = True  # |𝐱| is a length, |A| a determinant
        if op == "len" and not isinstance(args[0], Name):
            taken = True
        if op in self.names.spellings and op != "exp":
            word = self.names.spellings[op]
            row = replace(row, name=word, latex=f"\\{word}")
        written = self.style.function(row, parts, taken or any(part.bars for part in parts))
        number = op in NUMBERS or (row.role == "elementwise" and scalar)
        return replace(written, scalar=number)

    # compounds

    def summation(self, term: Summation, parts: tuple[Piece, ...]) -> Piece:
        supply = iter(parts)
        index = next(supply)
        lower = None if term.lower is None else next(supply)
        upper = None if term.upper is None else next(supply)
        body = next(supply)
        written = self.style.summation(index, lower, upper, self.within(body, TERM))
        return replace(written, scalar=body.scalar, open=body.open | {term.index.id})

    def cases(self, term: Cases, parts: tuple[Piece, ...]) -> Piece:
        supply = iter(parts)
        branches = []
        for _, condition in term.branches:
            value = self.within(next(supply), SUM, sign=True)
            branches.append((value, None if condition is None else next(supply)))
        written = self.style.cases(branches)
        return replace(written, scalar=all(value.scalar for value, _ in branches))

    def derivative(self, term: Derivative, parts: tuple[Piece, ...]) -> Piece:
        of, *by = parts
        bare = isinstance(term.of, Name | Call | Element) and first(of) != "d"
        if term.operator not in ("d", "total"):
            variables = [piece for piece, _ in _runs(by)]
            return self.style.named_operator(term.operator, of, variables, bare)
        known = isinstance(term.of, Apply) and term.of.op in BY_NAME and of.right == "call"
        runs = _runs(by)
        short = len(runs) == 1 and all(
            isinstance(node, Name) and len(part.plain) == 1
            for node, part in zip((term.of, *term.by), parts, strict=True)
        )
        several = isinstance(term.of, Name) and self.names.is_of_several(term.of.id)
        straight = short and not several and all(part.scalar for part in parts)
        if self.d is not None:
            short = bare and all(isinstance(node, Name | Element) for node in (term.of, *term.by))
            straight = self.d == "d" and all(part.scalar for part in parts)
        total = term.operator == "total"
        quotient = Quotient(of, runs, bare or known, known and not bare, short, straight or total, total)
        return replace(self.style.derivative(quotient), scalar=all(part.scalar for part in parts))


def _negative(piece: Piece) -> Piece:
    return replace(piece, minus=True, plain=f"-{piece.plain}" if piece.plain else "")


def _runs(pieces: Sequence[Piece]) -> Counted:
    """Equal neighbours counted."""
    groups = (list(group) for _, group in groupby(pieces, key=lambda piece: join(piece)))
    return tuple((group[0], len(group)) for group in groups)
