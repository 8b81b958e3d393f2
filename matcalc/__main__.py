"""The way in: the script ``matcalc`` and ``python -m matcalc``."""

from __future__ import annotations

import sys

INTERRUPTED = 130


def entry() -> None:
    """Run the command and exit with its code; an interrupt is quiet even while modules load."""
    try:
        from matcalc.cli.main import run_command

        status = run_command()
    except KeyboardInterrupt:
        status = INTERRUPTED
    sys.exit(status)


if __name__ == "__main__":
    entry()
