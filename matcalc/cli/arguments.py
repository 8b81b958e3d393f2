"""Telling expressions from options.

An expression may start with a minus sign: ``-x^2`` is one, ``-f`` an option. Option parsers read
bundled letters and would take the ``f`` out of ``-xf``; so the arguments are sorted here first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import click


class OptionalValue(click.Option):
    """An option whose value may be left out: ``--steps``, ``--steps=full`` or ``--steps full``. The argument
    behind it is its value only where it is one of its choices, for it may be an expression."""


LONG = re.compile(r"--[A-Za-z][A-Za-z-]*(=.*)?\Z", re.DOTALL)


def sort_arguments(command: click.Command, ctx: click.Context, arguments: Sequence[str]) -> list[str]:
    """The same arguments, options first, then '--', then the expressions.

    What looks like a long option stays one, for click to refuse with a near name; anything else
    that is not an option of ``command`` is an expression. Short options stand by themselves: in
    ``-f latex`` the value is an argument of its own.

    Raises click.BadOptionUsage for an option without its value.
    """
    takes_value = {
        spelling: not (option.is_flag or option.count)
        for option in command.get_params(ctx)
        if isinstance(option, click.Option)
        for spelling in (*option.opts, *option.secondary_opts)
    }
    options: list[str] = []
    expressions: list[str] = []
    rest = iter(spelled_out(command, ctx, arguments))
    for argument in rest:
        if argument == "--":
            expressions.extend(rest)
        elif argument in takes_value:
            value = next(rest, None) if takes_value[argument] else ""
            if value is not None:
                options.extend((argument, value) if takes_value[argument] else (argument,))
            elif not ctx.resilient_parsing:
                raise click.BadOptionUsage(argument, f"Option {argument!r} requires an argument.", ctx)
        elif LONG.match(argument):
            options.append(argument)
        else:
            expressions.append(argument)
    return [*options, "--", *expressions]


def spelled_out(command: click.Command, ctx: click.Context, arguments: Sequence[str]) -> list[str]:
    """The same arguments with the value of each ``OptionalValue`` behind an equals sign."""
    optional = {
        spelling: option
        for option in command.get_params(ctx)
        if isinstance(option, OptionalValue)
        for spelling in option.opts
    }
    spelled: list[str] = []
    rest = list(reversed(arguments))
    while rest:
        argument = rest.pop()
        option = optional.get(argument)
        if argument == "--":
            return [*spelled, argument, *reversed(rest)]
        if option is None:
            spelled.append(argument)
        else:
            assert isinstance(option.type, click.Choice)
            given = rest.pop() if rest and rest[-1] in option.type.choices else option.flag_value
            spelled.append(f"{argument}={given}")
    return spelled
