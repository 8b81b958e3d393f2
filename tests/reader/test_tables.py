"""The shipped tables are those of the grammar, and all that a start needs of it."""

from __future__ import annotations

import json
from pathlib import Path

import lark
import pytest

from matcalc.reader import parser, read
from matcalc.reader.actions import ACTIONS
from matcalc.reader.build import compile_tables

FOLDER = Path(parser.grammar_folder())
SHIPPED = (FOLDER / "tables.json").read_text(encoding="utf-8")


def test_tables_are_fresh() -> None:
    grammar = (FOLDER / "matcalc.lark").read_text(encoding="utf-8")
    assert compile_tables(grammar) == SHIPPED, "run: python -m matcalc.reader.build"


def test_every_rule_has_its_action() -> None:
    named = set()
    for rule in json.loads(SHIPPED)["memo"].values():
        name = rule["alias"] or rule["origin"]["name"]
        passes_on = rule["options"]["expand1"] and len(rule["expansion"]) == 1 and not rule["alias"]
        if not name.startswith("_") and not passes_on:
            named.add(name)
    assert named == set(ACTIONS)


def test_no_grammar_is_compiled_to_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a start compiles no grammar")

    monkeypatch.setattr(lark.Lark, "__init__", refuse)
    parser._parser.cache_clear()
    assert read("d/dx sin(x^2)").statements
