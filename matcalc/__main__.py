"""The way in: the script ``matcalc`` and ``python -m matcalc``."""

from __future__ import annotations

import gc
import sys

INTERRUPTED = 130


def entry() -> None:
    """Run the command and exit with its code; an interrupt is quiet even while modules load."""
    # Loading makes many objects and no garbage, and at the end all of them go with the process:
    # searching them for cycles, then and now, would take a sixth of the time of a short answer.
    gc.set_threshold(100_000)
    try:
        from matcalc.cli.main import run_command

        status = run_command()
    except KeyboardInterrupt:
        status = INTERRUPTED
    gc.freeze()
    sys.exit(status)


if __name__ == "__main__":
    entry()
