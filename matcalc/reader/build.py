"""Compile ``grammar/matcalc.lark`` into the tables that are shipped: ``python -m matcalc.reader.build``.

Only a change of the grammar needs this module: ``parser`` loads the tables, so that nothing is
built (and nothing cached) when the command starts.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from lark import Lark
from lark.grammar import Rule
from lark.lexer import TerminalDef

from matcalc.reader.parser import grammar_folder

# The lexer is never run: the tokens come from the reader's earlier stages. All of them are kept
# because brackets and other marks tell where a term begins and ends.
OPTIONS = {"parser": "lalr", "lexer": "basic", "keep_all_tokens": True}


def compile_tables(grammar: str) -> str:
    """A Lark grammar compiled and serialised, as JSON of the two arguments that Lark loads it from.

    JSON's keys are strings, so all the numbers by which the tables refer to each other are, too.
    """
    serialised: Any = Lark(grammar, **OPTIONS).memo_serialize([TerminalDef, Rule])
    data, memo = serialised
    data["options"] = OPTIONS
    data["parser"]["parser"] = _renumbered(data["parser"]["parser"])
    tables = {"data": _references(data), "memo": memo}
    return json.dumps(tables, separators=(",", ":")) + "\n"


def _renumbered(table: dict[str, Any]) -> dict[str, Any]:
    """States numbered as they are met from the start, so that one grammar has one text of tables."""
    symbols = {name: str(number) for number, name in enumerate(sorted(table["tokens"].values()))}
    queue = [*table["start_states"].values()]
    numbers = {state: str(number) for number, state in enumerate(queue)}
    states: dict[str, dict[str, Any]] = {}
    for state in queue:
        moves = {table["tokens"][symbol]: move for symbol, move in table["states"][state].items()}
        row = states[numbers[state]] = {}
        for name, (reduces, target) in sorted(moves.items()):
            if not reduces and target not in numbers:
                numbers[target] = str(len(numbers))
                queue.append(target)
            row[symbols[name]] = [reduces, target if reduces else numbers[target]]
    return {
        "tokens": {number: name for name, number in symbols.items()},
        "states": states,
        "start_states": {rule: numbers[state] for rule, state in table["start_states"].items()},
        "end_states": {rule: numbers[state] for rule, state in table["end_states"].items()},
    }


def _references(data: Any) -> Any:
    """The data with its references into the memo, {'@': 7}, as strings."""
    if isinstance(data, dict):
        return {key: str(value) if key == "@" else _references(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_references(value) for value in data]
    return data


def main() -> None:
    folder = Path(grammar_folder())
    text = (folder / "matcalc.lark").read_text(encoding="utf-8")
    (folder / "tables.json").write_text(compile_tables(text), encoding="utf-8")


if __name__ == "__main__":
    main()
