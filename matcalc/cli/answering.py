"""Programs to answers to text: the calculator, then a writer, then where the text belongs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from matcalc.calculator import Options, calculate
from matcalc.errors import MatcalcError
from matcalc.presenting.answers import Presented, present
from matcalc.presenting.environment import Environment
from matcalc.presenting.presentation import Presentation
from matcalc.presenting.sources import Source
from matcalc.reader.diagnostics import render

REFUSED = 2
ASKED = ("wrt", "declarations", "dims", "layout", "entries", "verify", "convention", "notation")


def options_of(values: Mapping[str, Any]) -> Options:
    """The question, from the values of the command's options."""
    return Options(**{name: values[name] for name in ASKED if name in values})


def answer_sources(
    environment: Environment, sources: Sequence[Source], options: Options, presentation: Presentation
) -> int:
    """Answer each program. Returns the exit code."""

    def answered(source: Source) -> Presented:
        groups = calculate(source.text, options)
        if not groups:
            raise MatcalcError("nothing is asked", hint="add an expression, such as d/dx x^2")
        return present(groups, presentation, environment)

    return each(environment, sources, answered, presentation.output)


def each(
    environment: Environment,
    sources: Sequence[Source],
    answer: Callable[[Source], Presented],
    output: str | None,
) -> int:
    """Present what answers each program; a refused one goes to standard error and the next one is tried.

    Returns the exit code. With an output file nothing is written unless all are answered.
    """
    status = 0
    texts: list[str] = []
    said: tuple[str, ...] = ()
    for source in sources:
        try:
            presented = _answered(source, answer)
        except MatcalcError as error:
            status = REFUSED
            report(error, source, environment)
            continue
        texts.append(presented.gap * bool(texts) + presented.text)
        if output is None:
            environment.write(texts[-1])
        if presented.remarks != said:
            said = presented.remarks
            environment.stderr.writelines(f"{remark}\n" for remark in said)
    if output is not None and status == 0:
        from matcalc.presenting.output import write_file

        write_file(output, "".join(texts))
    return status


def _answered(source: Source, answer: Callable[[Source], Presented]) -> Presented:
    try:
        return answer(source)
    except (RecursionError, MemoryError):
        raise MatcalcError("this is too large to answer", hint="try it in smaller parts") from None


def report(error: MatcalcError, source: Source, environment: Environment) -> None:
    """Say on standard error what is wrong with a program."""
    text = source.text if error.source is None else error.source
    if source.name is not None:
        environment.stderr.write(f"matcalc: in {source.name!r}\n")
    environment.stderr.write(render(error, text, environment.error_color).rstrip("\n") + "\n")
