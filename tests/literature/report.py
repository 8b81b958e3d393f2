"""python -m tests.literature.report [ABOVE]: our forms beside the sources', the longest ratio first."""

from __future__ import annotations

import sys
from statistics import median

from tests.literature.rows import PRINTED, forms, symbols


def main(above: float) -> None:
    rows = []
    for row in PRINTED:
        ours, theirs = forms(row)
        rows.append((symbols(ours) / symbols(theirs), row, ours, theirs))
    rows.sort(key=lambda found: -found[0])
    for ratio, row, ours, theirs in rows:
        if ratio > above:
            print(f"{ratio:.2f}  {row['id']}: {row['source']}")
            print(f"      {row['text']}\n      ours    {ours}\n      theirs  {theirs}")
            if "reason" in row:
                print(f"      since   {row['reason']}")
    ratios = [ratio for ratio, *_ in rows]
    longer = sum(ratio > 1 for ratio in ratios)
    print(f"{len(rows)} rows: median {median(ratios):.2f}, largest {max(ratios):.2f}, {longer} longer than the source's")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 0.0)
