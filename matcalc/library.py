"""The calculator as a Python library: expressions in, expressions out.

    >>> import matcalc
    >>> d = matcalc.derivative("x'*A*x", "x", where={"x": "R^n", "A": "symmetric(n)"})
    >>> print(d)
    2𝐱ᵀA
    >>> d.evaluate({"x": [1, 2], "A": [[2, 0], [0, 3]]})
    array([ 4., 12.])

Values are NumPy arrays: a vector has one axis, whatever its orientation in print.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Unpack

from matcalc import writers
from matcalc.answer import Answer
from matcalc.calculator import Options, answering, declared, understood, variable
from matcalc.derivation import Derivation
from matcalc.errors import MatcalcError, ReadError, Span
from matcalc.reader import read, read_kind
from matcalc.records import Record, replace
from matcalc.terms import (
    Definition,
    Derivative,
    Element,
    Equation,
    Matrix,
    Name,
    Program,
    Query,
    Statement,
    Term,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from matcalc.code.second import Form
    from matcalc.explain import Way
    from matcalc.verdicts.verdict import Verdict

Layout = Literal["numerator", "denominator", "mixed"]
Target = Literal["numpy", "jax", "torch", "julia", "matlab", "array-api"]
Result = Literal["value", "gradient", "hessian"]
Variables = str | Sequence[str]  # a name, an element x_i, or a list of such

CHOICES = {
    "layout": ("numerator", "denominator", "mixed"),
    "entries": ("independent", "constrained"),
    "convention": ("paper", "matrixcalculus"),
    "notation": ("paper", "standard"),
}


class HowToRead(TypedDict, total=False):
    """dims:    numbers for named dimensions: {"n": 3}.
    entries:    of a matrix declared symmetric, diagonal or posdef, as it is differentiated by: each varies
                by itself, or constrained to keep the structure.
    verify:     try the answer against finite differences at random points: a note says how that went, and one
                that fails is withheld, a CalculusError in its place.
    convention: what an undeclared letter means; notation: what ⊗ means.
    """

    dims: Mapping[str, int]
    entries: Literal["independent", "constrained"]
    verify: bool
    convention: Literal["paper", "matrixcalculus"]
    notation: Literal["paper", "standard"]


class HowToCheck(TypedDict, total=False):
    """dims: numbers for named dimensions. seed: of the random points at which sides are compared, the same
    for the same points. convention, notation: as in ``HowToRead``.
    """

    dims: Mapping[str, int]
    seed: int
    convention: Literal["paper", "matrixcalculus"]
    notation: Literal["paper", "standard"]


def parse(
    expr: str,
    where: Mapping[str, str] | None = None,
    layout: Layout = "numerator",
    **reading: Unpack[HowToRead],
) -> Expression:
    """An expression as it was typed, simplified, to be evaluated or differentiated.

    expr:       one expression; statements may come before it: "f(x, y) = 3x^2 y; f(x, y)".
    where:      what stands right of ':' or '∈' in a declaration, by name: {"x": "R^n"}.
    layout:     how derivatives are written; what ``evaluate`` returns does not depend on it.
    reading:    ``dims``, ``entries``, ``verify``, ``convention``, ``notation``, as in ``HowToRead``.

    Raises MatcalcError, whose ``span`` is a place in its ``source``, ``expr`` wherever possible.
    """
    return _asked(expr, where, layout, reading).expression(())


def derivative(
    expr: str,
    by: Variables,
    order: int = 1,
    where: Mapping[str, str] | None = None,
    layout: Layout = "numerator",
    **reading: Unpack[HowToRead],
) -> Expression:
    """The derivative of ``expr`` by a variable, ``order`` times over.

    by: a name, an element such as "x_1", or a list of variables, which are stacked to one vector.

    The other arguments are those of ``parse``. Of a scalar by an n-vector it is written as a 1×n row,
    of an m-vector an m×n matrix; in denominator layout these are transposed.
    """
    if order < 1:
        raise MatcalcError(
            f"a derivative of order {order} does not exist", hint="give an order of at least 1"
        )
    question = _asked(expr, where, layout, reading)
    return question.expression((question.variable(by),) * order)


def gradient(
    expr: str,
    by: Variables | None = None,
    where: Mapping[str, str] | None = None,
    layout: Layout = "numerator",
    **reading: Unpack[HowToRead],
) -> Expression:
    """The gradient of a scalar, a 1×n row (in denominator and mixed layout an n×1 column), by ``by``
    or, without it, by all variables at once. The other arguments are those of ``parse``."""
    return _of_a_scalar(_asked(expr, where, layout, reading), "grad", by)


def jacobian(
    expr: str,
    by: Variables | None = None,
    where: Mapping[str, str] | None = None,
    layout: Layout = "numerator",
    **reading: Unpack[HowToRead],
) -> Expression:
    """The Jacobian of an m-vector, m×n (in denominator layout n×m), by ``by`` or, without it, by all
    variables at once. The other arguments are those of ``parse``."""
    question = _asked(expr, where, layout, reading)
    return question.expression(question.variables(by), "jacobian")


def hessian(
    expr: str,
    by: Variables | None = None,
    where: Mapping[str, str] | None = None,
    layout: Layout = "numerator",
    **reading: Unpack[HowToRead],
) -> Expression:
    """The n×n matrix of second derivatives of a scalar, by ``by`` or, without it, by all variables at
    once. The other arguments are those of ``parse``."""
    return _of_a_scalar(_asked(expr, where, layout, reading), "hessian", by)


def evaluate(
    expr: str, values: Mapping[str, ArrayLike], where: Mapping[str, str] | None = None
) -> NDArray[Any]:
    """The value of an expression, or of the derivative that it asks for, as an array."""
    return parse(expr, where).evaluate(values)


def check(
    text: str,
    where: Mapping[str, str] | None = None,
    layout: Layout | None = None,
    **reading: Unpack[HowToCheck],
) -> list[Verdict]:
    """Whether the equations of a text are true: one verdict for each pair of neighbouring members, in order.

    text:       equations in the language, each on a line or after a semicolon; declarations and definitions
                before them are heeded, and have verdicts of their own, "unread".
    where:      what stands right of ':' or '∈' in a declaration, by name: {"x": "R^n"}.
    layout:     that of the derivatives; None finds out in which one the most are true.

    What is not read is "unread", and its ``why`` says why. Raises MatcalcError for ``where`` alone.
    """
    from matcalc.verdicts.judge import How, judged

    declarations = "".join(f"{_declaration(name, kind)}\n" for name, kind in (where or {}).items())
    return judged(text, How(layout=layout, **reading), declarations)


class Expression(Record):
    """An expression, most often a derivative, in its closed form.

    answer: all that was found out, as ``matcalc.writers`` take it.
    """

    answer: Answer
    _question: _Question
    _by: tuple[Term, ...]

    @property
    def term(self) -> Term:
        """The closed form as a term (``matcalc.terms``)."""
        return self.answer.value

    @property
    def shape(self) -> tuple[int | str, ...]:
        """The shape it is written with: () a scalar, (n, 1) a column, (1, n) a row, (m, n) a matrix."""
        return tuple(str(axis) if axis.value is None else axis.value for axis in self.answer.shape)

    @property
    def unicode(self) -> str:
        """As a paper prints it; legal input, as are the other formats."""
        return writers.answer_text(self.answer, "unicode")

    @property
    def ascii(self) -> str:
        """In seven bits."""
        return writers.answer_text(self.answer, "ascii")

    @property
    def latex(self) -> str:
        """For a mathematics environment of LaTeX with amsmath, or for KaTeX."""
        return writers.answer_text(self.answer, "latex")

    @property
    def vec(self) -> str | None:
        """Of an answer in index notation the equation with vec and Kronecker products, where there is one:
        '∂ vec(AXB)/∂vec(X) = kron(Bᵀ, A)'."""
        return writers.stacked_text(self.answer)

    def code(self, target: Target = "numpy", results: Sequence[Result] = (), form: Form = "dense") -> str:
        """The source of a function that computes it.

        target:  the language or library that the function is for.
        results: what it returns instead, a tuple where there are several: the 'value' of what was
                 differentiated, its 'gradient', its 'hessian'.
        form:    what it computes of a second derivative: 'dense' all entries, 'product' what it takes a
                 direction to, 'solve' the solution of a system with it, 'factors' what it is made of.

        Raises CalculusError where the target has no code: derivatives of unknown functions stay symbols.
        """
        from matcalc.code import source

        return source([[self.answer]], target, wanted=results, form=form)

    @property
    def reading(self) -> str:
        """How the names were read: '𝐱 ∈ ℝⁿ, A ∈ ℝⁿˣⁿ symmetric'."""
        return writers.declarations(self.answer.reading, self.answer.names)

    @property
    def notes(self) -> tuple[str, ...]:
        """What is worth knowing besides, in words."""
        return self.answer.notes

    def evaluate(self, values: Mapping[str, ArrayLike]) -> NDArray[Any]:
        """The array of values: the axes of what was differentiated, then those of each variable of
        differentiation, whatever the layout. A scalar has no axes, a vector one, a matrix two.

        values: an array for each variable that matters, its shape as declared; numbers for named
        dimensions that no array tells.

        Raises CalculusError where a value is missing or its shape does not fit.
        """
        from matcalc.evaluation import evaluated

        return evaluated(self.answer, values)

    def steps(self, way: Way = "brief") -> Steps:
        """How it is found, line by line: as the paper does it, in 'full' with the rule for each small step,
        or by 'index' notation.

        Raises CalculusError where there is no derivation.
        """
        from matcalc.explain import explain

        return Steps(explain(self.answer, way))

    def derivative(self, by: Variables) -> Expression:
        """Its derivative by a variable: of a gradient, the Hessian."""
        return self._question.expression((self._question.variable(by), *self._by))

    def __str__(self) -> str:
        return self.unicode

    __repr__ = __str__

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex}$"


class Steps(Record):
    """How a derivative is found. derivation: its lines as terms, as ``matcalc.writers.steps`` take it."""

    derivation: Derivation

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The lines: of each its 'move' and 'rule', 'lhs', 'rhs', all 'members', and 'latex'."""
        from matcalc.writers.steps.data import to_list

        return to_list(self.derivation)

    @property
    def unicode(self) -> str:
        """As plain text, many lines of it."""
        return self._plain(ascii=False)

    @property
    def ascii(self) -> str:
        """In seven bits."""
        return self._plain(ascii=True)

    @property
    def latex(self) -> str:
        """For a mathematics environment of LaTeX with amsmath, or for KaTeX."""
        from matcalc.writers.steps.latex import render

        return render(self.derivation)

    def _plain(self, ascii: bool) -> str:
        from matcalc.writers.steps.plain import render

        return render(self.derivation, ascii=ascii).rstrip("\n")

    def __str__(self) -> str:
        return self.unicode

    __repr__ = __str__

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex}$"


