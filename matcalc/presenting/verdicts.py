"""Verdicts to the text of one format: lines as compilers write them, a table, JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import Kind, NameKind, Reading
from matcalc.presenting.environment import Environment
from matcalc.reader.characters import visible
from matcalc.records import Value
from matcalc.terms import Name
from matcalc.verdicts.verdict import Counterexample, Verdict
from matcalc.writers import write

LISTED = ("false",)
"""The verdicts that are listed of a document unless all are asked for."""

JUDGED = ("true", "false", "unknown")
WIDEST = 100
REASONS = 5
"""So many reasons are counted one by one, the most frequent first."""

_COLORS = {"true": "\x1b[1;32m", "false": "\x1b[1;31m", "unknown": "\x1b[1;33m", "unread": "\x1b[2m"}
_OFF = "\x1b[0m"


class Checked(Value):
    """A text and the verdicts on its equations. name: of the file it is in, None for an argument."""

    text: str
    verdicts: tuple[Verdict, ...]
    name: str | None = None

    def place(self, verdict: Verdict) -> tuple[int, int]:
        """The line and the column where an equation begins, in characters and from 1."""
        start = verdict.span.start if verdict.span else 0
        return self.text.count("\n", 0, start) + 1, start - self.text.rfind("\n", 0, start)


class Style(Value):
    """How verdicts are written: in Unicode or ASCII, with colours or without."""

    format: str = "unicode"
    color: bool = False


def lines(checked: Checked, listed: Sequence[Verdict], style: Style) -> Iterator[str]:
    """For each verdict a line, ``false: d/dx x^2 = 3x``, in a file with its place before it, and below it,
    indented, what there is to know."""
    for verdict in listed:
        word = verdict.verdict
        painted = f"{_COLORS[word]}{word}:{_OFF}" if style.color else f"{word}:"
        line, column = checked.place(verdict)
        where = "" if checked.name is None else f"{visible(checked.name)}:{line}:{column}: "
        yield f"{where}{painted} {equation(verdict)}"
        yield from (f"  {line}" for line in details(verdict, style.format))


def equation(verdict: Verdict, width: int = WIDEST) -> str:
    """An equation as it was typed, on one line and no longer than that."""
    sides = [_shortened(side, (width - 3) // 2) for side in (verdict.left, verdict.right) if side]
    return " = ".join(sides)


def details(verdict: Verdict, format_: str) -> Iterator[str]:
    """How a verdict came about, a fact a line."""
    if verdict.verdict == "true":
        yield verdict.how
    elif verdict.why:
        yield verdict.why
    if verdict.verdict == "false" and verdict.counterexample is not None:
        yield from counterexample(verdict.counterexample, format_)
    yield from (f"note: {note}" for note in verdict.notes)


def counterexample(found: Counterexample, format_: str) -> Iterator[str]:
    """The values at which the sides differ, those of the sides, and where they do."""
    kinds = {name: NameKind(_kind(value), "convention") for name, value in found.values}
    reading = Reading(kinds)
    stated = (f"{write(Name(name), reading, format_)} = {value(given)}" for name, given in found.values)
    where = f"at {', '.join(stated)}"
    apart = "≠" if format_ == "unicode" else "is not"
    if not found.place:
        yield f"{where}: {value(found.left)} {apart} {value(found.right)}"
        return
    yield where
    left, right = (value(_entry(side, found.place)) for side in (found.left, found.right))
    if len(found.place) <= 2:
        yield f"  left   {value(found.left)}"
        yield f"  right  {value(found.right)}"
    entry = ", ".join(map(str, found.place))
    yield f"  in entry {entry}: {left} {apart} {right}"


def value(given: Any) -> str:
    """A number, or an array as a matrix is typed, [1, 2; 3, 4]; one of more axes as nested lists."""
    if not isinstance(given, list):
        return f"{given:.6g}"
    if all(isinstance(row, list) and not any(isinstance(entry, list) for entry in row) for row in given):
        return f"[{'; '.join(', '.join(map(value, row)) for row in given)}]"
    return f"[{', '.join(map(value, given))}]"


def _kind(given: Any) -> Kind:
    """That of a value: a list is a column."""
    sizes: list[Dimension] = []
    while isinstance(given, list):
        sizes.append(Dimension.of(len(given)))
        given = given[0] if given else None
    rows, cols = [*sizes, None, None][:2]
    return Kind(rows, cols)


def _entry(given: Any, place: tuple[int, ...]) -> Any:
    for number in place:
        given = given[number - 1]
    return given


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
        text += f"not read: {len(unread)}: {_reasons(unread)}\n"
    return text


def _reasons(verdicts: Iterable[Verdict]) -> str:
    counts = Counter(verdict.why for verdict in verdicts).most_common()
    told = [f"{visible(why)} ({count})" for why, count in counts[:REASONS]]
    rest = sum(count for _, count in counts[REASONS:])
    return ", ".join([*told, *([f"other reasons ({rest})"] if rest else [])])


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def table(checked: Checked, listed: Sequence[Verdict], style: Style, width: int) -> str:
    """The verdicts on a document as a terminal shows them: line, equation, verdict, and why."""
    import io

    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    stream = io.StringIO()
    console = Console(
        file=stream,
        width=width,
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
    for verdict in listed:
        why = "\n".join(details(verdict, style.format))
        line, _ = checked.place(verdict)
        word = Text(verdict.verdict, colors[verdict.verdict])
        shown.add_row(str(line), Text(equation(verdict, 2 * WIDEST)), word, Text(why))
    if listed:
        console.print(shown)
    return stream.getvalue()


def to_dict(checked: Checked, verdict: Verdict) -> dict[str, Any]:
    """A verdict as plain data, ready for ``json.dumps``; line and column are counted from 1, the offsets of
    the span from 0. Without a file these are places in the argument."""
    line, column = checked.place(verdict)
    found = verdict.counterexample if verdict.verdict == "false" else None
    return {
        "file": checked.name,
        "line": line,
        "column": column,
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
        },
        "notes": list(verdict.notes),
    }


def objects(checked: Checked, in_ascii: bool) -> str:
    """One object a line for each verdict."""
    import json

    made = (to_dict(checked, verdict) for verdict in checked.verdicts)
    return "".join(f"{json.dumps(one, ensure_ascii=in_ascii)}\n" for one in made)


def chosen(format_: str | None, in_ascii: bool, documents: bool, environment: Environment) -> str:
    """The format to write in: on a terminal a table of what documents hold, else lines."""
    if format_ is None:
        format_ = "table" if documents and environment.stdout_tty else "unicode"
    return "ascii" if in_ascii and format_ == "unicode" else format_


def _shortened(text: str, width: int) -> str:
    """On one line; what is too long has an ellipsis in its middle."""
    text = visible(" ".join(text.split()))
    if len(text) <= width:
        return text
    half = (width - 1) // 2
    return f"{text[:half].rstrip()}…{text[-half:].lstrip()}"
