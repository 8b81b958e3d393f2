"""The way in: the script ``matcalc`` and ``python -m matcalc``."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

INTERRUPTED = 130
MOMENT = 0.01  # seconds


def entry() -> None:
    """Run the command and exit with its code; an interrupt is quiet even while modules load."""
    # Loading makes many objects and no garbage, and at the end all of them go with the process:
    # searching them for cycles, then and now, would take a sixth of the time of a short answer.
    gc.set_threshold(100_000)
    sys.unraisablehook = unraised
    try:
        from matcalc.cli.main import run_command

        status = run_command()
    except KeyboardInterrupt:
        status = INTERRUPTED
    gc.freeze()
    sys.exit(status)


def unraised(lost: UnraisableHookArgs) -> None:
    """What Python cannot raise where it happens, as in the callbacks of weak references, which the algebra's
    tables have: Python tells of it and goes on. An interrupt is not lost there but comes a moment later.
    """
    if not issubclass(lost.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(lost)
        return
    from _thread import interrupt_main
    from threading import Timer

    again = Timer(MOMENT, interrupt_main)
    again.daemon = True
    again.start()


if __name__ == "__main__":
    entry()
