"""A prompt without a terminal: lines taken one after the other."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from matcalc.cli.main import repl
from matcalc.cli.prompting import prompt_of
from matcalc.presenting.environment import Environment
from matcalc.repl.prompt import Prompt

Begun = Callable[..., Prompt]


@pytest.fixture
def begun() -> Begun:
    """A prompt begun with these options: ``begun("--layout", "mixed", tty=True)``."""

    def begin(*arguments: str, tty: bool = False, width: int = 80) -> Prompt:
        environment = Environment(
            stdin=io.BytesIO(),
            stdout=io.StringIO(),
            stderr=io.StringIO(),
            stdin_tty=tty,
            stdout_tty=tty,
            width=width,
            color=False,
            error_color=False,
        )
        context = repl.make_context("repl", [*arguments])
        return prompt_of(repl, context.params, environment)

    return begin
