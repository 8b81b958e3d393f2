"""The independent ways to one number, and whether they agree.

    numbers   the term, evaluated by ``oracle`` and differentiated numerically
    tensor    the answer's tensor, evaluated by the engine
    unicode, ascii, latex   the printed answer, read back and evaluated by ``oracle``
    stacked   the printed form with vec and Kronecker products, likewise
    code      the NumPy function printed for the answer, run
    autograd  the term evaluated with autograd's NumPy and differentiated by it
    jax       likewise with JAX's, which campaigns alone ask for
"""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from matcalc.answer import Answer
from matcalc.calculator import Options, calculate
from matcalc.code import source
from matcalc.errors import CalculusError
from matcalc.kinds import Typed, infer
from matcalc.kinds.kind import STRUCTURE
from matcalc.kinds.known import kinds_laid_out
from matcalc.numeric.oracle import Oracle, natural
from matcalc.numeric.points import Point
from matcalc.numeric.printed import indexed, laid_out, places
from matcalc.reader import read
from matcalc.tensor.evaluate import evaluate
from matcalc.terms import (
    Apply,
    Call,
    Derivative,
    Matrix,
    Name,
    Term,
    postorder,
)
from matcalc.writers import answer_text, declarations, stacked_text, write

FORMATS = ("unicode", "ascii", "latex")
ALL = ("tensor", *FORMATS, "stacked", "code", "autograd")
Array = Any


@dataclass(frozen=True)
class Disagreement:
    """One way that does not give the number, for one answer."""

    way: str
    text: str
    wanted: Array
    found: Array | str

    def __str__(self) -> str:
        found = self.found if isinstance(self.found, str) else np.array2string(self.found, precision=6)
        return f"{self.way}: {self.text}\n  should be {np.array2string(self.wanted, precision=6)}\n  and is    {found}"


def disagreements(
    text: str,
    point: Point,
    options: Options | None = None,
    ways: tuple[str, ...] = ALL,
    tolerance: float = 1e-6,
) -> Iterator[Disagreement]:
    """For each answer of a program the ways that do not give what the numbers give."""
    for group in calculate(text, options):
        for answer in group:
            yield from answer_disagreements(answer, point, ways, tolerance)


def wanted(answer: Answer, point: Point) -> Array:
    """The value of an answer, numerically, with the output's axes and then the variables'."""
    values, sizes, functions = point.of(answer.reading)
    definitions = answer.tensor.answering.typed.definitions
    for name in definitions:
        values.pop(name, None)
    for term in (answer.of, *answer.by, *definitions.values()):
        places(term, answer.reading, sizes)
    with np.errstate(all="ignore"):
        constrained = answer.tensor.answering.options.entries == "constrained"
        oracle = Oracle(answer.reading, definitions, values, sizes, functions, constrained=constrained)
        return oracle.jacobian(answer.of, answer.by)


def answer_disagreements(
    answer: Answer, point: Point, ways: tuple[str, ...] = ALL, tolerance: float = 1e-6
) -> Iterator[Disagreement]:
    numbers = wanted(answer, point)
    if not np.all(np.isfinite(numbers)) or np.max(np.abs(numbers), initial=0) > 1e7:
        return
    written = laid_out(numbers, answer)
    for way in ways:
        expected = written if way in FORMATS and answer.index is None else numbers
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                found = WAYS[way](answer, point)
        except Exception as error:
            yield Disagreement(way, shown(answer, way), expected, f"{type(error).__name__}: {error}")
            continue
        if found is None:
            continue
        if found.ndim == 0 and not np.any(found) and way in FORMATS:
            found = np.zeros(expected.shape)  # 0 is written for zeros of any shape
        scale = 1 + np.max(np.abs(expected), initial=0)
        if found.shape != expected.shape or not np.max(np.abs(found - expected), initial=0) < tolerance * scale:
            yield Disagreement(way, shown(answer, way), expected, np.asarray(found))


def shown(answer: Answer, way: str) -> str:
    return answer_text(answer, way) if way in FORMATS else answer_text(answer)


def tensor(answer: Answer, point: Point) -> Array | None:
    values, sizes, functions = point.of(answer.reading)
    if functions:
        return None
    places(answer.of, answer.reading, sizes)
    for by in answer.by:
        places(by, answer.reading, sizes)
    return evaluate(answer.tensor.node, values, sizes)


def program(answer: Answer, format: str, shown: str | None = None) -> str:
    """The printed answer (or ``shown``) with the reading and the definitions it names, as input."""
    reading = answer.reading
    definitions = answer.tensor.answering.typed.definitions
    known = dict.fromkeys((*answer.names, *reading.names))
    functions = {name for name, named in reading.names.items() if named.domain is not None}
    free = [name for name in known if name not in definitions or name in functions]
    stated = declarations(reading, free, format)
    made = {name for name, _ in answer.where}
    needed = [answer.value, *(body for _, body in answer.where)]
    used = {p.id for p in postorder(*needed) if isinstance(p, Name)} - made
    defined = [
        f"{write(Name(name), reading, format)} = {write(body, reading, format)}"
        for name, body in definitions.items()
        if (shown or name in used) and name not in made and not isinstance(body, Call)
    ]
    return "\n".join([stated, *defined, shown or answer_text(answer, format)])


def typed_as(text: str, answer: Answer) -> tuple[Typed, Term]:
    """A program that is worth what ``answer`` is, whose shape tells how long a lone 1⃗ is."""
    typed = infer(read(text))
    (query,) = typed.queries
    if answer.index is not None:
        return typed, query.members[-1] if query.members else query.term
    typed.reading.kinds |= kinds_laid_out(query.term, typed.reading, answer.shape)
    return typed, query.term


