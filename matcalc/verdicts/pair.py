"""A claim with the kinds of its terms, in one layout."""

from __future__ import annotations

from collections.abc import Mapping

from matcalc.errors import KindError
from matcalc.kinds import Typed, infer
from matcalc.lowering.lower import Lowering
from matcalc.lowering.value import Bound, Value
from matcalc.records import Record, replace
from matcalc.tensor.node import Node, Variable, postorder
from matcalc.tensor.normal import normal
from matcalc.terms import Apply, Derivative, Equation, Program, Query, Term
from matcalc.verdicts.claims import Claim

LAYOUTS = ("numerator", "denominator", "mixed")


class Pair(Record):
    """The sides of a claim, typed. turned: whether the right one had to be transposed to have the shape
    of the left."""

    typed: Typed
    left: Term
    right: Term
    turned: bool

    def lowered(self, partial: bool = False, constrained: bool = False) -> tuple[Node, Node]:
        """Both sides in the algebra, in normal form.

        partial: whether ∂u/∂x, where u is made of x and of what is itself made of x, holds the latter.
        constrained: whether matrices keep their structure as their entries vary.

        Raises MatcalcError.
        """
        kind = Partials if partial else Lowering
        low = kind(self.typed.reading, self.typed.definitions, [self.left, self.right], constrained)
        nodes = [low.lower(side).node for side in (self.left, self.right)]
        left, right = (normal(low.closed(low.expand(node))) for node in nodes)
        return left, right


class Partials(Lowering):
    """Reads a derivative, unless it is called total, as the partial one: what stands beside the variable
    in an expression or a definition is held, though it may be made of the variable, too. In one that is
    called direct it is held where the variable does not stand there, too."""

    operator = ""

    def visit(self, term: Term, done: dict[int, Value], scope: dict[str, Bound]) -> Value:
        if isinstance(term, Derivative):
            self.operator = term.operator
        return super().visit(term, done, scope)

    def in_terms_of(self, node: Node, names: frozenset[str]) -> Node:
        inner = node
        if isinstance(node, Variable) and node.name in self.definitions:
            inner = self.body(node.name)
        if self.operator == "direct":
            return inner
        if self.operator != "total" and any(self.variable(name) in postorder(inner) for name in names):
            return inner
        return super().in_terms_of(node, names)


def paired(
    claim: Claim, layout: str, dims: Mapping[str, int] | None = None, convention: str = "paper"
) -> Pair:
    """The claim typed.

    Raises KindError where a side does not fit together, Unfit where they do but not with each other.
    """
    try:
        return _typed(claim, claim.right, False, layout, dims, convention)
    except KindError as error:
        for side in (claim.left, claim.right):
            _infer(claim.program, Query(side, span=side.span), layout, dims, convention)
        try:
            return _typed(claim, Apply("transpose", (claim.right,)), True, layout, dims, convention)
        except KindError:
            raise Unfit(error.message, error.span, error.hint, error.labels, error.source) from None


class Unfit(KindError):
    """The sides have shapes that cannot be equal, not even with one of them transposed."""


def _typed(
    claim: Claim, right: Term, turned: bool, layout: str, dims: Mapping[str, int] | None, convention: str
) -> Pair:
    typed = _infer(claim.program, Equation((claim.left, right)), layout, dims, convention)
    left, other = typed.queries[-1].members
    return Pair(typed, left, other, turned)


def _infer(
    program: Program, question: Query | Equation, layout: str, dims: Mapping[str, int] | None, convention: str
) -> Typed:
    whole = replace(program, statements=(*program.statements, question))
    return infer(whole, dims, convention, layout)
