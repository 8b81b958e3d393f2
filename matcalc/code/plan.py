"""What a function is to compute: its arguments and its results as arrays, the same for every target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from matcalc.answer import Answer
from matcalc.code.graph import Array, postorder
from matcalc.code.results import Input, Result, derived, variable
from matcalc.code.second import Form, second
from matcalc.code.translation import Translation
from matcalc.errors import CalculusError
from matcalc.kinds.kind import Reading
from matcalc.notation.symbols import CONSTANTS
from matcalc.records import Record
from matcalc.tensor.normal import normal
from matcalc.terms import Derivative, Term

if TYPE_CHECKING:
    from matcalc.calculator import Answering

# What may be wanted of an expression, by how often it is differentiated.
RESULTS = {"value": 0, "gradient": 1, "hessian": 2}


class Plan(Record):
    """A function. names: what definitions call arrays on the way; where: names in the closed forms."""

    inputs: tuple[Input, ...]
    results: tuple[Result, ...]
    names: Mapping[Array, str]
    reading: Reading
    where: tuple[tuple[str, Term], ...] = ()


def planned(answers: Sequence[Answer], wanted: Sequence[str] = (), form: Form = "dense") -> Plan:
    """The plan of a function for the answers to one question, one after the other; of each what is ``wanted``
    of RESULTS, or what it is. form: what is computed in the place of second derivatives.

    Raises CalculusError where there is no code: derivatives of unknown functions stay symbols.
    """
    first = answers[0]
    translation = Translation()
    engine: Answering = first.tensor.answering
    results: list[Result] = []
    directions: list[Input] = []
    for answer in answers:
        if not wanted and form != "dense":
            made = second(answer, answer.by, form, "derivative", translation, len(answers) > 1)
            results += made.results
            directions += made.inputs
        elif not wanted:
            term = Derivative(answer.asked, answer.by) if answer.by else answer.asked
            results.append(Result("derivative", term, translation.array(answer.tensor.node), answer.value))
        for word in wanted:
            if word == "value" and any(result.name == "value" for result in results):
                continue
            name = word if len(answers) == 1 or word == "value" else f"{word}_{variable(answer)}"
            if word == "hessian" and form != "dense":
                made = second(answer, answer.by[:1] * 2, form, name, translation, len(answers) > 1)
                results += made.results
                directions += made.inputs
            else:
                results.append(result(answer, word, name, translation))
    if form != "dense" and wanted and "hessian" not in wanted:
        raise CalculusError(
            f"no second derivative is wanted, of which to make a {form}",
            hint="add it: --with gradient,hessian",
        )
    names = {n: None for answer in answers for n in answer.names}
    arrays = tuple(result.array for result in results)
    return Plan(
        (*inputs(first.reading, names), *directions),
        tuple(results),
        defined(engine, translation, postorder(*arrays)),
        first.reading,
        () if wanted else first.where,
    )


def result(answer: Answer, word: str, name: str, translation: Translation) -> Result:
    """What is wanted of an expression: itself, or a derivative."""
    order = RESULTS[word]
    if order and not answer.by:
        raise CalculusError(f"nothing says by what the {word} is", hint="ask for a derivative, or give --wrt")
    by = answer.by[:1] * order
    if by == answer.by:
        return Result(name, Derivative(answer.asked, by), translation.array(answer.tensor.node), answer.value)
    term = Derivative(answer.asked, by) if by else answer.asked
    return Result(name, term, translation.array(derived(answer, by)))


def inputs(reading: Reading, names: Mapping[str, Any]) -> tuple[Input, ...]:
    known = reading.names
    return tuple(
        Input(name, known[name].kind.axes, known[name].domain is not None)
        for name in names
        if name in known
        and not known[name].flags & {"dimension", "defined"}
        and not (name in CONSTANTS and "constant" in known[name].flags)
    )


def defined(engine: Answering, translation: Translation, used: Sequence[Array]) -> dict[Array, str]:
    """The arrays that definitions stand for."""
    lowering = engine.lowering
    found: dict[Array, str] = {}
    for name in lowering.definitions:
        known = lowering.reading.names.get(name)
        if known is None or known.domain is not None:
            continue
        node = normal(lowering.closed(lowering.expand(lowering.body(name))))
        array = translation.done[node].array if node in translation.done else None
        if array is not None and array in used and array.args and array not in found:
            found[array] = name
    return found
