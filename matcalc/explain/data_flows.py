"""The data-flow of each query of a program, from its variables to its value."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.calculator import Options, asking, combined, read_and, understood, variable, variables
from matcalc.derivation import Flow
from matcalc.explain.flow import flow_of
from matcalc.explain.workings import Workings
from matcalc.kinds import Typed
from matcalc.kinds.kind import Reading
from matcalc.records import Record, replace
from matcalc.terms import Derivative, Element, Name, Program, Term, children, same


class DataFlow(Record):
    """A data-flow with the reading of its names. by: the names and entries differentiated by, if any."""

    flow: Flow
    reading: Reading
    by: tuple[Term, ...] = ()


def data_flows(text: str, options: Options | None = None) -> list[DataFlow]:
    """The data-flow of each query: of what is differentiated, from the variables that it is differentiated
    by, or from all that it has where it is not.

    Raises MatcalcError, with ``source`` set to the text its spans refer to.
    """
    return read_and(flows, text, options or Options())


def flows(program: Program, options: Options, source: str) -> Iterator[DataFlow]:
    """``data_flows`` of a program that has been read."""
    program = replace(program, statements=tuple(map(combined, program.statements)))
    typed = understood(program, options)
    if options.wrt:
        wrt = [variable(text, program) for text in options.wrt]
        asked = [(query, wrt) for query in typed.queries]
        typed = understood(asking(program, typed.queries, asked), options)
    for query in typed.queries:
        of, by = query.term, list[Name | Element]()
        while isinstance(of, Derivative):
            new = (target for term in of.by for target in _targets(term))
            by += [target for target in new if not any(same(target, known) for known in by)]
            of = of.of
        bases = (target.base if isinstance(target, Element) else target for target in by)
        inputs = tuple(dict.fromkeys(base.id for base in bases if isinstance(base, Name)))
        inputs = inputs or tuple(variables(of, typed))
        workings = Workings(typed, options, (query.term,))
        yield DataFlow(flow_of(_by_name(of, typed), inputs, workings), workings.reading, tuple(by))


def _targets(term: Term) -> Iterator[Name | Element]:
    """The variables and entries that one differentiates by: x_i and y for [x_i, y], X for vec(X)."""
    if isinstance(term, Name | Element):
        yield term
        return
    for part in children(term):
        yield from _targets(part)


def _by_name(term: Term, typed: Typed) -> Term:
    """The name of a definition, where the term is its body."""
    return next((Name(name) for name, body in typed.definitions.items() if body is term), term)
