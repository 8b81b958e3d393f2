"""What a program mentions: names set in bold, differentiated by, applied or bare; and an order in which
definitions can be looked up."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence

from matcalc.errors import KindError
from matcalc.terms import (
    Call,
    Declaration,
    Definition,
    Derivative,
    Element,
    Name,
    Program,
    Term,
    ids_in,
    postorder,
    terms_of,
)


def bold_names(program: Program) -> frozenset[str]:
    """The names that are set in bold somewhere."""
    found: set[str] = set()
    for statement in program.statements:
        roots: Iterable[Term] = terms_of(statement)
        if isinstance(statement, Declaration):
            roots = statement.names
        elif isinstance(statement, Definition):
            roots = (*roots, statement.name)
        found |= {t.id for t in postorder(*roots) if isinstance(t, Name) and t.bold}
    return frozenset(found)


def is_e(term: Term) -> bool:
    """Whether it is e, not in bold."""
    return isinstance(term, Name) and term.id == "e" and not term.bold


def e_is_the_number(program: Program) -> bool:
    """Is e nowhere declared, defined, bold, a parameter or a variable of differentiation?"""
    for statement in program.statements:
        match statement:
            case Declaration(names):
                own = [n.base if isinstance(n, Element) else n for n in names]
            case Definition(name, params, _):
                own = [name, *(params or ())]
            case _:
                own = []
        terms = list(postorder(*terms_of(statement)))
        own += [variable for term in terms if isinstance(term, Derivative) for variable in term.by]
        own += [term for term in terms if isinstance(term, Name) and term.bold]
        if any(isinstance(n, Name) and n.id == "e" for n in own):
            return False
    return True


def in_order(uses: Mapping[str, Sequence[Name]]) -> list[str]:
    """Each id after those of the names that it uses. Raises ``KindError`` where one uses itself."""
    done: dict[str, bool] = {}
    order: list[str] = []
    for root in uses:
        stack = [(root, False)]
        while stack:
            id_, ready = stack.pop()
            if ready:
                done[id_] = True
                order.append(id_)
            elif id_ not in done:
                done[id_] = False
                stack.append((id_, True))
                for used in reversed(uses[id_]):
                    if done.get(used.id) is False:
                        raise circular(used)
                    if used.id not in done:
                        stack.append((used.id, False))
    return order


def circular(name: Name) -> KindError:
    """The refusal of a definition that goes in a circle."""
    return KindError(
        f"{name.id} is defined in terms of itself", name.span, "use another name for the new value"
    )


def bare_names(term: Term, wanted: Container[str]) -> list[Name]:
    """The wanted names in a term that are not applied."""
    parts = postorder(term)
    applied = {id(part.function) for part in parts if isinstance(part, Call)}
    return [p for p in parts if isinstance(p, Name) and p.id in wanted and id(p) not in applied]


def derivatives(program: Program) -> list[Derivative]:
    """The derivatives in a program's statements."""
    terms = (term for statement in program.statements for term in terms_of(statement))
    return [part for part in postorder(*terms) if isinstance(part, Derivative)]


def targets(program: Program) -> set[str]:
    """The names that a program differentiates by; ∇f by the parameters of f."""
    params = {s.name.id: s.params or () for s in program.statements if isinstance(s, Definition)}
    variables: list[Term] = []
    for derivative in derivatives(program):
        of = derivative.of.function if isinstance(derivative.of, Call) else derivative.of
        variables += derivative.by or (params.get(of.id, ()) if isinstance(of, Name) else ())
    return set(ids_in(*variables))
