"""MATLAB, and Octave. A vector is a column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from matcalc.code.dialect import CIRCULAR, Texts
from matcalc.code.graph import Array
from matcalc.code.naming import Names
from matcalc.code.plan import Plan
from matcalc.code.results import Input
from matcalc.code.sizes import Sizes
from matcalc.code.targets.columns import Columns
from matcalc.code.texts import ATOM, POWER, PRODUCT, SIGN, Text, call
from matcalc.code.words import description
from matcalc.code.writing import statements
from matcalc.errors import CalculusError
from matcalc.kinds.dimensions import Dimension
from matcalc.tensor.node import Shape

SAME = ("abs", "sign", "sqrt", "exp", "expm1", "log", "log1p", "log2", "log10", "erf", *("sin", "cos", "tan"))
# What may not be the name of a variable, or is called in what is written.
TAKEN = """break case catch classdef continue else elseif end for function global if otherwise parfor
persistent return spmd switch try while eye zeros ones size sum prod diag det inv pinv chol lu trace norm max
min reshape permute cat error isequal isscalar mat2str sigmoid softmax logsumexp logaddexp xlogy where result
pi i j"""


class MATLAB(Columns):
    name = "matlab"
    title = "MATLAB"
    taken = frozenset((*TAKEN.split(), *SAME))
    functions: ClassVar = {
        **{name: f"{name}({{0}})" for name in (*SAME, *CIRCULAR)},
        **{f"arc{name}": f"a{name}({{0}})" for name in CIRCULAR},
        **{name: f"{name}({{0}})" for name in ("cot", "sec", "csc", "coth", "sech", "csch")},
        "max": "max({0}, {1})",
        "min": "min({0}, {1})",
        "relu": "max(0, {0})",
        "sigmoid": "sigmoid({0})",
        "softplus": "logaddexp(0, {0})",
        "logaddexp": "logaddexp({0}, {1})",
        "xlogy": "xlogy({0}, {1})",
        "positive": "({0} > 0)",
        "nonnegative": "({0} >= 0)",
        "null": "({0} == 0)",
    }
    operations: ClassVar = {
        "diag": "diag({0})",
        "diagonal": "diag({0})",
        "trace": "trace({0})",
        "inverse": "inv({0})",
        "pinverse": "pinv({0})",
        "det": "det({0})",
        "logdet": "sum(log(abs(diag(lu({0})))))",
        "cholesky": "chol({0}, 'lower')",
        "cholesky logdet": "2 * sum(log(diag({0})))",
        "expm": "expm({0})",
        "logm": "logm({0})",
        "sqrtm": "sqrtm({0})",
    }
    helpers: ClassVar = {
        "sigmoid": """\
function s = sigmoid(x)
    s = 1 ./ (1 + exp(-x));
end
""",
        "logaddexp": """\
function z = logaddexp(x, y)
    z = max(x, y) + log1p(exp(-abs(x - y)));
end
""",
        "solve_blocks": """\
function z = solve_blocks(blocks, y)
    z = zeros(size(y));
    for k = 1:size(y, 1)
        z(k, :) = squeeze(blocks(k, :, :)) \\ y(k, :)';
    end
end
""",
        "xlogy": """\
function z = xlogy(x, y)
    z = x .* log(y);
    z(x == 0) = 0;
end
""",
        "where": """\
function z = where(condition, x, y)
    if nargin < 3
        y = 0;
    end
    same = zeros(size(condition .* x .* y));
    condition = condition | same;
    z = y + same;
    x = x + same;
    z(condition) = x(condition);
end
""",
        "softmax": """\
function p = softmax(x, axis)
    powers = exp(x - max(x, [], axis));
    p = powers ./ sum(powers, axis);
end
""",
        "logsumexp": """\
function z = logsumexp(x, axis)
    largest = max(x, [], axis);
    z = largest + log(sum(exp(x - largest), axis));
