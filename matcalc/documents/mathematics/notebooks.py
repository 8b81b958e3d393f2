"""The Markdown cells of a Jupyter notebook.

A notebook is JSON: the text of a cell is a string, or a list of them, with escapes. Strings come in the same
order when the notebook is read as JSON and when its text is looked through for them, so that each is found
with its place. (nbformat, version 4: https://nbformat.readthedocs.io/en/latest/format_description.html)
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any

from matcalc.documents.mathematics.found import Found
from matcalc.documents.mathematics.macros import Macros
from matcalc.documents.mathematics.markdown import within
from matcalc.documents.mathematics.placed import Placed, joined
from matcalc.errors import MatcalcError, Span
from matcalc.records import Value

_STRING = re.compile(r'"((?:[^"\\]|\\.)*+)"', re.DOTALL)
_CHARACTER = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u....|\\.|.", re.DOTALL)


class Cell(Value):
    """A cell of text. number: among all cells, from 1."""

    number: int
    source: Placed


Located = tuple[int, int, int]
"""The number of a cell, and a line and a column in it, all from 1."""


def located(cells: Sequence[Cell], offset: int) -> Located | None:
    """Where in a cell a place in the text of a notebook is, None where it is in none of these."""
    for cell in cells:
        starts = cell.source.starts
        if starts and starts[0] <= offset < cell.source.ends[-1]:
            before = cell.source.text[: bisect_right(starts, offset) - 1]
            return cell.number, before.count("\n") + 1, len(before) - before.rfind("\n")
    return None


class _Object(list[tuple[str, Any]]):
    """The entries of a JSON object in order, with their names as often as they occur."""


def find(document: str) -> Iterator[Found]:
    """What is found in a notebook, in order.

    Raises MatcalcError for what is no notebook.
    """
    macros: Macros = {}
    for cell in cells(document):
        yield from within(cell.source, macros)


def cells(document: str) -> list[Cell]:
    """The Markdown cells of a notebook.

    Raises MatcalcError for what is none.
    """
    try:
        whole = json.loads(document, object_pairs_hook=_Object)
        if not isinstance(whole, _Object) or not isinstance(dict(whole).get("cells"), list):
            raise ValueError
    except (ValueError, RecursionError):
        first = Span(0, min(len(document), 1))
        raise MatcalcError("this is not a notebook", first, source=document) from None
    places = (found.span(1) for found in _STRING.finditer(document))
    found: list[Cell] = []
    for name, value in whole:
        next(places)
        if name != "cells" or not isinstance(value, list):
            _passed(value, places)
            continue
        for number, cell in enumerate(value, 1):
            texts: list[Placed] = []
            is_text = isinstance(cell, _Object) and dict(cell).get("cell_type") == "markdown"
            for own, part in cell if is_text else ():
                next(places)
                seen = _passed(part, places)
                texts += [_decoded(document, *place) for place in seen] if own == "source" else []
            if not is_text:
                _passed(cell, places)
            elif texts:
                found.append(Cell(number, joined(texts)))
    return found


def _passed(value: Any, places: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    """The places of the strings in a JSON value, which come next."""
    count, stack = 0, [value]
    while stack:
        top = stack.pop()
        if isinstance(top, str):
            count += 1
        elif isinstance(top, _Object):
            count += len(top)
            stack += [part for _, part in top]
        elif isinstance(top, list):
            stack += top
    return [next(places) for _ in range(count)]


def _decoded(document: str, start: int, end: int) -> Placed:
    """The text of a JSON string, with places."""
    found = [
        (json.loads(f'"{part[0]}"', strict=False), part.span())
        for part in _CHARACTER.finditer(document, start, end)
    ]
    return Placed(
        "".join(text for text, _ in found),
        tuple(place[0] for _, place in found),
        tuple(place[1] for _, place in found),
    )
