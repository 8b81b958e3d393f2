"""Counts the rows that are decided, and lists those that are not: ``python -m tests.verdicts.report [ID ...]``.

With ids, or beginnings of them, the verdicts on these alone, pair by pair.
"""

from __future__ import annotations

import sys
from collections import Counter

from tests.verdicts.rows import CASES, outcome, verdicts


def main(wanted: list[str]) -> None:
    counts: Counter[str] = Counter()
    for id_, row in CASES.items():
        layout = row.get("layout")
        truth = "true" if row["truth"] else "false"
        if wanted and not id_.startswith(tuple(wanted)):
            continue
        found = outcome(row, layout)
        counts["right" if found == truth else found if found in ("unknown", "unread") else "WRONG"] += 1
        if wanted or found != truth:
            print(f"{id_} is {truth}, judged {found} (layout {layout})\n    {row['latex']}")
            for verdict in verdicts(row, layout):
                if wanted or verdict.verdict == found:
                    print(f"    {verdict.verdict} {verdict.how}{verdict.why} {'; '.join(verdict.notes)}")
    print(", ".join(f"{count} {name}" for name, count in sorted(counts.items())))


if __name__ == "__main__":
    main(sys.argv[1:])
