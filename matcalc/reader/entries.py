"""A script cut into its entries: one line each, or several where a bracket is open or an operator waits.

Brackets are counted, not matched: the reader will say what is wrong with them, and only of the entry
that they stand in, for an empty line ends an entry whatever is open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from matcalc.errors import MatcalcError
from matcalc.reader.group import AWAITS
from matcalc.reader.scan import scan
from matcalc.records import Value

_COMMENT = re.compile(r"#|(?<!\\)(?:\\\\)*%")
_MARK = re.compile(
    r"""\\(?:begin|left)\s*(?P<opens>\{[^}]*\}|\\[{|]|[(\[|.])
      | \\(?:end|right)\s*(?P<closes>\{[^}]*\}|\\[}|]|[)\]|.])
      | (?P<display>\$\$) | (?P<open>\\\[|\\\(|\\\{|[(\[{]) | (?P<close>\\\]|\\\)|\\\}|[)\]}])
      | \\\\ | \\.""",
    re.VERBOSE,
)
_GOES_ON = re.compile(r"\s*(?:&\s*)?=")


class Entry(Value):
    """text: one or more lines, without the last line's end. line: the number of the first of them, from 1."""

    text: str
    line: int


def entries(lines: Iterable[str], ahead: bool = False) -> Iterator[Entry]:
    """The entries of a script, each as soon as it is complete.

    ahead: whether to look at the next line first, for one that begins with = goes on with the line before.
    """
    held: list[str] = []
    first = 1
    depth, shut = _Depth(), False
    for number, raw in enumerate(lines, 1):
        line = raw.rstrip("\r\n")
        blank = not line.strip()
        if held and (blank or (shut and not _GOES_ON.match(line))):
            yield Entry("\n".join(held), first)
            held = []
        if blank or (not held and not _uncommented(line).strip()):
            continue
        if not held:
            first, depth = number, _Depth()
        held.append(line)
        depth.take(line)
        shut = depth.shut
        if shut and not ahead:
            yield Entry("\n".join(held), first)
            held = []
    if held:
        yield Entry("\n".join(held), first)


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
        self.waits = False

    def take(self, line: str) -> None:
        code = _uncommented(line)
        for mark in _MARK.finditer(code):
            if mark["display"]:
                self.display = not self.display
            elif mark["opens"] or mark["open"]:
                self.open += 1
            elif mark["closes"] or mark["close"]:
                self.open -= 1
        self.waits = _awaits(code)

    @property
    def shut(self) -> bool:
        return self.open <= 0 and not self.display and not self.waits


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
