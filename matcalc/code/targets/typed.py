"""Numbers where one of 64 bits widens what it meets: they are of the type of the arguments, called T."""

from __future__ import annotations

from matcalc.code.arithmetic import factors
from matcalc.code.dialect import Texts
from matcalc.code.graph import Array
from matcalc.code.targets.columns import Columns
from matcalc.code.targets.library import known
from matcalc.code.texts import Text, call
from matcalc.rationals import Fraction


class Typed(Columns):
    """A target that writes T(0.5), and says what T is where that is needed."""

    def of_type(self) -> str:
        self.needed["T"] = None
        return "T"

    def typed_number(self, text: str) -> Text:
        return Text(text) if "T(" in text else call(self.of_type(), text)

    def decimal(self, value: Fraction) -> Text:
        made = super().decimal(value)
        return made if value.denominator == 1 else self.typed_number(made.text)

    def monomial(self, coefficient: Fraction, array: Array, texts: Texts) -> Text:
        powers = factors(array)
        above = [arg for arg, exponent in powers.items() if exponent > 0]
        if (abs(coefficient) != 1 or not above) and all(arg.rank or known(arg) for arg in above):
            below = [arg for arg, exponent in powers.items() if exponent < 0 and arg.op == "length"]
            texts = {**texts, **{arg: self.typed_number(texts[arg].text) for arg in below}}
        return super().monomial(coefficient, array, texts)

    def branch(self, array: Array, texts: Texts) -> str:
        """What is chosen, or an array is filled with."""
        return (self.typed_number(texts[array].text) if known(array) else texts[array]).text

    def write_constant(self, array: Array, texts: Texts) -> Text:
        return self.typed_number("pi" if array.info == "pi" else "exp(1)")
