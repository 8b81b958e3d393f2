"""``matcalc check``: equations and documents in, verdicts out."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from typing import Any

from matcalc.calculator import Options
from matcalc.cli.delivery import guarded, report
from matcalc.errors import MatcalcError
from matcalc.presenting.environment import Environment
from matcalc.presenting.output import write_file
from matcalc.presenting.refusal import Refusal
from matcalc.presenting.sources import INPUT, STDIN, Source, read_source
from matcalc.presenting.verdicts import (
    JUDGED,
    Checked,
    Style,
    Told,
    beside,
    chosen,
    lines,
    objects,
    summary,
    table,
)
from matcalc.reader.diagnostics import Place
from matcalc.records import Value
from matcalc.verdicts.judge import How, judged
from matcalc.verdicts.verdict import Verdict

FALSE, TROUBLE = 1, 2
ENDINGS = {".json": "json"}
PROGRAM = ".mc"
LANGUAGES = {"latex": ".tex", "markdown": ".md", "notebook": ".ipynb"}
_FILE = re.compile(r"[^=<>\n]*\.[A-Za-z]{1,8}|[^=<>\n]*/")


class Asked(Value):
    """What is asked of all that is checked. declarations: what is known before, a line each."""

    how: How
    declarations: str
    format: str | None
    ascii: bool
    output: str | None
    all: bool
    fix: bool
    explain: bool
    language: str | None


def check_sources(environment: Environment, arguments: Sequence[str], values: Mapping[str, Any]) -> int:
    """Check equations and files. Returns the exit code.

    Raises Refusal where the report cannot be written.
    """
    options = Options(
        declarations=values["declarations"],
        dims=values["dims"],
        convention=values["convention"],
        notation=values["notation"],
    )
    if options.declarations:
        from matcalc.cli.conversation import begun

        if begun(options, environment) is None:
            return TROUBLE
    output = values["output"]
    asked = Asked(
        How(values["layout"], options.dims, options.convention, options.notation, values["seed"]),
        "".join(f"{text}\n" for text in options.declarations),
        values["format_"] or ENDINGS.get(os.path.splitext(output or "")[1].lower()),
        values["ascii_"],
        output,
        values["all_"],
        values["fix"],
        values["explain"],
        values["language"],
    )
    return _Check(environment, asked).check(arguments)


class _Check:
    """status: the exit code so far. files: those that have been checked. contents: what goes to a file at
    the end."""

    def __init__(self, environment: Environment, asked: Asked) -> None:
        self.environment = environment
        self.asked = asked
        self.status = 0
        self.files: list[Checked] = []
        self.contents: list[str] = []

    def check(self, arguments: Sequence[str]) -> int:
        for argument in arguments:
            try:
                self.put(self.checked(argument))
            except Refusal as refusal:
                self.status = TROUBLE
                refusal.show(self.environment.stderr)
        if self.files and self.format != "json":
            self.write(summary(self.files))
        if self.asked.output is not None:
            write_file(self.asked.output, "".join(self.contents).encode("utf-8", "backslashreplace"))
        return self.status

    def checked(self, argument: str) -> Checked:
        """Raises Refusal for a file that cannot be read, and what has more in it than there is room for."""
        language = self.asked.language
        source = source_of(argument, self.environment, language)
        how, declarations = self.asked.how, self.asked.declarations
        document = document_name(source.name, language, source.text)
        places = None
        try:
            if document is None:
                verdicts = guarded(lambda: judged(source.text, how, declarations))
            else:
                from matcalc.documents.checking import cells, checked

                verdicts = guarded(lambda: checked(source.text, document, how, declarations))
                places = cells(source.text, document)
        except MatcalcError as error:
            before = "" if source.name is None else f"{source.name!r}: "
            raise Refusal(f"{before}{error.message}", error.hint) from None
        return Checked(source.text, tuple(verdicts), source.name, document is not None, places)

    def put(self, checked: Checked) -> None:
        """Write the verdicts on a text, and remember what they mean for the exit code."""
        verdicts = checked.verdicts
        if any(verdict.verdict == "false" for verdict in verdicts):
            self.status = max(self.status, FALSE)
        errors = [] if checked.document else [verdict for verdict in verdicts if _error(verdict)]
        unknown = any(verdict.verdict == "unknown" for verdict in verdicts)
        empty = checked.name in (None, INPUT) and not (checked.document or errors or _judged(checked))
        if errors or empty or (unknown and not checked.document):
            self.status = TROUBLE
        if checked.name is not None and not empty:
            self.files.append(checked)
        self.write(self.presented(checked))
        for verdict in errors if self.format != "json" else ():
            self.refuse(checked, verdict)
        if empty:
            report(_unclaimed(checked), checked.text, self.environment)

    def presented(self, checked: Checked) -> str:
        asked = self.asked
        if self.format == "json":
            told = (self.told(verdict, checked) for verdict in checked.verdicts)
            return objects(checked, told, asked.ascii, asked.fix, asked.explain)
        wanted = [one for one in checked.verdicts if asked.all or one.verdict in checked.listed]
        listed = (self.told(verdict, checked) for verdict in wanted)
        in_ascii = asked.ascii or self.format == "ascii"
        color = self.environment.color and asked.output is None
        style = Style("ascii" if in_ascii else "unicode", color, self.environment.width)
        if self.format == "table":
            return table(checked, listed, style)
        return "".join(f"{line}\n" for line in lines(checked, listed, style))

    def told(self, verdict: Verdict, checked: Checked) -> Told:
        """A verdict with what is asked for beside it."""
        fix = self.asked.fix and verdict.verdict in ("false", "unknown")
        explain = self.asked.explain and verdict.verdict in JUDGED
        if not (fix or explain):
            return Told(verdict)
        return guarded(lambda: beside(verdict, self.asked.how, fix, explain, checked.document))

    def refuse(self, checked: Checked, verdict: Verdict) -> None:
        """Say on standard error why an equation of a program is not read."""
        error = _error(verdict)
        assert error is not None
        line, _ = checked.place(verdict)
        place = None if checked.name is None else Place(checked.name, line)
        report(error, error.source or checked.text, self.environment, place)

    @property
    def format(self) -> str:
        return chosen(self.asked.format, self.asked.ascii, bool(self.files), self.environment)

    def write(self, text: str) -> None:
        if self.asked.output is not None:
            self.contents.append(text)
        else:
            self.environment.write(text)


def source_of(argument: str, environment: Environment, language: str | None) -> Source:
    """The text to be checked: what a file holds, where there is one of that name, or the argument itself.

    Raises Refusal for a file that cannot be read, and for what looks like the name of one.
    """
    if argument == STDIN or _exists(argument):
        return read_source(argument, environment, document_name(argument, language) is not None)
    if _FILE.fullmatch(argument):
        raise Refusal(f"cannot read {argument!r}: No such file or directory", "an equation has a =")
    return Source(argument)


def document_name(name: str | None, language: str | None, text: str = "") -> str | None:
    """The name that tells the language of a document, None for a program. What has an ending that is not
    known is Markdown where its text has mathematics between delimiters."""
    if name is None:
        return None
    if language is not None:
        return f"{name}{LANGUAGES[language]}"
    from matcalc.documents.checking import checks, delimits

    if checks(name):
        return name
    program = name == INPUT or name.endswith(PROGRAM) or not delimits(text)
    return None if program else f"{name}{LANGUAGES['markdown']}"


def _exists(argument: str) -> bool:
    try:
        return os.path.exists(argument)
    except ValueError:  # a zero byte
        return False


def _judged(checked: Checked) -> bool:
    return any(verdict.verdict in JUDGED for verdict in checked.verdicts)


def _error(verdict: Verdict) -> MatcalcError | None:
    """What is wrong with a text that is not read, None for one in which nothing is claimed."""
    return getattr(verdict.found, "error", None)


def _unclaimed(checked: Checked) -> MatcalcError:
    """What to say where there is no equation."""
    hint = "write one, such as d/dx x^2 = 2x"
    last = checked.verdicts[-1] if checked.verdicts else None
    if last is None:
        return MatcalcError("there is no equation in this", hint=hint)
    defines = last.why == "a definition"
    said = "this defines a name, and claims nothing" if defines else "there is no equation in this"
    return MatcalcError(said, last.span, hint)