class _Question(Record):
    """An expression that was read, with all that it takes to differentiate it.

    statements: those before it; term: as typed; offset: where the typed text begins in ``source``.
    """

    statements: tuple[Statement, ...]
    term: Term
    program: Program
    source: str
    offset: int
    options: Options

    def expression(
        self, by: tuple[Term, ...], operator: Literal["d", "grad", "jacobian", "hessian"] = "d"
    ) -> Expression:
        """The derivative by ``by``, or the expression itself when there is none."""
        differentiated = bool(by) or operator != "d"
        asked = Derivative(self.term, by, operator, span=self.term.span) if differentiated else self.term
        program = replace(self.program, statements=(*self.statements, Query(asked, span=self.term.span)))
        try:
            typed = understood(program, self.options)
            notes = (*(text for text, _ in program.notes), *typed.notes)
            answer = answering(typed, self.options).answer(typed.queries[-1].term, self.text, notes)
        except MatcalcError as error:
            raise _placed(error, self.source, self.offset) from None
        return Expression(answer, self, answer.by if differentiated else ())

    @property
    def text(self) -> str:
        return self.source[self.offset :].strip()

    def variable(self, by: Variables) -> Term:
        if isinstance(by, str):
            return variable(by, self.program)
        names = tuple(variable(name, self.program) for name in by)
        if not names:
            raise ReadError("there is no variable in the list", hint="name at least one")
        return names[0] if len(names) == 1 else Matrix((names,), flat=True)

    def variables(self, by: Variables | None) -> tuple[Term, ...]:
        return () if by is None else (self.variable(by),)


