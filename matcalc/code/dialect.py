"""What the targets have in common: arithmetic, and tables of functions and operations as templates.

A target is a class with its own tables; what it says otherwise than the others it says in a method of the
operation's name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar

from matcalc.code.arithmetic import factors, monomial
from matcalc.code.arrays import total
from matcalc.code.contraction import aligned
from matcalc.code.graph import ONE, Array, eye, is_indicator
from matcalc.code.plan import Plan
from matcalc.code.texts import ATOM, POWER, PRODUCT, SIGN, SUM, TEST, Text, call, decimal, sum_of
from matcalc.errors import CalculusError
from matcalc.kinds.dimensions import Dimension
from matcalc.rationals import Fraction

Texts = Mapping[Array, Text]

HALF = Fraction(1, 2)
CIRCULAR = ("sin", "cos", "tan", "sinh", "cosh", "tanh")
COMPARED = {"positive": ">", "nonnegative": ">=", "null": "=="}
TURNED = {"positive": "<", "nonnegative": "<="}


class Dialect:
    """How one target writes operations.

    functions:  templates of the element-wise functions.
    operations: templates of all other operations with nothing but arguments.
    needed:     what the code written so far needs at its head, in the target's own terms.
    arguments:  the names of the function that is being written.
    uses:       how often each array of its lines is written out.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    functions: ClassVar[Mapping[str, str]]
    operations: ClassVar[Mapping[str, str]]
    masks: ClassVar[bool] = True  # whether truth values can be multiplied with numbers
    einsums: ClassVar[bool] = True
    taken: ClassVar[frozenset[str]] = frozenset()

    def __init__(self) -> None:
        self.needed: dict[str, None] = {}
        self.sizes_used: dict[str, None] = {}
        self.arguments: frozenset[str] = frozenset()
        self.uses: Mapping[Array, int] = {}

    def write(self, array: Array, texts: Texts) -> Text:
        """One operation, its arguments being written.

        Raises CalculusError where the target has nothing for it.
        """
        method = getattr(self, "write_" + array.op.replace(" ", "_"), None)
        if method is not None:
            made = method(array, texts)
            assert isinstance(made, Text)
            return made
        return self.filled(self.operations, array.op, [texts[arg] for arg in array.args])

    def filled(self, templates: Mapping[str, str], name: str, args: list[Text]) -> Text:
        template = templates.get(name)
        if template is None:
            raise CalculusError(
                f"{self.title} has no {name}",
                hint="ask for another target: -f numpy has it" if self.name != "numpy" else None,
            )
        self.need(template)
        head, _bracket, tail = template.partition("(")
        if " " not in head and tail == ", ".join(f"{{{place}}}" for place in range(len(args))) + ")":
            return call(head, *(arg.text for arg in args))
        tight = {int(k) for k in re.findall(r"\{(\d)\}[.\[]", template)}
        shown = [arg.within(ATOM if k in tight else SUM) for k, arg in enumerate(args)]
        level = PRODUCT if template[:2] in ("1 ", "2 ") else ATOM
        return Text(template.format(*shown), level)

    def definition(self, plan: Plan, name: str) -> str:
        """The text of a function."""
        raise NotImplementedError

    def module_of(self, definitions: Sequence[str]) -> str:
        """The text of functions with all that they need."""
        raise NotImplementedError

    def assignment(self, name: str, value: Text, indent: int) -> list[str]:
        """The lines that give an expression a name."""
        raise NotImplementedError

    def lowered(self, array: Array, args: Sequence[Array]) -> Array | None:
        """An operation in terms of others that the target has, its arguments being so; None for itself."""
        if array.op == "einsum" and not self.einsums:
            return without_einsum(array, args)
        return None

    def to_name(self, array: Array) -> tuple[Array, ...]:
        """The arguments of an operation that are to have names."""
        return ()

    def need(self, template: str) -> None:
        """Note what a template takes for granted."""

    # leaves

    def identifier(self, name: str) -> str:
        raise NotImplementedError

    def size_name(self, name: str) -> str:
        """The name of a dimension, where an argument may have the same."""
        own = self.identifier(name)
        return f"{own}_" if name in self.arguments else own

    # what is laid out differently

    def placed(self, text: Text, array: Array, axis: int) -> Text:
        """An array with one more axis, of length 1."""
        raise NotImplementedError

    def padded(self, text: str, array: Array, axis: int, offset: Dimension, size: Dimension) -> Text:
        """A part of an array, zeros elsewhere."""
        raise NotImplementedError

    def write_pad(self, array: Array, texts: Texts) -> Text:
        (arg,) = array.args
        axis, offset = array.info
        return self.padded(texts[arg].text, array, axis, offset, arg.shape[axis])

    def write_entry(self, array: Array, texts: Texts) -> Text:
        (arg,) = array.args
        axis, offset = array.info
        return self.padded(self.placed(texts[arg], arg, axis).text, array, axis, offset, Dimension.of(1))

    def joined_parts(self, array: Array, texts: Texts) -> list[str]:
        """The arrays that are joined, each with the axis along which they are."""
        axis, entries = array.info
        return [
            self.placed(texts[arg], arg, axis).text if entry else texts[arg].text
            for arg, entry in zip(array.args, entries, strict=True)
        ]

    def write_call(self, array: Array, texts: Texts) -> Text:
        return call(self.identifier(array.info), *(texts[arg].text for arg in array.args))

    def write_input(self, array: Array, texts: Texts) -> Text:
        return Text(self.identifier(array.info))

    def write_number(self, array: Array, texts: Texts) -> Text:
        return self.decimal(array.info)

    def decimal(self, value: Fraction) -> Text:
        """A number."""
        return decimal(value)

    def write_length(self, array: Array, texts: Texts) -> Text:
        return self.dimension(array.info)

    def dimension(self, dimension: Dimension) -> Text:
        """A dimension in code: 'n', '3', 'n + 1'."""
        self.sizes_used |= dict.fromkeys(sorted(dimension.names))
        terms = []
        for monomial_, coefficient in reversed(dimension.terms):
            size = abs(coefficient)
            count = [str(size)] if size != 1 or not monomial_ else []
            parts = [*count, *map(self.size_name, monomial_)]
            terms.append(
                (1 if coefficient > 0 else -1, Text(" * ".join(parts), PRODUCT if parts[1:] else ATOM))
            )
        if len(terms) == 1 and terms[0][0] > 0:
            return terms[0][1]
        return sum_of(sorted(terms, key=lambda term: -term[0])) if terms else Text("0")

    def shape(self, dimensions: tuple[Dimension, ...]) -> str:
        inside = ", ".join(self.dimension(d).text for d in dimensions)
        return f"({inside},)" if len(dimensions) == 1 else f"({inside})"

    # arithmetic

    def write_map(self, array: Array, texts: Texts) -> Text:
        args = [texts[arg] for arg in array.args]
        if array.info in ("max", "min"):
            whole = args[0]
            for arg in args[1:]:
                whole = self.filled(self.functions, array.info, [whole, arg])
            return whole
        return self.filled(self.functions, array.info, args)

    def truth(self, array: Array, texts: Texts) -> Text:
        """A comparison as a truth value."""
        (arg,) = array.args
        left, right = texts[arg].within(SUM), "0"
        sign = COMPARED[array.info]
        if arg.op == "linear" and len(arg.info) == 2 and -1 in arg.info and texts[arg].level == SUM:
            less = arg.info.index(-1, arg.info[0] != -1)  # the one that is subtracted
            left = self.scaled(arg.info[1 - less], texts[arg.args[1 - less]]).within(SUM)
            right = texts[arg.args[less]].within(SUM)
        elif arg.op == "monomial" and arg.info[0] < 0 and not texts[arg].text.isidentifier():
            left, sign = self.monomial(-arg.info[0], arg, texts).within(SUM), TURNED.get(array.info, sign)
        if left.isdecimal() and array.info in TURNED:
            left, sign, right = right, TURNED[array.info], left
        return Text(f"{left} {self.compared(sign, arg)} {right}", TEST)

    def compared(self, sign: str, array: Array) -> str:
        """The sign of a comparison of an array with another or with a number."""
        return sign

    def scaled(self, coefficient: Fraction, text: Text) -> Text:
        if coefficient == 1:
            return text
        if coefficient == -1:
            return Text(f"-{text.within(SIGN)}", SIGN)
        if text.text == "1":
            return self.decimal(coefficient)
        return Text(f"{self.decimal(coefficient).within(PRODUCT)} * {text.within(SIGN)}", PRODUCT)

    def write_linear(self, array: Array, texts: Texts) -> Text:
        terms = []
        for coefficient, arg in zip(array.info, array.args, strict=True):
            sign = 1 if coefficient > 0 else -1
            terms.append((sign, self.multiple(abs(coefficient), arg, texts)))
        return sum_of(terms)

    def multiple(self, coefficient: Fraction, array: Array, texts: Texts) -> Text:
        """A multiple of an array; of a product entry by entry, with the number among its factors."""
        if array.op == "monomial" and coefficient != 1 and not texts[array].text.isidentifier():
            return self.monomial(coefficient * array.info[0], array, texts)
        return self.scaled(coefficient, texts[array])

    def write_monomial(self, array: Array, texts: Texts) -> Text:
        return self.monomial(array.info[0], array, texts)

    def monomial(self, coefficient: Fraction, array: Array, texts: Texts) -> Text:
        powers = list(factors(array).items())
        truths = self.masks and any(mask(arg) is None and exponent > 0 for arg, exponent in powers)
        powers.sort(key=lambda power: (truths and mask(power[0]) is not None, power[0].rank > 0))
        above: list[tuple[Text, bool]] = []
        below: list[tuple[Text, bool]] = []
        for arg, exponent in powers:
            compared = mask(arg)
            named = compared is None or any(texts[a].text.isidentifier() for a in (arg, compared))
            if truths and compared is not None and not named:
                truth = Text(f"({self.truth(compared, texts).text})")
                shown = truth if arg is compared else self.write(arg, {**texts, compared: truth})
                above.append((shown, True))
                continue
            side = above if exponent > 0 else below
            side.append((self.raised(arg, texts[arg], abs(exponent)), arg.rank > 0))
        return self.fraction(coefficient, above, below)

    def fraction(
        self, coefficient: Fraction, above: list[tuple[Text, bool]], below: list[tuple[Text, bool]]
    ) -> Text:
        """A quotient of products; scalars, which are not arrays, first, since they cost little."""
        sign = "-" if coefficient < 0 else ""
        size = abs(coefficient)
        front: list[tuple[str, bool]] = []
        tail = [(text.within(SIGN), array) for text, array in below]
        if size.numerator == 1 and size.denominator not in (1, 2, 4, 5, 8, 10) and above:
            tail.insert(0, (self.decimal(Fraction(size.denominator)).text, False))
        elif size != 1 or not above:
            front.append((self.decimal(size).within(PRODUCT), False))
        front += [(text.within(SIGN), False) for text, array in above if not array]
        arrays = [(text.within(SIGN), True) for text, array in above if array]
        if len(front) + len(arrays) == 1 and not tail:
            whole = above[0][0] if above else Text(front[0][0])
            return Text(f"-{whole.within(SIGN)}", SIGN) if sign else whole
        scalars = [part for part in tail if not part[1]]
        if scalars and (front or not arrays):
            front = [self.quotient(self.product(front or [("1", False)]), scalars)]
            tail = [part for part in tail if part[1]]
        made = self.product([*front, *arrays])
        return Text(sign + (self.quotient(made, tail) if tail else made)[0], PRODUCT)

    def product(self, parts: list[tuple[str, bool]]) -> tuple[str, bool]:
        """Factors multiplied entry by entry, and whether they are an array."""
        text, array = parts[0]
        for other, also in parts[1:]:
            text += f" {self.times(array, also)} {other}"
            array = array or also
        return text, array

    def quotient(self, above: tuple[str, bool], below: list[tuple[str, bool]]) -> tuple[str, bool]:
        text, array = self.product(below)
        shown = f"({text})" if len(below) > 1 else text
        return f"{above[0]} {self.over(above[1], array)} {shown}", above[1] or array

    def times(self, left: bool, right: bool) -> str:
        """The sign of a product entry by entry, of arrays or numbers."""
        return "*"

    def over(self, left: bool, right: bool) -> str:
        return "/"

    def raised(self, array: Array, base: Text, exponent: Fraction) -> Text:
        if exponent == 1:
            return base
        if exponent == HALF:
            return self.root(array, base)
        return self.to_the(base, self.decimal(exponent), array.rank > 0)

    def root(self, array: Array, base: Text) -> Text:
        return self.filled(self.functions, "sqrt", [base])

    def to_the(self, base: Text, exponent: Text, array: bool) -> Text:
        raise NotImplementedError

    def write_power(self, array: Array, texts: Texts) -> Text:
        base, exponent = (texts[arg] for arg in array.args)
        return self.to_the(base, exponent, array.rank > 0)

    def power_text(self, base: Text, sign: str, exponent: Text, spaced: bool = False) -> Text:
        left, right = base.within(ATOM), exponent.within(SIGN)
        simple = not spaced and left.replace(".", "").isidentifier() and right.replace(".", "").isalnum()
        return Text(f"{left}{sign}{right}" if simple else f"{left} {sign} {right}", POWER)


