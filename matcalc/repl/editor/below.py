"""What stands below the line while it is typed, and the mark in the line where it is wrong."""

from __future__ import annotations

from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.layout.utils import explode_text_fragments

from matcalc.reader.characters import visible
from matcalc.reader.diagnostics import cells
from matcalc.repl.editor.background import Background
from matcalc.repl.understanding import Remark

STYLES = {"read": "class:read", "wrong": "class:refused", "open": "class:open"}


def below(remark: Remark, text: str, margin: int, width: int) -> StyleAndTextTuples:
    """The remark on a text that begins ``margin`` cells from the left: behind a caret under the place that
    is wrong, where there is room for it."""
    said = visible(remark.said)
    place = remark.place
    if remark.sort != "wrong" or place is None:
        return [(STYLES[remark.sort], " " * margin + _cut(said, width - margin))]
    line = text.count("\n", 0, place.start)
    start = text.rfind("\n", 0, place.start) + 1
    before = margin + cells(text[start : place.start])
    last = line == text.count("\n") and margin + cells(text[start:]) < width
    carets = "^" * max(1, cells(text[place.start : place.end].partition("\n")[0]))
    room = width - before - len(carets) - 1
    if last and room >= min(cells(said), width // 2):
        return [(STYLES["wrong"], f"{' ' * before}{carets} {_cut(said, room)}")]
    where = f"column {cells(text[start : place.start]) + 1}: "
    where = f"line {line + 1}, {where}" if "\n" in text else where
    return [(STYLES["wrong"], " " * margin + _cut(where + said, width - margin))]


def _cut(text: str, width: int) -> str:
    """As much of the text as fits."""
    if cells(text) <= width:
        return text
    kept = text[: max(width - 1, 0)]
    while kept and cells(kept) > width - 1:
        kept = kept[:-1]
    return kept + "…" * (width > 0)


class Mistake(Processor):
    """Marks where the text is wrong, once that is known."""

    def __init__(self, remarks: Background[Remark]) -> None:
        self._remarks = remarks

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        document: Document = transformation_input.document
        text, remark = self._remarks.latest
        fragments = transformation_input.fragments
        if remark.sort != "wrong" or remark.place is None or text != document.text:
            return Transformation(fragments)
        start = document.translate_row_col_to_index(transformation_input.lineno, 0)
        end = start + len(document.lines[transformation_input.lineno])
        exploded = explode_text_fragments(fragments)
        for i in range(max(remark.place.start, start), min(remark.place.end, end)):
            at = transformation_input.source_to_display(i - start)
            exploded[at] = (exploded[at][0] + " class:mistake", exploded[at][1])
        return Transformation(exploded)
