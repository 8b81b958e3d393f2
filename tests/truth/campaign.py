"""python -m tests.truth.campaign N: many random problems, and the smallest that fails, by cause."""

from __future__ import annotations

import re
import signal
import sys
import time
from collections import Counter
from types import FrameType

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.truth.programs import Problem, problems
from tests.truth.trial import report, trial

PATIENCE = 10  # seconds for one problem


class TooLong(Exception):
    pass


def stop(signum: int, frame: FrameType | None) -> None:
    raise TooLong


def cause(complaint: str) -> str:
    """A complaint without its particulars, by which failures are counted as one."""
    return re.sub(r"[^a-zA-Z: ]+", "", complaint)[:60]


def run(count: int, depth: int, start: int) -> int:
    """Try ``count`` problems; print the shortest failure of each cause. The number of causes."""
    smallest: dict[str, tuple[Problem, str]] = {}
    counts: Counter[str] = Counter()
    tried = 0
    begun = time.monotonic()
    signal.signal(signal.SIGALRM, stop)

    @seed(start)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(problem=problems(depth))
    def each(problem: Problem) -> None:
        nonlocal tried
        tried += 1
        if sys.stderr.isatty() or not tried % 100:
            print(f"\r{tried} of {count}, {sum(counts.values())} failed", end="", file=sys.stderr, flush=True)
        signal.alarm(PATIENCE)
        try:
            found = trial(problem)
            name = ", ".join(f"{d.way} {cause(d.found) if isinstance(d.found, str) else ''}" for d in found)
            shown = report(problem, found)
        except TooLong:
            name, shown = f"more than {PATIENCE} seconds", problem.text
        except Exception as error:
            name, shown = f"{type(error).__name__} {cause(str(error))}", f"{problem.text}\n  {error!r}"
        finally:
            signal.alarm(0)
        if name:
            counts[name] += 1
            if name not in smallest or len(problem.text) < len(smallest[name][0].text):
                smallest[name] = (problem, shown)

    each()
    print(f"\r{tried} problems in {time.monotonic() - begun:.0f} s, {sum(counts.values())} failed", file=sys.stderr)
    for name, times in counts.most_common():
        print(f"\n{times} times: {name}\n{smallest[name][1]}")
    return len(counts)


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    sys.exit(min(1, run(*(*numbers, *(1000, 2, 0)[len(numbers) :]))))
