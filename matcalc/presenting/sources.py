"""Programs from files and from standard input."""

from __future__ import annotations

from typing import BinaryIO

from matcalc.presenting.environment import Environment
from matcalc.presenting.refusal import Refusal
from matcalc.records import Value

# Far above any program a person writes, and below what would exhaust the machine (/dev/zero).
LARGEST = 16 * 2**20
STDIN = "-"


class Source(Value):
    """The text of one program. name: the file it came from, or None for an argument."""

    text: str
    name: str | None = None


def read_source(path: str, environment: Environment) -> Source:
    """The program in a file, or on standard input for '-'.

    Raises Refusal for what cannot be read or is not text.
    """
    if path == STDIN:
        return Source(_decode(_read(environment.stdin, "standard input"), "standard input"), "standard input")
    try:
        with open(path, "rb") as stream:
            data = _read(stream, path)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or "not a file name"
        raise Refusal(f"cannot read {path!r}: {reason}") from None
    return Source(_decode(data, path), path)


def _read(stream: BinaryIO, name: str) -> bytes:
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Refusal(f"{name!r} is larger than {LARGEST // 2**20} MiB", "is it a program of matcalc?")
    return data


def _decode(data: bytes, name: str) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        reason = f"byte 0x{data[error.start]:02x} in line {line} is not UTF-8"
        raise Refusal(f"{name!r} is not text: {reason}", "save it as UTF-8") from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise Refusal(f"{name!r} is not text: line {line} has a zero byte")
    return text
