"""Julia: arrays as MATLAB's, but vectors have one axis, and functions of numbers are broadcast by a dot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from matcalc.code.dialect import CIRCULAR, Texts
from matcalc.code.graph import Array
from matcalc.code.naming import Names
from matcalc.code.plan import Plan
from matcalc.code.results import Input
from matcalc.code.sizes import Sizes
from matcalc.code.targets.library import known
from matcalc.code.targets.typed import Typed
from matcalc.code.texts import ATOM, PRODUCT, SIGN, SUM, Text, call, sum_of
from matcalc.code.words import description
from matcalc.code.writing import broken, statements
from matcalc.kinds.dimensions import Dimension
from matcalc.tensor.node import INDICATORS, Shape

SAME = ("abs", "sign", "sqrt", "exp", "expm1", "log", "log1p", "log2", "log10", "erf")
KINDS = ("Number", "AbstractVector", "AbstractMatrix")

# What may not be the name of a variable, or is called in what is written.
TAKEN = """baremodule begin break catch const continue do else elseif end export false finally for function
global if import let local macro module quote return struct true try using while zeros ones size sum prod
diag det inv pinv tr norm max min maximum minimum reshape permutedims cat vec dropdims length sigmoid softmax
logsumexp logaddexp xlogy ifelse diagm logdet logabsdet cholesky Symmetric Matrix I T pi"""


class Julia(Typed):
    name = "julia"
    title = "Julia"
    taken = frozenset((*TAKEN.split(), *SAME, *CIRCULAR))
    functions: ClassVar = {
        **{name: name for name in (*SAME, *CIRCULAR, "cot", "sec", "csc", "coth", "sech", "csch")},
        **{f"arc{name}": f"a{name}" for name in CIRCULAR},
        **{name: name for name in ("max", "min", "sigmoid", "logaddexp", "xlogy")},
        "relu": "max",
        "softplus": "logaddexp",
    }
    operations: ClassVar = {
        "diag": "diagm({0})",
        "diagonal": "diag({0})",
        "trace": "tr({0})",
        "inverse": "inv({0})",
        "pinverse": "pinv({0})",
        "det": "det({0})",
        "logdet": "logabsdet({0})[1]",
        "cholesky": "cholesky(Symmetric({0}))",
        "cholesky logdet": "logdet({0})",
        "norm": "norm({0})",
        "prod": "prod({0})",
        "max": "maximum({0})",
        "expm": "exp({0})",
        "logm": "log({0})",
        "sqrtm": "sqrt({0})",
    }
    helpers: ClassVar = {
        "sigmoid": "sigmoid(x) = x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x))\n",
        "logaddexp": "logaddexp(x, y) = max(x, y) + log1p(exp(-abs(x - y)))\n",
        "solve_blocks": """\
