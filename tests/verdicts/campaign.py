"""python -m tests.verdicts.campaign N: verdicts on many random equations, and the smallest that fails, by cause.

Equations have numbers and are the same whatever the order: what is printed with a failure runs it again.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import warnings
from collections import Counter
from random import Random

from matcalc.errors import MatcalcError
from tests.truth.campaign import reason
from tests.verdicts.equations import Case, Stated, case
from tests.verdicts.judging import faults

WRONG = 3  # falsified ones for each that holds


def causes(tried: Case, wrong: int) -> dict[str, Stated]:
    """What is wrong with the verdicts on a case and falsified ones, by cause."""
    try:
        return {reason(cause): stated for stated, _, cause, _ in faults(tried, Random(0), wrong) if cause}
    except MatcalcError:
        return {}


def shrunk(tried: Case, cause: str, seconds: float) -> Case:
    """A smaller case in which the same goes wrong."""
    until = time.monotonic() + seconds
    searching = True
    while searching:
        searching = False
        for smaller in sorted(tried.smaller(), key=lambda c: len(str(c.made))):
            if time.monotonic() > until:
                return tried
            if len(str(smaller.made)) < len(str(tried.made)) and cause in causes(smaller, 4 * WRONG):
                tried, searching = smaller, True
                break
    return tried


def run(numbers: range, seed: int, depth: int, seconds: float) -> int:
    found: Counter[str] = Counter()
    smallest: dict[str, tuple[int, Stated]] = {}
    times: Counter[str] = Counter()
    begun = told = time.monotonic()
    for number in numbers:
        if time.monotonic() - told > 30:
            told = time.monotonic()
            print(f"{number - numbers.start} of {len(numbers)}: {sum(times.values())} failed, {dict(found)}", file=sys.stderr, flush=True)
        tried = case(number, seed, depth)
        try:
            for stated, truth, cause, verdict in faults(tried, Random(0), WRONG):
                found[f"{'holds' if truth else 'does not'}: {verdict}"] += 1
                name = reason(cause)
                if cause:
                    times[name] += 1
                    if name not in smallest or len(stated.text) < len(smallest[name][1].text):
                        smallest[name] = (number, stated)
                    if times[name] == 1:
                        print(f"\n{cause} (--seed {seed} --depth {depth} --only {number})\n{stated}", file=sys.stderr, flush=True)
        except MatcalcError as refusal:
            found[f"refused: {reason(refusal.message)}"] += 1
    for name, count in times.most_common():
        number, stated = smallest[name]
        less = causes(shrunk(case(number, seed, depth), name, seconds), 4 * WRONG).get(name, stated)
        print(f"\n{count} times {name} (--seed {seed} --depth {depth} --only {number})\n{less}")
    told = {"cases": len(numbers), "seconds": round(time.monotonic() - begun, 1), "failed": sum(times.values())}
    print(json.dumps({**told, **dict(found.most_common())}, ensure_ascii=False))
    return min(1, len(times))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.verdicts.campaign", description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=1000, help="how many equations that hold")
    parser.add_argument("--depth", type=int, default=2, help="of the expressions (2)")
    parser.add_argument("--seed", type=int, default=0, help="of the equations (0)")
    parser.add_argument("--shrinking", type=float, default=10.0, help="seconds for one failure (10)")
    parser.add_argument("--only", type=int, help="the one equation with this number")
    given = parser.parse_args()
    numbers = range(given.count) if given.only is None else range(given.only, given.only + 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return run(numbers, given.seed, given.depth, given.shrinking)


if __name__ == "__main__":
    sys.exit(main())
