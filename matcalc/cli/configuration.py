"""The configuration file: what the options of commands are where the command line does not say.

Its keys are the long names of options. Those at its top are for every command that takes them, those in a
section for the command of that name. It is TOML, and the reader of that is loaded only where there is a file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import click
from click.core import ParameterSource

from matcalc.presenting.environment import Environment
from matcalc.presenting.refusal import Refusal

INIT = "init.mc"
SUBCOMMAND = "matcalc.subcommand"
"""In the context, the name of the command that will run, where it is not the group itself."""
FILE = "matcalc.configuration"
"""In the context, the path of the file, whether it exists or not; nothing with ``--no-config``."""

NOT_CONFIGURED = frozenset(("output", "version", "help", "configured"))

def agreed(values: dict[str, Any], meant: Callable[[Mapping[str, Any]], object]) -> dict[str, Any]:
    """The values of the options of the command that runs, less those of the configuration where these
    contradict others.

    meant: raises click.UsageError where values contradict each other.
    """
    ctx = click.get_current_context()
    try:
        meant(values)
        return values
    except click.UsageError:
        given = {n for n in values if ctx.get_parameter_source(n) is ParameterSource.DEFAULT_MAP}
        if not given:
            raise
    plain = click.Command("", params=[param for param in ctx.command.params if param.name in given])
    return {**values, **plain.make_context("", []).params}


def _configure(ctx: click.Context, param: click.Parameter, wanted: bool) -> None:
    environment = ctx.find_object(Environment)
    before_another = ctx.parent is None and SUBCOMMAND in ctx.meta
    if not wanted or before_another or environment is None or environment.configuration is None:
        return
    path = ctx.meta[FILE] = environment.configuration
    if not os.path.exists(path):
        return
    ctx.default_map, problems = _defaults(ctx, path)
    # The prompt begins, come what may.
    if problems and not (environment.stdin_tty and ctx.info_name == "repl"):
        raise problems[0]
    for problem in problems:
        hint = f" ({problem.hint})" if problem.hint else ""
        environment.stderr.write(f"warning: {problem.message}{hint}\n")


def _defaults(ctx: click.Context, path: str) -> tuple[dict[str, Any], list[Refusal]]:
    """What the options of a command are by the file, and what is wrong in it."""
    import tomllib

    try:
        with open(path, "rb") as stream:
            text = stream.read().decode("utf-8")
        values = tomllib.loads(text)
    except OSError as error:
        return {}, [Refusal(f"cannot read {path!r}: {error.strerror}")]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return {}, [Refusal(f"{path!r} is not TOML: {error}")]
    root = ctx.find_root().command
    assert isinstance(root, click.Group)
    reading = {name: command for name, command in root.commands.items() if _reads(command)}
    defaults, problems = dict[str, Any](), list[Refusal]()
    for section, key, value in _entries(values, reading):
        try:
            found = _understood([reading[section]] if section else [root, *reading.values()], key, value)
        except Refusal as problem:
            place = f"{path}, line {_line(text, section, key)}"
            problems.append(Refusal(f"{place}: {problem.message}", problem.hint))
        else:
            defaults |= found.get(ctx.command.name, {})
    return defaults, problems


def _reads(command: click.Command) -> bool:
    return any(param.name == "configured" for param in command.params)


def _entries(values: Mapping[str, Any], sections: Collection[str]) -> Iterator[tuple[str, str, Any]]:
    """Each key with its section and its value, those in a section last, for they are the stronger."""
    tops = [key for key, value in values.items() if not (key in sections and isinstance(value, Mapping))]
    yield from (("", key, values[key]) for key in tops)
    for section in values.keys() - tops:
        yield from ((section, key, value) for key, value in values[section].items())


def _understood(
    commands: Sequence[click.Command], key: str, value: Any
) -> dict[str | None, dict[str, Any]]:
    """What a key and its value say to each command that takes them.

    Raises Refusal where none does.
    """
    found = dict[str | None, dict[str, Any]]()
    problems = list[Refusal]()
    for command in commands:
        option = _keys(command).get(key)
        if option is None or option.name is None:
            continue
        try:
            found[command.name] = {option.name: _converted(option, value)}
        except click.BadParameter as error:
            problems.append(Refusal(f"{key}: {error.message}", _near(str(value), _words(option))))
    if not found:
        raise problems[0] if problems else _unknown(commands, key, value)
    return found


def _keys(command: click.Command) -> dict[str, click.Option]:
    """The options that can be configured, by their long names."""
    return {
        max(param.opts, key=len).lstrip("-"): param
        for param in command.params
        if isinstance(param, click.Option) and param.name not in NOT_CONFIGURED
    }


def _converted(option: click.Option, value: Any) -> Any:
    """A value of the file as one of the option. Raises click.BadParameter where it is none."""
    if option.is_flag:
        if not isinstance(value, bool):
            raise click.BadParameter("this is true or false")
        return value if option.is_bool_flag else option.flag_value if value else option.default
    if option.multiple:
        if isinstance(value, Mapping):
            value = [f"{name}={size}" for name, size in value.items()]
        value = [value] if isinstance(value, str) else value
        if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
            raise click.BadParameter("this is a text, or a list of texts")
    elif not isinstance(value, str):
        raise click.BadParameter("this is a text")
    option.process_value(click.Context(click.Command("")), value)
    return value


def _words(option: click.Option) -> Sequence[str]:
    return [*map(str, option.type.choices)] if isinstance(option.type, click.Choice) else []


def _unknown(commands: Sequence[click.Command], key: str, value: Any) -> Refusal:
    if isinstance(value, Mapping):
        known = [command.name or "" for command in commands]
        return Refusal(f"there is no command {key} that reads it", _near(key, known))
    known = sorted({name for command in commands for name in _keys(command)})
    return Refusal(f"there is no option {key}", _near(key, known))


def _near(word: str, known: Sequence[str]) -> str | None:
    found = get_close_matches(word.lower(), known, 1)
    return f"did you mean {found[0]}?" if found else None


def _line(text: str, section: str, key: str) -> int:
    """The line in which a key stands; the reader of TOML does not tell."""
    current = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[\s*([^]]*?)\s*]", line):
            current = header[1].strip("\"'")
            if not section and current.partition(".")[0] == key:
                return number
        elif current == section and re.match(rf"""\s*["']?{re.escape(key)}["']?\s*[.=]""", line):
            return number
    return 1


CONFIGURED = click.option(
    "--no-config",
    "configured",
    flag_value=False,
    default=True,
    is_eager=True,
    expose_value=False,
    callback=_configure,
    help="Do without the configuration file.",
)
"""Gives a command the defaults of the configuration."""
