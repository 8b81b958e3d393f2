"""A plan as lines of code: what is used once stands where it is used, what is used more often has a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from matcalc.code.arithmetic import linear, monomial
from matcalc.code.arrays import cholesky, transpose
from matcalc.code.graph import Array, make, postorder
from matcalc.code.naming import Names
from matcalc.code.sharing import shared
from matcalc.code.texts import Text

if TYPE_CHECKING:
    from matcalc.code.dialect import Dialect

WIDTH = 88  # as the formatters of these languages have it
MANY = 40  # terms or factors beyond which a part of them has a line of its own: compilers have limits
DEPTH = 30  # nesting beyond which a part has one, for the same reason
VIEWS = frozenset({"expand", "transpose"})
LEAVES = frozenset({"input", "number", "constant", "length"})


def statements(
    roots: Sequence[Array], dialect: Dialect, names: Names, indent: int
) -> tuple[list[str], list[Text]]:
    """The lines that come first, and the expressions of the results."""
    told = shared(roots, names.given)
    names.given = {told.get(array, array): name for array, name in names.given.items()}
    roots = rewritten([told[root] for root in roots], dialect)
    order = postorder(*roots)
    uses = dialect.uses = occurrences(order, roots)
    lines: list[str] = []
    texts: dict[Array, Text] = {}
    depths: dict[Array, int] = {}

    def name(array: Array) -> None:
        title = names.fresh(array)
        lines.extend(dialect.assignment(title, texts[array], indent))
        texts[array] = Text(title)
        depths[array] = 0

    for array in order:
        if not uses[array]:  # a condition that only chooses
            continue
        for arg in dialect.to_name(array):
            if nameable(arg) and not texts[arg].text.isidentifier():
                name(arg)
        texts[array] = dialect.write(array, texts)
        depths[array] = 1 + max((depths[arg] for arg in shown(array)), default=-1)
        room = WIDTH - indent - 12
        while len(texts[array].text) > room or depths[array] > DEPTH:
            long = [arg for arg in dict.fromkeys(shown(array)) if nameable(arg) and len(texts[arg].text) > 12]
            if not long:
                break
            name(max(long, key=lambda arg: (depths[arg] > DEPTH, len(texts[arg].text))))
            texts[array] = dialect.write(array, texts)
            depths[array] = 1 + max(depths[arg] for arg in shown(array))
        plain = texts[array].text.removeprefix("-").isidentifier()
        if (uses[array] > 1 and nameable(array) and not plain) or array in names.given:
            name(array)
    return lines, [texts[root] for root in roots]


def nameable(array: Array) -> bool:
    return array.op not in LEAVES and not (array.op in VIEWS and not nameable(array.args[0]))


def shown(array: Array) -> Sequence[Array]:
    """The arrays whose texts are in that of an operation: a condition that chooses is a comparison in it."""
    return (*array.args[0].args, *array.args[1:]) if array.op == "where" else array.args


def occurrences(order: Sequence[Array], roots: Sequence[Array]) -> Counter[Array]:
    """How often each array is written out; one that is named writes its arguments once."""
    uses: Counter[Array] = Counter(roots)
    for array in reversed(order):
        times = uses[array] if array.op in VIEWS or not nameable(array) else min(uses[array], 1)
        for arg in shown(array):
            uses[arg] += times
    return uses


def rewritten(roots: Sequence[Array], dialect: Dialect) -> list[Array]:
    """The same in operations that the target has, long sums and products in parts, and a matrix that is
    factored for one of them inverted by its factor."""
    done: dict[Array, Array] = {}
    order = postorder(*roots)
    factored = {array.args[0] for array in order if array.op == "cholesky"}
    for array in order:
        args = [done[arg] for arg in array.args]
        other = dialect.lowered(array, args)
        if array.op == "inverse" and array.args[0] in factored:
            inverse = make("cholesky inverse", (cholesky(args[0]),), None, array.shape)
            other = dialect.lowered(inverse, inverse.args) or inverse
        if other is not None:
            done[array] = other
        elif array.op in ("linear", "monomial") and len(args) > MANY:
            done[array] = in_parts(array, args)
        elif tuple(args) == array.args:
            done[array] = array
        elif array.op == "transpose":
            done[array] = transpose(args[0], array.info)
        else:
            done[array] = make(array.op, args, array.info, array.shape)
    return [done[root] for root in roots]


def in_parts(array: Array, args: Sequence[Array]) -> Array:
    if array.op == "linear":
        parts = list(zip(array.info, args, strict=True))
        made = linear(parts[:MANY])
        for start in range(MANY, len(parts), MANY - 1):
            made = linear([(array.info[0] ** 0, made), *parts[start : start + MANY - 1]])
        return made
    coefficient, exponents = array.info
    powers = list(zip(args, exponents, strict=True))
    product = monomial(coefficient, powers[:MANY])
    for start in range(MANY, len(powers), MANY - 1):
        product = monomial(coefficient**0, [(product, coefficient**0), *powers[start : start + MANY - 1]])
    return product


def broken(head: str, text: Text, indent: int) -> list[str]:
    """``head`` and the expression on one line, or its parts on lines of their own where that is too long."""
    if len(head) + len(text.text) + indent <= WIDTH or not text.parts:
        return [head + text.text]
    opening, closing = text.around
    return [f"{head}{opening}", *(f"    {part}" for part in text.parts), closing]
