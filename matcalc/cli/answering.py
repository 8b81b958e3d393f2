"""Programs to answers to text: the calculator, then a writer, then where the text belongs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from matcalc.answer import Answer
from matcalc.calculator import Options, calculate
from matcalc.errors import MatcalcError
from matcalc.presenting.answers import Groups, Presented, present
from matcalc.presenting.environment import Environment
from matcalc.presenting.presentation import Presentation
from matcalc.presenting.refusal import Refusal
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
    """Answer each program. Returns the exit code.

    Raises Refusal for a picture that cannot be shown where it is to go.
    """
    if presentation.format == "png" and presentation.output is None and environment.stdout_tty:
        raise Refusal("a PNG cannot be shown on a terminal", "write it to a file: -o answer.png")

    def answered(source: Source) -> Groups:
        groups = calculate(source.text, options)
        if not groups:
            raise MatcalcError("nothing is asked", hint="add an expression, such as d/dx x^2")
        return groups

    def presented(source: Source) -> Presented:
        return present(answered(source), presentation, environment)

    if presentation.whole:
        return together(environment, sources, answered, presentation)
    return each(environment, sources, presented, presentation.output)


def together(
    environment: Environment,
    sources: Sequence[Source],
    answer: Callable[[Source], Groups],
    presentation: Presentation,
) -> int:
    """As ``each``, where what answers all programs is one document or one picture."""
    groups: list[Sequence[Answer]] = []

    def collected(source: Source) -> Presented:
        groups.extend(answer(source))
        return Presented("")

    status = each(environment, sources, collected, None)
    if not groups or (status != 0 and presentation.output is not None):
        return status
    try:
        presented = _guarded(lambda: present(groups, presentation, environment))
    except MatcalcError as error:
        report(error, Source(""), environment)
        return REFUSED
    content: str | bytes = presented.text
    if presentation.format == "png":
        from matcalc.writers.png import png

        content = png(presented.text)
    _deliver(environment, content, presentation.output)
    environment.stderr.writelines(f"{remark}\n" for remark in presented.remarks)
    return status


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
            presented = _guarded(partial(answer, source))
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
        _deliver(environment, "".join(texts), output)
    return status


def _deliver(environment: Environment, content: str | bytes, output: str | None) -> None:
    if output is not None:
        from matcalc.presenting.output import write_file

        write_file(output, content)
    elif isinstance(content, bytes):
        environment.write_bytes(content)
    else:
        environment.write(content)


def _guarded(answer: Callable[[], Presented]) -> Presented:
    try:
        return answer()
    except (RecursionError, MemoryError):
        raise MatcalcError("this is too large to answer", hint="try it in smaller parts") from None


def report(error: MatcalcError, source: Source, environment: Environment) -> None:
    """Say on standard error what is wrong with a program."""
    text = source.text if error.source is None else error.source
    if source.name is not None:
        environment.stderr.write(f"matcalc: in {source.name!r}\n")
    environment.stderr.write(render(error, text, environment.error_color).rstrip("\n") + "\n")
