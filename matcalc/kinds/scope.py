"""What each name of a program is: variable, definition, data, function, index or count."""

from __future__ import annotations

from collections.abc import Collection

from matcalc.errors import KindError, MatcalcError
from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.guesses import CONVENTION, CONVENTION_MATRIX, Convention
from matcalc.kinds.kind import SCALAR, Kind, NameKind, Origin
from matcalc.kinds.layouts import Data
from matcalc.kinds.names import Declarations, Declared, is_upper
from matcalc.kinds.solver import Shape, Solver
from matcalc.kinds.uses import Uses
from matcalc.notation.symbols import CONSTANTS, GREEK
from matcalc.records import Record
from matcalc.terms import Call, Element, Name


class Signature(Record, frozen=False):
    value: Shape
    domain: list[Shape]


class Family(Record, frozen=False):
    """A name written with one index and never alone: data 𝐱_1 … 𝐱_N, or entries of a vector."""

    member: Shape
    length: Dimension
    whole: Shape


class Scope:
    """The shapes of names. Everything that a declaration or a typeface says is set at once; what
    only the convention says is left to a guess of low priority."""

    def __init__(
        self,
        solver: Solver,
        uses: Uses,
        definitions: Collection[str],
        declarations: Declarations,
        bold: Collection[str],
        convention: str,
    ) -> None:
        self.solver = solver
        self.declared = declarations.names
        self.bold = bold
        self.convention = convention
        self.definitions = set(definitions)
        settled = self.definitions | set(self.declared)
        self.counts = (declarations.lengths | uses.counts) - set(uses.calls) - settled
        self.indices = uses.indices - settled - self.counts
        self.uses = uses
        self.families: dict[str, Family] = {}
        self.signatures: dict[str, Signature] = {}
        self._shapes: dict[str, Shape] = {}
        self._guessed: set[str] = set()
        for id_, call in uses.calls.items():
            self.signatures[id_] = self._signature(id_, call)
        families = (id_ for id_, declared in self.declared.items() if declared.family)
        for id_ in dict.fromkeys((*uses.once, *families)):
            if self._is_family(id_):
                self._make_family(id_)

    # --- what a name is

    def role(self, id_: str) -> str:
        """'definition', 'count', 'index', 'function' or 'variable'."""
        if id_ in self.definitions:
            return "definition"
        if id_ in self.counts:
            return "count"
        if id_ in self.indices and id_ not in self.signatures:
            return "index"
        return "function" if id_ in self.signatures else "variable"

    def marked(self, id_: str) -> bool:
        """Did the writer say what it is, by declaration, typeface or case?"""
        if id_ in self.definitions:
            return False
        several = id_ in self.signatures and len(self.signatures[id_].domain) > 1
        return id_ in self.declared or id_ in self.bold or (is_upper(id_) and not several)

    def shape(self, id_: str) -> Shape:
        """The shape of the name standing alone."""
        if id_ in self.families:
            return self.families[id_].whole
        if id_ in self.signatures and id_ not in self.definitions:
            return self.signatures[id_].value
        if id_ not in self._shapes:
            self._shapes[id_] = self._new(id_)
        return self._shapes[id_]

    def member(self, term: Element) -> Shape | None:
        """The shape of x_i where x is data (or may be), else None."""
        family = self.families.get(term.base.id) if isinstance(term.base, Name) else None
        return None if family is None else family.member

    def signature(self, call: Call) -> Signature:
        """Raises ``KindError`` when a function is called with differing numbers of arguments."""
        signature = self.signatures[call.function.id]
        if len(signature.domain) != len(call.args):
            raise KindError(
                f"{call.function.id} has {len(call.args)} arguments here, {len(signature.domain)} elsewhere",
                call.span,
                "give it the same number of arguments everywhere",
            )
        return signature

    # --- shapes

    def _new(self, id_: str) -> Shape:
        role = self.role(id_)
        if role in ("index", "count"):
            return self.solver.scalar()
        if role == "definition":
            shape = self.solver.shape()
            declared = self.declared.get(id_)
            if declared is not None and declared.kind is not None:
                self.solver.equate(shape, self.solver.fixed(declared.kind))
            elif id_ in self.bold and not is_upper(id_):
                self.solver.set_vector(shape)
            return shape
        return self._typed(id_, self.declared.get(id_))

    def _typed(self, id_: str, declared: Declared | None, arguments: int = 0) -> Shape:
        """By declaration, else typeface, else unknown with the convention's guess; F(x) may be a matrix like
        F, but L(w, b) is a loss or another number."""
        if declared is not None and declared.kind is not None:
            self._check_typeface(id_, declared, declared.kind)
            return self.solver.fixed(declared.kind)
        if id_ in self.bold:
            lengths = self.solver.lengths
            return self.solver.fixed(Kind(lengths.fresh(), lengths.fresh() if is_upper(id_) else None))
        if id_ in CONSTANTS and id_ not in self.declared:
            return self.solver.scalar()
        shape = self.solver.shape(leaf=True)
        word, priority = ("scalar", CONVENTION) if arguments > 1 else self._guess(id_)
        self.solver.add(Convention(shape, word, priority))
        self._guessed.add(id_)
        return shape

    def _signature(self, id_: str, call: Call) -> Signature:
        declared = self.declared.get(id_)
        said = declared if declared is not None and declared.domain else None
        value = self._typed(id_, said, len(call.args))
        kinds = declared.domain if declared is not None else None
        domain = [self.solver.fixed(k) for k in kinds] if kinds else [self.solver.shape() for _ in call.args]
        return Signature(value, domain)

    def _guess(self, id_: str) -> tuple[str, int]:
        if is_upper(id_):
            return "matrix", CONVENTION_MATRIX
        if self.convention == "matrixcalculus":
            greek = any(id_ == g or id_.startswith(g + "_") for g in GREEK)
            return ("vector" if id_[:1] >= "h" and not greek else "scalar"), CONVENTION_MATRIX
        return "scalar", CONVENTION

    def _check_typeface(self, id_: str, declared: Declared, kind: Kind) -> None:
        if id_ not in self.bold or kind.word == "vector" or (is_upper(id_) and kind.word != "scalar"):
            return
        first = self.uses.first.get(id_)
        said = "matrix" if is_upper(id_) else "vector"
        raise KindError(
            f"{id_} is declared a {kind.word} and set in bold, which says {said}",
            (first.span if first is not None else None) or declared.span,
            "write it plain, or change the declaration",
            ((declared.span, f"declared a {kind.word}"),) if declared.span is not None else (),
        )

    # --- data

    def _is_family(self, id_: str) -> bool:
        declared = self.declared.get(id_)
        if declared is not None and declared.kind is not None:
            return declared.family
        return (
            id_ not in self.uses.alone
            and id_ not in self.definitions
            and id_ not in self.counts
            and id_ not in self.uses.calls
        )

    def _make_family(self, id_: str) -> None:
        declared = self.declared.get(id_)
        if (declared is not None and declared.kind is not None) or id_ in self.bold:
            member = self._typed(id_, declared)
        else:
            member = self.solver.shape(leaf=True)
            if id_ in self.uses.twice:
                self.solver.set_vector(member)
            word, priority = (
                self._guess(id_) if self.convention == "matrixcalculus" else ("scalar", CONVENTION)
            )
            self.solver.add(
                Convention(member, "scalar" if word == "vector" else word, max(priority, CONVENTION))
            )
        whole, length = self.solver.shape(), self.solver.lengths.fresh()
        self.families[id_] = Family(member, length, whole)
        rule = Data(member, length, whole, lambda: MatcalcError(f"{id_} is data: write {id_}_i"))
        self.solver.add(rule, member.rows, member.cols)

    # --- afterwards

    def name_kind(self, id_: str) -> NameKind:
        """How the name is read, once everything is solved."""
        declared = self.declared.get(id_)
        flags = declared.flags if declared is not None else frozenset()
        if id_ in self.families:
            family = self.families[id_]
            kind = self.solver.kind(family.member)
            length = self.solver.lengths.resolve(family.length)
            if kind == SCALAR and not (declared is not None and declared.family):
                kind = Kind(length)
            else:
                kind = Kind(kind.rows, kind.cols, kind.more, length)
            return NameKind(kind, self._origin(id_, kind), flags)
        if id_ in self.signatures:
            signature = self.signatures[id_]
            kind = self.solver.kind(signature.value)
            domain = tuple(self.solver.kind(s) for s in signature.domain)
            return NameKind(kind, self._origin(id_, kind), flags, domain)
        kind = self.solver.kind(self.shape(id_))
        role = self.role(id_)
        if role == "count":
            return NameKind(kind, "inferred", frozenset(("dimension",)))
        if role == "definition":
            return NameKind(kind, "defined", flags)
        if id_ in CONSTANTS and kind == SCALAR and id_ not in self.declared and id_ not in self.bold:
            return NameKind(kind, "convention", frozenset(("constant",)))
        return NameKind(kind, self._origin(id_, kind), flags)

    def _origin(self, id_: str, kind: Kind) -> Origin:
        declared = self.declared.get(id_)
        if declared is not None and declared.kind is not None:
            return "declared"
        if id_ in self.bold:
            return "typography"
        return "convention" if self._guess(id_)[0] == kind.word else "inferred"
