"""The shipped tables are those of the grammar."""

from __future__ import annotations

from pathlib import Path

from matcalc.reader.actions import ACTIONS
from matcalc.reader.build import compile_tables
from matcalc.reader.parser import grammar_folder


def test_tables_are_fresh() -> None:
    folder = Path(grammar_folder())
    grammar = (folder / "matcalc.lark").read_text(encoding="utf-8")
    shipped = (folder / "tables.json").read_text(encoding="utf-8")
    assert compile_tables(grammar) == shipped, "run: python -m matcalc.reader.build"


def test_every_rule_has_its_action() -> None:
    import json

    rules = json.loads((Path(grammar_folder()) / "tables.json").read_text(encoding="utf-8"))["rules"]
    assert {name for name, *_ in rules if name is not None and not name.startswith("$")} == set(ACTIONS)
