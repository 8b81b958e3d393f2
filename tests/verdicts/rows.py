"""The rows of ``cases``: equations as papers and course notes spell them, each with its source.

latex:    the equation, as typed. declare: the lengths of the axes of its names, or what a function maps.
flags:    what else is known of a name: symmetric; invertible, small, positive, nonzero, prob (adds up to 1),
          bin (0 or 1), onehot.
assume:   what the text says before, some of it in prose.
layout:   that of the text's derivatives, where it says so.
truth:    whether it is true of all values. A ``mutant`` is the equation with one thing wrong, which
          ``mutation`` names, and is false.
true_in_other_layout: of a mutant that differs from the truth by the layout alone.
note, condition, reason: how it is to be read; when it is true; why it is false though it was printed.
open:     why the judge does not decide it yet. It may then be unknown or unread, never the wrong verdict.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from matcalc.verdicts.judge import How, judged
from matcalc.verdicts.verdict import Verdict

STRUCTURE = {"symmetric", "invertible"}
Row = dict[str, Any]


def cases() -> Iterator[Row]:
    for path in sorted((Path(__file__).parent / "cases").glob("*.toml")):
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            mutants = case.pop("mutant", [])
            yield case
            shared = {key: value for key, value in case.items() if key not in ("open", "reason")}
            for mutant in mutants:
                yield {**shared, **mutant, "truth": False}


CASES = {row["id"]: row for row in cases()}


def declarations(row: Row) -> Iterator[str]:
    """What is known of the names of a row, a line each."""
    for name, axes in row.get("declare", {}).items():
        flags = STRUCTURE.intersection(row.get("flags", {}).get(name, ()))
        if isinstance(axes, str):
            signature = axes.removeprefix("function").strip()
            if signature:
                yield f"{name} : {signature}"
        elif flags:
            yield f"{name} : {' '.join(sorted(flags))}({axes[0]})"
        else:
            yield f"{name} in R" + {0: "", 1: "^{}", 2: "^({} x {})"}[len(axes)].format(*axes)


def verdicts(row: Row, layout: str | None = None) -> list[Verdict]:
    """The verdicts on the pairs of neighbours of a row's equation."""
    before = "".join(f"{line}\n" for line in (*declarations(row), *row.get("assume", ())))
    found = judged(before + row["latex"], How(layout=layout))
    return [verdict for verdict in found if verdict.span is None or verdict.span.start >= len(before)]


def outcome(row: Row, layout: str | None = None) -> str:
    """The verdict on a row: false where that on one pair is, true where that on every one is."""
    found = [verdict.verdict for verdict in verdicts(row, layout)]
    for verdict in ("false", "unknown", "unread"):
        if verdict in found:
            return verdict
    return "true" if found else "unread"
