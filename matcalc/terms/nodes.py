"""The closed set of notation nodes.

Nodes compare by identity (``traverse.same`` compares structure), so that a deep term costs
nothing to put in a dictionary. A term may share subterms: it is a graph, not a tree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from matcalc.errors import Span
from matcalc.rationals import Fraction
from matcalc.records import Record


class Node(Record):
    """A piece of the tree. span: where it stands in the text that it was read from, if in any.

    A node does not change, so what was found out about it once is kept in it, in ``below`` and ``weight``;
    these are no fields, for a node that is made from it has its own.
    """

    __slots__ = ("__weakref__", "below", "weight")
    span: Span | None = field(default=None, kw_only=True)


class Number(Node):
    """An exact rational. Decimals are read exactly (0.5 is 1/2)."""

    value: Fraction


class Name(Node):
    """A variable, a definition, or an unapplied function.

    id: the canonical ASCII name: Greek letters by their word ('alpha', 'Sigma'), accents and
    subscripts appended with underscores ('w_hat', 'x_new', 'W_1', 'w_hat_1'). Bold and plain of
    one letter are one name. bold records how it was typed (``kinds`` reads bold lowercase as a
    vector); writers decide boldness from the reading, never from this flag.
    """

    id: str
    bold: bool = False


class Element(Node):
    """An entry, row or column of ``base``: x_i, A_{ij}, X_{i,:}; also the i-th member of a family
    of vectors, 𝐱_i. An index is a term (Number, Name, or arithmetic such as n + 1), or None for
    the full range ``:``. Indices are 1-based.
    """

    base: Term
    indices: tuple[Term | None, ...]


class Apply(Node):
    """A known operator or function (a row of ``notation``) applied to arguments.

    op: the row's canonical name. Operators: 'add' (n-ary, flattened; a - b is add(a, neg(b))),
    'neg', 'product' (n-ary: juxtaposition, *, ×), 'dot', 'hadamard' (n-ary), 'divide',
    'hadamard_divide', 'power', 'hadamard_power', 'transpose', 'compare' family ('lt', 'le', 'gt',
    'ge', 'eq', 'ne'), 'and', 'or', 'prime' (f'(x): its arguments are f(x), x and how many primes).
    Functions: 'sin', 'max', 'sum', 'diag', 'norm', 'ones', 'eye', ...
    """

    op: str
    args: tuple[Term, ...]


class Call(Node):
    """A defined or abstract function applied to arguments: f(x, y), 𝐟(𝐠(𝐱))."""

    function: Name
    args: tuple[Term, ...]


class Summation(Node):
    """Σ over ``index`` of ``body``; lower and upper are None when not written (the whole range)."""

    index: Name
    lower: Term | None
    upper: Term | None
    body: Term


class Cases(Node):
    """{value if condition; ...}. The first branch whose condition holds counts; a condition of
    None is 'otherwise' and comes last."""

    branches: tuple[tuple[Term, Term | None], ...]


class Matrix(Node):
    """A block of expressions, rows of entries: [a, b; c, d]. ``flat`` marks a list typed on one
    line, [a, b], whose orientation comes from where it stands (alone it is a column)."""

    rows: tuple[tuple[Term, ...], ...]
    flat: bool = False


class Derivative(Node):
    """A derivative operator applied to ``of``.

    by: what to differentiate by, outermost first as typed; repeated for higher order. Names,
    Elements or a flat Matrix (a list of variables). Empty for ∇f: all of f's arguments.
    operator: 'd' (d/dx and ∂/∂x are the same), 'grad', 'jacobian', 'hessian'; in derivations also
    'total', through all intermediate variables, and 'direct', through none; of σ'(𝐳) 'entries', a gradient
    that in each layout has the shape of the variable.
    """

    of: Term
    by: tuple[Term, ...]
    operator: Literal["d", "total", "direct", "grad", "jacobian", "hessian", "entries"] = "d"


Term = Number | Name | Element | Apply | Call | Summation | Cases | Matrix | Derivative


class KindSpec(Node):
    """What stands right of ':' or '∈'. dims has 0 (scalar), 1 (vector) or 2 (matrix) entries,
    each a term over numbers and dimension names; flags among symmetric, diagonal, orthogonal,
    posdef, invertible, constant. For a function ``f : ℝⁿ → ℝᵐ``, ``domain`` holds one spec per argument."""

    dims: tuple[Term, ...] | None
    flags: frozenset[str] = frozenset()
    domain: tuple[KindSpec, ...] = ()


class Declaration(Node):
    """names are Name, or Element for a family (𝐱_i ∈ ℝⁿ)."""

    names: tuple[Name | Element, ...]
    kind: KindSpec


class Definition(Node):
    """name = body, or name(params) = body."""

    name: Name
    params: tuple[Name, ...] | None
    body: Term


class Query(Node):
    term: Term


class Equation(Node):
    """A chain a = b = c of at least two members, to be checked or, as a query, its first member."""

    members: tuple[Term, ...]


Statement = Declaration | Definition | Query | Equation


class Program(Record):
    """Statements in order, with the text they were read from and the reader's remarks. spellings: how it
    spells functions that have several spellings, where that is not their name: {'log': 'ln'}. meanings:
    by name, what the functions in it stand for that are defined in terms of others: programs that end
    in an equation."""

    statements: tuple[Statement, ...]
    text: str = ""
    notes: tuple[tuple[str, Span | None], ...] = ()
    spellings: Mapping[str, str] = field(default_factory=dict)
    meanings: Mapping[str, tuple[Program, ...]] = field(default_factory=dict)
