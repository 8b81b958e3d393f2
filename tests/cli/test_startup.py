"""Starting the command loads what the answer needs and nothing else: modules, not milliseconds."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

PROMPT = """
import sys
import matcalc.cli.main, matcalc.cli.prompting, matcalc.repl.loop, matcalc.repl.editor.editor
print(*sys.modules)
"""

LISTING = """
import json, sys
from matcalc.cli.main import run_command
status = run_command({arguments!r})
print(json.dumps([status, sorted(sys.modules)]), file=sys.stderr)
"""

HEAVY = {"sympy", "numpy", "prompt_toolkit", "rich", "importlib.metadata", "hypothesis", "mpmath"}
DRAWING = {"ziamath", "ziafont", "latex2mathml", "resvg_py"}

CASES = [
    (["d/dx sin(x^2)"], HEAVY | DRAWING),
    (["d/dx sin(x^2)", "-f", "svg"], HEAVY - {"importlib.metadata"} | {"resvg_py"}),
    (["d/dx sin(x^2)", "-f", "json"], HEAVY - {"numpy"}),
    (["w, x : vector(n); ∂/∂w (w .* x)", "-f", "latex"], HEAVY | DRAWING),
    (["d/dx sin(x^2)", "-f", "numpy"], HEAVY | {"scipy", "opt_einsum"}),
    (["d/dx sin(x^2)", "--verify"], HEAVY - {"numpy"}),
    (["d/dx sin(x^2)", "--steps", "-f", "latex"], HEAVY),
    (["d/dx sin(x^2)"], {"matcalc.explain", "matcalc.writers.steps"}),
    (["graph", "d/dx sin(x^2)"], HEAVY),
    (["graph", "d/dx sin(x^2)", "-f", "dot"], HEAVY),
    (["grade", "operator:neg", "--of", "-a^2/2", "--wrt", "a"], HEAVY - {"numpy"} | {"matcalc.explain"}),
    (["check", "d/dx x^2 = 2x"], HEAVY - {"numpy"} | {"matcalc.explain", "matcalc.documents", "matcalc.session"}),
    (["--version"], HEAVY | {"lark", "matcalc.calculator"}),
    (["--help"], HEAVY | {"lark", "matcalc.calculator"}),
    (["help", "layouts"], HEAVY | {"lark", "matcalc.calculator"}),
    (["weave", "-", "--language", "latex"], HEAVY),
    (["notation"], HEAVY | {"lark", "matcalc.calculator"}),
    (["rules"], HEAVY),
]


@pytest.mark.parametrize(("arguments", "unwanted"), CASES)
def test_what_a_start_loads(arguments: list[str], unwanted: set[str]) -> None:
    run = subprocess.run(
        [sys.executable, "-c", LISTING.format(arguments=arguments)],
        capture_output=True,
        text=True,
        check=True,
        stdin=subprocess.DEVNULL,
    )
    status, modules = json.loads(run.stderr.splitlines()[-1])
    assert status == 0
    assert not unwanted & set(modules)


def test_the_prompt_begins_without_what_only_answers_need() -> None:
    run = subprocess.run([sys.executable, "-c", PROMPT], capture_output=True, text=True, check=True)
    assert not (HEAVY - {"prompt_toolkit"}) & set(run.stdout.split())
