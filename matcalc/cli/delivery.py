"""Where what a run presents goes: standard output as it comes, or a file when all is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from matcalc.cli.progress import Progress
from matcalc.errors import MatcalcError
from matcalc.presenting.answers import Presented
from matcalc.presenting.environment import Environment
from matcalc.presenting.refusal import Refusal
from matcalc.reader.diagnostics import Place, render

T = TypeVar("T")

REFUSED = 2


def report(error: MatcalcError, text: str, environment: Environment, place: Place | None = None) -> None:
    """Say on standard error what is wrong with a text."""
    environment.stderr.write(render(error, text, environment.error_color, place).rstrip("\n") + "\n")


def guarded(answer: Callable[[], T]) -> T:
    """What a function returns. Raises MatcalcError where there is no room for it."""
    try:
        return answer()
    except (RecursionError, MemoryError):
        raise MatcalcError("this is too large to answer", hint="try it in smaller parts") from None


class Delivery:
    """status: the exit code so far. With an output file nothing is written where something is refused."""

    def __init__(self, environment: Environment, output: str | None) -> None:
        self.environment = environment
        self.output = output
        self.progress = Progress(environment)
        self.status = 0
        self.begun = False
        self.said: tuple[str, ...] = ()
        self.contents: list[str | bytes] = []

    def put(self, presented: Presented, as_png: bool = False) -> None:
        """Bring a text where it belongs, and what is to be said beside it to standard error.

        as_png: whether it is a picture that is to be in pixels.
        """
        content: str | bytes = presented.gap * self.begun + presented.text
        self.begun = True
        if as_png:
            from matcalc.writers.png import png

            content = png(presented.text)
        if self.output is not None:
            self.contents.append(content)
        elif isinstance(content, bytes):
            self.environment.write_bytes(content)
        else:
            self.environment.write(content)
        if presented.remarks != self.said:
            self.said = presented.remarks
            self.say("".join(f"{remark}\n" for remark in self.said))

    def refuse(self, error: MatcalcError, text: str, place: Place | None = None) -> None:
        """Say on standard error what is wrong with a text."""
        self.status = REFUSED
        self.progress.hide()
        report(error, text, self.environment, place)

    def refuse_as_data(
        self, error: MatcalcError, in_ascii: bool, text: str | None = None, line: int | None = None
    ) -> None:
        """Put a refusal among the answers, as an object on a line."""
        import json

        from matcalc.writers.json import error_to_dict

        self.status = REFUSED
        said = error_to_dict(error, text, line)
        self.environment.write(json.dumps(said, ensure_ascii=in_ascii) + "\n")

    def refuse_source(self, refusal: Refusal) -> None:
        """Say why a source cannot be read, or not further."""
        self.status = REFUSED
        self.progress.hide()
        refusal.show(self.environment.stderr)

    def say(self, text: str) -> None:
        """Write on standard error."""
        if text:
            self.progress.hide()
            self.environment.stderr.write(text)

    def finish(self) -> int:
        """The exit code, once all has been put."""
        self.progress.hide()
        if self.output is not None and self.status == 0:
            from matcalc.presenting.output import write_file

            data = (part.encode("utf-8") if isinstance(part, str) else part for part in self.contents)
            write_file(self.output, b"".join(data))
        return self.status
