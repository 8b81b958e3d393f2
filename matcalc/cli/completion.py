"""Scripts for completion in shells, as click makes them."""

from __future__ import annotations

import click
from click.shell_completion import ShellComplete, get_completion_class

from matcalc.presenting.refusal import Refusal


def script(command: click.Command, shell: str) -> str:
    """Raises Refusal for a shell that click cannot complete in."""
    kind = get_completion_class(shell)
    if kind is None:
        raise Refusal(f"no completion for the shell {shell!r}", "name one: bash, zsh or fish")
    completer = kind(command, {}, "matcalc", "_MATCALC_COMPLETE")
    # Not completer.source(): for bash that starts a bash to ask its version.
    return ShellComplete.source(completer)
