"""From the options of a command to the prompt that they begin."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import click

from matcalc.calculator import Options
from matcalc.cli.answering import options_of
from matcalc.cli.options import presentation_of
from matcalc.presenting.environment import Environment
from matcalc.presenting.presentation import IMAGES, Presentation
from matcalc.repl.prompt import Prompt
from matcalc.repl.settings import Settings


def prompt_of(command: click.Command, values: Mapping[str, Any], environment: Environment) -> Prompt:
    """A prompt that begins with the options that a command was called with.

    Raises MatcalcError for declarations that cannot be read, click.UsageError for options that contradict
    each other.
    """
    if values.get("output"):
        raise click.UsageError("-o is not for the prompt, where save FILE writes the session.")
    return Prompt(Settings.of(command, values, meant), environment)


def settings_of(command: click.Command, values: Mapping[str, Any]) -> Settings:
    """The settings that a command for programs was called with."""
    return Settings.of(command, values, lambda given: (options_of(given), presentation_of(given)))


def begin(prompt: Prompt, path: str) -> None:
    """Enter the program that conversations begin with, if there is one; what is wrong in it is a warning."""
    if not os.path.exists(path):
        return
    outcome = prompt.begin(path)
    if outcome.error:
        prompt.environment.stderr.write(f"warning: {path} is not used\n{outcome.error}\n")


def meant(values: Mapping[str, Any]) -> tuple[Options, Presentation]:
    """Raises click.UsageError for options that contradict each other, or ask for more than text."""
    presentation = presentation_of(values)
    if presentation.format in IMAGES:
        raise click.UsageError("A prompt shows text; matcalc EXPR -o answer.svg draws a picture.")
    return options_of(values), presentation
