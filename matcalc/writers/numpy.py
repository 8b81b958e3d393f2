"""An answer as a Python function over NumPy arrays, ready to be pasted into a module.

Vectors are 1-D. The array has the output's axes, then the variable's, whatever the layout, which
concerns how an answer is written and not what it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matcalc.answer import Answer
from matcalc.errors import CalculusError
from matcalc.kinds import kinds_of
from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import Kind, NameKind, Reading
from matcalc.kinds.known import kinds_laid_out
from matcalc.notation.symbols import CONSTANTS
from matcalc.terms import Apply, Call, Derivative, Summation, Term, ids_in, postorder
from matcalc.writers import unicode
from matcalc.writers.names import is_number
from matcalc.writers.numpy_code import ATOM, HELPERS, SIGN, Code, Expressions, identifier, value, within
from matcalc.writers.numpy_einsum import Contraction, contractions

INDENT = "    "


def source(answer: Answer, name: str = "derivative") -> str:
    """A function ``name`` of the answer's variables, with its imports and helpers.

    Raises CalculusError where there is no code: derivatives of unknown functions stay symbols.
    """
    return _Function(answer, name).text()


class _Function:
    def __init__(self, answer: Answer, name: str) -> None:
        self.answer = answer
        self.name = name
        self.reading = Reading(dict(answer.reading.names), {}, [])
        defined = {id_ for id_, _ in answer.where}
        known = self.reading.names
        self.dimensions = {id_ for id_, stated in known.items() if "dimension" in stated.flags}
        silent = defined | self.dimensions | {id_ for id_ in CONSTANTS if is_number(id_, self.reading)}
        self.variables = [id_ for id_ in answer.names if id_ in known and id_ not in silent]
        self.counted: dict[str, str] = {}  # dimensions in use, and how they are counted
        self.parameters: list[str] = []  # besides the variables: dimensions and places nothing else tells
        self.lines: list[str] = []
        self.helpers: set[str] = set()

    def text(self) -> str:
        answer = self.answer
        for id_, body in self.needed():
            kinds = kinds_of(body, self.reading)
            code = self.write(body, kinds)
            self.reading.names.setdefault(id_, NameKind(kinds[id(body)], "defined"))
            self.lines.append(f"{identifier(id_)} = {value(code).text}")
        self.lines += self.tensor() if answer.index or len(answer.shape) > 2 else self.result()
        arguments = ", ".join(identifier(id_) for id_ in (*self.variables, *self.parameters))
        counts = [f"{identifier(id_)} = {count}" for id_, count in self.counted.items()]
        lines = [*self.docstring(), *counts, *self.lines]
        wanted = [HELPERS[helper] for helper in sorted(self.helpers)]
        more = "".join(f"{text}\n" for text in wanted if text.startswith("from "))
        helpers = [f"{text}\n" for text in wanted if not text.startswith("from ")]
        imports = "import math\n\n" if "erf" in self.helpers else ""
        indented = "".join(f"{INDENT}{line}\n" if line else "\n" for line in lines)
        function = f"def {self.name}({arguments}):\n{indented}"
        return "\n\n".join([f"{imports}import numpy as np\n{more}", *helpers, function])

    def needed(self) -> list[tuple[str, Term]]:
        """The definitions that the lines below use: entries by index repeat what the print names."""
        answer = self.answer
        whole = answer.index[1] if answer.index else answer.value
        used = set(ids_in(whole))
        kept = []
        for id_, body in reversed(answer.where):
            if id_ in used:
                kept.append((id_, body))
                used |= ids_in(body)
        return kept[::-1]

    # lines

    def write(self, term: Term, kinds: Mapping[int, Kind], free: frozenset[str] = frozenset()) -> Code:
        """The expression of a term; lines it needs before it are added to the body."""
        for node in postorder(term):
            if isinstance(node, Call):
                self.parameter(node.function.id)
        for place in sorted(self.places(term) - free):
            self.dimension(Dimension.of(place))  # a length, or else for the caller to say
        names = frozenset(self.variables) | frozenset(id_ for id_, _ in self.answer.where)
        writer = Expressions(kinds, names, self.dimension, free, helpers=self.helpers)
        code = writer.write(term)
        self.lines += writer.lines
        return code

    def result(self) -> list[str]:
        code = value(self.write(self.answer.value, self.kinds()))
        if code.kind.word == "scalar" and self.shape():
            axes = ", ".join(self.dimension(axis) for axis in self.shape())
            return [f"return np.full(({axes},), float({code.text}))"]
        if code.kind.word == "matrix" and self.answer.flipped:
            return [f"return {within(code, ATOM)}.T"]
        return [f"return {code.text}"]

    def kinds(self) -> dict[int, Kind]:
        """Of the value's subterms; the shape of the whole says how long a lone 1⃗ or I is."""
        return kinds_laid_out(self.answer.value, self.reading, self.answer.shape)

    def tensor(self) -> list[str]:
        """An array of many axes, entry by entry."""
        if self.answer.index is None:
            raise CalculusError("there is no NumPy code for an array of this many axes")
        _, right = self.answer.index
        indices = self.answer.indices
        parts = contractions(right, indices)
        if parts is not None:
            return [f"return {self.einsum(parts, indices)}"]
        code = value(self.write(right, kinds_of(right, self.reading), frozenset(indices)))
        axes = ", ".join(self.dimension(axis) for axis in self.answer.shape)
        places = ", ".join(indices)
        return [
            f"result = np.empty({axes if len(indices) == 1 else f'({axes})'})",
            f"for {f'({places},)' if len(indices) == 1 else places} in np.ndindex(result.shape):",
            f"{INDENT}result[{places}] = {code.text}",
            "return result",
        ]

    def einsum(self, parts: Sequence[Contraction], indices: Sequence[str]) -> str:
        """The sum of products of arrays."""
        axes = dict(zip(indices, self.answer.shape, strict=True))
        text = ""
        for part in parts:
            arrays = []
            for base, letters in part.arrays:
                sizes = dict.fromkeys(self.dimension(axes[l]) for l in letters if l in axes)
                if isinstance(base, Apply) and base.op == "eye" and sizes:
                    arrays.append(f"np.eye({', '.join(sizes)})")
                else:
                    arrays.append(value(self.write(base, kinds_of(base, self.reading))).text)
            subscripts = ",".join(letters for _, letters in part.arrays)
            factors = [value(self.write(number, kinds_of(number, self.reading))) for number in part.numbers]
            code = " * ".join(
                [*(within(factor, SIGN) for factor in factors),
                 f'np.einsum("{subscripts}->{"".join(indices)}", {", ".join(arrays)})']
            )  # fmt: skip
            sign = "-" if part.negative else "+" if text else ""
            text += f" {sign} {code}" if text else f"{sign}{code}"
        return text

    # parameters

    def places(self, term: Term) -> set[str]:
        """Lengths such as N, and indices that nothing binds."""
        named = ids_in(term)
        bound = {node.index.id for node in postorder(term) if isinstance(node, Summation)}
        return named - bound - (self.reading.names.keys() - self.dimensions) - CONSTANTS.keys()

    def parameter(self, name: str) -> None:
        if name not in self.variables and name not in self.parameters:
            self.parameters.append(name)

    def dimension(self, dimension: Dimension) -> str:
        """The code of a dimension, counted on the first array that has it."""
        for name in sorted(dimension.names - self.counted.keys()):
            count = self.count(name)
            if count is None:
                self.parameter(name)
            else:
                self.counted[name] = count
        return _python(dimension)

    def count(self, name: str) -> str | None:
        for id_ in self.variables:
            stated = self.reading.names[id_]
            if stated.domain is None:
                for axis, length in enumerate(stated.kind.axes):
                    if length.name == name:
                        return f"np.shape({identifier(id_)})[{axis}]"
        return None

    # words

    def docstring(self) -> list[str]:
        answer = self.answer
        asked = answer.asked
        if answer.by:
            asked = Derivative(asked, answer.by)
        left = unicode.write(asked, answer.reading)
        lines = [f'"""{left} = {unicode.write(answer.value, answer.reading)}', ""]
        for id_ in self.variables:
            stated = self.reading.names[id_]
            role = "" if stated.domain is None else "function, values of "
            lines.append(f"{identifier(id_)}: {role}shape {_tuple(stated.kind.axes)}")
        lines.append(f"returns: shape {_tuple(self.shape())}")
        return [*lines, '"""']

    def shape(self) -> tuple[Dimension, ...]:
        natural = _natural(self.answer.shape)
        return natural[::-1] if len(natural) == 2 and self.answer.flipped else natural


def _natural(shape: tuple[Dimension, ...]) -> tuple[Dimension, ...]:
    """The axes of the array, in which a row or column has one."""
    if len(shape) == 2:
        return tuple(axis for axis in shape if axis.value != 1)
    return shape


def _tuple(axes: tuple[Dimension, ...]) -> str:
    inside = ", ".join(map(str, axes))
    return f"({inside},)" if len(axes) == 1 else f"({inside})"


def _python(dimension: Dimension) -> str:
    """A dimension in code: 'n', '3', 'n + 1'."""
    pieces = []
    for monomial, coefficient in reversed(dimension.terms):
        count = [str(coefficient)] if coefficient != 1 or not monomial else []
        pieces.append(" * ".join([*count, *map(identifier, monomial)]))
    return " + ".join(pieces) or "0"
