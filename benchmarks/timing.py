"""What the benchmarks share: times of many runs in one process, tables of ratios, and aims.

A shared machine only ever makes a run slower, so the least of several times is what is compared.
"""

from __future__ import annotations

import gc
import importlib.util
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

ENOUGH = 0.5  # seconds of runs that are enough for one time
MOST = 50  # runs for it
TURNS = 1000  # of those that alternate
SHORT = 0.0005  # seconds that a clock tells well enough, and few enough for nothing to come between

# An install has its byte code beside it; a checkout must be let write it.
CACHED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


class NotDone(Exception):
    """What was asked was handed back as it was."""


class TooLong(BaseException):
    """Not an Exception: what is being timed is not to swallow it."""


class Time(NamedTuple):
    """seconds: the least, None where it failed, which ``said`` explains. value: of the last run."""

    seconds: float | None
    said: str = ""
    value: Any = None

    def __str__(self) -> str:
        return self.said if self.seconds is None else f"{1000 * self.seconds:.2f}"


def least(
    run: Callable[[], Any],
    cap: float = 5.0,
    clock: Callable[[], float] = time.process_time,
    most: int = MOST,
) -> Time:
    """The least time of at most so many runs. cap: seconds that one run may take. clock: of the processor by
    default; what has threads is timed by time.perf_counter."""
    gc.collect()
    times: list[float] = []
    value = None
    begin = time.perf_counter()
    while not times or (len(times) < most and time.perf_counter() - begin < ENOUGH):
        start = clock()
        try:
            with limit(cap):
                value = run()
        except TooLong:
            return Time(None, f"> {cap:g} s")
        except NotDone as error:
            return Time(None, str(error) or "not done")
        except Exception:
            return Time(None, "fails")
        times.append(clock() - start)
    return Time(max(min(times), 1e-9), value=value)


def alternating(runs: Sequence[Callable[[], Any]], cap: float = 5.0) -> list[Time]:
    """The least time of each of several runs, by the clock on the wall. They take turns, so that what else
    the machine does strikes all of them alike, each time in another order, so that none always finds what the
    same one left in the caches; what is short is run many times for one time."""
    found = [least(run, cap, time.perf_counter, most=2) for run in runs]
    begin = time.perf_counter()
    for _ in range(TURNS):
        for place in random.sample(range(len(runs)), len(runs)):
            seconds, run = found[place].seconds, runs[place]
            if seconds is None:
                continue
            often = max(1, int(SHORT / seconds))
            start = time.perf_counter()
            for _ in range(often):
                run()
            each = (time.perf_counter() - start) / often
            found[place] = found[place]._replace(seconds=min(seconds, each))
        if time.perf_counter() - begin > ENOUGH * len(runs):
            break
    return found


@contextmanager
def limit(seconds: float) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TooLong

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def of_command(command: Sequence[str]) -> float:
    """The seconds of the processor that a whole command takes."""
    child = subprocess.Popen(
        command,
        env=CACHED,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(command)}: exit code {child.returncode}")
    return used.ru_utime + used.ru_stime


def installed(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def ratio(theirs: Time | None, ours: Time | None) -> str:
    """How many times longer theirs takes."""
    if theirs is None or ours is None or theirs.seconds is None or ours.seconds is None:
        return ""
    times = theirs.seconds / ours.seconds
    return f"{times:.2f}" if times < 10 else f"{times:.0f}"


def table(title: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table row by row, as its rows are measured; the first column is of texts."""
    widths = [28, *(max(10, len(heading) + 2) for heading in headings[1:])]
    print(f"\n{title}")
    _print(headings, widths)
    for row in rows:
        _print(row, widths)


def _print(row: Sequence[object], widths: Sequence[int]) -> None:
    texts = ["" if cell is None else str(cell) for cell in row]
    texts += [""] * (len(widths) - len(texts))
    padded = (f"{text:>{width}}" for text, width in zip(texts[1:], widths[1:], strict=True))
    print("".join([f"{texts[0]:<{widths[0]}}", *padded]).rstrip(), flush=True)


def aims(found: Iterable[tuple[str, bool | None, str]]) -> None:
    """Print which aims hold: each with whether it does, None where nothing tells, and with what was found."""
    print("\naims")
    for said, holds, what in found:
        word = {True: "holds", False: "does not hold", None: "not measured"}[holds]
        print(f"  {word:<14}{said}: {what}")