end
""",
    }

    def need(self, template: str) -> None:
        word = template.partition("(")[0]
        if word in self.helpers:
            self.needed[word] = None

    # the function

    def module_of(self, definitions: Sequence[str]) -> str:
        return "\n".join([*definitions, *(self.helpers[word] for word in self.needed)])

    def definition(self, plan: Plan, name: str) -> str:
        self.sizes_used = {}
        self.arguments = frozenset(i.name for i in plan.inputs)
        dims = {
            n
            for shape in [*(i.shape for i in plan.inputs), *(r.shape for r in plan.results)]
            for d in shape
            for n in d.names
        }
        taken = [self.identifier(i.name) for i in plan.inputs]
        outputs = [r.name for r in plan.results] if len(plan.results) > 1 else ["result"]
        given = {array: self.identifier(title) for array, title in plan.names.items()}
        names = Names([*taken, *map(self.size_name, dims), *self.taken, *outputs], given)
        lines, results = statements([r.array for r in plan.results], self, names, 4)
        sizes = Sizes(plan.inputs, self.sizes_used)
        arguments = [*taken, *map(self.size_name, sizes.parameters)]
        returned = outputs[0] if len(outputs) == 1 else f"[{', '.join(outputs)}]"
        body = [
            *(f"% {line}".rstrip() for line in description(self, plan, sizes)),
            *(line for i in sizes.ordered(plan.inputs) if not i.function for line in self.check(i, sizes)),
            *lines,
            *(f"{output} = {result.text};" for output, result in zip(outputs, results, strict=True)),
        ]
        head = f"function {returned} = {name}({', '.join(arguments)})"
        return "\n".join([head, *(f"    {line}" for line in body), "end", ""])

    def check(self, given: Input, sizes: Sizes) -> list[str]:
        """Lines that refuse an array of a wrong shape, and tell the sizes of dimensions."""
        name = self.identifier(given.name)
        if not given.shape:
            return [
                f"if ~isscalar({name})",
                f"    error('{name} has size %s, and is to be a number', mat2str(size({name})));",
                "end",
            ]
        new = sizes.found_at.get(given.name, {})
        lines = []
        for title, (axis, rest) in new.items():
            size = f"size({name}, {axis + 1})"
            more = "" if rest.value == 0 else f" - {self.dimension(rest).within(PRODUCT)}"
            lines.append(f"{self.size_name(title)} = {size}{more};")
        wanted = " x ".join(map(str, (*given.shape, 1)[:2] if len(given.shape) == 1 else given.shape))
        return [
            *lines,
            f"if ~isequal(size({name}), {self.sized(given.shape)})",
            f"    error('{name} has size %s, not {wanted}', mat2str(size({name})));",
            "end",
        ]

    def assignment(self, name: str, value: Text, indent: int) -> list[str]:
        return [f"{name} = {value.text};"]

    def sized(self, shape: Shape) -> str:
        dims = [self.dimension(d).text for d in shape]
        return f"[{', '.join([*dims, *(['1'] * (2 - len(dims)))])}]"

    def sides(self, shape: Shape) -> str:
        return self.sized(shape)[1:-1]

    # leaves and new arrays

    def write_constant(self, array: Array, texts: Texts) -> Text:
        return Text("pi" if array.info == "pi" else "exp(1)")

    def write_eye(self, array: Array, texts: Texts) -> Text:
        return Text(f"eye({self.dimension(array.shape[0]).text})")

    def write_unit(self, array: Array, texts: Texts) -> Text:
        return Text(
            f"((1:{self.dimension(array.shape[0]).within(ATOM)})' == {self.dimension(array.info).text})"
        )

    def write_range(self, array: Array, texts: Texts) -> Text:
        return Text(f"(1:{self.dimension(array.shape[0]).within(ATOM)})'")

    def write_pairing(self, array: Array, texts: Texts) -> Text:
        return Text(f"reshape(eye({self.dimension(array.shape[0]).text}), {self.sized(array.shape)})")

    def write_broadcast(self, array: Array, texts: Texts) -> Text:
        (arg,) = array.args
        sides = self.sides(array.shape)
        if arg.op == "number" and arg.info == 0:
            return Text(f"zeros({sides})")
        if arg.op == "number" and arg.info == 1:
            return Text(f"ones({sides})")
        sign = self.times(arg.rank > 0, True)
        return Text(f"{texts[arg].within(SIGN)} {sign} ones({sides})", PRODUCT)

    # views

    def write_transpose(self, array: Array, texts: Texts) -> Text:
        (arg,) = array.args
        if array.rank == 2:
            return Text(f"{texts[arg].within(ATOM)}'")
        return call("permute", texts[arg].text, f"[{', '.join(str(axis + 1) for axis in array.info)}]")

    def to_name(self, array: Array) -> tuple[Array, ...]:
        if array.op in ("cholesky solve", "cholesky inverse"):
            return array.args[:1]
        return array.args if array.op == "take" else ()

    def write_take(self, array: Array, texts: Texts) -> Text:
        (arg,) = array.args
        axis, index, size = array.info
        first = self.dimension(index + 1)
        places = [":"] * arg.rank
        places[axis] = first.text if size is None else f"{first.text}:{self.dimension(index + size).text}"
        taken = f"{texts[arg].within(ATOM)}({', '.join(places)})"
        if size is not None or arg.rank == 1 or (arg.rank, axis) == (2, 1):
            return Text(taken)
        if arg.rank == 2:
            return Text(f"{taken}'")
        return call("reshape", taken, self.sized(array.shape))

    def reversed(self, text: Text, rank: int) -> Text:
        if rank < 2:
            return text
        if rank == 2:
            return Text(f"{text.within(ATOM)}'")
        return call("permute", text.text, f"[{', '.join(map(str, range(rank, 0, -1)))}]")

    def placed(self, text: Text, array: Array, axis: int) -> Text:
        if array.rank == 0 or (array.rank, axis) == (1, 1):
            return text
        if array.rank == 1:
            return Text(f"{text.within(ATOM)}'")
        shape = (*array.shape[:axis], Dimension.of(1), *array.shape[axis:])
        return call("reshape", text.text, self.sized(shape))

    def beside(self, parts: list[str], axis: int) -> Text:
        if axis == 0:
            return Text(f"[{'; '.join(parts)}]")
        if axis == 1:
            return Text(f"[{', '.join(parts)}]")
        return call("cat", str(axis + 1), *parts)

    def padded(self, text: str, array: Array, axis: int, offset: Dimension, size: Dimension) -> Text:
        parts = [text]
        for place, width in ((0, offset), (2, array.shape[axis] - offset - size)):
            if width.value != 0:
                parts.insert(
                    place, f"zeros({self.sides((*array.shape[:axis], width, *array.shape[axis + 1 :]))})"
                )
        return self.beside(parts, axis)

    # arithmetic

    def to_the(self, base: Text, exponent: Text, array: bool) -> Text:
        return Text(f"{base.within(ATOM)}{'.^' if array else '^'}{exponent.within(ATOM)}", POWER)

    def reduced(self, function: str, axes: Sequence[int], text: str, arg: Array, array: Array) -> Text:
        self.need(f"{function}(")
        for axis in axes:
            text = (
                f"{function}({text}, {axis + 1})"
                if arg.rank > 1 or function != "sum"
                else f"{function}({text})"
            )
        if arg.rank == 2 and tuple(axes) == (0,):
            return Text(f"{text}'")
        if arg.rank > 2 and array.rank:
            return call("reshape", text, self.sized(array.shape))
        return Text(text)

    def write_prod(self, array: Array, texts: Texts) -> Text:
        return self.of_all("prod", array, texts)

    def write_max(self, array: Array, texts: Texts) -> Text:
        return self.of_all("max", array, texts)

    def of_all(self, function: str, array: Array, texts: Texts) -> Text:
        (arg,) = array.args
        text = texts[arg].text
        for _ in range(max(arg.rank, 1)):
            text = f"{function}({text})"
        return Text(text)

    def write_norm(self, array: Array, texts: Texts) -> Text:
        (arg,) = array.args
        if arg.rank > 2:
            raise CalculusError("MATLAB has no norm of more than two axes")
        return call("norm", texts[arg].text, *(["'fro'"] if arg.rank == 2 else []))

    def write_where(self, array: Array, texts: Texts) -> Text:
        condition, *branches = array.args
        self.need("where(")
        shown = [texts[branch].text for branch in branches]
        return call("where", self.truth(condition, texts).text, *shown)

    # linear algebra

    def write_cholesky_inverse(self, array: Array, texts: Texts) -> Text:
        factor = texts[array.args[0]].within(ATOM)
        return Text(f"{factor}' \\ ({factor} \\ {self.write_eye(array, texts).text})", PRODUCT)

    def write_cholesky_solve(self, array: Array, texts: Texts) -> Text:
        factor, right = (texts[arg] for arg in array.args)
        return Text(f"{factor.within(ATOM)}' \\ ({factor.within(ATOM)} \\ {right.within(SIGN)})", PRODUCT)