function solve_blocks(blocks, y)
    return reduce(vcat, [(blocks[k, :, :] \\ y[k, :])' for k in axes(y, 1)])
end
""",
        "xlogy": "xlogy(x, y) = x == 0 ? zero(x) : x * log(y)\n",
        "softmax": """\
function softmax(x, axis)
    powers = exp.(x .- maximum(x, dims=axis))
    return powers ./ sum(powers, dims=axis)
end
""",
        "logsumexp": """\
function logsumexp(x, axes)
    largest = maximum(x, dims=axes)
    return largest .+ log.(sum(exp.(x .- largest), dims=axes))
end
""",
    }

    def need(self, template: str) -> None:
        word = template.partition("(")[0].removesuffix(".")
        if word in self.helpers or word == "erf":
            self.needed[word] = None

    # the function

    def module_of(self, definitions: Sequence[str]) -> str:
        special = ["using SpecialFunctions: erf"] if "erf" in self.needed else []
        head = "\n".join(["using LinearAlgebra", *special, ""])
        return "\n".join([head, *(self.helpers[w] for w in self.needed if w in self.helpers), *definitions])

    def definition(self, plan: Plan, name: str) -> str:
        self.sizes_used = {}
        self.arguments = frozenset(i.name for i in plan.inputs)
        shapes = [*(i.shape for i in plan.inputs), *(r.shape for r in plan.results)]
        dims = {n for shape in shapes for d in shape for n in d.names}
        taken = [self.identifier(i.name) for i in plan.inputs]
        given = {array: self.identifier(title) for array, title in plan.names.items()}
        names = Names([*taken, *map(self.size_name, dims), *self.taken], given)
        self.needed.pop("T", None)
        lines, results = statements([r.array for r in plan.results], self, names, 4)
        sizes = Sizes(plan.inputs, self.sizes_used)
        arguments = [self.typed(i) for i in plan.inputs]
        arguments += [f"{self.size_name(p)}::Integer" for p in sizes.parameters]
        if "T" in self.needed:
            kinds = ", ".join(f"eltype({self.identifier(i.name)})" for i in plan.inputs if not i.function)
            lines.insert(0, f"T = float(promote_type({kinds or 'Float64'}))")
        whole = Text(", ".join(r.text for r in results), SUM, tuple(f"{r.text}," for r in results))
        body = [
            *(line for i in sizes.ordered(plan.inputs) if not i.function for line in self.check(i, sizes)),
            *lines,
            *broken("return ", whole if len(results) > 1 else results[0], 4),
        ]
        words = "\n".join(['"""', *description(self, plan, sizes), '"""'])
        head = f"function {name}({', '.join(arguments)})"
        return "\n".join([words, head, *(f"    {line}" for line in body), "end", ""])

    def typed(self, given: Input) -> str:
        name = self.identifier(given.name)
        return name if given.function or len(given.shape) > 2 else f"{name}::{KINDS[len(given.shape)]}"

    def check(self, given: Input, sizes: Sizes) -> list[str]:
        """Lines that refuse an array of a wrong shape, and tell the sizes of dimensions."""
        if not given.shape:
            return []  # its type has said so
        name = self.identifier(given.name)
        new = sizes.found_at.get(given.name, {})
        lines = []
        for title, (axis, rest) in new.items():
            more = "" if rest.value == 0 else f" - {self.dimension(rest).within(PRODUCT)}"
            lines.append(f"{self.size_name(title)} = size({name}, {axis + 1}){more}")
        if {axis for axis, rest in new.values() if rest.value == 0} == set(range(len(given.shape))):
            return lines
        wanted = ", ".join(map(str, given.shape)) + "," * (len(given.shape) == 1)
        told = f'"{name} has size $(size({name})), not ({wanted})"'
        return [
            *lines,
            f"size({name}) == {self.shape(given.shape)} ||",
            f"    throw(DimensionMismatch({told}))",
        ]

    def assignment(self, name: str, value: Text, indent: int) -> list[str]:
        return [f"{name} = {value.text}"]

    def sized(self, shape: Shape) -> str:
        return f"({self.sides(shape)})"

    def sides(self, shape: Shape) -> str:
        return ", ".join(self.dimension(d).text for d in shape)

    # leaves and new arrays

    def write_eye(self, array: Array, texts: Texts) -> Text:
        return Text(f"Matrix{{{self.of_type()}}}(I, {self.sides(array.shape)})")

    def write_unit(self, array: Array, texts: Texts) -> Text:
        return Text(
            f"((1:{self.dimension(array.shape[0]).within(ATOM)}) .== {self.dimension(array.info).text})"
        )

    def write_range(self, array: Array, texts: Texts) -> Text:
        return Text(f"{self.of_type()}.(1:{self.dimension(array.shape[0]).within(ATOM)})")

    def write_pairing(self, array: Array, texts: Texts) -> Text:
        whole = self.dimension(array.shape[0]).text
        return Text(f"reshape(Matrix{{{self.of_type()}}}(I, {whole}, {whole}), {self.sides(array.shape)})")

    def write_broadcast(self, array: Array, texts: Texts) -> Text:
        (arg,) = array.args
        if arg.op == "number" and arg.info in (0, 1):
            return Text(f"{'ones' if arg.info else 'zeros'}({self.of_type()}, {self.sides(array.shape)})")
        if not arg.rank:
            return Text(f"fill({self.branch(arg, texts)}, {self.sides(array.shape)})")
        return Text(
            f"{texts[arg].within(SIGN)} .* ones({self.of_type()}, {self.sides(array.shape)})", PRODUCT
        )

    # views

    def write_transpose(self, array: Array, texts: Texts) -> Text:
        (arg,) = array.args
        if array.rank == 2:
            return Text(f"{texts[arg].within(ATOM)}'")
        return call("permutedims", texts[arg].text, f"({', '.join(str(axis + 1) for axis in array.info)})")

    def to_name(self, array: Array) -> tuple[Array, ...]:
        return ()

    def write_take(self, array: Array, texts: Texts) -> Text:
        (arg,) = array.args
        axis, index, size = array.info
        first = self.dimension(index + 1)
        places = [":"] * arg.rank
        places[axis] = first.text if size is None else f"{first.text}:{self.dimension(index + size).text}"
        return Text(f"{texts[arg].within(ATOM)}[{', '.join(places)}]")

    def reversed(self, text: Text, rank: int) -> Text:
        if rank < 2:
            return text
        if rank == 2:
            return Text(f"{text.within(ATOM)}'")
        return call("permutedims", text.text, f"({', '.join(map(str, range(rank, 0, -1)))})")

    def placed(self, text: Text, array: Array, axis: int) -> Text:
        if array.rank == 0 or (array.rank, axis) == (1, 1):
            return text
        if array.rank == 1:
            return Text(f"{text.within(ATOM)}'")
        shape = (*array.shape[:axis], Dimension.of(1), *array.shape[axis:])
        return call("reshape", text.text, self.sides(shape))

    def beside(self, parts: list[str], axis: int) -> Text:
        if axis == 0:
            return Text(f"[{'; '.join(parts)}]")
        return call("hcat", *parts) if axis == 1 else call("cat", *parts, f"dims={axis + 1}")

    def padded(self, text: str, array: Array, axis: int, offset: Dimension, size: Dimension) -> Text:
        parts = [text]
        for place, width in ((0, offset), (2, array.shape[axis] - offset - size)):
            if width.value != 0:
                shape = (*array.shape[:axis], width, *array.shape[axis + 1 :])
                parts.insert(place, f"zeros({self.of_type()}, {self.sides(shape)})")
        return self.beside(parts, axis)

    # arithmetic

    def write_map(self, array: Array, texts: Texts) -> Text:
        args = [texts[arg] for arg in array.args]
        dot = "." if array.rank else ""
        if array.info in INDICATORS:
            return Text(f"{self.of_type()}{dot}({self.truth(array, texts).text})")
        if known(array):
            args = [self.typed_number(arg.text) for arg in args]
        function = self.functions[array.info]
        self.need(f"{function}(")
        if array.info in ("relu", "softplus"):
            args = [Text("0"), *args]
        whole = args[0].text if len(args) > 1 else ""
        for arg in args[1:] or args:
            whole = call(f"{function}{dot}", *([whole] if whole else []), arg.text).text
        return Text(whole)

    def write_where(self, array: Array, texts: Texts) -> Text:
        condition, chosen, *others = array.args
        function = "ifelse." if array.rank else "ifelse"
        other = self.branch(others[0], texts) if others else f"zero({self.of_type()})"
        return call(function, self.truth(condition, texts).text, self.branch(chosen, texts), other)

    def compared(self, sign: str, array: Array) -> str:
        return f".{sign}" if array.rank else sign

    def to_the(self, base: Text, exponent: Text, array: bool) -> Text:
        return self.power_text(base, ".^", exponent, True) if array else self.power_text(base, "^", exponent)

    def root(self, array: Array, base: Text) -> Text:
        base = self.typed_number(base.text) if known(array) else base
        return call("sqrt." if array.rank else "sqrt", base.text)

    def write_linear(self, array: Array, texts: Texts) -> Text:
        made = super().write_linear(array, texts)
        if all(arg.shape == array.shape for arg in array.args):
            return made
        terms = []
        for coefficient, arg in zip(array.info, array.args, strict=True):
            terms.append((1 if coefficient > 0 else -1, self.scaled(abs(coefficient), texts[arg])))
        dotted = sum_of(terms)
        parts = [part.replace("+ ", ".+ ", 1) if part.startswith("+ ") else part for part in dotted.parts]
        parts = [part.replace("- ", ".- ", 1) if part.startswith("- ") else part for part in parts]
        return Text(" ".join(parts), made.level, tuple(parts))

    def reduced(self, function: str, axes: Sequence[int], text: str, arg: Array, array: Array) -> Text:
        self.need(f"{function}(")
        dims = ", ".join(str(axis + 1) for axis in axes)
        dims = dims if len(axes) == 1 else f"({dims})"
        if function == "sum" and not array.rank:
            return call("sum", text)
        made = f"sum({text}, dims={dims})" if function == "sum" else f"{function}({text}, {dims})"
        if not array.rank:
            return call("only", made)
        return call("vec", made) if array.rank == 1 else call("dropdims", made, f"dims={dims}")

    def write_norm(self, array: Array, texts: Texts) -> Text:
        return call("norm", texts[array.args[0]].text)

    def write_prod(self, array: Array, texts: Texts) -> Text:
        return call("prod", texts[array.args[0]].text)

    def write_max(self, array: Array, texts: Texts) -> Text:
        return call("maximum", texts[array.args[0]].text)

    def write_cholesky_inverse(self, array: Array, texts: Texts) -> Text:
        return call("inv", texts[array.args[0]].text)

    def write_cholesky_solve(self, array: Array, texts: Texts) -> Text:
        factor, right = (texts[arg] for arg in array.args)
        return Text(f"{factor.within(ATOM)} \\ {right.within(SIGN)}", PRODUCT)
