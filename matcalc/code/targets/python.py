"""Functions of Python: what they take, refuse and return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matcalc.code.naming import Names
from matcalc.code.plan import Plan
from matcalc.code.results import Input
from matcalc.code.sizes import Sizes
from matcalc.code.targets.library import Library
from matcalc.code.texts import PRODUCT, SUM, Text
from matcalc.code.words import docstring
from matcalc.code.writing import broken, statements
from matcalc.kinds.dimensions import Dimension


class Python(Library):
    """A target whose functions are Python's."""

    def module_of(self, definitions: Sequence[str]) -> str:
        helpers = [self.helpers[word] for word in self.needed if word in self.helpers]
        text = "\n\n".join([*helpers, *definitions])
        imports = [
            *self.headings(text),
            *sorted(self.imports[w] for w in self.needed if w in self.imports),
        ]
        groups = [["import math"] if "math" in self.needed else [], imports]
        head = "\n".join("".join(f"{line}\n" for line in group) for group in groups if group)
        return f"{head}\n\n{text}" if head else text

    def headings(self, text: str) -> list[str]:
        """The lines that import the library, where it is used."""
        return [self.heading] if f"{self.module}." in text else []

    def definition(self, plan: Plan, name: str) -> str:
        self.sizes_used = {}
        self.arguments = frozenset(i.name for i in plan.inputs)
        self.needed.pop("xp", None)  # each function has its own
        body = self.body(plan)
        sizes = Sizes(plan.inputs, self.sizes_used)
        arguments = [*(self.identifier(i.name) for i in plan.inputs), *map(self.size_name, sizes.parameters)]
        lines = [*docstring(self, plan, sizes, name), *self.checks(plan, sizes, body), *body]
        shown = "".join(f"    {line}\n" if line else "\n" for line in lines)
        return f"def {name}({', '.join(arguments)}):\n{shown}"

    def body(self, plan: Plan) -> list[str]:
        given = {array: self.identifier(name) for array, name in plan.names.items()}
        taken = [self.identifier(i.name) for i in plan.inputs]
        letters = {name for result in plan.results for d in result.shape for name in d.names}
        dims = {name for i in plan.inputs for d in i.shape for name in d.names} | letters
        names = Names([*taken, *map(self.size_name, dims), *self.taken], given)
        lines, results = statements([result.array for result in plan.results], self, names, 4)
        if len(results) == 1:
            return [*lines, *broken("return ", results[0], 4)]
        whole = Text(", ".join(r.text for r in results), SUM, tuple(f"{r.text}," for r in results))
        return [*lines, *broken("return ", whole, 4)]

    def checks(self, plan: Plan, sizes: Sizes, body: Sequence[str]) -> list[str]:
        """Lines that make arrays of the arguments, refuse those of wrong shapes, and tell the sizes of
        dimensions."""
        values = [i for i in plan.inputs if not i.function]
        arrays = [self.identifier(i.name) for i in values if i.shape]
        scalars = [self.identifier(i.name) for i in values if not i.shape]
        lines = self.conversions(arrays, scalars)
        for i in sizes.ordered(values):
            if arrays:
                lines += self.check(i, sizes)
        if any("dtype" in line for line in body):
            lines += self.type_lines(arrays, scalars, body)
        return lines

    def check(self, given: Input, sizes: Sizes) -> list[str]:
        name = self.identifier(given.name)
        wanted = f"({', '.join(map(str, given.shape))}{',' * (len(given.shape) == 1)})"
        if not given.shape:
            return [
                f"if {self.shape_of(name)} != ():",
                f'    raise ValueError(f"{name} has shape {{{self.shape_of(name)}}}, and is to be a number")',
            ]
        fault = f'    raise ValueError(f"{name} has shape {{{name}.shape}}, not {wanted}'
        new = sizes.found_at.get(given.name, {})
        lines = []
        if new:
            lines += [f"if {name}.ndim != {len(given.shape)}:", f'{fault}")']
            lines += self.told(given, new)
        places = {axis for axis, rest in new.values()}
        if places == set(range(len(given.shape))):
            return lines
        expected = self.shape(given.shape)
        names = sorted({n for d in given.shape for n in d.names})
        tell = f" with {', '.join(f'{n} = {{{self.size_name(n)}}}' for n in names)}" if names else ""
        return [*lines, f"if {name}.shape != {expected}:", f'{fault}{tell}")']

    def told(self, given: Input, new: Mapping[str, tuple[int, Dimension]]) -> list[str]:
        """Lines that read sizes off an array."""
        name = self.identifier(given.name)
        if tuple(map(Dimension.of, new)) == given.shape:
            names = [self.size_name(n) for n in new]
            return [
                f"({names[0]},) = {name}.shape" if len(names) == 1 else f"{', '.join(names)} = {name}.shape"
            ]
        return [f"{self.size_name(n)} = {self.counted(name, *place)}" for n, place in new.items()]

    def counted(self, name: str, axis: int, rest: Dimension) -> str:
        """The size of a dimension, read off an array; rest: what its axis has more."""
        size = f"{name}.shape[{axis}]"
        return size if rest.value == 0 else f"{size} - {self.dimension(rest).within(PRODUCT)}"

    def conversions(self, arrays: list[str], scalars: list[str]) -> list[str]:
        """Lines that make arrays of arguments."""
        made = [f"{self.module}.asarray({name})" for name in arrays]
        return [f"{', '.join(arrays)} = {', '.join(made)}"] if arrays else []

    def shape_of(self, name: str) -> str:
        """The shape of an argument that is to be a number."""
        return f"{self.module}.shape({name})"

    def type_lines(self, arrays: list[str], scalars: list[str], body: Sequence[str]) -> list[str]:
        """Lines that say of what type new arrays are to be."""
        return [f"dtype = {self.module}.result_type({', '.join([*arrays, *scalars, '1.0'])})"]

    def assignment(self, name: str, value: Text, indent: int) -> list[str]:
        return broken(f"{name} = ", value, indent)
