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
from matcalc.terms import Derivative, Element, Name, Program, Term, postorder


class DataFlow(Record):
    """A data-flow with the reading of its names. by: ids of the variables differentiated by, if any."""

    flow: Flow
    reading: Reading
    by: tuple[str, ...] = ()


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
        of, by = query.term, list[str]()
        while isinstance(of, Derivative):
            by += [name for term in of.by for name in _names(term, typed)]
            of = of.of
        inputs = tuple(dict.fromkeys(by)) or tuple(variables(of, typed))
        workings = Workings(typed, options, (query.term,))
        yield DataFlow(flow_of(_by_name(of, typed), inputs, workings), workings.reading, inputs if by else ())


def _names(term: Term, typed: Typed) -> Iterator[str]:
    """The variables in what is differentiated by: x for x_i."""
    indices = {id(i) for part in postorder(term) if isinstance(part, Element) for i in part.indices}
    for part in postorder(term):
        if isinstance(part, Name) and id(part) not in indices and part.id in typed.reading.names:
            yield part.id


def _by_name(term: Term, typed: Typed) -> Term:
    """The name of a definition, where the term is its body."""
    return next((Name(name) for name, body in typed.definitions.items() if body is term), term)
