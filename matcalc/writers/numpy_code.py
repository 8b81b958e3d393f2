"""Terms to NumPy expressions.

Columns and rows are both 1-D arrays, so their transposes vanish; a family 𝐱_1 … 𝐱_N is an array
whose first axis counts the members. A diagonal matrix is held as its diagonal until a matrix is
needed, and an inverse as what it inverts, so that products with them cost no matrix.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from fractions import Fraction
from keyword import iskeyword
from typing import Literal

from matcalc.errors import CalculusError
from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import SCALAR, Kind
from matcalc.notation.functions import BY_NAME
from matcalc.notation.symbols import CONSTANTS
from matcalc.records import Record, Value, replace
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
    children,
    postorder,
)
from matcalc.writers.numpy_sums import Members

# Python's binding strengths, loosest first.
TEST, BOOLEAN, SUM, PRODUCT, SIGN, POWER, ATOM = range(7)
DEPTH = 30  # nesting beyond which a part gets a line of its own: compilers do have limits
MANY = 100  # terms beyond which a sum is written as sum([...]), for the same reason
COMPARISONS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!="}
HELPERS = {
    "sigmoid": "def sigmoid(x):\n    return 0.5 * (1 + np.tanh(0.5 * x))",
    "softmax": (
        "def softmax(x):\n    powers = np.exp(x - np.max(x, axis=-1, keepdims=True))\n"
        "    return powers / np.sum(powers, axis=-1, keepdims=True)"
    ),
    "logsumexp": (
        "def logsumexp(x):\n    largest = np.max(x)\n    return largest + np.log(np.sum(np.exp(x - largest)))"
    ),
    **{name: f"from scipy.linalg import {name}" for name in ("expm", "logm", "sqrtm")},
    "erf": "erf = np.vectorize(math.erf, otypes=[float])",
}
TAKEN = frozenset({"np", "math", "sum", "range", "float", "len", "result", *HELPERS})


class Code(Value):
    """A Python expression for a term of ``kind``.

    form:  'plain'; 'diagonal' and 'inverse' when ``text`` is the diagonal, or what is inverted.
    truth: the value is a truth value, not yet a number.
    loops: the indices of sums that the expression mentions, which tie it to its place.
    """

    text: str
    kind: Kind
    level: int = ATOM
    form: Literal["plain", "diagonal", "inverse"] = "plain"
    truth: bool = False
    depth: int = 0
    loops: frozenset[str] = frozenset()


def identifier(name: str) -> str:
    """A Python name for a canonical name."""
    return f"{name}_" if iskeyword(name) or name in TAKEN else name


class Expressions(Record, frozen=False):
    """Writes terms, collecting the lines that must run before them.

    kinds:     of every subterm, by identity.
    variables: names that are values here; others are constants, bounds or indices.
    dimension: the code of a dimension.
    lines:     assignments for parts nested too deeply for one expression.
    helpers:   names of HELPERS that are used.
    """

    kinds: Mapping[int, Kind]
    variables: frozenset[str]
    dimension: Callable[[Dimension], str]
    free: frozenset[str] = frozenset()
    lines: list[str] = field(default_factory=list)
    helpers: set[str] = field(default_factory=set)

    def write(self, root: Term) -> Code:
        """The expression of ``root``.

        Raises CalculusError where there is no code: derivatives of unknown functions.
        """
        codes: dict[int, Code] = {}
        bases = (term.base for term in postorder(root) if isinstance(term, Element))
        deltas = {id(base) for base in bases if _identity(base)}
        bound = self.free | {term.index.id for term in postorder(root) if isinstance(term, Summation)}
        needed, at_once = self.reached(root)
        for term in postorder(root):
            if id(term) not in needed:
                continue
            if id(term) in at_once:
                codes[id(term)] = self.vectorised(at_once[id(term)], self.kinds.get(id(term), SCALAR))
                continue
            if id(term) in deltas:
                codes[id(term)] = Code("", SCALAR)  # its entries are comparisons of indices
                continue
            code = self.visit(term, codes, bound)
            if code.depth > DEPTH and not code.loops and not code.truth:
                name = f"part{len(self.lines) + 1}"
                self.lines.append(f"{name} = {code.text}")
                code = replace(code, text=name, level=ATOM, depth=0)
            codes[id(term)] = code
        return codes[id(root)]

    def reached(self, root: Term) -> tuple[set[int], dict[int, Members]]:
        """The subterms that are written, and the sums among them that are written without a loop."""
        needed: set[int] = set()
        at_once: dict[int, Members] = {}
        stack = [root]
        while stack:
            term = stack.pop()
            if id(term) in needed:
                continue
            needed.add(id(term))
            if isinstance(term, Summation):
                members = Members(term, self.kinds)
                if members.split():
                    at_once[id(term)] = members
                    continue
            stack.extend(children(term))
        return needed, at_once

    def visit(self, term: Term, codes: Mapping[int, Code], bound: frozenset[str]) -> Code:
        parts = [codes[id(child)] for child in children(term)]
        kind = self.kinds.get(id(term), SCALAR)
        match term:
            case Number():
                code = number(term.value)
            case Name():
                code = self.name(term.id, kind, bound)
            case Element():
                code = self.element(term, parts)
            case Apply():
                code = self.apply(term, parts, kind)
            case Call():
                function, *args = parts
                code = Code(f"{function.text}({', '.join(value(arg).text for arg in args)})", kind)
            case Summation():
                code = self.summation(term, codes)
            case Cases():
                code = self.cases(term, codes, kind)
            case Matrix():
                code = self.matrix(term, codes, kind)
            case Derivative():
                raise CalculusError("there is no code for the derivative of an unknown function", term.span)
        loops = frozenset[str]().union(*(part.loops for part in parts)) | code.loops
        if isinstance(term, Summation):
            loops -= {term.index.id}
        depth = max((part.depth for part in parts), default=-1) + 1
        return replace(code, loops=loops, depth=max(depth, code.depth))

    # leaves

    def name(self, name: str, kind: Kind, bound: frozenset[str]) -> Code:
        if name in bound:  # Python counts from 0
            return Code(f"{name} + 1", SCALAR, SUM, loops=frozenset({name}) - self.free)
        if name in CONSTANTS and name not in self.variables:
            return Code(f"np.{name}", SCALAR)
        return Code(identifier(name), kind)

    def element(self, term: Element, parts: Sequence[Code]) -> Code:
        base, *indices = parts
        kind = self.kinds.get(id(term), SCALAR)
        if _identity(term.base) and None not in term.indices:
            return Code(f"({position(indices[0])} == {position(indices[1])})", kind, truth=True)
        if _identity(term.base):
            base = Code(f"np.eye({self.dimension(kind.axes[0])})", kind)
        supply = iter(indices)
        places = [":" if index is None else position(next(supply)) for index in term.indices]
        return Code(f"{within(value(base), ATOM)}[{', '.join(places)}]", kind)

    # operators

    def apply(self, term: Apply, parts: Sequence[Code], kind: Kind) -> Code:
        op = term.op
        if op in COMPARISONS:
            one, other = (within(value(part), SUM) for part in parts)
            return Code(f"{one} {COMPARISONS[op]} {other}", kind, BOOLEAN, truth=True)
        if op in ("and", "or"):
            return _chain(f"np.logical_{op}", [condition(part) for part in parts], kind, truth=True)
        match op:
            case "add":
                return add(parts, kind)
            case "neg":
                (part,) = parts
                part = plain(part) if part.form == "inverse" else number_of(part)
                return replace(part, text=f"-{within(part, SIGN)}", level=SIGN)
            case "product":
                return product(parts)
            case "dot":
                left, right = map(value, parts)
                return Code(f"{within(left, PRODUCT)} @ {within(right, SIGN)}", SCALAR, PRODUCT)
            case "hadamard" | "hadamard_divide" | "divide":
                return elementwise("*" if op == "hadamard" else "/", parts, kind)
            case "power" | "hadamard_power":
                if op == "power" and kind.word == "matrix":
                    return matrix_power(parts[0], parts[1])
                base, exponent = map(value, parts)
                raised = within(exponent, SIGN)
                if raised.startswith("-") and raised[1:].isdigit():
                    raised += ".0"  # integers have no negative powers in NumPy
                return Code(f"{within(base, ATOM)}**{raised}", kind, POWER)
            case "transpose":
                return transpose(parts[0], kind)
            case "inv":
                return replace(value(parts[0]), kind=kind, form="inverse", level=value(parts[0]).level)
        return self.function(op, parts, kind)

    def function(self, op: str, parts: Sequence[Code], kind: Kind) -> Code:
        row = BY_NAME.get(op)
        if row is not None and row.role == "constant":
            axes = [self.dimension(axis) for axis in kind.axes]
            if op == "eye":
                return Code(f"np.eye({axes[0]})", kind)
            if not axes:
                return Code("1.0" if op == "ones" else "0.0", kind)
            return Code(f"np.{op}({axes[0] if len(axes) == 1 else '(' + ', '.join(axes) + ')'})", kind)
        args = [value(part) for part in parts]
        if op == "kron":
            return self.kronecker(args, kind)
        if op == "vec":
            (arg,) = args
            return Code(f"{within(arg, ATOM)}.T.ravel()", kind) if arg.kind.word == "matrix" else arg
        if op == "unvec":
            x, rows, cols = args
            return Code(f"{within(x, ATOM)}.reshape({cols.text}, {rows.text}).T", kind)
        if op == "commutation":
            rows, cols = args[0], args[-1]
            whole = f"{within(rows, PRODUCT)} * {within(cols, PRODUCT)}"
            split = f"np.eye({whole}).reshape({cols.text}, {rows.text}, {whole})"
            return Code(f"{split}.swapaxes(0, 1).reshape({whole}, {whole})", kind)
        if op in ("max", "min"):
            return _chain(f"np.{op}imum", [arg.text for arg in args], kind)
        if op == "norm" and len(args) == 2:
            return Code(f"np.linalg.norm({args[0].text}, {args[1].text})", kind)
        if op == "diag" and args[0].kind.word in ("vector", "row"):
            return replace(args[0], kind=kind, form="diagonal")
        if row is None or row.numpy is None:
            raise CalculusError(f"there is no NumPy code for {op}")
        if row.numpy.split("(")[0] in HELPERS:
            self.helpers.add(row.numpy.split("(")[0])
        return Code(row.numpy.format(*(arg.text for arg in args)), kind)

    @staticmethod
    def kronecker(args: Sequence[Code], kind: Kind) -> Code:
        shown = [block(arg) if kind.word == "matrix" else arg.text for arg in args]
        whole = shown[0]
        for part in shown[1:]:
            whole = f"np.kron({whole}, {part})"
        return Code(whole, kind)

    # compounds

    def summation(self, term: Summation, codes: Mapping[int, Code]) -> Code:
        body = value(codes[id(term.body)])
        start = "" if term.lower is None else position(codes[id(term.lower)])
        upper = None if term.upper is None else value(codes[id(term.upper)])
        stop = self.dimension(self.indexed(term)) if upper is None else upper.text
        span = f"{start}, {stop}" if start not in ("", "0") else stop
        return Code(f"sum({body.text} for {term.index.id} in range({span}))", body.kind)

    def vectorised(self, members: Members, kind: Kind) -> Code:
        """A sum over data whose members are the rows of an array."""
        data = [identifier(name.id) for name in members.data]
        total = f"{data[0]}.T @ {data[1]}" if len(data) == 2 else f"np.sum({', '.join(data)}, axis=0)"
        if members.weights is None:
            return Code(total, kind, PRODUCT)
        kinds = {id(part): members.kind(part) for part in postorder(members.weights)}
        weights = value(replace(self, kinds=kinds).write(members.weights))
        if not data:
            return Code(f"np.sum({weights.text})", kind, depth=weights.depth)
        if weights.kind.word == "scalar":
            text = f"{within(weights, PRODUCT)} * ({total})"
        elif len(data) == 1:
            text = f"{within(weights, PRODUCT)} @ {data[0]}"
        else:
            text = f"({data[0]}.T * {within(weights, SIGN)}) @ {data[1]}"
        return Code(text, kind, PRODUCT, depth=weights.depth)

    def indexed(self, sum_: Summation) -> Dimension:
        """The dimension that a sum without bounds runs over."""
        for term in postorder(sum_.body):
            if isinstance(term, Element) and isinstance(term.base, Name):
                axes = self.kinds[id(term.base)].axes
                for index, axis in zip(term.indices, axes, strict=False):
                    if isinstance(index, Name) and index.id == sum_.index.id:
                        return axis
        raise CalculusError(f"nothing says how far {sum_.index.id} runs", sum_.span)

    def cases(self, term: Cases, codes: Mapping[int, Code], kind: Kind) -> Code:
        branches = [(value(codes[id(v)]), None if c is None else codes[id(c)]) for v, c in term.branches]
        text = within(branches[-1][0], SUM)  # the conditions of a formula leave nothing out
        for branch, test in reversed(branches[:-1]):
            if test is not None and test.kind.word != "scalar":
                text = f"np.where({condition(test)}, {branch.text}, {text})"
            elif test is not None:
                text = f"({within(branch, SUM)} if {condition(test)} else {text})"
        return Code(text, kind, ATOM if len(branches) > 1 else SUM, depth=len(branches))

    def matrix(self, term: Matrix, codes: Mapping[int, Code], kind: Kind) -> Code:
        rows = [[value(codes[id(entry)]) for entry in row] for row in term.rows]
        entries = [entry for row in rows for entry in row]
        scalar = all(entry.kind.word == "scalar" for entry in entries)
        if kind.word != "matrix":
            listed = ", ".join(entry.text for entry in entries)
            return Code(f"np.array([{listed}])" if scalar else f"np.hstack([{listed}])", kind)
        lines = (", ".join(entry.text if scalar else block(entry) for entry in row) for row in rows)
        inside = ", ".join(f"[{line}]" for line in lines)
        return Code(f"np.array([{inside}])" if scalar else f"np.block([{inside}])", kind)


def _identity(term: Term) -> bool:
    return isinstance(term, Apply) and term.op == "eye"


def number(amount: Fraction) -> Code:
    """A number as Python writes it."""
    level = SIGN if amount < 0 else ATOM
    if amount.denominator == 1:
        return Code(str(amount.numerator), SCALAR, level)
    decimal = repr(float(amount)) if abs(amount) < 10**15 else ""
    if decimal and len(decimal) < 12 and Fraction(decimal) == amount:
        return Code(decimal, SCALAR, level)
    return Code(f"{amount.numerator} / {amount.denominator}", SCALAR, PRODUCT)


def number_of(code: Code) -> Code:
    """A truth value as 0 or 1."""
    if not code.truth:
        return code
    return replace(code, text=f"1.0 * ({code.text})", level=PRODUCT, truth=False)


def value(code: Code) -> Code:
    """The code of the plain array."""
    return plain(number_of(code))


def plain(code: Code) -> Code:
    """A diagonal or an inverse made a matrix."""
    maker = {"diagonal": "np.diag", "inverse": "np.linalg.inv"}.get(code.form)
    return code if maker is None else replace(code, text=f"{maker}({code.text})", level=ATOM, form="plain")


def condition(code: Code) -> str:
    """The code where a truth value is wanted."""
    return code.text if code.truth else f"{within(code, SUM)} != 0"


def within(code: Code, level: int) -> str:
    """The text, in brackets unless it binds as tightly as ``level``."""
    return code.text if code.level >= level else f"({code.text})"


def position(index: Code) -> str:
    """A place counted from 0, where the term counts from 1."""
    if index.text.isdigit():
        return str(int(index.text) - 1)
    if index.text.endswith(" + 1"):
        return index.text.removesuffix(" + 1")
    return f"{within(index, SUM)} - 1"


def block(entry: Code) -> str:
    """An entry of a block matrix as a matrix."""
    suffix = {"vector": "[:, None]", "row": "[None, :]"}.get(entry.kind.word)
    return entry.text if suffix is None else within(entry, ATOM) + suffix


def add(parts: Sequence[Code], kind: Kind) -> Code:
    diagonal = all(part.form == "diagonal" for part in parts)
    terms = [number_of(part) if diagonal else value(part) for part in parts]
    form: Literal["plain", "diagonal"] = "diagonal" if diagonal else "plain"
    if len(terms) > MANY:
        return Code(f"sum([{', '.join(term.text for term in terms)}])", kind, form=form)
    text = within(terms[0], SUM)
    for term in terms[1:]:
        shown = within(term, SUM)
        text += f" - {shown[1:]}" if shown.startswith("-") and term.level >= SIGN else f" + {shown}"
    return Code(text, kind, SUM, form, depth=len(terms) // 4)


def elementwise(sign: str, parts: Sequence[Code], kind: Kind) -> Code:
    head = number_of(parts[0])
    keeps = sign == "/" and head.form == "diagonal" and parts[1].kind.word == "scalar"
    head = head if keeps else value(head)
    text = within(head, PRODUCT)
    for part in parts[1:]:
        text += f" {sign} {within(value(part), SIGN)}"
    return Code(text, kind, PRODUCT, head.form, depth=len(parts) // 4)


def product(parts: Sequence[Code]) -> Code:
    """Factors multiplied in the order that makes the fewest matrices."""
    *front, last = parts
    if last.kind.word == "vector" and all(part.kind.word in ("scalar", "matrix") for part in front):
        scalars = [part for part in front if part.kind.word == "scalar"]
        result = last
        for part in reversed([part for part in front if part.kind.word == "matrix"]):
            result = times(part, result)
        for part in reversed(scalars):
            result = times(part, result)
    else:
        result = parts[0]
        for part in parts[1:]:
            result = times(result, part)
    return replace(result, depth=len(parts) // 4)


def times(left: Code, right: Code) -> Code:
    """The product of two factors."""
    left, right = number_of(left), number_of(right)
    if left.kind.word == "scalar" or right.kind.word == "scalar":
        array = right if left.kind.word == "scalar" else left
        if array.form == "inverse":
            left, right, array = plain(left), plain(right), plain(array)
        return Code(_star(left, right), array.kind, PRODUCT, array.form)
    kind = Kind(left.kind.rows, right.kind.cols)
    if left.form == "diagonal" and right.form == "diagonal":
        return Code(_star(left, right), kind, PRODUCT, "diagonal")
    if left.form == "diagonal":
        right = plain(right)
        column = replace(left, text=f"{within(left, ATOM)}[:, None]", level=ATOM)
        return Code(_star(column if kind.word == "matrix" else left, right), kind, PRODUCT)
    if right.form == "diagonal":
        return Code(_star(plain(left), right), kind, PRODUCT)
    if left.form == "inverse" and right.form != "inverse":
        return Code(f"np.linalg.solve({left.text}, {right.text})", kind)
    left, right = plain(left), plain(right)
    if left.kind.word == "vector" and right.kind.word == "row":
        return Code(f"np.outer({left.text}, {right.text})", kind)
    return Code(f"{within(left, PRODUCT)} @ {within(right, SIGN)}", kind, PRODUCT)


def _star(left: Code, right: Code) -> str:
    return f"{within(left, PRODUCT)} * {within(right, SIGN)}"


def matrix_power(base: Code, exponent: Code) -> Code:
    base = value(base)
    if exponent.text == "-1":
        return replace(base, form="inverse")
    return Code(f"np.linalg.matrix_power({base.text}, {exponent.text})", base.kind)


def transpose(part: Code, kind: Kind) -> Code:
    part = number_of(part)
    if part.kind.word != "matrix" or part.form == "diagonal":
        return replace(part, kind=kind)
    return replace(part, text=f"{within(part, ATOM)}.T", level=ATOM, kind=kind)


def _chain(function: str, args: Sequence[str], kind: Kind, truth: bool = False) -> Code:
    """A function of two arguments applied to several."""
    text = args[0]
    for arg in args[1:]:
        text = f"{function}({text}, {arg})"
    return Code(text, kind, truth=truth, depth=len(args) - 1)
