"""An answer as plain data, for programs: one object a query."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matcalc.answer import Answer
from matcalc.derivation import Derivation
from matcalc.errors import MatcalcError
from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import NameKind
from matcalc.terms import Name, Term
from matcalc.writers import STYLES, stacked_text, write
from matcalc.writers.latex import STYLE, LatexStyle
from matcalc.writers.steps.data import to_list
from matcalc.writers.style import Style


def to_dict(
    answer: Answer,
    derivation: Derivation | None = None,
    latex: LatexStyle = STYLE,
    line: int | None = None,
    code: str | None = None,
) -> dict[str, Any]:
    """The answer with every text format of its value, ready for ``json.dumps``; with its derivation as
    ``steps``, if that is asked for, and its ``rule``; of a script with the line where it was asked.

    ``of``, ``wrt`` and the names are ASCII, so that they can be matched; a dimension is a number or
    the text of one. ``numpy`` is its ``code``, null where it has none.
    """
    by = dict.fromkeys(write(variable, answer.reading, "ascii") for variable in answer.by)
    styles = STYLES | {"latex": latex}
    value = {format: write(answer.value, answer.reading, style) for format, style in styles.items()}
    known = answer.reading.names
    steps = {} if derivation is None else {"steps": to_list(derivation, latex)}
    return {
        "input": answer.input,
        **({} if line is None else {"line": line}),
        "of": write(answer.asked, answer.reading, "ascii"),
        "wrt": ", ".join(by) or None,
        "order": answer.order,
        "layout": answer.layout,
        "shape": [_size(axis) for axis in answer.shape],
        "kind": _word(answer.shape),
        **value,
        "index": _index(answer),
        "vec": stacked_text(answer),
        "numpy": code,
        "variables": {name: _variable(known[name]) for name in answer.names if name in known},
        "rule": derivation.parts[-1].rule or None if derivation else None,
        "verified": answer.verified,
        "notes": list(answer.notes),
        "where": [_definition(answer, name, body, styles) for name, body in answer.where],
        **steps,
    }


def error_to_dict(error: MatcalcError, text: str | None, line: int | None) -> dict[str, Any]:
    """A refusal of a text that begins on a line of a script; spans are offsets in the text. Of a script that
    cannot be read both are None."""
    span, labels = error.span, error.labels
    if error.source not in (None, text):  # the fault is in an option
        span, labels = None, ()
    return {
        "input": text and text.encode(errors="replace").decode(),
        "line": line,
        "error": {
            "message": error.message,
            "hint": error.hint,
            "span": span and list(span),
            "labels": [{"span": list(at), "label": label} for at, label in labels],
        },
    }


def _size(axis: Dimension) -> int | str:
    return str(axis) if axis.value is None else axis.value


def _word(shape: tuple[Dimension, ...]) -> str:
    if len(shape) != 2:
        return "tensor" if shape else "scalar"
    rows, cols = (axis.value for axis in shape)
    return "vector" if cols == 1 else "row" if rows == 1 else "matrix"


def _index(answer: Answer) -> str | None:
    if answer.index is None:
        return None
    left, right = (write(side, answer.reading) for side in answer.index)
    return f"{left} = {right}"


def _variable(name: NameKind) -> dict[str, Any]:
    shape = [axis for axis in (name.kind.rows, name.kind.cols, *name.kind.more) if axis is not None]
    stated: dict[str, Any] = {
        "kind": name.kind.word if name.domain is None else "function",
        "shape": [_size(axis) for axis in shape],
        "from": name.origin,
    }
    if name.kind.family is not None:
        stated["family"] = _size(name.kind.family)
    if name.flags:
        stated["flags"] = sorted(name.flags)
    return stated


def _definition(answer: Answer, name: str, body: Term, styles: Mapping[str, Style]) -> dict[str, str]:
    texts = {format: write(body, answer.reading, style) for format, style in styles.items()}
    return {"name": write(Name(name), answer.reading, "ascii"), **texts}
