"""Abstract functions and their partial derivatives as terms: ∂𝐟/∂𝐠 where 𝐟 = 𝐟(𝐠), 𝐠 = 𝐠(𝐱).

The short form is used while a function has one list of arguments throughout the answer; an argument
that is no name gets one, u where u = x², so that the partial can be written and read back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import Kind, NameKind, Reading
from matcalc.lowering import build
from matcalc.tensor.node import Abstract, Node, Variable
from matcalc.terms import Call, Derivative, Name, Term

Raised = Callable[[Node], Term]
Place = tuple[Dimension | None, ...]


class Partials:
    """The names given to functions' values and arguments in one answer."""

    def __init__(self, reading: Reading, nodes: Iterable[Node]) -> None:
        self.reading = reading
        self.where: dict[str, Term] = {}
        self.named: dict[Node, str] = {}
        self.twins: dict[tuple[Node, int], str] = {}
        uses: dict[str, set[tuple[Node, ...]]] = {}
        for node in nodes:
            if isinstance(node, Abstract):
                uses.setdefault(node.name, set()).add(node.args)
        self.single = {name for name, args in uses.items() if len(args) == 1}

    def write(self, node: Abstract, place: Place, raised: Raised) -> tuple[Term, bool]:
        """The term of a node with some axes fixed, and whether what comes out is a row."""
        if not any(node.orders):
            call: Term = Call(Name(node.name), tuple(raised(arg) for arg in node.args))
            return (build.element(call, place) if any(place) else call), False
        arguments: list[Term] = []
        for arg in node.args:
            name = self.argument(arg, raised)
            repeated = any(isinstance(a, Name) and a.id == name.id for a in arguments)
            arguments.append(self.renamed(arg, len(arguments), name) if repeated else name)
        call = Call(Name(node.name), tuple(arguments))
        of: Term = call
        if node.name in self.single:
            self.where[node.name] = call
            of = Name(node.name)
        rank = len(node.value)
        if any(index is not None for index in place[:rank]):
            of = build.element(of, place[:rank])
        by: list[Term] = []
        rest = place[rank:]
        for arg, target, order in zip(node.args, arguments, node.orders, strict=True):
            for _ in range(order):
                here, rest = rest[: arg.rank], rest[arg.rank :]
                by.append(build.element(target, here) if any(here) else target)
        free_value = any(index is None for index in place[:rank])
        free_by = any(index is None for index in place[rank:])
        term: Term = Derivative(of, tuple(by))
        if not rank and [arg.rank for arg, order in zip(node.args, node.orders, strict=True) if order] == [2]:
            term = build.transpose(term)  # numerator layout writes ∂f/∂X as the transpose
        return term, free_by and not free_value

    def renamed(self, node: Node, position: int, value: Name) -> Name:
        """Another name for an argument that stands in two places: f(u, v) with u = v = x."""
        key = (node, position)
        if key not in self.twins:
            self.twins[key] = self.call_it(value, node)
        return Name(self.twins[key])

    def call_it(self, value: Term, node: Node) -> str:
        """A new name for ``value``, recorded in ``where`` and in the reading."""
        name = fresh(self.reading, {*self.where, *self.named.values()})
        self.where[name] = value
        rows, cols = ([*node.shape, None, None])[:2]
        self.reading.names[name] = NameKind(Kind(rows, cols), "defined")
        return name

    def argument(self, node: Node, raised: Raised) -> Name:
        """A name for an argument."""
        if isinstance(node, Variable):
            return Name(node.name)
        if isinstance(node, Abstract) and node.name in self.single and not any(node.orders):
            if node.name not in self.where:
                self.where[node.name] = Call(
                    Name(node.name), tuple(self.argument(arg, raised) for arg in node.args)
                )
            return Name(node.name)
        if node not in self.named:
            self.named[node] = self.call_it(raised(node), node)
        return Name(self.named[node])


def fresh(reading: Reading, taken: set[str]) -> str:
    """A name for an intermediate value, as the paper calls them: u, v, …"""
    for letter in "uvpqrst":
        if letter not in reading.names and letter not in taken:
            return letter
    number = 1
    while f"u_{number}" in reading.names or f"u_{number}" in taken:
        number += 1
    return f"u_{number}"
