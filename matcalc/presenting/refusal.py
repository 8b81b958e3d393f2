"""What the command itself refuses: files, options, names."""

from __future__ import annotations

from typing import IO, Any

import click


class Refusal(click.ClickException):
    """A refusal with a hint: 'matcalc: reason', then 'hint: ...', exit code 2."""

    exit_code = 2

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(f"matcalc: {self.format_message()}", file=file, err=file is None)
        if self.hint:
            click.echo(f"hint: {self.hint}", file=file, err=file is None)


def fault(error: Exception) -> str:
    """What to say of an error that nobody foresaw."""
    what = ascii(f"{type(error).__name__}: {error}")[1:-1]
    return f"internal error: {what}\nhint: the fault is matcalc's own"
