"""What has to be known of the parts of a term before it is cut into intermediate variables."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from matcalc.explain.workings import Workings
from matcalc.kinds.dimensions import Dimension
from matcalc.lowering.identity import identities
from matcalc.notation.functions import FUNCTIONS
from matcalc.terms import Apply, Element, Matrix, Name, Summation, Term, children, ids_in, postorder

PRODUCTS = frozenset(("product", "dot", "hadamard"))
QUOTIENTS = frozenset(("divide", "hadamard_divide"))
POWERS = frozenset(("power", "hadamard_power"))
CONDITIONS = frozenset(("lt", "le", "gt", "ge", "eq", "ne", "and", "or"))
ENTRYWISE = frozenset(row.name for row in FUNCTIONS if row.role == "elementwise")
SPREAD = frozenset(("sum", "mean", "tr", "diag", "vec", "unvec"))  # linear functions
NORMS = frozenset(("norm", "normF"))


class Facts:
    """Facts of a term and of the definitions that it uses.

    number: the same for parts of equal structure, by identity of each.
    bodies: of the definitions, each after those it uses.
    summands: numbers of the parts that a sum adds up, times a number or not.
    counts: how many values a Σ index takes, where what it indexes says so.
    """

    def __init__(self, root: Term, inputs: Collection[str], workings: Workings) -> None:
        self.workings = workings
        self.inputs = frozenset(inputs)
        self.bodies = in_order(root, workings.definitions)
        roots = [*self.bodies.values(), root]
        self._whole = Matrix((tuple(roots),))  # kept, so that no other term has the identity of a part
        self.number = identities(self._whole)
        self.summands: set[int] = set()
        self.bound = {p.index.id for p in postorder(*roots) if isinstance(p, Summation)}
        self.counts = {index: found for index in self.bound if (found := counted(index, roots, workings))}
        self._flows: dict[int, bool] = {}
        self._affine: dict[int, bool] = {}
        self._indices: dict[int, frozenset[str]] = {}
        self._defined: dict[str, Term] = {}
        for name, body in self.bodies.items():
            self._survey(body)
            self._defined[name] = body
        self._survey(root)
        for part in reversed(list(postorder(*roots))):  # parents first
            summand = self.number[id(part)] in self.summands and self.is_multiple(part)
            if isinstance(part, Apply) and (part.op == "add" or summand):
                self.summands |= {self.number[id(child)] for child in part.args if self.flows(child)}

    def _survey(self, root: Term) -> None:
        for part in postorder(root):
            key = self.number[id(part)]
            if key in self._flows:
                continue
            below = children(part)
            if isinstance(part, Name):
                body = self._defined.get(part.id)
                self._flows[key] = part.id in self.inputs or (body is not None and self.flows(body))
                self._indices[key] = frozenset({part.id} & self.bound)
            else:
                self._flows[key] = any(self.flows(child) for child in below)
                free = frozenset().union(*(self._indices[self.number[id(child)]] for child in below))
                self._indices[key] = free - {part.index.id} if isinstance(part, Summation) else free
            self._affine[key] = self._is_affine(part)

    def flows(self, term: Term) -> bool:
        """Whether the term depends on an input."""
        return self._flows[self.number[id(term)]] if id(term) in self.number else any(
            self.flows(child) for child in children(term)
        )

    def indices(self, term: Term) -> tuple[str, ...]:
        """The Σ indices around it that it varies with."""
        if id(term) in self.number:
            return tuple(sorted(self._indices[self.number[id(term)]]))
        return tuple(sorted({i for child in children(term) for i in self.indices(child)}))

    def is_leaf(self, term: Term) -> bool:
        """Whether it is an input, or an entry or member of one."""
        base = term.base if isinstance(term, Element) else term
        return isinstance(base, Name) and base.id in self.inputs

    def is_scalar(self, term: Term) -> bool:
        return self.workings.kind(term).word == "scalar"

    def is_row(self, term: Term) -> bool:
        return self.workings.kind(term).word == "row"

    def is_affine(self, term: Term) -> bool:
        """Whether it is an affine map of inputs, with no operation but additions and linear maps."""
        return self._affine[self.number[id(term)]]

    def _is_affine(self, term: Term) -> bool:
        if not self.flows(term) or self.is_leaf(term):
            return True
        if not isinstance(term, Apply):
            return False
        flowing = [arg for arg in term.args if self.flows(arg)]
        if term.op in ("add", "neg", "transpose"):
            return all(self.is_affine(arg) for arg in flowing)
        if term.op in QUOTIENTS:
            return self.is_affine(term.args[0]) and not self.flows(term.args[1])
        leaves = [arg.args[0] if isinstance(arg, Apply) and arg.op == "transpose" else arg for arg in flowing]
        if not all(self.is_leaf(leaf) for leaf in leaves):
            return False
        if term.op in PRODUCTS:  # 𝐰 · 𝐱 also where both are inputs
            return len({self.number[id(leaf)] for leaf in leaves}) == len(leaves)
        return term.op in SPREAD

    def is_multiple(self, term: Term) -> bool:
        """Whether it is something that flows, times a number that does not."""
        if not isinstance(term, Apply):
            return False
        if term.op == "neg":
            return self.flows(term)
        flowing = [arg for arg in term.args if self.flows(arg)]
        others = [arg for arg in term.args if not self.flows(arg)]
        if term.op in QUOTIENTS:
            return self.flows(term.args[0]) and not self.flows(term.args[1]) and self.is_scalar(term.args[1])
        return term.op in PRODUCTS and len(flowing) == 1 and all(map(self.is_scalar, others))

    def is_map(self, term: Term) -> bool:
        """Whether it is a product with one factor that flows."""
        return isinstance(term, Apply) and term.op in PRODUCTS and not self.several(term)

    def several(self, term: Apply) -> bool:
        """Whether more than one factor flows."""
        return sum(self.flows(arg) for arg in term.args) > 1


def counted(index: str, roots: Sequence[Term], workings: Workings) -> Dimension | None:
    """How many values a Σ index takes, from what it indexes."""
    for part in postorder(*roots):
        if isinstance(part, Element):
            for axis, own in zip(workings.kind(part.base).axes, part.indices, strict=False):
                if isinstance(own, Name) and own.id == index:
                    return axis
    return None


def in_order(root: Term, definitions: Mapping[str, Term]) -> dict[str, Term]:
    """The definitions that a term uses, each after those that it uses itself."""
    done: dict[str, Term] = {}
    stack: list[tuple[str | None, Term, bool]] = [(None, root, False)]
    while stack:
        name, term, ready = stack.pop()
        if ready and name is not None:
            done.setdefault(name, term)
        elif not ready:
            stack.append((name, term, True))
            used = ids_in(term)
            new = [n for n in used if n in definitions and n not in done and n != name]
            stack += [(n, definitions[n], False) for n in reversed(new)]
    return done