def valued(text: str, answer: Answer, point: Point) -> Array:
    """The value of ``text``, as it is written or, in index notation, entry by entry."""
    typed, term = typed_as(text, answer)
    values, sizes, functions = point.of(typed.reading)
    given, more, _ = point.of(answer.reading)
    sizes |= more
    values = {k: more.get(k, given.get(k, v)) for k, v in values.items() if k not in typed.definitions}
    if answer.index is None:
        places(term, typed.reading, sizes)
    oracle = Oracle(typed.reading, typed.definitions, values, sizes, functions)
    if answer.index is not None:
        shape = tuple(axis.substitute(sizes).value or 0 for axis in answer.tensor.node.shape)
        return indexed(answer.indices, shape, partial(oracle.value, term))
    result = np.real(oracle.value(term))
    flat = isinstance(term, Matrix) and len(answer.shape) == 2 and answer.shape[0].value == 1
    return result.reshape(1, -1) if flat else result  # a row printed [a, b] stands upright alone


def read_back(format: str) -> Callable[[Answer, Point], Array]:
    return lambda answer, point: valued(program(answer, format), answer, point)


def stacked(answer: Answer, point: Point) -> Array | None:
    """The value of the matrix equation, its pairs of axes taken apart again."""
    shown = stacked_text(answer)
    if shown is None:
        return None
    typed = infer(read(program(answer, "unicode", shown)))
    (query,) = typed.queries
    values, sizes, functions = point.of(typed.reading)
    given, more, _ = point.of(answer.reading)
    sizes |= more
    values = {k: given.get(k, sizes.get(k, v)) for k, v in values.items() if k not in typed.definitions}
    oracle = Oracle(typed.reading, typed.definitions, values, sizes, functions)
    found = np.real(oracle.value(query.members[-1]))
    groups = [tuple(a.substitute(sizes).value or 0 for a in answer.reading.of(t).axes) for t in (answer.of, *reversed(answer.by))]
    axes = [n for group in groups for n in group[::-1]]
    taken = found.reshape(axes)
    order: list[int] = []
    for group in groups:
        order += reversed(range(len(order), len(order) + len(group)))
    return taken.transpose(order)


def code(answer: Answer, point: Point) -> Array | None:
    values, sizes, functions = point.of(answer.reading)
    if functions:
        return None
    try:
        text = source([[answer]])
    except CalculusError:
        return None
    places(answer.of, answer.reading, sizes)
    for by in answer.by:
        places(by, answer.reading, sizes)
    space: dict[str, Any] = {}
    exec(compile(text, "<answer>", "exec"), space)
    given = {**sizes, **values}
    parameters = inspect.signature(space["derivative"]).parameters
    arguments = [given.get(name, given.get(name.removesuffix("_"))) for name in parameters]
    return np.asarray(space["derivative"](*arguments))


def autograd(answer: Answer, point: Point) -> Array | None:
    import autograd.numpy as anp
    from autograd import jacobian

    found = differentiated(answer, point, anp, jacobian)
    multiplies = any(isinstance(part, Apply) and part.op == "prod" for part in postorder(answer.of))
    if found is not None and multiplies and not np.all(np.isfinite(found)):
        return None  # it divides by each factor of a product, and one is 0
    return found


def jax(answer: Answer, point: Point) -> Array | None:
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    with jax.disable_jit():
        return differentiated(answer, point, jnp, jax.jacfwd)


def differentiated(answer: Answer, point: Point, xp: Any, jacobian: Any) -> Array | None:
    """The derivative by automatic differentiation, where all there is can be had with it."""
    values, sizes, functions = point.of(answer.reading)
    definitions = answer.tensor.answering.typed.definitions
    parts = [p for t in (answer.of, *definitions.values()) for p in postorder(t)]
    unknown = any(isinstance(p, Call | Derivative) or (isinstance(p, Apply) and p.op == "erf") for p in parts)
    if functions or unknown or not all(
        isinstance(by, Name) and by.id in values and by.id not in definitions for by in answer.by
    ):
        return None
    places(answer.of, answer.reading, sizes)
    kind = answer.reading.of(answer.of)

    def of(given: Mapping[str, Array]) -> Array:
        oracle = Oracle(answer.reading, definitions, given, sizes, xp=xp)
        return natural(oracle.value(answer.of), kind, xp)

    function = of
    for by in reversed(answer.by):
        assert isinstance(by, Name)
        known = answer.reading.names[by.id].flags
        constrained = answer.tensor.answering.options.entries == "constrained"
        function = slope(function, by.id, jacobian, known & STRUCTURE if constrained else frozenset())
    return np.asarray(function({k: np.asarray(v, dtype=float) for k, v in values.items() if k not in definitions}))


def slope(
    function: Callable[..., Array], name: str, jacobian: Any, structure: frozenset[str]
) -> Callable[..., Array]:
    def varied(old: Array, new: Array) -> Array:
        """What keeps its structure as ``old`` goes to ``new``, entry by entry."""
        if not structure:
            return new
        step, diagonal = new - old, (new - old) * np.eye(len(old))
        return old + (diagonal if "diagonal" in structure else step + step.T - diagonal)

    return lambda given: jacobian(lambda x: function({**given, name: varied(given[name], x)}))(given[name])


WAYS: dict[str, Callable[[Answer, Point], Array | None]] = {
    "tensor": tensor,
    "code": code,
    "autograd": autograd,
    "jax": jax,
    "stacked": stacked,
    **{format: read_back(format) for format in FORMATS},
}
