"""What is an option and what is an expression that begins with a minus sign."""

from __future__ import annotations

import click
import pytest

from matcalc.cli.arguments import sort_arguments
from matcalc.cli.main import cli

CASES = [
    (["d/dx x"], [], ["d/dx x"]),
    (["-x^2"], [], ["-x^2"]),
    (["-h"], ["-h"], []),
    (["-f(x)"], [], ["-f(x)"]),
    (["-xf", "-o*f"], [], ["-xf", "-o*f"]),
    (["-x^2", "-f", "latex"], ["-f", "latex"], ["-x^2"]),
    (["-f", "latex", "-x^2"], ["-f", "latex"], ["-x^2"]),
    (["--wrt", "-x", "y"], ["--wrt", "-x"], ["y"]),
    (["--wrt=x", "y"], ["--wrt=x"], ["y"]),
    (["x", "--table", "y"], ["--table"], ["x", "y"]),
    (["x", "--no-table"], ["--no-table"], ["x"]),
    (["--", "--table", "-f"], [], ["--table", "-f"]),
    (["--x^2"], [], ["--x^2"]),
    (["-", "-1"], [], ["-", "-1"]),
    (["--tabel", "x"], ["--tabel"], ["x"]),
    ([""], [], [""]),
    (["--steps", "x"], ["--steps=brief"], ["x"]),
    (["x", "--steps"], ["--steps=brief"], ["x"]),
    (["--steps", "full", "x"], ["--steps=full"], ["x"]),
    (["--steps=full", "x"], ["--steps=full"], ["x"]),
    (["--", "--steps"], [], ["--steps"]),
]


@pytest.mark.parametrize(("arguments", "options", "expressions"), CASES)
def test_expressions_are_told_from_options(
    arguments: list[str], options: list[str], expressions: list[str]
) -> None:
    context = click.Context(cli, info_name="matcalc", **cli.context_settings)
    assert sort_arguments(cli, context, arguments) == [*options, "--", *expressions]