def mask(array: Array) -> Array | None:
    """The comparison that an array is, or that it is with axes of length 1 besides."""
    inner = array.args[0] if array.op == "expand" else array
    return inner if is_indicator(inner) else None


def without_einsum(array: Array, args: Sequence[Array]) -> Array:
    """A contraction as a product that broadcasts, summed."""
    inputs, out = array.info
    operands = list(zip(args, inputs, strict=True))
    for arg, labels in list(operands):
        for label in labels:
            if labels.count(label) > 1:  # a diagonal, by an identity
                return diagonal_by_sum(array, arg, labels)
    bound = sorted({label for labels in inputs for label in labels} - set(out))
    order = (*out, *bound)
    powers = [(aligned(arg, labels, order), ONE) for arg, labels in operands]
    return total(monomial(ONE, powers), range(len(out), len(order)))


def diagonal_by_sum(array: Array, arg: Array, labels: tuple[int, ...]) -> Array:
    """A diagonal of one array of more than two axes, as a sum with identities."""
    fresh = max(labels) + 1
    names = list(labels)
    powers = []
    for axis, label in enumerate(labels):
        if label in labels[:axis]:
            names[axis] = fresh
            powers.append((eye(arg.shape[axis]), (label, fresh)))
            fresh += 1
    out = array.info[1]
    bound = [label for label in names if label not in out]
    order = (*out, *bound)
    factors = [(aligned(a, own, order), ONE) for a, own in [(arg, tuple(names)), *powers]]
    return total(monomial(ONE, factors), range(len(out), len(order)))
