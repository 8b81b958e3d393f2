"""Programs: those typed as arguments, and those read from files and from standard input."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, BinaryIO

from matcalc.errors import MatcalcError, Span
from matcalc.presenting.environment import Environment
from matcalc.presenting.refusal import Refusal
from matcalc.records import Record, Value

if TYPE_CHECKING:
    from matcalc.reader.entries import Entry

# Far above any program a person writes, and below what would exhaust the machine (/dev/zero).
LARGEST = 16 * 2**20
LONGEST = 2**20
STDIN = "-"
INPUT = "standard input"
BOM = "\ufeff"
_NO_TEXT = re.compile("[\0\udc80-\udcff]")


class Source(Value):
    """The text of one program. name: the file it came from, or None for an argument."""

    text: str
    name: str | None = None

    def entries(self) -> Iterator[Entry]:
        """All of it: an argument is read as a whole."""
        from matcalc.reader.entries import Entry

        yield Entry(self.text, 1)


class Script(Record):
    """A program that is answered while it is read. path: of a file, '-' for standard input."""

    path: str
    stdin: BinaryIO

    @property
    def name(self) -> str:
        return INPUT if self.path == STDIN else self.path

    def entries(self) -> Iterator[Entry]:
        """Its entries, each as soon as it is complete; in a file the line that follows is looked at.

        Raises Refusal for what cannot be read.
        """
        from matcalc.reader.entries import entries

        try:
            with self.stream() as stream:
                yield from entries(_lines(stream, self.name), ahead=_is_file(stream))
        except (OSError, ValueError) as error:
            raise self.unreadable(error) from None

    def stream(self) -> AbstractContextManager[BinaryIO]:
        """What it is read from, and closed afterwards if it is a file."""
        return nullcontext(self.stdin) if self.path == STDIN else open(self.path, "rb")

    def unreadable(self, error: OSError | ValueError) -> Refusal:
        """The refusal to read it."""
        reason = (error.strerror if isinstance(error, OSError) else None) or "not a file name"
        return Refusal(f"cannot read {self.name!r}: {reason}")


def require_text(text: str) -> None:
    """Raises MatcalcError for a byte that stands for no character, which sources leave in their text."""
    found = _NO_TEXT.search(text)
    if found is None:
        return
    code = ord(found[0])
    what = f"byte 0x{code - 0xDC00:02x} is not UTF-8" if code else "there is a zero byte"
    hint = "save it as UTF-8" if code else "is it a program of matcalc?"
    raise MatcalcError(f"this is not text: {what}", Span(*found.span()), hint, source=text)


def read_source(path: str, environment: Environment, any_bytes: bool = False) -> Source:
    """The program in a file, or on standard input for '-', all of it at once.

    any_bytes: whether to keep those that are not UTF-8, as surrogates.

    Raises Refusal for what cannot be read or is not text.
    """
    script = Script(path, environment.stdin)
    try:
        with script.stream() as stream:
            data = stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise script.unreadable(error) from None
    if len(data) > LARGEST:
        raise Refusal(f"{script.name!r} is larger than {LARGEST // 2**20} MiB", "is it a program of matcalc?")
    text = data.decode("utf-8", "surrogateescape").removeprefix(BOM)
    try:
        require_text(text.encode("utf-8", "replace").decode() if any_bytes else text)
    except MatcalcError as error:
        line = 1 if error.span is None else text.count("\n", 0, error.span.start) + 1
        hint = "save it as UTF-8" if any_bytes else error.hint
        raise Refusal(f"{script.name!r}, line {line}: {error.message}", hint) from None
    return Source(text, script.name)


def _lines(stream: BinaryIO, name: str) -> Iterator[str]:
    """The lines of a stream, each as soon as it is there; bytes that are no text are kept as surrogates."""
    number = 0
    while data := stream.readline(LONGEST + 1):
        number += 1
        if len(data) > LONGEST:
            said = f"line {number} of {name!r} is larger than {LONGEST // 2**20} MiB"
            raise Refusal(said, "is it a program of matcalc?")
        line = data.decode("utf-8", "surrogateescape")
        yield line.removeprefix(BOM) if number == 1 else line


def _is_file(stream: BinaryIO) -> bool:
    """Whether all of a stream is there already, and nobody waits for an answer before writing more."""
    try:
        return stat.S_ISREG(os.fstat(stream.fileno()).st_mode)
    except (OSError, ValueError):
        return False
