"""One name for one quantity: those of an answer's ``where`` and of intermediate variables brought together.

An answer is derived with its own names set aside, so that the derivation may have the best ones. Then
what is the same in terms of the inputs is called as where it first occurs, in all parts of the derivation,
and what has been introduced is not introduced again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from matcalc.answer import Answer
from matcalc.calculator import Engine
from matcalc.derivation import Derivation, Flow, Line, Move, Part
from matcalc.errors import MatcalcError
from matcalc.explain.judge import Meaning, introduced
from matcalc.explain.naming import renamed
from matcalc.kinds.kind import Kind, Reading
from matcalc.lowering.sharing import fresh_names, in_use
from matcalc.records import replace
from matcalc.tensor.node import Node, Variable
from matcalc.tensor.normal import normal
from matcalc.terms import Call, Name, Term, postorder


def set_aside(answer: Answer) -> tuple[Answer, dict[str, str]]:
    """The answer with other names for its repeated parts, ones that nobody uses; and its own by these."""
    engine = answer.tensor
    assert isinstance(engine, Engine)
    typed = engine.answering.typed
    own = [name for name, body in answer.where if name not in typed.definitions and not _states(name, body)]
    if not own:
        return answer, {}
    instead = {name: f"?where{number}" for number, name in enumerate(own, 1)}
    names = {instead.get(name, name): known for name, known in answer.reading.names.items()}
    reading = replace(answer.reading, names=names)
    answering = replace(engine.answering, typed=replace(typed, reading=reading))
    made = _renamed_answer(answer, instead, reading)
    return replace(made, tensor=replace(engine, answering=answering)), {v: k for k, v in instead.items()}


def unified(derivation: Derivation, originals: Mapping[str, str]) -> Derivation:
    """The derivation with one name for each quantity. originals: the names that its answer had."""
    shared, known = _same(derivation)
    survivors = [name for name in known if name not in shared]
    reading = derivation.reading
    new = _closed_up(survivors, shared)
    lines = (line for part in derivation.parts for line in _lines(part))
    terms = postorder(*(member for line in lines for member in line.members))
    taken = in_use(reading).union(new.values(), (term.id for term in terms if isinstance(term, Name)))
    for name in survivors:
        if name in originals:
            is_matrix = reading.names[name].kind.word == "matrix"
            (other,) = fresh_names(1, taken, is_matrix)
            new[name] = originals[name] if originals[name] not in taken else other
            taken.add(new[name])
    new |= {name: new.get(first, first) for name, first in shared.items()}
    names = {new.get(name, name): kind for name, kind in reading.names.items() if name not in shared}
    reading = replace(reading, names=names)
    answer = _renamed_answer(derivation.answer, new, reading)
    return Derivation(answer, reading, tuple(_parts(derivation.parts, new)))


def _renamed_answer(answer: Answer, names: Mapping[str, str], reading: Reading) -> Answer:
    def both(terms: tuple[Term, Term] | None) -> tuple[Term, Term] | None:
        return None if terms is None else (renamed(terms[0], names), renamed(terms[1], names))

    return replace(
        answer,
        value=renamed(answer.value, names),
        where=tuple((names.get(name, name), renamed(body, names)) for name, body in answer.where),
        index=both(answer.index),
        stacked=both(answer.stacked),
        reading=reading,
    )


def _states(name: str, body: Term) -> bool:
    """Whether it says what something depends on, 𝐠 = 𝐠(𝐱)."""
    return isinstance(body, Call) and body.function.id == name


def _same(derivation: Derivation) -> tuple[dict[str, str], list[str]]:
    """For each name that stands for what had a name before, that name; and all names introduced, in order."""
    engine = derivation.answer.tensor
    assert isinstance(engine, Engine)
    answering = engine.answering
    constrained = answering.options.entries == "constrained"
    meaning = Meaning(derivation.answer, derivation.reading, constrained)
    first: dict[tuple[Node, Kind], str] = {}
    shared: dict[str, str] = {}
    order: dict[str, None] = {}
    given = ((name, (), body) for name, body in answering.typed.definitions.items())
    for name, indices, body in chain(given, _introductions(derivation.parts)):
        if name in meaning.bodies:
            continue
        try:
            meaning.define(name, indices, body)
        except MatcalcError:
            continue
        whole = normal(meaning.bases[name])
        if name not in answering.typed.definitions:
            order[name] = None
        if isinstance(whole, Variable):
            continue
        earlier = first.setdefault((whole, derivation.reading.names[name].kind), name)
        if earlier != name:
            shared[name] = earlier
    return shared, list(order)


def _introductions(parts: Iterable[Part]) -> Iterator[tuple[str, tuple[str, ...], Term]]:
    """Each name that is introduced, with its indices and what it stands for."""
    for part in parts:
        for v in part.flow.variables if part.flow is not None else ():
            yield v.name, v.indices, v.body
        for line in _lines(part):
            target = introduced(line.members[0]) if line.definition else None
            if target is not None:
                yield *target, line.members[-1]


def _lines(part: Part) -> Iterator[Line]:
    titles = () if part.title is None else (part.title,)
    return chain(titles, *(move.lines for move in part.moves))


def _closed_up(names: Iterable[str], dropped: Iterable[str]) -> dict[str, str]:
    """Names with numbers moved up to where others have fallen out of their row: u₂ for u₃ without u₂."""
    rows: dict[str, list[int]] = {}
    gaps: dict[str, list[int]] = {}
    for found, table in ((names, rows), (dropped, gaps)):
        for name in found:
            letter, _, number = name.rpartition("_")
            if letter and number.isdigit():
                table.setdefault(letter, []).append(int(number))
    new: dict[str, str] = {}
    for letter in rows.keys() & gaps.keys():
        places = sorted([*rows[letter], *gaps[letter]])
        new |= {
            f"{letter}_{old}": f"{letter}_{place}"
            for old, place in zip(sorted(rows[letter]), places, strict=False)
            if old != place
        }
    return new


def _parts(parts: Iterable[Part], names: Mapping[str, str]) -> Iterator[Part]:
    """The parts by the new names, without what was introduced before."""
    seen: set[str] = set()

    def line_of(line: Line) -> Line:
        return replace(line, members=tuple(renamed(member, names) for member in line.members))

    def is_new(line: Line) -> bool:
        target = introduced(line.members[0])
        if not line.definition or target is None:
            return True
        known = target[0] in seen
        seen.add(target[0])
        return not known

    for part in parts:
        title = None if part.title is None else line_of(part.title)
        moves = [Move(move.name, tuple(filter(is_new, map(line_of, move.lines)))) for move in part.moves]
        flow = None if part.flow is None else _flow(part.flow, names)
        yield replace(part, moves=tuple(move for move in moves if move.lines), flow=flow, title=title)


def _flow(flow: Flow, names: Mapping[str, str]) -> Flow:
    found = {
        names.get(v.name, v.name): v
        for v in reversed(flow.variables)  # the first that has a name
    }
    variables = [
        replace(
            v,
            name=name,
            body=renamed(v.body, names),
            uses=tuple(dict.fromkeys(names.get(use, use) for use in v.uses)),
        )
        for name, v in reversed(found.items())
    ]
    return Flow(flow.inputs, tuple(variables))
