"""The options of the command as they are at the prompt: shown, set, and put to use.

What there is to set is what the command takes: names, values and help are those of its click options.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import click

from matcalc.calculator import Options
from matcalc.errors import MatcalcError
from matcalc.presenting.presentation import Presentation
from matcalc.records import Record, replace

DEFAULT = "default"
NONE = "none"
_PARTS = re.compile(r"\[[^]]*]|[^\s,]+")
SWITCHES = {"on": True, "yes": True, "true": True, "off": False, "no": False, "false": False}

NOT_SET = frozenset(("declarations", "output", "keep_going"))
"""Options that say what one run does, not how: declarations are lines at the prompt."""

Chosen = tuple[Options, Presentation]


class Settings(Record):
    """values: those of the options, by the names of their parameters. begun: as the prompt began.
    choose: from values to what they mean; it raises click.UsageError where they contradict each other."""

    options: tuple[click.Option, ...]
    values: Mapping[str, Any]
    begun: Mapping[str, Any]
    choose: Callable[[Mapping[str, Any]], Chosen]

    @classmethod
    def of(
        cls, command: click.Command, values: Mapping[str, Any], choose: Callable[[Mapping[str, Any]], Chosen]
    ) -> Settings:
        """The settings of a command that was called with these values."""
        options = [param for param in command.params if isinstance(param, click.Option)]
        kept = tuple(option for option in options if option.name in values.keys() - NOT_SET)
        return cls(kept, values, values, choose)

    @property
    def chosen(self) -> Chosen:
        """What the values mean."""
        return self.choose(self.values)

    @property
    def names(self) -> tuple[str, ...]:
        """What can be set."""
        return tuple(map(spelled, self.options))

    def option(self, name: str) -> click.Option:
        """Raises MatcalcError, with a near name, where there is none."""
        for option in self.options:
            if spelled(option) == name.removeprefix("--").lower():
                return option
        found = get_close_matches(name.lower(), self.names, 1)
        hint = f"did you mean {found[0]}?" if found else f"there are {', '.join(self.names)}"
        raise MatcalcError(f"there is no option {name}", hint=hint)

    def set(self, name: str, text: str) -> Settings:
        """The settings with another value for one.

        Raises MatcalcError for a value that the option does not take, or that contradicts another.
        """
        option = self.option(name)
        assert option.name is not None
        value = self.begun[option.name] if text.lower() == DEFAULT else parsed(option, text)
        changed = replace(self, values={**self.values, option.name: value})
        try:
            changed.choose(changed.values)
        except click.UsageError as error:
            raise MatcalcError(error.message.rstrip(".")) from None
        return changed

    def shown(self, option: click.Option) -> str:
        """The value of an option, as it would be set."""
        assert option.name is not None
        return written(self.values[option.name])

    @property
    def directives(self) -> tuple[str, ...]:
        """The lines that set what was not left as it is by itself, as far as answers depend on it."""
        return tuple(
            directive(spelled(option), self.shown(option))
            for option in self.options
            if option.name in Options.__match_args__ and self.shown(option) != written(default(option))
        )


def directive(name: str, value: str) -> str:
    """The line of a program that sets an option."""
    return f":set {name} {value}"


def default(option: click.Option) -> Any:
    """The value of an option that is not given."""
    assert option.name is not None
    return click.Command("set", params=[option]).make_context("set", []).params[option.name]


def _context() -> click.Context:
    return click.Context(click.Command("set"))


def spelled(option: click.Option) -> str:
    """The long name without its dashes."""
    return max(option.opts, key=len).lstrip("-")


def choices(option: click.Option) -> tuple[str, ...]:
    """What can be set, where these are words."""
    unset = (NONE,) if default(option) is None else ()
    if isinstance(option.type, click.Choice):
        return (*map(str, option.type.choices), *unset)
    return ("on", "off", *unset) if option.is_flag else ()


def parsed(option: click.Option, text: str) -> Any:
    """A text as a value of the option.

    Raises MatcalcError where it is none.
    """
    words, word = choices(option), text.lower()
    if option.is_flag and word in SWITCHES:
        return SWITCHES[word]
    if words and word not in words:
        said = f"{spelled(option)} is one of {', '.join(words)}, not {text}"
        raise MatcalcError(said, hint=near(text, words, f"set {spelled(option)}"))
    if word == NONE and (option.multiple or NONE in words):
        return default(option)
    given = tuple(_PARTS.findall(text)) if option.multiple else word if words else text
    try:
        return option.process_value(_context(), given)
    except click.BadParameter as error:
        raise MatcalcError(error.message) from None


def written(value: Any) -> str:
    """A value as it would be set."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, Mapping):
        value = [f"{name}={size}" for name, size in value.items()]
    if isinstance(value, (tuple, list)):
        value = " ".join(map(str, value))
    return NONE if value in (None, "") else str(value)


def near(word: str, known: Sequence[str], otherwise: str) -> str:
    """A hint: the name that was probably meant, or where all are listed."""
    found = get_close_matches(word.lower(), known, 1)
    return f"did you mean {found[0]}?" if found else f"{otherwise} lists what there is"
