"""What is known of each name before its uses are looked at: declarations and typography."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import field

from matcalc.errors import KindError, Span
from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import SCALAR, STRUCTURE, Kind
from matcalc.notation.functions import BY_NAME
from matcalc.records import Record, Value
from matcalc.terms import Apply, Declaration, Element, KindSpec, Name, Number, Term, children, postorder

SQUARE = STRUCTURE | {"invertible"}


class Declared(Value):
    """A declaration taken apart. kind None: only flags were said (or only the word 'vector' etc.
    is known through unknown lengths)."""

    kind: Kind | None
    flags: frozenset[str]
    domain: tuple[Kind, ...] | None
    family: bool
    span: Span | None


class Declarations(Record, frozen=False):
    names: dict[str, Declared] = field(default_factory=dict)
    lengths: set[str] = field(default_factory=set)


def is_upper(id_: str) -> bool:
    return id_[:1].isupper()


def lengths_in(term: Term) -> tuple[Term, ...]:
    """The arguments of a function that are dimensions, as those of 1⃗ and I."""
    row = BY_NAME.get(term.op) if isinstance(term, Apply) else None
    return () if row is None or row.lengths is None else children(term)[row.lengths :]


def length_of(term: Term, count: Iterable[str] | None = None) -> Dimension | None:
    """The dimension a term over numbers and dimension names denotes, or None if it denotes none.
    With ``count``, only these names may occur."""
    results: dict[int, Dimension | None] = {}
    for node in postorder(term):
        parts = [results[id(c)] for c in children(node)]
        made: Dimension | None = None
        if isinstance(node, Number) and node.value.denominator == 1:
            made = Dimension.of(int(node.value))
        elif isinstance(node, Name) and (count is None or node.id in count):
            made = Dimension.of(node.id)
        elif isinstance(node, Apply) and node.op in ("add", "product", "neg"):
            known = [p for p in parts if p is not None]
            if len(known) == len(parts):
                made = known[0]
                for part in known[1:]:
                    made = made + part if node.op == "add" else made * part
                if node.op == "neg":
                    made = made * -1
        results[id(node)] = made
    return results[id(term)]


def declared(declarations: Iterable[Declaration], unknown: Callable[[], Dimension]) -> Declarations:
    """Raises ``KindError`` for a name declared twice in different ways or with an impossible size."""
    result = Declarations()
    for declaration in declarations:
        for target in declaration.names:
            base = target.base if isinstance(target, Element) else target
            if not isinstance(base, Name):
                raise KindError("only a name can be declared", target.span, "write x ∈ ℝⁿ")
            made = Declared(
                _kind(declaration.kind, unknown),
                declaration.kind.flags,
                tuple(_kind(d, unknown) or SCALAR for d in declaration.kind.domain) or None,
                isinstance(target, Element) and _indexed_family(target),
                target.span,
            )
            earlier = result.names.get(base.id)
            if earlier is not None:
                made = _merged(base.id, earlier, made)
            result.names[base.id] = made
        for spec in (declaration.kind, *declaration.kind.domain):
            result.lengths |= {
                t.id
                for d in spec.dims or ()
                for t in postorder(d)
                if isinstance(t, Name) and t.id[:1].isalpha()
            }
    return result


def _indexed_family(target: Element) -> bool:
    return len(target.indices) == 1


def _merged(id_: str, earlier: Declared, later: Declared) -> Declared:
    if earlier.kind is not None and later.kind is not None and earlier.kind != later.kind:
        raise KindError(
            f"{id_} is declared twice, differently",
            later.span,
            "keep one of the declarations",
            ((earlier.span, "first declared here"),) if earlier.span else (),
        )
    return Declared(
        earlier.kind or later.kind,
        earlier.flags | later.flags,
        earlier.domain or later.domain,
        earlier.family or later.family,
        later.span,
    )


def _kind(spec: KindSpec, unknown: Callable[[], Dimension]) -> Kind | None:
    if spec.dims is None:
        if spec.flags & SQUARE:
            size = unknown()
            return Kind(size, size)
        return None
    axes = [_axis(term, unknown) for term in spec.dims]
    if len(axes) == 2 and spec.flags & SQUARE and all(_unnamed(term) for term in spec.dims):
        axes = [axes[0], axes[0]]
    if not axes:
        return SCALAR
    if len(axes) == 1:
        return Kind(axes[0])
    rows, cols = axes
    if spec.flags & SQUARE and rows != cols:
        flag = sorted(spec.flags & SQUARE)[0]
        raise KindError(
            f"{'an' if flag[0] in 'aeiou' else 'a'} {flag} matrix is square, and this is {rows}×{cols}",
            spec.span,
            "give both dimensions the same name",
        )
    one = Dimension.of(1)
    if rows == one or cols == one:  # a matrix of one row is a row, and of one column a column
        return Kind(None if rows == one else rows, None if cols == one else cols)
    return Kind(rows, cols)


def _unnamed(term: Term) -> bool:
    return isinstance(term, Name) and not term.id[:1].isalpha()


def _axis(term: Term, unknown: Callable[[], Dimension]) -> Dimension:
    if _unnamed(term):
        return unknown()
    length = length_of(term)
    if length is None or (length.value is not None and length.value < 1):
        raise KindError("this is no dimension", term.span, "use a number such as 3 or a name such as n")
    return length
