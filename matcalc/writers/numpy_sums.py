"""Sums over data without a loop: Σᵢ sᵢ 𝐱ᵢ is ``s @ x``, where the rows of ``x`` are the members.

The scalar part of the summand is rewritten for all members at once, as a term of one more axis: yᵢ
becomes the vector y, 𝐰 · 𝐱ᵢ the product of the matrix x and 𝐰, products of numbers element-wise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from fractions import Fraction

from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import SCALAR, Kind
from matcalc.notation.functions import BY_NAME
from matcalc.records import Record
from matcalc.terms import Apply, Cases, Element, Name, Number, Summation, Term, children, postorder, rebuild

ELEMENTWISE = {"product": "hadamard", "divide": "hadamard_divide", "power": "hadamard_power"}
SAME = frozenset({"add", "neg", "lt", "le", "gt", "ge", "eq", "ne", "and", "or"})
Factors = tuple[list[Term], list[Name]]  # numbers, and the data whose members are multiplied


class Members(Record, frozen=False):
    """The summands of a sum, for all members of the data at once.

    sum:     the sum; kinds: of its subterms.
    weights: once ``split``, the numbers that the members are multiplied by, in one vector (or a
             number, if they are all the same); None if there are none.
    data:    none for a sum of numbers, one name for multiples of 𝐱ᵢ, two for those of 𝐱ᵢ𝐳ᵢᵀ.
    """

    sum: Summation
    kinds: Mapping[int, Kind]
    weights: Term | None = None
    data: list[Name] = field(default_factory=list)
    _made: dict[int, tuple[Term, Kind]] = field(default_factory=dict)
    _length: Dimension | None = None

    def split(self) -> bool:
        """Find weights and data; False where the sum needs a loop."""
        lower, body = self.sum.lower, self.sum.body
        if lower is not None and not (isinstance(lower, Number) and lower.value == 1):
            return False
        found = self._branches(body) if isinstance(body, Cases) else self._factors(body)
        if found is None:
            return False
        numbers, self.data = found
        if numbers:
            self.weights = self._all(self._product(numbers))
            if self.weights is None:
                return False
        return self._length is not None

    def kind(self, term: Term) -> Kind:
        """The kind of a subterm of the sum or of the weights."""
        made = self._made.get(id(term))
        return made[1] if made else self.kinds.get(id(term), SCALAR)

    def _new(self, term: Term, kind: Kind) -> Term:
        self._made[id(term)] = (term, kind)
        return term

    # what is multiplied

    def _factors(self, term: Term) -> Factors | None:
        numbers: list[Term] = []
        data: list[Name] = []
        for factor in term.args if isinstance(term, Apply) and term.op == "product" else (term,):
            if self.kind(factor) == SCALAR:
                numbers.append(factor)
                continue
            inner = factor.args[0] if isinstance(factor, Apply) and factor.op == "transpose" else factor
            member = self._member(inner)
            if member is None:
                return None
            data.append(member)
        fitting = (("scalar",), ("vector", "row"), ("matrix",))
        if len(data) >= len(fitting) or self.kind(term).word not in fitting[len(data)]:
            return None
        return numbers, data

    def _branches(self, term: Cases) -> Factors | None:
        """Conditions on the numbers alone: every branch is 0 or a multiple of the same member."""
        if self.kind(term) == SCALAR:
            return [term], []
        branches: list[tuple[Term, Term | None]] = []
        data: dict[str, Name] = {}
        for value, condition in term.branches:
            inner = value.args[0] if isinstance(value, Apply) and value.op == "transpose" else value
            if isinstance(inner, Apply) and inner.op == "zeros":
                branches.append((Number(Fraction(0)), condition))
                continue
            found = self._factors(value)
            if found is None or len(found[1]) != 1:
                return None
            data |= {name.id: name for name in found[1]}
            branches.append((self._product(found[0]), condition))
        if len(data) != 1:
            return None
        return [self._new(Cases(tuple(branches)), SCALAR)], list(data.values())

    def _product(self, numbers: list[Term]) -> Term:
        if not numbers:
            return Number(Fraction(1))
        return numbers[0] if len(numbers) == 1 else self._new(Apply("product", tuple(numbers)), SCALAR)

    # for all members at once

    def _is_index(self, term: Term | None) -> bool:
        return isinstance(term, Name) and term.id == self.sum.index.id

    def _member(self, term: Term) -> Name | None:
        """The data of which ``term`` is the member, or the element, that the index names."""
        if not isinstance(term, Element) or not isinstance(term.base, Name):
            return None
        axes = self.kind(term.base).axes
        upper = self.sum.upper
        if len(term.indices) != 1 or not self._is_index(term.indices[0]) or len(axes) > 2:
            return None
        if upper is not None and not (isinstance(upper, Name) and axes[0].name == upper.id):
            return None
        if self._length not in (None, axes[0]):
            return None
        self._length = axes[0]
        return term.base

    def _all(self, root: Term) -> Term | None:
        """A number of each member as a vector of all."""
        done: dict[int, Term | None] = {}
        bound: set[int] = set()
        for term in postorder(root):
            if self._is_index(term) or any(id(child) in bound for child in children(term)):
                bound.add(id(term))
                done[id(term)] = self._visit(term, [done[id(child)] for child in children(term)])
            else:
                done[id(term)] = term
        return done[id(root)]

    def _visit(self, term: Term, found: list[Term | None]) -> Term | None:
        """A term that mentions the index; None where it has no counterpart."""
        if isinstance(term, Element):
            member = self._member(term)
            if member is None:
                return None
            axes = self.kind(member).axes
            return self._new(Name(member.id), Kind(axes[0], axes[1] if len(axes) > 1 else None))
        parts = tuple(part for part in found if part is not None)
        if len(parts) < len(found) or self.kind(term) != SCALAR:
            return None
        numbers = Kind(self._length)
        if isinstance(term, Cases):
            return self._new(rebuild(term, parts), numbers)
        if not isinstance(term, Apply):
            return None
        if term.op == "dot":
            words = [self.kind(part).word for part in parts]
            if sorted(words) != ["matrix", "vector"]:
                return None
            return self._new(Apply("product", parts if words[0] == "matrix" else parts[::-1]), numbers)
        row = BY_NAME.get(term.op)
        each = term.op in ELEMENTWISE or term.op in SAME or (row is not None and row.role == "elementwise")
        if not each or any(self.kind(arg) != SCALAR for arg in term.args):
            return None
        return self._new(Apply(ELEMENTWISE.get(term.op, term.op), parts), numbers)
