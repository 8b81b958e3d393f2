"""Long answers, a screen at a time."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
from collections.abc import Mapping

from matcalc.presenting.environment import Environment
from matcalc.reader.diagnostics import cells

USUAL = "less"
_ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def show(text: str, environment: Environment, variables: Mapping[str, str] = os.environ) -> None:
    """Write a text, through the pager where it is one for a terminal and does not fit on it."""
    size = shutil.get_terminal_size()
    if not environment.stdout_tty or height(text, size.columns) < size.lines or not paged(text, variables):
        environment.write(text)


def height(text: str, width: int) -> int:
    """How many lines of a terminal a text takes."""
    lengths = (cells(line) for line in _ESCAPE.sub("", text).splitlines())
    return sum(max(1, -(-length // width)) for length in lengths)


def paged(text: str, variables: Mapping[str, str]) -> bool:
    """Hand a text to the pager that PAGER names, and wait for it. Returns whether there is one."""
    command = shlex.split(variables.get("PAGER", USUAL))
    if not command or command == ["cat"] or shutil.which(command[0]) is None:
        return False
    # -R leaves colours, -F leaves at once what fits, -X leaves the text on the screen.
    chosen = {"LESS": "FRX", "LESSCHARSET": "utf-8", **variables}
    before = signal.signal(signal.SIGINT, lambda number, frame: None)  # Ctrl-C is the pager's
    try:
        subprocess.run(command, input=text, encoding="utf-8", env=chosen, check=False)
    except OSError:
        return False
    finally:
        signal.signal(signal.SIGINT, before)
    return True
