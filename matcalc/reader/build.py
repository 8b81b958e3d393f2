"""Compile ``grammar/matcalc.lark`` into the tables that are shipped: ``python -m matcalc.reader.build``.

Only this module needs Lark, and only a change of the grammar needs this module: ``parser`` reads
the tables as plain JSON, so that nothing is built (and nothing cached) when the command starts.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from matcalc.reader.parser import grammar_folder


def compile_tables(grammar: str) -> str:
    """The LALR tables of a Lark grammar, as JSON.

    ``rules`` lists [action, left side, number of symbols, positions kept];
    ``actions`` maps, for each state, a terminal to a state to shift (>= 0) or ``-1 - rule`` to
    reduce by; ``gotos`` likewise maps nonterminals. State 0 is the start, ``end`` the accepting one.
    """
    from lark import Lark
    from lark.parsers.lalr_analysis import Shift

    built: Any = Lark(grammar, parser="lalr", lexer=_no_lexer())
    table: Any = built.parser.parser._parse_table
    rules: dict[Any, int] = {}
    rows: list[list[Any]] = []

    def rule_number(rule: Any) -> int:
        if rule not in rules:
            rules[rule] = len(rows)
            kept = [i for i, s in enumerate(rule.expansion) if not (s.is_term and s.name.startswith("_"))]
            origin = str(rule.origin.name)
            expand = bool(rule.options.expand1) and rule.alias is None and len(kept) == 1
            action = rule.alias or (None if origin.startswith("_") or expand else origin)
            rows.append([action and str(action), origin, len(rule.expansion), kept])
        return rules[rule]

    # States are numbered as they are met from the start, so that one grammar has one text of tables.
    numbers: dict[Any, int] = {table.start_states["start"]: 0}
    queue = [table.start_states["start"]]
    actions: list[dict[str, int]] = []
    gotos: list[dict[str, int]] = []
    for state in queue:
        row: dict[str, int] = {}
        goto: dict[str, int] = {}
        for symbol, (kind, target) in sorted(table.states[state].items()):
            if kind is not Shift:
                row[symbol] = -1 - rule_number(target)
                continue
            if target not in numbers:
                numbers[target] = len(numbers)
                queue.append(target)
            (goto if symbol.islower() else row)[symbol] = numbers[target]
        actions.append(row)
        gotos.append(goto)
    tables = {"rules": rows, "actions": actions, "gotos": gotos, "end": numbers[table.end_states["start"]]}
    return json.dumps(tables, separators=(",", ":"), ensure_ascii=True) + "\n"


def _no_lexer() -> type:
    from lark.lexer import Lexer

    class NoLexer(Lexer):
        def __init__(self, _: Any) -> None: ...

        def lex(self, _: Any, __: Any = None) -> Any:  # pragma: no cover - tables are all we want
            raise NotImplementedError

    return NoLexer


def main() -> None:
    folder = Path(grammar_folder())
    text = (folder / "matcalc.lark").read_text(encoding="utf-8")
    (folder / "tables.json").write_text(compile_tables(text), encoding="utf-8")


if __name__ == "__main__":
    main()
