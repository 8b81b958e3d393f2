"""A derivation on a terminal: a panel for each move, the data-flow as a tree above them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from matcalc.derivation import Derivation, Part
from matcalc.terms import Name
from matcalc.writers import STYLES, flow_tree
from matcalc.writers.boxes import Canvas
from matcalc.writers.cells import size, wrapped
from matcalc.writers.declarations import space
from matcalc.writers.grid import MARGIN
from matcalc.writers.names import Names
from matcalc.writers.steps.layout import Equation, Laid, aligned, broken
from matcalc.writers.steps.outline import Block, Row, sections

if TYPE_CHECKING:
    from rich.panel import Panel
    from rich.text import Text

WIDEST = 100
FRAME = 4  # cells of a panel's two sides
LONGEST = 8  # lines that a member may take


def panels(derivation: Derivation, width: int, ascii: bool = False) -> list[Panel | Text]:
    """The derivation, to be printed on a console of ``width`` cells."""
    return list(_Panels(derivation, min(width, WIDEST), ascii).shown())


class _Panels:
    def __init__(self, derivation: Derivation, width: int, ascii: bool) -> None:
        self.derivation = derivation
        self.width = width
        self.ascii = ascii
        self.cut = False

    def shown(self) -> Iterator[Panel | Text]:
        from rich.text import Text

        canvas = Canvas(self.ascii)
        for number, section in enumerate(sections(self.derivation, canvas.style)):
            if section.title is not None:
                if number:
                    yield Text("")
                title = canvas.box(f"Part {section.number}: {section.title}").inline
                yield from self.said(broken(title, self.width - len(MARGIN)), "bold")
            yield from self.flow(section.part)
            for block in section.blocks:
                yield self.panel(block, canvas)
        if self.cut:
            message = "Lines that end in … go on; in a pipe they are whole: matcalc --steps … | less"
            yield from self.said(wrapped(message, self.width - len(MARGIN)), "italic")

    def said(self, lines: Sequence[str], style: str) -> Iterator[Text]:
        from rich.text import Text

        return (Text(MARGIN + line, style=style) for line in lines)

    def flow(self, part: Part) -> Iterator[Text]:
        from rich.text import Text

        if part.flow is None or len(part.flow.variables) < 2:
            return
        style = STYLES["ascii" if self.ascii else "unicode"]
        by = tuple(map(Name, part.flow.inputs))
        for line in flow_tree.lines(part.flow, self.derivation.reading, style, by, self.width - len(MARGIN)):
            yield Text.assemble(MARGIN, line)

    def panel(self, block: Block, canvas: Canvas) -> Panel:
        from rich import box
        from rich.panel import Panel
        from rich.text import Text

        room = self.width - FRAME
        equations = [self.equation(row, canvas) for row in block.rows]
        laid = aligned(equations, room, LONGEST)
        self.cut = self.cut or any(line.text.endswith("…") for line in laid)
        body = Text("\n").join(self.lines(laid, room))
        return Panel(
            body,
            title=Text(f"{block.number} {block.title}", style="bold"),
            title_align="left",
            box=box.ASCII if self.ascii else box.ROUNDED,
            border_style="dim",
            width=self.width,
        )

    def equation(self, row: Row, canvas: Canvas) -> Equation:
        """With the rules in its margin, or where a variable that it introduces lives."""
        margin = ", ".join(row.rules)
        defined = row.line.members[0]
        if row.line.definition and isinstance(defined, Name) and not margin:
            known = Names(self.derivation.reading)
            kind = known.kind(defined.id)
            margin = canvas.style.member.strip() + " " + space(kind, known, canvas.style) if kind.axes else ""
        return Equation(tuple(map(canvas.box, row.members)), margin, row.noted, row.again)

    def lines(self, laid: Sequence[Laid], room: int) -> Iterator[Text]:
        from rich.text import Text

        for line in laid:
            space = room - size(line.text) - size(line.margin)
            if line.margin and space < 2:
                yield Text(line.text)
                for part in wrapped(line.margin, room):
                    yield Text(" " * (room - size(part)) + part, style="italic cyan")
            else:
                margin = " " * space + line.margin if line.margin else ""
                yield Text.assemble(line.text, (margin, "italic cyan"))
