"""What a function is to compute: its arguments and its results as arrays, the same for every target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from matcalc.answer import Answer
from matcalc.code.arrays import Array, postorder
from matcalc.code.translation import Translation
from matcalc.errors import CalculusError
from matcalc.kinds.kind import Reading
from matcalc.lowering.derivatives import differentiate
from matcalc.notation.symbols import CONSTANTS
from matcalc.records import Record, Value
from matcalc.tensor.node import Node, Shape
from matcalc.tensor.normal import normal
from matcalc.terms import Derivative, Term

if TYPE_CHECKING:
    from matcalc.calculator import Answering

# What may be wanted of an expression, by how often it is differentiated.
RESULTS = {"value": 0, "gradient": 1, "hessian": 2}


class Input(Value):
    """An argument. function: it is an unknown function, with values of this shape."""

    name: str
    shape: Shape
    function: bool = False


class Result(Record):
    """One array to compute. term: what it is, as it was asked for; value: its closed form, if any."""

    name: str
    term: Term
    array: Array
    value: Term | None = None

    @property
    def shape(self) -> Shape:
        return self.array.shape


class Plan(Record):
    """A function. names: what definitions call arrays on the way; where: names in the closed forms."""

    inputs: tuple[Input, ...]
    results: tuple[Result, ...]
    names: Mapping[Array, str]
    reading: Reading
    where: tuple[tuple[str, Term], ...] = ()


def planned(answers: Sequence[Answer], wanted: Sequence[str] = ()) -> Plan:
    """The plan of a function for the answers to one question, one after the other; of each what is ``wanted``
    of RESULTS, or what it is.

    Raises CalculusError where there is no code: derivatives of unknown functions stay symbols.
    """
    first = answers[0]
    translation = Translation()
    engine: Answering = first.tensor.answering
    results: list[Result] = []
    for answer in answers:
        if not wanted:
            term = Derivative(answer.asked, answer.by) if answer.by else answer.asked
            results.append(Result("derivative", term, translation.array(answer.tensor.node), answer.value))
        for word in wanted:
            if word == "value" and any(result.name == "value" for result in results):
                continue
            name = word if len(answers) == 1 or word == "value" else f"{word}_{variable(answer)}"
            results.append(result(answer, word, name, translation))
    names = {n: None for answer in answers for n in answer.names}
    arrays = tuple(result.array for result in results)
    return Plan(
        inputs(first.reading, names),
        tuple(results),
        defined(engine, translation, postorder(*arrays)),
        first.reading,
        () if wanted else first.where,
    )


def variable(answer: Answer) -> str:
    target = answer.by[0]
    return str(getattr(target, "id", "x"))


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


def derived(answer: Answer, by: tuple[Term, ...]) -> Node:
    """The normal form of what was differentiated, or of a derivative of it."""
    lowering = answer.tensor.answering.lowering
    value = lowering.lower(answer.of)
    node = differentiate(lowering, answer.of, value, by) if by else value.node
    return normal(lowering.closed(lowering.expand(node)))


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
