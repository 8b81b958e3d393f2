"""Verdicts to the text of one format: lines as compilers write them, a table, JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from matcalc.derivation import Derivation
from matcalc.errors import MatcalcError
from matcalc.presenting.environment import Environment
from matcalc.reader.characters import visible
from matcalc.records import Record, Value, replace
from matcalc.verdicts.judge import How
from matcalc.verdicts.verdict import Verdict
from matcalc.verdicts.wording import equation, facts, on_one_line

if TYPE_CHECKING:
    from matcalc.verdicts.proposal import Proposal

JUDGED = ("true", "false", "unknown")
REASONS = 5
"""So many reasons are counted one by one, the most frequent first."""

_COLORS = {"true": "\x1b[1;32m", "false": "\x1b[1;31m", "unknown": "\x1b[1;33m", "unread": "\x1b[2m"}
_OFF = "\x1b[0m"


class Checked(Value):
    """A text and the verdicts on its equations. name: of the file it is in, None for an argument.
    document: whether its mathematics stands among other things, or it is a program. cells: of a notebook,
    tells the cell that a place in its text is in, and the line and the column there."""

    text: str
    verdicts: tuple[Verdict, ...]
    name: str | None = None
    document: bool = False
    cells: Callable[[int], tuple[int, int, int] | None] | None = None

    @property
    def listed(self) -> tuple[str, ...]:
        """The verdicts that are told of unless all are asked for: of a file those that are a fault."""
        if self.name is None:
            return JUDGED
        return ("false",) if self.document else ("false", "unknown")

    def place(self, verdict: Verdict) -> tuple[int, int]:
        """The line and the column where an equation begins, in characters and from 1."""
        start = verdict.span.start if verdict.span else 0
        return self.text.count("\n", 0, start) + 1, start - self.text.rfind("\n", 0, start)

    def cell(self, verdict: Verdict) -> tuple[int, int, int] | None:
        """In a notebook the number of the cell, and the line and the column in it, all from 1."""
        return self.cells(verdict.span.start) if self.cells and verdict.span else None

    def where(self, verdict: Verdict) -> str:
        """The place for people: 12:5, and in a notebook cell 3:2:5."""
        cell = self.cell(verdict)
        return ":".join(map(str, self.place(verdict))) if cell is None else f"cell {':'.join(map(str, cell))}"


class Told(Record):
    """A verdict, and what was asked for beside it. fix: the equation that is true in the place of a false
    one, None where that is not asked for, or none was found. derivation: how the value of one side is found.
    remarks: why there is no fix, or no derivation.
    """

    verdict: Verdict
    fix: Proposal | None = None
    derivation: Derivation | None = None
    remarks: tuple[str, ...] = ()


class Style(Value):
    """How verdicts are written: in Unicode or ASCII, with colours or without."""

    format: str = "unicode"
    color: bool = False
    width: int = 80


def beside(verdict: Verdict, how: How, fix: bool, explain: bool, latex: bool) -> Told:
    """A verdict with the equation that would be true in its place, and with how the value of its side is
    found, where these are asked for.

    latex: whether the equation stands in a document.
    """
    from matcalc.presenting.derivations import explained
    from matcalc.verdicts.proposal import answer_of, proposal

    nothing: tuple[str, ...] = ()
    if fix and verdict.verdict == "false":
        nothing = ("nothing is found to put in its place",)
    try:
        answer = answer_of(verdict, how)
        found = proposal(verdict, how, answer, latex) if fix else None
        remarks = nothing if found is None else ()
        derivation = None
        if explain:
            answer, derivation = explained(answer, "brief")
            if answer.by and derivation is None:
                remarks += answer.notes[-1:]
    except MatcalcError:
        return Told(verdict, remarks=nothing)
    return Told(verdict, found, derivation, remarks)


def lines(checked: Checked, listed: Iterable[Told], style: Style) -> Iterator[str]:
    """For each verdict a line, ``false: d/dx x^2 = 3x``, in a file with its place before it, and below it,
    indented, what there is to know."""
    for told in listed:
        verdict = told.verdict
        word = verdict.verdict
        painted = f"{_COLORS[word]}{word}:{_OFF}" if style.color else f"{word}:"
        where = "" if checked.name is None else f"{visible(checked.name)}:{checked.where(verdict)}: "
        yield f"{where}{painted} {equation(verdict)}"
        yield from (f"  {line}".rstrip() for line in details(told, style))


def details(told: Told, style: Style) -> Iterator[str]:
    """How a verdict came about, a fact a line; then what was asked for beside it."""
    verdict = told.verdict
    yield from facts(verdict, style.format)
    if told.fix is not None:
        yield f"- {on_one_line(verdict.left)} = {on_one_line(verdict.right)}"
        yield f"+ {on_one_line(told.fix.left)} = {on_one_line(told.fix.right)}"
    yield from told.remarks
    if told.derivation is not None:
        from matcalc.writers.steps.plain import render

        yield ""
        text = render(told.derivation, style.width - 2, style.format == "ascii")
        yield from text.rstrip("\n").split("\n")


def summary(checked: Sequence[Checked]) -> str:
    """How many equations there are, and what is known of them; what was left alone, and why."""
    verdicts = [verdict for one in checked for verdict in one.verdicts]
    judged = [verdict for verdict in verdicts if verdict.verdict in JUDGED]
    unread = [verdict for verdict in verdicts if verdict.verdict == "unread"]
    counts = Counter[str](verdict.verdict for verdict in judged)
    said = ", ".join(f"{counts[word]} {word}" for word in JUDGED if counts[word])
    text = f"{_many(len(judged), 'equation')}{': ' if said else ''}{said}\n"
    if counts["unknown"]:
        text += f"unknown: {_reasons(v for v in judged if v.verdict == 'unknown')}\n"
    if unread:
        text += f"{len(unread)} not read: {_reasons(unread)}\n"
    return text


def _reasons(verdicts: Iterable[Verdict]) -> str:
    counts = Counter(verdict.why for verdict in verdicts).most_common()
    told = [f"{visible(why)} ({count})" for why, count in counts[:REASONS]]
    rest = sum(count for _, count in counts[REASONS:])
    return ", ".join([*told, *([f"other reasons ({rest})"] if rest else [])])


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def table(checked: Checked, listed: Iterable[Told], style: Style) -> str:
    """The verdicts on a file as a terminal shows them: line, equation, verdict, and why."""
    import io

    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    stream = io.StringIO()
    console = Console(
        file=stream,
        width=style.width,
        force_terminal=style.color,
        color_system="standard" if style.color else None,
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
    )
    framed = box.ASCII if style.format == "ascii" else box.SIMPLE_HEAD
    title = None if checked.name is None else visible(checked.name)
    shown = Table(title=title, title_justify="left", title_style="bold", box=framed)
    shown.add_column("line", justify="right", header_style="dim")
    shown.add_column("equation", header_style="dim", overflow="fold", ratio=1)
    shown.add_column("verdict", header_style="dim")
    shown.add_column("why", header_style="dim", overflow="fold", ratio=1)
    colors = {"true": "green", "false": "bold red", "unknown": "yellow", "unread": "dim"}
    for told in listed:
        verdict = told.verdict
        why = "\n".join(details(told, replace(style, width=style.width // 2)))
        line = checked.where(verdict).rpartition(":")[0]
        word = Text(verdict.verdict, colors[verdict.verdict])
        shown.add_row(line, Text(equation(verdict, 200)), word, Text(why))
    if shown.row_count:
        console.print(shown)
    return stream.getvalue()


def to_dict(checked: Checked, told: Told, fix: bool = False, explain: bool = False) -> dict[str, Any]:
    """A verdict as plain data, ready for ``json.dumps``; line and column are counted from 1, the offsets of
    the span from 0. Without a file these are places in the argument. In a notebook they are places in its
    file, and ``cell`` has those in the cell.

    fix, explain: whether these were asked for.
    """
    from matcalc.writers.steps.data import to_list

    verdict = told.verdict
    line, column = checked.place(verdict)
    cell = checked.cell(verdict)
    found = verdict.counterexample if verdict.verdict == "false" else None
    return {
        "file": checked.name,
        "line": line,
        "column": column,
        **({"cell": dict(zip(("number", "line", "column"), cell, strict=True))} if cell else {}),
        "span": verdict.span and list(verdict.span),
        "left": verdict.left,
        "right": verdict.right,
        "verdict": verdict.verdict,
        "how": verdict.how,
        "why": verdict.why,
        "layout": verdict.layout,
        "counterexample": found
        and {
            "values": dict(found.values),
            "left": found.left,
            "right": found.right,
            "place": list(found.place),
            **({"functions": dict(found.functions)} if found.functions else {}),
        },
        "notes": [*verdict.notes, *told.remarks],
        **({"fix": told.fix and {"left": told.fix.left, "right": told.fix.right}} if fix else {}),
        **({"steps": told.derivation and to_list(told.derivation)} if explain else {}),
    }


def objects(checked: Checked, listed: Iterable[Told], in_ascii: bool, fix: bool, explain: bool) -> str:
    """One object a line for each verdict."""
    import json

    made = (to_dict(checked, told, fix, explain) for told in listed)
    return "".join(f"{json.dumps(one, ensure_ascii=in_ascii)}\n" for one in made)


def chosen(format_: str | None, in_ascii: bool, documents: bool, environment: Environment) -> str:
    """The format to write in: on a terminal a table of what documents hold, else lines."""
    if format_ is None:
        format_ = "table" if documents and environment.stdout_tty else "unicode"
    return "ascii" if in_ascii and format_ == "unicode" else format_
