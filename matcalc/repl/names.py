"""What a session knows of its names: their kinds and where these come from, and what they are made of."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.calculator import Options, understood
from matcalc.errors import MatcalcError
from matcalc.kinds import Typed
from matcalc.kinds.kind import NameKind, Reading
from matcalc.records import Value
from matcalc.session import Session
from matcalc.terms import Definition, Name, Program, Query, ids_in
from matcalc.writers import declarations

ORIGINS = {
    "declared": "declared",
    "typography": "bold, or with an arrow",
    "inferred": "from what it stands with",
    "convention": "by convention",
    "defined": "from its definition",
}


class Fact(Value):
    """id: of the name. kind: as it would be declared, empty where it cannot be read. origin: where the kind
    comes from, or why it cannot be read. stated: the statements about it. made_of: the names in its
    definition. applied: whether it was defined as a function of arguments."""

    id: str
    kind: str
    origin: str
    stated: tuple[str, ...]
    made_of: tuple[str, ...] = ()
    applied: bool = False


def facts(session: Session, style: str) -> Iterator[Fact]:
    """All about each name that has been declared or defined, in order."""
    for name in session.names:
        found = fact(session, name, style)
        assert found is not None
        yield found


def fact(session: Session, name: str, style: str) -> Fact | None:
    """All about a name as it is typed, None for what is not a name."""
    stated = tuple(kept.text for kept in session.kept if kept.name == name)
    try:
        program, typed = session.read(name, _read)
    except MatcalcError as error:
        return Fact(name, "", f"cannot be read: {error.message}", stated) if stated else None
    asked = program.statements[-1]
    if not (isinstance(asked, Query) and isinstance(asked.term, Name)):
        return None
    id_ = asked.term.id
    stated = tuple(kept.text for kept in session.kept if kept.name == id_)
    definition = next((s for s in program.statements if isinstance(s, Definition) and s.name.id == id_), None)
    known = typed.reading.names.get(id_)
    if definition is not None and definition.params is not None and known is None:
        known = _function(definition, typed, session)
    if known is None:
        return None
    kind = declarations(Reading({id_: known}, notation=typed.reading.notation), [id_], style)
    applied = definition is not None and definition.params is not None
    return Fact(id_, kind, ORIGINS[known.origin], stated, _made_of(definition), applied)


def _read(program: Program, options: Options, source: str) -> Iterator[tuple[Program, Typed]]:
    yield program, understood(program, options)


def _function(definition: Definition, typed: Typed, session: Session) -> NameKind:
    """What a defined function takes and gives, where it is called by its name alone. A parameter that does
    not occur in it is as it would be elsewhere."""
    params = [param.id for param in definition.params or ()]
    readings = (typed if p in typed.reading.names else session.understood(p) for p in params)
    domain = tuple(found.reading.names[p].kind for p, found in zip(params, readings, strict=True))
    return NameKind(typed.reading.of(typed.queries[-1].term), "defined", domain=domain)


def _made_of(definition: Definition | None) -> tuple[str, ...]:
    if definition is None:
        return ()
    own = {param.id for param in definition.params or ()} | {definition.name.id}
    return tuple(name for name in ids_in(definition.body) if name not in own)
