"""The shipped tables are those of the grammar, and all that a start needs of it."""

from __future__ import annotations

from pathlib import Path

import lark
import pytest

from matcalc.reader import parser, read, tables
from matcalc.reader.actions import ACTIONS
from matcalc.reader.build import compile_tables

FOLDER = Path(tables.grammar_folder())


def test_tables_are_fresh() -> None:
    grammar = (FOLDER / tables.GRAMMAR).read_text(encoding="utf-8")
    shipped = (FOLDER / tables.TABLES).read_text(encoding="ascii")
    assert compile_tables(grammar) == shipped, "run: python -m matcalc.reader.build"


def test_every_rule_has_its_action() -> None:
    named = set()
    rules, _ = tables.load()
    for rule in rules:
        name = rule.alias or rule.origin.name
        passes_on = rule.options.expand1 and len(rule.expansion) == 1 and not rule.alias
        if not name.startswith("_") and not passes_on:
            named.add(name)
    assert named == set(ACTIONS)


def test_no_grammar_is_compiled_to_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a start compiles no grammar")

    monkeypatch.setattr(lark.Lark, "__init__", refuse)
    parser._parser.cache_clear()
    assert read("d/dx sin(x^2)").statements