def _of_a_scalar(
    question: _Question, operator: Literal["grad", "hessian"], by: Variables | None
) -> Expression:
    found = question.expression(question.variables(by), operator)
    kind = found.answer.reading.of(found.answer.of)
    if kind.axes:
        word = {"grad": "gradient", "hessian": "Hessian"}[operator]
        hint = "ask for matcalc.jacobian" if operator == "grad" else "ask for matcalc.derivative with order=2"
        error = MatcalcError(f"a {word} is of a scalar, and this is a {kind.word}", question.term.span, hint)
        raise _placed(error, question.source, question.offset)
    return found


def _asked(expr: str, where: Mapping[str, str] | None, layout: Layout, reading: HowToRead) -> _Question:
    """The expression of a text, with the declarations before it."""
    options = Options(layout=layout, **reading)
    for choice, allowed in CHOICES.items():
        if (given := getattr(options, choice)) not in allowed:
            raise MatcalcError(f"{given!r} is not a {choice}", hint=f"it is one of {', '.join(allowed)}")
    declarations = "".join(f"{_declaration(name, kind)}\n" for name, kind in (where or {}).items())
    source, offset = declarations + expr, len(declarations)
    if not expr.strip():
        raise ReadError(
            "there is nothing to read", Span(0, 0), "type an expression, such as x^2", source=expr
        )
    try:
        program = read(source, notation=options.notation)
        statements, term = _last(program)
    except MatcalcError as error:
        raise _placed(error, source, offset) from None
    return _Question(statements, term, program, source, offset, options)


