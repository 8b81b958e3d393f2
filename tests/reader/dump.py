"""Terms as compact s-expressions, for tables of expected structure."""

from __future__ import annotations

from matcalc.terms import (
    Apply,
    Call,
    Cases,
    Declaration,
    Definition,
    Derivative,
    Element,
    Equation,
    KindSpec,
    Matrix,
    Name,
    Number,
    Program,
    Query,
    Statement,
    Summation,
    Term,
)


def program(read: Program) -> str:
    return "; ".join(map(statement, read.statements))


def statement(s: Statement) -> str:
    match s:
        case Query():
            return dump(s.term)
        case Equation():
            return f"(= {_all(s.members)})"
        case Definition():
            params = "" if s.params is None else f"({_all(s.params)}) "
            return f"(def {dump(s.name)} {params}{dump(s.body)})"
        case Declaration():
            return f"(decl {_all(s.names)} {kind(s.kind)})"


def kind(spec: KindSpec) -> str:
    dims = "?" if spec.dims is None else "R[" + ",".join(map(dump, spec.dims)) + "]"
    domain = " x ".join(map(kind, spec.domain)) + " -> " if spec.domain else ""
    return domain + dims + "".join(f"+{flag}" for flag in sorted(spec.flags))


def dump(term: Term | None) -> str:
    """Bold names carry a star; absent parts are a colon."""
    match term:
        case None:
            return ":"
        case Number():
            return str(term.value)
        case Name():
            return ("*" if term.bold else "") + term.id
        case Apply():
            return f"({term.op} {_all(term.args)})" if term.args else f"({term.op})"
        case Call():
            return f"(call {dump(term.function)} {_all(term.args)})"
        case Element():
            return f"(elem {dump(term.base)} {_all(term.indices)})"
        case Derivative():
            return f"({term.operator} {dump(term.of)} by{''.join(' ' + dump(b) for b in term.by)})"
        case Summation():
            return f"(Σ {dump(term.index)} {dump(term.lower)} {dump(term.upper)} {dump(term.body)})"
        case Matrix():
            return f"({'list' if term.flat else 'matrix'} {'; '.join(map(_all, term.rows))})"
        case Cases():
            return "(cases " + "; ".join(f"{dump(v)} if {dump(c)}" for v, c in term.branches) + ")"


def _all(terms: tuple[Term | None, ...]) -> str:
    return " ".join(map(dump, terms))
