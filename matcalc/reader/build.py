"""Compile ``grammar/matcalc.lark`` into the tables that are shipped: ``python -m matcalc.reader.build``.

Only a change of the grammar needs this module: ``tables`` reads what it writes, so that nothing is
built (and nothing cached) when the command starts.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lark import Lark
from lark.grammar import Rule
from lark.parsers.lalr_analysis import Shift

from matcalc.reader.tables import GRAMMAR, START, TABLES, grammar_folder
from matcalc.reader.units import Units

# The lexer is never run: the tokens come from the reader's earlier stages. All of them are kept
# because brackets and other marks tell where a term begins and ends.
OPTIONS = {"parser": "lalr", "lexer": "basic", "keep_all_tokens": True, "start": START}
# So many rules end in these that without their unit rules the tables would be four times as long.
KEPT = ("term", "open_term", "expression")


def compile_tables(grammar: str) -> str:
    """A Lark grammar compiled, as the text that ``tables`` describes."""
    compiled: Any = Lark(grammar, **OPTIONS)
    table = compiled.parser.parser._parse_table
    rules = {rule: number for number, rule in enumerate(compiled.rules)}
    lines = [_rule(rule) for rule in rules]
    return "\n".join([*lines, "", *_states(table, rules)]) + "\n"


def _rule(rule: Rule) -> str:
    expands = "?" if rule.options.expand1 else "-"
    return " ".join([rule.origin.name, rule.alias or "-", expands, *(part.name for part in rule.expansion)])


def _states(table: Any, rules: dict[Rule, int]) -> list[str]:
    """States numbered as they are met from the start, so that one grammar has one text of tables."""
    rows = Units(table.states, KEPT).rows(table.start_states[START])
    done = [rule for row in rows.values() for action, rule in row.values() if action is not Shift]
    built = {START, *[rule.origin.name for rule in done]}
    queue = [next(iter(rows))]
    numbers = {queue[0]: 0}
    lines = []
    for state in queue:
        moves = []
        reductions: dict[int, list[str]] = {}
        for symbol, (action, argument) in sorted(rows[state].items()):
            if action is not Shift:
                reductions.setdefault(rules[argument], []).append(symbol)
            elif symbol.isupper() or symbol in built:
                if argument not in numbers:
                    numbers[argument] = len(numbers)
                    queue.append(argument)
                moves.append(f"{symbol} {numbers[argument]}")
        groups = [" ".join([str(rule), *symbols]) for rule, symbols in sorted(reductions.items())]
        lines.append(" / ".join([" ".join(moves), *groups]).strip())
    return lines


def main() -> None:
    folder = Path(grammar_folder())
    text = (folder / GRAMMAR).read_text(encoding="utf-8")
    (folder / TABLES).write_text(compile_tables(text), encoding="ascii")


if __name__ == "__main__":
    main()