def _declaration(name: str, kind: str) -> str:
    """A declaration statement, checked on its own so that it is no more than one."""
    read_kind(kind)
    statements = read(name).statements
    if len(statements) != 1 or not isinstance(statements[0], Query):
        raise ReadError(f"{name!r} is not a name", Span(0, len(name)), "declare one name", source=name)
    if not isinstance(statements[0].term, (Name, Element)):
        raise ReadError(f"{name!r} is not a name", Span(0, len(name)), "declare one name", source=name)
    return f"{name} : {kind}"


def _last(program: Program) -> tuple[tuple[Statement, ...], Term]:
    """The one expression that a program asks for, and the statements it builds on."""
    asked = [s for s in program.statements if isinstance(s, (Query, Equation))]
    if len(asked) > 1:
        hint = "give each expression a call of its own, or write [a; b] for both at once"
        raise ReadError(f"one expression is expected, and these are {len(asked)}", asked[1].span, hint)
    if not asked:
        definitions = [s for s in program.statements if isinstance(s, Definition)]
        if not definitions:
            raise ReadError("there is no expression", hint="declarations belong in where={...}")
        (name,) = declared(definitions[-1])
        return program.statements, name
    rest = tuple(s for s in program.statements if s is not asked[0])
    return rest, asked[0].term if isinstance(asked[0], Query) else asked[0].members[0]


def _placed(error: MatcalcError, source: str, offset: int) -> MatcalcError:
    """The error with its places in the typed text alone, if they are all there."""
    if error.source is not None and error.source != source:
        return error
    error.source = source
    spans = [span for span in (error.span, *(span for span, _ in error.labels)) if span is not None]
    if all(span.start >= offset for span in spans):
        error.source = source[offset:]
        error.span = error.span and _moved(error.span, offset)
        error.labels = tuple((_moved(span, offset), label) for span, label in error.labels)
    return error


def _moved(span: Span, offset: int) -> Span:
    return Span(span.start - offset, span.end - offset)
