"""A derivation, ready to be written in any format: what ``matcalc.explain`` makes and the writers show.

It holds terms, never text. Beside the names of the question its terms hold those of intermediate
variables, and three things that answers do not have:

- ``Derivative(u, (v,))`` of an intermediate variable u by one that its body holds is the partial
  derivative of that body by v, all other names in it held; likewise of any other term. By one that its
  body does not hold it is the derivative through all that lies between.
- ``Derivative(u, (x,), "total")`` is that also where the body holds x.
- ``Apply("differential", (e,))`` is de.
"""

from __future__ import annotations

from matcalc.answer import Answer
from matcalc.kinds.kind import Reading
from matcalc.records import Record
from matcalc.terms import Element, Name, Term


class Intermediate(Record):
    """A variable of the data-flow: ``name`` = ``body``, or name_i = body for each value of Σ indices.

    uses: ids of the intermediate variables and inputs in the body that what flows comes from, in
    reading order.
    indices: ids of the Σ indices that it varies with; it then stands in terms as an Element of its name.
    """

    name: str
    body: Term
    uses: tuple[str, ...]
    indices: tuple[str, ...] = ()

    @property
    def term(self) -> Term:
        """How it stands in a term: u, or u_i."""
        name = Name(self.name)
        return Element(name, tuple(map(Name, self.indices))) if self.indices else name


class Flow(Record):
    """From the inputs to the result: each intermediate variable after those it uses, the result last."""

    inputs: tuple[str, ...]
    variables: tuple[Intermediate, ...]


class Line(Record):
    """Equal terms, a = b = c, from left to right.

    rules: ids of the rules, rows of ``notation.rules``, that lead from the first to the second; where a
        name is given to a derivative, from that to what it is.
    definition: the first is a name and the line says what it stands for.
    """

    members: tuple[Term, ...]
    rules: tuple[str, ...] = ()
    definition: bool = False


class Move(Record):
    """One of the paper's four: 'introduce', 'differentiate', 'combine', 'substitute'; in a derivation by
    differentials the last is 'identify'."""

    name: str
    lines: tuple[Line, ...]


class Part(Record):
    """A derivation of one derivative: a Hessian takes two.

    rule: id of the rule that combines, such as 'vector-chain'.
    title: what it is about, where there are several parts.
    """

    rule: str
    moves: tuple[Move, ...]
    flow: Flow | None = None
    title: Line | None = None


class Derivation(Record):
    """How an answer is found. The last member of the last line is the answer, in its layout.

    reading: the kinds of all names, those of intermediate variables among them.
    """

    answer: Answer
    reading: Reading
    parts: tuple[Part, ...]
