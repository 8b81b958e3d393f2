"""How a line is read while it is being typed, or what is wrong with it: one short remark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import reduce
from typing import Literal

from matcalc.calculator import Posed, layout_of, posed, variables
from matcalc.errors import MatcalcError, ReadError, Span
from matcalc.kinds import Dimension
from matcalc.kinds.kind import Kind, Reading
from matcalc.notation.commands import WORDS
from matcalc.reader.entries import is_open
from matcalc.reader.outline import outline
from matcalc.reader.parts import parts
from matcalc.records import Value
from matcalc.repl.answers import understood
from matcalc.repl.recognise import called
from matcalc.repl.state import State
from matcalc.terms import Derivative, Matrix, Term
from matcalc.writers import STYLES, declarations
from matcalc.writers.declarations import size, space
from matcalc.writers.names import Names
from matcalc.writers.piece import join
from matcalc.writers.text import operator

LONGEST = 2_000
"""Texts of more characters are not read before they are entered."""

GAPS = {"unicode": " · ", "ascii": "; "}
TIMES = {"unicode": " × ", "ascii": " x "}

SPACES = 3
"""The spaces of more variables are not listed."""

_WORD = re.compile(r"\\?[A-Za-z]+|\\")
_MORE = (" x", "/∂x x")


class Remark(Value):
    """sort: whether the text is read, wrong, or not complete yet. place: where it is wrong."""

    said: str
    sort: Literal["read", "wrong", "open"] = "read"
    place: Span | None = None


NOTHING = Remark("")


def remark(text: str, state: State) -> Remark:
    """What there is to say of a text that would be entered next."""
    if not text.strip() or len(text) > LONGEST:
        return NOTHING
    _, presentation = state.settings.chosen
    format_ = "ascii" if presentation.ascii or presentation.format == "ascii" else "unicode"
    gap = GAPS[format_]
    call = called(text, WORDS, state.session.names)
    try:
        if call is not None:
            row = WORDS.get(call.word)
            return NOTHING if row is None else Remark(f"{row.shown}{gap}{row.summary}")
        return Remark(gap.join(filter(None, _said(text, state, format_))))
    except MatcalcError as error:
        place = error.span if error.source in (None, text) else None
        if _unfinished(error, place, text, state):
            return Remark(error.message, "open", place)
        return Remark(gap.join(filter(None, (error.message, error.hint))), "wrong", place)


def _unfinished(error: MatcalcError, place: Span | None, text: str, state: State) -> bool:
    """Whether a text breaks off, so that what is missing may come: a bracket is open, a word is being typed,
    or the error would be gone with what is likely to follow."""
    if is_open(text) and all(part.sort != "wrong" for part in parts(text)):
        return True
    if not isinstance(error, ReadError) or place is None or place.end < len(text.rstrip()):
        return False
    if _WORD.fullmatch(text, place.start):
        return True
    return any(_place(f"{text}{more}", state) not in (place.start, None) for more in _MORE)


def _place(text: str, state: State) -> int | None:
    """Where a text is wrong, -1 where it is not, None where no place is known."""
    try:
        state.session.understood(text)
    except MatcalcError as error:
        return None if error.span is None or error.source not in (None, text) else error.span.start
    return -1


def _said(text: str, state: State, format_: str) -> Iterator[str]:
    """The parts of what is said: the kinds of the names, then from where to where, and how it is laid out."""
    if not any(part.asks for part in outline(text, state.session.names)):
        yield from understood(state.session.enter(text), format_)
        return
    made = state.session.read(text, lambda program, options, _: [posed(program, options)])
    for _, terms in made.asked:
        found = (variables(part, made.typed) for term in terms for part in _inside(term))
        names = dict.fromkeys(name for names in found for name in names)
        yield declarations(made.typed.reading, names, format_)
        yield from _mapping(terms, made, state.session.options.layout, format_)


def _inside(term: Term) -> tuple[Term, ...]:
    return (term.of, *term.by) if isinstance(term, Derivative) else (term,)


def _mapping(terms: tuple[Term, ...], made: Posed, layout: str, format_: str) -> Iterator[str]:
    """ℝⁿ → ℝᵐ, and the shape of each derivative."""
    reading = made.typed.reading
    style, names = STYLES[format_], Names(reading)
    derivatives = [term for term in terms if isinstance(term, Derivative)]
    outer = reading.of(_inside(terms[0])[0])
    target = space(outer, names, style)
    by = dict.fromkeys(part for term in derivatives for part in (term.by if len(terms) > 1 else term.by[:1]))
    if not by:
        yield target
    elif len(by) <= SPACES:
        yield style.times.join(space(reading.of(part), names, style) for part in by) + style.arrow + target
    for term in derivatives:
        added = (axis for part in term.by for axis in _axes(part, reading))
        axes = layout_of(outer, term.by, reading, layout).shape((*outer.axes, *added))
        if axes:
            word = _word(outer, term, len(axes)) if len(terms) == 1 else operator(term.by, reading, style)
            yield f"{word} {TIMES[format_].join(join(size(axis, names, style)) for axis in axes)}"


def _axes(by: Term, reading: Reading) -> tuple[Dimension, ...]:
    """Those that differentiating by a term adds; the variables of a list stand along one."""
    if not isinstance(by, Matrix):
        return reading.of(by).axes
    parts = (reading.of(part).axes for row in by.rows for part in row)
    return (sum((reduce(Dimension.__mul__, axes, Dimension.of(1)) for axes in parts), Dimension.of(0)),)


def _word(outer: Kind, term: Derivative, axes: int) -> str:
    """What the derivative is called."""
    if outer.word == "scalar" and axes == 2 and len(term.by) <= 2:
        return "gradient" if len(term.by) == 1 else "Hessian"
    return "Jacobian" if outer.word in ("vector", "row") and axes == 2 else "derivative"
