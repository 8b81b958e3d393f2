"""The configuration file: defaults for every command, and what is wrong in it named."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from matcalc.cli.main import cli, run_command
from matcalc.presenting.environment import Environment
from matcalc.repl.prompt import Prompt
from tests.conftest import Matcalc


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


BOTH = r"\begin{bmatrix} 2x_1 & 2x_2 \end{bmatrix}"

# The file, the arguments, and what is printed.
USED = [
    ('layout = "denominator"', ["d/dx sum(x)"], "1⃗"),
    ('layout = "denominator"', ["d/dx sum(x)", "--layout", "numerator"], "1⃗ᵀ"),
    ('layout = "denominator"', ["d/dx sum(x)", "--no-config"], "1⃗ᵀ"),
    ('layout = "denominator"', ["run", "-"], "1⃗"),
    ('[run]\nlayout = "denominator"', ["run", "-"], "1⃗"),
    ('[run]\nlayout = "denominator"', ["d/dx sum(x)"], "1⃗ᵀ"),
    ('layout = "denominator"\n[run]\nlayout = "numerator"', ["run", "-"], "1⃗ᵀ"),
    ('[run]\nlayout = "numerator"\n[graph]\nformat = "dot"', ["run", "-"], "1⃗ᵀ"),
    ('format = "latex"', ["d/dx x^3"], "3x^2"),
    ("ascii = true", ["d/dx x^3"], "3x^2"),
    ("ascii = false", ["d/dx x^3"], "3x²"),
    ("dim = {n = 2}", ["D(x . x, x)", "--var", "x : vector(n)", "-f", "latex", "--table"], BOTH),
    ('dim = ["n=2"]', ["D(x . x, x)", "--var", "x : vector(n)", "-f", "latex", "--table"], BOTH),
    ('var = "x : vector(2)"', ["D(x . x, x)", "-f", "latex", "--table"], BOTH),
    ('var = ["x : vector(2)", "y : scalar"]', ["D(x . x, x)", "-f", "latex", "--table"], BOTH),
    ('convention = "matrixcalculus"', ["d/dx sum(x)"], "1⃗ᵀ"),
    # A format is one of answers or one of pictures: each command has its own.
    ('format = "dot"', ["d/dx x^3"], "3x²"),
    ('format = "latex"', ["graph", "x^3"], "y = x³"),
    # What the command line asks for is not refused for what the file says.
    ('steps = "brief"', ["d/dx exp(x)", "-f", "numpy"], "import numpy as np"),
    ("standalone = true", ["d/dx x^3", "-f", "unicode"], "3x²"),
    ("", ["d/dx x^3"], "3x²"),
]


@pytest.mark.parametrize(("text", "arguments", "expected"), USED)
def test_used(matcalc: Matcalc, file: Path, text: str, arguments: list[str], expected: str) -> None:
    file.write_text(text, "utf-8")
    result = matcalc(*arguments, stdin=b"d/dx sum(x)\n", configuration=file)
    assert result.status == 0, result.err
    assert result.out.splitlines()[0] == expected


def test_a_file_that_is_not_there_says_nothing(matcalc: Matcalc, file: Path) -> None:
    assert matcalc("d/dx x^3", configuration=file).out == "3x²\n"


WRONG = [
    ('layout = "numerator"\nlayuot = "mixed"', "line 2: there is no option layuot", "did you mean layout?"),
    ('# layout\nlayout = "numerater"', "line 2: layout: 'numerater' is not one of", "did you mean numerator?"),
    ("layout = 3", "line 1: layout: this is a text", None),
    ('verify = "yes"', "line 1: verify: this is true or false", None),
    ("dim = {n = 0}", "line 1: dim: n must be between 1 and", None),
    ("var = [1]", "line 1: var: this is a text, or a list of texts", None),
    ('[run]\nformat = "latex"\nformt = 1', "line 3: there is no option formt", "did you mean format?"),
    ('layout = "mixed"\n\n[rnu]\nformat = "latex"', "line 3: there is no command rnu that reads it", "did you mean run?"),
    ('[weave]\nlayout = "mixed"', "line 1: there is no command weave that reads it", None),
    ("in-place = true", "line 1: there is no option in-place", None),
    ('output = "x"', "line 1: there is no option output", None),
    ("layout = ", "is not TOML: ", None),
    ("run = 3", "line 1: there is no option run", None),
]


@pytest.mark.parametrize(("text", "reason", "hint"), WRONG)
def test_wrong(matcalc: Matcalc, file: Path, text: str, reason: str, hint: str | None) -> None:
    file.write_text(text, "utf-8")
    result = matcalc("d/dx x^3", configuration=file)
    assert (result.status, result.out) == (2, "")
    assert str(file) in result.err
    assert reason in result.err
    assert hint is None or f"hint: {hint}" in result.err
    assert matcalc("d/dx x^3", "--no-config", configuration=file).out == "3x²\n"
    assert matcalc("notation", configuration=file).status == 0


def test_every_command_with_options_of_answers_or_pictures_reads_it() -> None:
    # But not weave: a document is the same whoever weaves it, and --check agrees on every machine.
    for command in (cli, *(command for command in cli.commands.values() if command.name != "weave")):
        options = {spelling for param in command.params for spelling in param.opts}
        assert ("--layout" in options or "--dim" in options) <= ("--no-config" in options)


def test_where_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    named = {"MATCALC_CONFIG": "/here/mine.toml", "XDG_CONFIG_HOME": "/there"}
    assert Environment.of_process(named).configuration == "/here/mine.toml"
    assert Environment.of_process({"XDG_CONFIG_HOME": str(tmp_path)}).configuration == str(tmp_path / "matcalc" / "config.toml")


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="platformdirs is asked there")
def test_its_folder_is_that_of_platformdirs(monkeypatch: pytest.MonkeyPatch) -> None:
    from platformdirs import user_config_path

    monkeypatch.delenv("XDG_CONFIG_HOME")
    assert Environment.of_process({}).configuration == str(user_config_path("matcalc") / "config.toml")


def test_the_tests_find_none() -> None:
    path = Environment.of_process(os.environ).configuration
    assert path is not None
    assert not Path(path).exists()


@pytest.fixture
def prompt(file: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Prompt]:
    """The prompt as a command begins it, without the conversation."""

    def begun(*arguments: str) -> Prompt:
        prompts = list[Prompt]()
        monkeypatch.setattr("matcalc.repl.loop.converse", prompts.append)
        environment = Environment(
            stdin=io.BytesIO(),
            stdout=io.StringIO(),
            stderr=io.StringIO(),
            stdin_tty=True,
            stdout_tty=True,
            width=80,
            color=False,
            error_color=False,
            configuration=str(file),
        )
        assert run_command(arguments, environment) == 0
        return prompts[0]

    return begun


def said(prompt: Prompt) -> str:
    stderr = prompt.environment.stderr
    assert isinstance(stderr, io.StringIO)
    return stderr.getvalue()


@pytest.mark.parametrize("arguments", [["repl"], []])
def test_at_the_prompt_what_is_wrong_is_a_warning(
    file: Path, prompt: Callable[..., Prompt], arguments: list[str]
) -> None:
    file.write_text('layout = "mixed"\nlayuot = "mixed"', "utf-8")
    begun = prompt(*arguments)
    assert said(begun) == f"warning: {file}, line 2: there is no option layuot (did you mean layout?)\n"
    assert begun.state.session.options.layout == "mixed"
    assert prompt(*arguments, "--no-config").state.session.options.layout == "numerator"


@pytest.mark.parametrize("arguments", [["repl"], []])
def test_the_prompt_has_a_section(file: Path, prompt: Callable[..., Prompt], arguments: list[str]) -> None:
    file.write_text('layout = "mixed"\n[repl]\nlayout = "denominator"', "utf-8")
    assert prompt(*arguments).state.session.options.layout == "denominator"
    assert prompt(*arguments, "--layout", "numerator").state.session.options.layout == "numerator"


def test_the_prompt_begins_though_pictures_are_configured(file: Path, prompt: Callable[..., Prompt]) -> None:
    file.write_text('format = "svg"', "utf-8")
    assert prompt().take("latex d/dx x^3").text == "3x^2\n"


def test_the_prompt_begins_with_a_program(file: Path, prompt: Callable[..., Prompt]) -> None:
    (file.parent / "init.mc").write_text("# mine\nx : vector(n)\n:set layout mixed\nd/dx sum(x)\n", "utf-8")
    begun = prompt()
    assert said(begun) == ""
    assert begun.take("unicode ans").text.split()[0] == "1⃗"
    assert begun.state.session.names == ("x",)
    begun.take("undo")
    assert begun.take("undo").error
    assert prompt("--no-config").state.session.names == ()


def test_a_program_to_begin_with_that_is_refused_is_not_used(file: Path, prompt: Callable[..., Prompt]) -> None:
    (file.parent / "init.mc").write_text("x : vector(n)\nd/dx (", "utf-8")
    begun = prompt()
    assert f"warning: {file.parent / 'init.mc'} is not used" in said(begun)
    assert "line 2: ( is never closed" in said(begun)
    assert begun.state.session.names == ()


LISTING = """
import json, sys
from matcalc.cli.main import run_command
status = run_command(["d/dx x^3"])
print(json.dumps([status, sorted(sys.modules)]), file=sys.stderr)
"""


@pytest.mark.parametrize("there", [True, False])
def test_the_reader_of_toml_is_loaded_where_there_is_a_file(file: Path, there: bool) -> None:
    if there:
        file.write_text("", "utf-8")
    run = subprocess.run(
        [sys.executable, "-c", LISTING],
        capture_output=True,
        check=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "MATCALC_CONFIG": str(file)},
    )
    status, modules = json.loads(run.stderr.splitlines()[-1])
    assert status == 0
    assert ("tomllib" in modules) is there
    assert "platformdirs" not in modules


def test_a_document_is_the_same_whoever_weaves_it(matcalc: Matcalc, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('layout = "denominator"\n')
    document = b"% matcalc: w : vector(n); D(w . w, w)\n"
    woven = matcalc("weave", "-", "--language", "latex", stdin=document, configuration=str(path))
    assert woven == matcalc("weave", "-", "--language", "latex", stdin=document)
