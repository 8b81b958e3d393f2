"""What depends on what, where a program says it only by its quotients: df/dg dg/dx.

There f and g are no variables but values, f = f(g) and g = g(x); likewise the bare 𝐟 of ∂𝐟/∂𝐠
beside a call 𝐟(𝐠(𝐱)) is the value of that call.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from matcalc.terms import Call, Derivative, Element, Matrix, Name, Term, children, ids_in, names_in, postorder


def dependences(
    roots: Sequence[Term], settled: Collection[str], bodies: Mapping[str, Term]
) -> tuple[dict[str, Term], list[str]]:
    """Definitions to add, and a note for each that was read out of quotients alone. ``bodies``: what names
    are defined as."""
    nodes = list(postorder(*roots))
    entries = {id(part) for t in nodes if isinstance(t, Derivative) for part in (t.of, *t.by)}
    calls: dict[str, Call] = {}
    denominators: dict[str, dict[str, Name]] = {}
    parts: set[str] = set()
    elsewhere: set[str] = {root.id for root in roots if isinstance(root, Name)}
    for term in nodes:
        match term:
            case Call():
                calls.setdefault(term.function.id, term)
                elsewhere |= {a.id for a in term.args if isinstance(a, Name)}
            case Derivative():
                names = [n for b in term.by for n in _names(b)]
                parts |= {n.id for n in names}
                own = _own(term)
                if own is not None:
                    if term.by and _quotient(term):
                        table = denominators.setdefault(own.id, {})
                        for name in names:
                            table.setdefault(name.id, name)
                        parts.add(own.id)
                    else:
                        elsewhere.add(own.id)
            case Matrix() if term.flat:
                pass  # entries of a list of variables are no other use; others are values anyway
            case Element() if id(term) in entries:
                elsewhere |= {n.id for index in term.indices if index is not None for n in _names(index)}
            case _:
                elsewhere |= {c.id for c in children(term) if isinstance(c, Name)}
    definitions: dict[str, Term] = {}
    bare = parts - set(settled)
    for id_ in sorted(bare & set(calls)):
        call = calls[id_]
        args = tuple(
            Name(a.function.id, a.function.bold) if isinstance(a, Call) and a.function.id in bare else a
            for a in call.args
        )
        definitions[id_] = Call(Name(id_, call.function.bold), args)
    notes: list[str] = []
    for id_, table in _reduced(denominators, bodies).items():
        if id_ in settled or id_ in elsewhere or id_ in calls or not table:
            continue
        args = tuple(Name(n.id, n.bold) for n in table.values())
        bold = next(own.bold for t in nodes if (own := _own(t)) is not None and own.id == id_)
        definitions[id_] = Call(Name(id_, bold), args)
        notes.append(f"{id_} is read as a function of {', '.join(n.id for n in table.values())}")
    return definitions, notes


def _own(term: Term) -> Name | None:
    """What is differentiated: y in ∂y/∂x and in ∂y_i/∂x_j."""
    of = term.of if isinstance(term, Derivative) else None
    of = of.base if isinstance(of, Element) else of
    return of if isinstance(of, Name) else None


def _names(by: Term) -> list[Name]:
    if isinstance(by, Name):
        return [by]
    if isinstance(by, Element):
        return [by.base] if isinstance(by.base, Name) else []
    return names_in(by)


def _quotient(term: Derivative) -> bool:
    """Was it typed ∂f/∂x rather than ∂/∂x f (where f is a constant)?"""
    of, by = term.of.span, term.by[0].span
    return of is None or by is None or of.start < by.start


def _reduced(
    graph: Mapping[str, Mapping[str, Name]], bodies: Mapping[str, Term]
) -> dict[str, dict[str, Name]]:
    """Without what is reached through another: y of u and x, u of x is y of u. A name that would
    come to depend on itself is left out."""
    within = {id_: ids_in(body) for id_, body in bodies.items()}
    reach: dict[str, set[str]] = {}
    for root in {*graph, *(id_ for table in graph.values() for id_ in table)}:
        seen: set[str] = set()
        stack = [n for n in (*graph.get(root, ()), *within.get(root, ())) if n != root]
        while stack:
            id_ = stack.pop()
            if id_ not in seen:
                seen.add(id_)
                stack.extend(n for n in (*graph.get(id_, ()), *within.get(id_, ())) if n != id_)
        reach[root] = seen
    reduced: dict[str, dict[str, Name]] = {}
    for root, table in graph.items():
        if root in reach[root]:
            continue
        reduced[root] = {
            id_: name
            for id_, name in table.items()
            if id_ != root
            and not any(id_ in reach.get(other, ()) for other in table if other != id_ and other != root)
        }
    return reduced
