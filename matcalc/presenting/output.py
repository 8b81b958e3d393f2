"""Where answers go: standard output, or a file that is replaced whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile

from matcalc.presenting.refusal import Refusal


def write_file(path: str, content: str | bytes) -> None:
    """Put a text, in UTF-8, or bytes in the file, all or nothing; a device or a pipe is written to as it is.

    Raises Refusal when the file cannot be written; what was in it is then still there.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        target = os.path.realpath(path)
        mode = _mode(target)
        if mode is None or stat.S_ISREG(mode):
            _replace(target, data, mode)
        else:
            with open(target, "wb") as stream:
                stream.write(data)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or "not a file name"
        raise Refusal(f"cannot write {path!r}: {reason}") from None


def _mode(path: str) -> int | None:
    try:
        return os.stat(path).st_mode
    except FileNotFoundError:
        return None


def _replace(path: str, data: bytes, mode: int | None) -> None:
    """Write beside the file, then rename over it: the name never stands for half an answer."""
    descriptor, beside = tempfile.mkstemp(dir=os.path.dirname(path), prefix=".matcalc-")
    try:
        with open(descriptor, "wb") as stream:
            stream.write(data)
        os.chmod(beside, 0o666 & ~_umask() if mode is None else stat.S_IMODE(mode))
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
