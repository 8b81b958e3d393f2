"""How the operations of an array library of Python are written."""

from __future__ import annotations

from keyword import iskeyword
from typing import ClassVar

from matcalc.code.dialect import CIRCULAR, Dialect, Texts
from matcalc.code.graph import ELEMENTWISE, Array, postorder
from matcalc.code.texts import ATOM, PRODUCT, SIGN, SUM, Text, call
from matcalc.kinds.dimensions import Dimension
from matcalc.tensor.node import INDICATORS

# The functions of numbers that are known when the code is written: those of the library would make of each
# number an array of 64 bits.
MATH = {
    **{name: name for name in ("sqrt", "exp", "expm1", "log", "log1p", "log2", "log10", "erf", *CIRCULAR)},
    **{f"arc{name}": f"a{name}" for name in CIRCULAR},
}
LETTERS = "ijklmnopqrstuvwxyzabcdefgh"


class Library(Dialect):
    """A library whose functions stand in a module of the name ``module``.

    helpers: functions that the library lacks, or what to import for them, by name.
    """

    module: ClassVar[str]
    helpers: ClassVar[dict[str, str]]
    imports: ClassVar[dict[str, str]]
    heading: ClassVar[str]
    axis: ClassVar[str] = "axis"
    joined: ClassVar[str] = "concatenate"
    permuted: ClassVar[str] = "transpose"
    whole: ClassVar[bool] = False  # whether an index names all axes
    strict: ClassVar[bool] = False  # whether functions insist on arrays where a number would do

    def need(self, template: str) -> None:
        word = template.partition("(")[0].rpartition(" ")[2]
        if word in self.helpers or word in self.imports:
            self.needed[word] = None

    def identifier(self, name: str) -> str:
        return f"{name}_" if iskeyword(name) or name in self.taken or name in self.helpers else name

    def of_module(self, function: str, *args: str) -> Text:
        made = call(f"{self.module}.{function}", *args)
        self.need(made.text)
        return made

    def write_map(self, array: Array, texts: Texts) -> Text:
        if array.info in MATH and all(map(known, array.args)):
            return self.of_math(array.info, texts[array.args[0]])
        if self.strict and (len(array.args) > 1 or array.info in INDICATORS):
            texts = {**texts, **{arg: self.as_array(arg, texts) for arg in array.args}}
        return super().write_map(array, texts)

    def as_array(self, array: Array, texts: Texts) -> Text:
        """An argument as an array, also where it is a number."""
        return self.array_of(texts[array]) if self.strict and known(array) else texts[array]

    def array_of(self, number: Text) -> Text:
        return self.of_module("asarray", number.text, self.dtype())

    def of_math(self, function: str, arg: Text) -> Text:
        self.needed["math"] = None
        return call(f"math.{MATH[function]}", arg.text)

    def root(self, array: Array, base: Text) -> Text:
        return self.of_math("sqrt", base) if known(array) else super().root(array, base)

    def write_constant(self, array: Array, texts: Texts) -> Text:
        return Text(f"{self.module}.{array.info}")

    # new arrays

    def dtype(self) -> str:
        return "dtype=dtype"

    def write_cholesky_inverse(self, array: Array, texts: Texts) -> Text:
        eye = self.write_eye(array, texts)
        return self.filled(self.operations, "cholesky solve", [texts[array.args[0]], eye])

    def write_eye(self, array: Array, texts: Texts) -> Text:
        return self.of_module("eye", self.dimension(array.shape[0]).text, self.dtype())

    def write_unit(self, array: Array, texts: Texts) -> Text:
        place = self.dimension(array.info - 1).text
        row = self.of_module("eye", "1", self.dimension(array.shape[0]).text, f"k={place}", self.dtype())
        return Text(f"{row.text}[0]")

    def write_pairing(self, array: Array, texts: Texts) -> Text:
        _, fast, slow = array.shape
        whole = self.dimension(fast * slow).text
        eye = self.of_module("eye", whole, self.dtype()).text
        split = f"{eye}.reshape({whole}, {self.dimension(slow).text}, {self.dimension(fast).text})"
        return Text(f"{split}.swapaxes(1, 2)")

    def write_range(self, array: Array, texts: Texts) -> Text:
        return self.of_module("arange", "1", self.dimension(array.shape[0] + 1).text, self.dtype())

    def write_broadcast(self, array: Array, texts: Texts) -> Text:
        (arg,) = array.args
        shape = self.shape(array.shape)
        if arg.op == "number" and arg.info in (0, 1):
            return self.of_module("ones" if arg.info else "zeros", shape, self.dtype())
        if known(arg):
            return self.of_module("full", shape, texts[arg].text, self.dtype())
        if not arg.rank:
            return self.write_full(texts[arg], shape)
        return Text(self.of_module("broadcast_to", texts[arg].text, shape).text + self.owned())

    def write_full(self, value: Text, shape: str) -> Text:
        return self.of_module("full", shape, value.text)

    def owned(self) -> str:
        """What makes a view an array of its own."""
        return ".copy()"

    # views

    def write_expand(self, array: Array, texts: Texts) -> Text:
        (arg,) = array.args
        leading = array.info.index(True)
        places = [":" if place else "None" for place in array.info[leading:]]
        if "None" not in places:
            return texts[arg]
        while not self.whole and places[-1] == ":" and len(places) > 1 and places[-2] == ":":
            places.pop()
        return Text(f"{texts[arg].within(ATOM)}[{', '.join(places)}]")

    def write_transpose(self, array: Array, texts: Texts) -> Text:
        (arg,) = array.args
        if array.rank == 2:
            return Text(f"{texts[arg].within(ATOM)}.T")
        return self.of_module(self.permuted, texts[arg].text, f"({', '.join(map(str, array.info))})")

    def write_take(self, array: Array, texts: Texts) -> Text:
        (arg,) = array.args
        axis, index, size = array.info
        start = self.dimension(index)
        shown = start.text if size is None else f"{start.text}:{self.dimension(index + size).text}"
        if size is not None and index.value == 0:
            shown = f":{self.dimension(size).text}"
        inner, base = [":"] * axis, texts[arg]
        rest = [":"] * (arg.rank - axis - 1) if self.whole else []
        again = (
            not self.whole
            and arg.op == "take"
            and arg.info[2] is None
            and size is None
            and axis == arg.info[0] == 0
        )
        if again and base.text.endswith("]"):
            return Text(f"{base.text[:-1]}, {shown}]")
        return Text(f"{base.within(ATOM)}[{', '.join([*inner, shown, *rest])}]")

    def padded(self, text: str, array: Array, axis: int, offset: Dimension, size: Dimension) -> Text:
        widths = ["(0, 0)"] * array.rank
        widths[axis] = ", ".join(self.dimension(d).text for d in (offset, array.shape[axis] - offset - size))
        widths[axis] = f"({widths[axis]})"
        return self.of_module("pad", text, widths[0] if array.rank == 1 else f"({', '.join(widths)})")

    def placed(self, text: Text, array: Array, axis: int) -> Text:
        if not array.rank:
            return Text(f"[{text.text}]")
        rest = [":"] * (array.rank - axis) if self.whole else []
        return Text(f"{text.within(ATOM)}[{', '.join([*([':'] * axis), 'None', *rest])}]")

    def write_join(self, array: Array, texts: Texts) -> Text:
        axis, entries = array.info
        if self.strict:
            texts = {**texts, **{arg: self.as_array(arg, texts) for arg in array.args}}
        listed = self.entries(array, texts)
        if listed is not None:
            return self.of_module("array", listed, self.dtype())
        if all(entries):
            return self.of_module(
                "stack", self.listing([texts[arg].text for arg in array.args]), f"{self.axis}={axis}"
            )
        if array.rank == 1:
            listed = self.listing([texts[arg].text for arg in array.args])
            # numbers of Python's own are of another type than the arrays
            numbers = not self.strict and any(map(apart, array.args))
            return self.of_module("hstack", listed, *([self.dtype()] if numbers else []))
        parts = self.listing(self.joined_parts(array, texts))
        return self.of_module(self.joined, parts, f"{self.axis}={axis}")

    def listing(self, parts: list[str]) -> str:
        return f"[{', '.join(parts)}]"

    def entries(self, array: Array, texts: Texts) -> str | None:
        """An array given entry by entry, as nested lists; None for any other."""
        if not array.rank:
            return texts[array].text
        if array in texts and texts[array].text.isidentifier():
            return None
        size = array.shape[0].value
        if array.op == "entry" and array.rank == 1 and size is not None and array.info[1].value is not None:
            inside = ["0"] * size
            inside[array.info[1].value] = texts[array.args[0]].text
            return f"[{', '.join(inside)}]"
        if array.op != "join" or not all(array.info[1]) or array.info[0]:
            return None
        parts = [self.entries(arg, texts) for arg in array.args]
        if None in parts:
            return None
        return f"[{', '.join(part or '' for part in parts)}]"

    def write_reshape(self, array: Array, texts: Texts) -> Text:
        (arg,) = array.args
        if array.rank == 1:
            return Text(f"{texts[arg].within(ATOM)}.reshape(-1)")
        return Text(f"{texts[arg].within(ATOM)}.reshape{self.shape(array.shape)}")

    # products and sums

    def to_the(self, base: Text, exponent: Text, array: bool) -> Text:
        return self.power_text(base, "**", exponent)

    def write_matmul(self, array: Array, texts: Texts) -> Text:
        left, right = array.args
        first = texts[left].within(PRODUCT) if left.op == "matmul" else texts[left].within(SIGN)
        return Text(f"{first} @ {texts[right].within(SIGN)}", PRODUCT)

    def write_sum(self, array: Array, texts: Texts) -> Text:
        (arg,) = array.args
        if not array.rank:
            return self.of_module("sum", texts[arg].text)
        axes = str(array.info[0]) if len(array.info) == 1 else str(array.info)
        return self.of_module("sum", texts[arg].text, f"{self.axis}={axes}")

    def write_einsum(self, array: Array, texts: Texts) -> Text:
        inputs, out = array.info
        words = [("".join(LETTERS[label] for label in labels)) for labels in (*inputs, out)]
        spec = f'"{",".join(words[:-1])}->{words[-1]}"'
        return self.of_module("einsum", spec, *(texts[arg].text for arg in array.args))

    def write_where(self, array: Array, texts: Texts) -> Text:
        condition, *branches = array.args
        shown = [texts[branch].text for branch in branches] + ["0"] * (len(branches) == 1)
        return self.of_module("where", self.truth(condition, texts).text, *shown)

    def write_softmax(self, array: Array, texts: Texts) -> Text:
        (arg,) = array.args
        return self.filled(self.operations, "softmax", [texts[arg]])

    def write_logsumexp(self, array: Array, texts: Texts) -> Text:
        (arg,) = array.args
        args = [texts[arg].text]
        if array.info is not None:
            args.append(f"axis={array.info[0] if len(array.info) == 1 else array.info}")
        function = self.operations.get("logsumexp", "logsumexp")
        self.need(f"{function}(")
        return call(function, *args)

    def write_matrix_power(self, array: Array, texts: Texts) -> Text:
        base, exponent = array.args
        power = f"{self.module}.linalg.matrix_power"
        if not exponent.rank:
            return call(power, texts[base].text, texts[exponent].text)
        loop = f"int(power)) for power in {texts[exponent].within(SUM)}]"
        return self.of_module("stack", f"[{power}({texts[base].text}, {loop}")


def known(array: Array) -> bool:
    """Whether an array is a number whatever the arguments are."""
    numbers = {"number", "constant", "length"}
    return all(part.op in numbers or part.op in ELEMENTWISE for part in postorder(array))


def apart(array: Array) -> bool:
    """Whether an array is a number that is made of no array."""
    return all(not part.rank for part in postorder(array))
