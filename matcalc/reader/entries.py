"""A script cut into its entries: one line each, or several where a bracket is open or an operator waits.

Brackets are counted, not matched: the reader will say what is wrong with them. One that is still open at
an empty line, at the end or after a hundred lines was forgotten: the line that opened it is an entry alone,
and those below it are read again without it. What begins on the line below an entry and is indented more
than it is not read as input: there its answer may be written, as in a session that was copied.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from textwrap import dedent

from matcalc.errors import MatcalcError
from matcalc.reader.group import AWAITS
from matcalc.reader.scan import MOST_CHARACTERS, scan
from matcalc.records import Value

_COMMENT = re.compile(r"#|(?<!\\)(?:\\\\)*%")
_MARK = re.compile(
    r"""\\(?:begin|left)\s*(?P<opens>\{[^}]*\}|\\[{|]|[(\[|.])
      | \\(?:end|right)\s*(?P<closes>\{[^}]*\}|\\[}|]|[)\]|.])
      | (?P<display>\$\$) | (?P<open>\\\[|\\\(|\\\{|[(\[{]) | (?P<close>\\\]|\\\)|\\\}|[)\]}])
      | \\\\ | \\.""",
    re.VERBOSE,
)
MOST_LINES = 100
"""An entry of more lines in which a bracket is open has a bracket that was forgotten."""

_REFUSED = re.compile(r"\s+error: ")
_GOES_ON = re.compile(r"\s*(?:(?:&\s*)?=|where\b)")


class Entry(Value):
    """text: one or more lines, without the last line's end. line: the number of the first of them, from 1.
    below: whether it is what is written indented below the entry before, here without its indentation."""

    text: str
    line: int
    below: bool = False


def entries(lines: Iterable[str], ahead: bool = False) -> Iterator[Entry]:
    """The entries of a script, each as soon as it is complete, or has more characters than can be read.

    ahead: whether to look at the next line first, for one that begins with = or where goes on with the
    line before.
    """
    held, below = _Lines(), _Lines()
    depth = _Depth()
    margin: int | None = None  # of the entry above, while what stands below it is no entry
    source = _Source(lines)
    for number, line in source:
        blank = not line.strip()
        ends = number == _Source.END or blank or _REFUSED.match(line) is not None
        if len(held) > 1 and depth.unclosed and (ends or len(held) > MOST_LINES):
            source.again([*held.numbered()[1:], (number, line)])
            yield held.first_alone()
            continue
        if held and (ends or (depth.shut and not _GOES_ON.match(line))):
            yield held.taken()
        if number == _Source.END:
            break
        if not held:
            if margin is not None and (_indent(line) > margin if not blank else bool(below)):
                if below or _uncommented(line).strip():
                    below.add(line, number)
                    if below.full:
                        yield below.taken(below=True)
                continue
            if below:
                yield below.taken(below=True)
            margin = None
            if blank or not _uncommented(line).strip():
                continue
            depth, margin = _Depth(), _indent(line)
        held.add(line, number)
        depth.take(line)
        if held.full or (depth.shut and not ahead):
            yield held.taken()
    if below:
        yield below.taken(below=True)


class _Source:
    """Lines with their numbers, which can be given back; the last one stands for the end."""

    END = -1

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = enumerate(lines, 1)
        self.waiting: list[tuple[int, str]] = []  # the next one last

    def __iter__(self) -> Iterator[tuple[int, str]]:
        while True:
            if self.waiting:
                yield self.waiting.pop()
                continue
            number, line = next(self.lines, (self.END, ""))
            yield number, line.rstrip("\r\n")

    def again(self, lines: Iterable[tuple[int, str]]) -> None:
        self.waiting += reversed(list(lines))


class _Lines:
    """Lines that become an entry."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.first = self.size = 0

    def __len__(self) -> int:
        return len(self.lines)

    def add(self, line: str, number: int) -> None:
        if not self.lines:
            self.first, self.size = number, 0
        self.lines.append(line)
        self.size += len(line) + 1

    @property
    def full(self) -> bool:
        return self.size > MOST_CHARACTERS

    def numbered(self) -> list[tuple[int, str]]:
        return list(enumerate(self.lines, self.first))

    def first_alone(self) -> Entry:
        first, self.lines = self.lines[0], []
        return Entry(first, self.first)

    def taken(self, below: bool = False) -> Entry:
        lines, self.lines = self.lines, []
        text = "\n".join(lines)
        return Entry(dedent(text).rstrip("\n") if below else text, self.first, below)


def _indent(line: str) -> int:
    line = line.expandtabs()
    return len(line) - len(line.lstrip(" "))


def is_open(text: str) -> bool:
    """Whether a text waits for more lines."""
    depth = _Depth()
    for line in text.splitlines():
        depth.take(line)
    return not depth.shut


class _Depth:
    """How many brackets are open after the lines taken, and whether the last line ends with an operator."""

    def __init__(self) -> None:
        self.open = 0
        self.display = False
        self.last = ""

    def take(self, line: str) -> None:
        code = _uncommented(line)
        for mark in _MARK.finditer(code):
            if mark["display"]:
                self.display = not self.display
            elif mark["opens"] or mark["open"]:
                self.open += 1
            elif mark["closes"] or mark["close"]:
                self.open -= 1
        self.last = code

    @property
    def unclosed(self) -> bool:
        return self.open > 0 or self.display

    @property
    def shut(self) -> bool:
        return not self.unclosed and not _awaits(self.last)


def _uncommented(line: str) -> str:
    comment = _COMMENT.search(line)
    return line if comment is None else line[: comment.start()]


def _awaits(line: str) -> bool:
    """Does a line end with an operator? What cannot be scanned by itself is part of something longer."""
    try:
        tokens, _ = scan(line)
    except MatcalcError:
        return False
    return bool(tokens) and tokens[-1].type in AWAITS
