"""An answer on a terminal: the closed form, the Jacobian as a table, the reading, the notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matcalc.answer import Answer
from matcalc.derivation import Derivation
from matcalc.terms import Apply, Cases, Derivative, Matrix, Name, Summation, Term
from matcalc.writers import ascii, cells, text, unicode
from matcalc.writers.declarations import declarations, size
from matcalc.writers.grid import MARGIN, Write, grid
from matcalc.writers.names import Names
from matcalc.writers.piece import join
from matcalc.writers.steps.panels import panels
from matcalc.writers.style import Style

if TYPE_CHECKING:
    from rich.panel import Panel
    from rich.text import Text

EQUALS = "  =  "
SHAPE_COLUMN = 64  # shapes end here, or at the edge of a narrower terminal
LONG = 48  # cells of a numerator; beyond them ∂/∂𝐰 alone stands before the answer
BRACES = {False: ("⎧", "⎪", "⎨", "⎩"), True: ("/", "|", "<", "\\")}


def render(
    answer: Answer,
    width: int = 80,
    color: bool = False,
    ascii: bool = False,
    show_table: bool | None = None,
    derivation: Derivation | None = None,
) -> str:
    """The answer as it is shown on a terminal of ``width`` cells, with a newline at its end.

    show_table: None shows the entries where they fit and there is no derivation.
    derivation: how it is found, to be shown below it.
    """
    drawing = _Drawing(answer, width, ascii)
    blocks: list[Sequence[Text | Panel]] = [
        drawing.formula(drawing.asked(), drawing.shape()),
        drawing.stacked(),
    ]
    if show_table or (show_table is None and derivation is None):
        blocks.append(drawing.table(show_table is True))
    if derivation is not None:
        blocks.append(panels(derivation, width, ascii))
    blocks += [drawing.where(answer.names, answer.where), drawing.notes(answer.notes)]
    return printed(blocks, width, color)


def render_all(
    answers: Sequence[Answer],
    width: int = 80,
    color: bool = False,
    ascii: bool = False,
    show_table: bool | None = None,
) -> str:
    """The answers to one query: one as ``render`` shows it, several partial derivatives a row each."""
    if len(answers) == 1:
        return render(answers[0], width, color, ascii, show_table)
    drawings = [_Drawing(answer, width, ascii) for answer in answers]
    rows = []
    for drawing in drawings:
        rows += [*drawing.formula(drawing.operator(), drawing.shape()), *drawing.stacked()]
    names = dict.fromkeys(name for answer in answers for name in answer.names)
    defined = {name: body for answer in answers for name, body in answer.where}
    notes = dict.fromkeys(note for answer in answers for note in answer.notes)
    below = drawings[0]
    blocks = [rows, below.where(tuple(names), tuple(defined.items())), below.notes(tuple(notes))]
    return printed(blocks, width, color)


def printed(blocks: Sequence[Sequence[Text | Panel]], width: int, color: bool) -> str:
    """Blocks of lines as a terminal of ``width`` cells shows them, an empty line between two."""
    import io

    from rich.console import Console
    from rich.text import Text

    stream = io.StringIO()
    console = Console(
        file=stream,
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
    )
    for number, block in enumerate(block for block in blocks if block):
        if number:
            console.print()
        for line in block:
            if isinstance(line, Text):
                line.rstrip()
            console.print(line, overflow="fold")
    return stream.getvalue()


class _Drawing:
    def __init__(self, answer: Answer, width: int, in_ascii: bool) -> None:
        self.answer = answer
        self.width = width
        self.ascii = in_ascii
        self.style: Style = ascii.STYLE if in_ascii else unicode.STYLE

    def write(self, term: Term) -> str:
        return text.write(term, self.answer.reading, self.style)

    # the closed form

    def formula(self, asked: str, shape: str) -> list[Text]:
        """∂y/∂𝐱  =  the value, with its shape; conditions one a line behind a brace."""
        before, branches = self.value()
        if asked == before:
            asked = ""
        lead = f"{MARGIN}{asked}{EQUALS}" if asked else MARGIN
        lines = []
        if asked and cells.size(lead + before) + max(map(cells.size, branches)) > self.width:
            lines.append(self.shaped([(lead.rstrip(), "")], shape))
            lead, shape = MARGIN * 2, ""
        if len(branches) == 1 and cells.size(lead + before + branches[0]) > self.width:
            pieces = cells.wrapped(before + branches[0], self.width - cells.size(lead))
            for number, piece in enumerate(pieces):
                start = " " * cells.size(lead) if number else lead
                lines.append(self.shaped([(start, ""), (piece, "bold")], "" if number else shape))
            return lines
        indent = " " * cells.size(lead + before)
        for number, branch in enumerate(branches):
            if number == len(branches) // 2:
                lines.append(self.shaped([(lead, ""), (before + branch, "bold")], shape))
            else:
                lines.append(self.shaped([(indent, ""), (branch, "bold")], ""))
        return lines

    def stacked(self) -> list[Text]:
        """What an answer in index notation is when matrices are stacked by vec, if it has such a form."""
        if self.answer.stacked is None:
            return []
        left, right = map(self.write, self.answer.stacked)
        lead = f"{MARGIN}{left}{EQUALS}"
        pieces = cells.wrapped(right, max(self.width - cells.size(lead), self.width // 2))
        starts = [lead, *[" " * cells.size(lead)] * (len(pieces) - 1)]
        lines = zip(starts, pieces, strict=True)
        return [self.shaped([(start, ""), (piece, "bold")], "") for start, piece in lines]

    def value(self) -> tuple[str, list[str]]:
        """The value's text up to its last cases, if it ends in any, and those line by line."""
        value = self.write(self.answer.value)
        cases = _trailing_cases(self.answer.value)
        if cases is not None:
            inline = self.write(cases)
            if value.endswith(inline):
                return value.removesuffix(inline), self.branches(cases)
        return value, [""]

    def branches(self, cases: Cases) -> list[str]:
        """The branches aligned, a brace before each line."""
        values = [self.write(value) for value, _ in cases.branches]
        widest = max(map(cells.size, values))
        lines = []
        for value, (_, condition) in zip(values, cases.branches, strict=True):
            clause = "otherwise" if condition is None else "if " + self.write(condition)
            lines.append(value + " " * (widest - cells.size(value) + 2) + clause)
        if len(lines) % 2 == 0:
            lines.insert(len(lines) // 2, "")
        top, side, centre, bottom = BRACES[self.ascii]
        braces = [top, *[side] * (len(lines) - 2), bottom] if len(lines) > 1 else [""]
        braces[len(lines) // 2] = centre if len(lines) > 1 else "{"
        return [f"{brace} {line}".rstrip() for brace, line in zip(braces, lines, strict=True)]

    def shaped(self, pieces: Sequence[tuple[str, str]], shape: str) -> Text:
        """One line, the shape to its right where there is room."""
        from rich.text import Text

        line = Text.assemble(*pieces)
        room = min(self.width, SHAPE_COLUMN) - line.cell_len - cells.size(shape)
        room = max(room, min(4, self.width - line.cell_len - cells.size(shape)))
        if shape and room > 1:
            line.append(" " * room + shape, style="dim")
        return line

    def asked(self) -> str:
        """The left side: what was asked for, or the operator alone where that is long."""
        answer = self.answer
        if not answer.by or answer.index is not None:
            return self.operator()
        written = self.write(Derivative(answer.asked, answer.by))
        return written if cells.size(written) <= LONG else self.operator()

    def operator(self) -> str:
        """The operator alone; all of the left side where that tells what the indices are."""
        answer = self.answer
        if answer.index is not None:
            return self.write(answer.index[0])
        if not answer.by:
            return self.write(answer.asked)
        return text.operator(answer.by, answer.reading, self.style)

    def shape(self) -> str:
        names = Names(self.answer.reading)
        axes = (join(size(axis, names, self.style)) for axis in self.answer.shape)
        return (" x " if self.ascii else " × ").join(axes)

    # the entries

    def table(self, wanted: bool) -> list[Text]:
        entries = self.answer.table()
        if entries is None or max(len(entries.rows), len(entries.columns)) < 2:
            return []
        if not entries.vectors and not wanted:
            return []
        label: Write = self.cell
        head: Write = self.column
        if self.answer.layout == "denominator" or entries.columns[0] is self.answer.asked:
            label, head = head, label  # the variables stand in the rows
        return grid(entries, self.cell, label, head, self.width, self.ascii, wanted)

    def cell(self, term: Term) -> str:
        """An entry or an output."""
        return text.write(term, self.answer.reading, self.style if self.ascii else unicode.CELLS)

    def column(self, by: Term) -> str:
        variables = by.rows[0] if isinstance(by, Matrix) else (by,)
        return text.operator(variables, self.answer.reading, self.style)

    # what stands below

    def where(self, names: Sequence[str], defined: Sequence[tuple[str, Term]]) -> list[Text]:
        from rich.text import Text

        lines = [f"{self.write(Name(name))} = {self.write(body)}" for name, body in defined]
        own = {name for name, _ in defined}
        reading = declarations(self.answer.reading, [name for name in names if name not in own], self.style)
        lines += [reading] if reading else []
        heads = [f"{MARGIN}where ", *[f"{MARGIN}      "] * len(lines)]
        pairs = zip(heads, lines, strict=False)
        shown = (line for head, text in pairs for line in cells.hanging(head, text, self.width))
        return [Text(line, style="cyan") for line in shown]

    def notes(self, notes: Sequence[str]) -> list[Text]:
        from rich.text import Text

        shown = (line for note in notes for line in cells.hanging(f"{MARGIN}note: ", note, self.width))
        return [Text(line, style="yellow") for line in shown]


def _trailing_cases(term: Term) -> Cases | None:
    """The cases that a value ends in, behind factors and sums."""
    while not isinstance(term, Cases):
        if isinstance(term, Summation):
            term = term.body
        elif isinstance(term, Apply) and term.op in ("product", "neg"):
            term = term.args[-1]
        else:
            return None
    return term
