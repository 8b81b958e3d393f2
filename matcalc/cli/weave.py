"""``matcalc weave``: documents from files to files; their options from the command line and from queries."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import Any

import click
from click.core import ParameterSource

from matcalc.cli.answering import ASKED
from matcalc.cli.arguments import spelled_out
from matcalc.cli.options import query_options
from matcalc.documents.changes import unified
from matcalc.documents.languages import LANGUAGES, Language
from matcalc.documents.settings import Settings
from matcalc.documents.weave import weave
from matcalc.errors import MatcalcError
from matcalc.notation.macros import macros
from matcalc.presenting.environment import Environment
from matcalc.presenting.output import write_file
from matcalc.presenting.refusal import Refusal
from matcalc.presenting.sources import LARGEST, STDIN
from matcalc.reader.diagnostics import render
from matcalc.records import replace

STALE = 1
REFUSED = 2
OWN = ("form", "whole", "steps", "table")


@click.command("matcalc", add_help_option=False)
@query_options
def _query(**values: Any) -> None:
    """Takes the options that stand at a query."""


def weave_files(environment: Environment, names: Sequence[str], values: Mapping[str, Any]) -> int:
    """Weave documents. Returns the exit code.

    Raises click.UsageError for options that contradict each other, Refusal for what cannot be written.
    """
    output, check, in_place = values["output"], values["check"], values["in_place"]
    if check + in_place + (output is not None) > 1:
        raise click.UsageError("--check, --in-place and -o exclude each other.")
    if len(names) > 1 and not (check or in_place):
        raise click.UsageError("Several documents are woven with --in-place, or looked at with --check.")
    if in_place and STDIN in names:
        raise click.UsageError("Standard input cannot be replaced: leave --in-place out.")
    settings = settings_of(Settings(), values)
    status = 0
    for name in names:
        try:
            language = language_of(name, values["language"])
            document = read_document(name, environment)
            woven = weave(document, language, settings, chosen)
        except Refusal as refusal:
            status = REFUSED
            refusal.show(environment.stderr)
        except MatcalcError as error:
            status = REFUSED
            text = document if error.source is None else error.source
            said = render(error, text, environment.error_color)
            environment.stderr.write(f"matcalc: in {name!r}\n{said}\n")
        else:
            if check:
                environment.write(unified(name, woven.changes))
                status = max(status, STALE if woven.changes else 0)
            elif not in_place and output is None:
                environment.write_bytes(encoded(woven.text))
            elif output is not None or woven.changes:
                write_file(output or name, encoded(woven.text))
    return status


def language_of(name: str, given: str | None) -> Language:
    """Raises Refusal for a file whose name does not tell."""
    for language in LANGUAGES:
        if language.name == given or (given is None and name.lower().endswith(language.endings)):
            return language
    known = ", ".join(ending for language in LANGUAGES for ending in language.endings)
    what = "standard input" if name == STDIN else repr(name)
    hint = f"say --language {' or '.join(language.name for language in LANGUAGES)}; known are {known}"
    raise Refusal(f"which language is {what} written in?", hint)


def read_document(name: str, environment: Environment) -> str:
    """Its text; bytes that are not UTF-8 are kept in it, as surrogates.

    Raises Refusal for what cannot be read or is not text.
    """
    try:
        if name == STDIN:
            data = environment.stdin.read(LARGEST + 1)
        else:
            with open(name, "rb") as stream:
                data = stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or "not a file name"
        raise Refusal(f"cannot read {name!r}: {reason}") from None
    if len(data) > LARGEST:
        raise Refusal(f"{name!r} is larger than {LARGEST // 2**20} MiB")
    if (zero := data.find(b"\0")) >= 0:
        line = data.count(b"\n", 0, zero) + 1
        raise Refusal(f"{name!r} is not text: line {line} has a zero byte", "save it as UTF-8")
    return data.decode("utf-8", "surrogateescape")


def encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def settings_of(settings: Settings, values: Mapping[str, Any]) -> Settings:
    """Settings with some options changed."""
    dims = {**settings.options.dims, **values.get("dims", {})}
    asked = {name: values[name] for name in ASKED if name in values} | {"dims": dims}
    own = {name: values[name] for name in OWN if values.get(name) is not None}
    if "macros" in values:
        own["macros"] = macros(values["macros"])
    return replace(settings, options=replace(settings.options, **asked), **own)


def chosen(settings: Settings, text: str) -> Settings:
    """Settings with the options that stand at a query.

    Raises MatcalcError for what is none.
    """
    if not text.strip():
        return settings
    context = click.Context(_query, info_name="matcalc")
    try:
        _query.parse_args(context, spelled_out(_query, context, shlex.split(text)))
    except click.NoSuchOption as error:
        raise MatcalcError(error.format_message(), hint="matcalc help documents lists the options") from None
    except click.UsageError as error:
        hint = "a colon stands between options and statements"
        raise MatcalcError(error.format_message(), hint=hint) from None
    except ValueError as error:
        raise MatcalcError(f"these options cannot be read: {error}") from None
    given = ParameterSource.COMMANDLINE
    values = {k: v for k, v in context.params.items() if context.get_parameter_source(k) is given}
    return settings_of(settings, values)
