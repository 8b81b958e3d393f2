"""What a shell is offered for the word under the cursor."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from matcalc.manual import TOPICS

CASES = [
    ("matcalc ", ["run", "graph", "weave", "help", "notation", "rules", "completion"], []),
    ("matcalc ru", ["run"], ["notation"]),
    ("matcalc --la", ["--layout"], ["--dim"]),
    ("matcalc --layout d", ["denominator"], ["numerator"]),
    ("matcalc --st", ["--steps", "--standalone"], ["--dim"]),
    ("matcalc --steps f", ["full"], ["brief"]),
    ("matcalc x -f l", ["latex"], ["json"]),
    ("matcalc run --st", ["--standalone"], ["--table"]),
    ("matcalc graph -f ", ["tikz", "svg"], ["json"]),
    ("matcalc weave --la", ["--layout", "--language"], ["--format"]),
    ("matcalc weave --language ", ["latex", "markdown"], []),
    ("matcalc gr", ["graph", "grade"], ["run"]),
    ("matcalc grade --", ["--of", "--wrt", "--seed"], ["--steps"]),
    ("matcalc grade f -f ", ["unicode", "json"], ["latex"]),
    ("matcalc help ", [*TOPICS, "run", "graph"], []),
    ("matcalc help lay", ["layouts"], ["language"]),
    ("matcalc --macros bm,p", ["bm,pmatrix"], ["bm,top"]),
    ("matcalc 3x^2y --wrt ", ["x", "y"], ["f"]),
    ("matcalc alpha*x --wrt a", ["alpha"], ["x"]),
    ("matcalc (x --wrt ", [], ["x"]),
    ("matcalc rules inv", ["inverse"], ["sum"]),
    ("matcalc completion ", ["bash", "zsh", "fish"], []),
]


@pytest.mark.parametrize(("typed", "offered", "withheld"), CASES)
def test_words_are_offered(typed: str, offered: list[str], withheld: list[str]) -> None:
    words = typed.split(" ")
    variables = {
        "_MATCALC_COMPLETE": "bash_complete",
        "COMP_WORDS": typed,
        "COMP_CWORD": str(len(words) - 1),
    }
    run = subprocess.run(
        [sys.executable, "-m", "matcalc"],
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    found = [line.partition(",")[2] for line in run.stdout.splitlines()]
    assert not run.stderr
    assert set(offered) <= set(found)
    assert not set(withheld) & set(found)
